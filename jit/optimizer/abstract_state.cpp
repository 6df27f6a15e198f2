// SPDX-License-Identifier: MIT
// The transfer functions. A uop that no function below knows pops what it pops and pushes
// unknowns: the default, read from uops.def, is always sound for the stack; uops that change
// locals or frames must be named here.
#include "jit/optimizer/abstract_state.hpp"

namespace sidewinder::jit {

AbstractState::AbstractState(FrameShape entry) {
    frames_.emplace_back();
    for (std::uint32_t i = 0; i < entry.locals; ++i) frame().locals.push_back(fresh());
    for (std::uint32_t i = 0; i < entry.depth; ++i) frame().stack.push_back(fresh());
}

AbstractState::AbstractState(const Trace& trace) : AbstractState(trace.entry) {
    if (loop_start(trace) != 0) find_loop_facts(trace);
}

std::vector<Fact> AbstractState::frame_facts() const {
    std::vector<Fact> facts;
    for (Symbol s : frames_.back().locals) facts.push_back(fact(s));
    for (Symbol s : frames_.back().stack) facts.push_back(fact(s));
    return facts;
}

void AbstractState::find_loop_facts(const Trace& trace) {
    std::size_t start = loop_start(trace);
    AbstractState before(trace.entry);
    for (std::size_t i = 0; i + 1 < start; ++i) before.step(trace.uops[i]);
    loop_facts_ = before.frame_facts();
    for (;;) {
        AbstractState body(trace.entry);
        body.restart(loop_facts_);
        for (std::size_t i = start; i + 1 < trace.uops.size(); ++i) body.step(trace.uops[i]);
        std::vector<Fact> after = body.frame_facts();
        bool stable = true;
        for (std::size_t i = 0; i < loop_facts_.size(); ++i) {
            Fact weaker = join(loop_facts_[i], after[i]);
            stable = stable && weaker == loop_facts_[i];
            loop_facts_[i] = weaker;
        }
        if (stable) return;
    }
}

void AbstractState::restart(const std::vector<Fact>& facts) {
    AbstractFrame loop;
    std::size_t locals = frame().locals.size();
    for (std::size_t i = 0; i < facts.size(); ++i)
        (i < locals ? loop.locals : loop.stack).push_back(fresh(facts[i]));
    frames_.clear();
    frames_.push_back(std::move(loop));
    ++epoch_;
}

Symbol AbstractState::fresh(Fact fact) {
    symbols_.push_back({std::move(fact), 0, 0, 0, 0});
    return static_cast<Symbol>(symbols_.size() - 1);
}

AbstractState::Known AbstractState::current(Symbol s) const {
    const Known& known = symbols_[s];
    return known.epoch == epoch_ ? known : Known{known.fact, 0, 0, 0, 0};
}

AbstractState::Known& AbstractState::learn(Symbol s) {
    Known& known = symbols_[s];
    if (known.epoch != epoch_) known = {known.fact, 0, 0, 0, epoch_};
    return known;
}

void AbstractState::refine(Symbol s, const Fact& fact) {
    Fact& known = symbols_[s].fact;
    known = meet(known, fact);
    if (known.is(Sort::bottom)) contradiction_ = true;
}

void AbstractState::step(const TraceUop& u) {
    if (u.op == Uop::_START_LOOP) return restart(loop_facts_);
    bool known = step_stack(u) || step_guard(u) || step_result(u) || step_frame(u);
    if (!known) {
        drop(static_cast<std::size_t>(uop_pops(u.op, u.oparg)));
        for (int i = 0; i < uop_pushes(u.op, u.oparg); ++i) push(Fact{});
    }
    if (traits(u.op).has(uop_flags::escapes)) ++epoch_;
}

/// Uops that move symbols between locals and stack.
bool AbstractState::step_stack(const TraceUop& u) {
    AbstractFrame& f = frame();
    switch (u.op) {
        case Uop::_LOAD_FAST:
        case Uop::_LOAD_FAST_BORROW:
        case Uop::_LOAD_FAST_CHECK: push(f.locals[u.oparg]); return true;
        case Uop::_LOAD_FAST_AND_CLEAR:
            push(f.locals[u.oparg]);
            f.locals[u.oparg] = fresh(Fact::of(Sort::null));
            return true;
        case Uop::_STORE_FAST:
        case Uop::_STORE_FAST_NO_RELEASE:
            f.locals[u.oparg] = peek(0);
            drop(1);
            return true;
        case Uop::_DELETE_FAST: f.locals[u.oparg] = fresh(Fact::of(Sort::null)); return true;
        case Uop::_MAKE_CELL: f.locals[u.oparg] = fresh(Fact::of(Kind::cell)); return true;
        case Uop::_COPY_FREE_VARS:
            for (std::size_t i = 0; i < u.oparg && i < f.locals.size(); ++i)
                f.locals[f.locals.size() - 1 - i] = fresh(Fact::of(Kind::cell));
            return true;
        case Uop::_COPY_1: push(peek(0)); return true;
        case Uop::_COPY_2: push(peek(1)); return true;
        case Uop::_COPY: push(peek(u.oparg - 1u)); return true;
        case Uop::_SWAP_2:
        case Uop::_SWAP_3:
        case Uop::_SWAP: {
            std::size_t n = u.op == Uop::_SWAP_2 ? 2 : u.op == Uop::_SWAP_3 ? 3 : u.oparg;
            std::swap(f.stack[depth() - 1], f.stack[depth() - n]);
            return true;
        }
        default: return false;
    }
}

/// Guards: the stack stays, facts are learnt.
bool AbstractState::step_guard(const TraceUop& u) {
    auto version = static_cast<std::uint32_t>(u.operand);
    switch (u.op) {
        case Uop::_GUARD_BOTH_INT: refine(peek(1), Fact::of(Sort::small_int)); [[fallthrough]];
        case Uop::_GUARD_TOS_INT: refine(peek(0), Fact::of(Sort::small_int)); return true;
        case Uop::_GUARD_NOS_INT: refine(peek(1), Fact::of(Sort::small_int)); return true;
        case Uop::_GUARD_BOTH_FLOAT: refine(peek(1), Fact::of(Sort::number)); [[fallthrough]];
        case Uop::_GUARD_TOS_FLOAT: refine(peek(0), Fact::of(Sort::number)); return true;
        case Uop::_GUARD_NOS_FLOAT: refine(peek(1), Fact::of(Sort::number)); return true;
        case Uop::_GUARD_BOTH_UNICODE: refine(peek(1), Fact::of(Kind::string)); [[fallthrough]];
        case Uop::_GUARD_TOS_UNICODE: refine(peek(0), Fact::of(Kind::string)); return true;
        case Uop::_GUARD_NOS_UNICODE: refine(peek(1), Fact::of(Kind::string)); return true;
        case Uop::_GUARD_TOS_LIST: refine(peek(0), Fact::of(Kind::list)); return true;
        case Uop::_GUARD_NOS_LIST: refine(peek(1), Fact::of(Kind::list)); return true;
        case Uop::_GUARD_NOS_TUPLE: refine(peek(1), Fact::of(Kind::tuple)); return true;
        case Uop::_GUARD_TOS_DICT: refine(peek(0), Fact::of(Kind::dict)); return true;
        case Uop::_GUARD_TOS_ANY_SET: refine(peek(0), Fact::of(Kind::set)); return true;
        case Uop::_GUARD_NOS_DICT: refine(peek(1), Fact::of(Kind::dict)); return true;
        case Uop::_GUARD_TOS_TUPLE_OF_TWO: refine(peek(0), Fact::of(Kind::tuple)); return true;
        case Uop::_ITER_CHECK_LIST: refine(peek(0), Fact::of(Kind::list_iterator)); return true;
        case Uop::_ITER_CHECK_TUPLE: refine(peek(0), Fact::of(Kind::tuple_iterator)); return true;
        case Uop::_ITER_CHECK_RANGE: refine(peek(0), Fact::of(Kind::range_iterator)); return true;
        case Uop::_TO_BOOL_BOOL: refine(peek(0), Fact::of(Sort::boolean)); return true;
        case Uop::_GUARD_TYPE_VERSION: learn(peek(0)).type_version = version; return true;
        case Uop::_GUARD_SHAPE:
            refine(peek(0), Fact::of(Kind::instance));
            learn(peek(0)).shape = version;
            return true;
        case Uop::_CHECK_FUNCTION_VERSION:
        case Uop::_CHECK_FUNCTION_VERSION_KW:
        case Uop::_CHECK_FUNCTION_VERSION_EX: {
            Symbol callable = peek(static_cast<std::uint32_t>(uop_pops(u.op, u.oparg)) - 1u);
            refine(callable, Fact::of(Kind::function));
            learn(callable).function_version = version;
            return true;
        }
        case Uop::_GUARD_GLOBALS_VERSION:
        case Uop::_GUARD_BUILTINS_VERSION:
            if (!versions_valid()) {
                frame().globals_version = frame().builtins_version = 0;
                frame().epoch = epoch_;
            }
            (u.op == Uop::_GUARD_GLOBALS_VERSION ? frame().globals_version : frame().builtins_version) = version;
            return true;
        case Uop::_GUARD_IS_TRUE_POP: refine(peek(0), Fact::exactly(Value::true_())); drop(1); return true;
        case Uop::_GUARD_IS_FALSE_POP: refine(peek(0), Fact::exactly(Value::false_())); drop(1); return true;
        case Uop::_GUARD_COMPARE_OP_INT: drop(2); return true;
        case Uop::_GUARD_IS_NONE_POP: refine(peek(0), Fact::exactly(Value::none())); drop(1); return true;
        default: {
            // Any other guard that pushes as many as it pops leaves the stack alone.
            int pops = uop_pops(u.op, u.oparg);
            return traits(u.op).has(uop_flags::guard) && !traits(u.op).has(uop_flags::pure | uop_flags::escapes) &&
                   pops == uop_pushes(u.op, u.oparg);
        }
    }
}

/// Uops whose result has a known sort, or that keep an operand on the stack.
bool AbstractState::step_result(const TraceUop& u) {
    switch (u.op) {
        case Uop::_BINARY_OP_ADD_INT:
        case Uop::_BINARY_OP_SUBTRACT_INT:
        case Uop::_BINARY_OP_MULTIPLY_INT:
        case Uop::_BINARY_OP_FLOOR_DIVIDE_INT:
        case Uop::_BINARY_OP_REMAINDER_INT:
        case Uop::_BINARY_OP_AND_INT:
        case Uop::_BINARY_OP_OR_INT:
        case Uop::_BINARY_OP_XOR_INT:
        case Uop::_BINARY_OP_LSHIFT_INT:
        case Uop::_BINARY_OP_RSHIFT_INT: drop(2); push(Fact::of(Sort::small_int)); return true;
        case Uop::_FLOOR_DIVIDE_INT_BY_POWER: drop(1); push(Fact::of(Sort::small_int)); return true;
        case Uop::_BINARY_OP_ADD_FLOAT:
        case Uop::_BINARY_OP_SUBTRACT_FLOAT:
        case Uop::_BINARY_OP_MULTIPLY_FLOAT:
        case Uop::_BINARY_OP_TRUEDIV_FLOAT: drop(2); push(Fact::of(Sort::number)); return true;
        case Uop::_MULTIPLY_ADD_FLOAT:
        case Uop::_MULTIPLY_SUBTRACT_FLOAT: drop(3); push(Fact::of(Sort::number)); return true;
        case Uop::_BOTH_TO_FLOAT:
            drop(2);
            push(Fact::of(Sort::number));
            push(Fact::of(Sort::number));
            return true;
        case Uop::_BINARY_OP_ADD_UNICODE: drop(2); push(Fact::of(Kind::string)); return true;
        case Uop::_COMPARE_OP_INT:
        case Uop::_COMPARE_OP_FLOAT:
        case Uop::_COMPARE_OP_STR:
        case Uop::_IS_OP:
        case Uop::_CONTAINS_OP:
        case Uop::_CONTAINS_OP_SET:
        case Uop::_CONTAINS_OP_DICT: drop(2); push(Fact::of(Sort::boolean)); return true;
        case Uop::_TO_BOOL:
        case Uop::_TO_BOOL_INT:
        case Uop::_TO_BOOL_LIST:
        case Uop::_TO_BOOL_STR:
        case Uop::_UNARY_NOT: drop(1); push(Fact::of(Sort::boolean)); return true;
        case Uop::_TO_BOOL_NONE: drop(1); push(Fact::exactly(Value::false_())); return true;
        case Uop::_REPLACE_WITH_TRUE: drop(1); push(Fact::exactly(Value::true_())); return true;
        case Uop::_LOAD_SMALL_INT: push(Fact::exactly(Value::small_int(u.oparg))); return true;
        case Uop::_LOAD_CONST_INLINE:
        case Uop::_LOAD_CONST_INLINE_BORROW: push(Fact::exactly(Value::from_bits(u.operand))); return true;
        case Uop::_POP_TWO_LOAD_CONST_INLINE_BORROW:
            drop(2);
            push(Fact::exactly(Value::from_bits(u.operand)));
            return true;
        case Uop::_POP_TOP_LOAD_CONST_INLINE_BORROW:
            drop(1);
            push(Fact::exactly(Value::from_bits(u.operand)));
            return true;
        case Uop::_PUSH_NULL: push(Fact::of(Sort::null)); return true;
        case Uop::_ITER_NEXT_RANGE: push(Fact::of(Sort::small_int)); return true;
        case Uop::_ITER_NEXT_LIST:
        case Uop::_ITER_NEXT_TUPLE:
        case Uop::_FOR_ITER_TIER_TWO:
        case Uop::_IMPORT_FROM: push(Fact{}); return true;
        case Uop::_ITER_FINISH: return true;
        case Uop::_BUILD_LIST: drop(u.oparg); push(Fact::of(Kind::list)); return true;
        case Uop::_BUILD_TUPLE: drop(u.oparg); push(Fact::of(Kind::tuple)); return true;
        case Uop::_BUILD_SET: drop(u.oparg); push(Fact::of(Kind::set)); return true;
        case Uop::_BUILD_MAP: drop(u.oparg * 2u); push(Fact::of(Kind::dict)); return true;
        case Uop::_BUILD_STRING: drop(u.oparg); push(Fact::of(Kind::string)); return true;
        case Uop::_LIST_APPEND:
        case Uop::_LIST_EXTEND:
        case Uop::_SET_ADD:
        case Uop::_SET_UPDATE:
        case Uop::_DICT_UPDATE:
        case Uop::_DICT_MERGE: drop(1); return true;
        case Uop::_MAP_ADD: drop(2); return true;
        // Of a range, and of what a class says, a length may need more than an inline int.
        case Uop::_CALL_LEN: drop(3); push(Fact{}); return true;
        case Uop::_CALL_LIST_APPEND: drop(3); push(Fact::exactly(Value::none())); return true;
        case Uop::_CALL_ISINSTANCE: drop(4); push(Fact::of(Sort::boolean)); return true;
        case Uop::_BINARY_OP_SUBSCR_LIST_INT:
        case Uop::_BINARY_OP_SUBSCR_TUPLE_INT:
        case Uop::_BINARY_OP_SUBSCR_STR_INT: {
            Symbol container = peek(1);
            drop(2);
            push(u.op == Uop::_BINARY_OP_SUBSCR_STR_INT ? Fact::of(Kind::string) : Fact{});
            push(container);
            return true;
        }
        case Uop::_STORE_SUBSCR_LIST_INT: {
            Symbol container = peek(1);
            drop(3);
            push(container);
            return true;
        }
        case Uop::_LOAD_ATTR_INSTANCE_VALUE:
        case Uop::_LOAD_ATTR_MODULE:
        case Uop::_LOAD_ATTR_CLASS:
        case Uop::_LOAD_ATTR_METHOD: {
            bool known = u.op == Uop::_LOAD_ATTR_CLASS || u.op == Uop::_LOAD_ATTR_METHOD;
            Symbol owner = peek(0);
            drop(1);
            push(known ? Fact::exactly(Value::from_bits(u.operand)) : Fact{});
            push(owner);
            return true;
        }
        case Uop::_STORE_ATTR_INSTANCE_VALUE:
        case Uop::_STORE_ATTR_ADD_VALUE: {
            Symbol owner = peek(0);
            drop(2);
            push(owner);
            // Another symbol may be the same instance: shapes are no longer known.
            if (u.op == Uop::_STORE_ATTR_ADD_VALUE) ++epoch_;
            return true;
        }
        case Uop::_UNPACK_SEQUENCE_TWO_TUPLE: {
            Symbol tuple = peek(0);
            drop(1);
            push(Fact{});
            push(Fact{});
            push(tuple);
            return true;
        }
        default: return false;
    }
}

void AbstractState::enter(std::uint32_t locals, const std::vector<Symbol>& args) {
    frames_.emplace_back();
    frame().epoch = 0;
    for (std::uint32_t i = 0; i < locals; ++i) {
        // Unknown arguments may be any; the locals after them start unbound.
        frame().locals.push_back(i < args.size() ? args[i] : fresh());
    }
}

bool AbstractState::step_frame(const TraceUop& u) {
    FrameShape shape = FrameShape::unpack(u.operand);
    switch (u.op) {
        case Uop::_PUSH_FRAME: {
            std::vector<Symbol> args(frame().stack.end() - u.oparg, frame().stack.end());
            Symbol self = peek(u.oparg);
            if (!fact(self).is(Sort::null)) {
                // With a receiver it comes first; when it may or may not be there, nothing is known.
                bool certain = fact(self).sort != Sort::unknown && !fact(self).is(Sort::bottom);
                certain ? void(args.insert(args.begin(), self)) : args.clear();
            }
            drop(u.oparg + 2u);
            enter(shape.locals, args);
            return true;
        }
        case Uop::_PY_FRAME_GENERAL:
        case Uop::_PY_FRAME_KW:
        case Uop::_PY_FRAME_EX:
            drop(static_cast<std::uint32_t>(uop_pops(u.op, u.oparg)));
            enter(shape.locals, {});
            return true;
        case Uop::_CREATE_INIT_FRAME: {
            std::vector<Symbol> args(frame().stack.end() - u.oparg, frame().stack.end());
            drop(u.oparg + 2u);
            Symbol instance = fresh(Fact{Sort::object, std::nullopt, std::nullopt});
            enter(0, {});
            push(instance);
            args.insert(args.begin(), instance);
            enter(shape.locals, args);
            return true;
        }
        case Uop::_INIT_CALL_BOUND_METHOD_EXACT_ARGS: {
            std::size_t base = depth() - u.oparg - 2u;
            frame().stack[base] = fresh(Fact::of(Kind::function));
            frame().stack[base + 1] = fresh();
            return true;
        }
        case Uop::_FOR_ITER_GEN_FRAME:
        case Uop::_SEND_GEN_FRAME:
            drop(static_cast<std::uint32_t>(uop_pops(u.op, u.oparg)));
            enter(shape.locals, {});
            for (std::uint32_t i = 0; i < shape.depth; ++i) push(Fact{});
            return true;
        case Uop::_RETURN_GENERATOR:
        case Uop::_YIELD_VALUE:
        case Uop::_RETURN_FROM_GENERATOR_TO_FOR_ITER:
        case Uop::_RETURN_FROM_GENERATOR_TO_SEND:
        case Uop::_RETURN_VALUE: {
            Symbol result = u.op == Uop::_RETURN_GENERATOR ? fresh(Fact::of(Kind::generator)) : peek(0);
            frames_.pop_back();
            if (frames_.empty()) {
                frames_.emplace_back();
                for (std::uint32_t i = 0; i < shape.locals; ++i) frame().locals.push_back(fresh());
                for (std::uint32_t i = 0; i < shape.depth; ++i) push(Fact{});
            }
            if (uop_pushes(u.op, u.oparg) > 0) push(result);
            return true;
        }
        default: return false;
    }
}

}  // namespace sidewinder::jit
