// SPDX-License-Identifier: MIT
// Status: what a campaign has come to, as a screen, a line, a summary, or a line of its history.
#pragma once

#include "fuzzers/campaign.hpp"
#include "fuzzers/campaign/state.hpp"

#include <string>
#include <string_view>

namespace sidewinder::fuzz {

struct CampaignStatus {
    const CampaignOptions& options;
    const State& state;
    Counts counts;
    double elapsed = 0;        ///< seconds, in all sessions
    double session = 0;        ///< seconds of this one
    std::uint64_t before = 0;  ///< programs of earlier sessions

    double rate() const { return session > 0 ? static_cast<double>(counts.programs - before) / session : 0; }
};

/// Some lines, for a terminal `width` columns wide.
std::string status_screen(const CampaignStatus& status, int width);
std::string status_line(const CampaignStatus& status);
/// What is printed at the end; `fd` is where, or -1.
std::string summary_text(const CampaignStatus& status, int fd);
/// Takes what is on the screen from here on away, where `fd` is a terminal.
std::string_view clear_screen(int fd);
/// In red, where `fd` is a terminal.
std::string loud(const std::string& text, int fd);
/// One JSON object, for the chart over time.
std::string history_line(const CampaignStatus& status);

}  // namespace sidewinder::fuzz
