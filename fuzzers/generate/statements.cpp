// SPDX-License-Identifier: MIT
// Statements. The counter of the hot loop around gives the moments at which types, names and
// classes change, so that what a trace took for granted stops holding while it runs.
#include "fuzzers/generate/generator.hpp"

#include <algorithm>

namespace sidewinder::fuzz {

using enum BinaryKind;
using CK = ComparisonKind;

/// True now and then: at one iteration, from one on, or every few.
ExpressionPtr Generator::moment() {
    if (counter_.empty()) return boolean_expression(1);
    switch (c_.below(4)) {
        case 0: return compare(CK::eq, binary(remainder, name(counter_), fuzz::integer(c_.pick({2, 3, 5, 7, 13}))), small(0, 1));
        case 1: return compare(CK::gt, name(counter_), small(15, 70));
        case 2: return compare(CK::eq, name(counter_), small(12, 90));
        default: return compare(CK::lt, name(counter_), small(15, 70));
    }
}

ExpressionPtr Generator::test() { return c_.chance(60) ? moment() : boolean_expression(2); }

/// (name := value) > limit
ExpressionPtr Generator::named_test() {
    const std::string id = fresh("v");
    ExpressionPtr value = integer_expression(1);
    scope_.push_back({id, Type::integer});
    return compare(CK::gt, syntax::make(syntax::NamedExpression{id, std::move(value)}), small(0, 20));
}

Block Generator::body(int statements, int depth) {
    Block out;
    std::size_t known = scope_.size();
    for (int i = 0; i < statements; ++i) statement(out, depth);
    // What a branch defined may be unbound after it.
    scope_.resize(std::min(scope_.size(), known));
    if (out.empty()) out.push_back(syntax::make(syntax::Pass{}));
    return out;
}

/// Of the kinds that statement() numbers.
bool Generator::makes_statement(std::uint32_t kind) const {
    switch (kind) {
        case 7:
        case 9: return makes(Feature::containers);
        case 8: return makes(Feature::instances);
        case 10: return makes(Feature::surfing);
        case 12: return makes(Feature::rebinding);
        case 15:
        case 16:
        case 17:
        case 18: return makes(Feature::branches);
        case 19:
        case 20: return makes(Feature::exceptions);
        case 21:
        case 22:
        case 23: return makes(Feature::inner_loops);
        case 24:
        case 25: return makes(Feature::suspensions);
        case 26: return makes(Feature::matches);
        default: return true;
    }
}

void Generator::statement(Block& out, int depth) {
    if (o_.cpython_dialect && c_.chance(10)) return out.push_back(evaluate(call("tick")));
    std::uint32_t kind = c_.below(depth > 0 ? 27 : 15);
    if (!makes_statement(kind)) return assignment(out);
    switch (kind) {
        case 0:
        case 1:
        case 2:
        case 3: return assignment(out);
        case 4:
        case 5:
        case 6: return augmented(out);
        case 7: return container_store(out);
        case 8: return attribute_store(out);
        case 9: return unpacking(out);
        case 10: return surf(out);
        case 11: return observe(out);
        case 12: return rebind(out);
        case 13: return new_variable(out);
        case 14: return c_.chance(30) ? deletion(out) : assignment(out);
        case 15:
        case 16:
        case 17:
        case 18: return conditional_statement(out, depth);
        case 19: return try_statement(out, depth);
        case 20: return raise_statement(out);
        case 21:
        case 22:
            if (loop_depth_ < 2) return for_loop(out, depth - 1);
            return augmented(out);
        case 23:
            if (loop_depth_ < 2 && c_.chance(50)) return while_loop(out, depth - 1);
            return assignment(out);
        case 24: return with_statement(out, depth);
        case 25:
            if (loop_depth_ < 2 && c_.chance(50)) return generator_loop(out);
            return assignment(out);
        default: return match_statement(out, depth);
    }
}

void Generator::assignment(Block& out) {
    std::vector<const Variable*> targets;
    for (const Variable& v : scope_)
        if (v.assignable && v.type != Type::instance) targets.push_back(&v);
    if (targets.empty()) return new_variable(out);
    const Variable v = *c_.pick(targets);
    if (c_.chance(5)) {
        out.push_back(syntax::make(syntax::Assignment{syntax::list(name(v.id), name(c_.pick(targets)->id)), expression(v.type, o_.depth)}));
        return;
    }
    out.push_back(assign(v.id, expression(v.type, o_.depth)));
    if (v.type == Type::text) keep_short(out, v.id);
}

/// Text that is made of itself each time round, with repr above all, would double.
void Generator::keep_short(Block& out, const std::string& id) {
    if (counter_.empty()) return;
    ExpressionPtr end = subscript(name(id), fuzz::slice(fuzz::integer(-5), nullptr));
    out.push_back(branch(compare(CK::gt, call("len", name(id)), fuzz::integer(40)), block(assign(id, std::move(end)))));
}

void Generator::augmented(Block& out) {
    std::vector<const Variable*> targets;
    for (const Variable& v : scope_)
        if (v.assignable && (v.type == Type::integer || v.type == Type::real || v.type == Type::text)) targets.push_back(&v);
    if (targets.empty()) return new_variable(out);
    const Variable v = *c_.pick(targets);
    if (v.type == Type::integer) {
        BinaryKind op = c_.pick({add, add, subtract, xor_, and_, or_, floor_divide, remainder});
        ExpressionPtr value = op == floor_divide || op == remainder ? small(1, 1000) : expression(Type::integer, o_.depth - 1);
        out.push_back(augment(name(v.id), op, std::move(value)));
    } else if (v.type == Type::real) {
        BinaryKind op = c_.pick({add, subtract, multiply, true_divide});
        ExpressionPtr value = op == multiply ? interesting_real() : expression(c_.chance(70) ? Type::real : Type::integer, 1);
        out.push_back(augment(name(v.id), op, std::move(value)));
    } else {
        out.push_back(augment(name(v.id), add, c_.chance(50) ? interesting_text() : call("str", leaf(Type::integer))));
        keep_short(out, v.id);
    }
}

void Generator::container_store(Block& out) {
    if (c_.chance(30))
        if (const Variable* v = variable(Type::dict)) {
            ExpressionPtr key = c_.chance(60) ? binary(remainder, leaf(Type::integer), fuzz::integer(7)) : interesting_text();
            out.push_back(c_.chance(70) ? assign(subscript(name(v->id), std::move(key)), expression(Type::integer, 2))
                                        : evaluate(call(attribute(name(v->id), "pop"), std::move(key), none())));
            return;
        }
    const Variable* v = variable(Type::list);
    if (v == nullptr) return assignment(out);
    switch (c_.below(5)) {
        case 0:
        case 1: {
            out.push_back(evaluate(call(attribute(name(v->id), "append"), expression(Type::integer, 2))));
            // Keeps the list short however long the loop is.
            out.push_back(branch(compare(CK::gt, call("len", name(v->id)), small(6, 20)), block(syntax::make(syntax::Delete{syntax::list(subscript(name(v->id), fuzz::slice(fuzz::integer(3), nullptr)))}))));
            return;
        }
        case 2: out.push_back(assign(subscript(name(v->id), small(-1, 2)), expression(Type::integer, 2))); return;
        case 3: out.push_back(augment(subscript(name(v->id), small(0, 1)), c_.pick({add, subtract, xor_}), leaf(Type::integer))); return;
        default:
            if (v->assignable) out.push_back(assign(subscript(name(v->id), fuzz::slice(small(0, 1), small(1, 2))), list(syntax::list(leaf(Type::integer), leaf(Type::integer)))));
            else assignment(out);
    }
}

void Generator::attribute_store(Block& out) {
    const Variable* v = instance_variable();
    if (v == nullptr || v->class_index < 0) return assignment(out);
    const ClassInfo& info = classes_[static_cast<std::size_t>(v->class_index)];
    if (c_.chance(15)) {
        out.push_back(assign(attribute(name(v->id), fresh("z")), leaf(Type::integer)));
    } else if (c_.chance(10) && classes_.size() > 1) {
        out.push_back(branch(moment(), block(assign(attribute(name(v->id), "__class__"), name(c_.pick(classes_).id)))));
    } else if (c_.chance(50)) {
        out.push_back(augment(attribute(name(v->id), c_.pick(info.attributes)), c_.pick({add, subtract, xor_}), expression(Type::integer, 1)));
    } else {
        out.push_back(assign(attribute(name(v->id), c_.pick(info.attributes)), expression(Type::integer, 2)));
    }
}

void Generator::unpacking(Block& out) {
    std::vector<const Variable*> targets;
    for (const Variable& v : scope_)
        if (v.assignable && v.type == Type::integer) targets.push_back(&v);
    if (targets.size() < 2) return assignment(out);
    // Two names: CPython 3.11 stores `a, a = 1, 2` the wrong way round in functions.
    const std::size_t first = c_.below(static_cast<std::uint32_t>(targets.size()));
    const std::string a = targets[first]->id;
    targets.erase(targets.begin() + static_cast<std::ptrdiff_t>(first));
    const std::string b = c_.pick(targets)->id;
    const Variable* l = variable(Type::list);
    if (l != nullptr && l->assignable && c_.chance(25)) {
        ExpressionPtr star = syntax::make(syntax::Starred{name(l->id)});
        out.push_back(assign(tuple(syntax::list(name(a), std::move(star))), expression(Type::list, 1)));
        return;
    }
    ExpressionPtr value = c_.chance(60) ? tuple(syntax::list(expression(Type::integer, 2), expression(Type::integer, 2))) : expression(Type::tuple, 2);
    out.push_back(assign(tuple(syntax::list(name(a), name(b))), std::move(value)));
}

void Generator::conditional_statement(Block& out, int depth) {
    std::vector<syntax::IfBranch> branches;
    branches.push_back({c_.chance(8) ? named_test() : test(), {}});
    branches[0].body = body(c_.between(1, 2), depth - 1);
    if (c_.chance(25)) branches.push_back({test(), body(1, depth - 1)});
    Block orelse;
    if (c_.chance(40)) orelse = body(c_.between(1, 2), depth - 1);
    out.push_back(syntax::make(syntax::If{std::move(branches), std::move(orelse)}));
}

ExpressionPtr Generator::error() {
    if (!exceptions_.empty() && c_.chance(50)) return call(name(c_.pick(exceptions_)), leaf(Type::integer));
    return call(c_.pick({"ValueError", "KeyError", "IndexError", "TypeError", "RuntimeError"}), leaf(Type::integer));
}

void Generator::raise_statement(Block& out) {
    StatementPtr bad = c_.chance(80) ? raise(error()) : syntax::make(syntax::Assert{boolean_expression(1), leaf(Type::integer)});
    if (auto* plain = std::get_if<syntax::Raise>(&bad->node); plain != nullptr && c_.chance(20)) plain->cause = c_.chance(60) ? error() : none();
    out.push_back(guarded(block(branch(moment(), block(std::move(bad)))), name(c_.pick({"Exception", "ValueError", "LookupError"})), "", body(1, 0)));
}

void Generator::try_statement(Block& out, int depth) {
    Block tried = body(c_.between(1, 2), depth - 1);
    if (c_.chance(40)) tried.push_back(branch(moment(), block(raise(error()))));
    std::vector<syntax::ExceptHandler> handlers;
    if (c_.chance(8)) return out.push_back(syntax::make(syntax::Try{std::move(tried), {}, {}, body(1, 0)}));
    if (c_.chance(25)) handlers.push_back({name(c_.pick({"ZeroDivisionError", "KeyError", "TypeError", "ValueError"})), "", body(1, depth - 1), 0});
    std::string id = c_.chance(40) ? fresh("e") : "";
    Block handler = body(1, 0);
    if (!id.empty()) handler.push_back(print(attribute(call("type", name(id)), "__name__")));
    else if (c_.chance(8)) handler.push_back(syntax::make(syntax::Raise{}));
    handlers.push_back({name(c_.pick({"Exception", "Exception", "ArithmeticError"})), id, std::move(handler), 0});
    Block orelse, last;
    if (c_.chance(20)) orelse = body(1, 0);
    if (c_.chance(30)) last = body(1, 0);
    out.push_back(syntax::make(syntax::Try{std::move(tried), std::move(handlers), std::move(orelse), std::move(last)}));
}

/// A variable gets a value of another type while traces that know the old one run.
void Generator::surf(Block& out) {
    std::vector<const Variable*> targets;
    for (const Variable& v : scope_)
        if (v.assignable && (v.type == Type::integer || v.type == Type::real)) targets.push_back(&v);
    if (targets.empty() || counter_.empty()) return assignment(out);
    const std::string id = c_.pick(targets)->id;
    Type other = c_.pick({Type::real, Type::integer, Type::boolean, Type::real, Type::instance, Type::text});
    ExpressionPtr value = other == Type::boolean ? boolean_expression(1) : leaf(other);
    out.push_back(branch(moment(), block(assign(id, std::move(value)))));
    if (other == Type::text || c_.chance(30)) out.push_back(branch(moment(), block(assign(id, leaf(Type::integer)))));
}

/// A global, a function or a class attribute is bound anew.
void Generator::rebind(Block& out) {
    if (!declared_global_.empty() && c_.chance(60)) {
        out.push_back(branch(moment(), block(assign(c_.pick(declared_global_), leaf(Type::integer)))));
        return;
    }
    if (!classes_.empty() && c_.chance(50)) {
        const ClassInfo& info = c_.pick(classes_);
        ExpressionPtr target = attribute(name(info.id), info.methods.empty() || c_.chance(50) ? "shared" : info.methods[0]);
        std::vector<syntax::Parameter> parameters;
        parameters.push_back({"self", nullptr});
        parameters.push_back({"x", nullptr});
        ExpressionPtr value = integer_expression(1);
        if (!std::get<syntax::Attribute>(target->node).name.starts_with("shared"))
            value = syntax::make(syntax::Lambda{std::move(parameters), binary(add, name("x"), small(1, 5))});
        out.push_back(branch(moment(), block(assign(std::move(target), std::move(value)))));
        return;
    }
    assignment(out);
}

void Generator::deletion(Block& out) {
    std::string id = fresh("t");
    out.push_back(assign(id, expression(Type::any, 1)));
    out.push_back(syntax::make(syntax::Delete{syntax::list(name(id))}));
}

/// Something is printed or logged, but not each time: output is slow to compare.
void Generator::observe(Block& out) {
    Type type = c_.pick({Type::integer, Type::real, Type::text, Type::list, Type::tuple, Type::dict, Type::instance});
    StatementPtr seen = c_.chance(50) ? print(leaf(type), leaf(Type::integer))
                                      : evaluate(call(attribute(name("log"), "append"), leaf(type == Type::list || type == Type::dict ? Type::text : type)));
    if (counter_.empty()) out.push_back(std::move(seen));
    else out.push_back(branch(compare(CK::eq, binary(remainder, name(counter_), fuzz::integer(c_.pick({11, 17, 29}))), small(0, 5)), block(std::move(seen))));
}

void Generator::new_variable(Block& out) {
    Type type = c_.pick({Type::integer, Type::real, Type::text, Type::list, Type::tuple, Type::dict, Type::instance, Type::integer});
    std::string id = fresh("v");
    const bool made = type == Type::real ? makes(Feature::reals) : type == Type::text ? makes(Feature::texts) : type == Type::integer || type == Type::instance || makes(Feature::containers);
    if (!made || (type == Type::instance && (classes_.empty() || in_method_))) type = Type::integer;
    if (type == Type::instance) {
        auto index = c_.below(static_cast<std::uint32_t>(classes_.size()));
        out.push_back(assign(id, call(name(classes_[index].id), leaf(Type::integer))));
        scope_.push_back({id, type, true, static_cast<int>(index)});
        return;
    }
    ExpressionPtr value = type == Type::list || type == Type::dict ? syntax::ExpressionPtr(leaf(type)) : expression(type, 2);
    // An alias would let a loop over one list grow it through another name.
    if (type == Type::list) value = call("list", std::move(value));
    if (type == Type::dict) value = call("dict", std::move(value));
    if (c_.chance(10)) out.push_back(syntax::make(syntax::AnnotatedAssignment{name(id), name(c_.pick({"int", "str"})), std::move(value)}));
    else out.push_back(assign(id, std::move(value)));
    scope_.push_back({id, type});
}

}  // namespace sidewinder::fuzz
