// SPDX-License-Identifier: MIT
#include "fuzzers/targets/coverage_counters.hpp"

#include "fuzzers/coverage_report.hpp"
#include "vm/base/check.hpp"

namespace sidewinder::fuzz {

namespace {

// libFuzzer finds the counters by their section, whose size is fixed when linking.
constexpr std::size_t most_features = 131072;
[[gnu::section("__libfuzzer_extra_counters"), gnu::used]] std::uint8_t counters[most_features];

}  // namespace

std::span<std::uint8_t> coverage_counters() {
    SW_CHECK(coverage_map_size() <= most_features, "{} features, counters for {}", coverage_map_size(), most_features);
    return counters;
}

}  // namespace sidewinder::fuzz
