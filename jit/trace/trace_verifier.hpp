// SPDX-License-Identifier: MIT
// The trace verifier: runs after recording, after each pass in debug and rig builds, and on every
// trace that was typed in. It needs no Vm.
#pragma once

#include "jit/trace/trace.hpp"
#include "vm/base/result.hpp"

namespace sidewinder::jit {

/// Checks heights, frames, local numbers, borrowed slots, that the trace ends exactly once, that
/// it closes at the height it began, and where code is known, that every exit resumes at an
/// instruction with the height that the bytecode verifier found.
Result<void> verify_trace(const Trace& trace);

}  // namespace sidewinder::jit
