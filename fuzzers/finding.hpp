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
/// Findings of one cluster are likely to have one cause: layer and uop; where no uop is known what differs,
/// the words at the difference and, of exceptions and crashes, which.
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

/// How often a program showed its symptom again.
struct Rate {
    int shown = 0, runs = 0;
    bool always() const { return shown == runs; }
    std::string to_text() const { return runs == 0 ? "" : std::to_string(shown) + " of " + std::to_string(runs); }
};
/// Runs `text` again, so often at most and so long. Without a symptom, any difference counts.
Rate replay_often(const std::string& text, const std::optional<Symptom>& symptom, const oracle::LadderOptions& ladder, int most, double seconds);

/// What is kept of a finding: program.py, reduced.py and finding.json in a folder of its own.
struct Finding {
    std::string program;
    std::string reduced;           ///< as small as it has become
    oracle::LadderReport report;   ///< of `reduced`
    std::uint64_t seed = 0, index = 0;
    double seconds = 0;            ///< from the campaign's start to when it was seen
    oracle::RunOptions run;
    Confirmation confirmation{};
    std::uint64_t campaign = 0;    ///< of those in the directory
    bool from_corpus = false;      ///< then seed and index do not make the program
    std::string planted_bug{};     ///< empty: none
    std::string command{};         ///< that shows it of `reduced`, with the plainest options; empty: none was looked for
    std::string first_cluster{};   ///< before it was reduced
    Rate rate{};
    bool complete = false;         ///< nothing more will be done about it
};

/// Makes the folder NNNN-layer in `directory`, with all that is in it at once.
Result<std::filesystem::path> keep_finding(const std::filesystem::path& directory, std::uint64_t number, const Finding& finding);
/// Writes the files again; each is the old one or the new one, whatever happens.
Result<void> update_finding(const std::filesystem::path& folder, const Finding& finding);
/// Takes the folder away, at once.
void discard_finding(const std::filesystem::path& folder);
/// Takes away what a process that was killed left half made or half taken away.
void clear_remains(const std::filesystem::path& directory);
/// The highest number of a folder in `directory`.
std::uint64_t last_finding_number(const std::filesystem::path& directory);

/// What there is already of a program's finding.
struct KeptFinding {
    std::filesystem::path folder;
    bool complete = false;
    std::string cluster, first_cluster;
};
std::optional<KeptFinding> find_kept(const std::filesystem::path& directory, std::uint64_t campaign, std::uint64_t index);

/// The compiler, and whether invariants are checked.
std::string build_text();

}  // namespace sidewinder::fuzz
