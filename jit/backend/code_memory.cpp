// SPDX-License-Identifier: MIT
#include "jit/backend/code_memory.hpp"

#include "vm/base/check.hpp"
#include "vm/uops/helpers.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace sidewinder::jit {

namespace {

constexpr std::size_t granule = 16;

/// Addresses to try, near the helpers so that they are in reach of a 32-bit displacement. Too
/// near, the heap that grows behind the program would be in the way.
std::uintptr_t hint(int attempt) {
    auto helpers = reinterpret_cast<std::uintptr_t>(&sw_destroy) & ~std::uintptr_t{0xFFFF};
    std::intptr_t distance = (std::intptr_t{256} << 20) * (attempt / 2 + 1);
    return helpers + static_cast<std::uintptr_t>(attempt % 2 == 0 ? distance : -distance);
}

bool in_reach(const void* base, std::size_t bytes) {
    auto helpers = reinterpret_cast<std::intptr_t>(&sw_destroy);
    auto low = reinterpret_cast<std::intptr_t>(base), high = low + static_cast<std::intptr_t>(bytes);
    constexpr std::intptr_t reach = (std::intptr_t{1} << 31) - (std::intptr_t{64} << 20);
    return low - helpers > -reach && high - helpers < reach;
}

}  // namespace

Result<std::unique_ptr<CodeMemory>> CodeMemory::create(std::size_t bytes, std::uint64_t fail_at) {
    void* base = MAP_FAILED;
    for (int attempt = 0; attempt < 8 && fail_at != 1; ++attempt) {
        base = mmap(reinterpret_cast<void*>(hint(attempt)), bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (base == MAP_FAILED) continue;
        if (in_reach(base, bytes)) break;
        munmap(base, bytes);
        base = MAP_FAILED;
    }
    if (base == MAP_FAILED) return fail("no address space for code within 2 GiB of the program");
    return std::unique_ptr<CodeMemory>(new CodeMemory(static_cast<std::uint8_t*>(base), bytes, fail_at));
}

CodeMemory::CodeMemory(std::uint8_t* base, std::size_t size, std::uint64_t fail_at) : base_(base), size_(size), fail_at_(fail_at) {
    // The first granule stays free: sanitizers may read before a function's first byte.
    free_[base_ + granule] = size_ - granule;
}

CodeMemory::~CodeMemory() { munmap(base_, size_); }

std::uint8_t* CodeMemory::allocate(std::size_t bytes) {
    if (is_to_fail()) return nullptr;
    bytes = (bytes + granule - 1) / granule * granule;
    for (auto it = free_.begin(); it != free_.end(); ++it) {
        auto [block, size] = *it;
        if (size < bytes) continue;
        free_.erase(it);
        if (size > bytes) free_[block + bytes] = size - bytes;
        used_[block] = bytes;
        in_use_ += bytes;
        return block;
    }
    return nullptr;
}

void CodeMemory::release(std::uint8_t* block) {
    auto used = used_.find(block);
    SW_CHECK(used != used_.end(), "released code at {} that was not allocated", static_cast<void*>(block));
    std::size_t bytes = used->second;
    used_.erase(used);
    in_use_ -= bytes;
    auto [it, inserted] = free_.emplace(block, bytes);
    // Join with the neighbours, so that the region does not crumble.
    if (auto next = std::next(it); next != free_.end() && it->first + it->second == next->first) {
        it->second += next->second;
        free_.erase(next);
    }
    if (it != free_.begin())
        if (auto before = std::prev(it); before->first + before->second == it->first) {
            before->second += it->second;
            free_.erase(it);
        }
}

bool CodeMemory::write(std::uint8_t* block, std::size_t bytes, const std::function<void()>& write_bytes) {
    auto page = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
    std::uintptr_t first = reinterpret_cast<std::uintptr_t>(block) & ~(page - 1);
    std::uintptr_t last = (reinterpret_cast<std::uintptr_t>(block) + bytes + page - 1) & ~(page - 1);
    void* pages = reinterpret_cast<void*>(first);
    if (is_to_fail() || mprotect(pages, last - first, PROT_READ | PROT_WRITE) != 0) return false;
    write_bytes();
    // The system does not refuse what it allowed before: only pages without other code may fail here.
    const bool shared = is_shared(block, first, last);
    if (!shared && is_to_fail()) return false;
    if (mprotect(pages, last - first, PROT_READ | PROT_EXEC) == 0) return true;
    SW_CHECK(!shared, "cannot make code executable again: {}", std::strerror(errno));
    return false;
}

bool CodeMemory::is_shared(const std::uint8_t* block, std::uintptr_t first, std::uintptr_t last) const {
    return std::ranges::any_of(used_, [&](const auto& other) {
        auto begin = reinterpret_cast<std::uintptr_t>(other.first);
        return other.first != block && begin < last && begin + other.second > first;
    });
}

}  // namespace sidewinder::jit
