// SPDX-License-Identifier: MIT
// A campaign makes the same programs each time, outlives `kill -9`, notices when it is blind, and
// leaves out what it is told to.
#include "fuzzers/campaign.hpp"
#include "fuzzers/campaign/corpus.hpp"
#include "fuzzers/campaign/distill.hpp"
#include "fuzzers/campaign/files.hpp"
#include "fuzzers/campaign/heartbeat.hpp"
#include "fuzzers/campaign/options.hpp"
#include "fuzzers/campaign/regressions.hpp"
#include "fuzzers/campaign/report.hpp"
#include "fuzzers/campaign/state.hpp"
#include "oracle/planted_bugs/planted_bugs.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <set>
#include <thread>

namespace sidewinder::fuzz {
namespace {

/// Goes away in the end; other runs of the tests have others.
struct Base {
    std::filesystem::path path = std::filesystem::path(testing::TempDir()) / ("sidewinder_campaign_" + std::to_string(getpid()));
    Base() { std::filesystem::create_directories(path); }
    ~Base() {
        std::error_code ignored;
        std::filesystem::remove_all(path, ignored);
    }
};

/// A folder that is not there yet.
std::filesystem::path fresh(const std::string& name) {
    static const Base base;
    return base.path / name;
}

CampaignOptions options_for(const std::filesystem::path& directory) {
    CampaignOptions options;
    options.directory = directory;
    options.quiet = true, options.heartbeat = 0, options.reduce_seconds = 0, options.replays = 0;
    return options;
}

struct Answer {
    CampaignResult result;
    std::string output, errors;
};
Answer run(const CampaignOptions& options) {
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    Answer answer{run_campaign(options), {}, {}};
    answer.output = testing::internal::GetCapturedStdout();
    answer.errors = testing::internal::GetCapturedStderr();
    return answer;
}

nlohmann::json finding_in(const std::filesystem::path& folder) { return nlohmann::json::parse(read_file(folder / "finding.json").value_or(""), nullptr, false); }

/// Of the complete findings, the programs in which they were; twice what is there twice.
std::multiset<std::uint64_t> found(const std::filesystem::path& directory) {
    std::multiset<std::uint64_t> indices;
    for (const auto& entry : std::filesystem::directory_iterator(directory))
        if (const auto json = finding_in(entry.path()); json.is_object() && json.value("complete", false)) indices.insert(json.at("index").get<std::uint64_t>());
    return indices;
}

TEST(Feedback, MakesTheSameProgramsEachTime) {
    std::vector<std::string> programs;
    for (const char* name : {"same_1", "same_2"}) {
        CampaignOptions options = options_for(fresh(name));
        options.programs = 60, options.feedback_percent = 60;
        const std::filesystem::path log = options.directory.string() + ".log";
        std::filesystem::remove(log);
        options.on_program = [&](std::uint64_t index, const std::string& text) { std::ofstream(log, std::ios::app) << "#" << index << "\n" << text; };
        EXPECT_EQ(run(options).result.programs, 60u);
        programs.push_back(read_file(log).value_or(""));
    }
    EXPECT_FALSE(programs[0].empty());
    EXPECT_EQ(programs[0], programs[1]);
    // Some differ from what the generator alone makes.
    std::string generated;
    for (std::uint64_t i = 0; i < 60; ++i) generated += "#" + std::to_string(i) + "\n" + program_text({}, i);
    EXPECT_NE(programs[0], generated);
}

TEST(Feedback, BeginsWithWhatIsThere) {
    CampaignOptions options = options_for(fresh("seeds"));
    std::filesystem::create_directories(options.directory / "corpus");
    std::ofstream(options.directory / "corpus" / "mine.py") << "print('mine')\n";
    const std::filesystem::path log = options.directory / "log";
    options.programs = 1;
    options.on_program = [&](std::uint64_t, const std::string& text) { std::ofstream(log) << text; };
    run(options);
    EXPECT_EQ(read_file(log), "print('mine')\n");
    options.feedback_percent = 0;
    run(options);
    EXPECT_EQ(read_file(log), program_text(options, 0));
}

TEST(Campaign, AddsToFindings) {
    CampaignOptions options = options_for(fresh("adds"));
    options.planted_bug = "swapped_subtraction";
    options.programs = 20, options.max_findings = 1, options.replays = 3;
    for (int number : {1, 2}) {
        EXPECT_EQ(run(options).result.exit_status(), 1);
        const auto json = finding_in(options.directory / ("000" + std::to_string(number) + "-recorder"));
        ASSERT_TRUE(json.is_object());
        EXPECT_EQ(json["replayed"], "3 of 3");
        EXPECT_EQ(json["campaign"], number);
        EXPECT_TRUE(json["complete"].get<bool>());
    }
}

TEST(Distill, CoversWithFew) {
    EXPECT_EQ(cover({{1, 2}, {1, 2, 3}, {3, 4}, {4}, {}}, {1, 1, 1, 9, 1}), (std::vector<std::size_t>{1, 2}));
    EXPECT_EQ(cover({{5}, {5}}, {7, 3}), (std::vector<std::size_t>{1}));  // the cheaper one
    EXPECT_TRUE(cover({}, {}).empty());
}

TEST(Distill, ReachesTheSameStates) {
    CampaignOptions options = options_for(fresh("distilled"));
    options.programs = 80;
    run(options);
    const auto reached = [&] {
        Corpus corpus(options.directory / "corpus", UINT64_MAX);
        corpus.refresh();
        std::set<std::uint32_t> states;
        for (const CorpusEntry& entry : corpus.seeds())
            for (std::uint32_t feature : features_of(entry.text, options.engines, options.run)) states.insert(feature);
        return std::pair(corpus.seeds().size(), states);
    };
    const auto [programs, states] = reached();
    testing::internal::CaptureStdout();
    EXPECT_EQ(distill(options.directory), 0);
    testing::internal::GetCapturedStdout();
    const auto [fewer, same] = reached();
    EXPECT_LT(fewer, programs);
    EXPECT_GT(fewer, 0u);
    EXPECT_EQ(same, states);
}

TEST(Regressions, AreFiledOncePerCluster) {
    CampaignOptions options = options_for(fresh("filed"));
    options.planted_bug = "swapped_subtraction";
    options.programs = 20, options.replays = 2, options.regressions = options.directory / "regressions";
    std::filesystem::create_directories(options.regressions);
    std::ofstream(options.regressions / "0007-mine.py") << "print('mine')\n";
    EXPECT_EQ(run(options).result.exit_status(), 1);
    std::set<std::string> clusters;
    std::size_t files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(options.regressions)) {
        const std::string text = read_file(entry.path()).value_or(""), name = entry.path().filename().string();
        if (name == "0007-mine.py") continue;
        ++files;
        EXPECT_GT(name, "0007") << name;
        EXPECT_TRUE(text.starts_with("# recorder, uop _")) << text;
        EXPECT_NE(text.find("seed 1, program "), std::string::npos) << text;
        const std::string head = text.substr(text.find("# Cluster: "));
        EXPECT_TRUE(clusters.insert(head.substr(0, head.find('\n'))).second) << name;
    }
    EXPECT_GE(files, 1u);
    EXPECT_EQ(read_file(options.regressions / "0007-mine.py"), "print('mine')\n");
    const std::vector<std::filesystem::path> folder = {options.regressions};
    oracle::LadderOptions ladder;
    std::erase(ladder.engines, oracle::EngineId::cpython);
    for (const auto& result : oracle::replay(folder, ladder)) EXPECT_TRUE(result.passed()) << result.path;
    ASSERT_TRUE(oracle::plant(options.planted_bug, ladder.run.hooks));
    std::size_t failed = 0;
    for (const auto& result : oracle::replay(folder, ladder)) failed += !result.passed();
    EXPECT_EQ(failed, files);
}

TEST(Regressions, NameNoPlaceOfTheMachine) {
    Finding finding{"x\n", "x\n", {}, 1, 2, 0, {}};
    finding.report.layer = "backend", finding.report.where = "crash", finding.report.detail = "signal 6: /home/me/src/jit/backend.cpp:12: check\nfailed";
    const std::string text = regression_text(finding);
    EXPECT_NE(text.find("signal 6: backend.cpp:12: check failed"), std::string::npos) << text;
    EXPECT_EQ(text.find("/home"), std::string::npos) << text;
}

TEST(Report, NeedsNothingElseAndEscapes) {
    CampaignOptions options = options_for(fresh("report"));
    options.planted_bug = "swapped_subtraction";
    options.programs = 20, options.max_findings = 2;
    run(options);
    // What a program or a note may contain must not become part of the page.
    const auto evil = options.directory / "0099-evil";
    std::filesystem::create_directories(evil);
    std::ofstream(evil / "finding.json") << R"({"layer": "<script>alert(1)</script>", "detail": "\"><img src=x>", "complete": true})";
    std::ofstream(evil / "reduced.py") << "print('</pre><b>')\n";
    std::ofstream(options.directory / "campaign" / "history.jsonl", std::ios::app) << "{\"seconds\": 5, \"states\": 7";  // killed while it wrote
    ReportParts parts;
    parts.chart_library = "/*LIBRARY*/";
    parts.explain = [](const std::string& program, const std::string& bug) { return "TRACES of " + std::to_string(program.size()) + " with " + bug; };
    const auto page = report_html(options.directory, parts);
    ASSERT_TRUE(page) << page.error().message;
    std::size_t findings = 0;
    for (const auto& entry : std::filesystem::directory_iterator(options.directory)) {
        if (!std::filesystem::exists(entry.path() / "finding.json")) continue;
        ++findings;
        EXPECT_NE(page->find("<section id=\"" + entry.path().filename().string() + "\">"), std::string::npos);
        EXPECT_NE(page->find(escape_html(read_file(entry.path() / "reduced.py").value_or(""))), std::string::npos) << entry.path();
    }
    EXPECT_EQ(findings, 3u);
    for (const char* there : {"/*LIBRARY*/", "with swapped_subtraction", "uops as recorded", "&lt;script&gt;alert(1)&lt;/script&gt;", "\"hours\":[", "&quot;&gt;&lt;img", "pass"})
        EXPECT_NE(page->find(there), std::string::npos) << there;
    for (const char* absent : {"http://", "https://", "<img", "<script src", "<link", "url(", "@import", "</pre><b>", "alert(1)</script>"}) EXPECT_EQ(page->find(absent), std::string::npos) << absent;
    EXPECT_FALSE(report_html(options.directory / "corpus", parts));
}

