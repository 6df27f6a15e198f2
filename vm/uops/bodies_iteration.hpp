// SPDX-License-Identifier: MIT
// Bodies: iteration, and the jumps of tier 1 with the guards that stand for them in traces.
#pragma once

namespace sidewinder {

SW_BODY run(uop::_GET_ITER, M& m) { return replace_top(m, sw_get_iter(&m.thread(), m.peek(0))); }

SW_BODY run(uop::_FOR_ITER, M& m) {
    if (is_kind(m.peek(0), Kind::generator)) {
        m.save_stack_depth(0);
        Frame* callee = sw_resume(&m.thread(), m.peek(0), Value::none());
        if (callee == nullptr) return m.thread().exception.is_null() ? Flow::branch : Flow::raise;
        m.set_resumed_frame(callee);
        return Flow::frame;
    }
    Value item = sw_iter_next(&m.thread(), m.peek(0));
    if (item.is_null()) return m.thread().exception.is_null() ? Flow::branch : Flow::raise;
    m.push(item);
    return Flow::next;
}
SW_BODY run(uop::_FOR_ITER_TIER_TWO, M& m) {
    Value item = sw_iter_next(&m.thread(), m.peek(0));
    if (item.is_null()) return m.thread().exception.is_null() ? Flow::miss : Flow::raise;
    m.push(item);
    return Flow::next;
}

SW_BODY run(uop::_ITER_CHECK_LIST, M& m) {
    return is_kind(m.peek(0), Kind::list_iterator) ? Flow::next : Flow::miss;
}
SW_BODY run(uop::_ITER_CHECK_TUPLE, M& m) {
    return is_kind(m.peek(0), Kind::tuple_iterator) ? Flow::next : Flow::miss;
}
SW_BODY run(uop::_ITER_CHECK_RANGE, M& m) {
    Value v = m.peek(0);
    bool fits = is_kind(v, Kind::range_iterator) && (v.as_object()->flags & RangeIterator::flag_inline) != 0;
    return fits ? Flow::next : Flow::miss;
}

SW_ALWAYS_INLINE bool list_exhausted(Value iterator) {
    ListIterator* it = iterator.as<ListIterator>();
    return it->list == nullptr || it->index >= it->list->size;
}
SW_ALWAYS_INLINE bool tuple_exhausted(Value iterator) {
    TupleIterator* it = iterator.as<TupleIterator>();
    return it->tuple == nullptr || it->index >= it->tuple->aux;
}
SW_ALWAYS_INLINE bool range_exhausted(Value iterator) {
    return iterator.as<RangeIterator>()->remaining <= 0;
}

SW_BODY run(uop::_ITER_JUMP_LIST, M& m) {
    if (!list_exhausted(m.peek(0))) return Flow::next;
    sw_iter_finish(m.peek(0));
    return Flow::branch;
}
SW_BODY run(uop::_ITER_JUMP_TUPLE, M& m) {
    if (!tuple_exhausted(m.peek(0))) return Flow::next;
    sw_iter_finish(m.peek(0));
    return Flow::branch;
}
SW_BODY run(uop::_ITER_JUMP_RANGE, M& m) {
    return range_exhausted(m.peek(0)) ? Flow::branch : Flow::next;
}
SW_BODY run(uop::_GUARD_NOT_EXHAUSTED_LIST, M& m) {
    return list_exhausted(m.peek(0)) ? Flow::miss : Flow::next;
}
SW_BODY run(uop::_GUARD_NOT_EXHAUSTED_TUPLE, M& m) {
    return tuple_exhausted(m.peek(0)) ? Flow::miss : Flow::next;
}
SW_BODY run(uop::_GUARD_NOT_EXHAUSTED_RANGE, M& m) {
    return range_exhausted(m.peek(0)) ? Flow::miss : Flow::next;
}
SW_BODY run(uop::_GUARD_EXHAUSTED_LIST, M& m) {
    return list_exhausted(m.peek(0)) ? Flow::next : Flow::miss;
}
SW_BODY run(uop::_GUARD_EXHAUSTED_TUPLE, M& m) {
    return tuple_exhausted(m.peek(0)) ? Flow::next : Flow::miss;
}
SW_BODY run(uop::_GUARD_EXHAUSTED_RANGE, M& m) {
    return range_exhausted(m.peek(0)) ? Flow::next : Flow::miss;
}
SW_BODY run(uop::_ITER_NEXT_LIST, M& m) {
    ListIterator* it = m.peek(0).template as<ListIterator>();
    Value item = it->list->items[it->index++];
    incref(item);
    m.push(item);
    return Flow::next;
}
SW_BODY run(uop::_ITER_NEXT_TUPLE, M& m) {
    TupleIterator* it = m.peek(0).template as<TupleIterator>();
    Value item = it->tuple->items[it->index++];
    incref(item);
    m.push(item);
    return Flow::next;
}
SW_BODY run(uop::_ITER_NEXT_RANGE, M& m) {
    RangeIterator* it = m.peek(0).template as<RangeIterator>();
    std::int64_t value = it->next;
    // Past the last item the sum may wrap; nobody reads it then.
    it->next = static_cast<std::int64_t>(static_cast<std::uint64_t>(value) +
                                         static_cast<std::uint64_t>(it->step));
    --it->remaining;
    m.push(Value::small_int(value));
    return Flow::next;
}
SW_BODY run(uop::_ITER_FINISH, M& m) {
    sw_iter_finish(m.peek(0));
    return Flow::next;
}

SW_BODY run(uop::_JUMP_FORWARD, M&) { return Flow::branch; }
SW_BODY run(uop::_JUMP_BACKWARD, M&) { return Flow::back; }
SW_BODY run(uop::_POP_JUMP_IF_TRUE, M& m) {
    bool taken = m.peek(0).is_true();
    m.drop(1);
    return taken ? Flow::branch : Flow::next;
}
SW_BODY run(uop::_POP_JUMP_IF_FALSE, M& m) {
    bool taken = m.peek(0).is_false();
    m.drop(1);
    return taken ? Flow::branch : Flow::next;
}
SW_BODY run(uop::_POP_JUMP_IF_NONE, M& m) {
    Value v = m.peek(0);
    m.drop(1);
    release(v);
    return v.is_none() ? Flow::branch : Flow::next;
}
SW_BODY run(uop::_POP_JUMP_IF_NOT_NONE, M& m) {
    Value v = m.peek(0);
    m.drop(1);
    release(v);
    return v.is_none() ? Flow::next : Flow::branch;
}
SW_BODY run(uop::_GUARD_IS_TRUE_POP, M& m) {
    if (!m.peek(0).is_true()) return Flow::miss;
    m.drop(1);
    return Flow::next;
}
SW_BODY run(uop::_GUARD_IS_FALSE_POP, M& m) {
    if (!m.peek(0).is_false()) return Flow::miss;
    m.drop(1);
    return Flow::next;
}
SW_BODY run(uop::_GUARD_IS_NONE_POP, M& m) {
    if (!m.peek(0).is_none()) return Flow::miss;
    m.drop(1);
    return Flow::next;
}
SW_BODY run(uop::_GUARD_IS_NOT_NONE, M& m) {
    return m.peek(0).is_none() ? Flow::miss : Flow::next;
}

}  // namespace sidewinder
