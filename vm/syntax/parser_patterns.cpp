// SPDX-License-Identifier: MIT
// The parser's match statement. `match` and `case` are names like any other elsewhere, so what begins
// with `match` is read as a subject first and taken back when no block follows.
#include <fmt/format.h>

#include <algorithm>

#include "vm/syntax/parser_state.hpp"

namespace sidewinder::syntax {

bool Parser::at_match() {
    if (!at("match") || error_) return false;
    const std::size_t begin = at_;
    advance();
    const bool bare = at(":") || at("=") || at(".") || at(TokenKind::newline);
    if (!bare) match_subject();
    const bool found = !bare && !error_ && at(":") && next().kind == TokenKind::newline;
    error_.reset();
    at_ = begin;
    return found;
}

ExpressionPtr Parser::match_subject() {
    const bool named = at_name() && next().kind == TokenKind::op && next().text == ":=";
    return named ? named_expression() : expression_list();
}

StatementPtr Parser::match_statement() {
    const Token start = current();
    advance();
    const Token first = current();
    Match result;
    result.subject = match_subject();
    if (std::holds_alternative<Starred>(result.subject->node)) fail(first, "invalid syntax");
    expect(":");
    advance();
    if (!at(TokenKind::indent)) {
        fail(current(), fmt::format("expected an indented block after 'match' statement on line {}", start.line), ErrorClass::indentation);
        return make(std::move(result), start.line, start.column);
    }
    advance();
    if (++blocks_ > max_block_depth) fail(current(), "too many statically nested blocks");
    while (at("case")) result.cases.push_back(match_case());
    if (result.cases.empty() || (!at(TokenKind::dedent) && !at(TokenKind::end))) invalid();
    if (at(TokenKind::dedent)) advance();
    --blocks_;
    return make(std::move(result), start.line, start.column);
}

MatchCase Parser::match_case() {
    const std::int32_t line = current().line;
    advance();
    MatchCase result;
    result.pattern = patterns();
    if (accept("if")) result.guard = named_expression();
    result.body = block("'case' statement", line);
    return result;
}

/// A pattern, or several with commas that are a sequence.
Pattern Parser::patterns() {
    const Token start = current();
    Pattern first = at("*") ? star_pattern() : pattern();
    if (!at(",")) {
        if (first.kind == PatternKind::star) invalid();
        return first;
    }
    Pattern result = pattern_at(start, PatternKind::sequence);
    result.parts.push_back(std::move(first));
    while (accept(",")) {
        if (at(":") || at("if")) break;
        result.parts.push_back(at("*") ? star_pattern() : pattern());
    }
    check_stars(result);
    return result;
}

Pattern Parser::star_pattern() {
    Pattern result = pattern_at(current(), PatternKind::star);
    advance();
    result.name = expect_name();
    if (result.name == "_") result.name.clear();
    return result;
}

void Parser::check_stars(const Pattern& sequence) {
    if (std::ranges::count(sequence.parts, PatternKind::star, &Pattern::kind) > 1)
        fail_at(sequence.line, sequence.column, "multiple starred names in sequence pattern", ErrorClass::syntax);
}

Pattern Parser::pattern() {
    const Nesting nesting(*this);
    const Token start = current();
    Pattern inner = or_pattern();
    if (!accept("as")) return inner;
    Pattern result = pattern_at(start, PatternKind::as);
    const Token target = current();
    result.name = expect_name();
    if (at(".")) fail(target, "cannot use attribute as pattern target");
    if (result.name == "_") fail(target, "cannot use '_' as a target");
    result.parts.push_back(std::move(inner));
    return result;
}

Pattern Parser::or_pattern() {
    const Token start = current();
    Pattern first = closed_pattern();
    if (!at("|")) return first;
    Pattern result = pattern_at(start, PatternKind::or_);
    result.parts.push_back(std::move(first));
    while (accept("|")) result.parts.push_back(closed_pattern());
    return result;
}

Pattern Parser::closed_pattern() {
    const Token start = current();
    if (at_name()) return name_pattern();
    if (at("None") || at("True") || at("False")) {
        Pattern result = pattern_at(start, PatternKind::singleton);
        result.value = atom();
        return result;
    }
    if (accept("[")) return sequence_pattern("]");
    if (at("{")) return mapping_pattern();
    if (accept("(")) {
        if (at(")") || at("*")) return sequence_pattern(")");
        const std::size_t begin = at_;
        Pattern inner = pattern();
        if (accept(")")) return inner;
        if (!at(",")) invalid();
        if (!error_) at_ = begin;
        Pattern result = sequence_pattern(")");
        return result;
    }
    Pattern result = pattern_at(start, PatternKind::value);
    result.value = pattern_literal();
    return result;
}

/// A number, perhaps with a sign, or text.
ExpressionPtr Parser::pattern_literal() {
    const Token start = current();
    if (at("-") && next().kind == TokenKind::number) {
        advance();
        ExpressionPtr digits = number();
        return built(UnaryOperation{UnaryKind::negative, std::move(digits)}, start, height_);
    }
    if (at(TokenKind::number)) {
        ExpressionPtr value = number();
        if (at("+") || at("-")) {
            advance();
            fail(current(), "imaginary number required in complex literal");
        }
        return value;
    }
    if (at(TokenKind::string) || at(TokenKind::fstring)) {
        const bool formatted = at(TokenKind::fstring);
        ExpressionPtr value = strings();
        if (formatted || std::holds_alternative<FormatString>(value->node)) fail(start, "patterns may only match literals and attribute lookups");
        return value;
    }
    invalid();
    return placeholder();
}

/// A capture, or a dotted name that is a value, or the class of a class pattern.
Pattern Parser::name_pattern() {
    const Token start = current();
    std::string name = expect_name();
    const bool dotted = at(".");
    ExpressionPtr value = built(Name{name}, start, 0);
    while (accept(".")) {
        std::string attribute = expect_name();
        value = built(Attribute{std::move(value), std::move(attribute)}, start, height_);
    }
    if (at("(")) return class_pattern(std::move(value));
    Pattern result = pattern_at(start, dotted ? PatternKind::value : PatternKind::capture);
    if (dotted) result.value = std::move(value);
    else if (name != "_") result.name = std::move(name);
    return result;
}

Pattern Parser::class_pattern(ExpressionPtr type) {
    Pattern result{.kind = PatternKind::class_, .value = std::move(type)};
    result.line = result.value->line, result.column = result.value->column;
    expect("(");
    while (!at(")") && !at(TokenKind::end)) {
        const Token start = current();
        if (at_name() && next().kind == TokenKind::op && next().text == "=") {
            std::string name = expect_name();
            advance();
            if (std::ranges::find(result.attributes, name) != result.attributes.end())
                fail(start, fmt::format("attribute name repeated in class pattern: {}", name));
            result.attributes.push_back(std::move(name));
        } else if (!result.attributes.empty()) {
            fail(start, "positional patterns follow keyword patterns");
        }
        result.parts.push_back(pattern());
        if (!accept(",")) break;
    }
    expect(")");
    return result;
}

/// Behind its bracket.
Pattern Parser::sequence_pattern(std::string_view close) {
    Pattern result = pattern_at(list_.tokens[at_ > 0 ? at_ - 1 : 0], PatternKind::sequence);
    while (!at(close) && !at(TokenKind::end)) {
        result.parts.push_back(at("*") ? star_pattern() : pattern());
        if (!accept(",")) break;
    }
    expect(close);
    check_stars(result);
    return result;
}

Pattern Parser::mapping_pattern() {
    Pattern result = pattern_at(current(), PatternKind::mapping);
    expect("{");
    while (!at("}") && !at(TokenKind::end)) {
        if (accept("**")) {
            if (at("_")) invalid();
            result.name = expect_name();
            accept(",");
            break;
        }
        Pattern key = closed_pattern();
        if (key.kind != PatternKind::value && key.kind != PatternKind::singleton) invalid();
        if (error_) break;
        for (const ExpressionPtr& other : result.keys)
            if (equal(*other, *key.value) && !std::holds_alternative<Attribute>(other->node))
                fail_at(result.line, result.column, "mapping pattern checks duplicate key", ErrorClass::syntax);
        result.keys.push_back(std::move(key.value));
        expect(":");
        result.parts.push_back(pattern());
        if (!accept(",")) break;
    }
    expect("}");
    return result;
}

}  // namespace sidewinder::syntax
