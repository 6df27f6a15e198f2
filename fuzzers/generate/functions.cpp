// SPDX-License-Identifier: MIT
// Functions: with loops of their own, small ones that get inlined, recursion that a counter bounds,
// closures that share and change a variable.
#include "fuzzers/generate/generator.hpp"

#include <algorithm>

namespace sidewinder::fuzz {

using enum BinaryKind;
using CK = ComparisonKind;

Block Generator::function_body(Type result) {
    Block out;
    int extra = c_.between(1, 3);
    for (int i = 0; i < extra; ++i) new_variable(out);
    bool loops = c_.chance(60);
    if (loops) hot_loop(out, 2);
    else
        for (int i = c_.between(0, 2); i > 0; --i) statement(out, 1);
    out.push_back(give_back(expression(result, 2)));
    return out;
}

void Generator::function(Block& out) {
    FunctionInfo info{fresh("f"), {}, 0, c_.pick({Type::integer, Type::integer, Type::real, Type::text, Type::list})};
    int count = c_.between(1, 3);
    std::deque<Variable> saved = scope_;
    std::vector<syntax::Parameter> parameters;
    for (int i = 0; i < count; ++i) {
        Type type = c_.pick({Type::integer, Type::integer, Type::real, Type::list, Type::text});
        info.parameters.push_back(type);
        std::string id = "p" + std::to_string(i);
        bool has_default = i > 0 && (info.defaults > 0 || c_.chance(25)) && type != Type::list;
        if (!has_default && info.defaults > 0) type = info.parameters.back() = Type::integer, has_default = true;
        if (has_default) ++info.defaults;
        parameters.push_back({id, has_default ? (type == Type::real ? interesting_real() : type == Type::text ? interesting_text() : interesting_integer()) : nullptr});
    }
    // Globals are read as they are; only those declared are written.
    for (Variable& v : scope_) v.assignable = false;
    for (int i = 0; i < count; ++i) scope_.push_back({"p" + std::to_string(i), info.parameters[static_cast<std::size_t>(i)]});
    other_parameters(info, parameters);
    Block inside;
    in_function_ = true;
    if (!globals_.empty() && c_.chance(40)) {
        std::vector<std::string> names;
        for (const Variable& g : globals_)
            if (g.type == Type::integer && names.size() < 2) names.push_back(g.id);
        declared_global_ = names;
        for (Variable& v : scope_)
            if (std::ranges::find(names, v.id) != names.end()) v.assignable = true;
        if (!names.empty()) inside.push_back(syntax::make(syntax::Global{names}));
    }
    for (StatementPtr& s : function_body(info.result)) inside.push_back(std::move(s));
    in_function_ = false;
    declared_global_.clear();
    scope_ = saved;
    out.push_back(syntax::make(syntax::FunctionDefinition{info.id, std::move(parameters), std::move(inside), {}}));
    functions_.push_back(std::move(info));
}

/// Kinds of parameters other than the usual one.
void Generator::other_parameters(FunctionInfo& info, std::vector<syntax::Parameter>& parameters) {
    using enum syntax::ParameterKind;
    if (c_.chance(12)) info.positional_only = static_cast<std::size_t>(c_.between(1, static_cast<int>(parameters.size())));
    for (std::size_t i = 0; i < info.positional_only; ++i) parameters[i].kind = positional_only;
    if (c_.chance(18)) {
        info.rest = true;
        parameters.push_back({"rest", nullptr, var_positional});
        scope_.push_back({"rest", Type::tuple});
    }
    for (int i = 0, count = c_.chance(18) ? c_.between(1, 2) : 0; i < count; ++i) {
        const std::string id = "q" + std::to_string(i);
        const bool required = c_.chance(25);
        info.keyword_only.push_back(required);
        parameters.push_back({id, required ? nullptr : interesting_integer(), keyword_only});
        scope_.push_back({id, Type::integer});
    }
    if (c_.chance(14)) {
        info.more = true;
        parameters.push_back({"more", nullptr, var_keyword});
        scope_.push_back({"more", Type::dict});
    }
}

void Generator::recursive_function(Block& out) {
    FunctionInfo info{fresh("r"), {Type::integer, Type::integer}, 0, Type::integer};
    std::deque<Variable> saved = scope_;
    for (Variable& v : scope_) v.assignable = false;
    scope_.push_back({"p0", Type::integer, false});
    scope_.push_back({"p1", Type::integer});
    bool before = std::exchange(in_method_, true);
    Block inside = block(branch(compare(CK::le, name("p0"), fuzz::integer(0)), block(give_back(integer_expression(1)))));
    for (int i = c_.between(0, 2); i > 0; --i) statement(inside, 1);
    ExpressionPtr deeper = call(name(info.id), binary(subtract, name("p0"), fuzz::integer(1)), integer_expression(1));
    inside.push_back(give_back(binary(c_.pick({add, subtract, xor_}), integer_expression(1), std::move(deeper))));
    in_method_ = before;
    scope_ = saved;
    out.push_back(define(info.id, {"p0", "p1"}, std::move(inside)));
    functions_.push_back(std::move(info));
}

void Generator::closure(Block& out) {
    FunctionInfo info{fresh("k"), {Type::integer}, 0, Type::integer};
    std::deque<Variable> saved = scope_;
    for (Variable& v : scope_) v.assignable = false;
    scope_.push_back({"p0", Type::integer});
    ExpressionPtr first = integer_expression(1);
    scope_.push_back({"n", Type::integer});
    bool before = std::exchange(in_method_, true);
    Block inner = block(syntax::make(syntax::Nonlocal{{"n"}}));
    inner.push_back(assign("n", binary(add, name("n"), integer_expression(2))));
    if (c_.chance(40)) statement(inner, 0);
    inner.push_back(give_back(binary(c_.pick({add, xor_}), name("n"), name("p0"))));
    in_method_ = before;
    std::string step = fresh("g");
    Block body_ = block(assign("n", std::move(first)), define(step, {"q"}, std::move(inner)));
    std::string i = fresh("i");
    std::string total = fresh("v");
    body_.push_back(assign(total, fuzz::integer(0)));
    body_.push_back(loop(name(i), call("range", fuzz::integer(rounds(20))), block(augment(name(total), add, binary(remainder, call(name(step), name(i)), fuzz::integer(65537))))));
    body_.push_back(give_back(binary(add, name(total), name("n"))));
    scope_ = saved;
    out.push_back(define(info.id, {"p0"}, std::move(body_)));
    functions_.push_back(std::move(info));
}

}  // namespace sidewinder::fuzz
