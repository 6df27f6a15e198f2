// SPDX-License-Identifier: MIT
// The parent only starts workers, watches and prints; all it knows of them is in a page of shared
// counters, which survives a worker's death. Program i of a campaign belongs to worker i % jobs.
#include "fuzzers/campaign.hpp"

#include "fuzzers/coverage_report.hpp"
#include "fuzzers/mutate/mutator.hpp"
#include "oracle/cpython.hpp"
#include "oracle/planted_bugs/planted_bugs.hpp"
#include "vm/syntax/unparser.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstring>
#include <cstdio>
#include <thread>

namespace sidewinder::fuzz {

using oracle::EngineId;
using oracle::Outcome;
using oracle::Status;

namespace {

struct WorkerState {
    std::atomic<std::uint64_t> next, started, programs, valid, terminating, traced, missed, side, incomparable, findings, exceptions, reached;
    std::atomic<std::uint64_t> traces, side_traces, invalidations, compared;
    std::atomic<std::int64_t> since;    ///< nanoseconds; when the program under way began
    std::atomic<bool> triage;           ///< the program at `next` ended a worker, and has not been looked into
    std::atomic<bool> hung;             ///< by taking too long, not by a signal
    std::atomic<bool> differed;         ///< the program at `next` showed a difference, which a new worker looks into
    std::atomic<bool> triaging;         ///< the death of a worker means nothing about its program
    std::atomic<bool> finished;
};

/// Findings of one cluster; rows are taken by the first worker that writes a name into one.
struct Cluster {
    std::atomic<bool> taken, named;
    std::atomic<std::uint64_t> count;
    std::array<char, 160> name;
};
constexpr std::size_t cluster_rows = 256;

/// All that processes of a campaign share besides their own states.
struct Shared {
    std::array<Cluster, cluster_rows> clusters;

    /// How many findings of this cluster there were before this one; 0 when the table is full.
    std::uint64_t add(const std::string& name) {
        for (Cluster& row : clusters) {
            if (!row.taken.exchange(true)) {
                name.copy(row.name.data(), row.name.size() - 1);
                row.named = true;
            }
            while (!row.named) std::this_thread::yield();
            if (name.compare(0, row.name.size() - 1, row.name.data()) == 0) return row.count++;
        }
        return 0;
    }
};

std::int64_t now() { return std::chrono::steady_clock::now().time_since_epoch().count(); }

}  // namespace

std::string program_text(const CampaignOptions& o, std::uint64_t index) {
    if (all_cpythons(o.engines)) {
        GeneratorOptions options = o.generator;
        options.cpython_dialect = true;
        return generate_dialect_text(o.seed, index, options);
    }
    constexpr std::uint64_t slice = 64;
    const GeneratorOptions options = o.swarm ? swarm_options(o.generator, o.seed, index / slice) : o.generator;
    syntax::Module module = generate_program(o.seed, index, options);
    ChoiceSequence choices(o.seed ^ 0x6D75'7461'7465, index);
    if (choices.chance(static_cast<std::uint32_t>(o.mutate_percent))) {
        syntax::Module other = generate_program(o.seed, index ^ 1, options);
        mutate(module, choices, &other);
    }
    return syntax::unparse(module);
}

namespace {

class Worker {
public:
    Worker(const CampaignOptions& options, WorkerState& state, Shared& shared, std::span<std::uint8_t> coverage, const std::uint64_t& changes,
           std::int64_t end, std::FILE* reports)
        : o_(options), s_(state), shared_(shared), run_(options.run), changes_(changes), end_(end), reports_(reports) {
        run_.coverage = coverage;
    }

