// SPDX-License-Identifier: MIT
#include "fuzzers/score.hpp"

#include "oracle/lockstep.hpp"
#include "oracle/planted_bugs/planted_bugs.hpp"
#include "oracle/process.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <map>
#include <set>

namespace sidewinder::fuzz {

using oracle::EngineId;

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Trial, bug, bug_class, layer, seed, reached, triggered, detected, seconds, blamed, lines, programs)

namespace {

/// A folder that goes away with it.
class Folder {
public:
    Folder() {
        std::string name = (std::filesystem::temp_directory_path() / "sidewinder-score-XXXXXX").string();
        if (mkdtemp(name.data()) != nullptr) path_ = name;
    }
    ~Folder() {
        std::error_code ignored;
        if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

/// The lowest rung on which a bug of that layer acts.
EngineId engine_of(std::string_view layer) {
    if (layer == "specializer") return EngineId::tier1;
    if (layer == "recorder") return EngineId::traces_unoptimized;
    return layer == "optimizer" ? EngineId::traces : EngineId::jit;
}

CampaignOptions campaign_for(const oracle::PlantedBug& bug, std::uint64_t seed, const ScoreOptions& options) {
    CampaignOptions campaign;
    campaign.seconds = options.budget;
    campaign.seed = seed;
    campaign.planted_bug = bug.name;
    campaign.max_findings = 1;
    campaign.reduce_seconds = options.reduce_seconds;
    campaign.lockstep = options.lockstep;
    campaign.silent = true;
    campaign.replays = 0;
    // What all engines of ours share only another implementation can tell.
    if (bug.layer == "semantics") campaign.engines = {EngineId::tier1_generic, EngineId::cpython};
    return campaign;
}

void read_finding(Trial& trial, const std::filesystem::path& directory) {
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(directory, error)) {
        std::ifstream in(entry.path() / "finding.json");
        auto json = nlohmann::json::parse(in, nullptr, false);
        if (!json.is_object()) continue;
        trial.blamed = json.value("layer", "");
        trial.lines = json.value("lines", 0);
        trial.seconds = json.value("seconds", 0.0);
    }
}

/// Whether the state differs in any of the first `programs`: the bug acts, but is not seen.
bool triggers(const oracle::PlantedBug& bug, const CampaignOptions& campaign, std::uint64_t programs) {
    oracle::RunOptions run = campaign.run;
    bug.install(run.hooks);
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    for (std::uint64_t i = 0; i < programs && std::chrono::steady_clock::now() < end; ++i)
        if (find_divergence(EngineId::tier1_generic, engine_of(bug.layer), program_text(campaign, i), run)) return true;
    return false;
}

double median(std::vector<double> values) {
    if (values.empty()) return 0;
    std::ranges::sort(values);
    return values[(values.size() - 1) / 2];
}

/// All trials of one bug.
struct Row {
    std::vector<Trial> trials;
    int detected() const { return static_cast<int>(std::ranges::count_if(trials, &Trial::detected)); }
    bool mostly_detected() const { return 2 * detected() > static_cast<int>(trials.size()); }
    template <class Value>
    double median_of(Value value) const {
        std::vector<double> values;
        for (const Trial& t : trials)
            if (t.detected) values.push_back(static_cast<double>(t.*value));
        return median(std::move(values));
    }
    int blamed_rightly() const {
        return static_cast<int>(std::ranges::count_if(trials, [](const Trial& t) { return t.detected && t.blamed == t.layer; }));
    }
    bool any(bool Trial::*what) const { return std::ranges::any_of(trials, what); }
};

void print_table(const std::vector<Row>& rows, const ScoreOptions& options) {
    fmt::print("{:<34} {:<14} {:<12} {:>8} {:>8} {:>6} {:>6}  {}\n", "bug", "class", "layer", "detected", "seconds", "blame", "lines", "not detected");
    for (const Row& row : rows) {
        const Trial& first = row.trials[0];
        const char* missed = row.mostly_detected() ? "" : row.any(&Trial::triggered) ? "triggered" : row.any(&Trial::reached) ? "reached" : "not reached";
        fmt::print("{:<34} {:<14} {:<12} {:>5}/{:<2} {:>8.1f} {:>4}/{:<1} {:>6.0f}  {}\n", first.bug, first.bug_class, first.layer, row.detected(), row.trials.size(),
                   row.median_of(&Trial::seconds), row.blamed_rightly(), row.detected(), row.median_of(&Trial::lines), missed);
    }
    int detected = 0, blind = 0, right = 0, found = 0;
    std::vector<double> seconds, lines;
    for (const Row& row : rows) {
        found += row.detected();
        right += row.blamed_rightly();
        if (row.mostly_detected()) {
            ++detected;
            seconds.push_back(row.median_of(&Trial::seconds));
            lines.push_back(row.median_of(&Trial::lines));
        } else {
            blind += row.any(&Trial::triggered);
        }
    }
    fmt::print("\n{} bugs, {} trials each of {:.0f} s, seeds from {}{}\n", rows.size(), options.trials, options.budget, options.seed, options.lockstep ? ", lockstep" : "");
    fmt::print("detected (most trials): {}; triggered but not detected: {}; blamed rightly: {} of {} findings\n", detected, blind, right, found);
    fmt::print("median time {:.1f} s, median size {:.0f} lines\n", median(seconds), median(lines));
    fmt::print("detected within");
    for (double limit : {1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 600.0})
        if (limit <= options.budget) fmt::print("  {:.0f} s: {}", limit, std::ranges::count_if(seconds, [&](double s) { return s <= limit; }));
    fmt::print("\n");
}

/// Runs what `tasks` are left, so many at a time, each in a child that answers a Trial.
class Runner {
public:
    Runner(const ScoreOptions& options, const std::filesystem::path& folder) : o_(options), folder_(folder) {}

