// SPDX-License-Identifier: MIT
// The fault that a target is asked to have, by -plant=NAME: a planted bug of the rig (see
// `sidewinder fuzz --list-planted`) or one of the target's own, which is then in what it checks with.
#pragma once

#include "oracle/planted_bugs/planted_bugs.hpp"

#include <string>
#include <string_view>

namespace sidewinder::fuzz {

/// Empty: none.
inline std::string planted_fault;

inline bool is_planted(std::string_view name) { return planted_fault == name; }
/// Hooks with the rig's bug, if it is one.
inline jit::StageHooks planted_hooks() {
    jit::StageHooks hooks;
    oracle::plant(planted_fault, hooks);
    return hooks;
}

}  // namespace sidewinder::fuzz
