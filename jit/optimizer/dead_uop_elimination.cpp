// SPDX-License-Identifier: MIT
// What is pushed without effect and popped without effect need not be pushed: the pair goes away.
// Between them may stand only uops that cannot leave and do not touch the stack, because an exit
// must find the stack of the bytecode.
#include "jit/optimizer/pass.hpp"

namespace sidewinder::jit {

namespace {

/// Pushes one word and does nothing else.
bool is_pure_push(const TraceUop& u) {
    switch (u.op) {
        case Uop::_LOAD_FAST_BORROW:
        case Uop::_LOAD_CONST_INLINE_BORROW:
        case Uop::_LOAD_SMALL_INT:
        case Uop::_PUSH_NULL: return true;
        default: return false;
    }
}

/// The uop before `i` that is not transparent, when it is a pure push.
std::size_t push_before(const Trace& trace, std::size_t i) {
    while (i-- > 0)
        if (!is_transparent(trace.uops[i])) return is_pure_push(trace.uops[i]) ? i : static_cast<std::size_t>(-1);
    return static_cast<std::size_t>(-1);
}

constexpr std::size_t none = static_cast<std::size_t>(-1);

void remove_pushes(Trace& trace, Rewriter& rewriter, std::size_t i) {
    const TraceUop u = trace.uops[i];
    std::size_t first = push_before(trace, i);
    if (first == none) return;
    if (u.op == Uop::_POP_TWO_LOAD_CONST_INLINE_BORROW) {
        std::size_t second = push_before(trace, first);
        if (second == none || !rewriter.allow()) return;
        rewriter.replace(trace, second, nop(trace.uops[second]));
        rewriter.replace(trace, first, nop(trace.uops[first]));
        rewriter.replace(trace, i, with_op(u, Uop::_LOAD_CONST_INLINE_BORROW, 0, u.operand));
        return;
    }
    if (!rewriter.allow()) return;
    rewriter.replace(trace, first, nop(trace.uops[first]));
    bool pushes = u.op == Uop::_POP_TOP_LOAD_CONST_INLINE_BORROW;
    rewriter.replace(trace, i, pushes ? with_op(u, Uop::_LOAD_CONST_INLINE_BORROW, 0, u.operand) : nop(u));
}

}  // namespace

void dead_uop_elimination(Trace& trace, Rewriter& rewriter) {
    for (std::size_t i = 0; i < trace.uops.size(); ++i) {
        switch (trace.uops[i].op) {
            case Uop::_POP_TOP_NOP:
            case Uop::_POP_TWO_LOAD_CONST_INLINE_BORROW:
            case Uop::_POP_TOP_LOAD_CONST_INLINE_BORROW: remove_pushes(trace, rewriter, i); break;
            default: break;
        }
    }
}

}  // namespace sidewinder::jit
