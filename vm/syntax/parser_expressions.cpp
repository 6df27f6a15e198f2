// SPDX-License-Identifier: MIT
// The parser's expressions: one function a level of precedence, loops for what associates to the
// left. Heights of left-leaning trees grow in those loops, so `built` checks every node.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "vm/syntax/parser_state.hpp"
#include "vm/syntax/string_literal.hpp"

namespace sidewinder::syntax {
namespace {

struct BinarySpelling {
    std::string_view text;
    BinaryKind op;
    int precedence;
};
constexpr int lowest_precedence = 1;
constexpr auto binary_operators = std::to_array<BinarySpelling>({
    {"|", BinaryKind::or_, 1},
    {"^", BinaryKind::xor_, 2},
    {"&", BinaryKind::and_, 3},
    {"<<", BinaryKind::lshift, 4},
    {">>", BinaryKind::rshift, 4},
    {"+", BinaryKind::add, 5},
    {"-", BinaryKind::subtract, 5},
    {"*", BinaryKind::multiply, 6},
    {"/", BinaryKind::true_divide, 6},
    {"//", BinaryKind::floor_divide, 6},
    {"%", BinaryKind::remainder, 6},
    {"@", BinaryKind::matrix_multiply, 6},
});

const BinarySpelling* find_binary(const Token& token) {
    if (token.kind != TokenKind::op) return nullptr;
    const auto* found = std::ranges::find(binary_operators, token.text, &BinarySpelling::text);
    return found == binary_operators.end() ? nullptr : found;
}

}  // namespace

ExpressionPtr Parser::starred() {
    const Token star = current();
    advance();
    ExpressionPtr target = binary(lowest_precedence);
    return built(Starred{std::move(target)}, star, height_);
}

ExpressionPtr Parser::element() {
    return at("*") ? starred() : named_expression();
}

ExpressionPtr Parser::expression_list() {
    const Token start = current();
    auto one = [&] { return at("*") ? starred() : expression(); };
    ExpressionPtr first = one();
    if (!at(",")) return first;
    int height = height_;
    TupleDisplay tuple{list(std::move(first))};
    while (accept(",")) {
        // A trailing comma: what follows cannot start an expression.
        if (at(TokenKind::newline) || at(TokenKind::end) || at("=") || at(")") || at("]") ||
            at("}") || at(";") || at(":") || at("in")) {
            break;
        }
        tuple.elements.push_back(one());
        height = std::max(height, height_);
    }
    return built(std::move(tuple), start, height);
}

ExpressionPtr Parser::value_list() {
    return at("yield") ? yield_expression() : expression_list();
}

ExpressionPtr Parser::yield_expression() {
    const Token start = current();
    expect("yield");
    if (accept("from")) {
        ExpressionPtr value = expression();
        return built(YieldFrom{std::move(value)}, start, height_);
    }
    const bool bare = at(TokenKind::newline) || at(TokenKind::end) || at(")") || at("]") || at("}") ||
                      at("=") || at(";") || at(":");
    if (bare) return built(Yield{}, start, 0);
    ExpressionPtr value = expression_list();
    if (std::holds_alternative<Starred>(value->node)) fail(*value, "can't use starred expression here");
    return built(Yield{std::move(value)}, start, height_);
}

ExpressionPtr Parser::named_expression() {
    if (at_name() && next().kind == TokenKind::op && next().text == ":=") {
        const Token start = current();
        std::string name = expect_name();
        if (name == "__debug__") fail(start, "cannot assign to __debug__");
        expect(":=");
        ExpressionPtr value = expression();
        return built(NamedExpression{std::move(name), std::move(value)}, start, height_);
    }
    return expression();
}

ExpressionPtr Parser::expression() {
    const Nesting nesting(*this);
    if (at("lambda")) return lambda();
    const Token start = current();
    ExpressionPtr then = disjunction();
    if (!at("if")) return then;
    advance();
    int height = height_;
    ExpressionPtr test = disjunction();
    height = std::max(height, height_);
    if (!at("else") && !at(TokenKind::error)) {
        fail(start, "expected 'else' after 'if' expression");
    }
    expect("else");
    ExpressionPtr otherwise = expression();
    height = std::max(height, height_);
    return built(Conditional{std::move(test), std::move(then), std::move(otherwise)}, start,
                 height);
}

ExpressionPtr Parser::lambda() {
    const Token start = current();
    expect("lambda");
    if (++lambdas_ > max_block_depth) fail(start, "expression too deeply nested");
    std::vector<Parameter> params = parameters(":", false);
    int height = height_;
    expect(":");
    ExpressionPtr body = expression();
    height = std::max(height, height_);
    --lambdas_;
    return built(Lambda{std::move(params), std::move(body)}, start, height);
}

std::vector<Parameter> Parser::parameters(std::string_view end, bool annotations) {
    std::vector<Parameter> out;
    int height = 0;
    // What the next parameter is when nothing is written before it.
    ParameterKind plain = ParameterKind::positional;
    while (!at(end) && !at(TokenKind::end)) {
        const Token start = current();
        if (!out.empty() && out.back().kind == ParameterKind::var_keyword)
            fail(start, "arguments cannot follow var-keyword argument");
        if (at("/")) {
            end_positional_only(out, plain);
            if (!accept(",")) break;
            continue;
        }
        if (at("*") && plain == ParameterKind::keyword_only) fail(start, "* argument may appear only once");
        if (at("*") && next().kind == TokenKind::op && next().text == ",") {
            advance();
            advance();
            plain = ParameterKind::keyword_only;
            if (at(end) || at("**")) fail(start, "named arguments must follow bare *");
            continue;
        }
        if (at("*") && next().kind == TokenKind::op && next().text == end) {
            advance();
            fail(start, "named arguments must follow bare *");
            break;
        }
        const ParameterKind kind = accept("**")  ? ParameterKind::var_keyword
                                   : accept("*") ? ParameterKind::var_positional
                                                 : plain;
        if (kind == ParameterKind::var_positional) plain = ParameterKind::keyword_only;
        Parameter parameter{expect_name(), {}, kind};
        if (parameter.name == "__debug__") fail(start, "cannot assign to __debug__");
        if (std::ranges::find(out, parameter.name, &Parameter::name) != out.end()) {
            fail(start,
                 fmt::format("duplicate argument '{}' in function definition", parameter.name));
        }
        if (annotations && accept(":")) {
            at("*") ? starred() : expression();  // annotations are never evaluated
        }
        if (at("=") && kind == ParameterKind::var_positional)
            fail(current(), "var-positional argument cannot have default value");
        if (at("=") && kind == ParameterKind::var_keyword)
            fail(current(), "var-keyword argument cannot have default value");
        if (accept("=")) {
            parameter.default_value = expression();
            height = std::max(height, height_);
        } else if (parameter.by_position() && !out.empty() && out.back().default_value) {
            fail(start, "parameter without a default follows parameter with a default");
        }
        out.push_back(std::move(parameter));
        if (!accept(",")) break;
    }
    height_ = height;
    return out;
}

/// At `/`: the parameters before it are passed by position only.
void Parser::end_positional_only(std::vector<Parameter>& before, ParameterKind plain) {
    const Token slash = current();
    advance();
    if (before.empty()) return fail(slash, "at least one argument must precede /");
    if (plain == ParameterKind::keyword_only) return fail(slash, "/ must be ahead of *");
    if (before[0].kind == ParameterKind::positional_only) return fail(slash, "/ may appear only once");
    for (Parameter& p : before) p.kind = ParameterKind::positional_only;
}

ExpressionPtr Parser::disjunction() {
    const Token start = current();
    ExpressionPtr first = conjunction();
    if (!at("or")) return first;
    int height = height_;
    BooleanOperation operation{BooleanKind::or_, list(std::move(first))};
    while (accept("or")) {
        operation.operands.push_back(conjunction());
        height = std::max(height, height_);
    }
    return built(std::move(operation), start, height);
}

ExpressionPtr Parser::conjunction() {
    const Token start = current();
    ExpressionPtr first = inversion();
    if (!at("and")) return first;
    int height = height_;
    BooleanOperation operation{BooleanKind::and_, list(std::move(first))};
    while (accept("and")) {
        operation.operands.push_back(inversion());
        height = std::max(height, height_);
    }
    return built(std::move(operation), start, height);
}

ExpressionPtr Parser::inversion() {
    if (!at("not")) return comparison();
    const Nesting nesting(*this);
    const Token start = current();
    advance();
    ExpressionPtr operand = inversion();
    return built(UnaryOperation{UnaryKind::not_, std::move(operand)}, start, height_);
}

std::optional<ComparisonKind> Parser::comparison_operator() {
    constexpr auto spellings = std::to_array<std::pair<std::string_view, ComparisonKind>>({
        {"<", ComparisonKind::lt},
        {"<=", ComparisonKind::le},
        {"==", ComparisonKind::eq},
        {"!=", ComparisonKind::ne},
        {">", ComparisonKind::gt},
        {">=", ComparisonKind::ge},
        {"in", ComparisonKind::in},
    });
    for (const auto& [text, op] : spellings) {
        if (accept(text)) return op;
    }
    if (accept("is")) return accept("not") ? ComparisonKind::is_not : ComparisonKind::is;
    if (at("not") && next().kind == TokenKind::name && next().text == "in") {
        advance();
        advance();
        return ComparisonKind::not_in;
    }
    return std::nullopt;
}

ExpressionPtr Parser::comparison() {
    const Token start = current();
    ExpressionPtr left = binary(lowest_precedence);
    std::optional<ComparisonKind> op = comparison_operator();
    if (!op) return left;
    int height = height_;
    Comparison result{std::move(left), {}};
    for (; op; op = comparison_operator()) {
        result.tails.push_back({*op, binary(lowest_precedence)});
        height = std::max(height, height_);
    }
    return built(std::move(result), start, height);
}

ExpressionPtr Parser::binary(int precedence) {
    const Token start = current();
    ExpressionPtr left = unary();
    for (;;) {
        const BinarySpelling* op = find_binary(current());
        if (!op || op->precedence < precedence) return left;
        int height = height_;
        advance();
        // Tighter operators only on the right: equal precedence associates to the left.
        ExpressionPtr right = binary(op->precedence + 1);
        height = std::max(height, height_);
        left = built(BinaryOperation{op->op, std::move(left), std::move(right)}, start, height);
    }
}

ExpressionPtr Parser::unary() {
    const Token start = current();
    std::optional<UnaryKind> op;
    if (at("-")) op = UnaryKind::negative;
    if (at("+")) op = UnaryKind::positive;
    if (at("~")) op = UnaryKind::invert;
    if (!op) return power();
    const Nesting nesting(*this);
    advance();
    ExpressionPtr operand = unary();
    return built(UnaryOperation{*op, std::move(operand)}, start, height_);
}

ExpressionPtr Parser::power() {
    const Token start = current();
    if (at("await")) unsupported(start, "await");
    ExpressionPtr left = primary();
    if (!at("**")) return left;
    const Nesting nesting(*this);
    advance();
    int height = height_;
    ExpressionPtr right = unary();
    height = std::max(height, height_);
    return built(BinaryOperation{BinaryKind::power, std::move(left), std::move(right)}, start,
                 height);
}

ExpressionPtr Parser::primary() {
    const Token start = current();
    ExpressionPtr value = atom();
    for (;;) {
        if (at("(")) {
            value = call(start, std::move(value));
        } else if (at("[")) {
            value = subscript(start, std::move(value));
        } else if (accept(".")) {
            const std::int32_t line = current().line;
            std::string name = expect_name();
            value = built(Attribute{std::move(value), std::move(name)}, start, height_);
            value->line = line;
        } else {
            return value;
        }
    }
}

ExpressionPtr Parser::call(const Token& start, ExpressionPtr function) {
    int height = height_;
    expect("(");
    Call result{std::move(function), {}, {}};
    while (!at(")") && !at(TokenKind::end)) {
        const Token first = current();
        call_argument(result);
        if (at("for") || at("async")) {
            if (result.arguments.empty() || !result.keywords.empty()) invalid();
            else if (std::holds_alternative<Starred>(result.arguments.back()->node))
                fail(first, "iterable unpacking cannot be used in comprehension");
            else result.arguments.back() = generator_expression(first, std::move(result.arguments.back()));
            if (result.arguments.size() > 1 || at(",")) fail(first, "Generator expression must be parenthesized");
        }
        height = std::max(height, height_);
        if (!at(",")) {
            expect_close(")", first);
            return built(std::move(result), start, height);
        }
        advance();
    }
    expect(")");
    return built(std::move(result), start, height);
}

void Parser::call_argument(Call& call) {
    const Token start = current();
    const bool after_mapping = std::ranges::find(call.keywords, "", &KeywordArgument::name) != call.keywords.end();
    if (accept("**")) {
        call.keywords.push_back({{}, expression()});
        return;
    }
    if (accept("*")) {
        ExpressionPtr value = expression();
        if (after_mapping) fail(start, "iterable argument unpacking follows keyword argument unpacking");
        call.arguments.push_back(built(Starred{std::move(value)}, start, height_));
        return;
    }
    const bool assigns = next().kind == TokenKind::op && next().text == "=";
    if (at_name() && assigns) {
        KeywordArgument keyword{expect_name(), {}};
        if (keyword.name == "__debug__") fail(start, "cannot assign to __debug__");
        advance();
        keyword.value = expression();
        if (at("=")) invalid();
        if (std::ranges::find(call.keywords, keyword.name, &KeywordArgument::name) !=
            call.keywords.end()) {
            fail(start, fmt::format("keyword argument repeated: {}", keyword.name));
        }
        call.keywords.push_back(std::move(keyword));
        return;
    }
    if (assigns && (at("True") || at("False") || at("None"))) {
        return fail(start, fmt::format("cannot assign to {}", start.text));
    }
    ExpressionPtr value = named_expression();
    if (at("=")) {
        return fail(start, "expression cannot contain assignment, perhaps you meant \"==\"?");
    }
    if (!call.keywords.empty())
        fail(current(), after_mapping ? "positional argument follows keyword argument unpacking"
                                      : "positional argument follows keyword argument");
    call.arguments.push_back(std::move(value));
}

ExpressionPtr Parser::subscript_part() {
    const Token start = current();
    if (at("*")) return starred();
    ExpressionPtr lower;
    int height = 0;
    if (!at(":")) {
        lower = named_expression();
        height = height_;
        if (!at(":")) return lower;
        const bool bare_walrus =
            std::holds_alternative<NamedExpression>(lower->node) && start.text != "(";
        if (bare_walrus) invalid();
    }
    expect(":");
    auto bound = [&]() -> ExpressionPtr {
        if (at(":") || at(",") || at("]")) return nullptr;
        ExpressionPtr value = expression();
        height = std::max(height, height_);
        return value;
    };
    Slice slice{std::move(lower), bound(), nullptr};
    if (accept(":")) slice.step = bound();
    return built(std::move(slice), start, height);
}

ExpressionPtr Parser::subscript(const Token& start, ExpressionPtr value) {
    int height = height_;
    expect("[");
    const Token first = current();
    ExpressionPtr index = subscript_part();
    if (at(",") || std::holds_alternative<Starred>(index->node)) {
        int deepest = height_;
        TupleDisplay tuple{list(std::move(index))};
        while (accept(",")) {
            if (at("]")) break;
            tuple.elements.push_back(subscript_part());
            deepest = std::max(deepest, height_);
        }
        index = built(std::move(tuple), first, deepest);
    }
    height = std::max(height, height_);
    expect_close("]", first);
    return built(Subscript{std::move(value), std::move(index)}, start, height);
}

ExpressionPtr Parser::atom() {
    const Token start = current();
    switch (start.kind) {
        case TokenKind::number: return number();
        case TokenKind::string:
        case TokenKind::fstring: return strings();
        case TokenKind::name:
            if (at_name()) return built(Name{expect_name()}, start, 0);
            if (accept("None")) return built(NoneLiteral{}, start, 0);
            if (accept("True")) return built(BoolLiteral{true}, start, 0);
            if (accept("False")) return built(BoolLiteral{false}, start, 0);
            if (at("await")) unsupported(start, start.text);
            break;
        case TokenKind::op:
            if (at("(")) return parenthesized();
            if (at("[")) return list_display();
            if (at("{")) return brace_display();
            if (accept("...")) return built(EllipsisLiteral{}, start, 0);
            break;
        case TokenKind::newline:
        case TokenKind::indent:
        case TokenKind::dedent:
        case TokenKind::end:
        case TokenKind::error: break;
    }
    invalid();
    return placeholder();
}

ExpressionPtr Parser::parenthesized() {
    const Token start = current();
    expect("(");
    if (accept(")")) return built(TupleDisplay{}, start, 0);
    if (at("yield")) {
        const Token keyword = current();
        ExpressionPtr value = yield_expression();
        expect_close(")", keyword);
        return value;
    }
    Token last = current();
    ExpressionPtr first = element();
    if (at("for") || at("async")) {
        if (std::holds_alternative<Starred>(first->node)) fail(last, "iterable unpacking cannot be used in comprehension");
        first = generator_expression(start, std::move(first));
        expect_close(")", last);
        return first;
    }
    if (!at(",")) {
        const bool star = std::holds_alternative<Starred>(first->node);
        expect_close(")", last);
        if (star) fail(*first, "cannot use starred expression here");
        return first;
    }
    int height = height_;
    TupleDisplay tuple{list(std::move(first))};
    while (accept(",")) {
        if (at(")")) break;
        last = current();
        tuple.elements.push_back(element());
        height = std::max(height, height_);
    }
    expect_close(")", last);
    return built(std::move(tuple), start, height);
}

ExpressionPtr Parser::list_display() {
    const Token start = current();
    expect("[");
    ListDisplay display;
    int height = 0;
    Token last = current();
    while (!at("]") && !at(TokenKind::end)) {
        last = current();
        display.elements.push_back(element());
        height = std::max(height, height_);
        if (display.elements.size() == 1 && (at("for") || at("async"))) {
            if (std::holds_alternative<Starred>(display.elements[0]->node))
                fail(last, "iterable unpacking cannot be used in comprehension");
            std::vector<ComprehensionClause> clauses = comprehension_clauses();
            height = std::max(height, height_);
            expect_close("]", last);
            return built(ListComprehension{std::move(display.elements[0]), std::move(clauses)},
                         start, height);
        }
        if (!accept(",")) break;
    }
    expect_close("]", last);
    return built(std::move(display), start, height);
}

ExpressionPtr Parser::brace_display() {
    const Token start = current();
    expect("{");
    if (at("**") || at("}")) return dict_display(start, nullptr);
    const Token first_token = current();
    ExpressionPtr first = element();
    if (at(":") && !std::holds_alternative<Starred>(first->node)) {
        if (std::holds_alternative<NamedExpression>(first->node) && first_token.text != "(") invalid();
        return dict_display(start, std::move(first));
    }
    return set_display(start, std::move(first));
}

/// Behind `{` and its first element.
ExpressionPtr Parser::set_display(const Token& start, ExpressionPtr first) {
    int height = height_;
    Token last = start;
    SetDisplay display{list(std::move(first))};
    if (at("for") || at("async")) {
        if (std::holds_alternative<Starred>(display.elements[0]->node))
            fail(last, "iterable unpacking cannot be used in comprehension");
        std::vector<ComprehensionClause> clauses = comprehension_clauses();
        height = std::max(height, height_);
        expect_close("}", last);
        return built(SetComprehension{std::move(display.elements[0]), std::move(clauses)}, start, height);
    }
    while (accept(",")) {
        if (at("}")) break;
        last = current();
        display.elements.push_back(element());
        height = std::max(height, height_);
    }
    expect_close("}", last);
    return built(std::move(display), start, height);
}

/// Behind `{` and the first key, which is null when there is none or a `**` comes first.
ExpressionPtr Parser::dict_display(const Token& start, ExpressionPtr key) {
    DictDisplay display;
    int height = 0;
    Token last = current();
    while (key || (!at("}") && !at(TokenKind::end))) {
        last = current();
        if (!key && accept("**")) {
            ExpressionPtr mapping = binary(lowest_precedence);
            height = std::max(height, height_);
            if (at("for") || at("async")) fail(last, "dict unpacking cannot be used in dict comprehension");
            display.items.push_back({nullptr, std::move(mapping)});
            if (!accept(",")) break;
            continue;
        }
        if (!key) key = expression();
        height = std::max(height, height_);
        if (at("}") || at(",")) fail(*key, "':' expected after dictionary key");
        expect(":");
        if (at("}") || at(",")) fail(last, "expression expected after dictionary key and ':'");
        ExpressionPtr value = expression();
        height = std::max(height, height_);
        if (display.items.empty() && (at("for") || at("async"))) {
            std::vector<ComprehensionClause> clauses = comprehension_clauses();
            height = std::max(height, height_);
            expect_close("}", last);
            return built(DictComprehension{std::move(key), std::move(value), std::move(clauses)}, start, height);
        }
        display.items.push_back({std::move(key), std::move(value)});
        key = nullptr;
        if (!accept(",")) break;
    }
    expect_close("}", last);
    return built(std::move(display), start, height);
}

/// Behind its element.
ExpressionPtr Parser::generator_expression(const Token& start, ExpressionPtr element) {
    if (++lambdas_ > max_block_depth) fail(start, "expression too deeply nested");
    int height = height_;
    std::vector<ComprehensionClause> clauses = comprehension_clauses();
    height = std::max(height, height_);
    --lambdas_;
    return built(GeneratorExpression{std::move(element), std::move(clauses)}, start, height);
}

std::vector<ComprehensionClause> Parser::comprehension_clauses() {
    std::vector<ComprehensionClause> clauses;
    int height = 0;
    while (at("for") || at("async")) {
        if (at("async")) unsupported(current(), "async");
        expect("for");
        ComprehensionClause clause;
        clause.target = target_list(TargetUse::loop);
        height = std::max(height, height_);
        expect("in");
        clause.iterable = disjunction();
        height = std::max(height, height_);
        while (accept("if")) {
            clause.conditions.push_back(disjunction());
            height = std::max(height, height_);
        }
        clauses.push_back(std::move(clause));
    }
    height_ = height;
    return clauses;
}

ExpressionPtr Parser::target_list(TargetUse use) {
    const Token start = current();
    auto one = [&] { return at("*") ? starred() : binary(lowest_precedence); };
    ExpressionPtr first = one();
    if (at(",")) {
        int height = height_;
        TupleDisplay tuple{list(std::move(first))};
        while (accept(",")) {
            if (at("in")) break;
            tuple.elements.push_back(one());
            height = std::max(height, height_);
        }
        first = built(std::move(tuple), start, height);
    }
    check_target(*first, use);
    return first;
}

ExpressionPtr Parser::number() {
    const Token token = current();
    advance();
    std::string text(token.text);
    std::erase(text, '_');
    const bool prefixed = text.size() > 1 && text[0] == '0' &&
                          std::string_view("xXoObB").find(text[1]) != std::string::npos;
    if (!prefixed && text.find_first_of(".eE") != std::string::npos) {
        const double value = std::strtod(text.c_str(), nullptr);
        return built(FloatLiteral{value, std::move(text)}, token, 0);
    }
    constexpr std::size_t max_decimal_digits = 4300;  // CPython's, so that both refuse the same
    if (!prefixed && text.size() > max_decimal_digits) {
        fail(token,
             fmt::format("Exceeds the limit ({} digits) for integer string conversion: value "
                         "has {} digits; use sys.set_int_max_str_digits() to increase the "
                         "limit - Consider hexadecimal for huge integer literals to avoid "
                         "decimal conversion limits.",
                         max_decimal_digits, text.size()));
    }
    return built(IntLiteral{std::move(text)}, token, 0);
}

}  // namespace sidewinder::syntax
