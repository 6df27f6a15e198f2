// SPDX-License-Identifier: MIT
// The generator makes valid programs, the same ones each time, on which all engines agree; the
// reducer makes them small; choices are the same on every machine.
#include "fuzzers/campaign.hpp"
#include "fuzzers/coverage_report.hpp"
#include "fuzzers/finding.hpp"
#include "fuzzers/generate/generator.hpp"
#include "fuzzers/mutate/mutator.hpp"
#include "fuzzers/reduce/configuration_reducer.hpp"
#include "fuzzers/reduce/joint_edits.hpp"
#include "fuzzers/score.hpp"
#include "oracle/planted_bugs/planted_bugs.hpp"
#include "vm/syntax/parser.hpp"
#include "vm/syntax/unparser.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

namespace sidewinder::fuzz {
namespace {

using oracle::EngineId;

TEST(Choices, AreTheSameEverywhere) {
    ChoiceSequence choices(1, 0);
    std::vector<std::uint32_t> drawn;
    for (int i = 0; i < 5; ++i) drawn.push_back(choices.below(1000));
    ChoiceSequence again(1, 0), other(1, 1);
    std::vector<std::uint32_t> second, third;
    for (int i = 0; i < 5; ++i) second.push_back(again.below(1000)), third.push_back(other.below(1000));
    EXPECT_EQ(drawn, second);
    EXPECT_NE(drawn, third);
}

TEST(Choices, BytesRunOutIntoZeros) {
    std::array<std::uint8_t, 2> bytes = {3, 200};
    ChoiceSequence choices{std::span<const std::uint8_t>(bytes)};
    EXPECT_EQ(choices.below(10), 3u);
    EXPECT_EQ(choices.below(10), 0u);
    EXPECT_TRUE(choices.exhausted());
    EXPECT_EQ(choices.below(10), 0u);
    EXPECT_FALSE(choices.chance(99));
}

TEST(Generator, IsDeterministicAndRoundTrips) {
    for (std::uint64_t i = 0; i < 100; ++i) {
        std::string text = generate_text(3, i);
        EXPECT_EQ(text, generate_text(3, i));
        auto tree = syntax::parse(text);
        ASSERT_TRUE(tree) << text;
        EXPECT_EQ(syntax::unparse(*tree), text);
    }
}

TEST(Coverage, TellsWhatIsMissing) {
    std::vector<std::uint8_t> map(coverage_map_size());
    for (const UniverseCoverage& u : read_coverage(map)) {
        EXPECT_EQ(u.covered, 0u);
        EXPECT_EQ(u.missing.size(), u.total) << u.name;
    }
    oracle::RunOptions run;
    run.coverage = map;
    oracle::run_program(EngineId::jit, "def f(n):\n    for i in range(n):\n        n = n + i\n    return n\nf(100)\n", run);
    const std::vector<UniverseCoverage> coverage = read_coverage(map);
    const UniverseCoverage& uops = coverage.front();
    EXPECT_GT(uops.covered, 5u);
    EXPECT_EQ(uops.covered + uops.missing.size(), uops.total);
    EXPECT_EQ(std::ranges::find(uops.missing, "_BINARY_OP_ADD_INT"), uops.missing.end());
    EXPECT_NE(std::ranges::find(uops.missing, "_BINARY_OP_ADD_FLOAT"), uops.missing.end());
    EXPECT_NE(coverage_text(coverage).find("  missing: _BINARY_OP_ADD_FLOAT\n"), std::string::npos);
    EXPECT_EQ(coverage_json(coverage)[0]["covered"], uops.covered);
}

/// A pattern that is no program would end the process.
TEST(Generator, FillsInPatternsWell) {
    for (std::uint64_t i = 0; i < 1500; ++i) EXPECT_FALSE(generate_text(12, i).empty());
}

/// What happens and has no member, as a rewrite without a rule, would end the process.
TEST(Coverage, KnowsAllThatHappens) {
    std::vector<std::uint8_t> map(coverage_map_size());
    oracle::RunOptions run;
    run.coverage = map;
    for (std::uint64_t i = 0; i < 150; ++i)
        for (EngineId id : {EngineId::tier1, EngineId::traces_unoptimized, EngineId::jit}) oracle::run_program(id, generate_text(11, i), run);
    EXPECT_GT(coverage_percent(map), 50);
}

TEST(Generator, KeepsWhatItPointsTo) {
    // A comprehension enlarged the scope while a statement held one of its variables.
    EXPECT_TRUE(syntax::parse(generate_text(20261122, 827394)));
}

TEST(Campaign, LeavesOutWhatKillsEveryWorker) {
    const auto directory = std::filesystem::path(testing::TempDir()) / "campaign_test";
    std::filesystem::remove_all(directory);
    CampaignOptions options;
    options.programs = 12, options.jobs = 2, options.quiet = true, options.feedback_percent = 0;
    options.engines = {EngineId::tier1, EngineId::traces};
    options.directory = directory;
    options.source = [](const CampaignOptions& o, std::uint64_t index) {
        if (index == 5) std::abort();
        return generate_text(o.seed, index);
    };
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    EXPECT_EQ(run_campaign(options).exit_status(), 1);
    EXPECT_NE(testing::internal::GetCapturedStderr().find("program 5 of seed 1 killed a worker while it was generated"), std::string::npos);
    EXPECT_TRUE(testing::internal::GetCapturedStdout().starts_with("11 programs in "));
}

TEST(Campaign, RefusesModesThatAreNotOnOffer) {
    CampaignOptions options;
    options.engines = {*oracle::find_engine("cpython:/none")};
    testing::internal::CaptureStderr();
    EXPECT_EQ(run_campaign(options).exit_status(), 2);
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "cpython:/none is not on offer: it does not start\n");
}

TEST(Campaign, ComparesCPythons) {
    const oracle::Engine other = *oracle::find_engine("cpython:/usr/bin/python3");
    if (!why_not_on_offer(other.cpython).empty()) GTEST_SKIP() << "no /usr/bin/python3";
    const auto directory = std::filesystem::path(testing::TempDir()) / "cpython_campaign_test";
    std::filesystem::remove_all(directory);
    CampaignOptions options;
    options.programs = 30, options.quiet = true, options.max_per_cluster = 1, options.reduce_seconds = 3;
    options.engines = {other, *oracle::find_engine("cpython:/usr/bin/env PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3")};
    options.directory = directory;
    // Every third program tells the two apart, one of them by what our parser does not know.
    options.source = [](const CampaignOptions& o, std::uint64_t index) {
        if (index % 3 != 0) return generate_text(o.seed, index);
        return std::string("import sys\ndef f():\n    yield 1\n    print('f')\nprint(sys.dont_write_bytecode)\n");
    };
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    EXPECT_EQ(run_campaign(options).exit_status(), 1);
    EXPECT_NE(testing::internal::GetCapturedStderr().find("4 of 4 fresh"), std::string::npos);
    const std::string summary = testing::internal::GetCapturedStdout();
    EXPECT_NE(summary.find("findings: 1\n"), std::string::npos) << summary;
    EXPECT_NE(summary.find("10 cpython-version output near False/True"), std::string::npos) << summary;
    std::ifstream reduced(directory / "0001-cpython-version" / "reduced.py");
    const std::string text{std::istreambuf_iterator<char>(reduced), {}};
    EXPECT_EQ(text, "import sys\nprint(sys.dont_write_bytecode)\n");
}

TEST(Dialect, IsDeterministicAndReachesItsConstructs) {
    std::string all;
    for (std::uint64_t i = 0; i < 300; ++i) all += generate_dialect_text(3, i);
    EXPECT_EQ(generate_dialect_text(3, 7), generate_dialect_text(3, 7));
    for (const char* needle : {"sys.settrace(follow)", "EV.INSTRUCTION, 1)", "M.restart_events()", "gen.send(", "match i:", "with o:", "f.f_locals['x'] = 2.5", "sorted([3, i], key=key)"})
        EXPECT_NE(all.find(needle), std::string::npos) << needle;
}

TEST(Score, TellsDetectedFromUnreached) {
    ScoreOptions options;
    options.budget = 20, options.reduce_seconds = 0;
    const Trial seen = run_trial(arms()[0], "wrong_power", 1, options);
    EXPECT_TRUE(seen.reached && seen.triggered && seen.detected);
    EXPECT_EQ(seen.blamed, "optimizer");
    EXPECT_GT(seen.lines, 0);
    options.budget = 1e-9;  // over before the first program
    const Trial unseen = run_trial(arms()[0], "wrong_power", 1, options);
    EXPECT_FALSE(unseen.reached || unseen.triggered || unseen.detected);
}

TEST(Generator, EndsOnAnyBytes) {
    for (std::size_t size : {0, 1, 10, 100}) {
        std::vector<std::uint8_t> bytes(size, 0xFF);
        Generator generator{ChoiceSequence(std::span<const std::uint8_t>(bytes))};
        EXPECT_FALSE(generator.program().body.empty());
    }
}

TEST(Generator, MakesValidProgramsThatGetHot) {
    constexpr int programs = 500;
    int valid = 0, terminating = 0, traced = 0, missed = 0, side = 0;
    for (int i = 0; i < programs; ++i) {
        oracle::RunStatistics statistics;
        oracle::Outcome outcome = run_program(EngineId::traces_unoptimized, generate_text(11, static_cast<std::uint64_t>(i)), {}, &statistics);
        valid += outcome.status != oracle::Status::syntax_error;
        terminating += outcome.status == oracle::Status::ok || outcome.status == oracle::Status::exception;
        traced += statistics.jit.traces > 0;
        missed += statistics.jit.guard_failures > 0;
        side += statistics.jit.side_traces > 0;
    }
    EXPECT_GE(valid, programs * 95 / 100);
    EXPECT_GE(terminating, programs * 95 / 100);
    EXPECT_GE(traced, programs * 80 / 100);
    EXPECT_GE(missed, programs * 60 / 100);
    EXPECT_GE(side, programs * 20 / 100);
}

TEST(Mutator, KeepsTreesThatCanBePrinted) {
    for (std::uint64_t i = 0; i < 200; ++i) {
        syntax::Module module = generate_program(6, i), other = generate_program(7, i);
        ChoiceSequence choices(8, i);
        mutate(module, choices, &other);
        std::string text = syntax::unparse(module);
        if (auto tree = syntax::parse(text)) {
            EXPECT_EQ(syntax::unparse(*tree), text);
        }
    }
}

TEST(Ladder, EnginesAgreeOnGeneratedPrograms) {
    for (std::uint64_t i = 0; i < 200; ++i) {
        std::string text = generate_text(21, i);
        oracle::Outcome reference = run_program(EngineId::tier1_generic, text, {});
        for (EngineId id : oracle::all_engines) {
            if (id <= EngineId::tier1_generic) continue;
            oracle::Verdict verdict = compare_engines(reference, run_isolated(id, text, {}));
            EXPECT_TRUE(verdict.same()) << "program " << i << " " << oracle::engine_name(id) << " " << verdict.to_text();
        }
    }
}

TEST(Reducer, ShrinksToWhatMatters) {
    std::string text = "def f(a, b):\n    x = a + b\n    if a > 3:\n        print('needle', x)\n    return x\nfor i in range(10):\n    f(i, i)\nprint('other')\n";
    auto reduction = reduce(text, [](const std::string& t) { return t.find("needle") != std::string::npos; });
    ASSERT_TRUE(reduction) << reduction.error().message;
    EXPECT_EQ(reduction->text, "'needle'\n");
    EXPECT_TRUE(reduction->complete);
    EXPECT_FALSE(reduce("x = (", [](const std::string&) { return false; }));
    EXPECT_FALSE(reduce("x = 1", [](const std::string&) { return false; }));
}

TEST(Reducer, WorksOnLinesWhereThereIsNoTree) {
    auto reduction = reduce("def f():\n    if x:\n        await needle\n    else:\n        y = 2\nclass C:\n    pass\n",
                            [](const std::string& t) { return t.find("await needle") != std::string::npos && t.find("class") != std::string::npos; });
    ASSERT_TRUE(reduction) << reduction.error().message;
    EXPECT_EQ(reduction->text, "await needle\nclass C:\n    pass\n");
    EXPECT_TRUE(reduction->complete);
}

TEST(ConfigurationReducer, GivesThePlainestOptions) {
    const std::string program = "def f(n):\n    s = 0\n    for i in range(n):\n        s = i - s\n    return s\nprint(f(300))\n";
    oracle::RunOptions run;
    ASSERT_TRUE(oracle::plant("swapped_subtraction", run.hooks));
    run.recursion_limit = 77, run.perturbation = 5;
    const Symptom symptom{"recorder", EngineId::traces_unoptimized, EngineId::tier1_generic, "wrong"};
    ASSERT_TRUE(shows(program, symptom, run));
    const oracle::RunOptions plain = reduce_configuration(program, symptom, run, {.seconds = 20, .executions = 200});
    EXPECT_TRUE(shows(program, symptom, plain));
    EXPECT_EQ(plain.perturbation, 0u);
    EXPECT_GT(plain.backward_threshold, 100);  // 300 iterations are enough for that
    EXPECT_LT(plain.backward_threshold, 300);
    EXPECT_EQ(command_line(symptom, plain).find("--recursion-limit"), std::string::npos);
    EXPECT_NE(command_line(symptom, plain).find("--engines tier1_generic,traces_unoptimized --adaptive-threshold="), std::string::npos) << command_line(symptom, plain);
}

/// The program after an edit of statement `i` of block `b`; empty when it did not apply.
template <class Edit>
std::string edited(std::string_view source, Edit edit) {
    auto module = syntax::parse(source, "<test>");
    return module && edit(*module) ? syntax::unparse(*module) : "";
}

TEST(JointEdits, ChangeDefinitionsAndUsesTogether) {
    using syntax::Module;
    EXPECT_EQ(edited("def f(a):\n    print(a)\n    return a + 1\nx = f(3)\n", [](Module& m) { return inline_call(m, 0, 1); }),
              "def f(a):\n    print(a)\n    return a + 1\nprint(a)\nx = a + 1\n");
    EXPECT_EQ(edited("def f(a, b):\n    pass\nf(1, f(2, 3))\n", [](Module& m) { return drop_parameter(m, 0, 0, 1); }), "def f(a):\n    pass\nf(1)\n");
    EXPECT_EQ(edited("class C:\n    def __init__(self, x):\n        pass\nC(C(1))\n", [](Module& m) { return drop_parameter(m, 1, 0, 1); }),
              "class C:\n    def __init__(self):\n        pass\nC()\n");
    EXPECT_EQ(edited("x = [1]\nprint(x, x)\n", [](Module& m) { return inline_variable(m, 0, 0); }), "print([1], [1])\n");
    EXPECT_EQ(edited("x = 1\nx += 1\n", [](Module& m) { return inline_variable(m, 0, 0); }), "");
    EXPECT_EQ(edited("w = 0\nwhile w < 9:\n    w += 1\n    print(w)\n", [](Module& m) { return count_with_range(m, 0, 1); }),
              "w = 0\nfor w in range(9):\n    print(w)\n");
}

TEST(Reducer, KeepsTheBlame) {
    oracle::LadderOptions ladder;
    std::erase(ladder.engines, EngineId::cpython);
    ASSERT_TRUE(oracle::plant("swapped_subtraction", ladder.run.hooks));
    for (std::uint64_t i = 0; i < 60; ++i) {
        std::string text = generate_text(31, i);
        oracle::LadderReport report = run_ladder(text, ladder);
        auto symptom = symptom_of(report);
        if (!symptom) continue;
        EXPECT_EQ(symptom->layer, "recorder");
        auto reduction = reduce_finding(text, *symptom, report.run, {.seconds = 20, .executions = 3000});
        ASSERT_TRUE(reduction) << reduction.error().message;
        EXPECT_TRUE(shows(reduction->text, *symptom, report.run));
        EXPECT_LE(count_lines(reduction->text), 12) << reduction->text;
        return;
    }
    FAIL() << "no program showed the planted bug";
}

}  // namespace
}  // namespace sidewinder::fuzz
