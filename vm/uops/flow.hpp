// SPDX-License-Identifier: MIT
// Flow: what the body of a uop answers to the engine that ran it.
#pragma once

#include <cstdint>

namespace sidewinder {

enum class Flow : std::uint8_t {
    next,    ///< done: go on with the next uop or instruction
    miss,    ///< a guard failed; nothing has changed
    raise,   ///< an exception is pending; the stack is as it was at entry
    branch,  ///< tier 1: jump forward by oparg
    back,    ///< tier 1: jump backward by oparg
    frame,   ///< the current frame has changed
    leave,   ///< tier 1: the outermost frame of this run has returned
    top,     ///< trace: start again
    exit,    ///< trace: leave for the exit's instruction
};

}  // namespace sidewinder
