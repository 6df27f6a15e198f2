// SPDX-License-Identifier: MIT
// Code memory: never writable and executable at once, as the system itself tells; blocks are used
// again; what is full or refused is said, not crashed upon.
#include "jit/backend/code_memory.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstring>
#include <fstream>
#include <string>
#include <vector>

namespace sidewinder::jit {
namespace {

/// The permissions of the mapping that `address` is in, as in "r-xp".
std::string permissions(const void* address) {
    std::ifstream maps("/proc/self/maps");
    for (std::string line; std::getline(maps, line);) {
        unsigned long low, high;
        char text[8] = "";
        if (std::sscanf(line.c_str(), "%lx-%lx %4s", &low, &high, text) != 3) continue;
        auto a = reinterpret_cast<unsigned long>(address);
        if (low <= a && a < high) return text;
    }
    return "not mapped";
}

std::unique_ptr<CodeMemory> make(std::size_t bytes = 1 << 20) {
    auto memory = CodeMemory::create(bytes);
    EXPECT_TRUE(memory) << memory.error().message;
    return std::move(*memory);
}

TEST(CodeMemory, IsWritableOrExecutableButNeverBoth) {
    auto memory = make();
    std::uint8_t* block = memory->allocate(16);
    ASSERT_NE(block, nullptr);
    EXPECT_EQ(permissions(block), "---p");
    bool written = memory->write(block, 16, [&] {
        EXPECT_EQ(permissions(block), "rw-p");
        block[0] = 0xC3;
    });
    EXPECT_TRUE(written);
    EXPECT_EQ(permissions(block), "r-xp");
    EXPECT_EQ(block[0], 0xC3);
    // A neighbour in the same page.
    std::uint8_t* other = memory->allocate(16);
    EXPECT_TRUE(memory->write(other, 16, [&] { EXPECT_EQ(permissions(block), "rw-p"); }));
    EXPECT_EQ(permissions(block), "r-xp");
}

TEST(CodeMemory, RunsWhatIsWritten) {
    auto memory = make();
    std::uint8_t* block = memory->allocate(16);
    const std::uint8_t code[] = {0xB8, 42, 0, 0, 0, 0xC3};  // mov eax, 42; ret
    ASSERT_TRUE(memory->write(block, sizeof code, [&] { std::memcpy(block, code, sizeof code); }));
    int (*function)();
    std::memcpy(&function, &block, sizeof block);
    EXPECT_EQ(function(), 42);
}

TEST(CodeMemory, UsesReleasedBlocksAgain) {
    auto memory = make();
    std::uint8_t* a = memory->allocate(100);
    std::uint8_t* b = memory->allocate(50);
    std::uint8_t* c = memory->allocate(100);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(a) % 16, 0u);
    EXPECT_EQ(memory->bytes_in_use(), 112u + 64u + 112u);
    memory->release(a);
    memory->release(b);
    EXPECT_EQ(memory->allocate(170), a) << "neighbours that are free are one block";
    memory->release(a);
    memory->release(c);
    EXPECT_EQ(memory->bytes_in_use(), 0u);
    EXPECT_NE(memory->allocate((1 << 20) - 16), nullptr) << "all of it is one block again";
}

TEST(CodeMemory, SaysWhenItIsFull) {
    auto memory = make(1 << 16);
    std::vector<std::uint8_t*> blocks;
    while (std::uint8_t* block = memory->allocate(1000)) blocks.push_back(block);
    EXPECT_GE(blocks.size(), 64u);
    EXPECT_EQ(memory->allocate(2000), nullptr);
    memory->release(blocks[3]);
    EXPECT_EQ(memory->allocate(1000), blocks[3]);
}

TEST(CodeMemory, SaysWhenTheSystemRefuses) {
    auto memory = make();
    std::uint8_t* block = memory->allocate(16);
    memory->fail_next();
    EXPECT_FALSE(memory->write(block, 16, [] { FAIL() << "must not write"; }));
    EXPECT_FALSE(memory->write(block, 16, [&] { memory->fail_next(); })) << "to make it executable again";
    EXPECT_TRUE(memory->write(block, 16, [] {}));
    EXPECT_EQ(permissions(block), "r-xp");
    // Where other code lives the system is not refusing any more: nothing counts as an operation.
    std::uint8_t* other = memory->allocate(16);
    EXPECT_TRUE(memory->write(other, 16, [&] { memory->fail_next(); }));
}

TEST(CodeMemory, IsNearTheProgram) {
    auto memory = make();
    auto distance = reinterpret_cast<std::intptr_t>(memory->allocate(16)) - reinterpret_cast<std::intptr_t>(&CodeMemory::create);
    EXPECT_LT(std::abs(distance), std::intptr_t{1} << 31);
}

}  // namespace
}  // namespace sidewinder::jit
