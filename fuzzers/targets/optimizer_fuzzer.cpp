// SPDX-License-Identifier: MIT
// Bytes -> a random well-formed trace over a few locals -> each pass; all of them, or all but one;
// all of them again on what they made. Run in the trace interpreter from random locals, left where
// its guards say and where it is forced to, the trace must come to the same end with the same locals,
// stack and references as before optimization; aborts otherwise.
#include "fuzzers/choices.hpp"
#include "fuzzers/targets/planted_hooks.hpp"
#include "fuzzers/targets/trace_bench.hpp"
#include "fuzzers/targets/trace_maker.hpp"
#include "fuzzers/targets/trace_reducer.hpp"
#include "jit/optimizer/pipeline.hpp"
#include "jit/trace/trace_text.hpp"
#include "jit/trace/trace_verifier.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

using namespace sidewinder;
using fuzz::ChoiceSequence;
using jit::Trace;

namespace {

/// What makes another trace of one.
using Change = std::function<void(Trace&)>;
using Starts = std::span<const fuzz::TraceBench::Start>;

struct Difference {
    std::string expected, got;
};

std::optional<Difference> difference(fuzz::TraceBench& bench, const Trace& before, const Change& change, Starts starts) {
    Trace after = before;
    change(after);
    if (auto verdict = verify_trace(after); !verdict) return Difference{"a trace that verifies", verdict.error().message};
    for (const auto& start : starts) {
        std::string expected = bench.run(before, before, start);
        std::uint32_t references = bench.text_references();
        std::string got = bench.run(after, before, start);
        if (got != expected) return Difference{expected, got};
        if (bench.text_references() != references) return Difference{"the same references", "others"};
    }
    return std::nullopt;
}

void check(fuzz::TraceBench& bench, std::string_view name, const Trace& trace, const Change& change, Starts starts) {
    if (!difference(bench, trace, change, starts)) return;
    const Trace small = fuzz::reduce_trace(trace, [&](const Trace& t) { return fuzz::still_ends(t) && difference(bench, t, change, starts).has_value(); }, {.seconds = 20});
    const Difference shown = *difference(bench, small, change, starts);
    Trace after = small;
    change(after);
    fmt::print(stderr, "{} changes what a trace does\nexpected {}\n     got {}\n", name, shown.expected, shown.got);
    fmt::print(stderr, "--- before\n{}--- after\n{}", print_trace(small), print_trace(after));
    std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static fuzz::TraceBench bench;
    static const jit::StageHooks planted = fuzz::planted_hooks();
    ChoiceSequence choices{std::span(data, size)};
    const Trace trace = fuzz::make_trace(choices, bench.constants());
    const std::vector<fuzz::TraceBench::Start> starts = make_starts(choices, bench.constants());
    auto pipeline = [](Trace& t, std::span<const std::string> disabled = {}) {
        jit::Rewriter rewriter;
        optimize(t, rewriter, disabled);
        if (planted.optimized) planted.optimized(t);
    };
    for (const jit::PassEntry& pass : jit::passes())
        check(bench, pass.name, trace, [&](Trace& t) {
            jit::Rewriter rewriter;
            rewriter.begin(pass.name);
            pass.run(t, rewriter);
        }, starts);
    check(bench, "the pipeline", trace, [&](Trace& t) { pipeline(t); }, starts);
    // What it leaves is a trace like any other: written twice, optimized again, left at any guard.
    check(bench, "the pipeline after peeling", trace, [&](Trace& t) { peel_loop(t), pipeline(t); }, starts);
    check(bench, "the pipeline on its own result", trace, [&](Trace& t) { pipeline(t), pipeline(t); }, starts);
    check(bench, "the pipeline with exits forced", trace, [&](Trace& t) { pipeline(t), t = fuzz::with_forced_exits(t); }, starts);
    const std::vector<std::string> disabled = {std::string(jit::passes()[choices.below(static_cast<std::uint32_t>(jit::passes().size()))].name)};
    check(bench, "the pipeline without " + disabled[0], trace, [&](Trace& t) { pipeline(t, disabled), t = fuzz::with_forced_exits(t); }, starts);
    // Any prefix of the rewrites is a right trace as well.
    Trace changed = trace;
    jit::Rewriter rewriter;
    optimize(changed, rewriter);
    const std::uint32_t some = choices.below(static_cast<std::uint32_t>(rewriter.log().size()) + 1);
    check(bench, "a prefix of the rewrites", trace, [&](Trace& t) {
        jit::Rewriter limited(some);
        optimize(t, limited);
    }, starts);
    return 0;
}
