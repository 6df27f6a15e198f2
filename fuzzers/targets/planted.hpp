// SPDX-License-Identifier: MIT
// The fault that a target is asked to have, by -plant=NAME: a planted bug of the rig (see
// `sidewinder fuzz --list-planted` and planted_hooks.hpp) or one of the target's own.
#pragma once

#include <string>
#include <string_view>

namespace sidewinder::fuzz {

/// Empty: none.
inline std::string planted_fault;

inline bool is_planted(std::string_view name) { return planted_fault == name; }

}  // namespace sidewinder::fuzz
