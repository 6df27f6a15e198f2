// SPDX-License-Identifier: MIT
// What str methods need to know of Unicode: classes of code points and their case mappings, as
// CPython 3.14 answers them. The tables are in unicode_tables.cpp, made by asking it.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace sidewinder {

/// Code points first..last, inclusive; tables are sorted.
struct CodeRange {
    char32_t first, last;
};
/// Every `step`-th code point of first..last maps to itself plus `delta`.
struct CaseRange {
    char32_t first, last;
    std::int32_t step;
    std::int32_t delta;
};
/// A mapping to several code points.
struct CaseSpecial {
    char32_t from;
    const char32_t* to;
};

extern const std::span<const CodeRange> printable_ranges, alphabetic_ranges, alphanumeric_ranges,
    digit_ranges, upper_ranges, lower_ranges, title_ranges;
extern const std::span<const CaseRange> to_upper_ranges, to_lower_ranges, to_title_ranges;
extern const std::span<const CaseSpecial> to_upper_specials, to_lower_specials, to_title_specials;

bool in_ranges(std::span<const CodeRange> ranges, char32_t c);
bool is_printable(char32_t c);
bool is_space(char32_t c);
enum class Case : std::uint8_t { upper, lower, title };
/// Appends the mapping of `c`.
void append_case(std::u32string& out, char32_t c, Case wanted);

}  // namespace sidewinder
