// SPDX-License-Identifier: MIT
// Report: the directory of a campaign -> one HTML file that needs nothing else.
#pragma once

#include "vm/base/result.hpp"

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace sidewinder::fuzz {

struct ReportParts {
    std::string chart_library;  ///< text of Chart.js
    /// Traces of a program, before and after the optimizer; `planted_bug` may be empty.
    std::function<std::string(const std::string& program, const std::string& planted_bug)> explain;
};

/// Safe between tags and in quotes; what no HTML may have is left out.
std::string escape_html(std::string_view text);
/// The error says that `directory` has no campaign.
Result<std::string> report_html(const std::filesystem::path& directory, const ReportParts& parts);

}  // namespace sidewinder::fuzz
