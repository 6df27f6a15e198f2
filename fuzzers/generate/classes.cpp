// SPDX-License-Identifier: MIT
// Classes: attributes in an order that may differ between instances, methods, operator methods that
// raise now and then, __del__ that tells of an object's death, inheritance from one class or two.
#include "fuzzers/generate/generator.hpp"

#include <algorithm>

namespace sidewinder::fuzz {

using enum BinaryKind;
using CK = ComparisonKind;

void Generator::exception_class(Block& out) {
    std::string id = fresh("E");
    ExpressionPtr base = name(exceptions_.empty() || c_.chance(50) ? c_.pick({"Exception", "ValueError", "LookupError"}) : c_.pick(exceptions_).c_str());
    out.push_back(syntax::make(syntax::ClassDefinition{id, syntax::list(std::move(base)), block(syntax::make(syntax::Pass{})), {}}));
    exceptions_.push_back(id);
}

ExpressionPtr Generator::own_attribute(const ClassInfo& info) { return attribute(name("self"), c_.pick(info.attributes)); }

StatementPtr Generator::method(const ClassInfo& info, const std::string& id, bool overrides) {
    std::deque<Variable> saved = std::exchange(scope_, {});
    scope_.push_back({"x", Type::integer});
    Block inside;
    if (c_.chance(60)) inside.push_back(augment(own_attribute(info), c_.pick({add, subtract, xor_}), integer_expression(1)));
    if (c_.chance(15)) inside.push_back(branch(compare(CK::eq, binary(remainder, name("x"), small(5, 30)), fuzz::integer(4)), block(raise(error()))));
    ExpressionPtr operand = integer_expression(1);
    if (overrides && c_.chance(60)) operand = call(attribute(call("super"), id), name("x"));
    inside.push_back(give_back(binary(c_.pick({add, subtract, and_, xor_}), own_attribute(info), std::move(operand))));
    scope_ = std::move(saved);
    return define(id, {"self", "x"}, std::move(inside));
}

StatementPtr Generator::special_method(const ClassInfo& info, const std::string& which) {
    std::deque<Variable> saved = std::exchange(scope_, {});
    std::vector<std::string> parameters = {"self"};
    bool one = which == "neg" || which == "bool" || which == "len" || which == "iter" || which == "del";
    if (!one) {
        parameters.push_back("x");
        scope_.push_back({"x", Type::integer});
    }
    Block inside;
    if (which == "del") {
        inside.push_back(c_.chance(50) ? print(text("del " + info.id)) : evaluate(call(attribute(name("log"), "append"), own_attribute(info))));
    } else {
        if (c_.chance(12) && !one) inside.push_back(branch(compare(CK::gt, own_attribute(info), small(20, 90)), block(assign(own_attribute(info), fuzz::integer(0)), raise(error()))));
        if (c_.chance(30)) inside.push_back(augment(own_attribute(info), add, fuzz::integer(1)));
        if (which == "iter") inside.push_back(give_back(call("iter", list(syntax::list(own_attribute(info), small(1, 5), small(1, 9))))));
        else if (which == "len") inside.push_back(give_back(binary(and_, own_attribute(info), fuzz::integer(3))));
        else if (which == "bool" || which == "lt" || which == "eq" || which == "contains")
            inside.push_back(give_back(one ? compare(CK::gt, own_attribute(info), small(0, 9)) : compare(c_.pick({CK::lt, CK::eq, CK::ge}), own_attribute(info), name("x"))));
        else inside.push_back(give_back(one ? unary(syntax::UnaryKind::negative, own_attribute(info)) : c_.chance(15) ? none() : binary(c_.pick({add, subtract}), own_attribute(info), conditional(call("isinstance", name("x"), name("int")), name("x"), fuzz::integer(1)))));
    }
    scope_ = std::move(saved);
    return define("__" + which + "__", std::move(parameters), std::move(inside));
}

/// __new__, which now and then gives something else.
void Generator::constructor(const ClassInfo& info, Block& out) {
    Block made = block(assign("self", c_.chance(50) || !info.builtin.empty() ? call(attribute(call("super"), "__new__"), name("cls")) : call(attribute(name("object"), "__new__"), name("cls"))));
    if (c_.chance(50)) made.push_back(assign(attribute(name("self"), info.attributes[0]), small(0, 9)));
    if (c_.chance(15)) made.push_back(branch(compare(CK::eq, name("x"), small(0, 5)), block(give_back(name("x")))));
    made.push_back(give_back(name("self")));
    out.push_back(define("__new__", {"cls", "x"}, std::move(made)));
}

/// __enter__ and __exit__, which may raise and swallows every other exception.
void Generator::context_manager(const ClassInfo& info, Block& out) {
    Block enter, leave;
    if (c_.chance(50)) enter.push_back(augment(own_attribute(info), add, fuzz::integer(1)));
    if (c_.chance(10)) enter.push_back(branch(compare(CK::eq, binary(remainder, own_attribute(info), small(3, 9)), fuzz::integer(2)), block(raise(error()))));
    enter.push_back(give_back(c_.chance(50) ? name("self") : own_attribute(info)));
    out.push_back(define("__enter__", {"self"}, std::move(enter)));
    leave.push_back(augment(own_attribute(info), c_.pick({add, xor_}), fuzz::integer(1)));
    if (c_.chance(30)) leave.push_back(branch(compare(CK::is, name("kind"), name("ValueError")), block(print(name("e"), compare(CK::is, name("tb"), none())))));
    if (c_.chance(8)) leave.push_back(branch(compare(CK::eq, binary(remainder, own_attribute(info), small(3, 9)), fuzz::integer(2)), block(raise(error()))));
    if (c_.chance(60)) leave.push_back(give_back(compare(CK::eq, binary(remainder, own_attribute(info), fuzz::integer(2)), small(0, 1))));
    out.push_back(define("__exit__", {"self", "kind", "e", "tb"}, std::move(leave)));
}

/// A class of classes that counts their calls, or has a say in what they are made of.
ExpressionPtr Generator::metaclass(Block& out) {
    const std::string id = fresh("M");
    Block inside;
    auto rest = [&](const char* first, bool keywords) {
        std::vector<syntax::Parameter> parameters;
        parameters.push_back({first, nullptr});
        parameters.push_back({"args", nullptr, syntax::ParameterKind::var_positional});
        if (keywords) parameters.push_back({"more", nullptr, syntax::ParameterKind::var_keyword});
        return parameters;
    };
    auto passed_on = [&](const char* method, bool first, bool keywords) {
        syntax::Call passed{attribute(call("super"), method), {}, {}};
        if (first) passed.arguments.push_back(name("cls"));
        passed.arguments.push_back(syntax::make(syntax::Starred{name("args")}));
        if (keywords) passed.keywords.push_back({"", name("more")});
        return syntax::make(std::move(passed));
    };
    if (c_.chance(60))
        inside.push_back(syntax::make(syntax::FunctionDefinition{"__call__", rest("cls", false), block(augment(attribute(name("cls"), "shared"), add, fuzz::integer(1)), give_back(passed_on("__call__", false, false))), {}}));
    if (c_.chance(40))
        inside.push_back(syntax::make(syntax::FunctionDefinition{"__new__", rest("cls", true), block(assign("made", passed_on("__new__", true, true)), assign(attribute(name("made"), "tag"), small(0, 9)), give_back(name("made"))), {}}));
    if (c_.chance(30)) inside.push_back(define("__len__", {"cls"}, block(give_back(binary(and_, attribute(name("cls"), "shared"), fuzz::integer(3))))));
    if (inside.empty()) inside.push_back(assign("tag", small(0, 9)));
    out.push_back(syntax::make(syntax::ClassDefinition{id, syntax::list(name("type")), std::move(inside), {}, {}}));
    return name(id);
}

void Generator::class_definition(Block& out) {
    ClassInfo info{fresh("C"), {}, {}, {}};
    const ClassInfo* base = !classes_.empty() && c_.chance(40) ? &classes_.back() : nullptr;
    int attributes = c_.between(1, 3);
    for (int i = 0; i < attributes; ++i) info.attributes.push_back("a" + std::to_string(i));
    if (base != nullptr) info.builtin = base->builtin;
    else if (makes(Feature::containers) && c_.chance(15)) info.builtin = c_.pick({"int", "int", "float", "str", "list", "list", "dict", "set"});
    const bool derived = base == nullptr && !info.builtin.empty();
    bool before = std::exchange(in_method_, true);
    Block inside = block(assign("shared", small(0, 9)));
    // The order of attributes depends on the argument: instances with two shapes.
    Block init;
    bool shuffled = attributes > 1 && c_.chance(30);
    if (shuffled) init.push_back(branch(compare(CK::eq, name("x"), small(3, 5)), block(assign(attribute(name("self"), info.attributes.back()), fuzz::integer(1)))));
    for (const std::string& a : info.attributes) init.push_back(assign(attribute(name("self"), a), c_.chance(50) ? name("x") : interesting_integer()));
    if (derived && info.builtin == "list") init.push_back(evaluate(call(attribute(name("self"), "append"), name("x"))));
    if (derived && info.builtin == "dict") init.push_back(assign(subscript(name("self"), name("x")), fuzz::integer(1)));
    inside.push_back(define("__init__", {"self", "x"}, std::move(init)));
    // Without one, print would show an address.
    inside.push_back(define("__repr__", {"self"}, block(give_back(binary(add, text(info.id + ":"), call("str", attribute(name("self"), info.attributes[0])))))));
    for (int i = c_.between(1, 2); i > 0; --i) {
        const bool overrides = base != nullptr && c_.chance(50);
        info.methods.push_back(overrides ? base->methods.front() : fresh("m"));
        inside.push_back(method(info, info.methods.back(), overrides));
    }
    static constexpr std::array<const char*, 14> table = {"add", "radd", "sub", "mul", "neg", "getitem", "call", "len", "iter", "lt", "eq", "contains", "bool", "del"};
    for (int i = c_.between(0, 4); i > 0; --i) {
        std::string which = c_.pick(table);
        if (info.has(which)) continue;
        info.specials.push_back(which);
        inside.push_back(special_method(info, which));
    }
    if (c_.chance(12)) constructor(info, inside);
    if (base == nullptr && !derived && c_.chance(10)) {
        std::vector<ExpressionPtr> slots;
        info.slots = true;
        for (const std::string& a : info.attributes) slots.push_back(text(a));
        if (c_.chance(30)) slots.push_back(text(c_.pick({"__dict__", "z", "__weakref__"})));
        inside.push_back(assign("__slots__", tuple(std::move(slots))));
    }
    if (makes(Feature::suspensions) && c_.chance(30)) context_manager(info, inside), info.specials.push_back("exit");
    if (c_.chance(12)) {
        info.keywords = true;
        std::vector<syntax::Parameter> parameters;
        parameters.push_back({"cls", nullptr});
        parameters.push_back({"more", nullptr, syntax::ParameterKind::var_keyword});
        Block told = block(assign(attribute(name("cls"), "shared"), call("len", name("more"))), evaluate(call(attribute(call("super"), "__init_subclass__"))));
        inside.push_back(syntax::make(syntax::FunctionDefinition{"__init_subclass__", std::move(parameters), std::move(told), {}}));
    }
    in_method_ = before;
    std::erase(info.specials, "del");
    std::vector<ExpressionPtr> bases;
    if (derived) {
        const bool number = info.builtin == "int" || info.builtin == "float";
        for (const char* s : number ? std::array{"add", "radd", "sub", "neg", "lt", "eq", "bool"} : std::array{"len", "iter", "contains", "eq", "bool", "len", "contains"})
            if (!info.has(s)) info.specials.push_back(s);
        bases.push_back(name(info.builtin));
    }
    auto inherit = [&](const ClassInfo& from) {
        bases.push_back(name(from.id));
        info.keywords |= from.keywords;
        info.slots |= from.slots;
        info.metaclass |= from.metaclass;
        for (const std::string& s : from.specials)
            if (!info.has(s)) info.specials.push_back(s);
    };
    const bool told = base != nullptr && base->keywords;
    if (base != nullptr) inherit(*base);
    // Later classes first: then their orders of resolution seldom contradict each other.
    if (base != nullptr && classes_.size() > 1 && c_.chance(40))
        if (const ClassInfo& other = classes_[c_.below(static_cast<std::uint32_t>(classes_.size() - 1))]; (!info.slots || !other.slots) && other.builtin.empty() && !other.metaclass) inherit(other);
    std::vector<syntax::KeywordArgument> keywords;
    if (told && c_.chance(60)) keywords.push_back({"tag", small(0, 9)});
    if (bases.empty() && c_.chance(12)) info.metaclass = true, keywords.push_back({"metaclass", metaclass(out)});
    out.push_back(syntax::make(syntax::ClassDefinition{info.id, std::move(bases), std::move(inside), {}, std::move(keywords)}));
    classes_.push_back(std::move(info));
}

}  // namespace sidewinder::fuzz
