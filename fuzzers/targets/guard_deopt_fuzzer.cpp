// SPDX-License-Identifier: MIT
// Leaving a trace is right everywhere. Bytes -> a generated program, run on the interpreter and
// then with guards forced to miss though they hold: the n-th that is executed, that and all after
// it, every one, and one place each time. The outcome must stay the interpreter's; some runs are
// also compared in lockstep, at each exit. Places are sampled: a hot loop executes millions.
#include "fuzzers/generate/generator.hpp"
#include "fuzzers/targets/coverage_counters.hpp"
#include "fuzzers/targets/planted_hooks.hpp"
#include "fuzzers/targets/report.hpp"
#include "oracle/compare.hpp"
#include "oracle/lockstep.hpp"
#include "vm/syntax/unparser.hpp"

#include <algorithm>
#include <vector>

using namespace sidewinder;
using fuzz::ChoiceSequence;
using oracle::EngineId;

namespace {

constexpr int samples = 3;  ///< of each kind of forcing

oracle::RunOptions run_options() {
    oracle::RunOptions run;
    run.fuel = 20'000;
    return run;
}

/// What there is to force in a run on `engine`.
struct Guards {
    std::int64_t executed = 0;
    std::vector<jit::ExitSite> sites;
};

Guards find_guards(EngineId engine, const std::string& text) {
    Guards guards;
    oracle::RunOptions run = run_options();
    run.force_exit = INT64_MAX;
    std::uint32_t trace_number = 0;
    run.hooks.optimized = [&](const jit::Trace& trace) {
        ++trace_number;
        for (std::uint32_t i = 0; i < trace.uops.size(); ++i)
            if (jit::can_be_forced(trace.uops[i].op)) guards.sites.push_back({trace_number, i});
    };
    oracle::RunStatistics statistics;
    run_program(engine, text, run, &statistics);
    guards.executed = statistics.guards;
    return guards;
}

class Program {
public:
    Program(std::string text, ChoiceSequence& c) : text_(std::move(text)), c_(c), reference_(run_program(EngineId::tier1_generic, text_, run_options())) {}

    void check_on(EngineId engine) {
        oracle::RunOptions unforced = run_options();
        unforced.coverage = fuzz::coverage_counters();
        oracle::Verdict verdict = compare_engines(reference_, run_program(engine, text_, unforced));
        if (verdict.different()) fuzz::report(fmt::format("{}, nothing forced: {}", engine_name(engine), verdict.to_text()), text_);
        Guards guards = find_guards(engine, text_);
        if (guards.executed == 0) return;
        check(engine, [](auto& run) { run.force_exit_from = 1; });
        for (int i = 0; i < samples; ++i) {
            check(engine, [&](auto& run) { run.force_exit = number(guards.executed); });
            check(engine, [&](auto& run) { run.force_exit_from = number(guards.executed); });
            check(engine, [&](auto& run) { run.force_exit_site = c_.pick(guards.sites); });
        }
    }

private:
    /// 1 to n; half of the time a small one, for what happens before loops are hot.
    std::int64_t number(std::int64_t n) {
        auto bound = static_cast<std::uint32_t>(std::min<std::int64_t>(n, c_.chance(50) ? 40 : 60'000));
        return 1 + c_.below(bound);
    }

    void check(EngineId engine, const auto& force) {
        oracle::RunOptions run = run_options();
        force(run);
        run.hooks = fuzz::planted_hooks();
        oracle::Verdict verdict = compare_engines(reference_, run_program(engine, text_, run));
        if (verdict.different()) fail(engine, run, verdict.to_text());
        if (!c_.chance(20)) return;
        oracle::LockstepResult result = run_lockstep(EngineId::tier1, engine, text_, run);
        if (result.divergence) fail(engine, run, result.divergence->to_text());
    }

    [[noreturn]] void fail(EngineId engine, const oracle::RunOptions& run, const std::string& what) {
        fuzz::report(fmt::format("{} with{}: {}", engine_name(engine), option_text(run), what), text_);
    }

    std::string text_;
    ChoiceSequence& c_;
    oracle::Outcome reference_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    // The last bytes choose what is forced: most programs need fewer than there are.
    std::size_t tail = std::min<std::size_t>(size / 2, 100);
    ChoiceSequence choices{std::span(data + size - tail, tail)};
    std::string text = unparse(fuzz::Generator{ChoiceSequence(std::span(data, size))}.program());
    Program program(std::move(text), choices);
    program.check_on(choices.chance(50) ? EngineId::traces : EngineId::jit);
    return 0;
}
