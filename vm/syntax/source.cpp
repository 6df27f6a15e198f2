// SPDX-License-Identifier: MIT
// Checks and normalises source bytes, and prints SyntaxErrors as CPython prints them.
#include "vm/syntax/source.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace sidewinder::syntax {

std::size_t utf8_length(std::string_view text, std::size_t at) {
    auto byte = [&](std::size_t i) {
        return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0u;
    };
    auto continues = [&](std::size_t i) { return (byte(i) & 0xC0u) == 0x80u; };
    const unsigned first = byte(0);
    if (first < 0x80) return 1;
    if (first >= 0xC2 && first < 0xE0) return continues(1) ? 2 : 0;
    if (first >= 0xE0 && first < 0xF0) {
        if (first == 0xE0 && byte(1) < 0xA0) return 0;   // overlong
        if (first == 0xED && byte(1) >= 0xA0) return 0;  // surrogate
        return continues(1) && continues(2) ? 3 : 0;
    }
    if (first >= 0xF0 && first < 0xF5) {
        if (first == 0xF0 && byte(1) < 0x90) return 0;   // overlong
        if (first == 0xF4 && byte(1) >= 0x90) return 0;  // above U+10FFFF
        return continues(1) && continues(2) && continues(3) ? 4 : 0;
    }
    return 0;
}

void append_utf8(std::string& out, char32_t c) {
    auto put = [&](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
    if (c < 0x80) {
        put(c);
    } else if (c < 0x800) {
        put(0xC0 | (c >> 6));
        put(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        put(0xE0 | (c >> 12));
        put(0x80 | ((c >> 6) & 0x3F));
        put(0x80 | (c & 0x3F));
    } else {
        put(0xF0 | (c >> 18));
        put(0x80 | ((c >> 12) & 0x3F));
        put(0x80 | ((c >> 6) & 0x3F));
        put(0x80 | (c & 0x3F));
    }
}

Result<Source> make_source(std::string_view bytes, std::string filename) {
    if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
    Source source{{}, std::move(filename)};
    source.text.reserve(bytes.size() + 1);
    for (std::size_t i = 0; i < bytes.size();) {
        const std::size_t length = utf8_length(bytes, i);
        if (length == 0) {
            return fail(
                fmt::format("(unicode error) 'utf-8' codec can't decode byte {:#04x} in "
                            "position {}",
                            static_cast<unsigned char>(bytes[i]), i));
        }
        if (bytes[i] == '\0') return fail("source code string cannot contain null bytes");
        if (bytes[i] == '\r') {
            source.text.push_back('\n');
            i += i + 1 < bytes.size() && bytes[i + 1] == '\n' ? 2 : 1;
        } else {
            source.text.append(bytes.substr(i, length));
            i += length;
        }
    }
    return source;
}

std::string_view source_line(const Source& source, std::int32_t line) {
    if (line < 1) return {};
    std::string_view rest = source.text;
    for (std::int32_t i = 1; i < line; ++i) {
        const std::size_t end = rest.find('\n');
        if (end == std::string_view::npos) return {};
        rest.remove_prefix(end + 1);
    }
    return rest.substr(0, rest.find('\n'));
}

void attach_source(SyntaxError& error, const Source& source) {
    error.source_line = source_line(source, error.line);
}

std::string_view class_name(ErrorClass error_class) {
    switch (error_class) {
        case ErrorClass::syntax: return "SyntaxError";
        case ErrorClass::indentation: return "IndentationError";
        case ErrorClass::tab: return "TabError";
    }
    return "SyntaxError";
}

std::string format(const SyntaxError& error, std::string_view filename) {
    std::string out = fmt::format("  File \"{}\", line {}\n", filename, error.line);
    const std::string_view text = error.source_line;
    const std::size_t start = std::min(text.find_first_not_of(" \t\f"), text.size());
    if (start < text.size()) {
        const auto column = std::min(static_cast<std::size_t>(error.column), text.size());
        // One blank for each code point before the caret; tabs stay tabs so that it lines up.
        std::string blanks;
        for (std::size_t i = start; i < column; ++i) {
            if ((static_cast<unsigned char>(text[i]) & 0xC0u) != 0x80u) {
                blanks.push_back(text[i] == '\t' ? '\t' : ' ');
            }
        }
        out += fmt::format("    {}\n    {}^\n", text.substr(start), blanks);
    }
    return out + fmt::format("{}: {}\n", class_name(error.error_class), error.message);
}

}  // namespace sidewinder::syntax
