// SPDX-License-Identifier: MIT
// Tree -> bytecode. In: a module's tree. Out: its CodeObject, with those of its classes and
// functions among the constants; or the SyntaxError of a rule that the grammar does not see.
// Invariant: every emitted instruction is reachable, and the stack has one depth at each.
#pragma once

#include <expected>
#include <string_view>

#include "vm/objects/object.hpp"
#include "vm/syntax/ast.hpp"
#include "vm/syntax/source.hpp"

namespace sidewinder {

struct Thread;

/// The code of the whole module, flag_module set. A null Ref means that memory ran out and
/// MemoryError is pending. The error has no source line: see syntax::attach_source().
std::expected<Ref, syntax::SyntaxError> compile(Thread& thread, const syntax::Module& module,
                                                std::string_view filename);

}  // namespace sidewinder
