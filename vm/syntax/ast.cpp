// SPDX-License-Identifier: MIT
// clone(), equal() and depth(), made from the field lists of ast.hpp: no node is named here, so a
// new one needs nothing. They recurse: trees are at most max_expression_depth deep.
#include "vm/syntax/ast.hpp"

#include <algorithm>
#include <bit>
#include <concepts>

namespace sidewinder::syntax {
namespace {

template <class T>
T copy(const T& value);

template <class Struct>
Struct copy_fields(const Struct& node) {
    Struct out{};
    std::apply([&](auto... field) { ((out.*field = copy(node.*field)), ...); }, Struct::fields);
    if constexpr (std::same_as<Struct, FloatLiteral>) out.text = node.text;
    if constexpr (std::same_as<Struct, ExceptHandler>) out.line = node.line;
    if constexpr (std::same_as<Struct, Pattern>) out.line = node.line, out.column = node.column;
    return out;
}

template <class T>
T copy(const T& value) {
    if constexpr (std::same_as<T, ExpressionPtr> || std::same_as<T, StatementPtr>) {
        return clone(value);
    } else if constexpr (detail::HasFields<T>) {
        return copy_fields(value);
    } else if constexpr (detail::is_vector<T>) {
        T out;
        out.reserve(value.size());
        for (const auto& element : value) out.push_back(copy(element));
        return out;
    } else {
        return value;
    }
}

template <class Node>
std::unique_ptr<Node> clone_node(const std::unique_ptr<Node>& node) {
    if (!node) return nullptr;
    auto copied = std::visit(
        [](const auto& alternative) { return decltype(Node::node)(copy_fields(alternative)); },
        node->node);
    return std::make_unique<Node>(std::move(copied), node->line, node->column);
}

template <class T>
bool same(const T& a, const T& b) {
    if constexpr (std::same_as<T, ExpressionPtr> || std::same_as<T, StatementPtr>) {
        return a && b ? equal(*a, *b) : !a && !b;
    } else if constexpr (detail::HasFields<T>) {
        return std::apply([&](auto... field) { return (same(a.*field, b.*field) && ...); },
                          T::fields);
    } else if constexpr (detail::is_vector<T>) {
        return std::ranges::equal(a, b, [](const auto& x, const auto& y) { return same(x, y); });
    } else if constexpr (std::same_as<T, double>) {
        return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
    } else {
        return a == b;
    }
}

template <class Node>
bool equal_nodes(const Node& a, const Node& b) {
    if (a.node.index() != b.node.index()) return false;
    return std::visit(
        [&](const auto& left) {
            return same(left, *std::get_if<std::remove_cvref_t<decltype(left)>>(&b.node));
        },
        a.node);
}

}  // namespace

ExpressionPtr clone(const ExpressionPtr& expression) {
    return clone_node(expression);
}
StatementPtr clone(const StatementPtr& statement) {
    return clone_node(statement);
}
Block clone(const Block& block) {
    return copy(block);
}
Module clone(const Module& module) {
    return Module{copy(module.body)};
}

bool equal(const Expression& a, const Expression& b) {
    return equal_nodes(a, b);
}
bool equal(const Statement& a, const Statement& b) {
    return equal_nodes(a, b);
}
bool equal(const Module& a, const Module& b) {
    return same(a.body, b.body);
}

int depth(const Expression& expression) {
    int deepest = 0;
    for_each_slot(expression, Overloaded{[&](const ExpressionPtr& child) {
                                             if (child) deepest = std::max(deepest, depth(*child));
                                         },
                                         [](const Block&) {}});
    return deepest + 1;
}

}  // namespace sidewinder::syntax
