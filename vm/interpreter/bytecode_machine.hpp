// SPDX-License-Identifier: MIT
// BytecodeMachine: the machine of tier 1. Operands come from the instruction and its inline cache,
// the stack is in memory. Its fields end up in registers once the bodies are inlined.
#pragma once

#include "vm/bytecode/instruction.hpp"
#include "vm/uops/bodies.hpp"

#include <cstring>

namespace sidewinder {

struct BytecodeMachine {
    Thread& thread_;
    Frame* frame_;
    CodeUnit* ip;     ///< the instruction under way
    Value* sp;        ///< first free word
    std::uint32_t oparg_ = 0;
    int word_ = 0;    ///< inline cache word of the uop under way
    Value result = Value::null();

    SW_ALWAYS_INLINE Value peek(int i) const { return sp[-1 - i]; }
    SW_ALWAYS_INLINE void drop(int n) { sp -= n; }
    SW_ALWAYS_INLINE void push(Value v) { *sp++ = v; }
    SW_ALWAYS_INLINE Value* arguments(std::uint32_t n) { return sp - n; }
    SW_ALWAYS_INLINE void drop_arguments(std::uint32_t n) { sp -= n; }
    SW_ALWAYS_INLINE void push_arguments(std::uint32_t n) { sp += n; }
    SW_ALWAYS_INLINE std::uint32_t oparg() const { return oparg_; }
    SW_ALWAYS_INLINE Value& local() { return frame_->slots[oparg_]; }
    SW_ALWAYS_INLINE std::uint32_t operand32() const { return ip[1 + word_]; }
    SW_ALWAYS_INLINE std::uint64_t operand64() const {
        std::uint64_t v;
        std::memcpy(&v, ip + 1 + word_, sizeof v);
        return v;
    }
    SW_ALWAYS_INLINE Thread& thread() { return thread_; }
    SW_ALWAYS_INLINE Frame* frame() { return frame_; }
    /// Records how high the caller's stack will be when the call's operands are gone.
    SW_ALWAYS_INLINE void save_stack_depth(std::uint32_t operands) {
        frame_->stack_depth = static_cast<std::uint32_t>(sp - operands - frame_->stack_base());
    }
    SW_ALWAYS_INLINE void set_frame(Frame* callee) {
        frame_ = callee;
        ip = callee->code->first_unit;
        sp = callee->stack_base();
    }
    SW_ALWAYS_INLINE void set_resumed_frame(Frame* callee) {
        frame_ = callee;
        ip = callee->ip + yield_length;
        sp = callee->stack_base() + callee->stack_depth;
    }
    SW_ALWAYS_INLINE Flow leave_frame(Value value) {
        bool entry = (frame_->flags & Frame::flag_entry) != 0;
        pop_frame(thread_);
        return go_on(entry, value, call_length);
    }
    /// The frame, which thread.frame is no longer, was left by an instruction of that length in its caller.
    SW_ALWAYS_INLINE Flow leave_suspended(Value value, unsigned length) {
        return go_on((frame_->flags & Frame::flag_entry) != 0, value, length);
    }
    /// Ends the FOR_ITER or SEND that resumed the frame.
    SW_ALWAYS_INLINE Flow leave_generator(Value value) {
        bool entry = (frame_->flags & Frame::flag_entry) != 0;
        pop_frame(thread_);
        if (entry) return go_on(entry, value, 0);
        CodeUnit resumed = *thread_.frame->ip;
        go_on(entry, value, resume_length + oparg_of(resumed));
        if (traits(opcode_of(resumed)).family != Opcode::FOR_ITER) return Flow::frame;
        drop(1);
        release(value);
        return Flow::frame;
    }
    SW_ALWAYS_INLINE Flow go_on(bool entry, Value value, unsigned length) {
        if (entry) {
            result = value;
            return Flow::leave;
        }
        frame_ = thread_.frame;
        ip = frame_->ip + length;
        sp = frame_->stack_base() + frame_->stack_depth;
        push(value);
        return Flow::frame;
    }
    // Traces only; never reached here.
    bool trace_is_valid() const { return true; }
    CodeUnit* code_unit() const { return ip; }
};

/// Runs the uops of one instruction, each with its part of oparg and its cache word.
template <Opcode opcode, std::size_t i = 0>
SW_ALWAYS_INLINE Flow run_instruction(BytecodeMachine& m, std::uint32_t oparg) {
    constexpr const InstructionTraits& row = traits(opcode);
    if constexpr (i == row.uop_count) {
        return Flow::next;
    } else {
        constexpr UopUse use = row.uops[i];
        m.oparg_ = use.part == OpargPart::high  ? oparg >> 8
                   : use.part == OpargPart::low ? oparg & 255
                                                : oparg;
        m.word_ = use.word;
        Flow flow = run_uop<use.uop>(m);
        if constexpr (i + 1 == row.uop_count) {
            return flow;
        } else {
            if (flow != Flow::next) return flow;
            return run_instruction<opcode, i + 1>(m, oparg);
        }
    }
}

}  // namespace sidewinder
