// SPDX-License-Identifier: MIT
// The format mini-language: a parsed specification, and laying text out by it. Shared by format(),
// str.format, f-strings and the % operator.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sidewinder {

struct FormatSpec {
    char32_t fill = ' ';
    char align = 0;  ///< '<', '>', '^', '=' or 0
    char sign = '-';
    bool no_negative_zero = false;
    bool alternate = false;
    std::int64_t width = -1;
    char grouping = 0;  ///< ',' or '_'
    std::int64_t precision = -1;
    char type = 0;
};

/// Code points of UTF-8 text.
std::size_t count_points(std::string_view utf8);
/// `sign` and `digits` (UTF-8) laid out to spec.width; '=' puts the fill between them.
std::string pad(const FormatSpec& spec, const std::string& sign, const std::string& digits,
                char default_align);
/// |d| with that many digits in the style of 'e', 'f', 'g', 'r' (repr) or '%'.
std::string float_digits(double magnitude, char style, int precision, bool alternate);

}  // namespace sidewinder
