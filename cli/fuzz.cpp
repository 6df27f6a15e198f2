// SPDX-License-Identifier: MIT
// `sidewinder fuzz`: a campaign that makes programs and compares engines on them.
#include "cli/commands.hpp"
#include "cli/program.hpp"
#include "cli/rig_options.hpp"

#include "fuzzers/campaign/distill.hpp"
#include "fuzzers/rig.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <thread>

namespace sidewinder::cli {

namespace {

/// An option that was given and is the campaign's own; empty when there is none.
std::string not_with_resume(const CLI::App& app) {
    constexpr std::array<std::string_view, 8> allowed = {"--resume", "--out", "--seconds", "--coverage", "--quiet", "--suppressions", "--cpython", "--help"};
    for (const CLI::Option* option : app.get_options())
        if (option->count() > 0 && std::ranges::find(allowed, option->get_name()) == allowed.end()) return option->get_name();
    return {};
}

}  // namespace

int fuzz_command(const Arguments& arguments) {
    CLI::App app("Makes random programs, runs them on several engines and keeps what differs.", "sidewinder fuzz");
    app.footer("The first engine of --engines is the reference.\n"
               "Exit status: 0 nothing was found, 1 something was (see --out), 2 trouble, or a planted bug was not seen.");
    fuzz::CampaignOptions options;
    options.jobs = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
    std::string directory = options.directory.string();
    auto* seconds = app.add_option("--seconds", options.seconds, "how long; with --resume, how much longer")->capture_default_str()->check(CLI::PositiveNumber);
    app.add_option("--seed", options.seed, "of the programs: the same seed makes the same ones")->capture_default_str();
    app.add_option("--first", options.first_index, "number of the first program")->capture_default_str();
    app.add_option("--programs", options.programs, "stop after so many programs")->check(CLI::PositiveNumber);
    app.add_option("--jobs", options.jobs, "processes")->capture_default_str()->check(CLI::Range(1, 256));
    app.add_option("--out", directory, "where findings go")->capture_default_str();
    app.add_option("--max-findings", options.max_findings, "stop after so many findings")->capture_default_str()->check(CLI::PositiveNumber);
    app.add_option("--reduce-seconds", options.reduce_seconds, "time to shrink each finding")->capture_default_str()->check(CLI::NonNegativeNumber);
    app.add_flag("!--no-swarm", options.swarm, "all programs with all features of the generator, at the usual size");
    app.add_option("--replays", options.replays, "run each finding so often again, to label it with its rate")->capture_default_str()->check(CLI::NonNegativeNumber);
    app.add_flag("--lockstep", options.lockstep, "compare engines while they run, too, at each back-edge and trace end");
    std::string coverage;
    app.add_option("--coverage", coverage, "file for the JIT's states that were reached and those that were not; JSON if its name ends in .json");
    app.add_option("--max-per-cluster", options.max_per_cluster, "keep so many findings that seem to have one cause")->capture_default_str()->check(CLI::PositiveNumber);
    app.add_option("--feedback", options.feedback_percent, "programs in a hundred that are made of those that reached something new; 0: all are new")->capture_default_str()->check(CLI::Range(0, 100));
    app.add_option("--heartbeat", options.heartbeat, "show the rig a planted bug once in so many programs; 0: never")->capture_default_str();
    std::string suppressions;
    app.add_option("--suppressions", suppressions, "file with causes that are known: a JSON list of objects with layer or cluster, reason and expires");
    std::string regressions = options.regressions.string();
    app.add_option("--file-regressions", regressions, "folder for findings that replay each time, as regressions, one of a cluster");
    app.add_flag("--resume", options.resume, "go on with the campaign in --out that was stopped or killed, with its own options");
    app.add_flag("--restart", options.restart, "begin another though there is one to resume; findings and corpus stay");
    bool print = false;
    bool distills = false;
    app.add_flag("--distill", distills, "only look for few programs of the corpus in --out that reach the same states; the others are moved to corpus.left-out");
    app.add_flag("--print", print, "only print program --first");
    app.add_flag("--quiet", options.quiet, "no status screen, or line a minute where there is no terminal");
    add_engines_option(app, options.engines);
    add_rig_options(app, options.run);
    add_plant_option(app, options.planted_bug);
    if (auto status = parse(app, arguments)) return *status;
    options.directory = directory;
    options.coverage = coverage;
    options.regressions = regressions;
    options.seconds_given = seconds->count() > 0;
    if (std::string wrong = options.resume ? not_with_resume(app) : ""; !wrong.empty()) return complain(fmt::format("--resume goes on with the campaign's own options: leave out {}", wrong));
    if (!suppressions.empty()) {
        auto read = fuzz::read_suppressions(suppressions);
        if (!read) return complain(read.error().message);
        options.suppressions = std::move(*read);
    }
    if (print) return fmt::print("{}", fuzz::program_text(options, options.first_index)), 0;
    if (distills) return on_big_stack([&] { return fuzz::distill(options.directory); });
    return on_big_stack([&] { return fuzz::run_campaign(options).exit_status(); });
}

}  // namespace sidewinder::cli