TEST(Heartbeat, IsSeen) {
    CampaignOptions options = options_for(fresh("heartbeat"));
    const std::size_t bugs = heartbeats_for(options.engines).size();
    EXPECT_GE(bugs, 8u);
    options.heartbeat = 1, options.programs = bugs;
    const Answer answer = run(options);
    EXPECT_EQ(answer.result.exit_status(), 0) << answer.output << answer.errors;
    const std::string all = std::to_string(bugs);
    EXPECT_NE(answer.output.find("heartbeat: " + all + " of " + all + " seen"), std::string::npos) << answer.output;
    EXPECT_TRUE(found(options.directory).empty());
}

TEST(Heartbeat, TellsThatTheRigIsBlind) {
    CampaignOptions options = options_for(fresh("blind"));
    options.heartbeat = 10'000, options.programs = 8, options.blind = true;
    const Answer answer = run(options);
    EXPECT_EQ(answer.result.unseen, 1u);
    EXPECT_EQ(answer.result.exit_status(), 2);
    EXPECT_NE(answer.errors.find("THE RIG IS BLIND: the planted bug folded_one_less"), std::string::npos) << answer.errors;
    EXPECT_NE(answer.output.find("THE RIG IS BLIND"), std::string::npos) << answer.output;
}

TEST(Suppressions, LeaveOutWhatIsKnown) {
    CampaignOptions options = options_for(fresh("suppressed"));
    options.planted_bug = "swapped_subtraction";
    options.programs = 20;
    auto read = parse_suppressions(R"([{"layer": "recorder", "reason": "known", "expires": "2999-01-01"},
                                       {"layer": "backend", "reason": "never seen", "expires": "2999-01-01"},
                                       {"layer": "recorder", "reason": "too old", "expires": "2020-01-01"}])");
    ASSERT_TRUE(read);
    options.suppressions = *read;
    const Answer answer = run(options);
    EXPECT_EQ(answer.result.exit_status(), 0) << answer.output;
    EXPECT_NE(answer.output.find(" times: recorder (until 2999-01-01: known)"), std::string::npos) << answer.output;
    EXPECT_NE(answer.output.find("suppression not used: backend"), std::string::npos) << answer.output;
    EXPECT_NE(answer.output.find("suppression expired: recorder (until 2020-01-01"), std::string::npos) << answer.output;
    options.suppressions.erase(options.suppressions.begin());  // what is expired does not apply
    EXPECT_EQ(run(options).result.exit_status(), 1);
}

