// SPDX-License-Identifier: MIT
// Bodies: arithmetic and bit operators. Ints are 49 bits in the top of a shifted word, so that a
// 64-bit overflow of the shifted operands is just an overflow of the int.
#pragma once

namespace sidewinder {

/// An inline int's payload in the top 49 bits; the 15 low bits are zero.
SW_ALWAYS_INLINE constexpr std::int64_t shifted(Value v) {
    return static_cast<std::int64_t>(v.bits << 15);
}
SW_ALWAYS_INLINE constexpr Value from_shifted(std::int64_t bits) {
    return Value::from_bits((static_cast<std::uint64_t>(bits) >> 15) | Value::int_tag);
}

SW_BODY run(uop::_GUARD_BOTH_INT, M& m) {
    return ((m.peek(0).bits & m.peek(1).bits) >> 49) == 0x7FFF ? Flow::next : Flow::miss;
}
SW_BODY run(uop::_GUARD_TOS_INT, M& m) {
    return m.peek(0).is_small_int() ? Flow::next : Flow::miss;
}
SW_BODY run(uop::_GUARD_NOS_INT, M& m) {
    return m.peek(1).is_small_int() ? Flow::next : Flow::miss;
}
SW_BODY run(uop::_GUARD_BOTH_FLOAT, M& m) {
    return m.peek(0).is_float() && m.peek(1).is_float() ? Flow::next : Flow::miss;
}
SW_BODY run(uop::_GUARD_TOS_FLOAT, M& m) {
    return m.peek(0).is_float() ? Flow::next : Flow::miss;
}
SW_BODY run(uop::_GUARD_NOS_FLOAT, M& m) {
    return m.peek(1).is_float() ? Flow::next : Flow::miss;
}
SW_BODY run(uop::_GUARD_FLOAT_AND_INT, M& m) {
    Value right = m.peek(0), left = m.peek(1);
    bool mixed = (left.is_float() && right.is_small_int()) ||
                 (left.is_small_int() && right.is_float());
    return mixed ? Flow::next : Flow::miss;
}
SW_BODY run(uop::_BOTH_TO_FLOAT, M& m) {
    Value right = m.peek(0), left = m.peek(1);
    if (left.is_small_int()) left = Value::number(static_cast<double>(left.as_small_int()));
    if (right.is_small_int()) right = Value::number(static_cast<double>(right.as_small_int()));
    m.drop(2);
    m.push(left);
    m.push(right);
    return Flow::next;
}

SW_BODY run(uop::_BINARY_OP, M& m) {
    Value right = m.peek(0), left = m.peek(1);
    Value result = sw_binary_op(&m.thread(), m.oparg(), left, right);
    if (result.is_null()) return Flow::raise;
    m.drop(2);
    m.push(result);
    release(right);
    release(left);
    return Flow::next;
}

// ---- ints ----
SW_BODY run(uop::_BINARY_OP_ADD_INT, M& m) {
    std::int64_t sum;
    if (__builtin_add_overflow(shifted(m.peek(1)), shifted(m.peek(0)), &sum)) [[unlikely]]
        return Flow::miss;
    m.drop(2);
    m.push(from_shifted(sum));
    return Flow::next;
}
SW_BODY run(uop::_BINARY_OP_SUBTRACT_INT, M& m) {
    std::int64_t difference;
    if (__builtin_sub_overflow(shifted(m.peek(1)), shifted(m.peek(0)), &difference)) [[unlikely]]
        return Flow::miss;
    m.drop(2);
    m.push(from_shifted(difference));
    return Flow::next;
}
SW_BODY run(uop::_BINARY_OP_MULTIPLY_INT, M& m) {
    std::int64_t product;
    if (__builtin_mul_overflow(shifted(m.peek(1)), m.peek(0).as_small_int(), &product)) [[unlikely]]
        return Flow::miss;
    m.drop(2);
    m.push(from_shifted(product));
    return Flow::next;
}
SW_BODY run(uop::_BINARY_OP_FLOOR_DIVIDE_INT, M& m) {
    std::int64_t right = m.peek(0).as_small_int(), left = m.peek(1).as_small_int();
    if (right == 0) [[unlikely]]
        return Flow::miss;
    std::int64_t quotient = left / right;
    quotient -= (left % right != 0) & ((left ^ right) < 0);
    // -2^48 // -1 is the one quotient that needs a bit more.
    if (quotient > Value::int_max) [[unlikely]]
        return Flow::miss;
    m.drop(2);
    m.push(Value::small_int(quotient));
    return Flow::next;
}
SW_BODY run(uop::_BINARY_OP_REMAINDER_INT, M& m) {
    std::int64_t right = m.peek(0).as_small_int(), left = m.peek(1).as_small_int();
    if (right == 0) [[unlikely]]
        return Flow::miss;
    std::int64_t remainder = left % right;
    if (remainder != 0 && (remainder ^ right) < 0) remainder += right;
    m.drop(2);
    m.push(Value::small_int(remainder));
    return Flow::next;
}
SW_BODY run(uop::_BINARY_OP_AND_INT, M& m) {
    std::uint64_t bits = m.peek(0).bits & m.peek(1).bits;
    m.drop(2);
    m.push(Value::from_bits(bits));
    return Flow::next;
}
SW_BODY run(uop::_BINARY_OP_OR_INT, M& m) {
    std::uint64_t bits = m.peek(0).bits | m.peek(1).bits;
    m.drop(2);
    m.push(Value::from_bits(bits));
    return Flow::next;
}
SW_BODY run(uop::_BINARY_OP_XOR_INT, M& m) {
    std::uint64_t bits = (m.peek(0).bits ^ m.peek(1).bits) | Value::int_tag;
    m.drop(2);
    m.push(Value::from_bits(bits));
    return Flow::next;
}
SW_BODY run(uop::_BINARY_OP_LSHIFT_INT, M& m) {
    std::int64_t left = m.peek(1).as_small_int();
    std::uint64_t count = static_cast<std::uint64_t>(m.peek(0).as_small_int());
    if (count > 48) [[unlikely]]
        return Flow::miss;
    // Bits are lost when shifting back does not give the number again.
    std::int64_t wide = static_cast<std::int64_t>(static_cast<std::uint64_t>(left) << 15 << count);
    if (wide >> count >> 15 != left) [[unlikely]]
        return Flow::miss;
    m.drop(2);
    m.push(from_shifted(wide));
    return Flow::next;
}
SW_BODY run(uop::_FLOOR_DIVIDE_INT_BY_POWER, M& m) {
    Value result = Value::small_int(m.peek(0).as_small_int() >> m.oparg());
    m.drop(1);
    m.push(result);
    return Flow::next;
}
SW_BODY run(uop::_BINARY_OP_RSHIFT_INT, M& m) {
    std::uint64_t count = static_cast<std::uint64_t>(m.peek(0).as_small_int());
    if (count > 48) [[unlikely]]
        return Flow::miss;
    std::int64_t result = m.peek(1).as_small_int() >> count;
    m.drop(2);
    m.push(Value::small_int(result));
    return Flow::next;
}

// ---- floats ----
SW_BODY run(uop::_BINARY_OP_ADD_FLOAT, M& m) {
    double result = m.peek(1).as_float() + m.peek(0).as_float();
    m.drop(2);
    m.push(Value::number(result));
    return Flow::next;
}
SW_BODY run(uop::_BINARY_OP_SUBTRACT_FLOAT, M& m) {
    double result = m.peek(1).as_float() - m.peek(0).as_float();
    m.drop(2);
    m.push(Value::number(result));
    return Flow::next;
}
SW_BODY run(uop::_MULTIPLY_ADD_FLOAT, M& m) {
    double result = m.peek(2).as_float() + m.peek(1).as_float() * m.peek(0).as_float();
    m.drop(3);
    m.push(Value::number(result));
    return Flow::next;
}
SW_BODY run(uop::_MULTIPLY_SUBTRACT_FLOAT, M& m) {
    double result = m.peek(2).as_float() - m.peek(1).as_float() * m.peek(0).as_float();
    m.drop(3);
    m.push(Value::number(result));
    return Flow::next;
}
SW_BODY run(uop::_BINARY_OP_MULTIPLY_FLOAT, M& m) {
    double result = m.peek(1).as_float() * m.peek(0).as_float();
    m.drop(2);
    m.push(Value::number(result));
    return Flow::next;
}
SW_BODY run(uop::_BINARY_OP_TRUEDIV_FLOAT, M& m) {
    double right = m.peek(0).as_float();
    if (right == 0.0) [[unlikely]]
        return Flow::miss;
    double result = m.peek(1).as_float() / right;
    m.drop(2);
    m.push(Value::number(result));
    return Flow::next;
}

// ---- str and unary ----
SW_BODY run(uop::_GUARD_BOTH_UNICODE, M& m) {
    return is_kind(m.peek(0), Kind::string) && is_kind(m.peek(1), Kind::string) ? Flow::next
                                                                               : Flow::miss;
}
SW_BODY run(uop::_BINARY_OP_ADD_UNICODE, M& m) {
    Value right = m.peek(0), left = m.peek(1);
    Value result = sw_concat(&m.thread(), left, right);
    if (result.is_null()) return Flow::raise;
    m.drop(2);
    m.push(result);
    release(right);
    release(left);
    return Flow::next;
}

/// Replaces the top by what a helper made of it.
template <class M>
SW_ALWAYS_INLINE Flow replace_top(M& m, Value result) {
    if (result.is_null()) return Flow::raise;
    Value old = m.peek(0);
    m.drop(1);
    m.push(result);
    release(old);
    return Flow::next;
}

SW_BODY run(uop::_UNARY_NEGATIVE, M& m) {
    return replace_top(m, sw_unary_negative(&m.thread(), m.peek(0)));
}
SW_BODY run(uop::_UNARY_INVERT, M& m) {
    return replace_top(m, sw_unary_invert(&m.thread(), m.peek(0)));
}
SW_BODY run(uop::_UNARY_NOT, M& m) {
    std::uint64_t bits = m.peek(0).bits ^ 1;
    m.drop(1);
    m.push(Value::from_bits(bits));
    return Flow::next;
}
SW_BODY run(uop::_CALL_INTRINSIC_1, M& m) {
    const bool star = m.oparg() == intrinsic_import_star;
    return replace_top(m, star ? sw_import_star(&m.thread(), m.frame(), m.peek(0)) : sw_call_intrinsic_1(&m.thread(), m.oparg(), m.peek(0)));
}

}  // namespace sidewinder
