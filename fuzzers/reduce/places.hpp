// SPDX-License-Identifier: MIT
// Places of a tree that can be edited: its blocks and its expressions, in one fixed order, so that
// place i of a clone is place i of the original.
#pragma once

#include "vm/syntax/ast.hpp"

#include <vector>

namespace sidewinder::fuzz {

struct Places {
    std::vector<syntax::Block*> blocks;              ///< outer before inner
    std::vector<syntax::ExpressionPtr*> expressions; ///< not null; outer before inner
    std::vector<syntax::Statement*> statements;
};

Places places(syntax::Module& module);

}  // namespace sidewinder::fuzz
