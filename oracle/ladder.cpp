// SPDX-License-Identifier: MIT
#include "oracle/ladder.hpp"

#include "jit/optimizer/pipeline.hpp"
#include "oracle/blame.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace sidewinder::oracle {

namespace {

Outcome run_one(const Engine& engine, std::string_view source, const LadderOptions& options) {
    return options.isolated ? run_isolated(engine, source, options.run) : run_program(engine, source, options.run);
}

/// What each rung adds.
std::string_view layer_of(EngineId id) {
    switch (id) {
        case EngineId::cpython: return "semantics";
        case EngineId::tier1_generic: return "runtime";
        case EngineId::tier1: return "specializer";
        case EngineId::traces_unoptimized: return "recorder";
        case EngineId::traces: return "optimizer";
        case EngineId::jit_unoptimized:
        case EngineId::jit: return "backend";
    }
    return {};
}

/// In the ladder's order.
std::vector<Engine> wanted(const LadderOptions& options) {
    std::vector<Engine> list;
    std::ranges::copy_if(options.engines, std::back_inserter(list), &Engine::is_cpython);
    for (EngineId id : all_engines)
        if (id != EngineId::cpython && (id == EngineId::tier1_generic || std::ranges::find(options.engines, Engine(id)) != options.engines.end()))
            list.emplace_back(id);
    return list;
}

/// A bug in the specializer must not be blamed on the recorder, so the first rung counts; CPython
/// is asked last, because another engine of ours that agrees with it would tell more.
const Rung* first_different(const LadderReport& report) {
    const Rung* semantics = nullptr;
    for (const Rung& rung : report.rungs) {
        if (!rung.verdict.different()) continue;
        if (!rung.engine.is_cpython()) return &rung;
        if (semantics == nullptr) semantics = &rung;
    }
    return semantics;
}

void blame(LadderReport& report, std::string_view source, const LadderOptions& options, const Outcome& reference) {
    const Rung* rung = first_different(report);
    if (rung == nullptr) return;
    report.layer = layer_of(rung->engine.id);
    report.engine = engine_name(rung->engine);
    report.where = rung->verdict.where;
    report.detail = rung->verdict.detail;
    const EngineId id = rung->engine.id;
    if (id > EngineId::tier1_generic) report.parted = find_divergence(EngineId::tier1_generic, id, source, options.run);
    if (!options.blame_within_layer || !has_traces(id)) return;
    const Suspect suspect{source, id, reference, rung->verdict.where == "state"};
    if (report.layer == "optimizer") {
        report.pass = blame_pass(suspect, options.run);
        report.rewrite = blame_rewrite(suspect, options.run);
    }
    report.uop = report.rewrite > 0 ? rewritten_uop(suspect, options.run, report.rewrite) : blame_uops(suspect, options.run);
}

}  // namespace

std::vector<std::string> optimizer_passes() {
    std::vector<std::string> names;
    for (const jit::PassEntry& pass : jit::passes()) names.emplace_back(pass.name);
    return names;
}

Verdict compare_in_lockstep(EngineId engine, std::string_view source, const RunOptions& run) {
    auto found = find_divergence(EngineId::tier1_generic, engine, source, run);
    if (!found) return {};
    return {.kind = Verdict::Kind::different, .where = "state", .near = {}, .detail = found->to_text()};
}

bool all_cpythons(std::span<const Engine> engines) { return !engines.empty() && std::ranges::all_of(engines, &Engine::is_cpython); }

Verdict compare_runs(const Engine& reference, const Outcome& expected, const Engine& other, const Outcome& got) {
    if (reference.is_cpython() && other.is_cpython()) return compare_cpythons(expected, got, reference.cpython.command == other.cpython.command);
    if (reference.is_cpython()) return compare_with_cpython(expected, got, cpython_version(reference.cpython));
    if (other.is_cpython()) return compare_with_cpython(got, expected, cpython_version(other.cpython));
    return compare_engines(expected, got);
}

std::optional<Engine> rung_below(const Engine& engine) {
    if (engine.id == EngineId::jit) return EngineId::traces;
    if (!engine.is_cpython()) return engine.id <= EngineId::tier1 ? std::nullopt : std::optional<Engine>(static_cast<EngineId>(static_cast<int>(engine.id) - 1));
    if (engine.cpython.mode <= CPythonMode::generic) return std::nullopt;
    return Engine(CPython{engine.cpython.command, static_cast<CPythonMode>(static_cast<int>(engine.cpython.mode) - 1)});
}

