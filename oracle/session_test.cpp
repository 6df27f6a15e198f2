// SPDX-License-Identifier: MIT
// Programs of a session begin alike, and what is asked to fail in the Jit does fail.
#include "oracle/session.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace sidewinder::oracle {
namespace {

constexpr std::string_view hot = "def f(n):\n    total = 0\n    for i in range(n):\n        total += i * 3\n    return total\nprint(f(300))\n";

RunStatistics statistics_of(const RunOptions& options, EngineId id = EngineId::jit) {
    RunStatistics statistics;
    Outcome outcome = run_program(id, hot, options, &statistics);
    EXPECT_EQ(outcome.output, "134550\n");
    EXPECT_EQ(outcome.leaked, 0);
    return statistics;
}

/// The guards of the traces of a run, in order.
struct ExitSitesOf {
    std::vector<jit::ExitSite> list;
    std::uint32_t traces = 0;
    void add(const jit::Trace& trace) {
        ++traces;
        for (std::uint32_t i = 0; i < trace.uops.size(); ++i)
            if (jit::can_be_forced(trace.uops[i].op)) list.push_back({traces, i});
    }
};

TEST(Session, ProgramsDoNotSeeEachOther) {
    RunOptions options;
    options.fuel = 1000;
    Session session(EngineId::jit, options);
    const char* programs[] = {"x = 1\nwhile True:\n    x += 1\n", "print(2)\nimport math\nmath = None\n", "def (\n", "import math\nprint(math.floor(2.5))\n"};
    Outcome last;
    for (const char* program : programs) {
        Outcome alone = run_program(EngineId::jit, program, options);
        last = session.run(program);
        session.end_program(last);
        EXPECT_EQ(last.status, alone.status) << program;
        EXPECT_EQ(last.output, alone.output) << program;
        EXPECT_EQ(last.globals, alone.globals) << program;
        EXPECT_EQ(last.fuel, alone.fuel) << program;
    }
    session.finish(last);
    EXPECT_EQ(last.leaked, 0);
}

TEST(ForcedExits, OnceFromThereOnAndAtAPlace) {
    for (EngineId id : {EngineId::traces, EngineId::jit}) {
        RunOptions options;
        const auto failures = [&] { return statistics_of(options, id).jit.guard_failures; };
        const std::uint64_t unforced = failures();
        options.force_exit = 20;
        EXPECT_EQ(failures(), unforced + 1);
        options.force_exit = INT64_MAX;
        EXPECT_GT(statistics_of(options, id).guards, 100);
        options.force_exit = 0;
        options.force_exit_from = 20;
        EXPECT_GT(failures(), unforced + 20);
        options.force_exit_from = 0;

        ExitSitesOf sites;
        options.hooks.optimized = [&](jit::Trace& trace) { sites.add(trace); };
        failures();
        ASSERT_FALSE(sites.list.empty());
        options.hooks.optimized = nullptr;
        options.force_exit_site = sites.list.back();
        EXPECT_GE(failures(), unforced + 1);
        options.force_exit_site = {1, 9999};
        EXPECT_EQ(failures(), unforced);
    }
}

TEST(CodeMemoryFailures, EachIsMetAndChangesNothing) {
    RunOptions options;
    const std::uint64_t operations = statistics_of(options).code_operations;
    // Reserving it, and room and protection of the entry and of a trace at least.
    ASSERT_GE(operations, 5u);
    for (options.fail_code_operation = 1; options.fail_code_operation <= operations; ++options.fail_code_operation)
        EXPECT_GT(statistics_of(options).jit.compile_failures, 0u) << options.fail_code_operation;
}

}  // namespace
}  // namespace sidewinder::oracle
