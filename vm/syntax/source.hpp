// SPDX-License-Identifier: MIT
// Source text and what is wrong with it. In: the bytes of a file. Out: a Source that is valid
// UTF-8 with `\n` line ends, and SyntaxError, the one answer of lexer, parser and compiler for
// text that is refused. Invariant: every string_view into Source::text lives as long as it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "vm/base/result.hpp"

namespace sidewinder::syntax {

/// The text of one file, checked and normalised by make_source().
struct Source {
    std::string text;
    std::string filename;
};

/// Checks that `bytes` are UTF-8 without NUL, drops a byte order mark, turns \r\n and \r into \n.
Result<Source> make_source(std::string_view bytes, std::string filename);

/// The line (from 1) of `source` without its line end; empty when there is no such line.
std::string_view source_line(const Source& source, std::int32_t line);

/// Which of Python's classes the error is an instance of.
enum class ErrorClass : std::uint8_t { syntax, indentation, tab };

/// Text refused: by the grammar, by the rules of scopes, or because a feature is not supported.
struct SyntaxError {
    std::string message;
    std::int32_t line = 0;
    std::int32_t column = 0;    ///< in bytes, from 0
    std::string source_line{};  ///< empty when the text is not at hand: see attach_source()
    ErrorClass error_class = ErrorClass::syntax;
};

/// Fills in the text of the line, for errors of the compiler, which sees only the tree.
void attach_source(SyntaxError& error, const Source& source);

/// "SyntaxError", "IndentationError" or "TabError".
std::string_view class_name(ErrorClass error_class);

/// The lines that CPython prints for an uncaught SyntaxError, with a caret, ending in "\n".
std::string format(const SyntaxError& error, std::string_view filename);

/// Length in bytes of the UTF-8 sequence that starts at `text[at]`, 0 when it is not valid.
std::size_t utf8_length(std::string_view text, std::size_t at);

/// Appends a code point (not a surrogate) as UTF-8.
void append_utf8(std::string& out, char32_t code_point);

}  // namespace sidewinder::syntax
