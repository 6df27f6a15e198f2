// SPDX-License-Identifier: MIT
#include "fuzzers/campaign/inquiry.hpp"

#include "fuzzers/campaign/regressions.hpp"
#include "fuzzers/campaign/status.hpp"
#include "fuzzers/reduce/configuration_reducer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace sidewinder::fuzz {

using oracle::EngineId;
using oracle::Outcome;

void Inquiry::look_into(const Candidate& candidate, const char* reason, double seconds, Counts& counts) {
    const std::uint64_t campaign = state_.header().campaign;
    // By a worker that was killed over it; after a power cut that may be long ago.
    const auto kept = find_kept(o_.directory, campaign, candidate.index);
    if (kept && kept->complete) return count(*kept, counts);
    Finding finding{candidate.text, candidate.text, run_ladder(candidate.text, ladder_options(o_.run)), o_.seed, candidate.index, seconds, o_.run};
    finding.campaign = campaign, finding.from_corpus = candidate.from_corpus, finding.planted_bug = o_.planted_bug;
    // Slow where nothing is optimized: that is the program's doing, as hashing tuples of tuples of tuples.
    if (finding.report.layer == "runtime" && finding.report.where == "timeout") return void(++counts.timeouts);
    if (!all_cpythons(o_.engines)) finding.run = finding.report.run;
    examine(finding, reason);
    finding.first_cluster = cluster_of(finding.report);
    if (is_suppressed(finding.report, counts) || !has_room(finding.first_cluster, counts)) {
        if (kept) discard_finding(kept->folder);
        return;
    }
    // Kept before it is reduced: whatever becomes of that, it is not lost.
    const auto folder = kept ? Result<std::filesystem::path>(kept->folder) : keep_finding(o_.directory, ++state_.header().findings, finding);
    if (folder) return finish(finding, *folder, counts);
    tell(finding, folder.error().message);
    ++counts.findings;
}

void Inquiry::finish(Finding& finding, const std::filesystem::path& folder, Counts& counts) const {
    reduce(finding);
    // A smaller program shows the cause more clearly, and others may have had it before.
    const std::string smaller = cluster_of(finding.report);
    if (is_suppressed(finding.report, counts) || (smaller != finding.first_cluster && !has_room(smaller, counts))) return discard_finding(folder);
    const auto symptom = symptom_of(finding.report);
    if (!all_cpythons(o_.engines)) finding.rate = replay_often(finding.reduced, symptom, ladder_options(finding.run), o_.replays, o_.replay_seconds);
    if (symptom && o_.reduce_seconds > 0 && !all_cpythons(o_.engines)) {
        const auto plain = reduce_configuration(finding.reduced, *symptom, finding.run, {.seconds = o_.reduce_seconds / 3, .executions = 200});
        finding.command = command_line(*symptom, plain) + (finding.planted_bug.empty() ? "" : " --plant " + finding.planted_bug) + " reduced.py";
    }
    file(finding);
    finding.complete = true;
    if (auto written = update_finding(folder, finding); !written) return tell(finding, written.error().message);
    tell(finding, folder.string());
    ++counts.findings;
}

/// As a regression, when that is asked for and it shows each time.
void Inquiry::file(const Finding& finding) const {
    if (o_.regressions.empty() || finding.rate.runs == 0 || !finding.rate.always() || finding.report.layer == "unstable") return;
    const auto filed = file_regression(o_.regressions, finding);
    if (!o_.silent && (!filed || *filed)) fmt::print(reports_, "{}{}\n", clear_screen(fileno(reports_)), filed ? "filed " + (*filed)->string() : filed.error().message);
}

/// What differs, if anything still does.
void Inquiry::examine(Finding& finding, const char* reason) const {
    if (all_cpythons(o_.engines)) confirm(finding);
    if (!finding.report.agreed()) return;
    // It went away when each engine ran in a process of its own: still worth keeping.
    const oracle::Verdict& warm = finding.confirmation.warm_verdict;
    finding.report.layer = "unstable";
    finding.report.detail = finding.confirmation.warm_shown > 0 ? warm.to_text() : fmt::format("{}, but nothing is wrong when each engine runs alone", reason);
    finding.report.where = warm.where;
}

