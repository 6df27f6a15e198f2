// SPDX-License-Identifier: MIT
// The rules of each pass in the order of the pipeline. Those of constant folding come from the
// uops' flags, and their classes from running the uops' own bodies on a value of each class; the
// others are what the passes' switches say.
#include "jit/optimizer/rules.hpp"

#include "jit/optimizer/fold.hpp"
#include "vm/bytecode/instruction.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <map>
#include <tuple>

namespace sidewinder::jit {

namespace {

using enum OperandClass;
using Classes = std::vector<OperandClass>;
using Sees = RewriteRule::Sees;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::int64_t large_int = std::int64_t{1} << 47;

/// Values of all classes that an inline word can have.
std::vector<Value> samples() {
    std::vector<Value> values = {Value::none(), Value::false_(), Value::true_()};
    for (std::int64_t i : {Value::int_min, -large_int, std::int64_t{-65537}, std::int64_t{-1}, std::int64_t{0}, std::int64_t{1},
                           std::int64_t{2}, std::int64_t{48}, large_int, Value::int_max})
        values.push_back(Value::small_int(i));
    for (double d : {-0.0, 0.0, 1.5, -2.5, infinity, -infinity, std::nan("")}) values.push_back(Value::number(d));
    return values;
}

/// The values that a pure uop may be given: what the guard before it in its instruction lets
/// through, anything when it is a guard itself.
std::vector<Value> inputs_of(Uop op) {
    std::vector<Value> values = samples();
    auto keep = [&](auto test) { std::erase_if(values, [&](Value v) { return !test(v); }); };
    for (std::size_t i = 0; i < opcode_count; ++i) {
        auto uses = traits(static_cast<Opcode>(i)).sequence();
        if (std::ranges::find(uses, op, &UopUse::uop) == uses.end()) continue;
        const Uop first = uses.front().uop;
        if (first == Uop::_GUARD_BOTH_INT) keep([](Value v) { return v.is_small_int(); });
        else if (first == Uop::_GUARD_BOTH_FLOAT || first == Uop::_GUARD_FLOAT_AND_INT) keep([](Value v) { return v.is_float(); });
        else if (!traits(op).has(uop_flags::guard)) keep([](Value v) { return v.is_bool(); });
    }
    return values;
}

void add_class(Classes& classes, OperandClass c) {
    if (std::ranges::find(classes, c) == classes.end()) classes.push_back(c);
}

void add_folding(std::vector<RewriteRule>& rules, Uop op) {
    const int pops = uop_pops(op, 0);
    if (!traits(op).has(uop_flags::pure) || pops > 2 || uop_pushes(op, 0) != 1) return;
    RewriteRule rule{"constant_folding", op, pops == 2 ? Uop::_POP_TWO_LOAD_CONST_INLINE_BORROW : Uop::_POP_TOP_LOAD_CONST_INLINE_BORROW, Sees::inputs, {}};
    const std::vector<Value> inputs = inputs_of(op);
    for (Value top : inputs) {
        if (pops == 1) {
            if (evaluate_pure(op, 0, std::array{top})) add_class(rule.classes[0], value_class(top));
            continue;
        }
        for (Value second : inputs) {
            if (!evaluate_pure(op, 0, std::array{second, top})) continue;
            add_class(rule.classes[0], value_class(top));
            add_class(rule.classes[1], value_class(second));
        }
    }
    if (op == Uop::_TO_BOOL_BOOL) rule.impossible = "guard_elimination takes it out where a bool is known";
    rules.push_back(std::move(rule));
}

std::vector<RewriteRule> make_rules() {
    std::vector<RewriteRule> rules;
    auto add = [&](std::string_view pass, Uop before, Uop after, Sees sees = Sees::nothing, Classes classes = {}, std::string_view impossible = {}) {
        rules.push_back({pass, before, after, sees, {std::move(classes)}, impossible});
    };
    using enum Uop;
    const Classes constants = {int_min, int_negative, int_zero, int_positive, int_max, float_minus_zero, float_zero, float_finite,
                               float_infinite, float_nan, OperandClass::false_, OperandClass::true_, none};
    add("global_promotion", _LOAD_GLOBAL_MODULE, _LOAD_CONST_INLINE, Sees::result, {function, native_function, type, module});
    Classes globals = constants;
    globals.push_back(not_implemented);
    add("global_promotion", _LOAD_GLOBAL_MODULE, _LOAD_CONST_INLINE_BORROW, Sees::result, globals);
    add("global_promotion", _LOAD_GLOBAL_BUILTINS, _LOAD_CONST_INLINE, Sees::result, {native_function, type});
    // __debug__ and NotImplemented.
    add("global_promotion", _LOAD_GLOBAL_BUILTINS, _LOAD_CONST_INLINE_BORROW, Sees::result, {OperandClass::true_, not_implemented});

    for (Uop guard : {_GUARD_BOTH_INT, _GUARD_TOS_INT, _GUARD_NOS_INT, _GUARD_BOTH_FLOAT, _GUARD_TOS_FLOAT, _GUARD_NOS_FLOAT,
                      _GUARD_FLOAT_AND_INT, _GUARD_BOTH_UNICODE, _GUARD_TOS_UNICODE, _GUARD_NOS_UNICODE, _GUARD_TOS_LIST,
                      _GUARD_NOS_LIST, _GUARD_NOS_TUPLE, _GUARD_TOS_DICT, _GUARD_TOS_ANY_SET, _GUARD_NOS_DICT, _ITER_CHECK_LIST, _ITER_CHECK_TUPLE,
                      _ITER_CHECK_RANGE, _TO_BOOL_BOOL, _GUARD_TYPE_VERSION, _GUARD_SHAPE, _GUARD_GLOBALS_VERSION,
                      _GUARD_BUILTINS_VERSION, _CHECK_FUNCTION_VERSION, _CHECK_FUNCTION_VERSION_KW, _CHECK_FUNCTION_EXACT_ARGS, _GUARD_IS_NOT_NONE,
                      _GUARD_CALLABLE_BUILTIN_FAST, _CHECK_IS_NOT_PY_CALLABLE}) {
        const bool half = guard == _GUARD_TOS_FLOAT || guard == _GUARD_NOS_FLOAT || guard == _GUARD_NOS_INT;
        add("guard_elimination", guard, _NOP, Sees::nothing, {}, half ? "no instruction has it: only this pass makes it" : "");
    }
    add("guard_elimination", _GUARD_BOTH_INT, _GUARD_TOS_INT);
    add("guard_elimination", _GUARD_BOTH_INT, _GUARD_NOS_INT);
    add("guard_elimination", _GUARD_BOTH_FLOAT, _GUARD_TOS_FLOAT);
    add("guard_elimination", _GUARD_BOTH_FLOAT, _GUARD_NOS_FLOAT);
    add("guard_elimination", _GUARD_BOTH_UNICODE, _GUARD_TOS_UNICODE);
    add("guard_elimination", _GUARD_BOTH_UNICODE, _GUARD_NOS_UNICODE);
    add("guard_elimination", _GUARD_IS_TRUE_POP, _POP_TOP_NOP);
    add("guard_elimination", _GUARD_IS_FALSE_POP, _POP_TOP_NOP);
    add("guard_elimination", _GUARD_IS_NONE_POP, _POP_TOP_NOP);

    add("constant_folding", _LOAD_FAST, _LOAD_CONST_INLINE_BORROW, Sees::result, constants);
    add("constant_folding", _LOAD_SMALL_INT, _LOAD_CONST_INLINE_BORROW, Sees::result, {int_zero, int_positive});
    for (std::size_t i = 0; i < uop_count; ++i) add_folding(rules, static_cast<Uop>(i));

    add("refcount_elision", _LOAD_FAST, _LOAD_FAST_BORROW, Sees::loaded, {any_int, any_float, any_bool, object, null});  // None is a constant; null where a guard before never passes
    add("refcount_elision", _POP_TOP, _POP_TOP_NOP, Sees::popped, {any_int, any_float, any_bool, none, object});
    add("refcount_elision", _STORE_FAST, _STORE_FAST_NO_RELEASE, Sees::loaded, {any_int, any_float, any_bool, none, null});
    Classes literals = constants;
    std::erase(literals, float_nan);
    add("refcount_elision", _LOAD_CONST_INLINE, _LOAD_CONST_INLINE_BORROW, Sees::result, literals);

    add("validity_and_ip_elimination", _CHECK_VALIDITY, _NOP);
    add("validity_and_ip_elimination", _SET_IP, _NOP);

    for (Uop push : {_LOAD_FAST_BORROW, _LOAD_CONST_INLINE_BORROW, _POP_TOP_NOP}) add("dead_uop_elimination", push, _NOP);
    add("dead_uop_elimination", _LOAD_SMALL_INT, _NOP, Sees::nothing, {}, "is folded before, or its pop is not known to be dead");
    add("dead_uop_elimination", _PUSH_NULL, _NOP, Sees::nothing, {}, "nothing pops a null that was just pushed");
    add("dead_uop_elimination", _POP_TWO_LOAD_CONST_INLINE_BORROW, _LOAD_CONST_INLINE_BORROW);
    add("dead_uop_elimination", _POP_TOP_LOAD_CONST_INLINE_BORROW, _LOAD_CONST_INLINE_BORROW);

    const Classes powers = {power_0, power_small, power_large};
    add("uop_fusion", _COMPARE_OP_INT, _GUARD_COMPARE_OP_INT, Sees::comparison, {less, less_equal, equal, not_equal, greater, greater_equal});
    add("uop_fusion", _GUARD_IS_TRUE_POP, _NOP);
    add("uop_fusion", _GUARD_IS_FALSE_POP, _NOP);
    add("uop_fusion", _LOAD_CONST_INLINE_BORROW, _LOAD_CONST_INLINE_BORROW, Sees::power, powers);
    add("uop_fusion", _LOAD_SMALL_INT, _LOAD_CONST_INLINE_BORROW, Sees::power, {power_0, power_small});
    add("uop_fusion", _BINARY_OP_REMAINDER_INT, _BINARY_OP_AND_INT);
    add("uop_fusion", _LOAD_CONST_INLINE_BORROW, _NOP);
    add("uop_fusion", _LOAD_SMALL_INT, _NOP);
    add("uop_fusion", _BINARY_OP_FLOOR_DIVIDE_INT, _FLOOR_DIVIDE_INT_BY_POWER, Sees::power, powers);
    add("uop_fusion", _BINARY_OP_ADD_FLOAT, _MULTIPLY_ADD_FLOAT);
    add("uop_fusion", _BINARY_OP_SUBTRACT_FLOAT, _MULTIPLY_SUBTRACT_FLOAT);
    add("uop_fusion", _BINARY_OP_MULTIPLY_FLOAT, _NOP);
    add("uop_fusion", _CHECK_PERIODIC, _CHECK_PERIODIC_AT);
    add("uop_fusion", _SET_IP, _NOP);
    return rules;
}

using RuleKey = std::tuple<std::string_view, Uop, Uop>;

OperandClass power_class(int power) { return power == 0 ? power_0 : power < 32 ? power_small : power_large; }

}  // namespace

std::string_view operand_class_name(OperandClass c) {
    static constexpr std::string_view names[] = {
#define OPERAND_CLASS(name, text) text,
#include "jit/optimizer/operand_classes.def"
#undef OPERAND_CLASS
    };
    return names[static_cast<std::size_t>(c)];
}

OperandClass value_class(Value v) {
    if (v.is_small_int()) {
        const std::int64_t i = v.as_small_int();
        if (i <= -large_int) return int_min;
        if (i >= large_int) return int_max;
        return i < 0 ? int_negative : i == 0 ? int_zero : int_positive;
    }
    if (v.is_float()) {
        const double d = v.as_float();
        if (std::isnan(d)) return float_nan;
        if (std::isinf(d)) return float_infinite;
        return d != 0 ? float_finite : std::signbit(d) ? float_minus_zero : float_zero;
    }
    if (v.is_bool()) return v.is_true() ? OperandClass::true_ : OperandClass::false_;
    if (v.is_none()) return none;
    if (v.is_null()) return null;
    if (v.is_not_implemented()) return not_implemented;
    switch (v.as_object()->kind) {
        case Kind::function: return function;
        case Kind::native_function: return native_function;
        case Kind::type: return type;
        case Kind::module: return module;
        default: return object;
    }
}

OperandClass sort_class(const Fact& fact) {
    switch (fact.sort) {
        case Sort::small_int: return any_int;
        case Sort::number: return any_float;
        case Sort::boolean: return any_bool;
        case Sort::none: return none;
        case Sort::null: return null;
        default: return object;
    }
}

std::span<const RewriteRule> rewrite_rules() {
    static const std::vector<RewriteRule> rules = make_rules();
    return rules;
}

const RewriteRule* find_rule(const Rewrite& rewrite) {
    static const std::map<RuleKey, const RewriteRule*> index = [] {
        std::map<RuleKey, const RewriteRule*> map;
        for (const RewriteRule& rule : rewrite_rules()) map[{rule.pass, rule.before, rule.after}] = &rule;
        return map;
    }();
    const auto at = index.find({rewrite.pass, rewrite.before.op, rewrite.after.op});
    return at != index.end() ? at->second : nullptr;
}

std::array<std::optional<OperandClass>, 2> seen_classes(const RewriteRule& rule, const Rewrite& rewrite, const AbstractState* state) {
    switch (rule.sees) {
        case Sees::nothing: return {};
        case Sees::inputs: {
            std::array<std::optional<OperandClass>, 2> seen;
            for (int i = 0; i < uop_pops(rule.before, rewrite.before.oparg); ++i) seen[static_cast<std::size_t>(i)] = value_class(*state->top(static_cast<std::size_t>(i)).constant);
            return seen;
        }
        case Sees::result: return {value_class(Value::from_bits(rewrite.after.operand))};
        case Sees::loaded: return {state != nullptr ? sort_class(state->fact(state->local(rewrite.before.oparg))) : object};
        case Sees::popped: return {state != nullptr ? sort_class(state->top()) : object};
        case Sees::comparison: return {static_cast<OperandClass>(static_cast<unsigned>(less) + (rewrite.after.oparg & 7))};
        // A mask is one less than the power.
        case Sees::power: {
            if (rule.after == Uop::_FLOOR_DIVIDE_INT_BY_POWER) return {power_class(rewrite.after.oparg)};
            const auto mask = static_cast<std::uint64_t>(Value::from_bits(rewrite.after.operand).as_small_int());
            return {power_class(std::popcount(mask))};
        }
    }
    return {};
}

}  // namespace sidewinder::jit
