// SPDX-License-Identifier: MIT
// Bytes -> a random well-formed trace, as it is and optimized, as a loop written twice, with exits
// forced anywhere. Its machine code must leave by the same exit as the trace interpreter, with the
// same locals, the same stack and nothing leaked; aborts otherwise.
#include "fuzzers/choices.hpp"
#include "fuzzers/targets/planted_hooks.hpp"
#include "fuzzers/targets/report.hpp"
#include "fuzzers/targets/trace_bench.hpp"
#include "fuzzers/targets/trace_maker.hpp"
#include "fuzzers/targets/trace_reducer.hpp"
#include "jit/optimizer/pipeline.hpp"
#include "jit/trace/trace_text.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

using namespace sidewinder;
using fuzz::ChoiceSequence;
using jit::Trace;

namespace {

using Starts = std::span<const fuzz::TraceBench::Start>;

/// How the first start that differs ends, on both sides.
std::optional<std::string> difference(fuzz::TraceBench& bench, const Trace& trace, Starts starts) {
    static const jit::StageHooks planted = fuzz::planted_hooks();
    for (const auto& start : starts) {
        const std::string expected = bench.interpret(trace, start);
        const std::uint32_t references = bench.text_references();
        const std::string got = bench.compiled(trace, start, planted);
        if (got != expected) return fmt::format("expected {}\n     got {}", expected, got);
        if (bench.text_references() != references) return fmt::format("{} references to a text become {}", references, bench.text_references());
    }
    return std::nullopt;
}

void check(fuzz::TraceBench& bench, std::string_view name, const Trace& trace, Starts starts) {
    if (!difference(bench, trace, starts)) return;
    const bool loops = trace.uops.back().op == Uop::_JUMP_TO_TOP;
    auto is_wrong = [&](const Trace& t) { return difference(bench, t, starts).has_value(); };
    // An optimized loop cannot be shortened: what ends it may look like anything.
    const Trace small = loops ? trace : fuzz::reduce_trace(trace, is_wrong, {.seconds = 20});
    fuzz::report(fmt::format("machine code of a trace {} does not do what the trace does\n{}", name, *difference(bench, small, starts)), print_trace(small));
}

Trace optimized(Trace trace) {
    jit::Rewriter rewriter;
    optimize(trace, rewriter);
    return trace;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static fuzz::TraceBench bench;
    ChoiceSequence choices{std::span(data, size)};
    const Trace trace = fuzz::make_trace(choices, bench.constants());
    const std::vector<fuzz::TraceBench::Start> starts = make_starts(choices, bench.constants());
    check(bench, "as it was recorded", trace, starts);
    check(bench, "with exits", fuzz::with_forced_exits(trace), starts);
    check(bench, "after the optimizer", optimized(trace), starts);
    check(bench, "with exits, after the optimizer", fuzz::with_forced_exits(optimized(trace)), starts);
    Trace peeled = trace;
    peel_loop(peeled);
    check(bench, "that is peeled", optimized(std::move(peeled)), starts);
    return 0;
}
