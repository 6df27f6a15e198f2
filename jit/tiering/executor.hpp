// SPDX-License-Identifier: MIT
// Executor: a trace that is installed: its uops, its machine code, its exits and how they are
// linked. CPython's word for the same thing.
#pragma once

#include "jit/backend/announce.hpp"
#include "jit/optimizer/pass.hpp"
#include "jit/stencils/exit_data.hpp"
#include "jit/trace/trace.hpp"

#include <optional>
#include <vector>

namespace sidewinder::jit {

struct Executor {
    std::uint32_t id = 0;
    Trace trace;                          ///< as it runs
    std::optional<Trace> recorded;        ///< before optimization, when kept
    std::vector<Rewrite> rewrites;        ///< what the optimizer did, when kept
    bool valid = true;                    ///< read by machine code
    std::vector<ExitPlan> plan;
    std::vector<ExitData> exits;          ///< one for each element of plan; addresses stay
    MachineCode machine_code;             ///< code is null when it runs in the trace interpreter
    DebuggerRegistration debugger;
    CodeUnit* site = nullptr;             ///< the instruction that ENTER_EXECUTOR replaced
    CodeUnit original = 0;                ///< what stood there
    ExitData* parent = nullptr;           ///< the exit it grew from; null for roots
    std::uint32_t chain = 0;              ///< side traces between it and a root
    std::vector<ExitData*> incoming;      ///< exits that are linked to it
    std::uint64_t entered = 0;            ///< from the interpreter
};

}  // namespace sidewinder::jit
