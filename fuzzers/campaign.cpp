// SPDX-License-Identifier: MIT
// The parent only starts workers, watches and prints; all it knows of them is in the state file,
// which they share as memory. Program i of a campaign belongs to worker i % jobs.
#include "fuzzers/campaign.hpp"

#include "fuzzers/campaign/files.hpp"
#include "fuzzers/campaign/folder.hpp"
#include "fuzzers/campaign/status.hpp"
#include "fuzzers/campaign/worker.hpp"
#include "fuzzers/coverage_report.hpp"
#include "fuzzers/mutate/mutator.hpp"
#include "oracle/planted_bugs/planted_bugs.hpp"
#include "vm/syntax/unparser.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <thread>

namespace sidewinder::fuzz {

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

volatile std::sig_atomic_t stop_asked = 0;

/// While it lives, Ctrl-C and SIGTERM ask the campaign to stop.
class StopSignals {
public:
    StopSignals() {
        stop_asked = 0;
        struct sigaction action {};
        action.sa_handler = [](int) { stop_asked = 1; };
        sigaction(SIGINT, &action, &interrupt_);
        sigaction(SIGTERM, &action, &terminate_);
    }
    ~StopSignals() {
        sigaction(SIGINT, &interrupt_, nullptr);
        sigaction(SIGTERM, &terminate_, nullptr);
    }
    StopSignals(const StopSignals&) = delete;
    StopSignals& operator=(const StopSignals&) = delete;

private:
    struct sigaction interrupt_ {}, terminate_ {};
};

/// Why there can be no campaign; empty when there can.
std::string why_not(const CampaignOptions& o) {
    if (!o.planted_bug.empty() && oracle::find_planted_bug(o.planted_bug) == nullptr) return fmt::format("no planted bug is called {}", o.planted_bug);
    if (o.engines.empty() || o.jobs < 1) return "a campaign needs an engine and a process";
    for (const oracle::Engine& engine : o.engines)
        if (engine.is_cpython())
            if (std::string why = why_not_on_offer(engine.cpython, cpython_limits(o.run)); !why.empty()) return fmt::format("{} is not on offer: {}", engine_name(engine), why);
    return {};
}

class Campaign {
public:
    explicit Campaign(CampaignOptions options) : o_(std::move(options)) {}
    ~Campaign() {
        if (open_.lock >= 0) close(open_.lock);
    }
    Campaign(const Campaign&) = delete;
    Campaign& operator=(const Campaign&) = delete;

    CampaignResult run() {
        if (auto ready = prepare(); !ready) {
            fmt::print(stderr, "{}\n", ready.error().message);
            return {.trouble = true};
        }
        begin_ = now();
        passed_ = state().header().active;
        before_ = state().totals().programs;
        end_ = begin_ + static_cast<std::int64_t>(o_.seconds * 1e9) - passed_;
        children_.assign(static_cast<std::size_t>(o_.jobs), {});
        const StopSignals signals;
        for (int i = 0; i < o_.jobs; ++i) start(i);
        watch();
        return conclude();
    }

private:
    struct Child {
        pid_t pid = -1;
        std::uint64_t program = 0;  ///< under way when something outside killed it last
        int killed = 0;             ///< so often in a row
    };

    State& state() const { return *open_.state; }
    WorkerState& worker(int i) const { return state().workers()[static_cast<std::size_t>(i)]; }

    Result<void> prepare() {
        auto open = open_campaign(o_);
        if (!open) return fail(open.error().message);
        open_ = std::move(*open);
        if (std::string why = o_.resume ? why_not(o_) : ""; !why.empty()) return fail(why);
        if (!o_.planted_bug.empty() && !oracle::plant(o_.planted_bug, o_.run.hooks, &changes_)) return fail(fmt::format("no planted bug is called {}", o_.planted_bug));
        o_.run.cpython_exact = all_cpythons(o_.engines);
        // Most take a hundredth of that; what is looked into gets more.
        if (o_.run.cpython_exact) o_.run.cpython_seconds = 0.5;
        // Programs in that dialect are not for our parser, and reach no states of our Jit.
        if (o_.run.cpython_exact) o_.feedback_percent = 0;
        return {};
    }

