// SPDX-License-Identifier: MIT
// The specializer: looks at the operands of a generic instruction that has run often enough and
// rewrites it in place; a form that keeps missing comes back here.
#pragma once

#include "vm/objects/thread.hpp"
#include "vm/uops/frame.hpp"

namespace sidewinder {

/// Called when the counter in the inline cache of the adaptive instruction at `ip` has run out.
/// Rewrites opcode and cache, and sets the counter again: shorter after success (it then counts
/// misses), with exponential back-off after failure.
void specialize(Thread&, Frame*, CodeUnit* ip, Value* stack_top);

}  // namespace sidewinder
