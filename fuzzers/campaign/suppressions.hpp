// SPDX-License-Identifier: MIT
// Suppressions: causes that are known and not repaired yet. They are asked only when engines
// differ, each time is counted, and they end on a day that is written beside them.
#pragma once

#include "oracle/ladder.hpp"
#include "vm/base/result.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace sidewinder::fuzz {

struct Suppression {
    /// What must be the same in the report; empty: anything. `cluster` is as cluster_of gives it.
    std::string layer, engine, pass, uop, where, cluster;
    std::string reason;
    std::string expires;  ///< the last day on which it applies, as in 2026-12-31

    bool applies(const oracle::LadderReport& report) const;
    bool expired(const std::string& today) const { return expires < today; }
    std::string to_text() const;
};

/// A JSON list of objects with these fields; `layer` or `cluster`, `reason` and `expires` must be there.
Result<std::vector<Suppression>> parse_suppressions(std::string_view text);
/// What parse_suppressions() reads.
std::string suppressions_text(const std::vector<Suppression>& suppressions);
Result<std::vector<Suppression>> read_suppressions(const std::filesystem::path& file);
/// As in 2026-12-31.
std::string today();

}  // namespace sidewinder::fuzz
