// SPDX-License-Identifier: MIT
// Which expressions can be assigned to or deleted, and what CPython calls those that cannot.
#include <fmt/format.h>

#include <algorithm>

#include "vm/syntax/parser_state.hpp"

namespace sidewinder::syntax {

std::string_view describe(const Expression& expression) {
    return std::visit(
        Overloaded{
            [](const NoneLiteral&) -> std::string_view { return "None"; },
            [](const EllipsisLiteral&) -> std::string_view { return "ellipsis"; },
            [](const BoolLiteral& b) -> std::string_view { return b.value ? "True" : "False"; },
            [](const IntLiteral&) -> std::string_view { return "literal"; },
            [](const FloatLiteral&) -> std::string_view { return "literal"; },
            [](const StringLiteral&) -> std::string_view { return "literal"; },
            [](const FormatString&) -> std::string_view { return "f-string expression"; },
            [](const Name&) -> std::string_view { return "name"; },
            [](const Attribute&) -> std::string_view { return "attribute"; },
            [](const Subscript&) -> std::string_view { return "subscript"; },
            [](const Slice&) -> std::string_view { return "slice"; },
            [](const Call&) -> std::string_view { return "function call"; },
            [](const UnaryOperation&) -> std::string_view { return "expression"; },
            [](const BinaryOperation&) -> std::string_view { return "expression"; },
            [](const BooleanOperation&) -> std::string_view { return "expression"; },
            [](const Comparison&) -> std::string_view { return "comparison"; },
            [](const Conditional&) -> std::string_view { return "conditional expression"; },
            [](const NamedExpression&) -> std::string_view { return "named expression"; },
            [](const Lambda&) -> std::string_view { return "lambda"; },
            [](const ListDisplay&) -> std::string_view { return "list"; },
            [](const TupleDisplay&) -> std::string_view { return "tuple"; },
            [](const SetDisplay&) -> std::string_view { return "set display"; },
            [](const DictDisplay&) -> std::string_view { return "dict literal"; },
            [](const ListComprehension&) -> std::string_view { return "list comprehension"; },
            [](const SetComprehension&) -> std::string_view { return "set comprehension"; },
            [](const DictComprehension&) -> std::string_view { return "dict comprehension"; },
            [](const GeneratorExpression&) -> std::string_view { return "generator expression"; },
            [](const Yield&) -> std::string_view { return "yield expression"; },
            [](const YieldFrom&) -> std::string_view { return "yield expression"; },
            [](const Starred&) -> std::string_view { return "starred"; },
        },
        expression.node);
}

void Parser::check_target(const Expression& target, TargetUse use, bool in_sequence) {
    const auto* name = std::get_if<Name>(&target.node);
    if (name && name->id == "__debug__") {
        return fail(target, use == TargetUse::delete_ ? "cannot delete __debug__"
                                                      : "cannot assign to __debug__");
    }
    if (name || std::holds_alternative<Attribute>(target.node) ||
        std::holds_alternative<Subscript>(target.node)) {
        return;
    }
    if (const auto* star = std::get_if<Starred>(&target.node); star && use != TargetUse::delete_) {
        if (!in_sequence) fail(target, "starred assignment target must be in a list or tuple");
        return check_target(*star->target, use);
    }
    const auto* tuple = std::get_if<TupleDisplay>(&target.node);
    const auto* elements = std::get_if<ListDisplay>(&target.node);
    if (tuple || elements) {
        const auto& parts = tuple ? tuple->elements : elements->elements;
        const TargetUse inner = use == TargetUse::assign_hint ? TargetUse::assign : use;
        for (const ExpressionPtr& part : parts) check_target(*part, inner, true);
        const auto stars = std::ranges::count_if(
            parts, [](const ExpressionPtr& p) { return std::holds_alternative<Starred>(p->node); });
        if (stars > 1) fail(target, "multiple starred expressions in assignment");
        return;
    }
    const std::string_view what = describe(target);
    const bool loose = std::holds_alternative<BooleanOperation>(target.node) ||
                       what == "comparison" || what == "lambda" ||
                       what == "conditional expression" || what == "generator expression" || what == "None" || what == "True" ||
                       what == "False";
    const bool hint = use == TargetUse::assign_hint && !loose;
    fail(target, fmt::format("cannot {} {}{}", use == TargetUse::delete_ ? "delete" : "assign to",
                             what, hint ? " here. Maybe you meant '==' instead of '='?" : ""));
}

}  // namespace sidewinder::syntax