namespace {

LadderReport climb(std::string_view source, const LadderOptions& options) {
    LadderReport report;
    report.run = options.run;
    Outcome reference = run_one(EngineId::tier1_generic, source, options);
    for (const Engine& engine : wanted(options)) {
        if (engine == EngineId::tier1_generic) {
            report.rungs.push_back({engine, reference, check_alone(reference)});
            continue;
        }
        Outcome outcome = run_one(engine, source, options);
        Verdict verdict = compare_runs(EngineId::tier1_generic, reference, engine, outcome);
        if (options.lockstep && verdict.same() && engine.id > EngineId::tier1_generic) verdict = compare_in_lockstep(engine.id, source, options.run);
        report.rungs.push_back({engine, std::move(outcome), std::move(verdict)});
    }
    blame(report, source, options, reference);
    return report;
}

struct Thresholds {
    std::uint16_t adaptive, backward, entry, side_exit;
};
constexpr Thresholds other_thresholds[] = {{1, 1, 1, 1}, {4, 6, 6, 5}, {2, 1000, 1, 1}, {2, 12, 1000, 5}, {8, 20, 20, 3}, {2, 1, 1000, 50}, {3, 3, 3, 1}, {2, 40, 40, 8}};

/// Options with which a rung below `blamed` differs from the reference, too; the lowest such rung counts.
std::optional<RunOptions> shows_lower(std::string_view source, const LadderOptions& options, const LadderReport& report) {
    const Rung* blamed = first_different(report);
    if (blamed == nullptr || blamed->engine.id <= EngineId::tier1) return std::nullopt;
    const auto reference = std::ranges::find(report.rungs, Engine(EngineId::tier1_generic), &Rung::engine);
    for (const Rung& rung : report.rungs) {
        if (rung.engine.id <= EngineId::tier1_generic || rung.engine.id >= blamed->engine.id) continue;
        for (const Thresholds& t : other_thresholds) {
            RunOptions run = options.run;
            run.adaptive_threshold = t.adaptive, run.backward_threshold = t.backward, run.entry_threshold = t.entry, run.side_exit_threshold = t.side_exit;
            if (Suspect{source, rung.engine.id, reference->outcome, blamed->verdict.where == "state"}.differs(run)) return run;
        }
    }
    return std::nullopt;
}

}  // namespace

LadderReport run_ladder(std::string_view source, const LadderOptions& options) {
    if (all_cpythons(options.engines)) return run_cpython_ladder(source, options);
    LadderReport report = climb(source, options);
    if (auto run = shows_lower(source, options, report)) {
        LadderOptions again = options;
        again.run = std::move(*run);
        return climb(source, again);
    }
    return report;
}

std::string LadderReport::to_text() const {
    std::string text;
    for (const Rung& rung : rungs) text += fmt::format("{:<20} {}\n", engine_name(rung.engine), rung.verdict.to_text());
    if (agreed()) return text + "all engines agree\n";
    text += fmt::format("with --adaptive-threshold={} --backward-threshold={} --entry-threshold={} --side-exit-threshold={}\n", run.adaptive_threshold,
                        run.backward_threshold, run.entry_threshold, run.side_exit_threshold);
    text += fmt::format("blamed: {} ({} differs in {})\n", layer, engine, where);
    if (parted) text += fmt::format("parted at {}\n", parted->to_text());
    if (!pass.empty()) text += fmt::format("without any of these passes it goes away: {}\n", pass);
    if (rewrite > 0) text += fmt::format("shows from rewrite {} on (--max-rewrites={} is right)\n", rewrite, rewrite - 1);
    if (!uop.empty()) text += fmt::format("uop: {}\n", uop);
    return text;
}

nlohmann::json LadderReport::to_json() const {
    auto list = nlohmann::json::array();
    for (const Rung& rung : rungs)
        list.push_back({{"engine", engine_name(rung.engine)}, {"verdict", rung.verdict.to_text()}, {"outcome", rung.outcome.to_json()}});
    return {{"layer", layer}, {"engine", engine}, {"where", where}, {"detail", detail},
            {"parted", parted ? parted->to_text() : ""}, {"pass", pass}, {"rewrite", rewrite}, {"uop", uop}, {"rungs", list}};
}

}  // namespace sidewinder::oracle
