// SPDX-License-Identifier: MIT
// What must hold of any tree and of its text, whoever made it; aborts with a report otherwise.
#pragma once

#include "vm/syntax/ast.hpp"

#include <string>
#include <string_view>

namespace sidewinder::fuzz {

/// The text of `tree` is read back as a tree that is equal, prints the same and compiles to the
/// same bytecode, lines apart. `input` goes into the report.
void check_roundtrip(const syntax::Module& tree, std::string_view input);

}  // namespace sidewinder::fuzz
