// SPDX-License-Identifier: MIT
// Bodies: comparison, identity, membership and truth.
#pragma once

namespace sidewinder {

/// a OP b for a CompareOperator that is an oparg: one flag of three (less, greater, equal) is set
/// for ordered operands, and each operator accepts some of them.
SW_ALWAYS_INLINE bool ordered_result(std::uint32_t op, bool less, bool greater, bool equal) {
    switch (op & 7) {
        case 0: return less;
        case 1: return less | equal;
        case 2: return equal;
        case 3: return !equal;
        case 4: return greater;
        default: return greater | equal;
    }
}

/// The result of a binary uop whose inputs need no release.
template <class M>
SW_ALWAYS_INLINE Flow push_bool_for_two(M& m, bool result) {
    m.drop(2);
    m.push(Value::boolean(result));
    return Flow::next;
}

SW_BODY run(uop::_COMPARE_OP, M& m) {
    Value right = m.peek(0), left = m.peek(1);
    Value result = sw_compare_op(&m.thread(), m.oparg(), left, right);
    if (result.is_null()) return Flow::raise;
    m.drop(2);
    m.push(result);
    release(right);
    release(left);
    return Flow::next;
}
SW_BODY run(uop::_COMPARE_OP_INT, M& m) {
    std::int64_t left = shifted(m.peek(1)), right = shifted(m.peek(0));
    return push_bool_for_two(
        m, ordered_result(m.oparg(), left < right, left > right, left == right));
}
SW_BODY run(uop::_GUARD_COMPARE_OP_INT, M& m) {
    std::int64_t left = shifted(m.peek(1)), right = shifted(m.peek(0));
    if (!ordered_result(m.oparg(), left < right, left > right, left == right)) return Flow::miss;
    m.drop(2);
    return Flow::next;
}
SW_BODY run(uop::_COMPARE_OP_FLOAT, M& m) {
    double left = m.peek(1).as_float(), right = m.peek(0).as_float();
    return push_bool_for_two(
        m, ordered_result(m.oparg(), left < right, left > right, left == right));
}
SW_BODY run(uop::_COMPARE_OP_STR, M& m) {
    Value right = m.peek(0), left = m.peek(1);
    Value result = sw_compare_str(m.oparg(), left, right);
    m.drop(2);
    m.push(result);
    release(right);
    release(left);
    return Flow::next;
}
SW_BODY run(uop::_IS_OP, M& m) {
    Value right = m.peek(0), left = m.peek(1);
    m.drop(2);
    m.push(Value::boolean((left == right) != (m.oparg() != 0)));
    release(right);
    release(left);
    return Flow::next;
}
SW_BODY run(uop::_CONTAINS_OP, M& m) {
    Value container = m.peek(0), item = m.peek(1);
    Value result = sw_contains(&m.thread(), item, container, m.oparg());
    if (result.is_null()) return Flow::raise;
    m.drop(2);
    m.push(result);
    release(container);
    release(item);
    return Flow::next;
}
SW_BODY run(uop::_GUARD_TOS_DICT, M& m) {
    return is_kind(m.peek(0), Kind::dict) ? Flow::next : Flow::miss;
}
SW_BODY run(uop::_CONTAINS_OP_DICT, M& m) { return run(uop::_CONTAINS_OP{}, m); }
SW_BODY run(uop::_GUARD_TOS_ANY_SET, M& m) {
    return is_kind(m.peek(0), Kind::set) ? Flow::next : Flow::miss;
}
SW_BODY run(uop::_CONTAINS_OP_SET, M& m) { return run(uop::_CONTAINS_OP{}, m); }

SW_BODY run(uop::_TO_BOOL, M& m) { return replace_top(m, sw_to_bool(&m.thread(), m.peek(0))); }
SW_BODY run(uop::_TO_BOOL_BOOL, M& m) {
    return m.peek(0).is_bool() ? Flow::next : Flow::miss;
}
SW_BODY run(uop::_TO_BOOL_INT, M& m) {
    Value v = m.peek(0);
    if (!v.is_small_int()) return Flow::miss;
    m.drop(1);
    m.push(Value::boolean(v.bits != Value::int_tag));
    return Flow::next;
}
SW_BODY run(uop::_TO_BOOL_NONE, M& m) {
    if (!m.peek(0).is_none()) return Flow::miss;
    m.drop(1);
    m.push(Value::false_());
    return Flow::next;
}
SW_BODY run(uop::_GUARD_TOS_LIST, M& m) {
    return is_kind(m.peek(0), Kind::list) ? Flow::next : Flow::miss;
}
SW_BODY run(uop::_TO_BOOL_LIST, M& m) {
    return replace_top(m, Value::boolean(m.peek(0).template as<ListObject>()->size != 0));
}
SW_BODY run(uop::_GUARD_TOS_UNICODE, M& m) {
    return is_kind(m.peek(0), Kind::string) ? Flow::next : Flow::miss;
}
SW_BODY run(uop::_TO_BOOL_STR, M& m) {
    return replace_top(m, Value::boolean(m.peek(0).template as<StringObject>()->length != 0));
}
SW_BODY run(uop::_REPLACE_WITH_TRUE, M& m) { return replace_top(m, Value::true_()); }

}  // namespace sidewinder
