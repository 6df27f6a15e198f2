// SPDX-License-Identifier: MIT
// Bodies: calls, frames, making functions. A call's operands lie on the stack as
// callable, self or null, arguments.
#pragma once

namespace sidewinder {

/// Calls something that pushes no frame: the operands give way to the result.
template <class M>
SW_ALWAYS_INLINE Flow call_and_release(M& m, Value* operands, std::uint32_t count, Value result) {
    if (result.is_null()) return Flow::raise;
    m.drop_arguments(count);
    // Before the push: in memory the result takes the place of the first operand.
    while (count > 0) release(operands[--count]);
    m.push(result);
    return Flow::next;
}

SW_BODY run(uop::_CALL, M& m) {
    std::uint32_t count = m.oparg() + 2u;
    Value* operands = m.arguments(count);
    m.save_stack_depth(count);
    if (Frame* callee = sw_begin_call(&m.thread(), operands, m.oparg(), Value::null())) {
        m.drop_arguments(count);
        m.set_frame(callee);
        return Flow::frame;
    }
    if (!m.thread().exception.is_null()) return Flow::raise;
    return call_and_release(m, operands, count,
                            sw_call(&m.thread(), operands, m.oparg(), Value::null()));
}
SW_BODY run(uop::_CALL_KW, M& m) {
    std::uint32_t count = m.oparg() + 3u;
    Value* operands = m.arguments(count);
    Value names = operands[count - 1];
    m.save_stack_depth(count);
    if (Frame* callee = sw_begin_call(&m.thread(), operands, m.oparg(), names)) {
        m.drop_arguments(count);
        release(names);
        m.set_frame(callee);
        return Flow::frame;
    }
    if (!m.thread().exception.is_null()) return Flow::raise;
    return call_and_release(m, operands, count,
                            sw_call(&m.thread(), operands, m.oparg(), names));
}
SW_BODY run(uop::_CALL_FUNCTION_EX, M& m) {
    Value* operands = m.arguments(4);
    m.save_stack_depth(4);
    if (Frame* callee = sw_begin_call_ex(&m.thread(), operands)) {
        m.drop_arguments(4);
        m.set_frame(callee);
        return Flow::frame;
    }
    if (!m.thread().exception.is_null()) return Flow::raise;
    return call_and_release(m, operands, 4, sw_call_ex(&m.thread(), operands));
}
SW_BODY run(uop::_CALL_FUNCTION_EX_NON_PY_GENERAL, M& m) {
    Value* operands = m.arguments(4);
    return call_and_release(m, operands, 4, sw_call_ex(&m.thread(), operands));
}
SW_BODY run(uop::_CALL_NON_PY_GENERAL, M& m) {
    std::uint32_t count = m.oparg() + 2u;
    Value* operands = m.arguments(count);
    return call_and_release(m, operands, count,
                            sw_call(&m.thread(), operands, m.oparg(), Value::null()));
}
SW_BODY run(uop::_CALL_KW_NON_PY, M& m) {
    std::uint32_t count = m.oparg() + 3u;
    Value* operands = m.arguments(count);
    return call_and_release(m, operands, count,
                            sw_call(&m.thread(), operands, m.oparg(), operands[count - 1]));
}

/// True for classes whose __init__ may run in a frame of its own; known for certain once one was called.
SW_ALWAYS_INLINE bool may_push_init_frame(TypeObject* type) {
    if ((type->flags & (TypeObject::flag_user_defined | TypeObject::flag_exception)) != TypeObject::flag_user_defined) return false;
    if (type->type != type->thread->types.type) return false;
    constexpr auto make = static_cast<std::size_t>(Special::new_), init = static_cast<std::size_t>(Special::init);
    if (!type->special_known[make] || !type->special_known[init]) return true;
    return type->special_cache[make].is_null() && is_kind(type->special_cache[init], Kind::function);
}
/// True for what sw_begin_call would give a frame: functions, their bound methods, classes.
SW_ALWAYS_INLINE bool may_push_frame(Value callable) {
    if (!callable.is_pointer()) return false;
    Object* o = callable.as_object();
    if (o->kind == Kind::bound_method)
        return is_kind(static_cast<BoundMethod*>(o)->function, Kind::function);
    return o->kind == Kind::function || (o->kind == Kind::type && may_push_init_frame(static_cast<TypeObject*>(o)));
}
SW_BODY run(uop::_CHECK_IS_NOT_PY_CALLABLE, M& m) {
    return may_push_frame(*m.arguments(m.oparg() + 2u)) ? Flow::miss : Flow::next;
}
SW_BODY run(uop::_CHECK_IS_NOT_PY_CALLABLE_KW, M& m) {
    return may_push_frame(*m.arguments(m.oparg() + 3u)) ? Flow::miss : Flow::next;
}
SW_BODY run(uop::_CHECK_IS_NOT_PY_CALLABLE_EX, M& m) {
    return may_push_frame(*m.arguments(4)) ? Flow::miss : Flow::next;
}

// ---- Python functions ----
template <class M>
SW_ALWAYS_INLINE Flow check_function_version(M& m, Value callable) {
    bool same = is_kind(callable, Kind::function) && callable.as<FunctionObject>()->aux == m.operand32();
    return same ? Flow::next : Flow::miss;
}
SW_BODY run(uop::_CHECK_FUNCTION_VERSION, M& m) { return check_function_version(m, *m.arguments(m.oparg() + 2u)); }
SW_BODY run(uop::_CHECK_FUNCTION_VERSION_KW, M& m) { return check_function_version(m, *m.arguments(m.oparg() + 3u)); }
SW_BODY run(uop::_CHECK_FUNCTION_VERSION_EX, M& m) {
    Value* operands = m.arguments(4);
    return is_kind(operands[2], Kind::tuple) ? check_function_version(m, operands[0]) : Flow::miss;
}
SW_BODY run(uop::_CHECK_FUNCTION_EXACT_ARGS, M& m) {
    Value* operands = m.arguments(m.oparg() + 2u);
    auto* code = reinterpret_cast<CodeHeader*>(operands[0].as<FunctionObject>()->code);
    std::uint32_t passed = m.oparg() + (operands[1].is_null() ? 0u : 1u);
    return code->exact_argument_count == passed ? Flow::next : Flow::miss;
}
SW_BODY run(uop::_CHECK_CALL_BOUND_METHOD_EXACT_ARGS, M& m) {
    Value* operands = m.arguments(m.oparg() + 2u);
    if (!operands[1].is_null() || !is_kind(operands[0], Kind::bound_method)) return Flow::miss;
    Value function = operands[0].as<BoundMethod>()->function;
    if (!is_kind(function, Kind::function)) return Flow::miss;
    auto* code = reinterpret_cast<CodeHeader*>(function.as<FunctionObject>()->code);
    return code->exact_argument_count == m.oparg() + 1u ? Flow::next : Flow::miss;
}
SW_BODY run(uop::_CHECK_METHOD_VERSION, M& m) {
    Value* operands = m.arguments(m.oparg() + 2u);
    Value function = operands[0].as<BoundMethod>()->function;
    return function.as<FunctionObject>()->aux == m.operand32() ? Flow::next : Flow::miss;
}
SW_BODY run(uop::_INIT_CALL_BOUND_METHOD_EXACT_ARGS, M& m) {
    Value* operands = m.arguments(m.oparg() + 2u);
    Value method = operands[0];
    Value function = method.as<BoundMethod>()->function, self = method.as<BoundMethod>()->self;
    incref(function);
    incref(self);
    operands[0] = function;
    operands[1] = self;
    release(method);
    return Flow::next;
}
SW_BODY run(uop::_CHECK_STACK_SPACE, M& m) {
    Value callable = *m.arguments(m.oparg() + 2u);
    if (is_kind(callable, Kind::bound_method)) callable = callable.as<BoundMethod>()->function;
    auto* code = reinterpret_cast<CodeHeader*>(callable.as<FunctionObject>()->code);
    return has_room_for_frame(m.thread(), code) ? Flow::next : Flow::miss;
}
SW_BODY run(uop::_PUSH_FRAME, M& m) {
    std::uint32_t count = m.oparg() + 2u;
    Value* operands = m.arguments(count);
    m.save_stack_depth(count);
    // With oparg known, as in stencils for few arguments, the loops go away.
    Value self = operands[1];
    Frame* callee = begin_frame(m.thread(), operands[0].as<FunctionObject>(), m.frame()->end());
    Value* slot = callee->slots;
    if (!self.is_null()) *slot++ = self;
    for (std::uint32_t i = 0; i < m.oparg(); ++i) *slot++ = operands[2 + i];
    for (Value* end = callee->stack_base(); slot < end;) *slot++ = Value::null();
    m.drop_arguments(count);
    m.set_frame(callee);
    return Flow::frame;
}
/// Goes on in the frame that took over the operands, if there is one.
template <class M>
SW_ALWAYS_INLINE Flow enter_frame(M& m, Frame* callee, std::uint32_t operands) {
    if (callee == nullptr) return Flow::raise;
    m.drop_arguments(operands);
    m.set_frame(callee);
    return Flow::frame;
}
SW_BODY run(uop::_PY_FRAME_GENERAL, M& m) {
    std::uint32_t count = m.oparg() + 2u;
    Value* operands = m.arguments(count);
    m.save_stack_depth(count);
    return enter_frame(m, sw_begin_call(&m.thread(), operands, m.oparg(), Value::null()), count);
}
SW_BODY run(uop::_PY_FRAME_KW, M& m) {
    std::uint32_t count = m.oparg() + 3u;
    Value* operands = m.arguments(count);
    Value names = operands[count - 1];
    m.save_stack_depth(count);
    Frame* callee = sw_begin_call(&m.thread(), operands, m.oparg(), names);
    if (callee != nullptr) release(names);
    return enter_frame(m, callee, count);
}
SW_BODY run(uop::_PY_FRAME_EX, M& m) {
    Value* operands = m.arguments(4);
    m.save_stack_depth(4);
    return enter_frame(m, sw_begin_call_ex(&m.thread(), operands), 4);
}
SW_BODY run(uop::_RETURN_VALUE, M& m) {
    Value result = m.peek(0);
    m.drop(1);
    return m.leave_frame(result);
}
SW_BODY run(uop::_GUARD_RETURN_TO, M& m) {
    Frame* frame = m.frame();
    if ((frame->flags & Frame::flag_entry) != 0) return Flow::miss;
    return frame->previous->ip == m.code_unit() ? Flow::next : Flow::miss;
}

// ---- builtins ----
SW_BODY run(uop::_GUARD_CALLABLE_LEN, M& m) {
    bool same = m.peek(2) == m.thread().len_function && m.peek(1).is_null();
    return same ? Flow::next : Flow::miss;
}
SW_BODY run(uop::_GUARD_CALLABLE_ISINSTANCE, M& m) {
    bool same = m.peek(3) == m.thread().isinstance_function && m.peek(2).is_null();
    return same ? Flow::next : Flow::miss;
}
SW_BODY run(uop::_GUARD_CALLABLE_TYPE_1, M& m) {
    bool same = m.peek(2).bits == reinterpret_cast<std::uint64_t>(m.thread().types.type) &&
                m.peek(1).is_null();
    return same ? Flow::next : Flow::miss;
}
SW_BODY run(uop::_GUARD_CALLABLE_STR_1, M& m) {
    bool same = m.peek(2).bits == reinterpret_cast<std::uint64_t>(m.thread().types.str) &&
                m.peek(1).is_null();
    return same ? Flow::next : Flow::miss;
}
SW_BODY run(uop::_GUARD_CALLABLE_LIST_APPEND, M& m) {
    bool same = m.peek(2) == m.thread().list_append_function && is_kind(m.peek(1), Kind::list);
    return same ? Flow::next : Flow::miss;
}

/// callable, null, argument: gives way to what a helper made of the argument.
template <class M>
SW_ALWAYS_INLINE Flow replace_three(M& m, Value result) {
    if (result.is_null()) return Flow::raise;
    Value argument = m.peek(0), self = m.peek(1), callable = m.peek(2);
    m.drop(3);
    m.push(result);
    release(argument);
    release(self);
    release(callable);
    return Flow::next;
}
SW_BODY run(uop::_CALL_LEN, M& m) {
    return replace_three(m, sw_call_len(&m.thread(), m.peek(0)));
}
SW_BODY run(uop::_CALL_TYPE_1, M& m) {
    return replace_three(m, sw_call_type(&m.thread(), m.peek(0)));
}
SW_BODY run(uop::_CALL_STR_1, M& m) {
    return replace_three(m, sw_call_str(&m.thread(), m.peek(0)));
}
SW_BODY run(uop::_CALL_LIST_APPEND, M& m) {
    if (!sw_list_append(&m.thread(), m.peek(1), m.peek(0))) return Flow::raise;
    return replace_three(m, Value::none());
}
SW_BODY run(uop::_CALL_ISINSTANCE, M& m) {
    Value type = m.peek(0), v = m.peek(1), callable = m.peek(3);
    Value result = sw_call_isinstance(&m.thread(), v, type);
    if (result.is_null()) return Flow::raise;
    m.drop(4);
    m.push(result);
    release(type);
    release(v);
    release(callable);
    return Flow::next;
}
SW_BODY run(uop::_GUARD_CALLABLE_BUILTIN_FAST, M& m) {
    return is_kind(*m.arguments(m.oparg() + 2u), Kind::native_function) ? Flow::next : Flow::miss;
}
SW_BODY run(uop::_CALL_BUILTIN_FAST, M& m) { return run(uop::_CALL_NON_PY_GENERAL{}, m); }
SW_BODY run(uop::_GUARD_CALLABLE_BUILTIN_CLASS, M& m) {
    Value callable = *m.arguments(m.oparg() + 2u);
    bool builtin = is_kind(callable, Kind::type) &&
                   (callable.as_object()->flags & TypeObject::flag_user_defined) == 0;
    return builtin ? Flow::next : Flow::miss;
}
SW_BODY run(uop::_CALL_BUILTIN_CLASS, M& m) { return run(uop::_CALL_NON_PY_GENERAL{}, m); }

// ---- classes ----
SW_BODY run(uop::_CHECK_CLASS_VERSION, M& m) {
    Value* operands = m.arguments(m.oparg() + 2u);
    bool same = operands[1].is_null() && is_kind(operands[0], Kind::type) &&
                operands[0].as<TypeObject>()->version == m.operand32();
    return same ? Flow::next : Flow::miss;
}
SW_BODY run(uop::_CREATE_INIT_FRAME, M& m) {
    std::uint32_t count = m.oparg() + 2u;
    Value* operands = m.arguments(count);
    m.save_stack_depth(count);
    return enter_frame(m, sw_begin_init(&m.thread(), operands, m.oparg()), count);
}
SW_BODY run(uop::_EXIT_INIT_CHECK, M& m) {
    if (!sw_exit_init_check(&m.thread(), m.peek(0))) return Flow::raise;
    m.drop(1);
    return Flow::next;
}

// ---- functions and classes being defined ----
SW_BODY run(uop::_MAKE_FUNCTION, M& m) {
    return replace_top(m, sw_make_function(&m.thread(), m.frame(), m.peek(0)));
}
SW_BODY run(uop::_SET_FUNCTION_ATTRIBUTE, M& m) {
    Value function = m.peek(0), attribute = m.peek(1);
    sw_set_function_attribute(function, attribute, m.oparg());
    m.drop(2);
    m.push(function);
    return Flow::next;
}
SW_BODY run(uop::_LOAD_BUILD_CLASS, M& m) {
    Value v = sw_load_build_class(&m.thread());
    if (v.is_null()) return Flow::raise;
    m.push(v);
    return Flow::next;
}

}  // namespace sidewinder
