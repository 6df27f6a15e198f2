// SPDX-License-Identifier: MIT
// Blame below the layer: which pass, rewrite and uop make an engine differ. All of it is asked of the
// program itself, which is run with less: without a pass, with fewer rewrites, out of a trace early.
#pragma once

#include "oracle/engine.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace sidewinder::oracle {

/// A program on an engine of ours that differs from tier1_generic.
struct Suspect {
    std::string_view source;
    EngineId engine;
    const Outcome& reference;  ///< tier1_generic's
    bool in_state;             ///< it differs only while running, not in the end

    /// Runs in a child.
    bool differs(const RunOptions& run) const;
};

/// Names of the passes without any one of which the difference goes away.
std::string blame_pass(const Suspect& suspect, const RunOptions& run);
/// The smallest number of rewrites with which it differs; 0: no number does, or none is needed.
std::int64_t blame_rewrite(const Suspect& suspect, const RunOptions& run);
/// What rewrite number `rewrite` changed, by comparing the traces with it and without; empty: not found.
std::string rewritten_uop(const Suspect& suspect, const RunOptions& run, std::int64_t rewrite);
/// The uops behind which it is too late: when all guards miss from some moment on, the difference goes away as
/// long as that moment is before the fault. These are the uops from the last such guard to the next one. Empty: not found.
std::string blame_uops(const Suspect& suspect, const RunOptions& run);

}  // namespace sidewinder::oracle
