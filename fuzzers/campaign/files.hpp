// SPDX-License-Identifier: MIT
// Files that are whole or not there at all, whenever the process dies.
#pragma once

#include "vm/base/result.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace sidewinder::fuzz {

/// The whole text; nullopt when it cannot be read.
std::optional<std::string> read_file(const std::filesystem::path& path);
/// Writes beside it and renames. `durable`: it survives a power cut, too.
Result<void> write_whole(const std::filesystem::path& path, std::string_view text, bool durable);
/// Makes a rename or a new file in `folder` survive a power cut.
void sync_folder(const std::filesystem::path& folder);
/// Adds one line, which a reader sees whole or not at all.
void append_line(const std::filesystem::path& path, std::string line);

}  // namespace sidewinder::fuzz
