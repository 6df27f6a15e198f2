// SPDX-License-Identifier: MIT
// Replays every regression on every engine.
#include "oracle/ladder.hpp"

#include <gtest/gtest.h>

namespace sidewinder::oracle {
namespace {

TEST(Regressions, AllEnginesAgree) {
    std::vector<std::filesystem::path> folder = {std::filesystem::path(SIDEWINDER_SOURCE_DIR) / "regressions"};
    auto results = replay(folder);
    EXPECT_FALSE(results.empty());
    for (const ReplayResult& result : results)
        EXPECT_TRUE(result.passed()) << result.path << "\n" << result.problem << result.report.to_text();
}

}  // namespace
}  // namespace sidewinder::oracle
