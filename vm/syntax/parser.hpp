// SPDX-License-Identifier: MIT
// Text -> tree. In: a Source. Out: a Module, or the first SyntaxError in it. Invariants: the tree
// keeps the limits of ast.hpp, whatever the text; every construct outside the supported language
// is refused with "'feature' is not supported".
#pragma once

#include <expected>

#include "vm/syntax/ast.hpp"
#include "vm/syntax/source.hpp"

namespace sidewinder::syntax {

template <class T>
using Parsed = std::expected<T, SyntaxError>;

/// A whole file.
Parsed<Module> parse(const Source& source);

/// The same for text at hand; a decoding failure is a SyntaxError too.
Parsed<Module> parse(std::string_view text, std::string filename = "<string>");

/// One expression, surrounding blanks and line ends allowed.
Parsed<ExpressionPtr> parse_expression(std::string_view text, std::string filename = "<string>");

}  // namespace sidewinder::syntax
