// SPDX-License-Identifier: MIT
#include "fuzzers/score.hpp"

#include "fuzzers/generate/generator.hpp"
#include "oracle/lockstep.hpp"
#include "oracle/planted_bugs/planted_bugs.hpp"
#include "oracle/process.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <limits>

namespace sidewinder::fuzz {

using oracle::EngineId;

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Trial, arm, bug, bug_class, layer, seed, reached, triggered, detected, seconds, blamed, lines, programs)

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

constexpr Arm all_arms[] = {
    {.name = "full", .description = "lockstep, the whole outcome, programs made of those that reached something new"},
    {.name = "no-feedback", .description = "nothing is made of programs before", .feedback = false},
    {.name = "end-state", .description = "the whole outcome, nothing on the way there", .lockstep = false},
    {.name = "output", .description = "output and how the program ended", .lockstep = false, .output_only = true},
    {.name = "raw-bytes", .description = "programs are a few seeds with changed bytes", .feedback = false, .raw_bytes = true},
};

/// One of a few generated programs, some of its bytes changed with no idea of what they mean.
std::string changed_bytes(const CampaignOptions& options, std::uint64_t index) {
    constexpr std::uint64_t seeds = 16;
    ChoiceSequence choices(options.seed ^ 0x6279'7465, index);
    std::string text = generate_text(options.seed, choices.below(seeds));
    for (int i = choices.between(0, 6); i > 0 && !text.empty(); --i) {
        const std::size_t at = choices.below(static_cast<std::uint32_t>(text.size()));
        const std::size_t length = choices.below(12);
        switch (choices.below(4)) {
            case 0: text[at] = static_cast<char>(choices.below(256)); break;
            case 1: text.erase(at, length); break;
            case 2: text.insert(choices.below(static_cast<std::uint32_t>(text.size())), text.substr(at, length)); break;
            default: text[at] = static_cast<char>('0' + choices.below(10)); break;
        }
    }
    return text;
}

CampaignOptions campaign_for(const Arm& arm, const oracle::PlantedBug& bug, std::uint64_t seed, const ScoreOptions& options) {
    CampaignOptions campaign;
    campaign.seconds = options.budget;
    campaign.seed = seed;
    campaign.planted_bug = bug.name;
    campaign.max_findings = 1;
    campaign.reduce_seconds = options.reduce_seconds;
    campaign.lockstep = arm.lockstep;
    campaign.output_only = arm.output_only;
    if (!arm.feedback) campaign.feedback_percent = 0;
    campaign.heartbeat = 0;
    if (arm.raw_bytes) campaign.source = changed_bytes;
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

/// Whether the state differs in any of the first `programs` that the generator makes, kept ones apart: the bug acts, but is not seen.
bool triggers(const oracle::PlantedBug& bug, const CampaignOptions& campaign, std::uint64_t programs) {
    oracle::RunOptions run = campaign.run;
    bug.install(run.hooks);
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    for (std::uint64_t i = 0; i < programs && std::chrono::steady_clock::now() < end; ++i)
        if (find_divergence(EngineId::tier1_generic, engine_of(bug.layer), campaign.source(campaign, i), run)) return true;
    return false;
}

constexpr double never = std::numeric_limits<double>::infinity();

double median(std::vector<double> values) {
    if (values.empty()) return never;
    std::ranges::sort(values);
    return values[(values.size() - 1) / 2];
}

/// All trials of one bug on one arm.
struct Row {
    std::vector<Trial> trials;
    int detected() const { return static_cast<int>(std::ranges::count_if(trials, &Trial::detected)); }
    /// A trial that did not see the bug would have at some later time.
    double seconds() const {
        std::vector<double> values;
        for (const Trial& t : trials) values.push_back(t.detected ? t.seconds : never);
        return median(std::move(values));
    }
    double lines() const {
        std::vector<double> values;
        for (const Trial& t : trials)
            if (t.detected) values.push_back(t.lines);
        return median(std::move(values));
    }
    int blamed_rightly() const {
        return static_cast<int>(std::ranges::count_if(trials, [](const Trial& t) { return t.detected && t.blamed == t.layer; }));
    }
    bool any(bool Trial::*what) const { return std::ranges::any_of(trials, what); }
};

/// Rows of one arm, in the order of the bugs.
struct ArmResult {
    std::string arm;
    std::vector<Row> rows;

    /// Bugs that the median trial has seen by then.
    int detected_by(double seconds) const {
        return static_cast<int>(std::ranges::count_if(rows, [&](const Row& row) { return row.seconds() <= seconds; }));
    }
    int detected() const { return detected_by(std::numeric_limits<double>::max()); }
    int triggered_only() const {
        return static_cast<int>(std::ranges::count_if(rows, [](const Row& row) { return row.seconds() == never && row.any(&Trial::triggered); }));
    }
};

std::vector<ArmResult> by_arm(const std::vector<Trial>& trials) {
    std::vector<ArmResult> results;
    for (const Arm& arm : all_arms) {
        ArmResult result{std::string(arm.name), {}};
        for (const oracle::PlantedBug& bug : oracle::planted_bugs()) {
            Row row;
            for (const Trial& trial : trials)
                if (trial.arm == arm.name && trial.bug == bug.name) row.trials.push_back(trial);
            if (!row.trials.empty()) result.rows.push_back(std::move(row));
        }
        if (!result.rows.empty()) results.push_back(std::move(result));
    }
    return results;
}

std::string or_dash(double value, int digits) { return value == never ? "-" : fmt::format("{:.{}f}", value, digits); }

void print_bugs(const ArmResult& result) {
    fmt::print("{:<34} {:<14} {:<12} {:>8} {:>8} {:>6} {:>6}  {}\n", "bug", "class", "layer", "detected", "seconds", "blame", "lines", "not detected");
    for (const Row& row : result.rows) {
        const Trial& first = row.trials[0];
        const char* missed = row.seconds() < never ? "" : row.any(&Trial::triggered) ? "triggered" : row.any(&Trial::reached) ? "reached" : "not reached";
        fmt::print("{:<34} {:<14} {:<12} {:>5}/{:<2} {:>8} {:>4}/{:<1} {:>6}  {}\n", first.bug, first.bug_class, first.layer, row.detected(), row.trials.size(),
                   or_dash(row.seconds(), 1), row.blamed_rightly(), row.detected(), or_dash(row.lines(), 0), missed);
    }
    int right = 0, found = 0;
    std::vector<double> seconds, lines;
    for (const Row& row : result.rows) {
        found += row.detected();
        right += row.blamed_rightly();
        if (row.seconds() < never) seconds.push_back(row.seconds()), lines.push_back(row.lines());
    }
    fmt::print("\n{} of {} bugs detected by the median trial; triggered but not detected: {}; blamed rightly: {} of {} findings\n", result.detected(), result.rows.size(),
               result.triggered_only(), right, found);
    fmt::print("median time {} s, median size {} lines\n", or_dash(median(std::move(seconds)), 2), or_dash(median(std::move(lines)), 0));
}

constexpr double moments[] = {1, 2, 5, 10, 30, 60, 300, 600};

void print_arms(const std::vector<ArmResult>& results, double budget) {
    fmt::print("\n{:<12}", "arm");
    for (double moment : moments)
        if (moment <= budget) fmt::print("{:>7}", fmt::format("{:.0f} s", moment));
    fmt::print("{:>7}\n", "loss");
    for (const ArmResult& result : results) {
        fmt::print("{:<12}", result.arm);
        for (double moment : moments)
            if (moment <= budget) fmt::print("{:>7}", result.detected_by(moment));
        fmt::print("{:>7}   {}\n", results[0].detected() - result.detected(), find_arm(result.arm)->description);
    }
}

/// Steps of the number detected over a logarithm of time, as SVG.
std::string plot_text(const std::vector<ArmResult>& results, double budget) {
    constexpr double width = 720, height = 360, left = 50, top = 20;
    constexpr const char* colours[] = {"#1b6ca8", "#e08e45", "#d1495b", "#6a994e", "#8d6a9f"};
    const double low = 0.01;
    auto x = [&](double seconds) { return left + width * std::log(std::max(seconds, low) / low) / std::log(budget / low); };
    const double most = static_cast<double>(results[0].rows.size());
    auto y = [&](double count) { return top + height * (1 - count / most); };
    std::string svg = fmt::format("<svg xmlns='http://www.w3.org/2000/svg' width='{}' height='{}' font-family='sans-serif' font-size='12'>\n", left + width + 20, top + height + 45 + 18.0 * static_cast<double>(results.size()));
    svg += fmt::format("<rect width='100%' height='100%' fill='white'/><path d='M{} {}V{}H{}' fill='none' stroke='black'/>\n", left, top, top + height, left + width);
    for (double t : {0.01, 0.1, 1.0, 10.0, 60.0, 600.0})
        if (t <= budget) svg += fmt::format("<text x='{:.0f}' y='{}' text-anchor='middle'>{} s</text>\n", x(t), top + height + 16, t);
    for (int part = 0; part <= 4; ++part) svg += fmt::format("<text x='{}' y='{:.0f}' text-anchor='end'>{:.0f}</text>\n", left - 6, y(most * part / 4) + 4, most * part / 4);
    for (std::size_t i = 0; i < results.size(); ++i) {
        std::vector<double> seconds;
        for (const Row& row : results[i].rows)
            if (row.seconds() < never) seconds.push_back(row.seconds());
        std::ranges::sort(seconds);
        svg += fmt::format("<path fill='none' stroke-width='2' stroke='{}' d='M{:.1f} {:.1f}", colours[i % std::size(colours)], x(low), y(0));
        for (std::size_t k = 0; k < seconds.size(); ++k) svg += fmt::format("H{:.1f}V{:.1f}", x(seconds[k]), y(static_cast<double>(k + 1)));
        svg += fmt::format("H{:.1f}'/>\n<text x='{}' y='{:.0f}' fill='{}'>{}: {} of {:.0f}</text>\n", x(budget), left, top + height + 40 + 18.0 * static_cast<double>(i), colours[i % std::size(colours)],
                           results[i].arm, seconds.size(), most);
    }
    return svg + "</svg>\n";
}

bool write_file(const std::filesystem::path& path, const std::string& text) {
    std::ofstream out(path, std::ios::binary);
    out << text;
    out.close();
    if (!out) fmt::print(stderr, "cannot write {}\n", path.string());
    return static_cast<bool>(out);
}

struct Task {
    const Arm* arm;
    std::string bug;
    std::uint64_t seed;
};

/// Runs what `tasks` are left, so many at a time, each in a child that answers a Trial.
class Runner {
public:
    Runner(const ScoreOptions& options, const std::filesystem::path& folder) : o_(options), folder_(folder) {}

    std::vector<Trial> run(const std::vector<Task>& tasks) {
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
            else fmt::print(stderr, "the trial of {} with seed {} did not end well\n", tasks[i].bug, tasks[i].seed);
        }
        return trials;
    }

private:
    std::filesystem::path file(std::size_t i) const { return folder_ / fmt::format("{}.json", i); }
    void start(const Task& task, std::size_t i) const {
        std::fflush(nullptr);
        if (fork() != 0) return;
        std::ofstream(file(i)) << nlohmann::json(run_trial(*task.arm, task.bug, task.seed, o_)).dump();
        _exit(0);
    }

    const ScoreOptions& o_;
    std::filesystem::path folder_;
};

}  // namespace

