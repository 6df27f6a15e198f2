// SPDX-License-Identifier: MIT
// Short spellings for building trees: one function a node that generators make often.
#pragma once

#include "vm/syntax/ast.hpp"

#include <string>
#include <utility>

namespace sidewinder::fuzz {

using syntax::BinaryKind;
using syntax::Block;
using syntax::ComparisonKind;
using syntax::ExpressionPtr;
using syntax::StatementPtr;

inline ExpressionPtr name(std::string id) { return syntax::make(syntax::Name{std::move(id)}); }
inline ExpressionPtr none() { return syntax::make(syntax::NoneLiteral{}); }
inline ExpressionPtr boolean(bool b) { return syntax::make(syntax::BoolLiteral{b}); }
inline ExpressionPtr text(std::string s) { return syntax::make(syntax::StringLiteral{std::move(s)}); }
inline ExpressionPtr unary(syntax::UnaryKind op, ExpressionPtr e) { return syntax::make(syntax::UnaryOperation{op, std::move(e)}); }
inline ExpressionPtr digits(std::string d) {
    if (d[0] == '-') return unary(syntax::UnaryKind::negative, digits(d.substr(1)));
    return syntax::make(syntax::IntLiteral{std::move(d)});
}
inline ExpressionPtr integer(long long i) { return digits(std::to_string(i)); }
inline ExpressionPtr real(double d) {
    if (d < 0) return unary(syntax::UnaryKind::negative, real(-d));
    return syntax::make(syntax::FloatLiteral{d});
}
inline ExpressionPtr binary(BinaryKind op, ExpressionPtr a, ExpressionPtr b) {
    return syntax::make(syntax::BinaryOperation{op, std::move(a), std::move(b)});
}
inline ExpressionPtr compare(ComparisonKind op, ExpressionPtr a, ExpressionPtr b) {
    std::vector<syntax::ComparisonTail> tails;
    tails.push_back({op, std::move(b)});
    return syntax::make(syntax::Comparison{std::move(a), std::move(tails)});
}
inline ExpressionPtr attribute(ExpressionPtr e, std::string a) { return syntax::make(syntax::Attribute{std::move(e), std::move(a)}); }
inline ExpressionPtr subscript(ExpressionPtr e, ExpressionPtr i) { return syntax::make(syntax::Subscript{std::move(e), std::move(i)}); }
inline ExpressionPtr slice(ExpressionPtr a, ExpressionPtr b, ExpressionPtr c = nullptr) {
    return syntax::make(syntax::Slice{std::move(a), std::move(b), std::move(c)});
}
template <class... Arguments>
ExpressionPtr call(ExpressionPtr function, Arguments... arguments) {
    std::vector<ExpressionPtr> list;
    (list.push_back(std::move(arguments)), ...);
    return syntax::make(syntax::Call{std::move(function), std::move(list), {}});
}
template <class... Arguments>
ExpressionPtr call(const char* function, Arguments... arguments) { return call(name(function), std::move(arguments)...); }
inline ExpressionPtr tuple(std::vector<ExpressionPtr> e) { return syntax::make(syntax::TupleDisplay{std::move(e)}); }
inline ExpressionPtr list(std::vector<ExpressionPtr> e) { return syntax::make(syntax::ListDisplay{std::move(e)}); }
inline ExpressionPtr set(std::vector<ExpressionPtr> e) { return syntax::make(syntax::SetDisplay{std::move(e)}); }
inline ExpressionPtr starred(ExpressionPtr e) { return syntax::make(syntax::Starred{std::move(e)}); }
inline ExpressionPtr conditional(ExpressionPtr test, ExpressionPtr a, ExpressionPtr b) {
    return syntax::make(syntax::Conditional{std::move(test), std::move(a), std::move(b)});
}

inline StatementPtr evaluate(ExpressionPtr e) { return syntax::make(syntax::ExpressionStatement{std::move(e)}); }
inline StatementPtr assign(ExpressionPtr target, ExpressionPtr value) {
    return syntax::make(syntax::Assignment{syntax::list(std::move(target)), std::move(value)});
}
inline StatementPtr assign(std::string target, ExpressionPtr value) { return assign(name(std::move(target)), std::move(value)); }
inline StatementPtr augment(ExpressionPtr target, BinaryKind op, ExpressionPtr value) {
    return syntax::make(syntax::AugmentedAssignment{std::move(target), op, std::move(value)});
}
inline StatementPtr give_back(ExpressionPtr value) { return syntax::make(syntax::Return{std::move(value)}); }
inline StatementPtr raise(ExpressionPtr e) { return syntax::make(syntax::Raise{std::move(e), {}}); }
inline Block block() { return {}; }
template <class... Rest>
Block block(StatementPtr first, Rest... rest) { return syntax::list(std::move(first), std::move(rest)...); }
inline StatementPtr branch(ExpressionPtr test, Block body, Block orelse = {}) {
    std::vector<syntax::IfBranch> branches;
    branches.push_back({std::move(test), std::move(body)});
    return syntax::make(syntax::If{std::move(branches), std::move(orelse)});
}
inline StatementPtr loop(ExpressionPtr target, ExpressionPtr iterable, Block body) {
    return syntax::make(syntax::For{std::move(target), std::move(iterable), std::move(body), {}});
}
inline StatementPtr define(std::string id, std::vector<std::string> parameters, Block body) {
    std::vector<syntax::Parameter> list;
    for (std::string& p : parameters) list.push_back({std::move(p), nullptr});
    return syntax::make(syntax::FunctionDefinition{std::move(id), std::move(list), std::move(body), {}});
}
/// try: body except type [as id]: handler
inline StatementPtr guarded(Block body, ExpressionPtr type, std::string id, Block handler) {
    std::vector<syntax::ExceptHandler> handlers;
    handlers.push_back({std::move(type), std::move(id), std::move(handler), 0});
    return syntax::make(syntax::Try{std::move(body), std::move(handlers), {}, {}});
}
template <class... Arguments>
StatementPtr print(Arguments... arguments) { return evaluate(call("print", std::move(arguments)...)); }

}  // namespace sidewinder::fuzz