TEST(Suppressions, ApplyToACauseDownToItsUop) {
    const auto read = parse_suppressions(R"([{"layer": "recorder", "uop": "_SWAP_2", "reason": "known", "expires": "2999-01-01"}])");
    ASSERT_TRUE(read);
    oracle::LadderReport report;
    report.layer = "recorder", report.uop = "_SWAP_2";
    EXPECT_TRUE(read->front().applies(report));
    report.uop = "_SWAP_3";
    EXPECT_FALSE(read->front().applies(report));
    report.layer = "backend", report.uop = "_SWAP_2";
    EXPECT_FALSE(read->front().applies(report));
}

TEST(Options, AreReadBack) {
    CampaignOptions options, read;
    options.seed = 7, options.lockstep = true, options.run.fuel = 123, options.run.disabled_passes = {"uop_fusion"}, options.run.force_exit_site = {2, 15};
    options.engines = {oracle::EngineId::tier1, oracle::EngineId::jit};
    options.suppressions = *parse_suppressions(R"([{"layer": "recorder", "uop": "_SWAP_2", "reason": "known", "expires": "2999-01-01"}])");
    ASSERT_NE(options_text(options), options_text(read));
    ASSERT_TRUE(take_options(options_text(options), read));
    EXPECT_EQ(options_text(options), options_text(read));
}

