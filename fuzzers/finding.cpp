// SPDX-License-Identifier: MIT
#include "fuzzers/finding.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <fstream>

namespace sidewinder::fuzz {

using oracle::EngineId;
using oracle::Outcome;

namespace {

std::string sort_of(const std::string& where) {
    return where == "crash" || where == "timeout" || where == "leak" || where == "fuel" || where == "state" ? where : "wrong";
}

/// The engine against the reference: in the end, or for a difference of state also on the way.
oracle::Verdict judge(const oracle::Engine& engine, const std::string& text, const Symptom& symptom, const oracle::RunOptions& run, const Outcome& reference) {
    oracle::Verdict verdict = compare_runs(symptom.reference, reference, engine, run_isolated(engine, text, run));
    return symptom.sort == "state" && verdict.same() ? oracle::compare_in_lockstep(engine.id, text, run) : verdict;
}

bool shows_below(const std::string& text, const Symptom& symptom, const oracle::RunOptions& run, const Outcome& reference) {
    auto below = oracle::rung_below(symptom.engine);
    if (!below || *below == symptom.reference || *below == EngineId::tier1_generic) return true;
    return !judge(*below, text, symptom, run, reference).different();
}

std::string build_text() {
#if defined(__clang__)
    std::string compiler = fmt::format("clang {}", __clang_major__);
#else
    std::string compiler = fmt::format("gcc {}", __GNUC__);
#endif
#if defined(SIDEWINDER_DCHECK)
    compiler += ", invariants checked";
#endif
    return compiler;
}

bool write_text(const std::filesystem::path& path, const std::string& text) {
    std::ofstream out(path, std::ios::binary);
    out << text;
    return static_cast<bool>(out);
}

}  // namespace

std::optional<Symptom> symptom_of(const oracle::LadderReport& report) {
    if (report.agreed()) return std::nullopt;
    Symptom symptom{report.layer, oracle::find_engine(report.engine).value_or(EngineId::jit), EngineId::tier1_generic, sort_of(report.where)};
    if (!report.rungs.empty() && report.rungs[0].engine.is_cpython() && symptom.engine.is_cpython() && report.layer != "semantics") {
        symptom.reference = report.rungs[0].engine;
        symptom.sort = report.where;
    }
    return symptom;
}

std::string cluster_of(const oracle::LadderReport& report) {
    std::string cluster = fmt::format("{} {}", report.layer, report.where);
    for (const oracle::Rung& rung : report.rungs) {
        if (!rung.verdict.different()) continue;
        if (!rung.verdict.near.empty()) cluster += " near " + rung.verdict.near;
        if (report.where == "crash") cluster += " " + rung.outcome.note.substr(0, rung.outcome.note.find(':'));
        for (const oracle::Outcome* outcome : {&report.rungs[0].outcome, &rung.outcome})
            if (report.where != "crash" && !outcome->exceptions.empty()) cluster += " " + outcome->exceptions[0].type;
        break;
    }
    return cluster;
}

std::string Confirmation::to_text() const {
    std::string text;
    if (fresh_runs > 0) text = fmt::format("{} of {} fresh", fresh_shown, fresh_runs);
    if (warm_runs > 0) text += fmt::format(", {} of {} warm", warm_shown, warm_runs);
    return text;
}

bool shows(const std::string& text, const Symptom& symptom, const oracle::RunOptions& options) {
    oracle::RunOptions run = options;
    run.isolated_seconds = std::min(run.isolated_seconds, 3.0);
    run.cpython_exact = symptom.reference.is_cpython();
    Outcome reference = run_isolated(symptom.reference, text, run);
    if (reference.status == oracle::Status::syntax_error) return false;
    oracle::Verdict verdict;
    if (symptom.engine == symptom.reference) {
        verdict = symptom.engine.is_cpython() ? compare_cpythons(reference, reference) : check_alone(reference);
    } else {
        verdict = judge(symptom.engine, text, symptom, run, reference);
    }
    const std::string& sort = symptom.reference.is_cpython() ? verdict.where : sort_of(verdict.where);
    if (!verdict.different() || sort != symptom.sort) return false;
    return shows_below(text, symptom, run, reference);
}

Result<Reduction> reduce_finding(const std::string& text, const Symptom& symptom, const oracle::RunOptions& run, const ReductionLimits& limits) {
    return reduce(text, [&](const std::string& candidate) { return shows(candidate, symptom, run); }, limits);
}

Result<std::filesystem::path> make_finding_folder(const std::filesystem::path& directory, std::string_view layer) {
    std::error_code error;
    std::filesystem::create_directories(directory, error);
    for (int number = 1; number < 100'000; ++number) {
        bool taken = false;
        for (const auto& entry : std::filesystem::directory_iterator(directory, error))
            taken |= entry.path().filename().string().starts_with(fmt::format("{:04}-", number));
        if (taken) continue;
        std::filesystem::path folder = directory / fmt::format("{:04}-{}", number, layer);
        // It tells whether the folder was new, so that workers do not share one.
        if (std::filesystem::create_directory(folder, error)) return folder;
        if (error) break;
    }
    return fail(fmt::format("cannot make a folder in {}", directory.string()));
}

Result<void> write_finding(const std::filesystem::path& folder, const Finding& finding) {
    const oracle::RunOptions& run = finding.run;
    nlohmann::json json = finding.report.to_json();
    json["seed"] = finding.seed;
    json["index"] = finding.index;
    json["seconds"] = finding.seconds;
    json["build"] = build_text();
    json["confirmed"] = finding.confirmation.to_text();
    json["lines"] = count_lines(finding.reduced);
    json["options"] = {{"fuel", run.fuel}, {"memory_limit", run.memory_limit}, {"recursion_limit", run.recursion_limit},
                       {"backward_threshold", run.backward_threshold}, {"entry_threshold", run.entry_threshold},
                       {"side_exit_threshold", run.side_exit_threshold}, {"max_rewrites", run.max_rewrites},
                       {"force_exit", run.force_exit}, {"force_exit_from", run.force_exit_from},
                       {"force_exit_site", {run.force_exit_site.trace, run.force_exit_site.uop}}, {"disabled_passes", run.disabled_passes}};
    bool written = write_text(folder / "program.py", finding.program) && write_text(folder / "reduced.py", finding.reduced) &&
                   write_text(folder / "finding.json", json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
    if (!written) return fail(fmt::format("cannot write to {}", folder.string()));
    return {};
}

}  // namespace sidewinder::fuzz
