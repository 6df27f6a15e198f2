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
    // Before dead uops: a validity check between a push and its pop keeps the push alive.
    {"validity_and_ip_elimination", validity_and_ip_elimination},
    // After guards, from which it learns what needs no counting.
    {"refcount_elision", refcount_elision},
    {"dead_uop_elimination", dead_uop_elimination},
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

void compact(Trace& trace) {
    std::erase_if(trace.uops, [](const TraceUop& u) { return u.op == Uop::_NOP; });
}

}  // namespace sidewinder::jit
