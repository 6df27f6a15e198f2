// SPDX-License-Identifier: MIT
// Edits that change a definition and its uses together, where either alone would break the program.
// Each answers whether it changed something; whether that keeps what is looked for, others decide.
#pragma once

#include "vm/syntax/ast.hpp"

#include <cstddef>

namespace sidewinder::fuzz {

/// Statement `i` of block `b` is or assigns a call of a function: the body comes before it, and what
/// it returns takes the place of the call.
bool inline_call(syntax::Module& module, std::size_t b, std::size_t i);
/// It defines a function (perhaps __init__): parameter `which` goes, with what calls pass for it.
bool drop_parameter(syntax::Module& module, std::size_t b, std::size_t i, std::size_t which);
/// It gives a name its only value: that value takes the place of the name everywhere.
bool inline_variable(syntax::Module& module, std::size_t b, std::size_t i);
/// It is `while w < n` around `w += 1`: becomes `for w in range(n)`.
bool count_with_range(syntax::Module& module, std::size_t b, std::size_t i);

}  // namespace sidewinder::fuzz
