// SPDX-License-Identifier: MIT
// The dispatch loop. One handler an instruction, made from instructions.def; what a body answers
// (Flow) decides where to go. Unwinding by exception table is at the end.
#include "vm/interpreter/interpreter.hpp"

#include "vm/bytecode/code_object.hpp"
#include "vm/interpreter/bytecode_machine.hpp"
#include "vm/interpreter/specializer.hpp"
#include "vm/interpreter/vm.hpp"

namespace sidewinder {

namespace {

CodeObject* code_of(Frame* frame) { return static_cast<CodeObject*>(frame->code); }

std::uint32_t offset_of(Frame* frame) {
    return static_cast<std::uint32_t>(frame->ip - frame->code->first_unit);
}

const ExceptionTableEntry* find_handler(Frame* frame, std::uint32_t offset) {
    for (const ExceptionTableEntry& entry : code_of(frame)->exception_table)
        if (offset >= entry.start && offset < entry.end) return &entry;
    return nullptr;
}

/// Drops what is on the stack above `base`.
void cut_stack(Value*& sp, Value* base) {
    while (sp > base) {
        Value v = *--sp;
        decref(v);
    }
}

/// Moves to the handler of the pending exception: true with m at its first instruction, false
/// when no frame of this run has one (all of them are gone then).
bool unwind(BytecodeMachine& m, bool add_line) {
    Thread& thread = m.thread_;
    // A RERAISE may blame another instruction (frame->ip), but its own place finds the handler.
    auto where = static_cast<std::uint32_t>(m.ip - m.frame_->code->first_unit);
    for (;; add_line = true) {
        Frame* frame = m.frame_;
        bool shim = frame->function == thread.init_shim;
        if (add_line && !shim && !thread.terminated)
            add_traceback(thread, frame, frame->code->qualname, code_of(frame)->filename,
                          code_of(frame)->lines[offset_of(frame)]);
        const ExceptionTableEntry* handler = thread.terminated ? nullptr : find_handler(frame, where);
        cut_stack(m.sp, frame->stack_base() + (handler ? handler->depth : 0));
        if (handler != nullptr) {
            if (handler->push_offset) m.push(Value::small_int(offset_of(frame)));
            m.push(std::exchange(thread.exception, Value::null()));
            m.ip = frame->code->first_unit + handler->target;
            return true;
        }
        bool entry = (frame->flags & Frame::flag_entry) != 0;
        if (!shim && !thread.terminated) keep_locals(thread, frame, {frame->slots, frame->code->local_count});
        if ((frame->flags & Frame::flag_generator) != 0) finish_generator(thread, frame);
        pop_frame(thread);
        if (entry) return false;
        m.frame_ = thread.frame;
        m.sp = m.frame_->stack_base() + m.frame_->stack_depth;
        where = offset_of(m.frame_);
    }
}

/// Raising again what is being handled does not add the frame to the traceback once more.
bool adds_traceback(const Thread& thread, CodeUnit unit) {
    bool bare_raise = opcode_of(unit) == Opcode::RAISE_VARARGS && oparg_of(unit) == 0;
    return opcode_of(unit) != Opcode::RERAISE && !(bare_raise && thread.exception == handled_exception(thread));
}

/// RERAISE may blame the instruction that raised first: its offset lies oparg words below.
void blame_original(BytecodeMachine& m, std::uint32_t oparg) {
    if (oparg == 0) return;
    Value offset = m.peek(static_cast<int>(oparg));
    m.frame_->ip = m.frame_->code->first_unit + offset.as_small_int();
}

}  // namespace

Ref run(Thread& thread) {
    static const void* const execute[] = {
#define INSTRUCTION(name, ...) &&do_##name,
#define SPECIALIZED(name, ...) &&do_##name,
#include "vm/bytecode/instructions.def"
#undef INSTRUCTION
#undef SPECIALIZED
    };
    static const void* const record_then_execute[] = {
#define INSTRUCTION(name, ...) &&record_instruction,
#define SPECIALIZED(name, ...) &&record_instruction,
#include "vm/bytecode/instructions.def"
#undef INSTRUCTION
#undef SPECIALIZED
    };

    static const void* const count_then_execute[] = {
#define INSTRUCTION(name, ...) &&count_instruction,
#define SPECIALIZED(name, ...) &&count_instruction,
#include "vm/bytecode/instructions.def"
#undef INSTRUCTION
#undef SPECIALIZED
    };

    TierHook& hook = vm_of(thread).hook;
    const void* const* const ordinary = thread.count_instructions ? count_then_execute : execute;
    const void* const* dispatch = ordinary;
    BytecodeMachine m{thread, thread.frame, thread.frame->ip, thread.frame->stack_base() + thread.frame->stack_depth};
    CodeUnit unit = *m.ip;

#define DISPATCH()                      \
    do {                                \
        unit = *m.ip;                   \
        goto* dispatch[unit & 0xFF];    \
    } while (false)

// Flow values that a body cannot answer fold away.
#define FINISH(name)                                                      \
    switch (flow) {                                                       \
        case Flow::next: m.ip += instruction_length(Opcode::name); DISPATCH(); \
        case Flow::frame: DISPATCH();                                     \
        case Flow::branch:                                                \
            m.ip += instruction_length(Opcode::name) + oparg_of(unit);    \
            DISPATCH();                                                   \
        case Flow::back: goto jump_backward;                              \
        case Flow::leave: goto leave;                                     \
        case Flow::raise: goto error;                                     \
        default: goto miss;                                               \
    }

    if (!thread.exception.is_null()) goto error;  // thrown into a generator
    DISPATCH();

#define INSTRUCTION(name, ...)                                                        \
    do_##name : {                                                                     \
        if constexpr (Opcode::name == Opcode::ENTER_EXECUTOR) goto enter_executor;    \
        m.frame_->ip = m.ip;                                                          \
        if constexpr (is_adaptive(Opcode::name)) {                                    \
            if ((m.ip[1] & 0xFFFF) != 0)                                              \
                --m.ip[1];                                                            \
            else                                                                      \
                specialize(thread, m.frame_, m.ip, m.sp);                             \
        }                                                                             \
        if constexpr (Opcode::name == Opcode::RERAISE) blame_original(m, oparg_of(unit)); \
        Flow flow = run_instruction<Opcode::name>(m, oparg_of(unit));                 \
        if constexpr (Opcode::name == Opcode::RESUME)                                 \
            if (flow == Flow::next) goto resume;                                      \
        FINISH(name)                                                                  \
    }
#define SPECIALIZED(name, ...)                                        \
    do_##name : {                                                     \
        m.frame_->ip = m.ip;                                          \
        Flow flow = run_instruction<Opcode::name>(m, oparg_of(unit)); \
        FINISH(name)                                                  \
    }
