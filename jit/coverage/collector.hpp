// SPDX-License-Identifier: MIT
// Collector: looks on while one Jit works and marks the features it sees in a map of one byte
// each, which may be shared memory or a fuzzing engine's counters.
#pragma once

#include "jit/coverage/universe.hpp"
#include "jit/tiering/observer.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace sidewinder::jit {

class Collector final : public Observer {
public:
    /// `seen` has Universes::get().size() bytes or more, is borrowed, and only ever set to 1.
    explicit Collector(std::span<std::uint8_t> seen);

    void recorded(const Trace& trace) override;
    void optimized(const Trace& before, const Trace& after, const std::vector<Rewrite>& rewrites) override;
    void patched(const Stencil& stencil, const Hole& hole, std::uint64_t value) override;
    void left(const ExitData& exit) override;
    void grew(const ExitData& exit) override;
    void invalidated(const Executor& executor, Watched cause, bool trace_runs) override;
    void specialized(Opcode before, Opcode after) override;

private:
    /// What was seen of one executor.
    struct Known {
        std::vector<bool> exits;         ///< those it was left by
        std::optional<Watched> invalid;  ///< why it was invalidated while a trace ran
    };

    void mark(Feature feature) { seen_[feature] = 1; }
    void mark_rule(const Rewrite& rewrite, const AbstractState* state);
    Known& known(const Executor& executor);

    const Universes& universes_;
    std::span<std::uint8_t> seen_;
    std::vector<Known> executors_;  ///< by id
};

}  // namespace sidewinder::jit
