// SPDX-License-Identifier: MIT
#include "jit/trace/recorder.hpp"

#include "vm/base/check.hpp"

#include <algorithm>
#include <cstring>

namespace sidewinder::jit {

namespace {

/// Guards that stand for a branch in a trace.
Uop guard_for(Uop branch, bool taken) {
    switch (branch) {
        case Uop::_POP_JUMP_IF_TRUE: return taken ? Uop::_GUARD_IS_TRUE_POP : Uop::_GUARD_IS_FALSE_POP;
        case Uop::_POP_JUMP_IF_FALSE: return taken ? Uop::_GUARD_IS_FALSE_POP : Uop::_GUARD_IS_TRUE_POP;
        case Uop::_POP_JUMP_IF_NONE: return taken ? Uop::_GUARD_IS_NONE_POP : Uop::_GUARD_IS_NOT_NONE;
        case Uop::_POP_JUMP_IF_NOT_NONE: return taken ? Uop::_GUARD_IS_NOT_NONE : Uop::_GUARD_IS_NONE_POP;
        case Uop::_ITER_JUMP_LIST: return taken ? Uop::_GUARD_EXHAUSTED_LIST : Uop::_GUARD_NOT_EXHAUSTED_LIST;
        case Uop::_ITER_JUMP_TUPLE: return taken ? Uop::_GUARD_EXHAUSTED_TUPLE : Uop::_GUARD_NOT_EXHAUSTED_TUPLE;
        case Uop::_ITER_JUMP_RANGE: return taken ? Uop::_GUARD_EXHAUSTED_RANGE : Uop::_GUARD_NOT_EXHAUSTED_RANGE;
        default: return Uop::_NOP;
    }
}

bool jumps_by_oparg(Opcode opcode) {
    switch (traits(opcode).family) {
        case Opcode::FOR_ITER:
        case Opcode::POP_JUMP_IF_TRUE:
        case Opcode::POP_JUMP_IF_FALSE:
        case Opcode::POP_JUMP_IF_NONE:
        case Opcode::POP_JUMP_IF_NOT_NONE: return true;
        default: return false;
    }
}

}  // namespace

void Recorder::begin(Frame* frame, CodeUnit* start, std::uint32_t depth) {
    active_ = true;
    complete_ = false;
    trace_ = Trace{};
    trace_.code = static_cast<CodeObject*>(frame->code);
    trace_.start = offset(start, frame->code);
    trace_.entry = {frame->code->local_count, depth};
    heights_ = Heights(trace_.entry);
    pending_ = Pending{};
    safe_size_ = 0;
    safe_target_ = trace_.start;
    keep(frame->code);
    note_dictionaries(frame);
}

void Recorder::keep(CodeHeader* code) {
    for (const Ref& kept : trace_.owned)
        if (kept.get() == Value::object(code)) return;
    trace_.owned.push_back(Ref::borrow(code));
}

void Recorder::note_dictionaries(Frame* frame) {
    for (DictObject* dict : {frame->globals(), frame->builtins()})
        if (std::ranges::find(trace_.dictionaries, dict) == trace_.dictionaries.end())
            trace_.dictionaries.push_back(dict);
}

void Recorder::emit(Uop op, unsigned oparg, std::uint64_t operand) {
    TraceUop u{op, static_cast<std::uint16_t>(oparg), 0, operand, 0};
    u.target = offset(pending_.ip, pending_.code);
    trace_.uops.push_back(u);
    heights_.step(u);
}

void Recorder::finish(Uop last, std::uint32_t target) {
    trace_.uops.push_back({last, 0, target, 0, 0});
    complete_ = true;
    active_ = false;
}

/// True back at the top: same place, same code, same height. The frame may be another one, as
/// after a recursive call: a trace knows its frame only by the register that points to it.
bool Recorder::closes_here(Frame* frame, CodeUnit* ip) const {
    return frame->code == trace_.code && offset(ip, frame->code) == trace_.start && !trace_.uops.empty() &&
           heights_.frame() == trace_.entry;
}

bool Recorder::step(Frame* frame, CodeUnit* ip, [[maybe_unused]] Value* stack_top) {
    if (pending_.present && !translate(frame, ip)) {
        stop();
        return false;
    }
    safe_size_ = trace_.uops.size();
    safe_target_ = offset(ip, frame->code);
    SW_DCHECK(heights_.depth() == static_cast<std::uint32_t>(stack_top - frame->stack_base()),
              "recorder believes in {} words, there are {}", heights_.depth(),
              stack_top - frame->stack_base());
    if (closes_here(frame, ip)) {
        finish(Uop::_JUMP_TO_TOP, safe_target_);
        return false;
    }
    bool too_long = trace_.uops.size() > limits_.uops || heights_.inlined() > limits_.inlined;
    if (too_long || (opcode_of(*ip) == Opcode::ENTER_EXECUTOR && enters_executor(frame, ip))) {
        if (!complete_) finish(Uop::_EXIT_TRACE, safe_target_);
        return false;
    }
    note(frame, ip);
    return true;
}

/// Another trace begins where this instruction leads: go there, so that the exit can be linked to
/// it. Function entries are inlined instead, unless that would never end.
bool Recorder::enters_executor(Frame* frame, CodeUnit* ip) {
    CodeUnit original = original_(context_, frame->code, oparg_of(*ip));
    CodeUnit* start = ip + instruction_length(Opcode::ENTER_EXECUTOR);
    if (opcode_of(original) == Opcode::JUMP_BACKWARD) {
        start -= oparg_of(original);
    } else if (heights_.inlined() <= 2) {
        return false;
    }
    pending_.ip = ip;
    pending_.frame = frame;
    pending_.code = frame->code;
    emit(Uop::_CHECK_VALIDITY);
    emit(Uop::_SET_IP, 0, reinterpret_cast<std::uint64_t>(ip));
    emit(Uop::_CHECK_PERIODIC);
    std::uint32_t target = offset(start, frame->code);
    bool loops = frame->code == trace_.code && target == trace_.start && heights_.frame() == trace_.entry;
    finish(loops ? Uop::_JUMP_TO_TOP : Uop::_EXIT_TRACE, target);
    return true;
}

void Recorder::note(Frame* frame, CodeUnit* ip) {
    CodeUnit unit = *ip;
    if (opcode_of(unit) == Opcode::ENTER_EXECUTOR) unit = original_(context_, frame->code, oparg_of(unit));
    pending_ = Pending{};
    pending_.present = true;
    pending_.frame = frame;
    pending_.code = frame->code;
    pending_.ip = ip;
    pending_.opcode = opcode_of(unit);
    pending_.oparg = oparg_of(unit);
    pending_.entry_frame = (frame->flags & Frame::flag_entry) != 0;
    pending_.previous = frame->previous;
    std::copy_n(ip + 1, cache_words(pending_.opcode), pending_.cache.begin());
}

bool Recorder::translate(Frame* frame, CodeUnit* ip) {
    const InstructionTraits& row = traits(pending_.opcode);
    emit(Uop::_CHECK_VALIDITY);
    emit(Uop::_SET_IP, 0, reinterpret_cast<std::uint64_t>(pending_.ip));
    if (limits_.count_instructions) emit(Uop::_COUNT_INSTRUCTION);
    for (const UopUse& use : row.sequence())
        if (!translate_uop(use, frame, ip)) return false;
    return true;
}

bool Recorder::translate_branch(Uop uop, bool taken) {
    Uop guard = guard_for(uop, taken);
    emit(guard);
    if (guard == Uop::_GUARD_IS_NOT_NONE) emit(Uop::_POP_TOP);
    bool list_or_tuple = uop == Uop::_ITER_JUMP_LIST || uop == Uop::_ITER_JUMP_TUPLE;
    if (taken && list_or_tuple) emit(Uop::_ITER_FINISH);
    return true;
}

/// The generator that was resumed is `frame` now; where it had been suspended, frame->ip still tells.
void Recorder::translate_resumption(Uop uop, Frame* frame) {
    emit(uop == Uop::_FOR_ITER_GEN_FRAME ? Uop::_GUARD_GENERATOR_AT : Uop::_GUARD_RECEIVER_AT, 0, reinterpret_cast<std::uint64_t>(frame->ip));
    emit(uop, 0, FrameShape{frame->code->local_count, frame->stack_depth}.pack());
    keep(frame->code);
    note_dictionaries(frame);
}

bool Recorder::translate_frame_change(Uop uop, unsigned oparg, Frame* frame) {
    if (!leaves_frame(uop)) {
        // The callee is the frame about to run; _CREATE_INIT_FRAME put a shim below it.
        emit(uop, oparg, FrameShape{frame->code->local_count, 0}.pack());
        keep(frame->code);
        note_dictionaries(frame);
        return true;
    }
    if (pending_.entry_frame) return false;
    Frame* caller = pending_.previous;
    if (heights_.inlined() == 0) {
        emit(Uop::_GUARD_RETURN_TO, 0, reinterpret_cast<std::uint64_t>(caller->ip));
        keep(caller->code);
        note_dictionaries(caller);
    }
    // In traces oparg is the number of locals to release.
    emit(uop, uop == Uop::_RETURN_VALUE ? pending_.code->local_count : 0, FrameShape{caller->code->local_count, caller->stack_depth}.pack());
    return true;
}

bool Recorder::translate_uop(const UopUse& use, Frame* frame, CodeUnit* ip) {
    unsigned oparg = use.part == OpargPart::high  ? pending_.oparg >> 8
                     : use.part == OpargPart::low ? pending_.oparg & 255
                                                  : pending_.oparg;
    std::uint64_t operand = 0;
    if (use.word >= 0)
        std::memcpy(&operand, &pending_.cache[static_cast<std::size_t>(use.word)],
                    traits(use.uop).operand == OperandKind::u64 ? 8 : 4);
    CodeUnit* next = pending_.ip + instruction_length(pending_.opcode);
    bool frame_changed = frame != pending_.frame;
    bool taken = jumps_by_oparg(pending_.opcode) && ip != next;
    switch (use.uop) {
        case Uop::_POP_JUMP_IF_TRUE:
        case Uop::_POP_JUMP_IF_FALSE:
        case Uop::_POP_JUMP_IF_NONE:
        case Uop::_POP_JUMP_IF_NOT_NONE:
            if (pending_.oparg == 0) {  // both ways lead to the same place
                emit(Uop::_POP_TOP);
                return true;
            }
            return translate_branch(use.uop, taken);
        case Uop::_ITER_JUMP_LIST:
        case Uop::_ITER_JUMP_TUPLE:
        case Uop::_ITER_JUMP_RANGE: return translate_branch(use.uop, taken);
        case Uop::_ITER_NEXT_LIST:
        case Uop::_ITER_NEXT_TUPLE:
        case Uop::_ITER_NEXT_RANGE:
            if (!taken) emit(use.uop);
            return true;
        case Uop::_FOR_ITER:
            if (taken || frame_changed) return false;
            emit(Uop::_CHECK_IS_NOT_GENERATOR);
            emit(Uop::_FOR_ITER_TIER_TWO, 0, offset(next + pending_.oparg, pending_.code));
            return true;
        case Uop::_JUMP_FORWARD:
        case Uop::_JUMP_BACKWARD: return true;
        case Uop::_LOAD_CONST:
            emit(Uop::_LOAD_CONST_INLINE, 0, pending_.code->constant_table[oparg].bits);
            return true;
        case Uop::_PUSH_NULL_CONDITIONAL:
            if ((oparg & 1) != 0) emit(Uop::_PUSH_NULL);
            return true;
        case Uop::_LOAD_ATTR:
            emit((oparg & 1) != 0 ? Uop::_LOAD_ATTR_CALLABLE : Uop::_LOAD_ATTR_VALUE, oparg);
            return true;
        case Uop::_COPY:
            if (oparg == 1) return emit(Uop::_COPY_1), true;
            if (oparg == 2) return emit(Uop::_COPY_2), true;
            break;
        case Uop::_SWAP:
            if (oparg == 2) return emit(Uop::_SWAP_2), true;
            if (oparg == 3) return emit(Uop::_SWAP_3), true;
            break;
        case Uop::_CALL:
            if (frame_changed) return false;
            emit(Uop::_CHECK_IS_NOT_PY_CALLABLE, oparg);
            emit(Uop::_CALL_NON_PY_GENERAL, oparg);
            return true;
        case Uop::_CALL_KW:
            if (frame_changed) return false;
            emit(Uop::_CHECK_IS_NOT_PY_CALLABLE_KW, oparg);
            emit(Uop::_CALL_KW_NON_PY, oparg);
            return true;
        case Uop::_CALL_FUNCTION_EX:
            if (frame_changed) return false;
            emit(Uop::_CHECK_IS_NOT_PY_CALLABLE_EX);
            emit(Uop::_CALL_FUNCTION_EX_NON_PY_GENERAL);
            return true;
        case Uop::_PUSH_FRAME:
        case Uop::_PY_FRAME_GENERAL:
        case Uop::_PY_FRAME_KW:
        case Uop::_PY_FRAME_EX:
        case Uop::_CREATE_INIT_FRAME:
            if (!frame_changed) return false;
            return translate_frame_change(use.uop, oparg, frame);
        case Uop::_FOR_ITER_GEN_FRAME:
        case Uop::_SEND_GEN_FRAME: return frame_changed && (translate_resumption(use.uop, frame), true);
        case Uop::_RETURN_FROM_GENERATOR: {
            if (pending_.entry_frame) return false;
            const bool loop = traits(opcode_of(*pending_.previous->ip)).family == Opcode::FOR_ITER;
            return translate_frame_change(loop ? Uop::_RETURN_FROM_GENERATOR_TO_FOR_ITER : Uop::_RETURN_FROM_GENERATOR_TO_SEND, 0, frame);
        }
        case Uop::_RETURN_GENERATOR:
        case Uop::_YIELD_VALUE:
        case Uop::_RETURN_VALUE: return translate_frame_change(use.uop, oparg, frame);
        default: break;
    }
    if (traits(use.uop).has(uop_flags::tier1)) return false;
    emit(use.uop, oparg, operand);
    return true;
}

void Recorder::stop() {
    if (!active_) return;
    trace_.uops.resize(safe_size_);
    if (safe_size_ == 0) {
        abandon();
        return;
    }
    finish(Uop::_EXIT_TRACE, safe_target_);
}

void Recorder::abandon() {
    active_ = complete_ = false;
    trace_ = Trace{};
}

std::optional<Trace> Recorder::take() {
    if (!complete_) return std::nullopt;
    complete_ = false;
    return std::move(trace_);
}

}  // namespace sidewinder::jit
