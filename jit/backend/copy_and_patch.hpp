// SPDX-License-Identifier: MIT
// Copy and patch: trace -> machine code. Measures, copies the stencils one after the other, fills
// their holes. Works on unoptimized traces as well.
//
//   | hot parts, falling through | cold parts | exits: one a uop that may leave |
//
// A trace is entered, and loops, with nothing cached in registers.
#pragma once

#include "jit/backend/code_memory.hpp"
#include "jit/stencils/exit_data.hpp"
#include "jit/stencils/stencil.hpp"
#include "jit/trace/trace.hpp"
#include "vm/base/result.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace sidewinder::jit {

/// The exits of a trace and their recipes: filled by plan_exits, completed by compile.
struct ExitPlan {
    std::uint32_t uop;     ///< index of the uop that leaves
    bool raises;           ///< through its error hole
    int cached;            ///< words of the stack that are in registers there
    std::uint32_t depth;   ///< height of the stack there, cached words included
    std::uint32_t locals;  ///< of the frame that is left
};

/// Where a part of the machine code came from.
struct CodeSpan {
    std::uint32_t offset, size;
    std::uint32_t uop;     ///< index; for exits, of the uop that leaves
    enum class Part : std::uint8_t { hot, cold, exit } part;
};

struct MachineCode {
    std::uint8_t* code = nullptr;     ///< in code memory; owned by whoever compiled it
    std::uint32_t size = 0;
    std::vector<CodeSpan> spans;      ///< in order of offset
};

/// One entry for each way out, in the order of the exits that compile() wants.
std::vector<ExitPlan> plan_exits(const Trace& trace);

/// The code `leave` and `enter` that all traces of a Vm share.
struct Entry {
    std::uint8_t* block = nullptr;
    std::uint32_t size = 0;
    const void* leave = nullptr;
    ExitData* (*enter)(Frame*, Thread*, const void* code) = nullptr;
};
Result<Entry> make_entry(CodeMemory& memory);

/// Is told of each hole that compile() fills, and of the value before its addend.
class PatchObserver {
public:
    virtual void patched(const Stencil& stencil, const Hole& hole, std::uint64_t value) = 0;

protected:
    ~PatchObserver() = default;
};

/// Compiles into `memory`. `exits` has one element for each of plan_exits(trace), at addresses
/// that stay; `valid` is the flag that _CHECK_VALIDITY reads; `observer` may be null. The error
/// says what does not fit.
Result<MachineCode> compile(const Trace& trace, CodeMemory& memory, std::span<ExitData> exits, const bool* valid,
                            PatchObserver* observer = nullptr);

}  // namespace sidewinder::jit
