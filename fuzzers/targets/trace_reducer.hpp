// SPDX-License-Identifier: MIT
// Trace reducer: a trace that has a property -> a shorter one that still has it. Every candidate
// passes the trace verifier, so what is left is a trace that could have been recorded.
#pragma once

#include "fuzzers/reduce/reducer.hpp"
#include "jit/trace/trace.hpp"

#include <functional>

namespace sidewinder::fuzz {

/// Leaves out runs of uops, long ones first, until none can be missed or a limit is met.
/// `interesting` must hold for `trace`.
jit::Trace reduce_trace(jit::Trace trace, const std::function<bool(const jit::Trace&)>& interesting, const ReductionLimits& limits = {});

}  // namespace sidewinder::fuzz