    void run() {
        const auto most = static_cast<std::uint64_t>(o_.max_findings);
        while (now() < end_ && s_.next - o_.first_index < o_.programs && s_.findings < most) {
            std::uint64_t index = s_.next;
            s_.since = now();
            std::string text = o_.source(o_, index);
            if (s_.triage) {
                triage(text, index, s_.hung.exchange(false) ? "took a worker too long" : "killed a worker");
            } else if (s_.differed.exchange(false)) {
                triage(text, index, "differed in a worker");
            } else if (!same_everywhere(text, index)) {
                // Engines of ours may have written over the memory of this process.
                if (!all_cpythons(o_.engines)) return void(s_.differed = true);
                triage(text, index, "differed in a worker");
            }
            s_.next = index + static_cast<std::uint64_t>(o_.jobs);
        }
        s_.finished = true;
    }

private:
    bool same_everywhere(const std::string& text, std::uint64_t index) {
        const std::uint64_t before = changes_;
        const bool same = agree(text, index);
        s_.reached += changes_ != before;
        return same;
    }
    /// The outcome, or what the campaign sees of it.
    Outcome seen(Outcome outcome) const {
        if (!o_.output_only) return outcome;
        Outcome little;
        little.status = outcome.status;
        little.output = std::move(outcome.output);
        return little;
    }
    bool agree(const std::string& text, std::uint64_t index) {
        ++s_.programs;
        oracle::RunOptions plain = o_.run;
        plain.perturbation = o_.seed + 2 * index;
        run_.perturbation = ~plain.perturbation;  // no two engines find the same heap
        Outcome reference = seen(run_program(o_.engines[0], text, plain));
        if (reference.status == Status::syntax_error) {
            for (std::size_t i = 1; i < o_.engines.size(); ++i)
                if (o_.engines[i].is_cpython() && !agrees(o_.engines[i], text, reference)) return false;
            return true;
        }
        ++s_.valid;
        if (reference.status == Status::timeout && o_.engines[0].is_cpython()) return ++s_.incomparable, true;
        if (reference.status != Status::out_of_fuel) ++s_.terminating;
        if (reference.status == Status::exception) ++s_.exceptions;
        if (check_alone(reference).different() && (!o_.engines[0].is_cpython() || reference.status == Status::crash)) return false;
        bool counted = false;
        for (std::size_t i = 1; i < o_.engines.size(); ++i) {
            if (!agrees(o_.engines[i], text, reference)) return false;
            if ((has_traces(o_.engines[i].id) || last_.jit.traces > 0) && !std::exchange(counted, true)) count(last_);
        }
        return true;
    }
    bool agrees(const oracle::Engine& engine, const std::string& text, const Outcome& reference) {
        ++s_.compared;
        last_ = {};
        if (engine.is_cpython() && reference.status == Status::out_of_fuel) return ++s_.incomparable, true;
        if (o_.lockstep && !engine.is_cpython() && !o_.engines[0].is_cpython()) {
            const oracle::LockstepResult result = run_lockstep(o_.engines[0].id, engine.id, text, run_, &last_);
            return !result.divergence && !compare_engines(reference, result.other).different();
        }
        run_.perturbation += 2;
        Outcome outcome = seen(run_program(engine, text, run_, &last_));
        if (engine.is_cpython()) last_.jit.traces = static_cast<std::uint64_t>(outcome.traces);
        oracle::Verdict v = compare_runs(o_.engines[0], reference, engine, outcome);
        if ((engine.is_cpython() || o_.engines[0].is_cpython()) && v.kind == oracle::Verdict::Kind::incomparable) ++s_.incomparable;
        return !v.different();
    }
    void count(const oracle::RunStatistics& statistics) {
        const jit::JitStatistics& j = statistics.jit;
        s_.traced += j.traces > 0;
        s_.missed += j.guard_failures > 0;
        s_.side += j.side_traces > 0;
        s_.traces += j.traces;
        s_.side_traces += j.side_traces;
        s_.invalidations += j.invalidations;
    }

