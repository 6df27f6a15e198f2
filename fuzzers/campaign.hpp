// SPDX-License-Identifier: MIT
// Campaign: worker processes that generate programs and compare engines until time is up. A worker
// that dies is replaced, and the program that killed it is a finding, which the next worker looks
// into; when that kills it too, the program is named and left out. What it knows is in its directory:
//
//     NNNN-layer/   a finding: program.py, reduced.py, finding.json
//     corpus/       programs that reached something new
//     campaign/     state (campaign/state.hpp), options.json, history.jsonl, timeouts.jsonl
#pragma once

#include "fuzzers/campaign/suppressions.hpp"
#include "fuzzers/finding.hpp"
#include "fuzzers/generate/generator.hpp"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace sidewinder::fuzz {

struct CampaignOptions;

/// Program `index` of a campaign with these options; seed, mutations and sizes count, nothing else.
std::string program_text(const CampaignOptions& options, std::uint64_t index);

struct CampaignOptions {
    double seconds = 60;
    std::uint64_t seed = 1;
    std::uint64_t first_index = 0;  ///< to go on where an earlier campaign ended
    std::uint64_t programs = UINT64_MAX;
    int jobs = 1;
    /// The first is the reference. CPythons may be among them, or be all.
    std::vector<oracle::Engine> engines = {oracle::EngineId::tier1_generic, oracle::EngineId::tier1, oracle::EngineId::traces, oracle::EngineId::jit};
    bool lockstep = false;          ///< compare engines of ours with the reference while they run, too
    bool output_only = false;       ///< see no more than output and how a program ended, as rigs that run commands do
    std::filesystem::path directory = "findings";
    std::string planted_bug;        ///< empty: none
    int max_findings = 20;          ///< then the campaign ends
    int max_per_cluster = 5;        ///< findings that are kept of those with one cause; more are counted
    double reduce_seconds = 30;     ///< for each finding; 0: do not reduce
    int mutate_percent = 20;        ///< programs that are mutated after generation
    int feedback_percent = 20;      ///< programs that are made of those that reached something new; 0: none is kept either
    std::uint64_t heartbeat = 10'000;  ///< one in so many programs shows the rig a planted bug; 0: none
    int replays = 100;              ///< times that a reduced finding is run again, if `replay_seconds` are enough
    double replay_seconds = 10;
    std::vector<Suppression> suppressions;
    std::filesystem::path regressions;  ///< folder for findings as regressions; empty: none are filed
    oracle::RunOptions run;
    GeneratorOptions generator;
    bool swarm = true;              ///< slices of programs do without some features of the generator
    bool quiet = false;             ///< no status line
    bool silent = false;            ///< nothing is printed but trouble
    std::filesystem::path coverage; ///< where the list of what was not reached goes; empty: nowhere
    /// Where programs come from. It runs in the worker: what it does there kills no more than that.
    std::function<std::string(const CampaignOptions&, std::uint64_t)> source = program_text;
    /// Told of each program before it runs, in the worker; for tests.
    std::function<void(std::uint64_t index, const std::string& text)> on_program;
    /// Go on with the unfinished campaign of `directory`, with its own options for all that decides
    /// which programs there are and what is a difference; `seconds` counts only if `seconds_given`;
    /// suppressions and the command of a CPython that are given count instead of the kept ones.
    bool resume = false;
    bool seconds_given = false;
    bool restart = false;           ///< begin another though there is an unfinished one
    bool blind = false;             ///< for tests: no comparison finds a difference
};

struct CampaignResult {
    bool trouble = false;           ///< it could not be run; why was printed
    std::uint64_t programs = 0;
    std::uint64_t reached = 0;      ///< programs in which the planted bug changed something
    std::uint64_t findings = 0;
    std::uint64_t unseen = 0;       ///< heartbeats that were not seen
    int exit_status() const { return trouble || unseen > 0 ? 2 : findings > 0 ? 1 : 0; }
};

CampaignResult run_campaign(const CampaignOptions& options);

}  // namespace sidewinder::fuzz
