// SPDX-License-Identifier: MIT
// The lexer: one pass over the text. Errors end the list; the parser reports one only when it gets
// there, so that an earlier grammatical error wins.
#include "vm/syntax/lexer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "vm/syntax/ast.hpp"

namespace sidewinder::syntax {
namespace {

constexpr int max_parentheses = 200;
constexpr int max_nested_fstrings = 20;
constexpr std::size_t none = std::string_view::npos;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_name_start(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool is_name_char(char c) {
    return is_name_start(c) || is_digit(c);
}

/// Length of a string prefix (letters before a quote) at `at`, or none when no string starts here.
std::size_t string_prefix(std::string_view text, std::size_t at) {
    std::size_t i = at;
    while (i < text.size() && i - at < 3) {
        if (text[i] == '"' || text[i] == '\'') return i - at;
        if (std::string_view("rRbBfFuUtT").find(text[i]) == none) return none;
        ++i;
    }
    return none;
}

bool has_letter(std::string_view prefix, char lower) {
    return std::ranges::any_of(prefix, [&](char c) { return (c | 0x20) == lower; });
}

struct StringEnd {
    std::size_t end = none;         ///< past the closing quote; none when there is none
    std::size_t failed_at = 0;      ///< where the string that is not closed starts
    const char* message = nullptr;  ///< an f-string error instead
};

StringEnd scan_string(std::string_view text, std::size_t at, std::size_t prefix, int nesting);

/// Past the field whose `{` is at `at`; format specs may hold fields, which the parser refuses.
StringEnd scan_field(std::string_view text, std::size_t at, bool triple, int nesting) {
    int brackets = 0;
    bool in_spec = false;
    int spec_fields = 0;
    for (std::size_t i = at + 1; i < text.size();) {
        const char c = text[i];
        if (in_spec) {
            if (c == '\n' && !triple) return {none, at, "f-string: expecting '}'"};
            if (c == '{') ++spec_fields;
            if (c == '}' && spec_fields-- == 0) return {i + 1, 0};
            ++i;
            continue;
        }
        if (const std::size_t prefix = string_prefix(text, i);
            prefix != none && (prefix == 0 || i == 0 || !is_name_char(text[i - 1]))) {
            const StringEnd inner = scan_string(text, i, prefix, nesting + 1);
            // The quote that closes the outer string also ends a field that lacks its brace.
            if (inner.end == none) {
                if (inner.message) return inner;
                return {none, at, "f-string: expecting '}'"};
            }
            i = inner.end;
            continue;
        }
        if (c == '#') {
            i = std::min(text.find('\n', i), text.size());
            continue;
        }
        if (c == '}' && brackets == 0) return {i + 1, 0};
        if (c == '(' || c == '[' || c == '{') ++brackets;
        if (c == ')' || c == ']' || c == '}') brackets = std::max(brackets - 1, 0);
        if (c == ':' && brackets == 0) in_spec = true;
        ++i;
    }
    return {none, at, "f-string: expecting '}'"};
}

/// Past the string whose prefix starts at `at`.
StringEnd scan_string(std::string_view text, std::size_t at, std::size_t prefix, int nesting) {
    if (nesting > max_nested_fstrings) {
        return {none, at, "f-string: expressions nested too deeply"};
    }
    const std::string_view letters = text.substr(at, prefix);
    const bool format = has_letter(letters, 'f') || has_letter(letters, 't');
    const bool raw = has_letter(letters, 'r');
    const std::size_t quote_at = at + prefix;
    const char quote = text[quote_at];
    const bool triple = text.substr(quote_at, 3) == std::string(3, quote);
    for (std::size_t i = quote_at + (triple ? 3 : 1); i < text.size();) {
        const char c = text[i];
        if (c == '\\') {
            // \N{…} is an escape, not a field.
            if (format && !raw && text.substr(i, 3) == "\\N{") i = text.find('}', i);
            if (i == none) break;
            const bool brace =
                format && i + 1 < text.size() && (text[i + 1] == '{' || text[i + 1] == '}');
            i += brace ? 1 : 2;
        } else if (c == quote && (!triple || text.substr(i, 3) == std::string(3, quote))) {
            return {i + (triple ? 3 : 1), 0};
        } else if (c == '\n' && !triple) {
            break;
        } else if (format && (c == '{' || c == '}')) {
            if (i + 1 < text.size() && text[i + 1] == c) {
                i += 2;
            } else if (c == '}') {
                return {none, i, "f-string: single '}' is not allowed"};
            } else {
                const StringEnd field = scan_field(text, i, triple, nesting);
                if (field.end == none) return field;
                i = field.end;
            }
        } else {
            ++i;
        }
    }
    return {none, at};
}

constexpr auto operators = std::to_array<std::string_view>({
    "**=", "//=", ">>=", "<<=", "...", "!=", "->", ":=", "+=", "-=", "*=", "/=",
    "%=",  "@=",  "&=",  "|=",  "^=",  "==", "<=", ">=", "<<", ">>", "**", "//",
    "+",   "-",   "*",   "/",   "%",   "@",  "&",  "|",  "^",  "~",  "<",  ">",
    "=",   "(",   ")",   "[",   "]",   "{",  "}",  ",",  ":",  ".",  ";",  "!",
});

class Lexer {
public:
    Lexer(const Source& source, Position start, std::size_t end, bool field)
        : source_(source),
          text_(std::string_view(source.text).substr(0, end)),
          at_(start.offset),
          line_(start.line),
          line_start_(start.offset - static_cast<std::size_t>(start.column)),
          field_(field) {}

    TokenList run() {
        if (!field_) begin_line();
        while (!stopped_) step();
        return std::move(out_);
    }

private:
    char peek(std::size_t ahead = 0) const {
        return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
    }
    bool joined() const { return field_ || !brackets_.empty(); }
    std::int32_t column(std::size_t offset) const {
        return static_cast<std::int32_t>(offset - line_start_);
    }

    void push(TokenKind kind, std::size_t length) {
        out_.tokens.push_back({kind, text_.substr(at_, length), line_, column(at_)});
        at_ += length;
    }

    void fail_at(std::size_t offset, std::int32_t line, std::int32_t col, std::string message,
                 ErrorClass error_class = ErrorClass::syntax) {
        out_.error = {std::move(message), line, col, {}, error_class};
        out_.tokens.push_back(
            {TokenKind::error, text_.substr(std::min(offset, text_.size()), 0), line, col});
        stopped_ = true;
    }
    void error(std::string message, ErrorClass error_class = ErrorClass::syntax) {
        fail_at(at_, line_, column(at_), std::move(message), error_class);
    }
    /// As error(), `ahead` bytes further on.
    void error_ahead(std::size_t ahead, std::string message) {
        fail_at(at_ + ahead, line_, column(at_ + ahead), std::move(message));
    }

    void next_line() {
        ++at_;
        ++line_;
        line_start_ = at_;
    }

    /// At the start of a logical line: skips blank lines, then compares indentation.
    void begin_line() {
        int width = 0;
        int strict_width = 0;  // counting a tab as one column: both counts must order alike
        for (;;) {
            width = strict_width = 0;
            for (;; ++at_) {
                if (peek() == ' ') {
                    ++width;
                    ++strict_width;
                } else if (peek() == '\t') {
                    width = (width / 8 + 1) * 8;
                    ++strict_width;
                } else if (peek() == '\f') {
                    width = strict_width = 0;
                } else {
                    break;
                }
            }
            if (peek() == '#') at_ = std::min(text_.find('\n', at_), text_.size());
            if (peek() != '\n') break;
            next_line();
        }
        if (at_ >= text_.size()) return;
        indent_to(width, strict_width);
    }

    void indent_to(int width, int strict_width) {
        constexpr std::string_view mixed = "inconsistent use of tabs and spaces in indentation";
        auto [current, strict_current] = indents_.back();
        if (width == current) {
            if (strict_width != strict_current) error(std::string(mixed), ErrorClass::tab);
            return;
        }
        if (width > current) {
            if (strict_width <= strict_current) return error(std::string(mixed), ErrorClass::tab);
            if (indents_.size() > static_cast<std::size_t>(max_block_depth)) {
                return error("too many levels of indentation", ErrorClass::indentation);
            }
            indents_.push_back({width, strict_width});
            return push(TokenKind::indent, 0);
        }
        while (width < indents_.back().first) {
            indents_.pop_back();
            push(TokenKind::dedent, 0);
        }
        if (width != indents_.back().first) {
            const std::string_view line = source_line(source_, line_);
            return fail_at(at_, line_, static_cast<std::int32_t>(line.size()),
                           "unindent does not match any outer indentation level",
                           ErrorClass::indentation);
        }
        if (strict_width != indents_.back().second) error(std::string(mixed), ErrorClass::tab);
    }

    void finish() {
        if (!brackets_.empty()) {
            const Token& open = brackets_.back();
            return fail_at(at_, open.line, open.column,
                           fmt::format("'{}' was never closed", open.text));
        }
        if (!field_) {
            if (!out_.tokens.empty() && out_.tokens.back().kind != TokenKind::newline &&
                out_.tokens.back().kind != TokenKind::dedent) {
                push(TokenKind::newline, 0);
            }
            for (std::size_t i = 1; i < indents_.size(); ++i) push(TokenKind::dedent, 0);
        }
        push(TokenKind::end, 0);
        stopped_ = true;
    }

    void step() {
        while (peek() == ' ' || peek() == '\t' || peek() == '\f') ++at_;
        if (at_ >= text_.size()) return finish();
        const char c = peek();
        if (c == '#') {
            at_ = std::min(text_.find('\n', at_), text_.size());
        } else if (c == '\n') {
            if (joined()) return next_line();
            push(TokenKind::newline, 0);
            next_line();
            begin_line();
        } else if (c == '\\') {
            if (peek(1) != '\n') {
                return error_ahead(1,
                                   at_ + 1 >= text_.size()
                                       ? "unexpected EOF while parsing"
                                       : "unexpected character after line continuation character");
            }
            ++at_;
            next_line();
            if (at_ >= text_.size()) error("unexpected EOF while parsing");
        } else if (const std::size_t prefix = string_prefix(text_, at_); prefix != none) {
            string(prefix);
        } else if (is_name_start(c)) {
            std::size_t length = 1;
            while (is_name_char(peek(length))) ++length;
            push(TokenKind::name, length);
        } else if (is_digit(c) || (c == '.' && is_digit(peek(1)))) {
            number();
        } else {
            punctuation();
        }
    }

    void string(std::size_t prefix) {
        const StringEnd found = scan_string(text_, at_, prefix, 0);
        if (found.end != none) {
            const std::string_view letters = text_.substr(at_, prefix);
            const bool format = has_letter(letters, 'f') || has_letter(letters, 't');
            const std::size_t start = at_;
            push(format ? TokenKind::fstring : TokenKind::string, found.end - at_);
            for (std::size_t i = start; i < at_; ++i) {
                if (text_[i] == '\n') {
                    ++line_;
                    line_start_ = i + 1;
                }
            }
            return;
        }
        if (found.message) {
            const auto newlines =
                std::count(text_.begin() + static_cast<std::ptrdiff_t>(at_),
                           text_.begin() + static_cast<std::ptrdiff_t>(found.failed_at), '\n');
            const std::size_t start =
                newlines ? text_.rfind('\n', found.failed_at) + 1 : line_start_;
            return fail_at(found.failed_at, line_ + static_cast<std::int32_t>(newlines),
                           static_cast<std::int32_t>(found.failed_at - start), found.message);
        }
        const bool triple = text_.substr(at_ + prefix, 3) == std::string(3, text_[at_ + prefix]);
        auto newlines =
            triple ? std::count(text_.begin() + static_cast<std::ptrdiff_t>(at_), text_.end(), '\n')
                   : 0;
        if (triple && newlines > 0 && text_.back() == '\n') --newlines;
        error(fmt::format("unterminated {}{}string literal (detected at line {})",
                          triple ? "triple-quoted " : "",
                          has_letter(text_.substr(at_, prefix), 'f') ? "f-" : "",
                          line_ + static_cast<std::int32_t>(newlines)));
    }

    /// Digits with single underscores between them, from `i`; none (with an error) when malformed.
    std::size_t digits(std::size_t i, std::string_view allowed, std::string_view kind) {
        while (allowed.find(peek(i)) != none && peek(i) != '\0') {
            ++i;
            if (peek(i) == '_') {
                if (allowed.find(peek(i + 1)) == none || peek(i + 1) == '\0') {
                    error_ahead(i, fmt::format("invalid {} literal", kind));
                    return none;
                }
                ++i;
            }
        }
        return i;
    }

    void number() {
        constexpr std::string_view decimal = "0123456789";
        if (peek() == '0' && std::string_view("xXoObB").find(peek(1)) != none && peek(1) != '\0') {
            return prefixed_number();
        }
        std::size_t i = digits(0, decimal, "decimal");
        if (i == none) return;
        const std::size_t whole = i;
        if (peek(i) == '.') {
            i = digits(i + 1, decimal, "decimal");
            if (i == none) return;
        }
        if ((peek(i) | 0x20) == 'e') {
            const std::size_t sign = peek(i + 1) == '+' || peek(i + 1) == '-' ? 1 : 0;
            if (is_digit(peek(i + 1 + sign))) {
                i = digits(i + 1 + sign, decimal, "decimal");
                if (i == none) return;
            } else if (sign) {
                return error_ahead(i, "invalid decimal literal");
            }
        }
        if ((peek(i) | 0x20) == 'j') return error("'complex' is not supported");
        const bool is_int = i == whole;
        if (is_int && peek() == '0' && text_.substr(at_, i).find_first_not_of("0_") != none) {
            return error(
                "leading zeros in decimal integer literals are not permitted; use an 0o "
                "prefix for octal integers");
        }
        end_number(i, "decimal");
    }

    void prefixed_number() {
        const char letter = static_cast<char>(peek(1) | 0x20);
        const std::string_view kind = letter == 'x'   ? "hexadecimal"
                                      : letter == 'o' ? "octal"
                                                      : "binary";
        const std::string_view allowed = letter == 'x'   ? "0123456789abcdefABCDEF"
                                         : letter == 'o' ? "01234567"
                                                         : "01";
        const std::size_t start = peek(2) == '_' ? 3 : 2;
        const std::size_t i = digits(start, allowed, kind);
        if (i == none) return;
        if (is_digit(peek(i))) {
            return error_ahead(i, fmt::format("invalid digit '{}' in {} literal", peek(i), kind));
        }
        if (i == start) return error_ahead(1, fmt::format("invalid {} literal", kind));
        end_number(i, kind);
    }

    /// A number may run into a keyword (`1if x else 2`) but into no other name.
    void end_number(std::size_t length, std::string_view kind) {
        if (is_name_start(peek(length))) {
            std::size_t end = length;
            while (is_name_char(peek(end))) ++end;
            const std::string_view word = text_.substr(at_ + length, end - length);
            constexpr auto may_follow = std::to_array<std::string_view>(
                {"and", "else", "for", "if", "in", "is", "not", "or"});
            if (std::ranges::find(may_follow, word) == may_follow.end()) {
                return error_ahead(length - 1, fmt::format("invalid {} literal", kind));
            }
        }
        push(TokenKind::number, length);
    }

    void punctuation() {
        const auto* found = std::ranges::find_if(
            operators, [&](std::string_view op) { return text_.substr(at_).starts_with(op); });
        if (found == operators.end()) {
            if (static_cast<unsigned char>(peek()) >= 0x80) {
                return error("'non-ASCII name' is not supported");
            }
            return error("invalid syntax");
        }
        const char c = found->front();
        if (c == '(' || c == '[' || c == '{') {
            if (brackets_.size() >= max_parentheses) return error("too many nested parentheses");
            brackets_.push_back({TokenKind::op, text_.substr(at_, 1), line_, column(at_)});
        } else if (c == ')' || c == ']' || c == '}') {
            if (!close_bracket(c)) return;
        }
        push(TokenKind::op, found->size());
    }

    bool close_bracket(char c) {
        if (brackets_.empty()) {
            error(fmt::format("unmatched '{}'", c));
            return false;
        }
        const Token open = brackets_.back();
        const char expected = open.text == "(" ? ')' : open.text == "[" ? ']' : '}';
        if (c == expected) {
            brackets_.pop_back();
            return true;
        }
        std::string where = open.line == line_ ? "" : fmt::format(" on line {}", open.line);
        error(fmt::format("closing parenthesis '{}' does not match opening parenthesis '{}'{}", c,
                          open.text, where));
        return false;
    }

    const Source& source_;
    std::string_view text_;
    std::size_t at_;
    std::int32_t line_;
    std::size_t line_start_;
    bool field_;
    bool stopped_ = false;
    std::vector<Token> brackets_;
    std::vector<std::pair<int, int>> indents_{{0, 0}};
    TokenList out_;
};

}  // namespace

TokenList tokenize(const Source& source) {
    return Lexer(source, {}, source.text.size(), false).run();
}

TokenList tokenize_field(const Source& source, Position start, std::size_t end) {
    return Lexer(source, start, end, true).run();
}

bool is_keyword(std::string_view word) {
    constexpr auto words = std::to_array<std::string_view>(
        {"False", "None",     "True",  "and",    "as",   "assert", "async",  "await",    "break",
         "class", "continue", "def",   "del",    "elif", "else",   "except", "finally",  "for",
         "from",  "global",   "if",    "import", "in",   "is",     "lambda", "nonlocal", "not",
         "or",    "pass",     "raise", "return", "try",  "while",  "with",   "yield"});
    static_assert(std::ranges::is_sorted(words));
    return std::ranges::binary_search(words, word);
}

FieldExtent field_extent(std::string_view text, std::size_t offset, std::size_t limit) {
    int brackets = 0;
    for (std::size_t i = offset; i < limit;) {
        const char c = text[i];
        const char next = i + 1 < limit ? text[i + 1] : '\0';
        if (const std::size_t prefix = string_prefix(text, i);
            prefix != none && (prefix == 0 || !is_name_char(text[i - 1]))) {
            i = std::min(scan_string(text, i, prefix, 0).end, limit);
            continue;
        }
        if (c == '#') {
            i = std::min(text.find('\n', i), limit);
            continue;
        }
        if (brackets == 0) {
            if (c == '!' && next == '=') {
                i += 2;
                continue;
            }
            if (c == '!' || c == ':' || c == '}') return {i, c};
        }
        if (c == '(' || c == '[' || c == '{') ++brackets;
        if (c == ')' || c == ']' || c == '}') brackets = std::max(brackets - 1, 0);
        ++i;
    }
    return {limit, '\0'};
}

}  // namespace sidewinder::syntax
