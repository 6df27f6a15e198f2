// SPDX-License-Identifier: MIT
// Choices -> a random well-formed trace over the locals of a TraceBench: straight or a loop, of
// which each instruction's exit target is its number. Loops end: the last local counts them down.
#pragma once

#include "fuzzers/choices.hpp"
#include "fuzzers/targets/trace_bench.hpp"
#include "jit/trace/trace.hpp"

#include <span>
#include <vector>

namespace sidewinder::fuzz {

/// `constants` are the words that it may load; they must outlive the trace.
jit::Trace make_trace(ChoiceSequence& choices, std::span<const Value> constants);
/// What to run it from: among others what suits most guards of ints, what became invalid, and what is forced out.
std::vector<TraceBench::Start> make_starts(ChoiceSequence& choices, std::span<const Value> constants);
/// Whether what is left of such a trace, when uops are left out, ends as well.
bool still_ends(const jit::Trace& trace);

}  // namespace sidewinder::fuzz
