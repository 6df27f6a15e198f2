// SPDX-License-Identifier: MIT
// ExitData: what machine code knows of one way out of a trace. Stencils read it, so it is plain.
#pragma once

#include <cstdint>

namespace sidewinder::jit {

struct ExitData {
    const void* code;          ///< where to go on: `leave`, or the trace it is linked to
    std::uint32_t target;      ///< code unit to resume at
    std::uint32_t depth;       ///< height of the stack there
    std::uint32_t borrowed;    ///< bit i: stack slot i needs a reference of its own
    std::uint32_t uop;         ///< index of the uop that leaves
    std::uint32_t count;       ///< times it was left by
    bool raises;               ///< an exception is pending
    std::uint8_t backoff;      ///< attempts to grow a trace from here
    void* owner;               ///< the executor
    void* linked;              ///< the executor it leads to; null: to the interpreter
};

}  // namespace sidewinder::jit
