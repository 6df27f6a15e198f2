// SPDX-License-Identifier: MIT
// The standard library's modules that are written in Python: the files of this folder, built in.
#pragma once

#include <optional>
#include <string_view>

namespace sidewinder {

/// Stands for the folder in sys.path and in the names of its files.
inline constexpr std::string_view library_folder = "<library>";

/// Of "itertools.py" or "collections/abc.py"; nullopt when there is no such file.
std::optional<std::string_view> library_source(std::string_view path);

}  // namespace sidewinder
