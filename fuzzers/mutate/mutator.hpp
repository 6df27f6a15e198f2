// SPDX-License-Identifier: MIT
// Mutator: a tree and choices -> a tree that differs in a few places. What comes out unparses, but
// need not compile or end; fuel sees to the latter.
#pragma once

#include "fuzzers/choices.hpp"
#include "vm/syntax/ast.hpp"

namespace sidewinder::fuzz {

/// Changes `module`; `other` gives statements to splice in and may be null.
void mutate(syntax::Module& module, ChoiceSequence& choices, syntax::Module* other = nullptr);

}  // namespace sidewinder::fuzz
