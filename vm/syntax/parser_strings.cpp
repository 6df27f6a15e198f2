// SPDX-License-Identifier: MIT
// The parser's string literals: implicit concatenation, and f-strings, whose fields are lexed and
// parsed again as expressions at their place in the same Source.
#include <fmt/format.h>

#include <algorithm>

#include "vm/syntax/parser_state.hpp"
#include "vm/syntax/string_literal.hpp"

namespace sidewinder::syntax {
namespace {

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\n\f";
    const std::size_t first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// {x=}: the text ends in a `=` that is not part of a comparison.
bool is_debug_text(std::string_view text) {
    text = trimmed(text);
    return text.size() >= 2 && text.back() == '=' &&
           std::string_view("=!<>").find(text[text.size() - 2]) == std::string_view::npos;
}

}  // namespace

void Parser::add_text(std::vector<FormatPart>& parts, std::string text) const {
    if (text.empty()) return;
    if (!parts.empty() && !parts.back().value) {
        parts.back().text += text;
    } else {
        parts.push_back(FormatPart{std::move(text)});
    }
}

std::string Parser::decoded(const Token& token, std::string_view text, bool raw) {
    if (raw) return std::string(text);
    std::expected<std::string, std::string> result = decode_escapes(text);
    if (result) return *std::move(result);
    fail(token, result.error());
    return {};
}

ExpressionPtr Parser::strings() {
    const Token start = current();
    std::vector<FormatPart> parts;
    int height = 0;
    while (at(TokenKind::string) || at(TokenKind::fstring)) {
        const Token token = current();
        const StringParts split = split_string(token.text);
        if (split.bytes) unsupported(token, "bytes");
        if (split.template_) unsupported(token, "template string");
        height_ = 0;
        if (split.format) {
            format_string(token, parts);
            height = std::max(height, height_);
        } else {
            add_text(parts, decoded(token, split.content, split.raw));
        }
        advance();
    }
    const bool has_field =
        std::ranges::any_of(parts, [](const FormatPart& p) { return p.value != nullptr; });
    if (has_field) return built(FormatString{std::move(parts)}, start, height);
    return built(StringLiteral{parts.empty() ? std::string() : std::move(parts[0].text)}, start, 0);
}

void Parser::format_string(const Token& token, std::vector<FormatPart>& parts) {
    const StringParts split = split_string(token.text);
    const std::string_view text = source_.text;
    std::size_t i = static_cast<std::size_t>(split.content.data() - text.data());
    const std::size_t limit = i + split.content.size();
    int height = 0;
    std::size_t start = i;
    auto flush = [&](std::size_t end) {
        add_text(parts, decoded(token, text.substr(start, end - start), split.raw));
    };
    while (i < limit && !error_) {
        const char c = text[i];
        if (c == '\\' && !split.raw) {
            i += i + 1 < limit && (text[i + 1] == '{' || text[i + 1] == '}') ? 1 : 2;
        } else if ((c == '{' || c == '}') && i + 1 < limit && text[i + 1] == c) {
            flush(i);
            add_text(parts, std::string(1, c));
            start = i += 2;
        } else if (c == '{') {
            flush(i);
            start = i = format_field(token, i + 1, limit, split.raw, parts);
            height = std::max(height, height_);
        } else {
            ++i;
        }
    }
    if (!error_) flush(limit);
    height_ = height;
}

/// The field whose expression starts at `at`; returns the offset past its `}`.
std::size_t Parser::format_field(const Token& token, std::size_t at, std::size_t limit, bool raw,
                                 std::vector<FormatPart>& parts) {
    const std::string_view text = source_.text;
    const FieldExtent extent = field_extent(text, at, limit);
    std::size_t end = extent.expression_end;
    const std::string_view whole = text.substr(at, end - at);
    if (trimmed(whole).empty()) {
        fail(token, fmt::format("f-string: valid expression required before '{}'", extent.stop));
        return limit;
    }
    const bool debug = is_debug_text(whole);
    if (debug) add_text(parts, std::string(whole));
    FormatPart part;
    part.value = field_expression(token, at, debug ? at + whole.rfind('=') : end);
    char stop = extent.stop;
    if (stop == '!') {
        const std::size_t name = end + 1;
        end = std::min(text.find_first_of(":}", name), limit);
        const std::string_view conversion = text.substr(name, end - name);
        if (conversion.empty()) {
            fail(token, "f-string: missing conversion character");
        } else if (conversion != "s" && conversion != "r" && conversion != "a") {
            fail(token,
                 fmt::format(
                     "f-string: invalid conversion character '{}': expected 's', 'r', or 'a'",
                     conversion));
        } else {
            part.conversion = conversion[0];
        }
        stop = end < limit ? text[end] : '\0';
    }
    const bool has_spec = stop == ':';
    if (has_spec) {
        const int height = height_;
        end = format_spec(token, end + 1, limit, raw, part);
        height_ = std::max(height, height_);
    }
    if (debug && !part.conversion && !has_spec) part.conversion = 'r';
    parts.push_back(std::move(part));
    return end + 1;
}

/// The spec that starts at `at`; returns the offset of the brace behind it.
std::size_t Parser::format_spec(const Token& token, std::size_t at, std::size_t limit, bool raw, FormatPart& part) {
    const Nesting nesting(*this);
    const std::string_view text = source_.text;
    std::size_t start = at;
    height_ = 0;
    int height = 0;
    while (at < limit && text[at] != '}' && !error_) {
        if (text[at] != '{') {
            ++at;
            continue;
        }
        add_text(part.spec_parts, decoded(token, text.substr(start, at - start), raw));
        start = at = format_field(token, at + 1, limit, raw, part.spec_parts);
        height = std::max(height, height_);
    }
    at = std::min(at, limit);
    std::string rest = start < at ? decoded(token, text.substr(start, at - start), raw) : "";
    if (part.spec_parts.empty()) part.spec = std::move(rest);
    else add_text(part.spec_parts, std::move(rest));
    height_ = height + 1;
    return at;
}

ExpressionPtr Parser::field_expression(const Token& token, std::size_t begin, std::size_t end) {
    const std::string_view text = source_.text;
    Position position{begin, token.line, token.column};
    const auto from = static_cast<std::size_t>(token.text.data() - text.data());
    const std::string_view before = text.substr(from, begin - from);
    position.line += static_cast<std::int32_t>(std::ranges::count(before, '\n'));
    const std::size_t newline = before.rfind('\n');
    position.column = newline == std::string_view::npos
                          ? token.column + static_cast<std::int32_t>(before.size())
                          : static_cast<std::int32_t>(before.size() - newline - 1);
    TokenList outer = std::exchange(list_, tokenize_field(source_, position, end));
    const std::size_t outer_at = std::exchange(at_, 0);
    if (at("lambda")) {
        fail(current(), "f-string: lambda expressions are not allowed without parentheses");
    }
    ExpressionPtr value = value_list();
    const int height = height_;
    if (!at(TokenKind::end)) {
        if (at("=")) invalid();
        fail(list_.tokens[0], "invalid syntax. Perhaps you forgot a comma?");
    }
    list_ = std::move(outer);
    at_ = outer_at;
    height_ = height;
    return value;
}

}  // namespace sidewinder::syntax
