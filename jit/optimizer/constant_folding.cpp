// SPDX-License-Identifier: MIT
// Pure uops whose inputs are all known become their result; a local that is known to hold an
// immediate value becomes that constant. Works across inlined calls, because arguments keep their
// symbols. What would miss (overflow, division by zero) is left alone, and so raises or deopts as
// before.
#include "jit/optimizer/abstract_state.hpp"
#include "jit/optimizer/fold.hpp"
#include "jit/optimizer/pass.hpp"

namespace sidewinder::jit {

namespace {

std::optional<Value> fold(const AbstractState& state, const TraceUop& u) {
    if (!traits(u.op).has(uop_flags::pure)) return std::nullopt;
    int pops = uop_pops(u.op, u.oparg);
    Value inputs[2];
    if (pops > 2 || uop_pushes(u.op, u.oparg) != 1) return std::nullopt;
    for (int i = 0; i < pops; ++i) {
        const Fact& fact = state.top(static_cast<std::size_t>(pops - 1 - i));
        if (!fact.constant || !fact.is_immediate()) return std::nullopt;
        inputs[i] = *fact.constant;
    }
    return evaluate_pure(u.op, u.oparg, {inputs, static_cast<std::size_t>(pops)});
}

/// `u` or the constant in its place.
TraceUop improve(const AbstractState& state, const TraceUop& u) {
    if (u.op == Uop::_LOAD_FAST || u.op == Uop::_LOAD_FAST_BORROW) {
        const Fact& fact = state.fact(state.local(u.oparg));
        bool known = fact.constant && fact.is_immediate() && !fact.is(Sort::null);
        return known ? with_op(u, Uop::_LOAD_CONST_INLINE_BORROW, 0, fact.constant->bits) : u;
    }
    if (u.op == Uop::_LOAD_SMALL_INT) return with_op(u, Uop::_LOAD_CONST_INLINE_BORROW, 0, Value::small_int(u.oparg).bits);
    std::optional<Value> result = fold(state, u);
    if (!result) return u;
    Uop op = uop_pops(u.op, u.oparg) == 2 ? Uop::_POP_TWO_LOAD_CONST_INLINE_BORROW
                                          : Uop::_POP_TOP_LOAD_CONST_INLINE_BORROW;
    return with_op(u, op, 0, result->bits);
}

}  // namespace

void constant_folding(Trace& trace, Rewriter& rewriter) {
    AbstractState state(trace);
    for (std::size_t i = 0; i < trace.uops.size(); ++i) {
        rewriter.try_replace(trace, i, improve(state, trace.uops[i]));
        state.step(trace.uops[i]);
        if (state.contradiction()) return;
    }
}

}  // namespace sidewinder::jit
