// SPDX-License-Identifier: MIT
// Outcomes tell what can be observed, comparisons say where they differ, engines do not see each
// other, what crashes in a child is told and not suffered.
#include "oracle/compare.hpp"
#include "oracle/cpython.hpp"
#include "oracle/ladder.hpp"
#include "oracle/planted_bugs/planted_bugs.hpp"
#include "oracle/process.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cstdlib>

namespace sidewinder::oracle {
namespace {

Outcome run(std::string_view source, EngineId id = EngineId::tier1_generic) { return run_program(id, source, {}); }

/// Which buckets keys fall into and where objects lie must not matter.
TEST(Engine, HidesHashesAndAddresses) {
    const char* program = "class C:\n    pass\nd = {'a': 1, 'b': C(), 'c': 2}\nfor i in range(60):\n    d['k' + str(i % 7)] = C()\n    d.pop('a', None)\nprint(list(d), hash(3))\n";
    const Outcome plain = run_program(EngineId::jit, program, {});
    for (std::uint64_t perturbation : {1, 77, 123456789}) {
        RunOptions run;
        run.perturbation = perturbation;
        EXPECT_TRUE(compare_engines(plain, run_program(EngineId::jit, program, run)).same());
        EXPECT_EQ(dict_slot_seed, perturbation);
    }
}

TEST(Outcome, DumpsStructureNotAddresses) {
    Outcome o = run("a = [1, -0.0]\nb = a\na.append(b)\nt = (a, 'x')\nd = {'k': None, 2: True}\n");
    EXPECT_EQ(o.globals, "a = #1[1, -0.0, #1]\nb = #1\nt = (#1, 'x')\nd = #2{'k': None, 2: True}\n");
    EXPECT_EQ(o.leaked, 0);
    EXPECT_EQ(o.status, Status::ok);
}

TEST(Outcome, SumsUpLargeInts) {
    const char* source = "a = 3**7000\nb = -a\nc = 2**10000 - 1\n";
    Outcome o = run(source);
    EXPECT_NE(o.globals.find("a = <int: 11095 bits, 177138199661633336 modulo 2**61-1>\nb = <int: -11095 bits,"), std::string::npos) << o.globals.substr(0, 200);
    EXPECT_NE(o.globals.find("c = 19950"), std::string::npos);
    if (cpython_version() == 0) GTEST_SKIP() << "no CPython";
    EXPECT_EQ(run(source, EngineId::cpython).globals, o.globals);
}

TEST(Outcome, DumpsInstancesAndFunctions) {
    Outcome o = run("class A:\n    k = 1\n    def __init__(self):\n        self.x = 2\ndef f(a, b=3):\n    def g():\n        return a\n    return g\nc = A()\ng = f(4)\nm = c.__init__\n");
    EXPECT_EQ(o.globals, "A = #1<class A(object) {k: 1, __init__: #2<function __init__>}>\nf = #3<function f defaults (3)>\n"
                         "c = #4<A x=2>\ng = #5<function g a=4>\nm = <bound #2 of #4>\n");
    EXPECT_EQ(o.leaked, 0);
}

TEST(Outcome, TellsTracebackAndChain) {
    Outcome o = run("def f(n):\n    raise ValueError(n) from KeyError(1)\nf(2)\n");
    ASSERT_EQ(o.exceptions.size(), 2u);
    EXPECT_EQ(o.exceptions[0].type, "ValueError");
    EXPECT_EQ(o.exceptions[0].traceback, (std::vector<TracebackLine>{{"<module>", 3}, {"f", 2}}));
    EXPECT_EQ(o.exceptions[1].joint, "cause");
}

TEST(Outcome, TellsTeardown) {
    Outcome o = run("class A:\n    def __del__(self):\n        print('gone')\na = A()\nprint('end')\n");
    EXPECT_EQ(o.output, "end\n");
    EXPECT_EQ(o.teardown_output, "gone\n");
}

TEST(Outcome, SurvivesJson) {
    Outcome o = run("print('\xC3\xA9')\n1 // 0\n");
    auto back = Outcome::from_json(o.to_json());
    ASSERT_TRUE(back);
    EXPECT_EQ(back->to_text(), o.to_text());
    EXPECT_TRUE(compare_engines(o, *back).same());
    EXPECT_FALSE(Outcome::from_json(nlohmann::json::array()));
}

TEST(Engines, EndWhenFuelDoes) {
    for (EngineId id : all_engines) {
        if (id == EngineId::cpython) continue;
        RunOptions options;
        options.fuel = 5000;
        Outcome o = run_program(id, "i = 0\nwhile True:\n    i += 1\n", options);
        EXPECT_EQ(o.status, Status::out_of_fuel) << engine_name(id);
        EXPECT_EQ(o.fuel, 5000) << engine_name(id);
        EXPECT_EQ(find_engine(engine_name(id)), id);
    }
    EXPECT_FALSE(find_engine("none"));
}

TEST(Engines, SyntaxErrorsAreOutcomes) {
    EXPECT_EQ(run("x = (").status, Status::syntax_error);
    EXPECT_EQ(run("return 1").status, Status::syntax_error);
}

TEST(Compare, SaysWhere) {
    Outcome a = run("print(1)\nx = 2\n");
    EXPECT_EQ(compare_engines(a, run("print(3)\nx = 2\n")).where, "output");
    EXPECT_EQ(compare_engines(a, run("print(1)\nx = 3\n")).where, "globals");
    EXPECT_EQ(compare_engines(a, run("print(1)\nx = 2\n1 // 0\n")).where, "status");
    Outcome b = a;
    b.leaked = 1;
    EXPECT_EQ(compare_engines(a, b).where, "leak");
    EXPECT_EQ(check_alone(b).where, "leak");
    b = a;
    b.fuel += 1;
    EXPECT_EQ(compare_engines(a, b).where, "fuel");
    EXPECT_TRUE(compare_with_cpython(a, b, 314).same());
    b.status = Status::skipped;
    EXPECT_EQ(compare_engines(a, b).kind, Verdict::Kind::incomparable);
}

TEST(Compare, LeavesOutMessagesOfOlderCPythons) {
    EXPECT_EQ(without_messages("a\x02message\x03z"), "az");
    Outcome a = run("1 // 0\n"), b = a;
    b.exceptions[0].arguments = "\x02('other words',)\x03";
    EXPECT_TRUE(compare_with_cpython(b, a, 311).same());
    EXPECT_EQ(compare_with_cpython(b, a, 314).where, "exception");
}

TEST(Process, TellsHowAChildEnded) {
    EXPECT_EQ(run_in_child([] { return std::string("answer"); }, 5).answer, "answer");
    ChildResult aborted = run_in_child([]() -> std::string { std::abort(); }, 5);
    EXPECT_FALSE(aborted.answered);
    EXPECT_NE(aborted.signal, 0);
    ChildResult endless = run_in_child([]() -> std::string { for (volatile bool wait = true; wait;) continue; return {}; }, 0.2);
    EXPECT_TRUE(endless.timed_out);
    std::string large(300'000, 'x');
    EXPECT_EQ(run_in_child([&] { return large; }, 5).answer, large);
}

TEST(CPython, AgreesWhereThereIsOne) {
    if (cpython_version() == 0) GTEST_SKIP() << "no CPython";
    const char* source = "class A:\n    def __init__(self, x):\n        self.x = x\na = A([1, 2.5, -0.0])\nb = {1: a, 'z': (a, None)}\nprint(a.x, 7 // -2)\n"
                         "def f():\n    raise ValueError('v')\ntry:\n    f()\nexcept ValueError as e:\n    error = e\nf()\n";
    Verdict verdict = compare_with_cpython(run(source, EngineId::cpython), run(source), cpython_version());
    EXPECT_TRUE(verdict.same()) << verdict.to_text();
    EXPECT_EQ(run("while True:\n    pass\n", EngineId::cpython).status, Status::timeout);
    EXPECT_EQ(run("print(1)\n", EngineId::cpython).output, "1\n");
}

TEST(Ladder, AgreesOnASmallProgram) {
    LadderReport report = run_ladder("s = 0\nfor i in range(100):\n    s += i\nprint(s)\n");
    EXPECT_TRUE(report.agreed()) << report.to_text();
    EXPECT_EQ(report.rungs.size(), all_engines.size());
}

TEST(Lockstep, SeesNoDifferenceWhereThereIsNone) {
    const char* source = "class A:\n    def __init__(self, v):\n        self.v = v\ndef f(n):\n    return n if n < 2 else f(n - 1) + f(n - 2)\n"
                         "x, a = 0, A(1)\nfor i in range(200):\n    x = x + (i if i % 3 else 0.5) * a.v\n    if i == 150: a = A(2.5)\nprint(f(12), x)\n";
    for (EngineId id : all_engines) {
        if (id < EngineId::tier1) continue;
        LockstepResult result = run_lockstep(EngineId::tier1_generic, id, source, {});
        EXPECT_FALSE(result.divergence) << engine_name(id) << ": " << result.divergence->to_text();
        EXPECT_GT(result.compared, 200u);
        // Being looked at changes nothing.
        EXPECT_TRUE(compare_engines(result.other, run(source, id)).same());
        EXPECT_TRUE(compare_engines(result.reference, run(source)).same());
    }
}

TEST(Lockstep, SeesWhatTheEndDoesNotShow) {
    const char* source = "def f(n):\n    t = 0\n    for i in range(n):\n        t = i - 3\n    t = 0\n    return t\nprint(f(100))\n";
    LadderOptions options;
    std::erase(options.engines, EngineId::cpython);
    ASSERT_TRUE(plant("swapped_subtraction", options.run.hooks));
    EXPECT_TRUE(run_ladder(source, options).agreed());
    options.lockstep = true;
    LadderReport report = run_ladder(source, options);
    EXPECT_EQ(report.layer, "recorder");
    EXPECT_EQ(report.where, "state");
    ASSERT_TRUE(report.parted);
    EXPECT_EQ(report.parted->at, "f, line 3, at a back-edge or entry");
    EXPECT_TRUE(report.parted->what.starts_with("t = ")) << report.parted->what;
}

LadderReport report_of(std::string_view bug) {
    LadderOptions options;
    std::erase(options.engines, EngineId::cpython);
    plant(bug, options.run.hooks);
    return run_ladder(find_planted_bug(bug)->proof, options);
}

TEST(Ladder, NamesTheUopsAmongWhichTheFirstWrongOneIs) {
    LadderReport report = report_of("swapped_subtraction");
    EXPECT_EQ(report.layer, "recorder");
    EXPECT_NE(report.uop.find("_SWAP_2"), std::string::npos) << report.uop;
    EXPECT_NE(report_of("or_for_and").uop.find("_BINARY_OP_OR_INT"), std::string::npos) << report_of("or_for_and").uop;
}

TEST(Ladder, NamesWhatTheRewriteChanged) {
    LadderReport report = report_of("wrong_power");
    EXPECT_GT(report.rewrite, 0);
    EXPECT_TRUE(report.uop.ends_with(" -> _FLOOR_DIVIDE_INT_BY_POWER")) << report.uop;
    EXPECT_NE(report.to_text().find(report.uop), std::string::npos);
}

TEST(Ladder, BlamesASemanticsDifferenceOnTheInterpreter) {
    LadderReport report;
    report.layer = "optimizer";
    report.pass = "constant_folding";
    report.rewrite = 3;
    EXPECT_NE(report.to_text().find("constant_folding"), std::string::npos);
    EXPECT_EQ(report.to_json()["rewrite"], 3);
}

}  // namespace
}  // namespace sidewinder::oracle
