// SPDX-License-Identifier: MIT
// Worker: one process of a campaign. Makes programs, compares engines on them, has differences
// looked into, and keeps in the corpus what reached something new.
#pragma once

#include "fuzzers/campaign/corpus.hpp"
#include "fuzzers/campaign/inquiry.hpp"
#include "oracle/planted_bugs/planted_bugs.hpp"

#include <cstdint>
#include <vector>

namespace sidewinder::fuzz {

/// Nanoseconds on a clock that all processes share.
std::int64_t now();

class Worker {
public:
    /// `changes` counts what the planted bug does in this process; `end` is when time is up.
    Worker(const CampaignOptions& options, State& state, WorkerState& mine, const std::uint64_t& changes, std::int64_t end, std::FILE* reports);

    /// Until time is up or another limit is met.
    void run();

private:
    /// One run of one program through the comparison, and where it counts.
    struct Attempt {
        oracle::RunOptions& plain;   ///< for the reference
        oracle::RunOptions& marked;  ///< for the others
        Counts& counts;
        oracle::RunStatistics last{};
    };

    bool is_over(const Progress& progress) const;
    Candidate make(std::uint64_t index);
    Candidate take(const Progress& progress);
    void handle(const Candidate& candidate, Progress& progress);
    oracle::Outcome seen(oracle::Outcome outcome) const;
    void look_into(const Candidate& candidate, const char* reason, Counts& counts);
    bool agree(const std::string& text, std::uint64_t index, Attempt attempt);
    bool agrees(const oracle::Engine& engine, const std::string& text, std::uint64_t index, const oracle::Outcome& reference, Attempt& attempt);
    void count(Attempt& attempt) const;
    bool incomparable(const std::string& why, Counts& counts);
    void note_timeout(std::uint64_t index, const oracle::Engine& engine, const oracle::Outcome& outcome, Counts& counts);
    void keep_if_new(const Candidate& candidate);
    void show_planted_bug(std::uint64_t index, Counts& counts);
    void report_unseen(const oracle::PlantedBug* bug, Counts& counts);

    const CampaignOptions& o_;
    State& state_;
    WorkerState& s_;
    Inquiry inquiry_;
    Corpus corpus_;
    std::uint64_t corpus_known_ = 0;     ///< additions, by anyone, that were read
    std::vector<std::uint8_t> reached_;  ///< by the program under way
    oracle::RunOptions plain_;           ///< for the reference
    oracle::RunOptions marked_;          ///< marks what is reached, which looking into a finding does not
    const std::uint64_t& changes_;
    std::int64_t end_;
    std::FILE* reports_;
};

}  // namespace sidewinder::fuzz
