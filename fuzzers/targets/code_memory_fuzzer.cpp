// SPDX-License-Identifier: MIT
// Bytes -> allocations, writes, runs and releases of code memory in any order, against a model that
// keeps what must be in each block. Blocks lie in the region, are aligned and never overlap; a
// request is refused only when no gap is large enough; what was written is what runs, whatever is
// written beside it; no page is writable and executable at once.
#include "fuzzers/choices.hpp"
#include "fuzzers/targets/planted.hpp"
#include "fuzzers/targets/report.hpp"
#include "jit/backend/code_memory.hpp"
#include "vm/base/check.hpp"

#include <array>
#include <cstring>
#include <fstream>
#include <map>
#include <string>

using namespace sidewinder;
using fuzz::ChoiceSequence;
using jit::CodeMemory;

namespace {

constexpr std::size_t granule = 16;
std::size_t rounded(std::size_t bytes) { return (bytes + granule - 1) / granule * granule; }

/// Permissions of the pages at `address`, as "r-xp".
std::string permissions(const std::uint8_t* address) {
    std::ifstream maps("/proc/self/maps");
    auto wanted = reinterpret_cast<std::uintptr_t>(address);
    for (std::string line; std::getline(maps, line);) {
        std::uintptr_t first = 0, last = 0;
        std::array<char, 5> mode{};
        if (std::sscanf(line.c_str(), "%lx-%lx %4s", &first, &last, mode.data()) == 3 && wanted >= first && wanted < last) return mode.data();
    }
    return {};
}

class Model {
public:
    explicit Model(ChoiceSequence& c) : c_(c), region_((std::size_t{1} << 12) * (1 + c.below(16))) {
        auto memory = CodeMemory::create(region_);
        SW_CHECK(memory.has_value(), "{}", memory.error().message);
        memory_ = std::move(*memory);
        // The only block says where the region is.
        std::uint8_t* all = memory_->allocate(region_ - granule);
        SW_CHECK(all != nullptr, "an empty region of {} bytes has no room for all but a granule", region_);
        begin_ = all;
        end_ = all + region_ - granule;
        memory_->release(all);
    }

    void step() {
        switch (c_.below(8)) {
            case 0:
            case 1:
            case 2: return allocate();
            case 3:
            case 4: return write();
            case 5: return release();
            case 6: return refuse();
            default: return run();
        }
    }

    void finish() {
        while (!blocks_.empty()) release();
        SW_CHECK(memory_->bytes_in_use() == 0, "{} bytes in use after all was released", memory_->bytes_in_use());
        SW_CHECK(memory_->allocate(region_ - granule) == begin_, "the region has crumbled");
    }

private:
    struct Block {
        std::size_t bytes = 0;
        bool written = false;
        std::uint32_t answer = 0;  ///< of the code in it
    };

    std::size_t size() {
        switch (c_.below(4)) {
            case 0: return 1 + c_.below(64);
            case 1: return 4096 * (1 + c_.below(3)) + static_cast<std::size_t>(c_.below(33)) - 16;
            case 2: return region_ - c_.below(64);
            default: return 1 + c_.below(3000);
        }
    }
    std::size_t largest_gap() const {
        std::size_t best = 0;
        std::uint8_t* at = begin_;
        for (const auto& [block, b] : blocks_) {
            best = std::max(best, static_cast<std::size_t>(block - at));
            at = block + rounded(b.bytes);
        }
        return std::max(best, static_cast<std::size_t>(end_ - at));
    }
    void allocate() {
        std::size_t bytes = size(), gap = largest_gap(), before = memory_->bytes_in_use();
        std::uint8_t* block = memory_->allocate(bytes);
        if (block == nullptr) {
            SW_CHECK(gap < rounded(bytes), "{} bytes are refused, and there is a gap of {}", bytes, gap);
            return;
        }
        SW_CHECK(block >= begin_ && block + bytes <= end_ && reinterpret_cast<std::uintptr_t>(block) % granule == 0, "a block of {} bytes is not in the region", bytes);
        auto after = blocks_.upper_bound(block);
        SW_CHECK(after == blocks_.end() || block + rounded(bytes) <= after->first, "a block runs into the next one");
        SW_CHECK(after == blocks_.begin() || std::prev(after)->first + rounded(std::prev(after)->second.bytes) <= block, "a block is in another one");
        blocks_[block] = {bytes, false, 0};
        SW_CHECK(memory_->bytes_in_use() == before + rounded(bytes), "{} bytes in use", memory_->bytes_in_use());
    }
    /// Any block; end() when there is none.
    std::map<std::uint8_t*, Block>::iterator any() {
        if (blocks_.empty()) return blocks_.end();
        return std::next(blocks_.begin(), c_.below(static_cast<std::uint32_t>(blocks_.size())));
    }
    void release() {
        auto at = any();
        if (at == blocks_.end()) return;
        if (!fuzz::is_planted("forgotten_release")) memory_->release(at->first);
        blocks_.erase(at);
    }
    /// mov eax, answer; ret; and a pattern up to the block's end.
    void write() {
        auto at = any();
        if (at == blocks_.end() || at->second.bytes < 6) return;
        auto& [block, b] = *at;
        b.answer = static_cast<std::uint32_t>(c_.word());
        bool look = c_.chance(10);
        std::string while_written;
        bool done = memory_->write(block, b.bytes, [&] {
            std::memset(block, static_cast<int>(b.answer & 0xFF), b.bytes);
            block[0] = 0xB8;
            std::memcpy(block + 1, &b.answer, 4);
            block[5] = 0xC3;
            if (look) while_written = permissions(block);
        });
        SW_CHECK(done, "the system does not let code be written");
        b.written = true;
        if (!look) return;
        SW_CHECK(while_written == "rw-p", "pages are {} while they are written", while_written);
        SW_CHECK(permissions(block) == "r-xp" && permissions(block + b.bytes - 1) == "r-xp", "pages are {} after they were written", permissions(block));
    }
    void refuse() {
        auto at = any();
        if (at == blocks_.end()) return;
        memory_->fail_next();
        bool done = memory_->write(at->first, at->second.bytes, [] { SW_CHECK(false, "bytes are written that nobody let be written"); });
        SW_CHECK(!done, "a write succeeds though the system refuses");
    }
    void run() {
        auto at = any();
        if (at == blocks_.end() || !at->second.written) return;
        auto& [block, b] = *at;
        std::uint32_t (*code)() = nullptr;
        std::memcpy(&code, &block, sizeof code);
        std::uint32_t answer = code();
        SW_CHECK(answer == b.answer, "code answers {:#x}, and {:#x} was written", answer, b.answer);
        for (std::size_t i = 6; i < b.bytes; ++i) SW_CHECK(block[i] == (b.answer & 0xFF), "byte {} of {} is not what was written", i, b.bytes);
    }

    ChoiceSequence& c_;
    std::size_t region_;
    std::unique_ptr<CodeMemory> memory_;
    std::uint8_t *begin_ = nullptr, *end_ = nullptr;
    std::map<std::uint8_t*, Block> blocks_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    ChoiceSequence choices{std::span(data, size)};
    Model model(choices);
    while (!choices.exhausted()) model.step();
    model.finish();
    return 0;
}