std::span<const Arm> arms() { return all_arms; }

const Arm* find_arm(std::string_view name) {
    const auto* at = std::ranges::find(all_arms, name, &Arm::name);
    return at == std::end(all_arms) ? nullptr : at;
}

Trial run_trial(const Arm& arm, const std::string& name, std::uint64_t seed, const ScoreOptions& options) {
    const oracle::PlantedBug& bug = *oracle::find_planted_bug(name);
    Folder folder;
    CampaignOptions campaign = campaign_for(arm, bug, seed, options);
    campaign.directory = folder.path() / "findings";
    const CampaignResult result = run_campaign(campaign);
    Trial trial{.arm = std::string(arm.name), .bug = name, .bug_class = std::string(bug.bug_class), .layer = std::string(bug.layer), .seed = seed, .blamed = {}};
    trial.programs = result.programs;
    trial.reached = result.reached > 0 || result.findings > 0;
    trial.detected = result.findings > 0;
    if (trial.detected) read_finding(trial, campaign.directory);
    trial.triggered = trial.detected || (bug.layer != "semantics" && trial.reached && triggers(bug, campaign, trial.programs));
    return trial;
}

namespace {

std::vector<Task> tasks_of(const ScoreOptions& options) {
    std::vector<Task> tasks;
    const std::vector<std::string> whole = {std::string(all_arms[0].name)};
    for (const std::string& arm : options.arms.empty() ? whole : options.arms)
        for (int k = 0; k < options.trials; ++k) {
            int number = 0;
            for (const oracle::PlantedBug& bug : oracle::planted_bugs()) {
                if (!options.bugs.empty() && std::ranges::find(options.bugs, bug.name) == options.bugs.end()) continue;
                if (++number % options.parts == options.part % options.parts) tasks.push_back({find_arm(arm), std::string(bug.name), options.seed + static_cast<std::uint64_t>(k)});
            }
        }
    return tasks;
}

}  // namespace

