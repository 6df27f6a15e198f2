// SPDX-License-Identifier: MIT
// Whole programs: each of tests/programs on every engine must print what CPython 3.14 printed, and
// leave nothing behind. What was expected stands in the program (ci/update-expectations).
#include "oracle/engine.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace sidewinder::oracle {
namespace {

struct Expected {
    std::string output, error;
};

std::string read_text(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

Expected expectation(const std::string& source) {
    Expected expected;
    std::istringstream lines(source);
    for (std::string line; std::getline(lines, line);) {
        constexpr std::string_view output = "# expect:", error = "# expect-error: ";
        if (line.starts_with(error)) expected.error = line.substr(error.size());
        else if (line.starts_with(output)) expected.output += line.substr(std::min(line.size(), output.size() + 1)) + "\n";
    }
    return expected;
}

std::vector<std::filesystem::path> all_programs() {
    std::vector<std::filesystem::path> paths;
    for (const auto& entry : std::filesystem::directory_iterator(SIDEWINDER_SOURCE_DIR "/tests/programs"))
        if (entry.path().extension() == ".py") paths.push_back(entry.path());
    std::ranges::sort(paths);
    return paths;
}

class Programs : public testing::TestWithParam<std::filesystem::path> {};

TEST_P(Programs, PrintWhatCPythonPrints) {
    std::string source = read_text(GetParam());
    Expected expected = expectation(source);
    for (EngineId id : all_engines) {
        if (id == EngineId::cpython) continue;
        SCOPED_TRACE(engine_name(id));
        Outcome outcome = run_program(id, source, {});
        EXPECT_EQ(outcome.output, expected.output);
        EXPECT_EQ(outcome.status, expected.error.empty() ? Status::ok : Status::exception) << outcome.note;
        EXPECT_EQ(outcome.leaked, 0);
        std::string type = expected.error.substr(0, expected.error.find(':'));
        EXPECT_EQ(outcome.exceptions.empty() ? "" : outcome.exceptions[0].type, type);
    }
}

TEST_P(Programs, AgreeWhenAGuardIsForcedToFail) {
    std::string source = read_text(GetParam());
    Expected expected = expectation(source);
    for (std::int64_t n : {1, 2, 3, 5, 8, 21, 55, 144, 377}) {
        SCOPED_TRACE(n);
        RunOptions options;
        options.force_exit = n;
        EXPECT_EQ(run_program(EngineId::jit, source, options).output, expected.output);
    }
}

TEST_P(Programs, AgreeWhenGuardsFailAgainAndAgain) {
    std::string source = read_text(GetParam());
    Expected expected = expectation(source);
    for (EngineId id : {EngineId::traces, EngineId::jit})
        for (std::int64_t n : {1, 34}) {
            SCOPED_TRACE(n);
            RunOptions options;
            options.force_exit_from = n;
            EXPECT_EQ(run_program(id, source, options).output, expected.output);
        }
}

INSTANTIATE_TEST_SUITE_P(All, Programs, testing::ValuesIn(all_programs()), [](const auto& parameter) { return parameter.param.stem().string(); });

}  // namespace
}  // namespace sidewinder::oracle
