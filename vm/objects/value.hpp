// SPDX-License-Identifier: MIT
// The value word: 64 bits that are a float, an int of 49 bits, a constant or a pointer.
//
//   bits 63..48          what the word is
//   0000                 pointer to a heap Object (never 0)
//   0001                 a constant: null (no value), None, False, True, NotImplemented
//   0002 .. FFFA         float: the IEEE bits plus 2^49
//   FFFE, FFFF           int: 49-bit two's complement in the low bits
//
// Pointers are raw because following one is the commonest operation there is. NaNs keep their
// sign and no other payload can arise (arithmetic only makes the default NaN), so the highest
// float word is that of -NaN, FFFA'0000'0000'0000. Ints that need more bits are IntObjects.
#pragma once

#include "vm/base/attributes.hpp"

#include <bit>
#include <cstdint>

namespace sidewinder {

struct Object;

/// A borrowed word. Copying it never touches a reference count; `Ref` owns one.
struct Value {
    static constexpr std::uint64_t constant_tag = 0x0001'0000'0000'0000;
    static constexpr std::uint64_t float_offset = 0x0002'0000'0000'0000;
    static constexpr std::uint64_t int_tag = 0xFFFE'0000'0000'0000;
    static constexpr int int_bits = 49;
    static constexpr std::int64_t int_max = (std::int64_t{1} << 48) - 1;
    static constexpr std::int64_t int_min = -(std::int64_t{1} << 48);

    std::uint64_t bits = constant_tag;

    static constexpr Value null() { return {constant_tag}; }
    static constexpr Value none() { return {constant_tag | 1}; }
    static constexpr Value false_() { return {constant_tag | 2}; }
    static constexpr Value true_() { return {constant_tag | 3}; }
    static constexpr Value not_implemented() { return {constant_tag | 4}; }
    static constexpr Value boolean(bool b) { return {(constant_tag | 2) + (b ? 1u : 0u)}; }
    static constexpr Value from_bits(std::uint64_t b) { return {b}; }
    /// Requires fits(i).
    static constexpr Value small_int(std::int64_t i) {
        return {(static_cast<std::uint64_t>(i) & ~int_tag) | int_tag};
    }
    static constexpr Value number(double d) {
        return {std::bit_cast<std::uint64_t>(d) + float_offset};
    }
    static Value object(const Object* o) { return {reinterpret_cast<std::uint64_t>(o)}; }

    static constexpr bool fits(std::int64_t i) { return i >= int_min && i <= int_max; }

    constexpr bool is_null() const { return bits == constant_tag; }
    constexpr bool is_none() const { return bits == (constant_tag | 1); }
    constexpr bool is_true() const { return bits == (constant_tag | 3); }
    constexpr bool is_false() const { return bits == (constant_tag | 2); }
    constexpr bool is_bool() const { return (bits | 1) == (constant_tag | 3); }
    constexpr bool is_not_implemented() const { return bits == (constant_tag | 4); }
    constexpr bool is_pointer() const { return (bits >> 48) == 0; }
    constexpr bool is_small_int() const { return (bits >> 49) == 0x7FFF; }
    constexpr bool is_float() const { return (bits >> 49) - 1 < 0x7FFE; }

    /// Requires is_small_int().
    constexpr std::int64_t as_small_int() const {
        return static_cast<std::int64_t>(bits << 15) >> 15;
    }
    /// Requires is_float().
    constexpr double as_float() const { return std::bit_cast<double>(bits - float_offset); }
    /// Requires is_pointer().
    Object* as_object() const { return reinterpret_cast<Object*>(bits); }
    /// Requires is_pointer() and an object of that struct.
    template <class T>
    T* as() const {
        return reinterpret_cast<T*>(bits);
    }

    /// Identity, Python's `is` (for floats: same bits).
    friend constexpr bool operator==(Value, Value) = default;
};

static_assert(sizeof(Value) == 8);

}  // namespace sidewinder
