// SPDX-License-Identifier: MIT
// Constructs: what programs are made of, in the terms of the tree: each kind of node, each value of
// its operators, and of each optional or repeated part whether there is none, one or more. Names
// are made from the tree's own declarations, so a construct that is added to the language is one
// that generated programs can be asked for.
#pragma once

#include "vm/syntax/ast.hpp"

#include <cstdint>
#include <map>
#include <string_view>

namespace sidewinder::fuzz {

/// How often each construct occurs, by names such as "Raise.cause absent" or "BinaryOperation.op power".
using ConstructCounts = std::map<std::string_view, std::uint64_t>;

void count_constructs(const syntax::Module& module, ConstructCounts& counts);
/// Every kind of node, at zero.
ConstructCounts no_constructs();

}  // namespace sidewinder::fuzz