    std::vector<Trial> run(const std::vector<std::pair<std::string, std::uint64_t>>& tasks) {
        std::size_t next = 0, running = 0, ended = 0;
        const bool shown = isatty(STDERR_FILENO) != 0;
        while (ended < tasks.size()) {
            while (next < tasks.size() && running < static_cast<std::size_t>(o_.jobs)) {
                start(tasks[next], next);
                ++next, ++running;
            }
            if (wait(nullptr) < 0) break;
            --running, ++ended;
            if (shown) fmt::print(stderr, "\r\033[K{} of {} trials", ended, tasks.size());
        }
        if (shown) fmt::print(stderr, "\r\033[K");
        std::vector<Trial> trials;
        for (std::size_t i = 0; i < tasks.size(); ++i) {
            std::ifstream in(file(i));
            auto json = nlohmann::json::parse(in, nullptr, false);
            if (json.is_object()) trials.push_back(json.get<Trial>());
            else fmt::print(stderr, "the trial of {} with seed {} did not end well\n", tasks[i].first, tasks[i].second);
        }
        return trials;
    }

private:
    std::filesystem::path file(std::size_t i) const { return folder_ / fmt::format("{}.json", i); }
    void start(const std::pair<std::string, std::uint64_t>& task, std::size_t i) const {
        std::fflush(nullptr);
        if (fork() != 0) return;
        std::ofstream(file(i)) << nlohmann::json(run_trial(task.first, task.second, o_)).dump();
        _exit(0);
    }

    const ScoreOptions& o_;
    std::filesystem::path folder_;
};

}  // namespace

Trial run_trial(const std::string& name, std::uint64_t seed, const ScoreOptions& options) {
    const oracle::PlantedBug& bug = *oracle::find_planted_bug(name);
    Folder folder;
    CampaignOptions campaign = campaign_for(bug, seed, options);
    campaign.directory = folder.path() / "findings";
    const CampaignResult result = run_campaign(campaign);
    Trial trial{.bug = name, .bug_class = std::string(bug.bug_class), .layer = std::string(bug.layer), .seed = seed, .blamed = {}};
    trial.programs = result.programs;
    trial.reached = result.reached > 0;
    trial.detected = result.findings > 0;
    if (trial.detected) read_finding(trial, campaign.directory);
    trial.triggered = trial.detected || (bug.layer != "semantics" && trial.reached && triggers(bug, campaign, trial.programs));
    return trial;
}

int run_score(const ScoreOptions& options) {
    std::vector<std::pair<std::string, std::uint64_t>> tasks;
    const std::set<std::string> wanted(options.bugs.begin(), options.bugs.end());
    for (int k = 0; k < options.trials; ++k)
        for (const oracle::PlantedBug& bug : oracle::planted_bugs())
            if (wanted.empty() || wanted.contains(std::string(bug.name))) tasks.emplace_back(bug.name, options.seed + static_cast<std::uint64_t>(k));
    Folder folder;
    if (folder.path().empty()) {
        fmt::print(stderr, "cannot make a folder in {}\n", std::filesystem::temp_directory_path().string());
        return 2;
    }
    const std::vector<Trial> trials = Runner(options, folder.path()).run(tasks);
    std::map<std::string_view, Row> by_name;
    for (const Trial& trial : trials) by_name[trial.bug].trials.push_back(trial);
    std::vector<Row> rows;
    for (const oracle::PlantedBug& bug : oracle::planted_bugs())
        if (auto at = by_name.find(bug.name); at != by_name.end()) rows.push_back(at->second);
    print_table(rows, options);
    if (!options.output.empty()) {
        std::ofstream out(options.output);
        out << nlohmann::json{{"budget", options.budget}, {"trials", options.trials}, {"seed", options.seed}, {"lockstep", options.lockstep}, {"results", trials}}.dump(2) << "\n";
        if (!out) {
            fmt::print(stderr, "cannot write {}\n", options.output.string());
            return 2;
        }
    }
    return trials.size() == tasks.size() ? 0 : 2;
}

}  // namespace sidewinder::fuzz
