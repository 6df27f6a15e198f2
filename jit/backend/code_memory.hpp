// SPDX-License-Identifier: MIT
// Code memory: one region near the program's own code, shared by all traces of a Vm, so that calls
// to helpers are direct. Pages are writable while code is written and executable afterwards, never
// both. Blocks are given back when traces die.
#pragma once

#include "vm/base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>

namespace sidewinder::jit {

class CodeMemory {
public:
    /// Reserves address space; memory is committed as it is used.
    /// Fault injection: the `fail_at`-th operation fails, counting this one, allocations and changes of
    /// protection; 0: none.
    static Result<std::unique_ptr<CodeMemory>> create(std::size_t bytes = std::size_t{16} << 20, std::uint64_t fail_at = 0);
    ~CodeMemory();
    CodeMemory(const CodeMemory&) = delete;
    CodeMemory& operator=(const CodeMemory&) = delete;

    /// A block of at least `bytes`, 16-byte aligned, not yet writable; nullptr when full.
    std::uint8_t* allocate(std::size_t bytes);
    /// Gives back a block that allocate() returned.
    void release(std::uint8_t* block);
    /// Makes the block's pages writable, runs `write_bytes`, makes them executable. False when the
    /// system refuses, in which case nothing may run there. Once for each block: code that was
    /// written before could not run any more.
    bool write(std::uint8_t* block, std::size_t bytes, const std::function<void()>& write_bytes);

    std::size_t bytes_in_use() const { return in_use_; }
    /// Operations so far that could have failed.
    std::uint64_t operations() const { return operations_; }
    bool contains(const void* address) const {
        auto* p = static_cast<const std::uint8_t*>(address);
        return p >= base_ && p < base_ + size_;
    }
    /// Fault injection: the next operation fails.
    void fail_next() { fail_at_ = operations_ + 1; }

private:
    CodeMemory(std::uint8_t* base, std::size_t size, std::uint64_t fail_at);
    /// Counts an operation; true when it is the one to fail.
    bool is_to_fail() { return ++operations_ == fail_at_; }
    /// True when other blocks than `block` lie in the pages from `first` to before `last`.
    bool is_shared(const std::uint8_t* block, std::uintptr_t first, std::uintptr_t last) const;

    std::uint8_t* base_;
    std::size_t size_;
    std::size_t in_use_ = 0;
    std::uint64_t operations_ = 1, fail_at_;  ///< the first is to reserve the region
    std::map<std::uint8_t*, std::size_t> free_, used_;  ///< block -> bytes
};

}  // namespace sidewinder::jit
