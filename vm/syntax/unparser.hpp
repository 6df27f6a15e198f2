// SPDX-License-Identifier: MIT
// Tree -> text. In: a tree with the invariants of ast.hpp. Out: text with four blanks a level and
// no needless parentheses. Property: parse(unparse(tree)) equals tree.
#pragma once

#include <string>

#include "vm/syntax/ast.hpp"

namespace sidewinder::syntax {

std::string unparse(const Module& module);
/// With its line end; `indentation` in levels.
std::string unparse(const Statement& statement, int indentation = 0);
std::string unparse(const Expression& expression);

}  // namespace sidewinder::syntax
