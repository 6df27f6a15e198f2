// SPDX-License-Identifier: MIT
#include "fuzzers/finding.hpp"

#include "fuzzers/campaign/files.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <vector>

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

nlohmann::json describe(const Finding& finding) {
    nlohmann::json json = finding.report.to_json();
    json["seed"] = finding.seed;
    json["index"] = finding.index;
    json["campaign"] = finding.campaign;
    json["from_corpus"] = finding.from_corpus;
    json["planted_bug"] = finding.planted_bug;
    json["cluster"] = cluster_of(finding.report);
    json["first_cluster"] = finding.first_cluster;
    json["seconds"] = finding.seconds;
    json["build"] = build_text();
    json["confirmed"] = finding.confirmation.to_text();
    json["replayed"] = finding.rate.to_text();
    json["complete"] = finding.complete;
    json["command"] = finding.command;
    json["lines"] = count_lines(finding.reduced);
    json["options"] = option_text(finding.run);
    return json;
}

/// Hidden folders of ours; what is in them does not count.
constexpr std::string_view unfinished = ".unfinished-finding-", discarded = ".discarded-finding-";

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
    if (!report.uop.empty()) return fmt::format("{} {}", report.layer, report.uop);
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

Rate replay_often(const std::string& text, const std::optional<Symptom>& symptom, const oracle::LadderOptions& ladder, int most, double seconds) {
    Rate rate;
    const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
    for (; rate.runs < most && std::chrono::steady_clock::now() < end; ++rate.runs)
        rate.shown += symptom ? shows(text, *symptom, ladder.run) : !run_ladder(text, ladder).agreed();
    return rate;
}

Result<void> update_finding(const std::filesystem::path& folder, const Finding& finding) {
    if (auto written = write_whole(folder / "program.py", finding.program, true); !written) return written;
    if (auto written = write_whole(folder / "reduced.py", finding.reduced, true); !written) return written;
    // Last: what it tells of the others is true then.
    return write_whole(folder / "finding.json", describe(finding).dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n", true);
}

Result<std::filesystem::path> keep_finding(const std::filesystem::path& directory, std::uint64_t number, const Finding& finding) {
    const std::filesystem::path draft = directory / fmt::format("{}{}", unfinished, number);
    const std::filesystem::path folder = directory / fmt::format("{:04}-{}", number, finding.report.layer);
    std::error_code error;
    std::filesystem::remove_all(draft, error);
    std::filesystem::create_directories(draft, error);
    if (auto written = update_finding(draft, finding); !written) return fail(written.error().message);
    std::filesystem::rename(draft, folder, error);
    if (error) return fail(fmt::format("cannot make {}: {}", folder.string(), error.message()));
    sync_folder(directory);
    return folder;
}

void discard_finding(const std::filesystem::path& folder) {
    const std::filesystem::path gone = folder.parent_path() / fmt::format("{}{}", discarded, folder.filename().string());
    std::error_code error;
    std::filesystem::rename(folder, gone, error);
    std::filesystem::remove_all(error ? folder : gone, error);
}

void clear_remains(const std::filesystem::path& directory) {
    std::error_code error;
    std::vector<std::filesystem::path> remains;
    for (const auto& entry : std::filesystem::directory_iterator(directory, error)) {
        const std::string name = entry.path().filename().string();
        if (name.starts_with(unfinished) || name.starts_with(discarded)) remains.push_back(entry.path());
    }
    for (const auto& path : remains) std::filesystem::remove_all(path, error);
}

std::uint64_t last_finding_number(const std::filesystem::path& directory) {
    std::uint64_t last = 0;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(directory, error)) {
        const std::string name = entry.path().filename().string();
        std::uint64_t number = 0;
        const auto [end, problem] = std::from_chars(name.data(), name.data() + name.size(), number);
        if (problem == std::errc() && *end == '-') last = std::max(last, number);
    }
    return last;
}

std::optional<KeptFinding> find_kept(const std::filesystem::path& directory, std::uint64_t campaign, std::uint64_t index) {
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(directory, error)) {
        if (entry.path().filename().string().starts_with(".")) continue;
        const auto json = nlohmann::json::parse(read_file(entry.path() / "finding.json").value_or(""), nullptr, false);
        if (!json.is_object() || json.value("campaign", std::uint64_t{0}) != campaign || json.value("index", UINT64_MAX) != index) continue;
        return KeptFinding{entry.path(), json.value("complete", false), json.value("cluster", ""), json.value("first_cluster", "")};
    }
    return std::nullopt;
}

}  // namespace sidewinder::fuzz