TEST(Suppressions, SayWhatIsWrongWithAFile) {
    const auto error = [](std::string_view text) { return parse_suppressions(text).error().message; };
    EXPECT_NE(error("[").find("parse error"), std::string::npos);
    EXPECT_EQ(error("{}"), "is no list of suppressions");
    EXPECT_EQ(error("[1]"), "suppression 1 is no object");
    EXPECT_EQ(error(R"([{"colour": "red"}])"), "suppression 1 has a field 'colour', which is not known");
    EXPECT_EQ(error(R"([{"reason": "r", "expires": "2999-01-01"}])"), "suppression 1 needs a 'layer' or a 'cluster'");
    EXPECT_EQ(error(R"([{"layer": "jit", "expires": "2999-01-01"}])"), "suppression 1 needs a 'reason'");
    EXPECT_EQ(error(R"([{"layer": "jit", "reason": "r", "expires": "tomorrow"}])"), "suppression 1 needs 'expires', as in \"2026-12-31\"");
    EXPECT_EQ(read_suppressions("/nowhere").error().message, "/nowhere: cannot be read");
}

// ---- kill -9 ----------------------------------------------------------------------------------

pid_t start(const CampaignOptions& options) {
    std::fflush(nullptr);
    const pid_t pid = fork();
    if (pid == 0) _exit(run_campaign(options).exit_status());
    return pid;
}
/// The campaign's workers.
std::vector<pid_t> children_of(pid_t pid) {
    const std::string name = std::to_string(pid);
    std::ifstream in("/proc/" + name + "/task/" + name + "/children");
    return {std::istream_iterator<pid_t>(in), {}};
}
void kill_workers(pid_t campaign) {
    for (pid_t worker : children_of(campaign)) kill(worker, SIGKILL);
}
bool is_there(const CampaignOptions& options) { return std::filesystem::exists(options.directory / "campaign" / "state"); }

