// SPDX-License-Identifier: MIT
// The recorder: watches the interpreter run, instruction by instruction, and writes down as uops
// what it did. Calls into Python functions are followed; branches become guards on the way taken.
//
// An instruction is written down when the next one is about to run, because only then is known
// where it went and whether a specialized form missed. The operands in its inline cache are
// copied before it runs.
#pragma once

#include "jit/trace/heights.hpp"
#include "jit/trace/trace.hpp"
#include "vm/bytecode/instruction.hpp"
#include "vm/objects/thread.hpp"

#include <array>
#include <optional>

namespace sidewinder::jit {

struct RecorderLimits {
    std::size_t uops = 800;      ///< longest trace
    std::size_t inlined = 10;    ///< deepest chain of inlined frames
    bool count_instructions = false;  ///< write down a _COUNT_INSTRUCTION for each instruction
};

class Recorder {
public:
    /// Gives the instruction that an ENTER_EXECUTOR stands in for.
    using Original = CodeUnit (*)(void* context, CodeHeader* code, unsigned index);

    Recorder(const RecorderLimits& limits, Original original, void* context)
        : limits_(limits), original_(original), context_(context) {}

    bool active() const { return active_; }
    /// Begins a trace at `start` in `frame`, which has `depth` words on its stack.
    void begin(Frame* frame, CodeUnit* start, std::uint32_t depth);
    /// The instruction at `ip` is about to run. False: the trace is complete.
    bool step(Frame* frame, CodeUnit* ip, Value* stack_top);
    /// The last instruction missed and ran as its generic form.
    void missed(Opcode generic) { pending_.opcode = generic; pending_.missed = true; }
    /// Something happened that traces do not contain: the trace ends before the last instruction.
    void stop();
    /// Gives up what was recorded.
    void abandon();
    /// The finished trace; empty when nothing of use was recorded.
    std::optional<Trace> take();

private:
    struct Pending {
        bool present = false;
        bool missed = false;
        Frame* frame = nullptr;      ///< may be gone by the time of translation
        CodeHeader* code = nullptr;  ///< its code, which the trace keeps
        CodeUnit* ip = nullptr;
        Opcode opcode = Opcode::NOP;
        std::uint16_t oparg = 0;
        std::array<CodeUnit, 8> cache{};
        bool entry_frame = false;
        Frame* previous = nullptr;
    };

    void note(Frame* frame, CodeUnit* ip);
    /// Writes the pending instruction down; false when traces cannot contain what it did.
    bool translate(Frame* frame, CodeUnit* ip);
    bool translate_uop(const UopUse& use, Frame* frame, CodeUnit* ip);
    bool translate_branch(Uop uop, bool taken);
    void translate_resumption(Uop uop, Frame* frame);
    bool translate_frame_change(Uop uop, unsigned oparg, Frame* frame);
    void emit(Uop op, unsigned oparg = 0, std::uint64_t operand = 0);
    void finish(Uop last, std::uint32_t target);
    bool closes_here(Frame* frame, CodeUnit* ip) const;
    bool enters_executor(Frame* frame, CodeUnit* ip);
    void keep(CodeHeader* code);
    void note_dictionaries(Frame* frame);
    static std::uint32_t offset(CodeUnit* ip, CodeHeader* code) {
        return static_cast<std::uint32_t>(ip - code->first_unit);
    }

    RecorderLimits limits_;
    Original original_;
    void* context_;
    bool active_ = false;
    bool complete_ = false;
    Trace trace_;
    Heights heights_{FrameShape{}};
    Pending pending_;
    std::size_t safe_size_ = 0;      ///< uops up to the last complete instruction
    std::uint32_t safe_target_ = 0;  ///< where to go on after them
};

}  // namespace sidewinder::jit
