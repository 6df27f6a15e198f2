// SPDX-License-Identifier: MIT
// Escapes in string literals. Surrogates cannot be held in UTF-8 and are refused.
#include "vm/syntax/string_literal.hpp"

#include <fmt/format.h>

#include "vm/syntax/source.hpp"

namespace sidewinder::syntax {
namespace {

using Failure = std::unexpected<std::string>;

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

Failure unicode_error(std::size_t start, std::size_t end, std::string_view what) {
    return Failure(
        fmt::format("(unicode error) 'unicodeescape' codec can't decode bytes in "
                    "position {}-{}: {}",
                    start, end, what));
}

/// \xXX, \uXXXX or \UXXXXXXXX whose letter is at `i`; leaves `i` past it.
std::expected<void, std::string> hex_escape(std::string_view text, std::size_t& i,
                                            std::string& out) {
    const char letter = text[i];
    const std::size_t digits = letter == 'x' ? 2 : letter == 'u' ? 4 : 8;
    const std::size_t start = i - 1;
    std::uint32_t value = 0;
    for (std::size_t n = 1; n <= digits; ++n) {
        const int digit = i + n < text.size() ? hex_value(text[i + n]) : -1;
        if (digit < 0) {
            return unicode_error(
                start, i + n - 1,
                fmt::format("truncated \\{}{} escape", letter, std::string(digits, 'X')));
        }
        value = value << 4 | static_cast<std::uint32_t>(digit);
    }
    i += digits + 1;
    if (value > 0x10FFFF) return unicode_error(start, i - 1, "illegal Unicode character");
    if (value >= 0xD800 && value < 0xE000)
        return Failure("'surrogate in a string' is not supported");
    append_utf8(out, value);
    return {};
}

/// Up to three octal digits from `i`.
void octal_escape(std::string_view text, std::size_t& i, std::string& out) {
    std::uint32_t value = 0;
    for (int n = 0; n < 3 && i < text.size() && text[i] >= '0' && text[i] <= '7'; ++n, ++i) {
        value = value * 8 + static_cast<std::uint32_t>(text[i] - '0');
    }
    append_utf8(out, value);
}

}  // namespace

std::expected<std::string, std::string> decode_escapes(std::string_view text) {
    constexpr std::string_view letters = "\\'\"abfnrtv\n";
    constexpr std::string_view meanings = "\\'\"\a\b\f\n\r\t\v";
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size();) {
        if (text[i] != '\\' || i + 1 == text.size()) {
            out.push_back(text[i++]);
            continue;
        }
        const char c = text[++i];
        if (c == 'x' || c == 'u' || c == 'U') {
            if (auto done = hex_escape(text, i, out); !done) return Failure(done.error());
        } else if (c >= '0' && c <= '7') {
            octal_escape(text, i, out);
        } else if (c == 'N') {
            return Failure("'\\N' is not supported");
        } else if (const std::size_t k = letters.find(c); k != std::string_view::npos) {
            if (c != '\n') out.push_back(meanings[k]);
            ++i;
        } else {
            out.push_back('\\');  // not an escape: both characters stay
        }
    }
    return out;
}

StringParts split_string(std::string_view token) {
    StringParts parts{};
    const std::size_t quote = token.find_first_of("'\"");
    parts.prefix = token.substr(0, quote);
    for (const char c : parts.prefix) {
        parts.raw |= (c | 0x20) == 'r';
        parts.format |= (c | 0x20) == 'f';
        parts.bytes |= (c | 0x20) == 'b';
        parts.template_ |= (c | 0x20) == 't';
    }
    const std::size_t quotes = token.substr(quote, 3) == std::string(3, token[quote]) ? 3 : 1;
    parts.content = token.substr(quote + quotes, token.size() - quote - 2 * quotes);
    return parts;
}

}  // namespace sidewinder::syntax
