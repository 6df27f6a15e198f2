// SPDX-License-Identifier: MIT
// Searches the tables of unicode_tables.cpp; ASCII is answered without them.
#include "vm/objects/unicode.hpp"

#include <algorithm>

namespace sidewinder {

bool in_ranges(std::span<const CodeRange> ranges, char32_t c) {
    const auto after = std::upper_bound(ranges.begin(), ranges.end(), c,
                                        [](char32_t v, const CodeRange& r) { return v < r.first; });
    return after != ranges.begin() && c <= std::prev(after)->last;
}

bool is_printable(char32_t c) {
    if (c < 0x7F) return c >= 0x20;
    return in_ranges(printable_ranges, c);
}

bool is_space(char32_t c) {
    if (c < 0x80) return c == ' ' || (c >= 9 && c <= 13) || (c >= 0x1C && c <= 0x1F);
    return c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 ||
           c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

namespace {

void append_mapped(std::u32string& out, char32_t c, std::span<const CaseRange> ranges,
                   std::span<const CaseSpecial> specials) {
    const auto special =
        std::lower_bound(specials.begin(), specials.end(), c,
                         [](const CaseSpecial& s, char32_t v) { return s.from < v; });
    if (special != specials.end() && special->from == c) {
        out += special->to;
        return;
    }
    const auto after = std::upper_bound(ranges.begin(), ranges.end(), c,
                                        [](char32_t v, const CaseRange& r) { return v < r.first; });
    if (after != ranges.begin()) {
        const CaseRange& range = *std::prev(after);
        if (c <= range.last && (c - range.first) % static_cast<char32_t>(range.step) == 0) {
            out += static_cast<char32_t>(static_cast<std::int32_t>(c) + range.delta);
            return;
        }
    }
    out += c;
}

}  // namespace

void append_case(std::u32string& out, char32_t c, Case wanted) {
    if (c < 0x80) {
        if (wanted == Case::lower)
            out += c >= 'A' && c <= 'Z' ? c + 32 : c;
        else
            out += c >= 'a' && c <= 'z' ? c - 32 : c;
        return;
    }
    switch (wanted) {
        case Case::upper: return append_mapped(out, c, to_upper_ranges, to_upper_specials);
        case Case::lower: return append_mapped(out, c, to_lower_ranges, to_lower_specials);
        case Case::title: return append_mapped(out, c, to_title_ranges, to_title_specials);
    }
}

}  // namespace sidewinder
