// SPDX-License-Identifier: MIT
// The planted bugs of the rig, for targets that run programs or traces.
#pragma once

#include "fuzzers/targets/planted.hpp"
#include "oracle/planted_bugs/planted_bugs.hpp"

namespace sidewinder::fuzz {

/// Hooks with the rig's bug that is planted, if one is.
inline jit::StageHooks planted_hooks() {
    jit::StageHooks hooks;
    oracle::plant(planted_fault, hooks);
    return hooks;
}

}  // namespace sidewinder::fuzz
