// SPDX-License-Identifier: MIT
// `sidewinder score`: how many of the planted bugs the rig sees, how soon and how well.
#include "cli/commands.hpp"
#include "cli/program.hpp"

#include "fuzzers/score.hpp"
#include "oracle/planted_bugs/planted_bugs.hpp"

#include <fmt/format.h>

#include <sstream>

namespace sidewinder::cli {

namespace {

bool read_part(const std::string& text, fuzz::ScoreOptions& options) {
    char slash = 0, more = 0;
    std::istringstream in(text);
    return static_cast<bool>(in >> options.part >> slash >> options.parts) && slash == '/' && !(in >> more) && options.part >= 1 && options.parts >= options.part;
}
std::string check_part(const std::string& text) {
    fuzz::ScoreOptions options;
    return read_part(text, options) ? "" : fmt::format("'{}' is not K/N with 1 <= K <= N, as in 3/10", text);
}

}  // namespace

int score_command(const Arguments& arguments) {
    CLI::App app("Looks for each planted bug from scratch and tells how soon it was found, blamed and reduced.", "sidewinder score");
    fuzz::ScoreOptions options;
    std::vector<std::string> names;
    for (const oracle::PlantedBug& bug : oracle::planted_bugs()) names.emplace_back(bug.name);
    std::string output, plot, part = "1/1";
    app.add_option("--budget", options.budget, "seconds for each bug")->capture_default_str()->check(CLI::PositiveNumber);
    app.add_option("--trials", options.trials, "of each bug, each with another seed")->capture_default_str()->check(CLI::Range(1, 1000));
    app.add_option("--seed", options.seed, "of the first trial")->capture_default_str();
    app.add_option("--jobs", options.jobs, "trials at a time")->capture_default_str()->check(CLI::Range(1, 256));
    app.add_option("--reduce-seconds", options.reduce_seconds, "time to shrink each finding")->capture_default_str()->check(CLI::NonNegativeNumber);
    app.add_option("--bugs", options.bugs, "only these (default: all; see sidewinder fuzz --list-planted)")->delimiter(',')->check(CLI::IsMember(names));
    std::vector<std::string> arm_names;
    for (const fuzz::Arm& arm : fuzz::arms()) arm_names.emplace_back(arm.name);
    app.add_option("--arms", options.arms, "the rig with something switched off: " + fmt::format("{}", fmt::join(arm_names, ", ")))->delimiter(',')->check(CLI::IsMember(arm_names));
    app.add_option("--part", part, "K/N: only every N-th bug, from the K-th on")->check(check_part);
    app.add_option("--most-missed", options.most_missed, "exit with 1 when more bugs are not detected")->check(CLI::NonNegativeNumber);
    app.add_option("--output", output, "file for the results of all trials, as JSON");
    app.add_option("--plot", plot, "file for a picture of bugs detected over time, as SVG");
    if (auto status = parse(app, arguments)) return *status;
    options.output = output, options.plot = plot;
    read_part(part, options);
    return on_big_stack([&] { return fuzz::run_score(options); });
}

}  // namespace sidewinder::cli
