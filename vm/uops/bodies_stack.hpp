// SPDX-License-Identifier: MIT
// Bodies: trace control, locals, constants, stack shuffling, cells, globals and names.
#pragma once

namespace sidewinder {

SW_BODY run(uop::_NOP, M&) { return Flow::next; }
SW_BODY run(uop::_CHECK_VALIDITY, M& m) { return m.trace_is_valid() ? Flow::next : Flow::miss; }
SW_BODY run(uop::_SET_IP, M& m) {
    m.frame()->ip = m.code_unit();
    return Flow::next;
}
SW_BODY run(uop::_FORCE_EXIT, M& m) {
    Thread& thread = m.thread();
    if (thread.force_exit == 0) return Flow::next;
    if (thread.force_exit > 0) return --thread.force_exit == 0 ? Flow::miss : Flow::next;
    if (thread.force_exit == -1) return Flow::miss;
    ++thread.force_exit;
    return Flow::next;
}
SW_BODY run(uop::_START_LOOP, M& m) {
    m.arguments(0);  // the loop begins with nothing in registers
    return Flow::next;
}
SW_BODY run(uop::_COUNT_INSTRUCTION, M& m) {
    ++m.thread().trace_instructions;
    return Flow::next;
}
SW_BODY run(uop::_JUMP_TO_TOP, M&) { return Flow::top; }
SW_BODY run(uop::_EXIT_TRACE, M&) { return Flow::exit; }
SW_BODY run(uop::_CHECK_PERIODIC, M& m) {
    if (--m.thread().countdown < 0) [[unlikely]]
        if (!sw_periodic(&m.thread())) return Flow::raise;
    return Flow::next;
}
SW_BODY run(uop::_CHECK_PERIODIC_AT, M& m) {
    if (--m.thread().countdown < 0) [[unlikely]] {
        m.frame()->ip = m.code_unit();
        if (!sw_periodic(&m.thread())) return Flow::raise;
    }
    return Flow::next;
}

// ---- locals ----
SW_BODY run(uop::_LOAD_FAST, M& m) {
    Value v = m.local();
    incref(v);
    m.push(v);
    return Flow::next;
}
SW_BODY run(uop::_LOAD_FAST_BORROW, M& m) {
    m.push(m.local());
    return Flow::next;
}
SW_BODY run(uop::_LOAD_FAST_CHECK, M& m) {
    Value v = m.local();
    if (v.is_null()) [[unlikely]] {
        sw_raise_unbound_local(&m.thread(), m.frame(), m.oparg());
        return Flow::raise;
    }
    incref(v);
    m.push(v);
    return Flow::next;
}
SW_BODY run(uop::_LOAD_FAST_AND_CLEAR, M& m) {
    Value v = m.local();
    m.local() = Value::null();
    m.push(v);
    return Flow::next;
}
SW_BODY run(uop::_STORE_FAST, M& m) {
    Value old = m.local();
    m.local() = m.peek(0);
    m.drop(1);
    release(old);
    return Flow::next;
}
SW_BODY run(uop::_STORE_FAST_NO_RELEASE, M& m) {
    m.local() = m.peek(0);
    m.drop(1);
    return Flow::next;
}
SW_BODY run(uop::_DELETE_FAST, M& m) {
    Value old = m.local();
    if (old.is_null()) [[unlikely]] {
        sw_raise_unbound_local(&m.thread(), m.frame(), m.oparg());
        return Flow::raise;
    }
    m.local() = Value::null();
    release(old);
    return Flow::next;
}

// ---- constants ----
SW_BODY run(uop::_LOAD_CONST, M& m) {
    Value v = m.frame()->code->constant_table[m.oparg()];
    incref(v);
    m.push(v);
    return Flow::next;
}
SW_BODY run(uop::_LOAD_CONST_INLINE, M& m) {
    Value v = Value::from_bits(m.operand64());
    incref(v);
    m.push(v);
    return Flow::next;
}
SW_BODY run(uop::_LOAD_CONST_INLINE_BORROW, M& m) {
    m.push(Value::from_bits(m.operand64()));
    return Flow::next;
}
SW_BODY run(uop::_POP_TWO_LOAD_CONST_INLINE_BORROW, M& m) {
    m.drop(2);
    m.push(Value::from_bits(m.operand64()));
    return Flow::next;
}
SW_BODY run(uop::_POP_TOP_LOAD_CONST_INLINE_BORROW, M& m) {
    m.drop(1);
    m.push(Value::from_bits(m.operand64()));
    return Flow::next;
}
SW_BODY run(uop::_LOAD_SMALL_INT, M& m) {
    m.push(Value::from_bits(Value::int_tag | m.oparg()));
    return Flow::next;
}
SW_BODY run(uop::_LOAD_COMMON_CONSTANT, M& m) {
    m.push(sw_common_constant(&m.thread(), m.oparg()));
    return Flow::next;
}

// ---- stack ----
SW_BODY run(uop::_POP_TOP, M& m) {
    Value v = m.peek(0);
    m.drop(1);
    release(v);
    return Flow::next;
}
SW_BODY run(uop::_POP_TOP_NOP, M& m) {
    m.drop(1);
    return Flow::next;
}
SW_BODY run(uop::_PUSH_NULL, M& m) {
    m.push(Value::null());
    return Flow::next;
}
SW_BODY run(uop::_PUSH_NULL_CONDITIONAL, M& m) {
    if (m.oparg() & 1) m.push(Value::null());
    return Flow::next;
}
SW_BODY run(uop::_COPY, M& m) {
    Value* top = m.arguments(0);
    Value v = top[-static_cast<std::ptrdiff_t>(m.oparg())];
    incref(v);
    top[0] = v;
    m.push_arguments(1);
    return Flow::next;
}
SW_BODY run(uop::_SWAP, M& m) {
    Value* top = m.arguments(0);
    std::ptrdiff_t other = -static_cast<std::ptrdiff_t>(m.oparg());
    Value v = top[-1];
    top[-1] = top[other];
    top[other] = v;
    return Flow::next;
}
SW_BODY run(uop::_COPY_1, M& m) {
    Value v = m.peek(0);
    incref(v);
    m.push(v);
    return Flow::next;
}
SW_BODY run(uop::_COPY_2, M& m) {
    Value v = m.peek(1);
    incref(v);
    m.push(v);
    return Flow::next;
}
SW_BODY run(uop::_SWAP_2, M& m) {
    Value top = m.peek(0), second = m.peek(1);
    m.drop(2);
    m.push(top);
    m.push(second);
    return Flow::next;
}
SW_BODY run(uop::_SWAP_3, M& m) {
    Value top = m.peek(0), second = m.peek(1), third = m.peek(2);
    m.drop(3);
    m.push(top);
    m.push(second);
    m.push(third);
    return Flow::next;
}

// ---- cells ----
SW_BODY run(uop::_MAKE_CELL, M& m) {
    return sw_make_cell(&m.thread(), m.frame(), m.oparg()) ? Flow::next : Flow::raise;
}
SW_BODY run(uop::_COPY_FREE_VARS, M& m) {
    sw_copy_free_vars(m.frame(), m.oparg());
    return Flow::next;
}
SW_BODY run(uop::_LOAD_DEREF, M& m) {
    Value v = m.local().template as<CellObject>()->content;
    if (v.is_null()) [[unlikely]] {
        sw_raise_unbound_deref(&m.thread(), m.frame(), m.oparg());
        return Flow::raise;
    }
    incref(v);
    m.push(v);
    return Flow::next;
}
SW_BODY run(uop::_STORE_DEREF, M& m) {
    CellObject* cell = m.local().template as<CellObject>();
    Value old = cell->content;
    cell->content = m.peek(0);
    m.drop(1);
    release(old);
    return Flow::next;
}
SW_BODY run(uop::_DELETE_DEREF, M& m) {
    CellObject* cell = m.local().template as<CellObject>();
    Value old = cell->content;
    if (old.is_null()) [[unlikely]] {
        sw_raise_unbound_deref(&m.thread(), m.frame(), m.oparg());
        return Flow::raise;
    }
    cell->content = Value::null();
    release(old);
    return Flow::next;
}

// ---- globals and names ----
SW_BODY run(uop::_LOAD_GLOBAL, M& m) {
    Value v = sw_load_global(&m.thread(), m.frame(), m.oparg() >> 1);
    if (v.is_null()) return Flow::raise;
    m.push(v);
    return Flow::next;
}
SW_BODY run(uop::_GUARD_GLOBALS_VERSION, M& m) {
    return m.frame()->globals()->aux == m.operand32() ? Flow::next : Flow::miss;
}
SW_BODY run(uop::_GUARD_BUILTINS_VERSION, M& m) {
    return m.frame()->builtins()->aux == m.operand32() ? Flow::next : Flow::miss;
}
SW_BODY run(uop::_LOAD_GLOBAL_MODULE, M& m) {
    Value v = m.frame()->globals()->entries[m.operand32()].value;
    incref(v);
    m.push(v);
    return Flow::next;
}
SW_BODY run(uop::_LOAD_GLOBAL_BUILTINS, M& m) {
    Value v = m.frame()->builtins()->entries[m.operand32()].value;
    incref(v);
    m.push(v);
    return Flow::next;
}
SW_BODY run(uop::_STORE_GLOBAL, M& m) {
    Value v = m.peek(0);
    if (!sw_store_global(&m.thread(), m.frame(), m.oparg(), v)) return Flow::raise;
    m.drop(1);
    release(v);
    return Flow::next;
}
SW_BODY run(uop::_DELETE_GLOBAL, M& m) {
    return sw_delete_global(&m.thread(), m.frame(), m.oparg()) ? Flow::next : Flow::raise;
}
SW_BODY run(uop::_LOAD_NAME, M& m) {
    Value v = sw_load_name(&m.thread(), m.frame(), m.oparg());
    if (v.is_null()) return Flow::raise;
    m.push(v);
    return Flow::next;
}
SW_BODY run(uop::_STORE_NAME, M& m) {
    Value v = m.peek(0);
    if (!sw_store_name(&m.thread(), m.frame(), m.oparg(), v)) return Flow::raise;
    m.drop(1);
    release(v);
    return Flow::next;
}
SW_BODY run(uop::_DELETE_NAME, M& m) {
    return sw_delete_name(&m.thread(), m.frame(), m.oparg()) ? Flow::next : Flow::raise;
}

}  // namespace sidewinder
