// SPDX-License-Identifier: MIT
// Expressions of a wanted type. Growth is bounded: products and shifts have one small side, text
// and lists grow by literals only, so that no loop makes values of unbounded size.
#include "fuzzers/generate/generator.hpp"

#include <algorithm>

namespace sidewinder::fuzz {

namespace {

using enum BinaryKind;
using CK = ComparisonKind;

constexpr std::array comparisons = {CK::lt, CK::le, CK::eq, CK::ne, CK::gt, CK::ge};

}  // namespace

bool ClassInfo::has(std::string_view special) const {
    return std::ranges::find(specials, special) != specials.end();
}

const Variable* Generator::variable(Type type) {
    std::vector<const Variable*> fitting;
    for (const Variable& v : scope_)
        if (v.type == type || type == Type::any) fitting.push_back(&v);
    return fitting.empty() ? nullptr : c_.pick(fitting);
}

const Variable* Generator::instance_variable() { return variable(Type::instance); }

ExpressionPtr Generator::interesting_integer() {
    static constexpr std::array<const char*, 24> table = {
        "0", "1", "2", "3", "-1", "7", "-3", "10", "255", "256", "65536", "-65537", "2147483647", "-2147483648",
        "4294967296", "140737488355327", "140737488355328", "281474976710655", "-281474976710656",
        "281474976710656", "562949953421312", "9223372036854775807", "-9223372036854775808", "100000000000000000000"};
    return digits(table[c_.below(c_.chance(40) ? 24 : 8)]);
}

ExpressionPtr Generator::interesting_real() {
    switch (c_.below(10)) {
        case 0: return real(0.0);
        case 1: return unary(syntax::UnaryKind::negative, real(0.0));
        case 2: return real(1.5);
        case 3: return real(-2.5);
        case 4: return real(1e308);
        case 5: return real(1e-5);
        case 6: return call("float", fuzz::text(c_.pick({"inf", "-inf", "nan"})));
        case 7: return real(281474976710656.0);
        case 8: return real(0.1);
        default: return real(c_.between(-40, 40) / 8.0);
    }
}

ExpressionPtr Generator::interesting_text() {
    static constexpr std::array<const char*, 8> table = {"", "a", "ab", "xyz", "\xC3\xA9", "\xE2\x82\xAC!", "Hello", "0"};
    return fuzz::text(c_.pick(table));
}

ExpressionPtr Generator::leaf(Type type) {
    if (c_.chance(75))
        if (const Variable* v = variable(type)) return name(v->id);
    switch (type) {
        case Type::integer: return interesting_integer();
        case Type::real: return interesting_real();
        case Type::boolean: return boolean(c_.chance(50));
        case Type::text: return interesting_text();
        case Type::list: return fuzz::list(syntax::list(interesting_integer(), small(0, 9), small(-5, 5)));
        case Type::tuple: return tuple(syntax::list(small(0, 9), interesting_integer()));
        case Type::dict: {
            std::vector<syntax::DictItem> items;
            items.push_back({small(0, 3), interesting_integer()});
            items.push_back({interesting_text(), small(0, 9)});
            return syntax::make(syntax::DictDisplay{std::move(items)});
        }
        case Type::instance: return instance_expression();
        case Type::any: break;
    }
    return c_.chance(20) ? none() : leaf(c_.pick({Type::integer, Type::real, Type::text, Type::boolean, Type::tuple}));
}

ExpressionPtr Generator::instance_expression() {
    if (classes_.empty()) return interesting_integer();
    return call(name(c_.pick(classes_).id), leaf(Type::integer));
}

ExpressionPtr Generator::expression(Type type, int depth) {
    if (depth <= 0 || c_.exhausted()) return leaf(type);
    // A small rate of operands that do not fit.
    if (c_.chance(2)) type = c_.pick({Type::integer, Type::real, Type::text, Type::list, Type::any});
    if (c_.chance(4)) return conditional(boolean_expression(depth - 1), expression(type, depth - 1), expression(type, depth - 1));
    if (!in_method_ && c_.chance(10)) {
        std::vector<const FunctionInfo*> fitting;
        for (const FunctionInfo& f : functions_)
            if (f.result == type) fitting.push_back(&f);
        // Calls in inner loops multiply, so they are rarer there.
        if (!fitting.empty() && (loop_depth_ < 2 || c_.chance(30))) return call_function(*c_.pick(fitting), depth - 1);
    }
    switch (type) {
        case Type::integer: return integer_expression(depth);
        case Type::real: return real_expression(depth);
        case Type::boolean: return boolean_expression(depth);
        case Type::text: return text_expression(depth);
        case Type::list: return list_expression(depth);
        case Type::dict: return dict_expression(depth);
        case Type::tuple:
            if (c_.chance(10)) return tuple(syntax::list(starred(leaf(c_.pick({Type::list, Type::tuple}))), leaf(Type::integer)));
            return tuple(syntax::list(expression(Type::integer, depth - 1), expression(Type::integer, depth - 1)));
        case Type::instance: return leaf(Type::instance);
        case Type::any: break;
    }
    return expression(c_.pick({Type::integer, Type::real, Type::text, Type::boolean, Type::tuple, Type::integer}), depth - 1);
}

ExpressionPtr Generator::call_function(const FunctionInfo& f, int depth) {
    std::vector<ExpressionPtr> arguments;
    std::vector<syntax::KeywordArgument> keywords;
    std::size_t given = f.parameters.size() - (f.defaults ? c_.below(static_cast<std::uint32_t>(f.defaults) + 1) : 0);
    for (std::size_t i = 0; i < given; ++i) {
        // Recursion is bounded by a small first argument, so it is kept small.
        ExpressionPtr e = f.id[0] == 'r' && i == 0 ? small(0, 8) : expression(f.parameters[i], depth);
        if (i + 1 == given && i > 0 && i >= f.positional_only && c_.chance(10)) keywords.push_back({"p" + std::to_string(i), std::move(e)});
        else arguments.push_back(std::move(e));
    }
    if (f.rest && keywords.empty() && given == f.parameters.size() && c_.chance(60))
        for (int i = c_.between(1, 3); i > 0; --i) arguments.push_back(leaf(c_.pick({Type::integer, Type::integer, Type::any})));
    for (std::size_t i = 0; i < f.keyword_only.size(); ++i)
        if (f.keyword_only[i] ? c_.chance(97) : c_.chance(50)) keywords.push_back({"q" + std::to_string(i), leaf(Type::integer)});
    if (f.more && c_.chance(50)) keywords.push_back({c_.pick({"y", "z", "q0"}), leaf(Type::any)});
    syntax::Call made{name(f.id), std::move(arguments), std::move(keywords)};
    std::ranges::sort(made.keywords, {}, &syntax::KeywordArgument::name);
    const auto twice = std::ranges::unique(made.keywords, {}, &syntax::KeywordArgument::name);
    made.keywords.erase(twice.begin(), twice.end());
    if (c_.chance(15)) open_arguments(made);
    return syntax::make(std::move(made));
}

/// Some of the arguments come out of a sequence, some of the keywords out of a dict.
void Generator::open_arguments(syntax::Call& call) {
    if (c_.chance(60) && call.arguments.size() > 1) {
        std::vector<ExpressionPtr> gathered;
        const auto first = call.arguments.begin() + c_.between(1, static_cast<int>(call.arguments.size()) - 1);
        gathered.insert(gathered.end(), std::make_move_iterator(first), std::make_move_iterator(call.arguments.end()));
        call.arguments.erase(first, call.arguments.end());
        call.arguments.push_back(starred(c_.chance(50) ? tuple(std::move(gathered)) : fuzz::list(std::move(gathered))));
    } else if (call.arguments.size() == 1 && !std::holds_alternative<syntax::IntLiteral>(call.arguments[0]->node)) {
        // Recursion is bounded by a first argument that is a literal.
        call.arguments[0] = starred(tuple(syntax::list(std::move(call.arguments[0]))));
    }
    std::vector<syntax::DictItem> items;
    if (!call.keywords.empty() && c_.chance(60)) {
        items.push_back({text(call.keywords.back().name), std::move(call.keywords.back().value)});
        call.keywords.pop_back();
    }
    if (!items.empty() || c_.chance(20)) call.keywords.push_back({"", syntax::make(syntax::DictDisplay{std::move(items)})});
}

ExpressionPtr Generator::integer_operation(int depth) {
    ExpressionPtr a = integer_expression(depth - 1);
    switch (c_.below(14)) {
        case 0:
        case 1:
        case 2: return binary(add, std::move(a), expression(Type::integer, depth - 1));
        case 3:
        case 4: return binary(subtract, std::move(a), expression(Type::integer, depth - 1));
        case 5: return binary(multiply, std::move(a), c_.chance(70) ? small(-4, 9) : binary(remainder, leaf(Type::integer), fuzz::integer(1009)));
        case 6: return binary(floor_divide, std::move(a), c_.chance(70) ? small(1, 9) : leaf(Type::integer));
        case 7: return binary(remainder, std::move(a), c_.chance(70) ? small(-7, 7) : leaf(Type::integer));
        case 8: return binary(and_, std::move(a), c_.chance(50) ? digits("0xFFFF") : leaf(Type::integer));
        case 9: return binary(or_, std::move(a), leaf(Type::integer));
        case 10: return binary(xor_, std::move(a), leaf(Type::integer));
        case 11: return binary(lshift, binary(remainder, std::move(a), digits("281474976710657")), binary(and_, leaf(Type::integer), fuzz::integer(c_.pick({3, 7, 63}))));
        case 12: return binary(rshift, std::move(a), binary(and_, leaf(Type::integer), fuzz::integer(c_.pick({3, 15, 63}))));
        default: return binary(power, binary(remainder, std::move(a), fuzz::integer(17)), small(0, 5));
    }
}

ExpressionPtr Generator::integer_expression(int depth) {
    if (depth <= 0) return leaf(Type::integer);
    switch (c_.below(16)) {
        case 0:
        case 1: return leaf(Type::integer);
        case 2: return unary(c_.pick({syntax::UnaryKind::negative, syntax::UnaryKind::positive, syntax::UnaryKind::invert}), integer_expression(depth - 1));
        case 3:
            if (makes(Feature::containers) && c_.chance(25)) return call("len", set_expression(depth - 1));
            return call("len", expression(c_.pick({Type::list, Type::text, Type::tuple, Type::dict}), depth - 1));
        case 4: {
            ExpressionPtr l = leaf(Type::list);
            return subscript(std::move(l), c_.chance(60) ? small(-2, 1) : binary(remainder, leaf(Type::integer), fuzz::integer(3)));
        }
        case 5: return subscript(leaf(Type::tuple), small(-2, 1));
        case 6: return c_.chance(50) ? call("abs", integer_expression(depth - 1)) : call(c_.pick({"min", "max"}), integer_expression(depth - 1), leaf(Type::integer));
        case 7:
            if (const Variable* v = variable(Type::dict)) return call(attribute(name(v->id), "get"), leaf(Type::any), leaf(Type::integer));
            break;
        case 8:
        case 9: return instance_operation(depth);
        case 10: return call("int", boolean_expression(depth - 1));
        case 11:
            if (makes(Feature::suspensions) && c_.chance(50)) return call("sum", generator_of_integers());
            return call("sum", leaf(Type::list));
        default: break;
    }
    return integer_operation(depth);
}

ExpressionPtr Generator::instance_operation(int depth) {
    const Variable* v = instance_variable();
    if (v == nullptr || v->class_index < 0) return integer_operation(depth);
    const ClassInfo& info = classes_[static_cast<std::size_t>(v->class_index)];
    auto self = [&] { return name(v->id); };
    if (!in_method_ && !info.methods.empty() && c_.chance(35)) return call(attribute(self(), c_.pick(info.methods)), leaf(Type::integer));
    if (!in_method_ && !info.specials.empty() && c_.chance(60)) {
        const std::string& s = c_.pick(info.specials);
        if (s == "add") return binary(add, self(), leaf(Type::integer));
        if (s == "radd") return binary(add, leaf(Type::integer), self());
        if (s == "sub") return binary(subtract, self(), leaf(c_.chance(50) ? Type::integer : Type::real));
        if (s == "mul") return binary(multiply, self(), small(0, 5));
        if (s == "neg") return unary(syntax::UnaryKind::negative, self());
        if (s == "getitem") return subscript(self(), leaf(Type::integer));
        if (s == "call") return call(self(), leaf(Type::integer));
        if (s == "len") return call("len", self());
        if (s == "iter") return call("sum", self());
        if (s == "lt") return call("int", compare(CK::lt, self(), leaf(Type::integer)));
        if (s == "eq") return call("int", compare(CK::eq, self(), leaf(Type::integer)));
        if (s == "contains") return call("int", compare(CK::in, leaf(Type::integer), self()));
        if (s == "bool") return conditional(self(), leaf(Type::integer), leaf(Type::integer));
    }
    return attribute(self(), c_.pick(info.attributes));
}

ExpressionPtr Generator::real_expression(int depth) {
    if (depth <= 0) return leaf(Type::real);
    auto operand = [&] { return expression(c_.chance(75) ? Type::real : Type::integer, depth - 1); };
    switch (c_.below(12)) {
        case 0: return leaf(Type::real);
        case 1: return unary(syntax::UnaryKind::negative, real_expression(depth - 1));
        case 2: return call("float", binary(remainder, integer_expression(depth - 1), fuzz::integer(100003)));
        case 3: return call("abs", real_expression(depth - 1));
        case 4: return binary(true_divide, operand(), c_.chance(70) ? real(c_.between(1, 9) / 2.0) : operand());
        case 5: return binary(floor_divide, operand(), real(c_.between(1, 9) / 2.0));
        case 6: return binary(remainder, operand(), real(c_.between(-9, 9) / 2.0));
        case 7: return binary(power, real(c_.between(1, 12) / 4.0), small(-3, 3));
        case 8:
        // What was an int by mistake becomes a float, so that squares of squares stay small.
        case 9: return binary(multiply, binary(remainder, operand(), real(1009.0)), real_expression(depth - 1));
        case 10: return binary(subtract, operand(), real_expression(depth - 1));
        default: return binary(add, real_expression(depth - 1), operand());
    }
}

/// Without quotes inside, which CPython before 3.12 does not read.
ExpressionPtr Generator::format_string() {
    std::vector<syntax::FormatPart> parts;
    parts.push_back({"<", nullptr, 0, {}});
    syntax::FormatPart value;
    const Variable* v = variable(c_.pick({Type::integer, Type::real, Type::text}));
    value.value = v != nullptr ? name(v->id) : small(0, 99);
    if (c_.chance(30)) value.value = binary(c_.pick({add, multiply}), std::move(value.value), small(1, 3));
    if (c_.chance(30)) value.conversion = c_.pick({'r', 's', 'a'});
    else if (c_.chance(30)) value.spec = c_.pick({">8", "<6", "^7"});
    if (value.spec.empty() && c_.chance(12)) {
        syntax::FormatPart width;
        width.value = small(1, 9);
        if (c_.chance(60)) value.spec_parts.push_back({c_.pick({">", "<", "^"})});
        value.spec_parts.push_back(std::move(width));
    }
    parts.push_back(std::move(value));
    parts.push_back({">", nullptr, 0, {}});
    return syntax::make(syntax::FormatString{std::move(parts)});
}

ExpressionPtr Generator::text_expression(int depth) {
    if (depth <= 0) return leaf(Type::text);
    switch (c_.below(10)) {
        case 0: return leaf(Type::text);
        case 1: return call("str", expression(c_.pick({Type::integer, Type::real, Type::boolean}), depth - 1));
        case 2: return format_string();
        case 3: return subscript(leaf(Type::text), fuzz::slice(c_.chance(50) ? small(-4, 3) : nullptr, c_.chance(50) ? small(-3, 5) : nullptr, c_.chance(20) ? fuzz::integer(c_.pick({-1, 2})) : nullptr));
        case 4: return subscript(binary(add, fuzz::text("pq"), leaf(Type::text)), binary(remainder, leaf(Type::integer), fuzz::integer(2)));
        case 5: return binary(multiply, interesting_text(), small(0, 3));
        case 6: return call(attribute(leaf(Type::text), c_.pick({"upper", "lower", "strip"})));
        case 7: return call("repr", leaf(c_.pick({Type::integer, Type::real, Type::text, Type::tuple, Type::list})));
        default: return subscript(binary(add, leaf(Type::text), c_.chance(50) ? interesting_text() : call("str", leaf(Type::integer))), fuzz::slice(nullptr, fuzz::integer(12)));
    }
}

ExpressionPtr Generator::comprehension(int depth) {
    if (comprehends_) return leaf(Type::list);
    comprehends_ = true;
    std::string v = fresh("c");
    ExpressionPtr source = c_.chance(60) ? call("range", small(1, 8)) : leaf(Type::list);
    scope_.push_back({v, Type::integer, false});
    std::vector<syntax::ComprehensionClause> clauses;
    std::vector<ExpressionPtr> conditions;
    if (c_.chance(30)) conditions.push_back(boolean_expression(1));
    clauses.push_back({name(v), std::move(source), std::move(conditions)});
    if (c_.chance(20)) clauses.push_back({name(fresh("c")), call("range", c_.chance(50) ? binary(remainder, name(v), fuzz::integer(3)) : small(0, 3)), {}});
    ExpressionPtr element = integer_expression(std::min(depth, 2));
    scope_.pop_back();
    comprehends_ = false;
    return syntax::make(syntax::ListComprehension{std::move(element), std::move(clauses)});
}

ExpressionPtr Generator::list_expression(int depth) {
    switch (c_.below(8)) {
        case 0:
        case 1: return leaf(Type::list);
        case 2: return subscript(leaf(Type::list), fuzz::slice(c_.chance(50) ? small(-3, 3) : nullptr, small(-2, 5)));
        case 3: return makes(Feature::containers) && c_.chance(20) ? call("list", set_expression(depth - 1)) : comprehension(depth - 1);
        case 4:
            if (makes(Feature::suspensions) && c_.chance(40)) return call("list", generator_of_integers());
            return call("list", call("range", small(0, 6)));
        case 5: return binary(add, subscript(leaf(Type::list), fuzz::slice(nullptr, small(0, 4))), fuzz::list(syntax::list(leaf(Type::integer))));
        case 6: return c_.chance(50) ? call("sorted", leaf(Type::list)) : binary(multiply, fuzz::list(syntax::list(small(0, 3))), small(0, 4));
        default:
            if (c_.chance(15)) return fuzz::list(syntax::list(leaf(Type::integer), starred(leaf(c_.pick({Type::list, Type::tuple, Type::text}))), leaf(Type::integer)));
            return fuzz::list(syntax::list(expression(Type::integer, depth - 1), leaf(Type::integer), leaf(Type::integer)));
    }
}

ExpressionPtr Generator::dict_expression(int depth) {
    if (c_.chance(10)) {
        std::vector<syntax::DictItem> items;
        items.push_back({nullptr, leaf(Type::dict)});
        items.push_back({small(0, 3), leaf(Type::integer)});
        if (c_.chance(30)) std::swap(items[0], items[1]);
        return syntax::make(syntax::DictDisplay{std::move(items)});
    }
    if (depth <= 1 || comprehends_ || c_.chance(60)) return leaf(Type::dict);
    comprehends_ = true;
    std::string v = fresh("c");
    scope_.push_back({v, Type::integer, false});
    std::vector<syntax::ComprehensionClause> clauses;
    clauses.push_back({name(v), call("range", small(1, 6)), {}});
    ExpressionPtr value = integer_expression(1);
    scope_.pop_back();
    comprehends_ = false;
    return syntax::make(syntax::DictComprehension{name(v), std::move(value), std::move(clauses)});
}

/// Of elements whose hashes are the same in every run, for the order of iteration follows from them.
ExpressionPtr Generator::set_expression(int depth) {
    switch (c_.below(6)) {
        case 0: return call(c_.pick({"set", "frozenset"}), leaf(c_.pick({Type::list, Type::text, Type::tuple, Type::dict})));
        case 1: return binary(c_.pick({or_, and_, xor_, subtract}), set_expression(depth - 1), fuzz::set(syntax::list(leaf(Type::integer), small(0, 3))));
        case 2: return fuzz::set(syntax::list(starred(leaf(c_.pick({Type::list, Type::text}))), leaf(Type::integer)));
        case 3:
            if (!comprehends_) {
                comprehends_ = true;
                const std::string v = fresh("c");
                scope_.push_back({v, Type::integer, false});
                std::vector<syntax::ComprehensionClause> clauses;
                clauses.push_back({name(v), call("range", small(1, 9)), {}});
                ExpressionPtr element = integer_expression(1);
                scope_.pop_back();
                comprehends_ = false;
                return syntax::make(syntax::SetComprehension{std::move(element), std::move(clauses)});
            }
            [[fallthrough]];
        case 4: return fuzz::set(syntax::list(leaf(Type::integer)));
        default: return fuzz::set(syntax::list(leaf(Type::integer), interesting_text(), leaf(Type::real), small(0, 5)));
    }
}

ExpressionPtr Generator::boolean_expression(int depth) {
    if (depth <= 0) return compare(c_.pick(comparisons), leaf(Type::integer), leaf(Type::integer));
    switch (c_.below(12)) {
        case 0: {
            Type t = c_.pick({Type::text, Type::list, Type::tuple});
            return compare(c_.pick(comparisons), expression(t, depth - 1), leaf(t));
        }
        case 1: return compare(c_.pick(comparisons), expression(Type::real, depth - 1), leaf(c_.chance(60) ? Type::real : Type::integer));
        case 2: return unary(syntax::UnaryKind::not_, expression(c_.pick({Type::integer, Type::boolean, Type::list, Type::text}), depth - 1));
        case 3: return syntax::make(syntax::BooleanOperation{c_.pick({syntax::BooleanKind::and_, syntax::BooleanKind::or_}), syntax::list(boolean_expression(depth - 1), boolean_expression(depth - 1))});
        case 4: return compare(c_.pick({CK::in, CK::not_in}), leaf(Type::integer), makes(Feature::containers) && c_.chance(35) ? set_expression(depth - 1) : leaf(c_.pick({Type::list, Type::tuple, Type::dict})));
        case 5: return compare(c_.pick({CK::is, CK::is_not}), leaf(Type::any), none());
        case 6: return call("isinstance", leaf(Type::any), name(c_.pick({"int", "float", "str", "list"})));
        case 7: {
            std::vector<syntax::ComparisonTail> tails;
            tails.push_back({c_.pick(comparisons), leaf(Type::integer)});
            tails.push_back({c_.pick(comparisons), leaf(Type::integer)});
            return syntax::make(syntax::Comparison{leaf(Type::integer), std::move(tails)});
        }
        case 8: return compare(CK::in, interesting_text(), leaf(Type::text));
        default: return compare(c_.pick(comparisons), integer_expression(depth - 1), leaf(Type::integer));
    }
}

}  // namespace sidewinder::fuzz
