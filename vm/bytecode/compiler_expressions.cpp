// SPDX-License-Identifier: MIT
// Expressions, and conditions as jumps; targets and comprehensions are in compiler_targets.cpp.
// Each visit emits the operands in CPython's order of evaluation, then the operation.
#include <fmt/format.h>

#include <algorithm>
#include <bit>

#include "vm/bytecode/compiler_state.hpp"
#include "vm/uops/helpers.hpp"

namespace sidewinder {

using namespace syntax;

namespace {

/// Displays with more elements are built one by one, so that the stack stays small.
constexpr std::size_t max_elements_on_stack = 30;

std::uint32_t oparg(std::size_t n) {
    return static_cast<std::uint32_t>(n);
}

}  // namespace

void UnitCompiler::visit(const Expression& e) {
    at(e);
    std::visit([&](const auto& node) { this->expression(node, e); }, e.node);
}

// ---- constants ----------------------------------------------------------------------------------

bool UnitCompiler::is_constant(const Expression& e) const {
    if (std::holds_alternative<NoneLiteral>(e.node) || std::holds_alternative<EllipsisLiteral>(e.node) ||
        std::holds_alternative<BoolLiteral>(e.node) || std::holds_alternative<IntLiteral>(e.node) ||
        std::holds_alternative<FloatLiteral>(e.node) ||
        std::holds_alternative<StringLiteral>(e.node)) {
        return true;
    }
    if (const auto* unary = std::get_if<UnaryOperation>(&e.node)) {
        return unary->op == UnaryKind::negative &&
               (std::holds_alternative<IntLiteral>(unary->operand->node) ||
                std::holds_alternative<FloatLiteral>(unary->operand->node));
    }
    const auto* tuple = std::get_if<TupleDisplay>(&e.node);
    return tuple && std::ranges::all_of(tuple->elements, [&](const ExpressionPtr& part) {
               return is_constant(*part);
           });
}

std::optional<UnitCompiler::Constant> UnitCompiler::constant(const Expression& e) {
    if (!is_constant(e)) return std::nullopt;
    Thread& thread = context_.thread;
    if (std::holds_alternative<EllipsisLiteral>(e.node)) return Constant{"ellipsis", Ref::borrow(thread.ellipsis)};
    if (std::holds_alternative<NoneLiteral>(e.node))
        return Constant{"none", Ref::borrow(Value::none())};
    if (const auto* b = std::get_if<BoolLiteral>(&e.node)) {
        return Constant{b->value ? "true" : "false", Ref::borrow(Value::boolean(b->value))};
    }
    if (const auto* i = std::get_if<IntLiteral>(&e.node)) {
        Ref value = int_from_text(thread, i->digits, 0);
        std::string key = value ? "int " + int_to_text(value.get(), 16) : "";
        return Constant{std::move(key), std::move(value)};
    }
    if (const auto* f = std::get_if<FloatLiteral>(&e.node)) {
        return Constant{fmt::format("float {:x}", std::bit_cast<std::uint64_t>(f->value)),
                        Ref::borrow(Value::number(f->value))};
    }
    if (const auto* s = std::get_if<StringLiteral>(&e.node)) {
        return Constant{"str " + s->value, Ref::borrow(intern(thread, s->value))};
    }
    if (const auto* unary = std::get_if<UnaryOperation>(&e.node)) {
        std::optional<Constant> operand = constant(*unary->operand);
        const auto* f = std::get_if<FloatLiteral>(&unary->operand->node);
        Ref value = f                ? Ref::borrow(Value::number(-f->value))
                    : operand->value ? int_neg(thread, operand->value.get())
                                     : Ref();
        // -0 is 0: the same constant, spelt differently.
        return Constant{"minus " + operand->key, std::move(value)};
    }
    std::vector<const Expression*> elements;
    for (const ExpressionPtr& part : std::get<TupleDisplay>(e.node).elements)
        elements.push_back(part.get());
    return constant_tuple(elements);
}

UnitCompiler::Constant UnitCompiler::constant_tuple(std::span<const Expression* const> elements) {
    std::string key = "tuple";
    std::vector<Ref> parts;
    std::vector<Value> items;
    for (const Expression* part : elements) {
        Constant element = *constant(*part);
        key += fmt::format(" {}:{}", element.key.size(), element.key);
        items.push_back(element.value.get());
        parts.push_back(std::move(element.value));
    }
    Thread& thread = context_.thread;
    return {std::move(key), thread.has_exception() ? Ref() : sidewinder::make_tuple(thread, items)};
}

/// Pushes the tuple of default values, a constant where it can be; nothing when there are none.
void UnitCompiler::load_defaults(const std::vector<Parameter>& parameters) {
    std::vector<const Expression*> values;
    for (const Parameter& p : parameters) {
        if (p.default_value && p.by_position()) values.push_back(p.default_value.get());
    }
    if (values.empty()) return;
    const std::int32_t line = code_.line();
    if (std::ranges::all_of(values, [&](const Expression* value) { return is_constant(*value); })) {
        return load(constant_tuple(values));
    }
    for (const Expression* value : values) visit(*value);
    code_.set_line(line);
    code_.emit(Opcode::BUILD_TUPLE, oparg(values.size()));
}

/// Pushes the dict of keyword-only parameters' default values; nothing when there are none.
void UnitCompiler::load_keyword_defaults(const std::vector<Parameter>& parameters) {
    const std::int32_t line = code_.line();
    std::size_t count = 0;
    for (const Parameter& p : parameters) {
        if (!p.default_value || p.by_position()) continue;
        if (count++ == 0) code_.emit(Opcode::BUILD_MAP, 0);
        load_string(mangle(scope_->private_class, p.name));
        visit(*p.default_value);
        code_.set_line(line);
        code_.emit(Opcode::MAP_ADD, 1);
    }
}

void UnitCompiler::load(Constant constant) {
    if (!constant.value) return code_.emit(Opcode::LOAD_CONST, 0);  // out of memory: never runs
    code_.emit(Opcode::LOAD_CONST, code_.constant(constant.key, std::move(constant.value)));
}

std::optional<bool> UnitCompiler::known_truth(const Expression& e) {
    if (std::holds_alternative<NoneLiteral>(e.node)) return false;
    if (const auto* b = std::get_if<BoolLiteral>(&e.node)) return b->value;
    if (const auto* i = std::get_if<IntLiteral>(&e.node)) {
        const bool prefixed = i->digits.size() > 1 && i->digits[1] > '9';
        return i->digits.find_first_not_of('0', prefixed ? 2 : 0) != std::string::npos;
    }
    if (const auto* f = std::get_if<FloatLiteral>(&e.node)) return f->value != 0;
    if (const auto* s = std::get_if<StringLiteral>(&e.node)) return !s->value.empty();
    return std::nullopt;
}

void UnitCompiler::expression(const NoneLiteral&, const Expression& e) {
    load(*constant(e));
}
void UnitCompiler::expression(const EllipsisLiteral&, const Expression& e) {
    load(*constant(e));
}
void UnitCompiler::expression(const BoolLiteral&, const Expression& e) {
    load(*constant(e));
}
void UnitCompiler::expression(const FloatLiteral&, const Expression& e) {
    load(*constant(e));
}
void UnitCompiler::expression(const StringLiteral&, const Expression& e) {
    load(*constant(e));
}
void UnitCompiler::expression(const IntLiteral&, const Expression& e) {
    Constant value = *constant(e);
    const Value word = value.value.get();
    if (value.value && word.is_small_int() && word.as_small_int() >= 0 &&
        word.as_small_int() <= 255) {
        return code_.emit(Opcode::LOAD_SMALL_INT, static_cast<std::uint32_t>(word.as_small_int()));
    }
    load(std::move(value));
}

// ---- names, attributes, subscripts, calls -------------------------------------------------------

void UnitCompiler::expression(const Name& n, const Expression&) {
    name_op(n.id, Access::load);
}

void UnitCompiler::expression(const Attribute& n, const Expression& e) {
    visit(*n.value);
    at(e);
    code_.emit(Opcode::LOAD_ATTR, name_index(n.name) << 1);
}

bool UnitCompiler::plain_slice(const Subscript& n, const Slice*& slice) const {
    slice = std::get_if<Slice>(&n.index->node);
    return slice && !slice->step;
}

void UnitCompiler::slice_bounds(const Slice& slice) {
    for (const ExpressionPtr* bound : {&slice.lower, &slice.upper})
        *bound ? visit(**bound) : load_none();
}

void UnitCompiler::expression(const Subscript& n, const Expression& e) {
    const Slice* slice = nullptr;
    visit(*n.value);
    if (plain_slice(n, slice)) {
        slice_bounds(*slice);
        at(e);
        return code_.emit(Opcode::BINARY_SLICE);
    }
    visit(*n.index);
    at(e);
    code_.emit(Opcode::BINARY_OP, static_cast<std::uint32_t>(BinaryOperator::subscript));
}

void UnitCompiler::expression(const Slice& n, const Expression& e) {
    slice_bounds(n);
    if (n.step) visit(*n.step);
    at(e);
    code_.emit(Opcode::BUILD_SLICE, n.step ? 3 : 2);
}

namespace {

bool is_starred(const ExpressionPtr& e) { return std::holds_alternative<Starred>(e->node); }
/// Of a number that only the run tells.
bool is_open(std::span<const ExpressionPtr> arguments, std::span<const KeywordArgument> keywords) {
    return std::ranges::any_of(arguments, is_starred) ||
           std::ranges::any_of(keywords, [](const KeywordArgument& k) { return k.name.empty(); });
}

}  // namespace

void UnitCompiler::expression(const Call& n, const Expression& e) {
    const auto* method = std::get_if<Attribute>(&n.function->node);
    if (method && !is_open(n.arguments, n.keywords)) {
        visit(*method->value);
        at(*n.function);
        code_.emit(Opcode::LOAD_ATTR, name_index(method->name) << 1 | 1);
        return call_arguments(0, n.arguments, n.keywords, n.function->line);
    }
    const auto* name = std::get_if<Name>(&n.function->node);
    visit(*n.function);
    CodeBuilder::Instruction* global = name ? code_.last(Opcode::LOAD_GLOBAL) : nullptr;
    if (global) {
        global->oparg |= 1;
        code_.set_depth(code_.depth() + 1);
    } else {
        code_.emit(Opcode::PUSH_NULL);
    }
    call_arguments(0, n.arguments, n.keywords, method ? n.function->line : e.line);
}

void UnitCompiler::call_arguments(std::size_t given, std::span<const ExpressionPtr> arguments,
                                  std::span<const KeywordArgument> keywords, std::int32_t line) {
    if (is_open(arguments, keywords)) return call_function_ex(given, arguments, keywords, line);
    for (const ExpressionPtr& argument : arguments) visit(*argument);
    const std::size_t count = given + arguments.size() + keywords.size();
    if (keywords.empty()) {
        code_.set_line(line);
        return code_.emit(Opcode::CALL, oparg(count));
    }
    std::vector<std::string> names;
    for (const KeywordArgument& keyword : keywords) {
        visit(*keyword.value);
        names.push_back(mangle(scope_->private_class, keyword.name));
    }
    code_.set_line(line);
    load_tuple(names);
    code_.emit(Opcode::CALL_KW, oparg(count));
}

/// callable and null lie below what is given: calls with what is gathered in a tuple and a dict.
void UnitCompiler::call_function_ex(std::size_t given, std::span<const ExpressionPtr> arguments,
                                    std::span<const KeywordArgument> keywords, std::int32_t line) {
    if (given == 0 && arguments.size() == 1 && is_starred(arguments[0])) {
        visit(*std::get<Starred>(arguments[0]->node).target);
    } else if (std::ranges::any_of(arguments, is_starred)) {
        gather(arguments, Opcode::BUILD_LIST, Opcode::LIST_APPEND, Opcode::LIST_EXTEND, given);
        code_.emit(Opcode::CALL_INTRINSIC_1, intrinsic_list_to_tuple);
    } else {
        for (const ExpressionPtr& argument : arguments) visit(*argument);
        code_.emit(Opcode::BUILD_TUPLE, oparg(given + arguments.size()));
    }
    if (keywords.empty()) code_.emit(Opcode::PUSH_NULL);
    else merge_keywords(keywords);
    code_.set_line(line);
    code_.emit(Opcode::CALL_FUNCTION_EX);
}

void UnitCompiler::gather(std::span<const ExpressionPtr> elements, Opcode build, Opcode add, Opcode extend, std::size_t given) {
    const std::int32_t line = code_.line();
    std::size_t first = 0;
    while (first < elements.size() && first < max_elements_on_stack && !is_starred(elements[first])) visit(*elements[first++]);
    code_.set_line(line);
    code_.emit(build, oparg(given + first));
    for (const ExpressionPtr& element : elements.subspan(first)) {
        const auto* star = std::get_if<Starred>(&element->node);
        visit(star ? *star->target : *element);
        code_.set_line(line);
        code_.emit(star ? extend : add, 1);
    }
}

/// Pushes a new dict of the keyword arguments; those given by name make dicts of their own, so that
/// each is merged, and found to come twice, in its turn.
void UnitCompiler::merge_keywords(std::span<const KeywordArgument> keywords) {
    bool merging = false;
    for (std::size_t i = 0; i < keywords.size();) {
        if (keywords[i].name.empty()) {
            if (!merging) code_.emit(Opcode::BUILD_MAP, 0);
            visit(*keywords[i++].value);
            code_.emit(Opcode::DICT_MERGE, 1);
        } else {
            code_.emit(Opcode::BUILD_MAP, 0);
            for (; i < keywords.size() && !keywords[i].name.empty(); ++i) {
                load_string(mangle(scope_->private_class, keywords[i].name));
                visit(*keywords[i].value);
                code_.emit(Opcode::MAP_ADD, 1);
            }
            if (merging) code_.emit(Opcode::DICT_MERGE, 1);
        }
        merging = true;
    }
}

void UnitCompiler::expression(const Lambda& n, const Expression& e) {
    load_defaults(n.parameters);
    load_keyword_defaults(n.parameters);
    at(e);
    UnitCompiler inner(context_, context_.symbols.scope_of(&n), "<lambda>",
                       inner_qualname("<lambda>"));
    Ref code = inner.lambda(n, e.line);
    if (stopped()) return code_.abandon();
    make_function(&n, n.parameters, std::move(code));
}

// ---- operators ----------------------------------------------------------------------------------

void UnitCompiler::expression(const UnaryOperation& n, const Expression& e) {
    if (std::optional<Constant> folded = constant(e)) return load(*std::move(folded));
    if (n.op == UnaryKind::not_) {
        visit_bool(*n.operand);
        at(e);
        return code_.emit(Opcode::UNARY_NOT);
    }
    visit(*n.operand);
    at(e);
    switch (n.op) {
        case UnaryKind::negative: return code_.emit(Opcode::UNARY_NEGATIVE);
        case UnaryKind::invert: return code_.emit(Opcode::UNARY_INVERT);
        case UnaryKind::positive: return code_.emit(Opcode::CALL_INTRINSIC_1, intrinsic_unary_positive);
        case UnaryKind::not_: return;
    }
}

void UnitCompiler::expression(const BinaryOperation& n, const Expression& e) {
    static_assert(static_cast<int>(BinaryKind::xor_) == static_cast<int>(BinaryOperator::xor_));
    visit(*n.left);
    visit(*n.right);
    at(e);
    code_.emit(Opcode::BINARY_OP, static_cast<std::uint32_t>(n.op));
}

void UnitCompiler::expression(const BooleanOperation& n, const Expression& e) {
    const Label end = code_.new_label();
    const Opcode leave =
        n.op == BooleanKind::and_ ? Opcode::POP_JUMP_IF_FALSE : Opcode::POP_JUMP_IF_TRUE;
    for (std::size_t i = 0; i + 1 < n.operands.size(); ++i) {
        visit(*n.operands[i]);
        at(e);
        code_.emit(Opcode::COPY, 1);
        code_.emit(Opcode::TO_BOOL);
        code_.jump(leave, end);
        code_.emit(Opcode::POP_TOP);
    }
    visit(*n.operands.back());
    code_.place(end);
}

void UnitCompiler::compare_op(ComparisonKind op, bool as_bool) {
    switch (op) {
        case ComparisonKind::is: return code_.emit(Opcode::IS_OP, 0);
        case ComparisonKind::is_not: return code_.emit(Opcode::IS_OP, 1);
        case ComparisonKind::in: return code_.emit(Opcode::CONTAINS_OP, 0);
        case ComparisonKind::not_in: return code_.emit(Opcode::CONTAINS_OP, 1);
        case ComparisonKind::lt:
        case ComparisonKind::le:
        case ComparisonKind::eq:
        case ComparisonKind::ne:
        case ComparisonKind::gt:
        case ComparisonKind::ge: break;
    }
    static_assert(static_cast<int>(ComparisonKind::ge) == static_cast<int>(CompareOperator::ge));
    code_.emit(Opcode::COMPARE_OP, static_cast<std::uint32_t>(op) | (as_bool ? 16u : 0u));
}

/// All comparisons of a chain but the last: jumps to `cleanup` when one fails, with the right
/// operand, and when `keep_result` the result above it, on the stack.
void UnitCompiler::chain_start(const Comparison& n, const Expression& e, Label cleanup,
                               bool keep_result) {
    visit(*n.left);
    for (std::size_t i = 0; i + 1 < n.tails.size(); ++i) {
        visit(*n.tails[i].right);
        at(e);
        code_.emit(Opcode::SWAP, 2);
        code_.emit(Opcode::COPY, 2);
        compare_op(n.tails[i].op, !keep_result);
        if (keep_result) {
            code_.emit(Opcode::COPY, 1);
            code_.emit(Opcode::TO_BOOL);
        }
        code_.jump(Opcode::POP_JUMP_IF_FALSE, cleanup);
        if (keep_result) code_.emit(Opcode::POP_TOP);
    }
    visit(*n.tails.back().right);
    at(e);
}

void UnitCompiler::expression(const Comparison& n, const Expression& e) {
    const Label cleanup = code_.new_label();
    chain_start(n, e, cleanup, true);
    compare_op(n.tails.back().op, false);
    if (n.tails.size() == 1) return;
    const Label end = code_.new_label();
    code_.jump(end);
    code_.place(cleanup);
    code_.emit(Opcode::SWAP, 2);
    code_.emit(Opcode::POP_TOP);
    code_.place(end);
}

void UnitCompiler::expression(const Conditional& n, const Expression&) {
    const Label otherwise = code_.new_label();
    const Label end = code_.new_label();
    const int depth = code_.depth();
    jump_if(*n.test, otherwise, false);
    visit(*n.then);
    code_.jump(end);
    code_.set_depth(depth);
    code_.place(otherwise);
    visit(*n.otherwise);
    code_.place(end);
}

void UnitCompiler::expression(const NamedExpression& n, const Expression& e) {
    visit(*n.value);
    at(e);
    code_.emit(Opcode::COPY, 1);
    name_op(n.name, Access::store);
}

// ---- conditions ---------------------------------------------------------------------------------

void UnitCompiler::visit_bool(const Expression& e) {
    if (const auto* comparison = std::get_if<Comparison>(&e.node);
        comparison && comparison->tails.size() == 1) {
        visit(*comparison->left);
        visit(*comparison->tails[0].right);
        at(e);
        return compare_op(comparison->tails[0].op, true);
    }
    visit(e);
    at(e);
    const auto* unary = std::get_if<UnaryOperation>(&e.node);
    if (!unary || unary->op != UnaryKind::not_) code_.emit(Opcode::TO_BOOL);
}

/// Jumps to `target` when the truth of `e` is `when`, else falls through.
void UnitCompiler::jump_if(const Expression& e, Label target, bool when) {
    at(e);
    if (const std::optional<bool> known = known_truth(e)) {
        if (*known == when) code_.jump(target);
        return;
    }
    if (const auto* unary = std::get_if<UnaryOperation>(&e.node);
        unary && unary->op == UnaryKind::not_) {
        return jump_if(*unary->operand, target, !when);
    }
    if (const auto* boolean = std::get_if<BooleanOperation>(&e.node)) {
        // The value that decides at once; the others decide by falling through.
        const bool decides = boolean->op == BooleanKind::or_;
        const Label out = decides == when ? target : code_.new_label();
        for (std::size_t i = 0; i + 1 < boolean->operands.size(); ++i)
            jump_if(*boolean->operands[i], out, decides);
        jump_if(*boolean->operands.back(), target, when);
        if (out != target) code_.place(out);
        return;
    }
    if (const auto* conditional = std::get_if<Conditional>(&e.node)) {
        const Label otherwise = code_.new_label();
        const Label end = code_.new_label();
        jump_if(*conditional->test, otherwise, false);
        jump_if(*conditional->then, target, when);
        code_.jump(end);
        code_.place(otherwise);
        jump_if(*conditional->otherwise, target, when);
        return code_.place(end);
    }
    if (const auto* comparison = std::get_if<Comparison>(&e.node)) {
        return jump_if_comparison(*comparison, e, target, when);
    }
    visit_bool(e);
    code_.jump(when ? Opcode::POP_JUMP_IF_TRUE : Opcode::POP_JUMP_IF_FALSE, target);
}

void UnitCompiler::jump_if_comparison(const Comparison& n, const Expression& e, Label target,
                                      bool when) {
    const ComparisonTail& last = n.tails.back();
    const bool is = last.op == ComparisonKind::is || last.op == ComparisonKind::is_not;
    if (n.tails.size() == 1 && is && std::holds_alternative<NoneLiteral>(last.right->node)) {
        visit(*n.left);
        at(e);
        const bool if_none = (last.op == ComparisonKind::is) == when;
        return code_.jump(if_none ? Opcode::POP_JUMP_IF_NONE : Opcode::POP_JUMP_IF_NOT_NONE,
                          target);
    }
    const Label cleanup = code_.new_label();
    chain_start(n, e, cleanup, false);
    compare_op(last.op, true);
    code_.jump(when ? Opcode::POP_JUMP_IF_TRUE : Opcode::POP_JUMP_IF_FALSE, target);
    if (n.tails.size() == 1) return;
    const Label end = code_.new_label();
    code_.jump(end);
    code_.place(cleanup);
    code_.emit(Opcode::POP_TOP);
    if (!when) code_.jump(target);
    code_.place(end);
}

// ---- displays and f-strings ---------------------------------------------------------------------

void UnitCompiler::expression(const FormatString& n, const Expression& e) {
    format_parts(n.parts, e);
}

void UnitCompiler::format_parts(const std::vector<FormatPart>& parts, const Expression& e) {
    for (const FormatPart& part : parts) {
        if (!part.value) {
            load_string(part.text);
            continue;
        }
        visit(*part.value);
        at(e);
        if (part.conversion) code_.emit(Opcode::CONVERT_VALUE, part.conversion == 's' ? 1 : part.conversion == 'r' ? 2 : 3);
        if (part.spec.empty() && part.spec_parts.empty()) {
            code_.emit(Opcode::FORMAT_SIMPLE);
        } else {
            if (part.spec_parts.empty()) load_string(part.spec);
            else format_parts(part.spec_parts, e);
            code_.emit(Opcode::FORMAT_WITH_SPEC);
        }
    }
    if (parts.size() != 1) code_.emit(Opcode::BUILD_STRING, oparg(parts.size()));
}

void UnitCompiler::expression(const ListDisplay& n, const Expression& e) {
    list_of(n.elements);
    at(e);
}

void UnitCompiler::expression(const TupleDisplay& n, const Expression& e) {
    if (std::optional<Constant> folded = constant(e)) return load(*std::move(folded));
    if (std::ranges::any_of(n.elements, is_starred)) {
        list_of(n.elements);
        at(e);
        return code_.emit(Opcode::CALL_INTRINSIC_1, intrinsic_list_to_tuple);
    }
    for (const ExpressionPtr& element : n.elements) visit(*element);
    at(e);
    code_.emit(Opcode::BUILD_TUPLE, oparg(n.elements.size()));
}

void UnitCompiler::expression(const SetDisplay& n, const Expression& e) {
    const bool constant = n.elements.size() > 2 && std::ranges::all_of(n.elements, [&](const ExpressionPtr& element) { return is_constant(*element); });
    if (!constant) {
        gather(n.elements, Opcode::BUILD_SET, Opcode::SET_ADD, Opcode::SET_UPDATE);
        return at(e);
    }
    // By way of a frozenset, as CPython does: the order of iteration tells.
    std::vector<const Expression*> elements;
    for (const ExpressionPtr& element : n.elements) elements.push_back(element.get());
    Constant items = constant_tuple(elements);
    Ref frozen = items.value ? make_set(context_.thread, true) : Ref();
    if (frozen && !set_update(context_.thread, frozen.as<SetObject>(), items.value.get())) frozen = Ref();
    code_.emit(Opcode::BUILD_SET, 0);
    load({"frozen " + items.key, std::move(frozen)});
    code_.emit(Opcode::SET_UPDATE, 1);
    at(e);
}

void UnitCompiler::expression(const DictDisplay& n, const Expression& e) {
    const bool merges = std::ranges::any_of(n.items, [](const DictItem& item) { return !item.key; });
    const bool one_by_one = merges || n.items.size() * 2 > max_elements_on_stack;
    if (one_by_one) code_.emit(Opcode::BUILD_MAP, 0);
    for (const DictItem& item : n.items) {
        if (!item.key) {
            visit(*item.value);
            at(e);
            code_.emit(Opcode::DICT_UPDATE, 1);
            continue;
        }
        visit(*item.key);
        visit(*item.value);
        at(e);
        if (one_by_one) code_.emit(Opcode::MAP_ADD, 1);
    }
    if (!one_by_one) code_.emit(Opcode::BUILD_MAP, oparg(n.items.size()));
}

void UnitCompiler::expression(const Starred&, const Expression& e) {
    fail(e.line, e.column, "can't use starred expression here");
}

}  // namespace sidewinder
