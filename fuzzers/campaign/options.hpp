// SPDX-License-Identifier: MIT
// Options of a campaign as text: what `--resume` goes on with.
#pragma once

#include "fuzzers/campaign.hpp"

namespace sidewinder::fuzz {

std::string options_text(const CampaignOptions& options);
/// Puts what `text` says over `options`; what no text can say (functions, places, how it is shown) stays.
Result<void> take_options(std::string_view text, CampaignOptions& options);

}  // namespace sidewinder::fuzz
