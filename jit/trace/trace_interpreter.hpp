// SPDX-License-Identifier: MIT
// The trace interpreter: tier 2 without machine code. The reference for the optimizer and the
// backend, and an engine of its own.
#pragma once

#include "jit/trace/trace.hpp"
#include "vm/objects/thread.hpp"
#include "vm/uops/frame.hpp"

namespace sidewinder::jit {

/// How a trace was left. The frame is thread.frame; its stack height is in frame->stack_depth and
/// the instruction to resume at in frame->ip; `raised`: an exception is pending instead.
struct TraceOutcome {
    std::uint32_t uop = 0;   ///< index of the uop that left
    bool raised = false;
};

/// Runs from the top. `valid` is watched by _CHECK_VALIDITY.
TraceOutcome run_trace(const Trace& trace, Thread& thread, const bool& valid);

}  // namespace sidewinder::jit
