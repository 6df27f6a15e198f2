// SPDX-License-Identifier: MIT
// Lockstep: two engines compared while they run. At every loop back-edge and function entry, and
// where traces go back to the interpreter, both must have the same function, instruction, locals,
// stack and output so far. Tells where two engines part, which may be long before it shows.
#pragma once

#include "oracle/engine.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sidewinder::oracle {

struct Divergence {
    std::uint64_t event = 0;  ///< back-edges and function entries up to there
    std::string at;           ///< function, line and what happened there
    std::string what;         ///< what is not the same, in both engines
    std::string to_text() const;
};

struct LockstepResult {
    Outcome reference, other;
    std::optional<Divergence> divergence;
    std::uint64_t compared = 0;  ///< places at which the engines were the same
};

/// Runs `other`, then `reference` beside what `other` did; when they part, both once more as far
/// as that, to say how. Places where traces end are compared when `reference` has no traces. In
/// this process. Neither may be cpython; `options.observer` is not used.
LockstepResult run_lockstep(EngineId reference, EngineId other, std::string_view source, const RunOptions& options,
                            RunStatistics* statistics = nullptr);
/// The same in a child process, which may crash or hang: nullopt then.
std::optional<Divergence> find_divergence(EngineId reference, EngineId other, std::string_view source, const RunOptions& options);

}  // namespace sidewinder::oracle
