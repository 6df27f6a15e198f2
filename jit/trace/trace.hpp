// SPDX-License-Identifier: MIT
// Trace: the one IR. A straight line of uops with one way in at the top; every guard is a way out.
//
// Exits are not listed: a uop that may leave says by itself where to. A guard that misses, or a
// uop that raises, leaves with the stack as it was at the uop's entry, in the frame it is in, at
// instruction `target`; stack slots in `borrowed` hold references that the slot does not own and
// get one on the way out. Read next: heights.hpp, trace_text.hpp.
#pragma once

#include "vm/bytecode/code_object.hpp"
#include "vm/objects/object.hpp"
#include "vm/uops/uop.hpp"

#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace sidewinder::jit {

/// What is known of a frame while walking a trace. Packed into the operand of uops that change
/// frames: `locals` of the callee for those that push one, with the height of its stack where it is a
/// generator's; of the caller, with the height of its stack below the result, for those that leave one.
struct FrameShape {
    std::uint32_t locals = 0;
    std::uint32_t depth = 0;

    constexpr std::uint64_t pack() const { return (std::uint64_t{locals} << 32) | depth; }
    static constexpr FrameShape unpack(std::uint64_t operand) {
        return {static_cast<std::uint32_t>(operand >> 32), static_cast<std::uint32_t>(operand)};
    }
    friend constexpr bool operator==(FrameShape, FrameShape) = default;
};

struct TraceUop {
    Uop op = Uop::_NOP;
    std::uint16_t oparg = 0;
    std::uint32_t target = 0;    ///< code unit of the instruction it came from, in its frame's code
    std::uint64_t operand = 0;
    std::uint32_t borrowed = 0;  ///< bit i: stack slot i of the frame is borrowed at entry

    friend bool operator==(const TraceUop&, const TraceUop&) = default;
};

/// Something outside the trace that the optimizer took for granted: when `object` is told to have
/// changed and this no longer holds, the trace is invalid. A dictionary's entry `index` still has
/// `value` (and the keys `version`); a class or function still has `version`.
struct Assumption {
    Object* object = nullptr;  ///< borrowed; watched
    std::uint32_t version = 0;
    std::uint32_t index = 0;
    Value value;
    friend bool operator==(const Assumption&, const Assumption&) = default;
};

/// Dictionary entries that have changed under an assumption before: not worth relying on again.
using UnstableGlobals = std::set<std::pair<const Object*, std::uint32_t>>;

struct Trace {
    CodeObject* code = nullptr;       ///< borrowed while recording; null for typed-in traces
    std::uint32_t start = 0;          ///< code unit where it begins
    FrameShape entry;                 ///< locals and stack height on entry
    std::vector<TraceUop> uops;       ///< the last one ends the trace
    std::vector<Ref> owned;           ///< code it runs through, and values made by folding
    std::vector<DictObject*> dictionaries;  ///< globals and builtins it was recorded in; borrowed
    const UnstableGlobals* unstable = nullptr;  ///< null: none are known
    std::vector<Assumption> assumptions;    ///< what the optimizer relied on
};

/// Index of the uop that _JUMP_TO_TOP goes to.
inline std::size_t loop_start(const Trace& trace) {
    for (std::size_t i = 0; i < trace.uops.size(); ++i)
        if (trace.uops[i].op == Uop::_START_LOOP) return i + 1;
    return 0;
}
/// True for uops that push the frame of a Python function, and only that.
constexpr bool pushes_frame(Uop op) {
    return op == Uop::_PUSH_FRAME || op == Uop::_PY_FRAME_GENERAL || op == Uop::_PY_FRAME_KW || op == Uop::_PY_FRAME_EX;
}
/// True for uops that put the frame of a generator back.
constexpr bool resumes_frame(Uop op) { return op == Uop::_FOR_ITER_GEN_FRAME || op == Uop::_SEND_GEN_FRAME; }
/// True for uops after which the caller runs on; all but _RETURN_GENERATOR and _YIELD_VALUE end the frame.
constexpr bool leaves_frame(Uop op) {
    return op == Uop::_RETURN_VALUE || op == Uop::_RETURN_GENERATOR || op == Uop::_YIELD_VALUE ||
           op == Uop::_RETURN_FROM_GENERATOR_TO_FOR_ITER || op == Uop::_RETURN_FROM_GENERATOR_TO_SEND;
}
/// Where a uop leaves to: normally its own instruction.
constexpr std::uint32_t exit_target(const TraceUop& u) {
    return u.op == Uop::_FOR_ITER_TIER_TWO ? static_cast<std::uint32_t>(u.operand) : u.target;
}
/// True when control may leave the trace at this uop.
constexpr bool may_leave(Uop op) {
    return traits(op).has(uop_flags::guard | uop_flags::raises) || op == Uop::_EXIT_TRACE;
}
/// True for guards that the rig can make miss: before them it leaves to their instruction.
constexpr bool can_be_forced(Uop op) {
    return traits(op).has(uop_flags::guard) && op != Uop::_FORCE_EXIT;
}

}  // namespace sidewinder::jit
