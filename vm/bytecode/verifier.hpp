// SPDX-License-Identifier: MIT
// The verifier: nothing runs unverified. It walks all paths through a code object, computes the
// stack height on entry to each instruction (which traces and deoptimization rely on) and checks
// every operand. A violation is a bug of the compiler.
#pragma once

#include "vm/base/result.hpp"
#include "vm/bytecode/code_object.hpp"

namespace sidewinder {

struct Thread;

/// Fills in stack_depth_at and max_stack; the error names code, offset and instruction.
Result<void> verify(CodeObject& code);

/// Verifies `code` and the code objects among its constants, sets the counters of inline caches
/// from thread.warmup and the header fields that frames use. Aborts when verification fails.
void finish_code(Thread& thread, CodeObject& code);

}  // namespace sidewinder