/// Kills until it was killed so often or has come to its end; gives how often it was killed.
int torment(CampaignOptions options, int kills, ChoiceSequence choices) {
    int killed = 0;
    for (;;) {
        options.resume = is_there(options);
        const pid_t campaign = start(options);
        for (bool alive = true; alive;) {
            int how = 0;
            if (killed == kills) return waitpid(campaign, &how, 0), killed;
            std::this_thread::sleep_for(std::chrono::milliseconds(choices.between(50, 500)));
            if (waitpid(campaign, &how, WNOHANG) == campaign) return killed;
            const std::uint32_t whom = choices.below(3);  // the parent, its workers, or both
            if (whom != 0) kill_workers(campaign);
            if (whom != 1) kill(campaign, SIGKILL), waitpid(campaign, &how, 0), alive = false;
            ++killed;
        }
    }
}

Counts totals_of(const CampaignOptions& options) {
    auto state = State::open(options.directory / "campaign" / "state");
    return state ? (*state)->totals() : Counts{};
}

/// SIDEWINDER_KILLS makes it longer.
TEST(Campaign, LosesNothingWhenKilled) {
    const char* given = std::getenv("SIDEWINDER_KILLS");
    const int kills = given ? std::atoi(given) : 20;
    CampaignOptions options = options_for(fresh("whole"));
    options.planted_bug = "wrong_power", options.engines = {oracle::EngineId::tier1_generic, oracle::EngineId::traces};
    options.seconds = 1e6, options.programs = static_cast<std::uint64_t>(kills) * 12, options.feedback_percent = 40;
    options.max_findings = options.max_per_cluster = 1'000'000;
    options.reduce_seconds = 0.2, options.replays = 1, options.heartbeat = 50, options.silent = true;
    run_campaign(options);
    const auto whole = found(options.directory);
    const Counts expected = totals_of(options);
    EXPECT_GE(whole.size(), 3u);
    EXPECT_EQ(whole.size(), expected.findings);

    options.directory = fresh("killed");
    const int killed = torment(options, kills, ChoiceSequence(static_cast<std::uint64_t>(getpid())));
    EXPECT_GE(killed, kills / 2) << "it was over too soon";
    EXPECT_EQ(found(options.directory), whole);
    const Counts got = totals_of(options);
    EXPECT_EQ(got.programs, expected.programs);
    EXPECT_EQ(got.findings, expected.findings);
    EXPECT_EQ(got.heartbeats, expected.heartbeats);
    EXPECT_EQ(got.from_corpus, expected.from_corpus);
    for (const auto& entry : std::filesystem::directory_iterator(options.directory)) EXPECT_FALSE(entry.path().filename().string().starts_with(".d")) << entry.path();
}

TEST(Campaign, AsksWhatToDoAboutOneThatWasStopped) {
    CampaignOptions options = options_for(fresh("stopped"));
    options.seconds = 1e6, options.silent = true;
    EXPECT_EQ(run([&] { auto o = options; o.resume = true; return o; }()).result.exit_status(), 2) << "there is none yet";
    const pid_t campaign = start(options);
    while (!is_there(options) || totals_of(options).programs < 3) std::this_thread::sleep_for(std::chrono::milliseconds(20));
    const Answer busy = run(options);
    EXPECT_NE(busy.errors.find("a campaign is running in"), std::string::npos) << busy.errors;
    kill(campaign, SIGINT);
    int how = 0;
    waitpid(campaign, &how, 0);
    EXPECT_EQ(WEXITSTATUS(how), 0);
    const std::uint64_t done = totals_of(options).programs;
    options.programs = 5;
    const Answer refused = run(options);
    EXPECT_EQ(refused.result.exit_status(), 2);
    EXPECT_NE(refused.errors.find("--resume goes on with it, --restart begins another"), std::string::npos) << refused.errors;
    EXPECT_EQ(totals_of(options).programs, done);
    options.restart = true;
    EXPECT_EQ(run(options).result.exit_status(), 0);
    EXPECT_EQ(totals_of(options).programs, 5u);
    EXPECT_TRUE(std::filesystem::exists(options.directory / "campaign.previous" / "state"));
}

}  // namespace
}  // namespace sidewinder::fuzz
