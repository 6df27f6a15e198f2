// SPDX-License-Identifier: MIT
// A finding: a program on which engines differ, from triage to the files that are kept of it.
#pragma once

#include "fuzzers/reduce/reducer.hpp"
#include "oracle/ladder.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace sidewinder::fuzz {

/// What a smaller program must keep showing.
struct Symptom {
    std::string layer;
    oracle::Engine engine = oracle::EngineId::jit;
    oracle::Engine reference = oracle::EngineId::tier1_generic;
    std::string sort;  ///< crash, timeout, leak, fuel, state or wrong; among CPythons what differs
    friend bool operator==(const Symptom&, const Symptom&) = default;
};

/// nullopt when all agreed.
std::optional<Symptom> symptom_of(const oracle::LadderReport& report);
/// Findings of one cluster are likely to have one cause: blame, what differs, the words at the
/// difference and, of exceptions and crashes, which.
std::string cluster_of(const oracle::LadderReport& report);
/// Shows `symptom` and differs on no rung below: runs only the rungs that matter for that.
bool shows(const std::string& text, const Symptom& symptom, const oracle::RunOptions& run);
/// Reduces while the symptom stays the same.
Result<Reduction> reduce_finding(const std::string& text, const Symptom& symptom, const oracle::RunOptions& run, const ReductionLimits& limits);

/// How often a difference showed when the program was run again.
struct Confirmation {
    int fresh_shown = 0, fresh_runs = 0;  ///< in interpreters that had run nothing
    int warm_shown = 0, warm_runs = 0;    ///< in the ones of the campaign, asked when it never showed in fresh ones
    oracle::Verdict warm_verdict;         ///< of the last of the warm ones that showed it
    std::string to_text() const;          ///< "3 of 3 fresh"; empty when nothing was run again
};

/// What is kept of a finding: program.py, reduced.py and finding.json in a folder of its own.
struct Finding {
    std::string program;
    std::string reduced;           ///< as small as it has become
    oracle::LadderReport report;   ///< of `reduced`
    std::uint64_t seed = 0, index = 0;
    double seconds = 0;            ///< from the campaign's start to when it was seen
    oracle::RunOptions run;
    Confirmation confirmation{};
};

/// A new folder NNNN-layer in `directory`; nobody else gets the same one.
Result<std::filesystem::path> make_finding_folder(const std::filesystem::path& directory, std::string_view layer);
/// Writes the files, over older ones of the same finding.
Result<void> write_finding(const std::filesystem::path& folder, const Finding& finding);

}  // namespace sidewinder::fuzz
