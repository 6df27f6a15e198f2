// SPDX-License-Identifier: MIT
// Text -> tokens. In: a Source (or, inside an f-string, a part of one). Out: all tokens, the last
// of which is `end` or `error`. Invariants: INDENT and DEDENT balance before `end`; brackets match;
// the raw text of every string token is complete (both quotes, f-string braces balanced).
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "vm/syntax/source.hpp"

namespace sidewinder::syntax {

enum class TokenKind : std::uint8_t {
    name,     ///< identifier or keyword
    number,   ///< int or float literal, underscores included
    string,   ///< with prefix and quotes
    fstring,  ///< with prefix and quotes; its fields are lexed again by the parser
    op,       ///< operator or delimiter
    newline,
    indent,
    dedent,
    end,
    error,  ///< see TokenList::error
};

struct Token {
    TokenKind kind;
    std::string_view text;  ///< in the Source
    std::int32_t line;
    std::int32_t column;  ///< in bytes, from 0
};

struct TokenList {
    std::vector<Token> tokens;
    SyntaxError error;  ///< why the list ends with an error token
};

/// Where a part of the text stands.
struct Position {
    std::size_t offset = 0;
    std::int32_t line = 1;
    std::int32_t column = 0;
};

/// A whole file.
TokenList tokenize(const Source& source);

/// The expression in an f-string field, text[start.offset, end): line ends do not count there.
TokenList tokenize_field(const Source& source, Position start, std::size_t end);

/// True for the words that cannot be names.
bool is_keyword(std::string_view word);

/// What a replacement field of an f-string is made of, as offsets into Source::text.
struct FieldExtent {
    std::size_t expression_end;  ///< where the expression (and the `=` of {x=}) ends
    char stop;                   ///< '!', ':' or '}' at expression_end
};

/// Finds the end of the expression that starts at `offset` inside an f-string, past nested
/// brackets and strings; `limit` is the end of the f-string's content.
FieldExtent field_extent(std::string_view text, std::size_t offset, std::size_t limit);

}  // namespace sidewinder::syntax
