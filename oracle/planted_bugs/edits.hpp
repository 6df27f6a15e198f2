// SPDX-License-Identifier: MIT
// What planted bugs do to traces: drop uops, turn one into another, change what one carries.
#pragma once

#include "jit/trace/trace.hpp"

namespace sidewinder::oracle {

using jit::Trace;
using jit::TraceUop;

/// Applies `change` to each uop of kind `op`.
template <class Change>
void change_each(Trace& trace, Uop op, Change change) {
    for (TraceUop& u : trace.uops)
        if (u.op == op) change(u);
}
/// Applies `change` to the `n`-th uop (from 1) of kind `op`, if there are so many.
template <class Change>
void change_nth(Trace& trace, Uop op, int n, Change change) {
    change_each(trace, op, [&](TraceUop& u) {
        if (--n == 0) change(u);
    });
}
template <Uop from, Uop to>
void turn(Trace& trace) {
    change_each(trace, from, [](TraceUop& u) { u.op = to; });
}
template <Uop... ops>
void drop(Trace& trace) {
    (turn<ops, Uop::_NOP>(trace), ...);
}
template <int bits, Uop... ops>
void flip_oparg(Trace& trace) {
    (change_each(trace, ops, [](TraceUop& u) { u.oparg ^= bits; }), ...);
}
/// The index that a uop carries becomes that of the neighbour before.
template <Uop op>
void lower_index(Trace& trace) {
    change_each(trace, op, [](TraceUop& u) {
        if (u.operand > 0) --u.operand;
    });
}
inline Value operand_value(const TraceUop& u) { return Value::from_bits(u.operand); }

}  // namespace sidewinder::oracle