int run_score(const ScoreOptions& options) {
    const std::vector<Task> tasks = tasks_of(options);
    Folder folder;
    if (folder.path().empty()) {
        fmt::print(stderr, "cannot make a folder in {}\n", std::filesystem::temp_directory_path().string());
        return 2;
    }
    const std::vector<Trial> trials = Runner(options, folder.path()).run(tasks);
    const std::vector<ArmResult> results = by_arm(trials);
    if (results.empty()) return 2;
    fmt::print("{} trials of {:.0f} s, seeds {} to {}, {}\n\n", tasks.size(), options.budget, options.seed, options.seed + static_cast<std::uint64_t>(options.trials) - 1, results[0].arm);
    print_bugs(results[0]);
    print_arms(results, options.budget);
    bool written = true;
    if (!options.output.empty())
        written &= write_file(options.output, nlohmann::json{{"budget", options.budget}, {"trials", options.trials}, {"seed", options.seed}, {"results", trials}}.dump(2) + "\n");
    if (!options.plot.empty()) written &= write_file(options.plot, plot_text(results, options.budget));
    if (!written || trials.size() != tasks.size()) return 2;
    return static_cast<int>(results[0].rows.size()) - results[0].detected() > options.most_missed ? 1 : 0;
}

}  // namespace sidewinder::fuzz
