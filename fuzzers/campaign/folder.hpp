// SPDX-License-Identifier: MIT
// Folder: the directory of campaigns. Decides whether one begins there, goes on, or had better not.
#pragma once

#include "fuzzers/campaign.hpp"
#include "fuzzers/campaign/state.hpp"

#include <memory>

namespace sidewinder::fuzz {

struct OpenCampaign {
    std::unique_ptr<State> state;
    int lock = -1;  ///< a file that is locked while any process of the campaign lives
};

/// A file of the directory that only one campaign at a time has locked; closing it ends that. The
/// error says that another has it.
Result<int> lock_directory(const std::filesystem::path& directory);
/// Begins a campaign in `options.directory`, or goes on with the one there, with its options. The
/// error says what to do instead; nothing has been changed then.
Result<OpenCampaign> open_campaign(CampaignOptions& options);

}  // namespace sidewinder::fuzz