void Inquiry::reduce(Finding& finding) const {
    const auto symptom = finding.report.layer == "unstable" ? std::nullopt : symptom_of(finding.report);
    if (!symptom || o_.reduce_seconds <= 0) return;
    auto reduction = reduce_finding(finding.program, *symptom, finding.run, {.seconds = o_.reduce_seconds});
    if (!reduction) return;
    finding.reduced = reduction->text;
    auto report = run_ladder(finding.reduced, ladder_options(finding.run));
    if (report.agreed()) return;
    finding.report = std::move(report);
    if (all_cpythons(o_.engines)) confirm(finding);
    else finding.run = finding.report.run;
}

/// Every rung of ours unless all are CPythons; of CPythons those of the campaign.
oracle::LadderOptions Inquiry::ladder_options(const oracle::RunOptions& run) const {
    oracle::LadderOptions ladder{.run = run};
    ladder.run.cpython_seconds = oracle::RunOptions{}.cpython_seconds;
    ladder.lockstep = o_.lockstep;
    if (all_cpythons(o_.engines)) ladder.engines.clear();
    std::erase(ladder.engines, EngineId::cpython);
    std::ranges::copy_if(o_.engines, std::back_inserter(ladder.engines), &oracle::Engine::is_cpython);
    return ladder;
}

/// Runs `reduced` again: the report's was the first fresh run. What shows in none of those may
/// need an interpreter that has run other programs.
void Inquiry::confirm(Finding& finding) const {
    constexpr int runs = 4;
    Confirmation c{.fresh_shown = !finding.report.agreed(), .fresh_runs = 1, .warm_verdict = {}};
    for (; c.fresh_runs < runs; ++c.fresh_runs) {
        auto again = run_ladder(finding.reduced, ladder_options(o_.run));
        c.fresh_shown += !again.agreed();
        if (finding.report.agreed()) finding.report = std::move(again);
    }
    for (; c.fresh_shown == 0 && c.warm_runs < runs; ++c.warm_runs) {
        Outcome reference = run_program(o_.engines[0], finding.reduced, o_.run);
        for (const oracle::Engine& engine : o_.engines) {
            oracle::Verdict verdict = compare_runs(o_.engines[0], reference, engine, run_program(engine, finding.reduced, o_.run));
            if (!verdict.different()) continue;
            ++c.warm_shown;
            c.warm_verdict = std::move(verdict);
            break;
        }
    }
    finding.confirmation = c;
}

bool Inquiry::is_suppressed(const oracle::LadderReport& report, Counts& counts) const {
    const std::string day = today();
    for (const Suppression& s : o_.suppressions) {
        if (s.expired(day) || !s.applies(report)) continue;
        if (const int row = state_.header().suppressions.row(s.to_text()); row >= 0) ++counts.suppressions[static_cast<std::size_t>(row)];
        ++counts.suppressed;
        return true;
    }
    return false;
}

/// Counts one more finding of the cluster; false when as many as wanted are kept, or being looked into.
bool Inquiry::has_room(const std::string& cluster, Counts& counts) const {
    const int row = state_.header().clusters.row(cluster);
    if (row < 0) return true;  // so many clusters that this one has no row: better too many
    const auto at = static_cast<std::size_t>(row);
    std::uint64_t seen = counts.clusters[at]++;
    for (const WorkerState& other : state_.workers())
        if (&other != &worker_) seen += other.progress().counts.clusters[at] + (other.holds == row);
    if (seen >= static_cast<std::uint64_t>(o_.max_per_cluster)) return false;
    worker_.holds = row;
    return true;
}

/// Counts what was kept, but not yet counted, when the worker was killed.
void Inquiry::count(const KeptFinding& kept, Counts& counts) const {
    (void)has_room(kept.first_cluster, counts);
    if (kept.cluster != kept.first_cluster) (void)has_room(kept.cluster, counts);
    ++counts.findings;
}

void Inquiry::tell(const Finding& finding, const std::string& place) const {
    if (o_.silent) return;
    const oracle::LadderReport& report = finding.report;
    std::string notes = fmt::format("{} lines", count_lines(finding.reduced));
    if (std::string confirmed = finding.confirmation.to_text(); !confirmed.empty()) notes += ", " + confirmed;
    if (!finding.rate.always()) notes += fmt::format(", shows {} times", finding.rate.to_text());
    fmt::print(reports_, "{}{}: {} {} in {}: {} ({})\n", clear_screen(fileno(reports_)), place, report.layer, report.engine, report.where, report.detail.substr(0, 160), notes);
    std::fflush(reports_);
}

}  // namespace sidewinder::fuzz
