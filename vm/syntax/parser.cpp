// SPDX-License-Identifier: MIT
// The parser's tokens, errors and statements; expressions are in parser_expressions.cpp. Messages
// are CPython's where it has one for the mistake.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "vm/syntax/parser_state.hpp"

namespace sidewinder::syntax {

// ---- tokens -------------------------------------------------------------------------------------

const Token& Parser::next() const {
    return error_ || at_ + 1 >= list_.tokens.size() ? end_ : list_.tokens[at_ + 1];
}

bool Parser::at(std::string_view text) const {
    const Token& token = current();
    return (token.kind == TokenKind::op || token.kind == TokenKind::name) && token.text == text;
}

bool Parser::at_name() const {
    return current().kind == TokenKind::name && !is_keyword(current().text);
}

void Parser::advance() {
    if (!error_ && at_ + 1 < list_.tokens.size()) ++at_;
}

bool Parser::accept(std::string_view text) {
    if (!at(text)) return false;
    advance();
    return true;
}

void Parser::expect(std::string_view text) {
    if (!accept(text)) invalid();
}

void Parser::expect_close(std::string_view bracket, const Token& element) {
    if (accept(bracket)) return;
    const bool another = at_name() || at(TokenKind::number) || at(TokenKind::string) ||
                         at(TokenKind::fstring) || at("None") || at("True") || at("False");
    if (another && list_.tokens.back().kind != TokenKind::error) {
        fail(element, "invalid syntax. Perhaps you forgot a comma?");
    } else if (at("=")) {
        fail(element, "invalid syntax. Maybe you meant '==' or ':=' instead of '='?");
    }
    invalid();
}

std::string Parser::expect_name() {
    if (!at_name()) {
        invalid();
        return {};
    }
    std::string name(current().text);
    advance();
    return name;
}

// ---- errors -------------------------------------------------------------------------------------

void Parser::fail_at(std::int32_t line, std::int32_t column, std::string message,
                     ErrorClass error_class) {
    if (error_) return;
    // Where the text has ended, point behind its last line.
    const std::string_view text = source_.text;
    const bool at_end = !text.empty() && text.back() == '\n' && column == 0 &&
                        line == std::ranges::count(text, '\n') + 1;
    if (at_end && line > 1) {
        --line;
        column = static_cast<std::int32_t>(source_line(source_, line).size());
    }
    error_ = SyntaxError{std::move(message), line, column, std::string(source_line(source_, line)),
                         error_class};
}
void Parser::fail(const Token& where, std::string message, ErrorClass error_class) {
    fail_at(where.line, where.column, std::move(message), error_class);
}
void Parser::fail(const Expression& where, std::string message) {
    fail_at(where.line, where.column, std::move(message), ErrorClass::syntax);
}
void Parser::unsupported(const Token& where, std::string_view feature) {
    fail(where, fmt::format("'{}' is not supported", feature));
}

void Parser::invalid() {
    if (error_) return;
    const Token& token = current();
    // Like CPython, prefer what the lexer finds wrong further on; a bracket that is never closed
    // explains only mistakes on later lines.
    if (list_.tokens.back().kind == TokenKind::error) {
        const SyntaxError& later = list_.error;
        const bool never_closed = later.message.ends_with("was never closed");
        if (token.kind == TokenKind::error || !never_closed || token.line > later.line) {
            return fail_at(later.line, later.column, later.message, later.error_class);
        }
    }
    if (token.kind == TokenKind::indent)
        return fail(token, "unexpected indent", ErrorClass::indentation);
    fail(token, "invalid syntax");
}

// ---- modules, blocks ----------------------------------------------------------------------------

Parsed<Module> Parser::module() {
    Module result;
    while (!at(TokenKind::end)) {
        if (at(TokenKind::newline)) {
            advance();
        } else {
            statement(result.body);
        }
    }
    if (error_) return std::unexpected(*std::move(error_));
    return result;
}

Parsed<ExpressionPtr> Parser::lone_expression() {
    ExpressionPtr result = expression_list();
    while (at(TokenKind::newline)) advance();
    if (!at(TokenKind::end)) invalid();
    if (std::holds_alternative<Starred>(result->node)) fail(*result, "can't use starred expression here");
    if (error_) return std::unexpected(*std::move(error_));
    return result;
}

Block Parser::block(std::string_view owner, std::int32_t line) {
    Block out;
    if (at("=")) fail(current(), "invalid syntax. Maybe you meant '==' or ':=' instead of '='?");
    if (!at(":") && !at(TokenKind::error)) {
        // Only where the line ends is the colon what is missing.
        if (at(TokenKind::newline) || at(TokenKind::end)) fail(current(), "expected ':'");
        invalid();
    }
    expect(":");
    if (!at(TokenKind::newline)) {
        simple_statements(out);
        return out;
    }
    advance();
    if (!at(TokenKind::indent)) {
        if (at(TokenKind::error)) invalid();
        fail(current(), fmt::format("expected an indented block after {} on line {}", owner, line),
             ErrorClass::indentation);
        return out;
    }
    advance();
    if (++blocks_ > max_block_depth) fail(current(), "too many statically nested blocks");
    while (!at(TokenKind::dedent) && !at(TokenKind::end)) statement(out);
    if (at(TokenKind::dedent)) advance();
    --blocks_;
    return out;
}

Block Parser::else_block(std::string_view keyword) {
    if (!at(keyword)) return {};
    const std::int32_t line = current().line;
    advance();
    return block(fmt::format("'{}' statement", keyword), line);
}

void Parser::refuse_statement() {
    const Token& token = current();
    for (const std::string_view word : {"async", "await"}) {
        if (at(word)) return unsupported(token, word);
    }
    // Soft keywords: only before what cannot continue an expression.
    const Token& after = next();
    const bool operand =
        after.kind == TokenKind::number || after.kind == TokenKind::string ||
        after.kind == TokenKind::fstring ||
        (after.kind == TokenKind::name &&
         (!is_keyword(after.text) || after.text == "None" || after.text == "True" ||
          after.text == "False" || after.text == "lambda"));
    if (operand && at("type")) unsupported(token, token.text);
}

void Parser::statement(Block& out) {
    refuse_statement();
    if (at("if")) return out.push_back(if_statement());
    if (at("while")) return out.push_back(while_statement());
    if (at("for")) return out.push_back(for_statement());
    if (at_match()) return out.push_back(match_statement());
    if (at("with")) return out.push_back(with_statement());
    if (at("try")) return out.push_back(try_statement());
    if (at("@")) return out.push_back(decorated());
    if (at("def")) return out.push_back(function_definition({}));
    if (at("class")) return out.push_back(class_definition({}));
    simple_statements(out);
}

void Parser::simple_statements(Block& out) {
    do {
        refuse_statement();
        out.push_back(simple_statement());
        if (at(TokenKind::newline)) return advance();
        if (at(TokenKind::end)) return;
        if (!accept(";")) return invalid();
    } while (!at(TokenKind::newline));
    advance();
}

StatementPtr Parser::simple_statement() {
    const Token start = current();
    auto plain = [&](auto node) {
        advance();
        return make(std::move(node), start.line, start.column);
    };
    if (at("pass")) return plain(Pass{});
    if (at("break")) return plain(Break{});
    if (at("continue")) return plain(Continue{});
    if (at("return")) return return_statement();
    if (at("raise")) return raise_statement();
    if (at("assert")) return assert_statement();
    if (at("del")) return delete_statement();
    if (at("import")) return import_statement();
    if (at("from")) return import_from_statement();
    if (accept("global")) return make(Global{name_list()}, start.line, start.column);
    if (accept("nonlocal")) return make(Nonlocal{name_list()}, start.line, start.column);
    return expression_statement();
}

// ---- simple statements --------------------------------------------------------------------------

StatementPtr Parser::expression_statement() {
    const Token start = current();
    ExpressionPtr value = value_list();
    if (at(":")) return annotated(start, std::move(value));
    if (at("=")) return assignment(start, std::move(value));
    constexpr auto augmented = std::to_array<std::pair<std::string_view, BinaryKind>>({
        {"+=", BinaryKind::add},
        {"-=", BinaryKind::subtract},
        {"*=", BinaryKind::multiply},
        {"/=", BinaryKind::true_divide},
        {"//=", BinaryKind::floor_divide},
        {"%=", BinaryKind::remainder},
        {"@=", BinaryKind::matrix_multiply},
        {"&=", BinaryKind::and_},
        {"|=", BinaryKind::or_},
        {"^=", BinaryKind::xor_},
        {"<<=", BinaryKind::lshift},
        {">>=", BinaryKind::rshift},
        {"**=", BinaryKind::power},
    });
    for (const auto& [text, op] : augmented) {
        if (!at(text)) continue;
        const bool single = std::holds_alternative<Name>(value->node) ||
                            std::holds_alternative<Attribute>(value->node) ||
                            std::holds_alternative<Subscript>(value->node);
        if (!single) {
            fail(*value, fmt::format("'{}' is an illegal expression for augmented assignment",
                                     describe(*value)));
        }
        check_target(*value, TargetUse::assign);
        advance();
        ExpressionPtr operand = value_list();
        return make(AugmentedAssignment{std::move(value), op, std::move(operand)}, start.line,
                    start.column);
    }
    if (std::holds_alternative<Starred>(value->node))
        fail(*value, "can't use starred expression here");
    return make(ExpressionStatement{std::move(value)}, start.line, start.column);
}

StatementPtr Parser::annotated(const Token& start, ExpressionPtr target) {
    const std::string_view what = describe(*target);
    if (what == "list" || what == "tuple") {
        fail(*target, fmt::format("only single target (not {}) can be annotated", what));
    } else if (what != "name" && what != "attribute" && what != "subscript") {
        fail(*target, "illegal target for annotation");
    }
    // (x): int declares nothing in CPython; refused rather than declared.
    if (what == "name" && start.text == "(") unsupported(start, "parenthesized annotated name");
    check_target(*target, TargetUse::assign);
    expect(":");
    AnnotatedAssignment result{std::move(target), expression()};
    if (accept("=")) {
        result.value = value_list();
    }
    return make(std::move(result), start.line, start.column);
}

StatementPtr Parser::assignment(const Token& start, ExpressionPtr first) {
    Assignment result{list(std::move(first)), {}};
    while (accept("=")) {
        const Token value = current();
        result.targets.push_back(value_list());
        if (value.text == "yield" && at("=")) fail(value, "assignment to yield expression not possible");
    }
    if (at(":=")) invalid();
    result.value = std::move(result.targets.back());
    result.targets.pop_back();
    const bool hint = result.targets.size() == 1;
    for (const ExpressionPtr& target : result.targets) {
        check_target(*target, hint ? TargetUse::assign_hint : TargetUse::assign);
    }
    if (std::holds_alternative<Starred>(result.value->node)) {
        fail(*result.value, "can't use starred expression here");
    }
    return make(std::move(result), start.line, start.column);
}

StatementPtr Parser::return_statement() {
    const Token start = current();
    advance();
    Return result;
    if (!at(TokenKind::newline) && !at(";") && !at(TokenKind::end))
        result.value = expression_list();
    return make(std::move(result), start.line, start.column);
}

StatementPtr Parser::raise_statement() {
    const Token start = current();
    advance();
    Raise result;
    if (!at(TokenKind::newline) && !at(";") && !at(TokenKind::end)) {
        result.exception = expression();
        if (accept("from")) result.cause = expression();
    }
    return make(std::move(result), start.line, start.column);
}

StatementPtr Parser::assert_statement() {
    const Token start = current();
    advance();
    Assert result{expression()};
    if (at("=")) fail(current(), "invalid syntax");
    if (accept(",")) result.message = expression();
    return make(std::move(result), start.line, start.column);
}

StatementPtr Parser::delete_statement() {
    const Token start = current();
    advance();
    Delete result;
    do {
        if (!result.targets.empty() && (at(TokenKind::newline) || at(";"))) break;
        result.targets.push_back(at("*") ? starred() : expression());
        check_target(*result.targets.back(), TargetUse::delete_);
    } while (accept(","));
    return make(std::move(result), start.line, start.column);
}

std::vector<std::string> Parser::name_list() {
    std::vector<std::string> names;
    do {
        names.push_back(expect_name());
    } while (accept(","));
    return names;
}

std::string Parser::dotted_name() {
    std::string name = expect_name();
    while (accept(".")) name += "." + expect_name();
    return name;
}

std::string Parser::as_name() {
    if (!accept("as")) return {};
    const Token token = current();
    std::string name = expect_name();
    if (at(".")) fail(token, "cannot use attribute as import target");
    if (name == "__debug__") fail(token, "cannot assign to __debug__");
    return name;
}

StatementPtr Parser::import_statement() {
    const Token start = current();
    advance();
    Import result;
    if (at(TokenKind::newline)) fail(current(), "Expected one or more names after 'import'");
    do {
        ImportAlias alias{dotted_name()};
        alias.as_name = as_name();
        result.names.push_back(std::move(alias));
    } while (accept(","));
    return make(std::move(result), start.line, start.column);
}

StatementPtr Parser::import_from_statement() {
    const Token start = current();
    advance();
    ImportFrom result;
    while (at(".") || at("...")) {
        result.module += current().text;
        advance();
    }
    if (result.module.empty() || !at("import")) result.module += dotted_name();
    expect("import");
    if (at(TokenKind::newline)) fail(current(), "Expected one or more names after 'import'");
    if (accept("*")) {
        result.names.push_back({"*"});
        return make(std::move(result), start.line, start.column);
    }
    const bool parentheses = accept("(");
    do {
        if (parentheses && at(")") && !result.names.empty()) break;
        if (!parentheses && at(TokenKind::newline)) {
            fail(current(), "trailing comma not allowed without surrounding parentheses");
        }
        ImportAlias alias{expect_name()};
        alias.as_name = as_name();
        result.names.push_back(std::move(alias));
    } while (accept(","));
    if (parentheses) expect(")");
    return make(std::move(result), start.line, start.column);
}

// ---- compound statements ------------------------------------------------------------------------

StatementPtr Parser::if_statement() {
    const Token start = current();
    If result;
    while (at("if") || at("elif")) {
        if (at("if") && !result.branches.empty()) break;  // the next statement
        const Token keyword = current();
        advance();
        ExpressionPtr test = named_expression();
        Block body = block(fmt::format("'{}' statement", keyword.text), keyword.line);
        result.branches.push_back({std::move(test), std::move(body)});
    }
    result.orelse = else_block();
    return make(std::move(result), start.line, start.column);
}

StatementPtr Parser::while_statement() {
    const Token start = current();
    advance();
    ExpressionPtr test = named_expression();
    Block body = block("'while' statement", start.line);
    Block orelse = else_block();
    return make(While{std::move(test), std::move(body), std::move(orelse)}, start.line,
                start.column);
}

StatementPtr Parser::for_statement() {
    const Token start = current();
    advance();
    For result;
    result.target = target_list(TargetUse::loop);
    expect("in");
    result.iterable = expression_list();
    result.body = block("'for' statement", start.line);
    result.orelse = else_block();
    return make(std::move(result), start.line, start.column);
}

StatementPtr Parser::with_statement() {
    const Token start = current();
    advance();
    With result;
    // ( may open a list of items or an expression: the list is tried first, as in CPython's grammar.
    const std::size_t begin = at_;
    const bool as_list = at("(") && with_items(result.items, true);
    if (!as_list) {
        error_.reset();
        at_ = begin;
        result.items.clear();
        with_items(result.items, false);
    }
    result.body = block("'with' statement", start.line);
    return make(std::move(result), start.line, start.column);
}

/// False when what is there does not read as such a list.
bool Parser::with_items(std::vector<WithItem>& items, bool parentheses) {
    if (parentheses) expect("(");
    do {
        if (parentheses && at(")") && !items.empty()) break;
        WithItem item{expression()};
        if (accept("as")) {
            item.target = at("*") ? starred() : primary();
            check_target(*item.target, TargetUse::assign);
        }
        items.push_back(std::move(item));
    } while (accept(","));
    if (parentheses) expect(")");
    return !error_ && at(":");
}

StatementPtr Parser::try_statement() {
    const Token start = current();
    advance();
    Try result{block("'try' statement", start.line), {}};
    while (at("except")) {
        if (!result.handlers.empty() && !result.handlers.back().type) {
            fail_at(result.handlers.back().line, start.column, "default 'except:' must be last",
                    ErrorClass::syntax);
        }
        result.handlers.push_back(except_handler());
    }
    if (!result.handlers.empty()) result.orelse = else_block();
    result.finally_ = else_block("finally");
    if (result.handlers.empty() && result.finally_.empty()) {
        if (at(TokenKind::error)) invalid();
        fail(current(), "expected 'except' or 'finally' block");
    }
    return make(std::move(result), start.line, start.column);
}

ExceptHandler Parser::except_handler() {
    const Token start = current();
    advance();
    ExceptHandler handler;
    handler.line = start.line;
    if (at("*")) unsupported(start, "except*");
    if (!at(":")) {
        const Token first = current();
        handler.type = expression();
        if (at(",")) {
            TupleDisplay types{list(std::move(handler.type))};
            while (accept(",")) {
                if (at(":")) break;
                types.elements.push_back(expression());
            }
            handler.type = make(std::move(types), first.line, first.column);
            if (at("as"))
                fail(first, "multiple exception types must be parenthesized when using 'as'");
        }
        if (accept("as")) {
            const Token name = current();
            handler.name = expect_name();
            if (at(".")) fail(name, "cannot use except statement with attribute");
            if (handler.name == "__debug__") fail(name, "cannot assign to __debug__");
        }
    }
    handler.body = block("'except' statement", start.line);
    return handler;
}

StatementPtr Parser::decorated() {
    std::vector<ExpressionPtr> decorators;
    while (accept("@")) {
        decorators.push_back(named_expression());
        if (!at(TokenKind::newline)) invalid();
        advance();
    }
    if (at("async")) unsupported(current(), "async");
    if (at("def")) return function_definition(std::move(decorators));
    if (at("class")) return class_definition(std::move(decorators));
    invalid();
    return make(Pass{});
}

StatementPtr Parser::function_definition(std::vector<ExpressionPtr> decorators) {
    const Token start = current();
    advance();
    FunctionDefinition result{expect_name(), {}, {}, std::move(decorators)};
    if (at("[")) unsupported(current(), "type parameter");
    if (!at("(") && !at(TokenKind::error)) fail(current(), "expected '('");
    expect("(");
    result.parameters = parameters(")", true);
    expect(")");
    if (accept("->")) expression();
    result.body = block("function definition", start.line);
    return make(std::move(result), start.line, start.column);
}

StatementPtr Parser::class_definition(std::vector<ExpressionPtr> decorators) {
    const Token start = current();
    advance();
    ClassDefinition result{expect_name(), {}, {}, std::move(decorators)};
    if (at("[")) unsupported(current(), "type parameter");
    if (accept("(")) {
        Call arguments{nullptr, {}, {}};
        while (!at(")") && !at(TokenKind::end)) {
            call_argument(arguments);
            if (!accept(",")) break;
        }
        expect(")");
        result.bases = std::move(arguments.arguments);
        result.keywords = std::move(arguments.keywords);
    }
    result.body = block("class definition", start.line);
    return make(std::move(result), start.line, start.column);
}

// ---- entry points -------------------------------------------------------------------------------

Parsed<Module> parse(const Source& source) {
    return Parser(source).module();
}

Parsed<Module> parse(std::string_view text, std::string filename) {
    const Result<Source> source = make_source(text, std::move(filename));
    if (!source) return std::unexpected(SyntaxError{source.error().message});
    return parse(*source);
}

Parsed<ExpressionPtr> parse_expression(std::string_view text, std::string filename) {
    // Surrounding blanks would read as indentation.
    const std::size_t start = std::min(text.find_first_not_of(" \t\n\f\r"), text.size());
    const Result<Source> source = make_source(text.substr(start), std::move(filename));
    if (!source) return std::unexpected(SyntaxError{source.error().message});
    return Parser(*source).lone_expression();
}

}  // namespace sidewinder::syntax
