// SPDX-License-Identifier: MIT
// `sidewinder score`: how many of the planted bugs the rig sees, how soon and how well.
#include "cli/commands.hpp"
#include "cli/program.hpp"

#include "fuzzers/score.hpp"
#include "oracle/planted_bugs/planted_bugs.hpp"

namespace sidewinder::cli {

int score_command(const Arguments& arguments) {
    CLI::App app("Looks for each planted bug from scratch and tells how soon it was found, blamed and reduced.", "sidewinder score");
    fuzz::ScoreOptions options;
    std::vector<std::string> names;
    for (const oracle::PlantedBug& bug : oracle::planted_bugs()) names.emplace_back(bug.name);
    std::string output;
    app.add_option("--budget", options.budget, "seconds for each bug")->capture_default_str()->check(CLI::PositiveNumber);
    app.add_option("--trials", options.trials, "of each bug, each with another seed")->capture_default_str()->check(CLI::Range(1, 1000));
    app.add_option("--seed", options.seed, "of the first trial")->capture_default_str();
    app.add_option("--jobs", options.jobs, "trials at a time")->capture_default_str()->check(CLI::Range(1, 256));
    app.add_option("--reduce-seconds", options.reduce_seconds, "time to shrink each finding")->capture_default_str()->check(CLI::NonNegativeNumber);
    app.add_option("--bugs", options.bugs, "only these (default: all; see sidewinder fuzz --list-planted)")->delimiter(',')->check(CLI::IsMember(names));
    app.add_flag("--lockstep", options.lockstep, "compare engines while they run, too");
    app.add_option("--output", output, "file for the results of all trials, as JSON");
    if (auto status = parse(app, arguments)) return *status;
    options.output = output;
    return on_big_stack([&] { return fuzz::run_score(options); });
}

}  // namespace sidewinder::cli