#include "vm/bytecode/instructions.def"
#undef INSTRUCTION
#undef SPECIALIZED
#undef FINISH

miss: {
    Opcode family = traits(opcode_of(unit)).family;
    if (dispatch == record_then_execute) hook.record_miss(hook.context, family);
    goto* execute[static_cast<std::size_t>(family)];
}

resume:
    if ((m.ip[1] & 0xFFFF) != 0)
        --m.ip[1];
    else if (dispatch == ordinary && hook.hot != nullptr &&
             hook.hot(hook.context, thread, m.frame_, m.ip, m.ip + 2))
        dispatch = record_then_execute;
    m.ip += instruction_length(Opcode::RESUME);
    DISPATCH();

jump_backward: {
    CodeUnit* target = m.ip + instruction_length(Opcode::JUMP_BACKWARD) - oparg_of(unit);
    if ((m.ip[1] & 0xFFFF) != 0)
        --m.ip[1];
    else if (dispatch == ordinary && hook.hot != nullptr &&
             hook.hot(hook.context, thread, m.frame_, m.ip, target))
        dispatch = record_then_execute;
    m.ip = target;
    DISPATCH();
}

count_instruction:
    ++thread.instructions;
    goto* execute[unit & 0xFF];

record_instruction:
    if (thread.count_instructions) ++thread.instructions;
    if (!hook.record(hook.context, thread, m.frame_, m.ip, m.sp)) dispatch = ordinary;
    // A trace may have been installed over this very instruction.
    unit = *m.ip;
    goto* execute[unit & 0xFF];

enter_executor: {
    m.frame_->ip = m.ip;
    CodeUnit original = hook.original(hook.context, m.frame_->code, oparg_of(unit));
    if (--thread.countdown < 0 && !sw_periodic(&thread)) goto error;
    CodeUnit* start = m.ip + instruction_length(Opcode::ENTER_EXECUTOR);
    if (opcode_of(original) == Opcode::JUMP_BACKWARD) start -= oparg_of(original);
    // What ran just now may have invalidated the trace and put the original instruction back.
    bool stays = opcode_of(*m.ip) == Opcode::ENTER_EXECUTOR;
    m.ip = start;
    if (dispatch == record_then_execute || !stays) DISPATCH();
    m.frame_->ip = start;
    m.frame_->stack_depth = static_cast<std::uint32_t>(m.sp - m.frame_->stack_base());
    AfterTrace after = hook.enter(hook.context, thread, m.frame_, oparg_of(unit));
    m.frame_ = thread.frame;
    m.ip = m.frame_->ip;
    m.sp = m.frame_->stack_base() + m.frame_->stack_depth;
    if (after == AfterTrace::raise) goto error;
    if (after == AfterTrace::resume_recording) dispatch = record_then_execute;
    DISPATCH();
}

leave:
    if (dispatch == record_then_execute) hook.record_stop(hook.context, thread);
    return Ref::steal(m.result);

error:
    if (dispatch == record_then_execute) {
        hook.record_stop(hook.context, thread);
        dispatch = ordinary;
    }
    if (!unwind(m, adds_traceback(thread, unit)))
        return {};
    DISPATCH();
#undef DISPATCH
}

}  // namespace sidewinder
