// SPDX-License-Identifier: MIT
// `sidewinder fuzz`: a campaign that makes programs and compares engines on them.
#include "cli/commands.hpp"
#include "cli/program.hpp"
#include "cli/rig_options.hpp"

#include "fuzzers/rig.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <thread>

namespace sidewinder::cli {

int fuzz_command(const Arguments& arguments) {
    CLI::App app("Makes random programs, runs them on several engines and keeps what differs.", "sidewinder fuzz");
    app.footer("The first engine of --engines is the reference.\n"
               "Exit status: 0 nothing was found, 1 something was (see --out), 2 trouble.");
    fuzz::CampaignOptions options;
    options.jobs = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
    std::string directory = options.directory.string();
    app.add_option("--seconds", options.seconds, "how long")->capture_default_str()->check(CLI::PositiveNumber);
    app.add_option("--seed", options.seed, "of the programs: the same seed makes the same ones")->capture_default_str();
    app.add_option("--first", options.first_index, "number of the first program")->capture_default_str();
    app.add_option("--programs", options.programs, "stop after so many programs")->check(CLI::PositiveNumber);
    app.add_option("--jobs", options.jobs, "processes")->capture_default_str()->check(CLI::Range(1, 256));
    app.add_option("--out", directory, "where findings go")->capture_default_str();
    app.add_option("--max-findings", options.max_findings, "stop after so many findings")->capture_default_str()->check(CLI::PositiveNumber);
    app.add_option("--reduce-seconds", options.reduce_seconds, "time to shrink each finding")->capture_default_str()->check(CLI::NonNegativeNumber);
    app.add_flag("!--no-swarm", options.swarm, "all programs with all features of the generator, at the usual size");
    app.add_flag("--lockstep", options.lockstep, "compare engines while they run, too, at each back-edge and trace end");
    std::string coverage;
    app.add_option("--coverage", coverage, "file for the JIT's states that were reached and those that were not; JSON if its name ends in .json");
    app.add_option("--max-per-cluster", options.max_per_cluster, "keep so many findings that seem to have one cause")->capture_default_str()->check(CLI::PositiveNumber);
    bool print = false;
    app.add_flag("--print", print, "only print program --first");
    app.add_flag("--quiet", options.quiet, "no status line");
    add_engines_option(app, options.engines);
    add_rig_options(app, options.run);
    add_plant_option(app, options.planted_bug);
    if (auto status = parse(app, arguments)) return *status;
    options.directory = directory;
    options.coverage = coverage;
    options.quiet |= isatty(STDERR_FILENO) == 0;  // a status line is not for logs
    if (print) return fmt::print("{}", fuzz::program_text(options, options.first_index)), 0;
    return on_big_stack([&] { return fuzz::run_campaign(options).exit_status(); });
}

}  // namespace sidewinder::cli
