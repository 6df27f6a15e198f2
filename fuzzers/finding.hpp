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
    oracle::EngineId engine = oracle::EngineId::jit;
    std::string sort;  ///< crash, timeout, leak, fuel or wrong
    friend bool operator==(const Symptom&, const Symptom&) = default;
};

/// nullopt when all agreed.
std::optional<Symptom> symptom_of(const oracle::LadderReport& report);
/// Shows `symptom` and differs on no rung below: runs only the rungs that matter for that.
bool shows(const std::string& text, const Symptom& symptom, const oracle::RunOptions& run);
/// Reduces while the symptom stays the same.
Result<Reduction> reduce_finding(const std::string& text, const Symptom& symptom, const oracle::RunOptions& run, const ReductionLimits& limits);

/// Writes program.py, reduced.py and finding.json into a new NNNN-layer folder of `directory`.
Result<std::filesystem::path> write_finding(const std::filesystem::path& directory, const std::string& program, const std::string& reduced,
                                            const oracle::LadderReport& report, std::uint64_t seed, std::uint64_t index, const oracle::RunOptions& run);

}  // namespace sidewinder::fuzz
