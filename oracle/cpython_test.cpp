// SPDX-License-Identifier: MIT
// CPythons under test, with whatever CPython this machine has; without one the tests are skipped.
#include "oracle/cpython.hpp"
#include "oracle/ladder.hpp"

#include <gtest/gtest.h>

namespace sidewinder::oracle {
namespace {

constexpr CPythonLimits exact{.seconds = 1, .exact = true};

Outcome run(std::string_view source, const CPythonLimits& limits = exact) { return run_in_cpython({}, source, limits); }

TEST(CPythonNames, ChooseCommandAndMode) {
    EXPECT_EQ(find_cpython("cpython"), CPython{});
    EXPECT_EQ(find_cpython("cpython+jit"), (CPython{"", CPythonMode::jit}));
    EXPECT_EQ(find_cpython("cpython:/a/b c"), (CPython{"/a/b c", CPythonMode::plain}));
    EXPECT_EQ(find_cpython("cpython+generic:/a"), (CPython{"/a", CPythonMode::generic}));
    for (const char* bad : {"cpython+", "cpython+fast:/a", "cpython:", "cpythons", "jit"}) EXPECT_FALSE(find_cpython(bad)) << bad;
    for (const char* name : {"cpython", "cpython+unoptimized", "cpython+nojit:/a b", "tier1"}) EXPECT_EQ(engine_name(*find_engine(name)), name);
}

TEST(CPythonModes, AreRefusedWithAReason) {
    EXPECT_EQ(why_not_on_offer({"/none", CPythonMode::plain}), "it does not start");
    if (cpython_version() == 0) GTEST_SKIP() << "no CPython";
    EXPECT_EQ(why_not_on_offer({}), "");
    if (cpython_version() >= 313) GTEST_SKIP() << "this CPython may have a JIT";
    for (CPythonMode mode : {CPythonMode::nojit, CPythonMode::unoptimized, CPythonMode::jit})
        EXPECT_EQ(why_not_on_offer({"", mode}), "this build has no JIT");
    EXPECT_EQ(why_not_on_offer({"", CPythonMode::generic}), "it goes on specializing");
    Outcome outcome = run_in_cpython({"", CPythonMode::jit}, "", exact);
    EXPECT_EQ(outcome.status, Status::skipped);
    EXPECT_EQ(outcome.note, "cpython+jit is not on offer: this build has no JIT");
}

class CPythonDriver : public testing::TestWithParam<bool> {
protected:
    void SetUp() override {
        if (cpython_version() == 0) GTEST_SKIP() << "no CPython";
        limits_.fresh = GetParam();
    }
    CPythonLimits limits_ = exact;
};
INSTANTIATE_TEST_SUITE_P(WarmAndFresh, CPythonDriver, testing::Bool());

TEST_P(CPythonDriver, SurvivesWhatProgramsDo) {
    Outcome crash = run("import os\nos.abort()\n", limits_);
    EXPECT_EQ(crash.status, Status::crash);
    EXPECT_TRUE(crash.note.starts_with("signal 6")) << crash.note;
    EXPECT_EQ(run("print(1)\n", limits_).output, "1\n");
    CPythonLimits soon = limits_;
    soon.seconds = 0.2;
    EXPECT_EQ(run("while True:\n    pass\n", soon).status, Status::timeout);
    EXPECT_EQ(run("while True:\n    try:\n        while True: pass\n    except BaseException as e:\n        if type(e).__name__ != 'TimeUp': raise\n", soon).status, Status::timeout);
    EXPECT_EQ(run("import os\nos._exit(3)\n", limits_).note, "exit code 3");
    EXPECT_EQ(run("print(2)\n", limits_).output, "2\n");
}

TEST_P(CPythonDriver, KeepsProgramsFromEachOther) {
    run("import builtins, sys, gc\nbuiltins.len = 5\nbuiltins.extra = 1\ngc.enable()\nsys.setrecursionlimit(100)\n"
        "def trace(*a):\n    return trace\nsys.settrace(trace)\n", limits_);
    Outcome after = run("import sys, gc\nprint(len('abc'), 'extra' in dir(__builtins__), gc.isenabled(), sys.gettrace(), sys.getrecursionlimit())\n", limits_);
    EXPECT_EQ(after.output, "3 False False None 1500\n");
}

TEST(CPythonObservations, TellWhatOnlyItKnows) {
    if (cpython_version() == 0) GTEST_SKIP() << "no CPython";
    Outcome o = run("class A:\n    def __del__(self):\n        print('gone')\na = A()\nimport gc\ndef keep():\n    pass\n"
                    "gc.kept = [keep, globals()]\ndef f(n):\n    return n // 0\nf(5)\n");
    EXPECT_EQ(o.teardown_output, "gone\n");
    EXPECT_EQ(o.observations["frames"], "f.n = 5\n");
    EXPECT_NE(o.observations["refcounts"].find("keep "), std::string::npos);
    EXPECT_NE(o.observations["survivors"].find("function keep\n"), std::string::npos);
    EXPECT_NE(o.exceptions.at(0).traceback.at(1).instruction, 0);
    EXPECT_EQ(run("class A:\n    def __del__(self):\n        1 // 0\nA()\n").observations["unraisable"], "ZeroDivisionError in __del__\n");
}

TEST(CPythonObservations, CountInComparisons) {
    if (cpython_version() == 0) GTEST_SKIP() << "no CPython";
    const char* source = "x = [1]\ndef f():\n    raise KeyError(1)\nf()\n";
    Outcome a = run(source), b = run(source);
    EXPECT_TRUE(compare_cpythons(a, b).same()) << compare_cpythons(a, b).to_text();
    b.observations["refcounts"] += "y 3\n";
    EXPECT_EQ(compare_cpythons(a, b).where, "refcounts");
    EXPECT_TRUE(compare_cpythons(a, b, false).same());
    b = a;
    b.exceptions[0].traceback[1].instruction += 2;
    EXPECT_EQ(compare_cpythons(a, b).where, "traceback");
    EXPECT_TRUE(compare_cpythons(a, b, false).same());
    b = a;
    b.globals += "events = [('LINE', 3)]";
    EXPECT_EQ(compare_cpythons(a, b).near, "/events");
    b = {};
    b.status = Status::crash;
    EXPECT_EQ(compare_cpythons(a, b).where, "crash");
    EXPECT_EQ(compare_cpythons(b, b).where, "crash");
}

TEST(CPythonLadder, HasTheFirstAsItsReference) {
    if (cpython_version() == 0) GTEST_SKIP() << "no CPython";
    LadderOptions options;
    options.engines = {Engine(CPython{}), Engine(CPython{"/none", CPythonMode::plain})};
    LadderReport report = run_ladder("print(1)\n", options);
    EXPECT_TRUE(report.agreed()) << report.to_text();
    EXPECT_EQ(engine_name(report.rungs.at(0).engine), "cpython");
    // A program that can tell its interpreters apart, and what is to blame for it.
    const std::string command = "/usr/bin/env " + std::string("PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3");
    options.engines[1] = Engine(CPython{command, CPythonMode::plain});
    if (!why_not_on_offer(options.engines[1].cpython).empty()) GTEST_SKIP() << "no /usr/bin/python3";
    report = run_ladder("import sys\nprint(sys.dont_write_bytecode)\n", options);
    EXPECT_EQ(report.layer, "cpython-version") << report.to_text();
    EXPECT_EQ(report.where, "output");
    EXPECT_EQ(rung_below(Engine(CPython{"/a", CPythonMode::jit})), Engine(CPython{"/a", CPythonMode::unoptimized}));
    EXPECT_FALSE(rung_below(Engine(CPython{})));
}

}  // namespace
}  // namespace sidewinder::oracle