    void triage(const std::string& text, std::uint64_t index, const char* reason) {
        s_.triaging = true;
        oracle::LadderOptions ladder = ladder_options();
        const double seen = o_.seconds - static_cast<double>(end_ - now()) / 1e9;
        Finding finding{text, text, run_ladder(text, ladder), o_.seed, index, seen, o_.run};
        if (all_cpythons(o_.engines)) confirm(finding, ladder);
        else finding.run = ladder.run = finding.report.run;
        auto symptom = symptom_of(finding.report);
        if (!symptom) {
            // It went away when each engine ran in a process of its own: still worth keeping.
            finding.report.layer = "unstable";
            finding.report.detail = fmt::format("{}, but nothing is wrong when each engine runs alone", reason);
            if (finding.confirmation.warm_shown > 0) finding.report.detail = finding.confirmation.warm_verdict.to_text();
            finding.report.where = finding.confirmation.warm_verdict.where;
        }
        const std::string cluster = cluster_of(finding.report);
        if (is_full(cluster)) {
            s_.triaging = s_.triage = false;
            return;
        }
        // Kept before it is reduced: whatever becomes of that, it is not lost.
        auto folder = keep(finding, make_finding_folder(o_.directory, finding.report.layer));
        if (symptom && o_.reduce_seconds > 0) {
            auto reduction = reduce_finding(text, *symptom, finding.run, {.seconds = o_.reduce_seconds});
            if (reduction) {
                finding.reduced = reduction->text;
                if (auto again = run_ladder(finding.reduced, ladder); !again.agreed()) {
                    finding.report = again;
                    if (all_cpythons(o_.engines)) confirm(finding, ladder);
                }
                folder = keep(finding, std::move(folder));
            }
        }
        // A smaller program shows the cause more clearly, and others may have had it before.
        if (std::string smaller = cluster_of(finding.report); folder && smaller != cluster && is_full(smaller)) {
            std::error_code error;
            std::filesystem::remove_all(*folder, error);
            s_.triaging = s_.triage = false;
            return;
        }
        const oracle::LadderReport& report = finding.report;
        std::string rate = finding.confirmation.to_text();
        if (!o_.silent) fmt::print(reports_, "\r\033[K{}: {} {} in {}: {} ({} lines{}{})\n", folder ? folder->string() : folder.error().message, report.layer, report.engine,
                   report.where, report.detail.substr(0, 160), count_lines(finding.reduced), rate.empty() ? "" : ", ", rate);
        std::fflush(reports_);
        ++s_.findings;
        s_.since = now();  // looking into it was no hang
        s_.triaging = s_.triage = false;
    }
    /// Counts one more finding of the cluster.
    bool is_full(const std::string& cluster) const { return shared_.add(cluster) >= static_cast<std::uint64_t>(o_.max_per_cluster); }
    /// Every rung of ours unless all are CPythons; of CPythons those of the campaign.
    oracle::LadderOptions ladder_options() const {
        oracle::LadderOptions ladder{.run = o_.run};
        ladder.run.cpython_seconds = oracle::RunOptions{}.cpython_seconds;
        ladder.lockstep = o_.lockstep;
        if (all_cpythons(o_.engines)) ladder.engines.clear();
        std::erase(ladder.engines, EngineId::cpython);
        std::ranges::copy_if(o_.engines, std::back_inserter(ladder.engines), &oracle::Engine::is_cpython);
        return ladder;
    }
    /// Runs `reduced` again: the report's was the first fresh run. What shows in none of those may
    /// need an interpreter that has run other programs.
    void confirm(Finding& finding, const oracle::LadderOptions& ladder) const {
        constexpr int runs = 4;
        Confirmation c{.fresh_shown = !finding.report.agreed(), .fresh_runs = 1, .warm_verdict = {}};
        for (; c.fresh_runs < runs; ++c.fresh_runs) {
            auto again = run_ladder(finding.reduced, ladder);
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
    /// The folder, if all could be written to it.
    static Result<std::filesystem::path> keep(const Finding& finding, Result<std::filesystem::path> folder) {
        if (!folder) return folder;
        if (auto written = write_finding(*folder, finding); !written) return fail(written.error().message);
        return folder;
    }

    const CampaignOptions& o_;
    WorkerState& s_;
    Shared& shared_;
    oracle::RunOptions run_;  ///< marks coverage, which looking into a finding does not
    const std::uint64_t& changes_;  ///< made by the planted bug in this process
    std::int64_t end_;
    std::FILE* reports_;
    oracle::RunStatistics last_;
};

struct Totals {
    std::uint64_t programs = 0, valid = 0, terminating = 0, traced = 0, missed = 0, side = 0, incomparable = 0, findings = 0, exceptions = 0, reached = 0;
    std::uint64_t traces = 0, side_traces = 0, invalidations = 0, compared = 0;
};

class Campaign {
public:
    explicit Campaign(CampaignOptions options) : o_(std::move(options)) {}

    CampaignResult run() {
        const CampaignResult trouble{.trouble = true};
        if (!o_.planted_bug.empty() && !oracle::plant(o_.planted_bug, o_.run.hooks, &changes_)) {
            fmt::print(stderr, "no planted bug is called {}\n", o_.planted_bug);
            return trouble;
        }
        if (o_.engines.empty() || o_.jobs < 1) return trouble;
        for (const oracle::Engine& engine : o_.engines)
            if (engine.is_cpython())
                if (std::string why = why_not_on_offer(engine.cpython, cpython_limits(o_.run)); !why.empty()) {
                    fmt::print(stderr, "{} is not on offer: {}\n", engine_name(engine), why);
                    return trouble;
                }
        o_.run.cpython_exact = all_cpythons(o_.engines);
        // Most take a hundredth of that; what is looked into gets more.
        if (o_.run.cpython_exact) o_.run.cpython_seconds = 0.5;
        // Now rather than after an hour, when there is something to write.
        std::error_code error;
        const bool made = std::filesystem::create_directories(o_.directory, error);
        if (error || access(o_.directory.c_str(), W_OK | X_OK) != 0) {
            fmt::print(stderr, "cannot write findings to {} ({}): choose another place with --out\n", o_.directory.string(),
                       error ? error.message() : std::strerror(errno));
            return trouble;
        }
        const std::size_t states = (sizeof(Shared) + alignof(WorkerState)) & ~(alignof(WorkerState) - 1);
        const std::size_t map = states + sizeof(WorkerState) * static_cast<std::size_t>(o_.jobs);
        const std::size_t bytes = map + coverage_map_size();
        void* memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        if (memory == MAP_FAILED) return trouble;
        shared_ = new (memory) Shared{};
        states_ = reinterpret_cast<WorkerState*>(static_cast<char*>(memory) + states);
        coverage_ = {static_cast<std::uint8_t*>(memory) + map, coverage_map_size()};
        for (int i = 0; i < o_.jobs; ++i) {
            auto* state = new (states_ + i) WorkerState{};
            state->next = o_.first_index + static_cast<std::uint64_t>(i);
        }
        begin_ = now();
        end_ = begin_ + static_cast<std::int64_t>(o_.seconds * 1e9);
        pids_.assign(static_cast<std::size_t>(o_.jobs), -1);
        for (int i = 0; i < o_.jobs; ++i) start(i);
        watch();
        if (!o_.silent) summarize();
        if (!o_.coverage.empty())
            if (auto written = write_coverage(o_.coverage, read_coverage(coverage_)); !written) fmt::print(stderr, "{}\n", written.error().message);
        const Totals t = totals();
        const CampaignResult result{false, t.programs, t.reached, t.findings};
        if (made) std::filesystem::remove(o_.directory, error);  // if it is still empty
        munmap(memory, bytes);
        return result;
    }

private:
    void start(int i) {
        std::fflush(nullptr);
        pid_t parent = getpid();
        pid_t pid = fork();
        if (pid != 0) {
            pids_[static_cast<std::size_t>(i)] = pid;
            return;
        }
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent) _exit(0);
        rlimit none{0, 0};
        setrlimit(RLIMIT_CORE, &none);
        // What a broken invariant prints goes into the finding, by way of the isolated run.
        int reports = dup(STDERR_FILENO), quiet = open("/dev/null", O_WRONLY);
        dup2(quiet, STDERR_FILENO);
        Worker(o_, states_[i], *shared_, coverage_, changes_, end_, fdopen(reports, "w")).run();
        _exit(0);
    }

    void watch() {
        int left = o_.jobs;
        std::int64_t shown = 0;
        while (left > 0) {
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
            for (int i = 0; i < o_.jobs; ++i) left -= look_after(i);
            if (!o_.quiet && !o_.silent && now() - shown > 500'000'000) shown = now(), show();
        }
        if (!o_.quiet && !o_.silent) fmt::print(stderr, "\r\033[K");
    }

    /// 1 when the worker has come to its end.
    int look_after(int i) {
        pid_t& pid = pids_[static_cast<std::size_t>(i)];
        WorkerState& state = states_[i];
        if (state.finished && pid < 0) return 0;
        if (pid < 0) {  // there was no process to be had
            if (now() < end_) return start(i), 0;
            fmt::print(stderr, "\r\033[Kno process for worker {} of {}: fewer --jobs may help\n", i + 1, o_.jobs);
            return state.finished = true;
        }
        bool hangs = !state.triaging && now() - state.since > 20'000'000'000 && state.since != 0;
        if (hangs) state.hung = true, kill(pid, SIGKILL);
        int status = 0;
        if (waitpid(pid, &status, WNOHANG) != pid) return 0;
        pid = -1;
        if (state.finished) return 1;
        if (state.differed) return start(i), 0;
        // The next worker begins with the program that killed this one, in isolation; when that
        // kills it again, it is left out.
        if (state.triage || state.triaging) {
            fmt::print(stderr, "\r\033[Kprogram {} of seed {} {} while it was {}: left out\n", state.next.load(), o_.seed,
                       state.hung ? "took a worker too long" : "killed a worker", state.triaging ? "looked into" : "generated");
            state.next += static_cast<std::uint64_t>(o_.jobs);
            ++state.findings;
            state.triage = state.hung = false;
        } else {
            state.triage = true;
        }
        state.triaging = false;
        state.since = 0;
        start(i);
        return 0;
    }

    Totals totals() const {
        Totals t;
        for (int i = 0; i < o_.jobs; ++i) {
            const WorkerState& s = states_[i];
            t.programs += s.programs, t.valid += s.valid, t.terminating += s.terminating, t.traced += s.traced;
            t.missed += s.missed, t.side += s.side, t.incomparable += s.incomparable, t.findings += s.findings;
            t.exceptions += s.exceptions, t.traces += s.traces, t.side_traces += s.side_traces;
            t.invalidations += s.invalidations, t.compared += s.compared, t.reached += s.reached;
        }
        return t;
    }
    double elapsed() const { return static_cast<double>(now() - begin_) / 1e9; }
    static double percent(std::uint64_t part, std::uint64_t whole) { return whole ? 100.0 * static_cast<double>(part) / static_cast<double>(whole) : 0; }

    void show() const {
        Totals t = totals();
        fmt::print(stderr, "\r\033[K{:.0f}s {} programs {:.0f}/s valid {:.0f}% ends {:.0f}% trace {:.0f}% miss {:.0f}% side {:.0f}% states {:.1f}% findings {}", elapsed(), t.programs,
                   static_cast<double>(t.programs) / elapsed(), percent(t.valid, t.programs), percent(t.terminating, t.programs),
                   percent(t.traced, t.programs), percent(t.missed, t.programs), percent(t.side, t.programs), coverage_percent(coverage_), t.findings);
        std::fflush(stderr);
    }
    void summarize() const {
        Totals t = totals();
        fmt::print("{} programs in {:.1f} s ({:.0f}/s), seed {}, {} comparisons\n", t.programs, elapsed(), static_cast<double>(t.programs) / elapsed(), o_.seed, t.compared);
        fmt::print("  valid {:.1f}%, terminating {:.1f}%, ended by an exception {:.1f}%, incomparable {}\n", percent(t.valid, t.programs),
                   percent(t.terminating, t.programs), percent(t.exceptions, t.programs), t.incomparable);
        fmt::print("  with a trace {:.1f}%, with a guard failure {:.1f}%, with a side trace {:.1f}%; {} traces, {} side traces, {} invalidations\n",
                   percent(t.traced, t.programs), percent(t.missed, t.programs), percent(t.side, t.programs), t.traces, t.side_traces, t.invalidations);
        // Without an engine that has traces there is nothing to cover.
        if (t.traces > 0) fmt::print("{}", coverage_summary(read_coverage(coverage_)));
        fmt::print("  findings: {}\n", t.findings);
        for (const Cluster& row : shared_->clusters)
            if (row.named) fmt::print("  {:6} {}\n", row.count.load(), row.name.data());
    }

    CampaignOptions o_;
    Shared* shared_ = nullptr;
    WorkerState* states_ = nullptr;
    std::span<std::uint8_t> coverage_;  ///< of all workers, in shared memory
    std::uint64_t changes_ = 0;  ///< in this process, made by the planted bug
    std::vector<pid_t> pids_;
    std::int64_t begin_ = 0, end_ = 0;
};

}  // namespace

CampaignResult run_campaign(const CampaignOptions& options) { return Campaign(options).run(); }

}  // namespace sidewinder::fuzz
