// SPDX-License-Identifier: MIT
// The ladder of CPythons alone: the first engine asked for is the reference, and every mode that is
// on offer is a rung, whether asked for or not, so that the blame falls on what the first that differs
// adds. All run in fresh interpreters.
#include "oracle/ladder.hpp"

#include <algorithm>

namespace sidewinder::oracle {

namespace {

std::string_view layer_of(const CPython& cpython, const CPython& reference) {
    if (cpython.command != reference.command) return "cpython-version";
    switch (cpython.mode) {
        case CPythonMode::generic: return "cpython-interpreter";
        case CPythonMode::plain:
        case CPythonMode::nojit: return "cpython-specializer";
        case CPythonMode::unoptimized: return "cpython-traces";
        case CPythonMode::jit: return "cpython-optimizer";
    }
    return {};
}

/// The reference, what stands above it, what stands below it, then other commands.
std::vector<Engine> rungs_of(const std::vector<Engine>& engines, const RunOptions& run) {
    std::vector<Engine> rungs = {engines[0]};
    auto add = [&](Engine engine) {
        if (std::ranges::find(rungs, engine) == rungs.end() && why_not_on_offer(engine.cpython, cpython_limits(run)).empty())
            rungs.push_back(std::move(engine));
    };
    auto add_modes = [&](const CPython& cpython, auto fits) {
        for (CPythonMode mode : cpython_modes)
            if (fits(mode)) add(Engine(CPython{cpython.command, mode}));
    };
    const CPython& reference = engines[0].cpython;
    add_modes(reference, [&](CPythonMode mode) { return mode > reference.mode; });
    add_modes(reference, [](CPythonMode) { return true; });
    for (const Engine& engine : engines) {
        add(engine);
        if (engine.cpython.mode != CPythonMode::plain) add_modes(engine.cpython, [&](CPythonMode mode) { return mode < engine.cpython.mode; });
    }
    return rungs;
}

}  // namespace

LadderReport run_cpython_ladder(std::string_view source, const LadderOptions& options) {
    RunOptions run = options.run;
    run.cpython_exact = true;
    LadderReport report;
    for (Engine& engine : rungs_of(options.engines, run)) {
        Outcome outcome = run_isolated(engine, source, run);
        const Outcome& reference = report.rungs.empty() ? outcome : report.rungs[0].outcome;
        Verdict verdict = compare_runs(options.engines[0], reference, engine, outcome);
        if (report.agreed() && verdict.different()) {
            report.layer = layer_of(engine.cpython, options.engines[0].cpython);
            report.engine = engine_name(engine);
            report.where = verdict.where;
            report.detail = verdict.detail;
        }
        report.rungs.push_back({std::move(engine), std::move(outcome), std::move(verdict)});
    }
    return report;
}

}  // namespace sidewinder::oracle
