// SPDX-License-Identifier: MIT
// What planted bugs do to traces, as makers of hooks: turn one uop into another, drop it, change
// what it carries.
#pragma once

#include "jit/trace/trace.hpp"

#include <initializer_list>

namespace sidewinder::oracle {

using jit::Trace;
using jit::TraceUop;

/// Applies `change` to each uop of kind `op`.
template <class Change>
void change_each(Trace& trace, Uop op, Change change) {
    for (TraceUop& u : trace.uops)
        if (u.op == op) change(u);
}
inline void drop_each(Trace& trace, std::initializer_list<Uop> ops) {
    for (Uop op : ops) change_each(trace, op, [](TraceUop& u) { u.op = Uop::_NOP; });
}
inline void turn_each(Trace& trace, Uop from, Uop to) {
    change_each(trace, from, [&](TraceUop& u) { u.op = to; });
}
inline Value operand_value(const TraceUop& u) { return Value::from_bits(u.operand); }

}  // namespace sidewinder::oracle
