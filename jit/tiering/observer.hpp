// SPDX-License-Identifier: MIT
// Observer: is told what a Jit does, as it does it. What it is given is borrowed for the call. It
// must not change anything: coverage looks on, planted bugs (StageHooks) interfere.
#pragma once

#include "jit/backend/copy_and_patch.hpp"
#include "jit/optimizer/pass.hpp"
#include "jit/tiering/executor.hpp"
#include "jit/trace/trace.hpp"
#include "vm/bytecode/instruction.hpp"

#include <cstdint>
#include <vector>

namespace sidewinder::jit {

/// What an invalidated trace had relied on.
enum class Watched : std::uint8_t { globals, builtins, function, type };

class Observer : public PatchObserver {
public:
    /// A trace as the recorder made it.
    virtual void recorded(const Trace& trace) = 0;
    /// Entry and uops of a trace before the optimizer (a loop is peeled already), the trace after
    /// it, and the rewrites between them in order.
    virtual void optimized(const Trace& before, const Trace& after, const std::vector<Rewrite>& rewrites) = 0;
    /// A trace was left for the interpreter; the exit's owner is its Executor.
    virtual void left(const ExitData& exit) = 0;
    /// A side trace was installed at that exit.
    virtual void grew(const ExitData& exit) = 0;
    /// `trace_runs`: this one, or another.
    virtual void invalidated(const Executor& executor, Watched cause, bool trace_runs) = 0;
    /// The specializer made `after` of `before`, both of one family.
    virtual void specialized(Opcode before, Opcode after) = 0;

protected:
    ~Observer() = default;
};

}  // namespace sidewinder::jit
