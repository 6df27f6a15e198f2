// SPDX-License-Identifier: MIT
// Bodies: generators. The frame of a suspended one is a copy that the generator keeps, so resuming
// pushes a frame and suspending pops it.
#pragma once

namespace sidewinder {

SW_BODY run(uop::_RETURN_GENERATOR, M& m) {
    Value generator = sw_return_generator(&m.thread(), m.frame());
    if (generator.is_null()) return Flow::raise;
    return m.leave_suspended(generator, call_length);
}
SW_BODY run(uop::_YIELD_VALUE, M& m) {
    Value value = *m.arguments(1);
    m.save_stack_depth(1);
    m.drop_arguments(1);
    sw_suspend(&m.thread(), m.frame());
    return m.leave_suspended(value, resume_length);
}
SW_BODY run(uop::_RETURN_FROM_GENERATOR, M& m) {
    Value value = m.peek(0);
    m.drop(1);
    sw_finish_generator(&m.thread(), m.frame());
    return m.leave_generator(value);
}
SW_BODY run(uop::_RETURN_FROM_GENERATOR_TO_FOR_ITER, M& m) {
    Value value = m.peek(0);
    m.drop(1);
    sw_finish_generator(&m.thread(), m.frame());
    Flow flow = m.leave_frame(value);
    m.drop(1);
    release(value);
    return flow;
}
SW_BODY run(uop::_RETURN_FROM_GENERATOR_TO_SEND, M& m) {
    Value value = m.peek(0);
    m.drop(1);
    sw_finish_generator(&m.thread(), m.frame());
    return m.leave_frame(value);
}

SW_ALWAYS_INLINE bool can_resume(Value v) { return is_kind(v, Kind::generator) && v.as<GeneratorObject>()->can_resume(); }
template <class M>
SW_ALWAYS_INLINE bool has_room_for(M& m, Value generator) {
    return has_room_for_frame(m.thread(), reinterpret_cast<CodeHeader*>(generator.as<GeneratorObject>()->function->code));
}
/// A generator that was just started takes None only.
SW_ALWAYS_INLINE bool can_send(Value receiver, Value sent) {
    return can_resume(receiver) && (receiver.as_object()->flags != GeneratorObject::created || sent.is_none());
}
SW_BODY run(uop::_CHECK_IS_NOT_GENERATOR, M& m) { return is_kind(m.peek(0), Kind::generator) ? Flow::miss : Flow::next; }
SW_BODY run(uop::_CHECK_GENERATOR, M& m) {
    return can_resume(m.peek(0)) && has_room_for(m, m.peek(0)) ? Flow::next : Flow::miss;
}
SW_BODY run(uop::_GUARD_GENERATOR_AT, M& m) {
    return m.peek(0).template as<GeneratorObject>()->ip == m.code_unit() ? Flow::next : Flow::miss;
}
SW_BODY run(uop::_CHECK_RECEIVER, M& m) {
    return can_send(m.peek(1), m.peek(0)) && has_room_for(m, m.peek(1)) ? Flow::next : Flow::miss;
}
SW_BODY run(uop::_GUARD_RECEIVER_AT, M& m) {
    return m.peek(1).template as<GeneratorObject>()->ip == m.code_unit() ? Flow::next : Flow::miss;
}
SW_BODY run(uop::_FOR_ITER_GEN_FRAME, M& m) {
    Value generator = *m.arguments(1);
    m.save_stack_depth(0);
    m.set_resumed_frame(sw_resume(&m.thread(), generator, Value::none()));
    return Flow::frame;
}
SW_BODY run(uop::_SEND_GEN_FRAME, M& m) {
    Value* operands = m.arguments(2);
    m.save_stack_depth(1);
    m.drop_arguments(1);
    m.set_resumed_frame(sw_resume(&m.thread(), operands[0], operands[1]));
    return Flow::frame;
}

SW_BODY run(uop::_GET_YIELD_FROM_ITER, M& m) { return replace_top(m, sw_get_yield_from_iter(&m.thread(), m.peek(0))); }
SW_BODY run(uop::_SEND, M& m) {
    Value* operands = m.arguments(2);
    Value receiver = operands[0], sent = operands[1];
    if (can_send(receiver, sent)) {
        m.save_stack_depth(1);
        Frame* callee = sw_resume(&m.thread(), receiver, sent);
        if (callee == nullptr) return Flow::raise;
        m.drop_arguments(1);
        m.set_resumed_frame(callee);
        return Flow::frame;
    }
    bool returned = false;
    Value value = sw_send(&m.thread(), receiver, sent, &returned);
    if (value.is_null()) return Flow::raise;
    m.drop_arguments(1);
    m.push(value);
    release(sent);
    return returned ? Flow::branch : Flow::next;
}
SW_BODY run(uop::_END_SEND, M& m) {
    Value value = m.peek(0), receiver = m.peek(1);
    m.drop(2);
    m.push(value);
    release(receiver);
    return Flow::next;
}
SW_BODY run(uop::_CLEANUP_THROW, M& m) {
    Value exception = m.peek(0), last = m.peek(1), receiver = m.peek(2);
    Value value = sw_cleanup_throw(&m.thread(), exception);
    if (value.is_null()) return Flow::raise;
    m.drop(3);
    m.push(Value::none());
    m.push(value);
    release(exception);
    release(last);
    release(receiver);
    return Flow::next;
}

}  // namespace sidewinder
