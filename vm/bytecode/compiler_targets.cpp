// SPDX-License-Identifier: MIT
// Targets of assignments and loops, and comprehensions, which run inline in slots of the unit
// around them: what the slots held is saved before and given back after, also when they raise.
#include <algorithm>
#include <utility>

#include "vm/bytecode/compiler_state.hpp"

namespace sidewinder {

using namespace syntax;

// ---- targets ------------------------------------------------------------------------------------

/// Pops the value on top into the target.
void UnitCompiler::store(const Expression& target) {
    at(target);
    const Slice* slice = nullptr;
    if (const auto* name = std::get_if<Name>(&target.node)) {
        name_op(name->id, Access::store);
    } else if (const auto* attribute = std::get_if<Attribute>(&target.node)) {
        visit(*attribute->value);
        at(target);
        code_.emit(Opcode::STORE_ATTR, name_index(attribute->name));
    } else if (const auto* subscript = std::get_if<Subscript>(&target.node)) {
        const bool plain = plain_slice(*subscript, slice);
        visit(*subscript->value);
        plain ? slice_bounds(*slice) : visit(*subscript->index);
        at(target);
        code_.emit(plain ? Opcode::STORE_SLICE : Opcode::STORE_SUBSCR);
    } else if (const auto* tuple = std::get_if<TupleDisplay>(&target.node)) {
        unpack(tuple->elements, target);
    } else if (const auto* elements = std::get_if<ListDisplay>(&target.node)) {
        unpack(elements->elements, target);
    } else {
        fail(target.line, target.column, "cannot assign to expression");
        code_.emit(Opcode::POP_TOP);
    }
}

void UnitCompiler::unpack(const std::vector<ExpressionPtr>& targets, const Expression& target) {
    const auto is_star = [](const ExpressionPtr& t) {
        return std::holds_alternative<Starred>(t->node);
    };
    const auto star = std::ranges::find_if(targets, is_star);
    if (star == targets.end()) {
        code_.emit(Opcode::UNPACK_SEQUENCE, static_cast<std::uint32_t>(targets.size()));
    } else {
        const auto before = static_cast<std::size_t>(star - targets.begin());
        const std::size_t after = targets.size() - before - 1;
        if (before > 0xFF || after > 0xFF) {
            return fail(target.line, target.column,
                        "too many expressions in star-unpacking assignment");
        }
        code_.emit(Opcode::UNPACK_EX, static_cast<std::uint32_t>(before | after << 8));
    }
    for (const ExpressionPtr& part : targets) {
        const auto* starred = std::get_if<Starred>(&part->node);
        store(starred ? *starred->target : *part);
    }
}

// ---- comprehensions -----------------------------------------------------------------------------

template <class Element>
void UnitCompiler::comprehension_loop(const std::vector<ComprehensionClause>& clauses,
                                      std::size_t i, Element element) {
    const ComprehensionClause& clause = clauses[i];
    if (i > 0) {  // the first iterable is on the stack
        visit(*clause.iterable);
        at(*clause.iterable);
        code_.emit(Opcode::GET_ITER);
    }
    const Label start = code_.new_label();
    const Label next = code_.new_label();
    const Label exhausted = code_.new_label();
    code_.place(start);
    at(*clause.iterable);
    code_.jump(Opcode::FOR_ITER, exhausted);
    store(*clause.target);
    for (const ExpressionPtr& condition : clause.conditions) jump_if(*condition, next, false);
    if (i + 1 < clauses.size()) {
        comprehension_loop(clauses, i + 1, element);
    } else {
        element();
    }
    code_.place(next);
    code_.jump(start);
    code_.place(exhausted);
    code_.emit(Opcode::POP_ITER);
}

template <class Element>
void UnitCompiler::comprehension(const void* node, const std::vector<ComprehensionClause>& clauses,
                                 Opcode build, Element element) {
    const std::int32_t line = code_.line();
    visit(*clauses[0].iterable);
    at(*clauses[0].iterable);
    code_.emit(Opcode::GET_ITER);
    code_.set_line(line);
    const Scope* outer = std::exchange(scope_, &context_.symbols.scope_of(node));
    std::vector<std::uint32_t> saved;
    for (const auto& [name, symbol] : scope_->symbols) {
        if (scope_->binds(name)) saved.push_back(slots_.find(name)->second);
    }
    for (const std::uint32_t slot : saved) {
        code_.emit(Opcode::LOAD_FAST_AND_CLEAR, slot);
        if (is_cell_[slot]) code_.emit(Opcode::MAKE_CELL, slot);
    }
    auto restore = [&] {
        code_.emit(Opcode::SWAP, static_cast<std::uint32_t>(saved.size() + 1));
        for (auto slot = saved.rbegin(); slot != saved.rend(); ++slot) code_.emit_restore(*slot);
    };
    const Label raised = code_.new_label();
    const Label end = code_.new_label();
    if (!saved.empty()) {
        code_.emit(Opcode::SWAP, static_cast<std::uint32_t>(saved.size() + 1));
        code_.push_handler(raised, false);
    }
    code_.emit(build, 0);
    code_.emit(Opcode::SWAP, 2);
    comprehension_loop(clauses, 0, element);
    code_.set_line(line);
    if (!saved.empty()) {
        code_.pop_handler();
        restore();
        const int depth = code_.depth();
        code_.jump(end);
        code_.place_handler(raised);
        code_.emit(Opcode::SWAP, 2);
        code_.emit(Opcode::POP_TOP);  // what was left of the iterator or the result
        restore();
        code_.emit(Opcode::RERAISE, 0);
        code_.set_depth(depth);
    }
    code_.place(end);
    scope_ = outer;
}

void UnitCompiler::expression(const ListComprehension& n, const Expression&) {
    comprehension(&n, n.clauses, Opcode::BUILD_LIST, [&] {
        visit(*n.element);
        code_.emit(Opcode::LIST_APPEND, static_cast<std::uint32_t>(n.clauses.size() + 1));
    });
}

void UnitCompiler::expression(const SetComprehension& n, const Expression&) {
    comprehension(&n, n.clauses, Opcode::BUILD_SET, [&] {
        visit(*n.element);
        code_.emit(Opcode::SET_ADD, static_cast<std::uint32_t>(n.clauses.size() + 1));
    });
}

void UnitCompiler::expression(const GeneratorExpression& n, const Expression& e) {
    UnitCompiler inner(context_, context_.symbols.scope_of(&n), "<genexpr>", inner_qualname("<genexpr>"));
    Ref code = inner.generator_expression(n, e.line);
    if (stopped()) return code_.abandon();
    make_function(&n, {}, std::move(code));
    visit(*n.clauses[0].iterable);
    at(*n.clauses[0].iterable);
    code_.emit(Opcode::GET_ITER);
    at(e);
    code_.emit(Opcode::CALL, 0);  // the iterator sits where self would
}

/// Its only parameter is the iterator of the first clause.
Ref UnitCompiler::generator_expression(const GeneratorExpression& node, std::int32_t line) {
    prologue(line);
    code_.emit(Opcode::LOAD_FAST, 0);
    comprehension_loop(node.clauses, 0, [&] {
        visit(*node.element);
        emit_yield();
        code_.emit(Opcode::POP_TOP);
    });
    load_none();
    epilogue();
    std::vector<Parameter> iterator;
    iterator.push_back({".0", nullptr});
    return finish(line, iterator, CodeHeader::flag_generator);
}

// ---- yield --------------------------------------------------------------------------------------

/// The value on the stack gives way to what is sent.
void UnitCompiler::emit_yield() {
    code_.emit(Opcode::YIELD_VALUE);
    code_.emit(Opcode::RESUME, 1);
}

void UnitCompiler::expression(const Yield& n, const Expression& e) {
    if (n.value) visit(*n.value);
    else load_none();
    at(e);
    emit_yield();
}

/// Hands on what the iterator gives and what is sent to it; its exceptions pass through
/// CLEANUP_THROW, which takes a StopIteration for the end.
void UnitCompiler::expression(const YieldFrom& n, const Expression& e) {
    visit(*n.value);
    at(e);
    code_.emit(Opcode::GET_YIELD_FROM_ITER);
    load_none();
    const Label start = code_.new_label();
    const Label thrown = code_.new_label();
    const Label exhausted = code_.new_label();
    code_.place(start);
    code_.jump(Opcode::SEND, exhausted);
    code_.push_handler(thrown, false);
    code_.emit(Opcode::YIELD_VALUE, 1);
    code_.pop_handler();
    code_.emit(Opcode::RESUME, 2);
    const int depth = code_.depth();
    code_.jump(start);
    code_.place_handler(thrown);
    code_.emit(Opcode::CLEANUP_THROW);
    code_.jump(exhausted);
    code_.set_depth(depth);
    code_.place(exhausted);
    code_.emit(Opcode::END_SEND);
}

void UnitCompiler::expression(const DictComprehension& n, const Expression&) {
    comprehension(&n, n.clauses, Opcode::BUILD_MAP, [&] {
        visit(*n.key);
        visit(*n.value);
        code_.emit(Opcode::MAP_ADD, static_cast<std::uint32_t>(n.clauses.size() + 1));
    });
}

}  // namespace sidewinder
