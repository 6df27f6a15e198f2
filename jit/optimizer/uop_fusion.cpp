// SPDX-License-Identifier: MIT
// Neighbours that one uop does better. A comparison of ints and the guard on its result become a
// guard on the comparison; it leaves before the comparison, which is then done again. Ints are
// divided by a constant power of two without dividing: Python rounds down, as shifts and masks do. What
// does so must not be a guard: its exit would find another divisor on the stack.
// A product that is added to something at once is not put into a value word in between. The place of a loop's end is saved only when its check has something to do.
#include "jit/optimizer/pass.hpp"

#include <bit>
#include <optional>
#include <span>

namespace sidewinder::jit {

namespace {

constexpr std::size_t none = static_cast<std::size_t>(-1);

/// The uop before `i`, apart from those that neither leave nor look at the stack.
std::size_t neighbour(const Trace& trace, std::size_t i) {
    while (i-- > 0)
        if (!is_transparent(trace.uops[i])) return i;
    return none;
}

/// k, when `u` pushes 2**k.
std::optional<int> pushed_power(const TraceUop& u) {
    if (u.op != Uop::_LOAD_CONST_INLINE_BORROW && u.op != Uop::_LOAD_SMALL_INT) return std::nullopt;
    Value v = u.op == Uop::_LOAD_SMALL_INT ? Value::small_int(u.oparg) : Value::from_bits(u.operand);
    if (!v.is_small_int() || v.as_small_int() <= 0) return std::nullopt;
    auto bits = static_cast<std::uint64_t>(v.as_small_int());
    return std::has_single_bit(bits) ? std::optional(std::countr_zero(bits)) : std::nullopt;
}

void fuse_branch(Trace& trace, Rewriter& rewriter, std::size_t compare, std::size_t guard) {
    const TraceUop u = trace.uops[compare];
    if (u.op != Uop::_COMPARE_OP_INT || !rewriter.allow()) return;
    // < and >=, <= and >, == and != are each other's negation, and each pair adds up to 5.
    const unsigned op = u.oparg & 7;
    const bool holds = trace.uops[guard].op == Uop::_GUARD_IS_TRUE_POP;
    const unsigned wanted = holds ? op : 5 - op;
    TraceUop fused = with_op(u, Uop::_GUARD_COMPARE_OP_INT, static_cast<std::uint16_t>(wanted));
    // Only what may leave was told what is borrowed; below the operands it is the same.
    fused.borrowed = trace.uops[guard].borrowed;
    rewriter.replace(trace, compare, fused);
    rewriter.replace(trace, guard, nop(trace.uops[guard]));
}

void reduce_division(Trace& trace, Rewriter& rewriter, std::size_t push, std::size_t divide) {
    const auto power = pushed_power(trace.uops[push]);
    if (!power || !rewriter.allow()) return;
    if (trace.uops[divide].op == Uop::_BINARY_OP_REMAINDER_INT) {
        const Value mask = Value::small_int((std::int64_t{1} << *power) - 1);
        rewriter.replace(trace, push, with_op(trace.uops[push], Uop::_LOAD_CONST_INLINE_BORROW, 0, mask.bits));
        rewriter.replace(trace, divide, with_op(trace.uops[divide], Uop::_BINARY_OP_AND_INT));
    } else {
        rewriter.replace(trace, push, nop(trace.uops[push]));
        rewriter.replace(trace, divide, with_op(trace.uops[divide], Uop::_FLOOR_DIVIDE_INT_BY_POWER, static_cast<std::uint16_t>(*power)));
    }
}

void fuse_product(Trace& trace, Rewriter& rewriter, std::size_t multiply, std::size_t sum) {
    const TraceUop u = trace.uops[sum];
    if (trace.uops[multiply].op != Uop::_BINARY_OP_MULTIPLY_FLOAT || !rewriter.allow()) return;
    rewriter.replace(trace, sum, with_op(u, u.op == Uop::_BINARY_OP_ADD_FLOAT ? Uop::_MULTIPLY_ADD_FLOAT : Uop::_MULTIPLY_SUBTRACT_FLOAT));
    rewriter.replace(trace, multiply, nop(trace.uops[multiply]));
}

/// True when what comes after `i` may read frame->ip as it is there.
bool ip_is_read_after(const Trace& trace, std::size_t i) {
    for (const TraceUop& u : std::span(trace.uops).subspan(i + 1)) {
        if (u.op == Uop::_SET_IP) return false;
        if (traits(u.op).has(uop_flags::raises | uop_flags::escapes | uop_flags::frame)) return true;
    }
    return false;
}

void save_ip_when_due(Trace& trace, Rewriter& rewriter, std::size_t i) {
    std::size_t set = i;
    while (set-- > 0 && trace.uops[set].op == Uop::_NOP) continue;
    if (set == none || trace.uops[set].op != Uop::_SET_IP || ip_is_read_after(trace, i) || !rewriter.allow()) return;
    rewriter.replace(trace, i, with_op(trace.uops[i], Uop::_CHECK_PERIODIC_AT, 0, trace.uops[set].operand));
    rewriter.replace(trace, set, nop(trace.uops[set]));
}

}  // namespace

void uop_fusion(Trace& trace, Rewriter& rewriter) {
    for (std::size_t i = 0; i < trace.uops.size(); ++i) {
        const Uop op = trace.uops[i].op;
        if (op == Uop::_CHECK_PERIODIC) save_ip_when_due(trace, rewriter, i);
        const std::size_t before = neighbour(trace, i);
        if (before == none) continue;
        if (op == Uop::_GUARD_IS_TRUE_POP || op == Uop::_GUARD_IS_FALSE_POP) fuse_branch(trace, rewriter, before, i);
        if (op == Uop::_BINARY_OP_ADD_FLOAT || op == Uop::_BINARY_OP_SUBTRACT_FLOAT) fuse_product(trace, rewriter, before, i);
        if (op == Uop::_BINARY_OP_REMAINDER_INT || op == Uop::_BINARY_OP_FLOOR_DIVIDE_INT) reduce_division(trace, rewriter, before, i);
    }
}

}  // namespace sidewinder::jit
