// SPDX-License-Identifier: MIT
// Regressions: a finding -> a file for regressions/, with its story in the head comment.
#pragma once

#include "fuzzers/finding.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace sidewinder::fuzz {

/// The reduced program with its story above it; no place of this machine is in that.
std::string regression_text(const Finding& finding);
/// Writes NNNN-slug.py with the next number; nullopt when `folder` has one of the same cluster.
Result<std::optional<std::filesystem::path>> file_regression(const std::filesystem::path& folder, const Finding& finding);

}  // namespace sidewinder::fuzz
