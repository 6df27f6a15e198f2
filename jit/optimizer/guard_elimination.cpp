// SPDX-License-Identifier: MIT
// Guards that the facts before them prove go away; a guard on two operands of which one is known
// is weakened to the other. What rests on the version of a class or function adds an assumption,
// so that a change invalidates the trace.
#include "jit/optimizer/abstract_state.hpp"
#include "jit/optimizer/pass.hpp"
#include "vm/uops/frame.hpp"

namespace sidewinder::jit {

namespace {

/// What to put in place of a guard on the top two words: itself, half of it, or nothing.
TraceUop weaken(const TraceUop& u, bool top_known, bool second_known, Uop only_top, Uop only_second) {
    if (top_known && second_known) return nop(u);
    if (top_known) return with_op(u, only_second);
    if (second_known) return with_op(u, only_top);
    return u;
}

FunctionObject* known_function(const AbstractState& state, Symbol s) {
    const Fact& fact = state.fact(s);
    bool function = fact.is(Kind::function) && fact.constant;
    return function ? fact.constant->as<FunctionObject>() : nullptr;
}

bool known_callable(const AbstractState& state, Symbol s, Kind kind) {
    const Fact& fact = state.fact(s);
    return fact.is(kind) && fact.constant;
}

/// The guard on a Python function's version: proven by a constant function, which is watched.
TraceUop check_function_version(Trace& trace, const AbstractState& state, const TraceUop& u, Rewriter& rewriter) {
    Symbol callable = state.peek(static_cast<std::uint32_t>(uop_pops(u.op, u.oparg)) - 1u);
    auto version = static_cast<std::uint32_t>(u.operand);
    if (state.function_version(callable) == version) return nop(u);
    FunctionObject* function = known_function(state, callable);
    if (function == nullptr || function->aux != version || rewriter.remaining() <= 0) return u;
    trace.assumptions.push_back({function, version, 0, Value::null()});
    return nop(u);
}

TraceUop check_exact_args(const AbstractState& state, const TraceUop& u) {
    FunctionObject* function = known_function(state, state.peek(u.oparg + 1u));
    const Fact& self = state.fact(state.peek(u.oparg));
    if (function == nullptr || self.is(Sort::unknown) || self.is(Sort::bottom)) return u;
    auto* code = reinterpret_cast<CodeHeader*>(function->code);
    unsigned passed = u.oparg + (self.is(Sort::null) ? 0u : 1u);
    return code->exact_argument_count == passed ? nop(u) : u;
}

/// `u` or what may stand in its place.
TraceUop improve(Trace& trace, const AbstractState& state, const TraceUop& u, Rewriter& rewriter) {
    auto is = [&](std::size_t i, auto what) { return state.top(i).is(what); };
    auto version = static_cast<std::uint32_t>(u.operand);
    switch (u.op) {
        case Uop::_GUARD_BOTH_INT:
            return weaken(u, is(0, Sort::small_int), is(1, Sort::small_int), Uop::_GUARD_TOS_INT, Uop::_GUARD_NOS_INT);
        case Uop::_GUARD_TOS_INT: return is(0, Sort::small_int) ? nop(u) : u;
        case Uop::_GUARD_NOS_INT: return is(1, Sort::small_int) ? nop(u) : u;
        case Uop::_GUARD_BOTH_FLOAT:
            return weaken(u, is(0, Sort::number), is(1, Sort::number), Uop::_GUARD_TOS_FLOAT, Uop::_GUARD_NOS_FLOAT);
        case Uop::_GUARD_TOS_FLOAT: return is(0, Sort::number) ? nop(u) : u;
        case Uop::_GUARD_NOS_FLOAT: return is(1, Sort::number) ? nop(u) : u;
        case Uop::_GUARD_FLOAT_AND_INT: {
            bool mixed = (is(0, Sort::number) && is(1, Sort::small_int)) ||
                         (is(0, Sort::small_int) && is(1, Sort::number));
            return mixed ? nop(u) : u;
        }
        case Uop::_GUARD_BOTH_UNICODE:
            return weaken(u, is(0, Kind::string), is(1, Kind::string), Uop::_GUARD_TOS_UNICODE, Uop::_GUARD_NOS_UNICODE);
        case Uop::_GUARD_TOS_UNICODE: return is(0, Kind::string) ? nop(u) : u;
        case Uop::_GUARD_NOS_UNICODE: return is(1, Kind::string) ? nop(u) : u;
        case Uop::_GUARD_TOS_LIST: return is(0, Kind::list) ? nop(u) : u;
        case Uop::_GUARD_NOS_LIST: return is(1, Kind::list) ? nop(u) : u;
        case Uop::_GUARD_NOS_TUPLE: return is(1, Kind::tuple) ? nop(u) : u;
        case Uop::_GUARD_TOS_DICT: return is(0, Kind::dict) ? nop(u) : u;
        case Uop::_GUARD_TOS_ANY_SET: return is(0, Kind::set) ? nop(u) : u;
        case Uop::_GUARD_NOS_DICT: return is(1, Kind::dict) ? nop(u) : u;
        case Uop::_ITER_CHECK_LIST: return is(0, Kind::list_iterator) ? nop(u) : u;
        case Uop::_ITER_CHECK_TUPLE: return is(0, Kind::tuple_iterator) ? nop(u) : u;
        case Uop::_ITER_CHECK_RANGE: return is(0, Kind::range_iterator) ? nop(u) : u;
        case Uop::_TO_BOOL_BOOL: return is(0, Sort::boolean) ? nop(u) : u;
        case Uop::_GUARD_TYPE_VERSION: return state.type_version(state.peek(0)) == version ? nop(u) : u;
        case Uop::_GUARD_SHAPE: return state.shape(state.peek(0)) == version ? nop(u) : u;
        case Uop::_GUARD_GLOBALS_VERSION: return state.globals_version() == version ? nop(u) : u;
        case Uop::_GUARD_BUILTINS_VERSION: return state.builtins_version() == version ? nop(u) : u;
        case Uop::_CHECK_FUNCTION_VERSION:
        case Uop::_CHECK_FUNCTION_VERSION_KW: return check_function_version(trace, state, u, rewriter);
        case Uop::_CHECK_FUNCTION_EXACT_ARGS: return check_exact_args(state, u);
        case Uop::_GUARD_IS_TRUE_POP:
            return state.top().constant == Value::true_() ? with_op(u, Uop::_POP_TOP_NOP) : u;
        case Uop::_GUARD_IS_FALSE_POP:
            return state.top().constant == Value::false_() ? with_op(u, Uop::_POP_TOP_NOP) : u;
        case Uop::_GUARD_IS_NONE_POP: return is(0, Sort::none) ? with_op(u, Uop::_POP_TOP_NOP) : u;
        case Uop::_GUARD_IS_NOT_NONE: {
            const Fact& top = state.top();
            bool something = !top.is(Sort::unknown) && !top.is(Sort::none) && !top.is(Sort::bottom);
            return something ? nop(u) : u;
        }
        case Uop::_GUARD_CALLABLE_BUILTIN_FAST:
            return known_callable(state, state.peek(u.oparg + 1u), Kind::native_function) ? nop(u) : u;
        case Uop::_CHECK_IS_NOT_PY_CALLABLE:
            return known_callable(state, state.peek(u.oparg + 1u), Kind::native_function) ? nop(u) : u;
        default: return u;
    }
}

}  // namespace

void guard_elimination(Trace& trace, Rewriter& rewriter) {
    AbstractState state(trace);
    for (std::size_t i = 0; i < trace.uops.size(); ++i) {
        const TraceUop u = trace.uops[i];
        rewriter.try_replace(trace, i, improve(trace, state, u, rewriter));
        // The guard's facts hold whether or not it is still there to check them.
        state.step(u);
        if (state.contradiction()) return;
    }
}

}  // namespace sidewinder::jit
