// SPDX-License-Identifier: MIT
// Holes at the limits of their range: the last value that fits is stored exactly, the first that
// does not is refused and leaves the bytes alone.
#include "jit/backend/patch.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstring>

namespace sidewinder::jit {
namespace {

constexpr std::uint64_t address = 0x5000'0000'0000;

struct Patched {
    bool ok;
    std::uint64_t bytes;
};

Patched patch(HoleKind kind, std::uint64_t value, std::int32_t addend = 0, std::uint64_t at = address) {
    std::array<std::uint8_t, 24> code;
    code.fill(0xAA);
    Hole hole{8, kind, HoleValue::oparg, addend, 0};
    bool ok = patch_hole(code.data(), at, hole, value);
    Patched result{ok, 0};
    std::memcpy(&result.bytes, code.data() + 8, 8);
    for (std::size_t i : {std::size_t{7}, std::size_t{16}}) EXPECT_EQ(code[i], 0xAA) << "wrote outside of the hole";
    if (kind != HoleKind::abs64) {
        EXPECT_EQ(result.bytes >> 32, 0xAAAAAAAAu) << "wrote more than four bytes";
        result.bytes &= 0xFFFFFFFF;
    }
    if (!ok) {
        EXPECT_EQ(result.bytes, 0xAAAAAAAAu);
    }
    return result;
}

TEST(Patch, Abs64TakesAnything) {
    EXPECT_EQ(patch(HoleKind::abs64, 0x0123'4567'89AB'CDEF).bytes, 0x0123'4567'89AB'CDEFu);
    EXPECT_EQ(patch(HoleKind::abs64, UINT64_MAX).bytes, UINT64_MAX);
    EXPECT_EQ(patch(HoleKind::abs64, 5, -6).bytes, UINT64_MAX);
}

TEST(Patch, Abs32IsUnsigned) {
    EXPECT_TRUE(patch(HoleKind::abs32, 0xFFFF'FFFF).ok);
    EXPECT_EQ(patch(HoleKind::abs32, 0xFFFF'FFFF).bytes, 0xFFFF'FFFFu);
    EXPECT_FALSE(patch(HoleKind::abs32, 0x1'0000'0000).ok);
    EXPECT_FALSE(patch(HoleKind::abs32, 0xFFFF'FFFF, 1).ok);
    EXPECT_TRUE(patch(HoleKind::abs32, 0x1'0000'0000, -1).ok);
    EXPECT_FALSE(patch(HoleKind::abs32, 0, -1).ok);
}

TEST(Patch, Abs32sIsSigned) {
    EXPECT_TRUE(patch(HoleKind::abs32s, 0x7FFF'FFFF).ok);
    EXPECT_FALSE(patch(HoleKind::abs32s, 0x8000'0000).ok);
    EXPECT_TRUE(patch(HoleKind::abs32s, static_cast<std::uint64_t>(INT64_C(-0x8000'0000))).ok);
    EXPECT_FALSE(patch(HoleKind::abs32s, static_cast<std::uint64_t>(INT64_C(-0x8000'0001))).ok);
    EXPECT_FALSE(patch(HoleKind::abs32s, 0x7FFF'FFFF, 1).ok);
    EXPECT_EQ(patch(HoleKind::abs32s, 3, -5).bytes, 0xFFFF'FFFEu);
}

TEST(Patch, Pc32CountsFromTheHole) {
    std::uint64_t place = address + 8;
    EXPECT_EQ(patch(HoleKind::pc32, place + 100, -4).bytes, 96u);
    EXPECT_TRUE(patch(HoleKind::pc32, place + 0x7FFF'FFFF).ok);
    EXPECT_FALSE(patch(HoleKind::pc32, place + 0x8000'0000).ok);
    EXPECT_TRUE(patch(HoleKind::pc32, place - 0x8000'0000).ok);
    EXPECT_FALSE(patch(HoleKind::pc32, place - 0x8000'0001).ok);
    EXPECT_FALSE(patch(HoleKind::pc32, 0).ok);
}

}  // namespace
}  // namespace sidewinder::jit
