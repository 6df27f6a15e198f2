// SPDX-License-Identifier: MIT
#include "jit/optimizer/pipeline.hpp"

#include "jit/trace/trace_text.hpp"
#include "jit/trace/trace_verifier.hpp"
#include "vm/base/check.hpp"

#include <algorithm>

namespace sidewinder::jit {

namespace {

constexpr PassEntry pipeline[] = {
    // First, so that guards on promoted functions and classes are seen to hold.
    {"global_promotion", global_promotion},
    // Before folding: a folded uop asks for no guard.
    {"guard_elimination", guard_elimination},
    {"constant_folding", constant_folding},
    // After guards, from which it learns what needs no counting.
    {"refcount_elision", refcount_elision},
    // After references, because a store that releases nothing cannot run other code; before dead
    // uops, because a validity check between a push and its pop keeps the push alive.
    {"validity_and_ip_elimination", validity_and_ip_elimination},
    {"dead_uop_elimination", dead_uop_elimination},
    // Last, when nothing is left between those that belong together.
    {"uop_fusion", uop_fusion},
};

[[maybe_unused]] void check(const Trace& trace, std::string_view pass) {
    Result<void> verdict = verify_trace(trace);
    SW_CHECK(verdict.has_value(), "after {}: {}\n{}", pass, verdict.error().message, print_trace(trace));
}

}  // namespace

std::span<const PassEntry> passes() { return pipeline; }

const PassEntry* find_pass(std::string_view name) {
    for (const PassEntry& pass : pipeline)
        if (pass.name == name) return &pass;
    return nullptr;
}

void optimize(Trace& trace, Rewriter& rewriter, std::span<const std::string> disabled) {
    for (const PassEntry& pass : pipeline) {
        if (std::ranges::find(disabled, pass.name) != disabled.end()) continue;
        rewriter.begin(pass.name);
        pass.run(trace, rewriter);
#if defined(SIDEWINDER_DCHECK)
        check(trace, pass.name);
#endif
    }
    compact(trace);
}

void peel_loop(Trace& trace) {
    constexpr std::size_t longest = 400;
    bool loops = !trace.uops.empty() && trace.uops.back().op == Uop::_JUMP_TO_TOP;
    if (!loops || trace.uops.size() > longest || loop_start(trace) != 0) return;
    std::vector<TraceUop> once(trace.uops.begin(), trace.uops.end() - 1);
    trace.uops.back() = {Uop::_START_LOOP, 0, trace.uops.back().target, 0, 0};
    TraceUop jump{Uop::_JUMP_TO_TOP, 0, trace.uops.back().target, 0, 0};
    trace.uops.insert(trace.uops.end(), once.begin(), once.end());
    trace.uops.push_back(jump);
}

void compact(Trace& trace) {
    std::erase_if(trace.uops, [](const TraceUop& u) { return u.op == Uop::_NOP; });
}

}  // namespace sidewinder::jit