    CampaignResult conclude() {
        state().header().ended = !stop_asked;
        note_history();
        state().sync();
        const CampaignStatus last = status();
        if (!o_.silent) fmt::print("{}", summary_text(last, STDOUT_FILENO));
        if (!o_.silent && stop_asked) fmt::print("  stopped: --resume goes on\n");
        if (!o_.coverage.empty())
            if (auto written = write_coverage(o_.coverage, read_coverage(state().coverage())); !written) fmt::print(stderr, "{}\n", written.error().message);
        return {false, last.counts.programs, last.counts.reached, last.counts.findings, last.counts.unseen};
    }

    void start(int i) {
        std::fflush(nullptr);
        pid_t parent = getpid();
        pid_t pid = fork();
        if (pid != 0) {
            children_[static_cast<std::size_t>(i)].pid = pid;
            return;
        }
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent) _exit(0);
        signal(SIGINT, SIG_IGN);  // the parent sees to it
        signal(SIGTERM, SIG_DFL);
        rlimit none{0, 0};
        setrlimit(RLIMIT_CORE, &none);
        // What a broken invariant prints goes into the finding, by way of the isolated run.
        int reports = dup(STDERR_FILENO), quiet = open("/dev/null", O_WRONLY);
        dup2(quiet, STDERR_FILENO);
        Worker(o_, state(), worker(i), changes_, end_, fdopen(reports, "w")).run();
        _exit(0);
    }

