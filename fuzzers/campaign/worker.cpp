// SPDX-License-Identifier: MIT
#include "fuzzers/campaign/worker.hpp"

#include "fuzzers/campaign/files.hpp"
#include "fuzzers/campaign/heartbeat.hpp"
#include "fuzzers/campaign/status.hpp"
#include "fuzzers/coverage_report.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <utility>

namespace sidewinder::fuzz {

using oracle::Outcome;
using oracle::Status;

std::int64_t now() { return std::chrono::steady_clock::now().time_since_epoch().count(); }

Worker::Worker(const CampaignOptions& options, State& state, WorkerState& mine, const std::uint64_t& changes, std::int64_t end, std::FILE* reports)
    : o_(options), state_(state), s_(mine), inquiry_(options, state, mine, reports), corpus_(options.directory / "corpus", state.header().campaign),
      reached_(coverage_map_size()), plain_(options.run), marked_(options.run), changes_(changes), end_(end), reports_(reports) {
    marked_.coverage = reached_;
}

void Worker::run() {
    if (o_.feedback_percent > 0) corpus_.refresh();
    for (Progress progress = s_.progress(); !is_over(progress);) {
        s_.since = now();
        const std::uint64_t index = progress.next;
        if (s_.showing.exchange(false)) report_unseen(nullptr, progress.counts), s_.triage = false;
        else if (!s_.triage) show_planted_bug(index, progress.counts);
        const Candidate candidate = take(progress);
        if (o_.on_program) o_.on_program(index, candidate.text);
        handle(candidate, progress);
        if (progress.differed) return s_.commit(progress);
        progress.next = index + static_cast<std::uint64_t>(o_.jobs);
        s_.commit(progress);
    }
    s_.finished = true;
}

bool Worker::is_over(const Progress& progress) const {
    return now() >= end_ || progress.next - o_.first_index >= o_.programs || progress.counts.findings >= static_cast<std::uint64_t>(o_.max_findings);
}

/// What the corpus had at the beginning comes first; then some are made of it, and some are new.
Candidate Worker::make(std::uint64_t index) {
    const std::uint64_t at = index - o_.first_index;
    if (const auto seeds = corpus_.seeds(); o_.feedback_percent > 0 && at < std::min<std::uint64_t>(state_.header().seeds, seeds.size()))
        return {seeds[at].text, index, true};
    // Others add to it as well; each look at the folder costs something.
    if (o_.jobs > 1 && at / static_cast<std::uint64_t>(o_.jobs) % 100 == 0 && state_.header().corpus != std::exchange(corpus_known_, state_.header().corpus)) corpus_.refresh();
    const auto entries = corpus_.before(index);
    ChoiceSequence choices(o_.seed ^ 0x6665'6564'6261'636B, index);
    if (!entries.empty() && choices.chance(static_cast<std::uint32_t>(o_.feedback_percent)))
        if (auto text = derive_program(entries, choices, [&] { return generate_program(o_.seed, index, o_.generator); })) return {std::move(*text), index, true};
    return {o_.source(o_, index), index};
}

/// The program to run: one that was begun, when there is something to look into.
Candidate Worker::take(const Progress& progress) {
    const std::uint64_t index = progress.next;
    if (s_.triage || progress.differed)
        if (const auto begun = s_.begun(index)) return {std::string(begun->text), index, begun->from_corpus};
    Candidate candidate = make(index);
    s_.begin(index, candidate.text, candidate.from_corpus);
    return candidate;
}

void Worker::handle(const Candidate& candidate, Progress& progress) {
    Counts& counts = progress.counts;
    if (s_.triage) {
        ++counts.programs;
        ++counts.died;
        look_into(candidate, s_.hung.exchange(false) ? "took a worker too long" : "killed a worker", counts);
        return;
    }
    if (std::exchange(progress.differed, false)) return look_into(candidate, "differed in a worker", counts);
    const std::uint64_t before = changes_;
    std::ranges::fill(reached_, 0);
    counts.from_corpus += candidate.from_corpus;
    const bool same = agree(candidate.text, candidate.index, {plain_, marked_, counts});
    counts.reached += changes_ != before;
    // What is made of a program that differs would differ likewise: the same finding again and again.
    if (same) return keep_if_new(candidate);
    // Engines of ours may have written over the memory of this process.
    if (!all_cpythons(o_.engines)) progress.differed = true;
    else look_into(candidate, "differed in a worker", counts);
}

void Worker::look_into(const Candidate& candidate, const char* reason, Counts& counts) {
    const std::int64_t begin = now();
    s_.triaging = true;
    inquiry_.look_into(candidate, reason, o_.seconds - static_cast<double>(end_ - begin) / 1e9, counts);
    counts.looking_into += static_cast<std::uint64_t>(now() - begin);
    s_.since = now();  // looking into it was no hang
    s_.holds = -1;
    s_.triaging = s_.triage = false;
}

/// What the campaign sees of it.
Outcome Worker::seen(Outcome outcome) const {
    if (!o_.output_only) return outcome;
    Outcome little;
    little.status = outcome.status;
    little.output = std::move(outcome.output);
    return little;
}

bool Worker::agree(const std::string& text, std::uint64_t index, Attempt attempt) {
    Counts& counts = attempt.counts;
    attempt.plain.perturbation = o_.seed + 2 * index;
    attempt.marked.perturbation = ~attempt.plain.perturbation;  // no two engines find the same heap, but for two in lockstep
    const oracle::Engine& first = o_.engines[0];
    ++counts.programs;
    s_.engine = 0;
    const Outcome reference = seen(run_program(first, text, attempt.plain));
    if (reference.status == Status::syntax_error)
        return std::ranges::all_of(o_.engines, [&](const auto& e) { return &e == &first || !e.is_cpython() || agrees(e, text, index, reference, attempt); });
    ++counts.valid;
    if (reference.status == Status::timeout && first.is_cpython()) return note_timeout(index, first, reference, counts), true;
    if (reference.status != Status::out_of_fuel) ++counts.terminating;
    if (reference.status == Status::exception) ++counts.exceptions;
    if (!o_.blind && check_alone(reference).different() && (!first.is_cpython() || reference.status == Status::crash)) return false;
    bool counted = false;
    for (std::size_t i = 1; i < o_.engines.size(); ++i) {
        s_.engine = static_cast<int>(i);
        if (!agrees(o_.engines[i], text, index, reference, attempt)) return false;
        if ((has_traces(o_.engines[i].id) || attempt.last.jit.traces > 0) && !std::exchange(counted, true)) count(attempt);
    }
    return true;
}

bool Worker::agrees(const oracle::Engine& engine, const std::string& text, std::uint64_t index, const Outcome& reference, Attempt& attempt) {
    ++attempt.counts.compared;
    attempt.last = {};
    attempt.marked.perturbation += 2;
    if (engine.is_cpython() && reference.status == Status::out_of_fuel) return incomparable("out of fuel", attempt.counts);
    if (o_.lockstep && !engine.is_cpython() && !o_.engines[0].is_cpython()) {
        const oracle::LockstepResult result = run_lockstep(o_.engines[0].id, engine.id, text, attempt.marked, &attempt.last);
        return o_.blind || (!result.divergence && !compare_engines(reference, result.other).different());
    }
    const Outcome outcome = seen(run_program(engine, text, attempt.marked, &attempt.last));
    if (engine.is_cpython()) attempt.last.jit.traces = static_cast<std::uint64_t>(outcome.traces);
    if (outcome.status == Status::timeout) note_timeout(index, engine, outcome, attempt.counts);
    const oracle::Verdict v = compare_runs(o_.engines[0], reference, engine, outcome);
    if ((engine.is_cpython() || o_.engines[0].is_cpython()) && v.kind == oracle::Verdict::Kind::incomparable) return incomparable(v.detail, attempt.counts);
    return o_.blind || !v.different();
}

bool Worker::incomparable(const std::string& why, Counts& counts) {
    ++counts.incomparable;
    // What follows the colon is another text each time.
    if (const int row = state_.header().reasons.row(why.substr(0, why.find(':'))); row >= 0) ++counts.reasons[static_cast<std::size_t>(row)];
    return true;
}

void Worker::note_timeout(std::uint64_t index, const oracle::Engine& engine, const Outcome& outcome, Counts& counts) {
    ++counts.timeouts;
    if (engine == o_.engines[0]) incomparable("the reference took too long", counts);
    append_line(o_.directory / "campaign" / "timeouts.jsonl", nlohmann::json{{"index", index}, {"engine", engine_name(engine)}, {"note", outcome.note}}.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

void Worker::count(Attempt& attempt) const {
    const jit::JitStatistics& j = attempt.last.jit;
    Counts& counts = attempt.counts;
    counts.traced += j.traces > 0;
    counts.missed += j.guard_failures > 0;
    counts.side += j.side_traces > 0;
    counts.traces += j.traces;
    counts.side_traces += j.side_traces;
    counts.invalidations += j.invalidations;
}

/// Keeps first and marks then: whoever is killed in between finds the program new again.
void Worker::keep_if_new(const Candidate& candidate) {
    const std::span<std::uint8_t> all = state_.coverage();
    bool news = false;
    for (std::size_t i = 0; i < all.size() && !news; ++i) news = reached_[i] != 0 && all[i] == 0;
    if (!news) return;
    const bool seed = candidate.index - o_.first_index < state_.header().seeds;
    if (o_.feedback_percent > 0 && !seed && corpus_.add(candidate.index, candidate.text)) ++state_.header().corpus;
    for (std::size_t i = 0; i < all.size(); ++i)
        if (reached_[i] != 0) all[i] = 1;
}

void Worker::show_planted_bug(std::uint64_t index, Counts& counts) {
    constexpr std::uint64_t near_the_start = 5;
    const std::uint64_t at = index - o_.first_index;
    if (o_.heartbeat == 0 || at % o_.heartbeat != std::min(near_the_start, o_.heartbeat - 1)) return;
    const auto bugs = heartbeats_for(o_.engines);
    if (bugs.empty()) return;
    const oracle::PlantedBug& bug = *bugs[at / o_.heartbeat % bugs.size()];
    oracle::RunOptions run;  // thresholds and limits with which the proof holds
    bug.install(run.hooks);
    Counts unused;
    s_.showing = true;
    const bool shown = !agree(std::string(bug.proof), index, {run, run, unused});
    s_.showing = false;
    ++counts.heartbeats;
    if (!shown) report_unseen(&bug, counts);
}

void Worker::report_unseen(const oracle::PlantedBug* bug, Counts& counts) {
    if (bug == nullptr) ++counts.heartbeats;
    ++counts.unseen;
    const std::string what = bug ? fmt::format("the planted bug {} ({}) was not seen", bug->name, bug->what) : "a worker died of a planted bug that kills none";
    const int fd = fileno(reports_);
    fmt::print(reports_, "{}{}\n", clear_screen(fd), loud("THE RIG IS BLIND: " + what, fd));
    std::fflush(reports_);
}

}  // namespace sidewinder::fuzz
