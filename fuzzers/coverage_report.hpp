// SPDX-License-Identifier: MIT
// CoverageReport: which features of the Jit were reached, and which are missing.
#pragma once

#include "vm/base/result.hpp"

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sidewinder::fuzz {

/// Bytes that a map of features needs, one each.
std::size_t coverage_map_size();

struct UniverseCoverage {
    std::string_view name;
    std::size_t covered = 0, total = 0;        ///< members; total 0: only counted
    std::vector<std::string_view> missing;     ///< by name
    struct Excluded {
        std::string_view name, reason;
        bool seen;                             ///< then the reason is wrong
    };
    std::vector<Excluded> excluded;            ///< members that no program can reach; not in total
};

/// One for each universe; `map` has coverage_map_size() bytes.
std::vector<UniverseCoverage> read_coverage(std::span<const std::uint8_t> map);
/// Of all members of all universes that can be enumerated.
double coverage_percent(std::span<const std::uint8_t> map);
/// A line for each universe.
std::string coverage_summary(const std::vector<UniverseCoverage>& coverage);
/// Everything, with what is missing and what is left out.
std::string coverage_text(const std::vector<UniverseCoverage>& coverage);
nlohmann::json coverage_json(const std::vector<UniverseCoverage>& coverage);
/// JSON when the file's name ends in .json, else text.
Result<void> write_coverage(const std::filesystem::path& file, const std::vector<UniverseCoverage>& coverage);

}  // namespace sidewinder::fuzz
