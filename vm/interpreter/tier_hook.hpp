// SPDX-License-Identifier: MIT
// TierHook: the door through which a JIT plugs into the interpreter, which owns it. The
// interpreter tells when something is hot, what it runs while being recorded, and hands over
// where a trace begins; it knows nothing of what is behind.
#pragma once

#include "vm/bytecode/code_object.hpp"
#include "vm/bytecode/instruction.hpp"
#include "vm/uops/frame.hpp"

namespace sidewinder {

/// What to do after a trace has run. The frame is thread.frame, its stack height is in
/// frame->stack_depth and the instruction in frame->ip.
enum class AfterTrace : std::uint8_t {
    resume,            ///< go on interpreting
    resume_recording,  ///< the same, and record a trace from here
    raise,             ///< an exception is pending
};

struct TierHook {
    void* context = nullptr;
    /// The instruction at `ip` (RESUME or JUMP_BACKWARD) is hot; a trace would begin at `start`.
    /// True: record from there.
    bool (*hot)(void* context, Thread&, Frame*, CodeUnit* ip, CodeUnit* start) = nullptr;
    /// Called before each instruction while recording; false ends the recording.
    bool (*record)(void* context, Thread&, Frame*, CodeUnit* ip, Value* stack_top) = nullptr;
    /// The specialized instruction last recorded missed and `generic` ran in its place.
    void (*record_miss)(void* context, Opcode generic) = nullptr;
    /// An exception was raised or the run ended: what is recorded ends before it.
    void (*record_stop)(void* context, Thread&) = nullptr;
    /// The instruction that executor `index` of the code stands in for.
    CodeUnit (*original)(void* context, CodeHeader* code, unsigned index) = nullptr;
    /// Runs the executor.
    AfterTrace (*enter)(void* context, Thread&, Frame*, unsigned index) = nullptr;
    /// The specializer made `after` of `before`, both of one family; null: nobody asks.
    void (*specialized)(void* context, Opcode before, Opcode after) = nullptr;
};

}  // namespace sidewinder