    void watch() {
        int left = o_.jobs;
        while (left > 0 && !stop_asked) {
            pause();
            for (int i = 0; i < o_.jobs; ++i) left -= look_after(i);
            state().header().active = passed_ + now() - begin_;
            if (now() >= next_history_) note_history();
            if (!o_.quiet && !o_.silent) show();
        }
        for (Child& child : children_) end(child);
        fmt::print(stderr, "{}", clear_screen(STDERR_FILENO));
    }
    /// Pauses. When that took far longer than asked for, all processes were stopped: no worker hangs.
    void pause() {
        const std::int64_t before = now();
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        const std::int64_t slept = now() - before;
        if (slept < 1'000'000'000) return;
        for (int i = 0; i < o_.jobs; ++i)
            if (worker(i).since != 0) worker(i).since += slept;
    }
    /// What it was doing will be done again.
    static void end(Child& child) {
        if (child.pid <= 0) return;
        kill(child.pid, SIGKILL);
        waitpid(child.pid, nullptr, 0);
        child.pid = -1;
    }

    /// 1 when the worker has come to its end.
    int look_after(int i) {
        Child& child = children_[static_cast<std::size_t>(i)];
        WorkerState& w = worker(i);
        if (w.finished && child.pid < 0) return 0;
        if (child.pid < 0) {  // there was no process to be had
            if (now() < end_) return start(i), 0;
            say(fmt::format("no process for worker {} of {}: fewer --jobs may help", i + 1, o_.jobs));
            return w.finished = true;
        }
        if (!w.triaging && w.since != 0 && now() - w.since > 20'000'000'000) note_hang(w), w.hung = true, kill(child.pid, SIGKILL);
        int how = 0;
        if (waitpid(child.pid, &how, WNOHANG) != child.pid) return 0;
        child.pid = -1;
        if (w.finished) return 1;
        if (WIFEXITED(how) && WEXITSTATUS(how) == 0) return start(i), 0;  // it wants another to go on
        if (was_killed_from_outside(child, w, how)) w.showing = false;
        else settle_death(w);
        w.triaging = false;
        w.since = 0, w.holds = -1;
        start(i);
        return 0;
    }
    /// That says nothing about the program, unless it happens again and again.
    static bool was_killed_from_outside(Child& child, const WorkerState& w, int how) {
        constexpr int enough = 25;  // others may do it to any program a few times in a row
        if (w.hung || !WIFSIGNALED(how) || (WTERMSIG(how) != SIGKILL && WTERMSIG(how) != SIGTERM)) return false;
        const std::uint64_t program = w.progress().next;
        child.killed = child.program == program ? child.killed + 1 : 1;
        child.program = program;
        return child.killed < enough;
    }
    /// The next worker begins with the program that killed this one, in isolation; when that kills
    /// it again, it is left out.
    void settle_death(WorkerState& w) {
        if (!w.triage && !w.triaging) {
            w.triage = !w.showing;
            return;
        }
        Progress progress = w.progress();
        say(fmt::format("program {} of seed {} {} while it was {}: left out", progress.next, o_.seed, w.hung ? "took a worker too long" : "killed a worker",
                        w.triaging ? "looked into" : "generated"));
        progress.next += static_cast<std::uint64_t>(o_.jobs);
        progress.differed = false;
        ++progress.counts.findings;
        w.commit(progress);
        w.triage = w.hung = false;
    }
    void note_hang(const WorkerState& w) const {
        if (w.hung) return;
        const int engine = w.engine;
        append_line(o_.directory / "campaign" / "timeouts.jsonl",
                    nlohmann::json{{"index", w.progress().next}, {"engine", engine < 0 ? "" : engine_name(o_.engines[static_cast<std::size_t>(engine)])}, {"note", "took a worker too long"}}.dump());
    }

    CampaignStatus status() const {
        CampaignStatus s{.options = o_, .state = state(), .counts = state().totals()};
        s.session = static_cast<double>(now() - begin_) / 1e9;
        s.elapsed = static_cast<double>(passed_) / 1e9 + s.session;
        s.before = before_;
        return s;
    }
    /// Often at first and then more and more seldom, so that weeks fit into a chart.
    void note_history() {
        const std::int64_t active = passed_ + now() - begin_;
        append_line(o_.directory / "campaign" / "history.jsonl", history_line(status()));
        next_history_ = now() + std::max<std::int64_t>(1'000'000'000, active / 300);
        state().sync();
    }
    /// On a terminal in place; the cursor is left at the top, where workers clear the screen before they write.
    void show() {
        const bool terminal = isatty(STDERR_FILENO) != 0;
        if (now() - shown_ < (terminal ? 500'000'000 : 60'000'000'000)) return;
        if (shown_ != 0 || terminal) fmt::print(stderr, "{}", terminal ? screen() : status_line(status()) + "\n");
        std::fflush(stderr);
        shown_ = now();
    }
    std::string screen() const {
        winsize size{};
        ioctl(STDERR_FILENO, TIOCGWINSZ, &size);
        const std::string text = status_screen(status(), size.ws_col > 0 ? size.ws_col : 80);
        return fmt::format("\r\033[J{}\033[{}A", text, std::ranges::count(text, '\n'));
    }
    void say(const std::string& what) const { fmt::print(stderr, "{}{}\n", clear_screen(STDERR_FILENO), what); }

    CampaignOptions o_;
    OpenCampaign open_;
    std::uint64_t changes_ = 0;  ///< in this process, made by the planted bug
    std::vector<Child> children_;
    std::int64_t begin_ = 0, end_ = 0, shown_ = 0, next_history_ = 0;
    std::int64_t passed_ = 0;    ///< nanoseconds in earlier sessions
    std::uint64_t before_ = 0;   ///< programs then
};

}  // namespace

CampaignResult run_campaign(const CampaignOptions& options) {
    if (std::string why = options.resume ? "" : why_not(options); !why.empty()) {
        fmt::print(stderr, "{}\n", why);
        return {.trouble = true};
    }
    return Campaign(options).run();
}

}  // namespace sidewinder::fuzz
