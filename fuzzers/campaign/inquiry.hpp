// SPDX-License-Identifier: MIT
// Inquiry: a program on which engines seem to differ -> a finding in the campaign's directory,
// reduced and replayed; or a count, when its cause is known or has been seen often enough.
// What it keeps can be kept twice without being there twice: it may be killed and begin again.
#pragma once

#include "fuzzers/campaign.hpp"
#include "fuzzers/campaign/state.hpp"

#include <cstdio>
#include <optional>
#include <string>

namespace sidewinder::fuzz {

/// A program, and where it is from.
struct Candidate {
    std::string text;
    std::uint64_t index = 0;
    bool from_corpus = false;
};

class Inquiry {
public:
    Inquiry(const CampaignOptions& options, State& state, WorkerState& worker, std::FILE* reports) : o_(options), state_(state), worker_(worker), reports_(reports) {}

    /// `reason` is told when nothing differs any more; `seconds` is when the campaign saw it.
    void look_into(const Candidate& candidate, const char* reason, double seconds, Counts& counts);

private:
    void examine(Finding& finding, const char* reason) const;
    void reduce(Finding& finding) const;
    void confirm(Finding& finding) const;
    void finish(Finding& finding, const std::filesystem::path& folder, Counts& counts) const;
    void file(const Finding& finding) const;
    oracle::LadderOptions ladder_options(const oracle::RunOptions& run) const;
    bool is_suppressed(const oracle::LadderReport& report, Counts& counts) const;
    bool has_room(const std::string& cluster, Counts& counts) const;
    void count(const KeptFinding& kept, Counts& counts) const;
    void tell(const Finding& finding, const std::string& place) const;

    const CampaignOptions& o_;
    State& state_;
    WorkerState& worker_;
    std::FILE* reports_;
};

}  // namespace sidewinder::fuzz
