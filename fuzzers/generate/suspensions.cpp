// SPDX-License-Identifier: MIT
// Code that stops and goes on: generators, what drives them, and with statements. A generator ends
// after a few rounds, and calls earlier generators only.
#include "fuzzers/generate/generator.hpp"

#include <algorithm>

namespace sidewinder::fuzz {

using enum BinaryKind;
using CK = ComparisonKind;

namespace {

ExpressionPtr yield(ExpressionPtr value) { return syntax::make(syntax::Yield{std::move(value)}); }

}  // namespace

/// def y(p0, p1): yields ints, p0 % 7 or a fixed number of times, and may take what it is sent.
void Generator::generator_function(Block& out) {
    const std::string id = fresh("y");
    std::deque<Variable> saved = scope_;
    for (Variable& v : scope_) v.assignable = false;
    scope_.push_back({"p0", Type::integer});
    scope_.push_back({"p1", Type::integer});
    const bool before = std::exchange(in_method_, true), function_before = std::exchange(in_function_, true);
    Block inside;
    new_variable(inside);
    const std::string counter = fresh("i"), got = fresh("v");
    const std::string outer = std::exchange(counter_, counter);
    ++loop_depth_;
    std::size_t known = scope_.size();
    scope_.push_back({counter, Type::integer, false});
    Block turn;
    if (c_.chance(60)) statement(turn, 1);
    if (c_.chance(40)) {
        turn.push_back(assign(got, yield(c_.chance(85) ? integer_expression(1) : nullptr)));
        turn.push_back(branch(compare(CK::is_not, name(got), none()), block(augment(name("p1"), add, fuzz::integer(1)))));
    } else if (c_.chance(20)) {
        turn.push_back(augment(name("p1"), c_.pick({add, xor_}), binary(multiply, fuzz::integer(2), call("bool", yield(integer_expression(1))))));
    } else {
        turn.push_back(evaluate(yield(integer_expression(c_.between(0, 2)))));
    }
    if (c_.chance(40)) statement(turn, 1);
    if (c_.chance(15)) turn.push_back(branch(moment(), block(raise(c_.chance(30) ? call("StopIteration", leaf(Type::integer)) : error()))));
    if (c_.chance(15)) turn.push_back(branch(moment(), block(give_back(leaf(Type::integer)))));
    if (c_.chance(20)) {
        Block handler = block(c_.chance(50) ? evaluate(yield(small(0, 9))) : syntax::make(syntax::Pass{}));
        turn = block(guarded(std::move(turn), name(c_.pick({"ValueError", "LookupError", "Exception"})), "", std::move(handler)));
    }
    scope_.resize(known);
    --loop_depth_;
    counter_ = outer;
    ExpressionPtr times = c_.chance(50) ? binary(remainder, name("p0"), fuzz::integer(7)) : small(0, 9);
    Block whole = block(loop(name(counter), call("range", std::move(times)), std::move(turn)));
    if (c_.chance(30)) {
        const bool earlier = !generators_.empty() && c_.chance(70);
        ExpressionPtr source = earlier ? call(name(c_.pick(generators_)), small(0, 6), name("p1")) : leaf(c_.pick({Type::list, Type::tuple}));
        ExpressionPtr all = syntax::make(syntax::YieldFrom{std::move(source)});
        whole.push_back(c_.chance(50) ? evaluate(std::move(all)) : assign(got, std::move(all)));
    }
    if (c_.chance(25)) whole = block(syntax::make(syntax::Try{std::move(whole), {}, {}, block(print(text("end " + id)))}));
    if (c_.chance(40)) whole.push_back(give_back(integer_expression(1)));
    for (StatementPtr& s : whole) inside.push_back(std::move(s));
    in_method_ = before;
    in_function_ = function_before;
    scope_ = saved;
    out.push_back(define(id, {"p0", "p1"}, std::move(inside)));
    generators_.push_back(id);
}

/// A generator of ints, made here or by a function.
ExpressionPtr Generator::generator_of_integers() {
    if (!generators_.empty() && (comprehends_ || c_.chance(50))) return call(name(c_.pick(generators_)), small(0, 9), leaf(Type::integer));
    if (comprehends_) return call("iter", leaf(Type::list));
    ExpressionPtr made = comprehension(2);
    auto& as_list = std::get<syntax::ListComprehension>(made->node);
    return syntax::make(syntax::GeneratorExpression{std::move(as_list.element), std::move(as_list.clauses)});
}

/// A hot loop that resumes one generator in all the ways there are, and makes it anew when it ends.
void Generator::generator_loop(Block& out) {
    const std::string id = fresh("g"), counter = fresh("i"), value = fresh("v");
    const std::string outer = std::exchange(counter_, counter);
    ++loop_depth_;
    auto method = [&](const char* which, ExpressionPtr argument) {
        ExpressionPtr made = call(attribute(name(id), which));
        if (argument) std::get<syntax::Call>(made->node).arguments.push_back(std::move(argument));
        return made;
    };
    const std::size_t known = scope_.size();
    scope_.push_back({counter, Type::integer, false});
    out.push_back(assign(value, fuzz::integer(0)));
    out.push_back(assign(id, generator_of_integers()));
    scope_.push_back({value, Type::integer});
    Block turn;
    for (int i = c_.between(1, 3); i > 0; --i) {
        switch (c_.below(6)) {
            case 0:
            case 1: turn.push_back(assign(value, call("next", name(id)))); break;
            case 2: turn.push_back(assign(value, call("next", name(id), small(0, 9)))); break;
            case 3: turn.push_back(assign(value, method("send", conditional(moment(), leaf(Type::integer), none())))); break;
            case 4: turn.push_back(branch(moment(), block(assign(value, method("throw", error()))))); break;
            default: turn.push_back(branch(moment(), block(evaluate(method("close", nullptr)))));
        }
    }
    if (c_.chance(50)) statement(turn, 1);
    Block handler = block(assign(value, attribute(name("stop"), "value")), assign(id, generator_of_integers()));
    std::vector<syntax::ExceptHandler> handlers;
    handlers.push_back({name("StopIteration"), "stop", std::move(handler), 0});
    handlers.push_back({name("Exception"), "", block(assign(id, generator_of_integers())), 0});
    scope_.resize(known);
    --loop_depth_;
    counter_ = outer;
    const int n = loop_depth_ > 0 ? c_.between(2, 12) : rounds(25);
    out.push_back(loop(name(counter), call("range", fuzz::integer(n)), block(syntax::make(syntax::Try{std::move(turn), std::move(handlers), {}, {}}))));
}

/// Over instances that have __enter__ and __exit__, which may swallow what the body raises.
void Generator::with_statement(Block& out, int depth) {
    std::vector<std::string> managers;
    for (const ClassInfo& info : classes_)
        if (info.has("exit")) managers.push_back(info.id);
    if (managers.empty() || in_method_) return assignment(out);
    std::vector<syntax::WithItem> items;
    const std::size_t known = scope_.size();
    for (int i = c_.chance(15) ? 2 : 1; i > 0; --i) {
        syntax::WithItem item{call(name(c_.pick(managers)), leaf(Type::integer))};
        if (c_.chance(40)) {
            scope_.push_back({fresh("v"), Type::any});
            item.target = name(scope_.back().id);
        }
        items.push_back(std::move(item));
    }
    Block inside = body(c_.between(1, 2), depth - 1);
    if (c_.chance(40)) inside.push_back(branch(moment(), block(raise(error()))));
    if (!counter_.empty() && loop_depth_ > 0 && c_.chance(10)) inside.push_back(branch(moment(), block(syntax::make(syntax::Continue{}))));
    scope_.resize(known);
    StatementPtr made = syntax::make(syntax::With{std::move(items), std::move(inside)});
    out.push_back(c_.chance(60) ? guarded(block(std::move(made)), name("Exception"), "", body(1, 0)) : std::move(made));
}

}  // namespace sidewinder::fuzz
