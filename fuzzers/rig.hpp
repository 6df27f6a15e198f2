// SPDX-License-Identifier: MIT
// The rig's front door: what the command line calls.
#pragma once

#include "fuzzers/campaign.hpp"

#include <string>

namespace sidewinder::fuzz {

struct ReduceOptions {
    oracle::LadderOptions ladder;
    ReductionLimits limits;
    std::string output;       ///< file to write; empty: standard output
    std::string planted_bug;  ///< empty: none
};

/// Runs the ladder on a file and reduces what differs. 0: reduced; 1: all agree; 2: trouble.
int reduce_file(const std::string& path, const ReduceOptions& options);

}  // namespace sidewinder::fuzz
