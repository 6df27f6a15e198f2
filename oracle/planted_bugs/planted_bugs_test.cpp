// SPDX-License-Identifier: MIT
// Each planted bug has a program that shows it: seen by the ladder, blamed on the right layer, and
// gone without the bug.
#include "oracle/cpython.hpp"
#include "oracle/ladder.hpp"
#include "oracle/planted_bugs/planted_bugs.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace sidewinder::oracle {
namespace {

LadderOptions ladder_options() {
    LadderOptions options;
    std::erase(options.engines, EngineId::cpython);
    options.blame_within_layer = false;
    options.run.isolated_seconds = 5;
    return options;
}

class PlantedBugs : public testing::TestWithParam<PlantedBug> {};

TEST_P(PlantedBugs, IsSeenAndBlamed) {
    const PlantedBug& bug = GetParam();
    LadderOptions options = ladder_options();
    if (bug.layer == "semantics") {
        if (cpython_version() == 0) GTEST_SKIP() << "no CPython to tell";
        options.engines.push_back(EngineId::cpython);
    }
    LadderReport sound = run_ladder(bug.proof, options);
    ASSERT_TRUE(sound.agreed()) << sound.to_text();
    bug.install(options.run.hooks);
    LadderReport report = run_ladder(bug.proof, options);
    EXPECT_EQ(report.layer, bug.layer) << bug.what << "\n" << report.to_text();
}

std::string test_name(const testing::TestParamInfo<PlantedBug>& info) { return std::string(info.param.name); }

INSTANTIATE_TEST_SUITE_P(All, PlantedBugs, testing::ValuesIn(planted_bugs().begin(), planted_bugs().end()), test_name);

TEST(PlantedBugTable, IsLargeEnough) {
    std::set<std::string_view> names, classes;
    for (const PlantedBug& bug : planted_bugs()) {
        EXPECT_TRUE(names.insert(bug.name).second) << bug.name;
        classes.insert(bug.bug_class);
    }
    EXPECT_GE(names.size(), 20u);
    EXPECT_GE(classes.size(), 7u);
    EXPECT_EQ(find_planted_bug("none"), nullptr);
}

}  // namespace
}  // namespace sidewinder::oracle
