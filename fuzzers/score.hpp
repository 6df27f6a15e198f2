// SPDX-License-Identifier: MIT
// Score: how well the rig sees. Each planted bug is looked for from scratch by a campaign of one
// job: was it reached (did it change anything), triggered (did the state differ at a back-edge or
// at the end of a trace), detected, blamed on its layer, and how small did the finding become?
// After Magma (Hazimeh, Herrera, Payer 2020): reached, triggered, detected.
#pragma once

#include "fuzzers/campaign.hpp"

#include <climits>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sidewinder::fuzz {

/// What of the rig is at work.
struct Arm {
    std::string_view name, description;
    bool lockstep = true, feedback = true, output_only = false, raw_bytes = false;
};
/// The whole rig first, then with something switched off.
std::span<const Arm> arms();
const Arm* find_arm(std::string_view name);

struct ScoreOptions {
    double budget = 60;                  ///< seconds to find one bug
    int trials = 1;                      ///< of each bug, with seeds `seed`, `seed` + 1, ...
    std::uint64_t seed = 1;
    int jobs = 1;                        ///< trials at a time
    double reduce_seconds = 20;
    std::vector<std::string> bugs;       ///< empty: all
    int part = 1, parts = 1;             ///< only every `parts`-th of them, beginning with number `part`
    int most_missed = INT_MAX;           ///< more bugs that most trials of the first arm miss are an error
    std::vector<std::string> arms;       ///< one after the other; empty: the whole rig
    std::filesystem::path output;        ///< JSON; empty: none
    std::filesystem::path plot;          ///< SVG: bugs detected over time, a curve an arm; empty: none
};

struct Trial {
    std::string arm, bug, bug_class, layer;
    std::uint64_t seed = 0;
    bool reached = false, triggered = false, detected = false;
    double seconds = 0;                  ///< until it was seen
    std::string blamed;                  ///< layer; when detected
    int lines = 0;                       ///< of the reduced program
    std::uint64_t programs = 0;
};

/// One trial; in this process and its campaign's worker. Writes nothing that stays.
Trial run_trial(const Arm& arm, const std::string& bug, std::uint64_t seed, const ScoreOptions& options);
/// All trials in child processes, with progress on a terminal, then the tables. 0; 1: too many bugs were
/// missed; 2: trouble.
int run_score(const ScoreOptions& options);

}  // namespace sidewinder::fuzz
