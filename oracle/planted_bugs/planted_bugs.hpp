// SPDX-License-Identifier: MIT
// Planted bugs: transformations of one stage's output that make it wrong in the way real JITs are
// wrong. Chosen at run time by name; each must be seen by the ladder and blamed on its layer.
#pragma once

#include "jit/tiering/jit_options.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace sidewinder::oracle {

struct PlantedBug {
    std::string_view name;
    std::string_view bug_class;
    std::string_view layer;   ///< that the ladder must blame
    std::string_view what;    ///< in words
    void (*install)(jit::StageHooks&);
    std::string_view proof;   ///< a program that shows it
};

std::span<const PlantedBug> planted_bugs();
/// Null when no bug has that name.
const PlantedBug* find_planted_bug(std::string_view name);
/// Puts the bug into `hooks`; false when no bug has that name. When `reached` is not null it counts
/// how often the bug changed something; it must outlive the hooks.
bool plant(std::string_view name, jit::StageHooks& hooks, std::uint64_t* reached = nullptr);

// ---- the parts of the table, by stage ---------------------------------------------------------
std::span<const PlantedBug> interpreter_bugs();
std::span<const PlantedBug> recorder_bugs();
std::span<const PlantedBug> optimizer_bugs();
std::span<const PlantedBug> backend_bugs();

}  // namespace sidewinder::oracle
