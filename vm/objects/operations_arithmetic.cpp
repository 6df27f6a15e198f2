// SPDX-License-Identifier: MIT
// Binary and unary operators for any values: the builtin rules first where no user class is
// involved, else the protocol of in-place, plain and reflected methods.
#include <cmath>

#include "vm/objects/operations.hpp"
#include "vm/objects/support.hpp"

namespace sidewinder {

namespace {

constexpr int plain_count = 13;

BinaryOperator plain_of(BinaryOperator op) {
    const int i = static_cast<int>(op);
    return op != BinaryOperator::subscript && i >= plain_count
               ? static_cast<BinaryOperator>(i - plain_count)
               : op;
}

Special special_at(Special first, BinaryOperator plain) {
    return static_cast<Special>(static_cast<int>(first) + static_cast<int>(plain));
}

Ref not_implemented() {
    return Ref::steal(Value::not_implemented());
}
Ref number(double d) {
    return Ref::steal(
        Value::number(std::isnan(d) ? std::copysign(NAN, std::signbit(d) ? -1.0 : 1.0) : d));
}

Ref zero_division(Thread& thread) {
    raise_error(thread, ExceptionKind::ZeroDivisionError, "division by zero");
    return {};
}

Ref int_operation(Thread& thread, BinaryOperator op, Value a, Value b) {
    switch (op) {
        case BinaryOperator::add: return int_add(thread, a, b);
        case BinaryOperator::and_: return int_and(thread, a, b);
        case BinaryOperator::floor_divide: return int_floordiv(thread, a, b);
        case BinaryOperator::lshift: return int_lshift(thread, a, b);
        case BinaryOperator::multiply: return int_mul(thread, a, b);
        case BinaryOperator::remainder: return int_mod(thread, a, b);
        case BinaryOperator::or_: return int_or(thread, a, b);
        case BinaryOperator::power: return int_pow(thread, a, b);
        case BinaryOperator::rshift: return int_rshift(thread, a, b);
        case BinaryOperator::subtract: return int_sub(thread, a, b);
        case BinaryOperator::true_divide: return int_truediv(thread, a, b);
        case BinaryOperator::xor_: return int_xor(thread, a, b);
        default: return not_implemented();
    }
}

Ref float_operation(Thread& thread, BinaryOperator op, Value left, Value right) {
    bool overflow_a = false, overflow_b = false;
    const double a = int_or_float(left, &overflow_a), b = int_or_float(right, &overflow_b);
    const bool known = op == BinaryOperator::add || op == BinaryOperator::subtract ||
                       op == BinaryOperator::multiply || op == BinaryOperator::true_divide ||
                       op == BinaryOperator::floor_divide || op == BinaryOperator::remainder ||
                       op == BinaryOperator::power;
    if (!known) return not_implemented();
    if (overflow_a || overflow_b) {
        raise_error(thread, ExceptionKind::OverflowError, "int too large to convert to float");
        return {};
    }
    switch (op) {
        case BinaryOperator::add: return number(a + b);
        case BinaryOperator::subtract: return number(a - b);
        case BinaryOperator::multiply: return number(a * b);
        case BinaryOperator::true_divide: return b == 0 ? zero_division(thread) : number(a / b);
        case BinaryOperator::floor_divide:
            return b == 0 ? zero_division(thread) : number(float_floordiv(a, b));
        case BinaryOperator::remainder:
            return b == 0 ? zero_division(thread) : number(float_mod(a, b));
        default: return float_pow(thread, a, b);
    }
}

// ---- sequences ----------------------------------------------------------------------------------

bool is_sequence(Value v) {
    return is_kind(v, Kind::string) || is_kind(v, Kind::list) || is_kind(v, Kind::tuple);
}

std::span<const Value> items_of(Value v) {
    if (is_kind(v, Kind::list)) return {v.as<ListObject>()->items, v.as<ListObject>()->size};
    return {v.as<TupleObject>()->items, v.as<TupleObject>()->size()};
}

Ref make_like(Thread& thread, Value model, std::span<const Value> items) {
    return is_kind(model, Kind::list) ? make_list(thread, items) : make_tuple(thread, items);
}

Ref concat(Thread& thread, Value a, Value given) {
    const Value b = underlying(given);
    if (!b.is_pointer() || b.as_object()->kind != a.as_object()->kind) {
        const std::string name = type_name(thread, a);
        raise_error(thread, ExceptionKind::TypeError, "can only concatenate {} (not \"{}\") to {}",
                    name, type_name(thread, given), name);
        return {};
    }
    if (is_string(a)) return string_concat(thread, a.as<StringObject>(), b.as<StringObject>());
    const auto x = items_of(a), y = items_of(b);
    if (is_kind(a, Kind::tuple) && (x.empty() || y.empty())) return Ref::borrow(x.empty() ? b : a);
    if ((x.size() + y.size()) * sizeof(Value) > thread.heap.room()) {
        raise_memory_error(thread);
        return {};
    }
    std::vector<Value> all(x.begin(), x.end());
    all.insert(all.end(), y.begin(), y.end());
    return make_like(thread, a, all);
}

Ref repeat(Thread& thread, Value sequence, Value count_value) {
    const bool has_index =
        is_int(count_value) || !lookup_special(thread, count_value, Special::index).is_null();
    if (!has_index) {
        raise_error(thread, ExceptionKind::TypeError,
                    "can't multiply sequence by non-int of type '{}'",
                    type_name(thread, count_value));
        return {};
    }
    const Ref index = to_index(thread, count_value);
    if (!index) return {};
    const auto count = int_to_i64(index.get());
    if (!count) {
        raise_error(thread, ExceptionKind::OverflowError,
                    "cannot fit 'int' into an index-sized integer");
        return {};
    }
    if (is_string(sequence)) return string_repeat(thread, sequence.as<StringObject>(), index.get());
    const auto items = items_of(sequence);
    if (is_kind(sequence, Kind::tuple) && (*count == 1 || items.empty()))
        return Ref::borrow(sequence);
    if (*count <= 0 || items.empty()) return make_like(thread, sequence, {});
    if (static_cast<std::uint64_t>(*count) > thread.heap.room() / sizeof(Value) / items.size()) {
        raise_memory_error(thread);
        return {};
    }
    const std::size_t size = items.size() * static_cast<std::size_t>(*count);
    if (is_kind(sequence, Kind::list)) {
        Ref made = make_list(thread, {});
        if (!made || !list_reserve(thread, made.as<ListObject>(), static_cast<std::uint32_t>(std::min<std::size_t>(size, UINT32_MAX)))) return {};
        auto* list = made.as<ListObject>();
        for (std::int64_t i = 0; i < *count; ++i)
            for (const Value item : items) {
                incref(item);
                list->items[list->size++] = item;
            }
        return made;
    }
    std::vector<Value> all;
    all.reserve(size);
    for (std::int64_t i = 0; i < *count; ++i) all.insert(all.end(), items.begin(), items.end());
    return make_like(thread, sequence, all);
}

Ref merge_dicts(Thread& thread, Value a, Value b) {
    Ref merged = dict_copy(thread, a.as<DictObject>());
    if (!merged || !dict_update(thread, merged.as<DictObject>(), b)) return {};
    return merged;
}

// ---- protocol -----------------------------------------------------------------------------------

}  // namespace

namespace {

bool is_set_view(Value v) {
    return is_kind(v, Kind::dict_view) && v.as_object()->flags != static_cast<std::uint16_t>(DictViewKind::values);
}

/// What keys() and items() do as sets, with any iterable on the other side.
Ref view_operation(Thread& thread, BinaryOperator op, Value a, Value b) {
    const bool known = op == BinaryOperator::and_ || op == BinaryOperator::or_ || op == BinaryOperator::xor_ || op == BinaryOperator::subtract;
    if (!known) return not_implemented();
    const Ref left = make_set(thread, false), right = make_set(thread, false);
    if (!left || !right || !set_update(thread, left.as<SetObject>(), a) || !set_update(thread, right.as<SetObject>(), b)) return {};
    return set_operation(thread, op, left.get(), right.get());
}

}  // namespace

bool takes_operand(Value a, Value b) {
    if (is_set_view(a)) return true;
    if (is_int(a)) return is_int(b);
    if (a.is_float()) return b.is_float() || is_int(b);
    return is_string(a) || (b.is_pointer() && b.as_object()->kind == a.as_object()->kind);
}

Ref builtin_operation(Thread& thread, BinaryOperator op, Value a, Value b) {
    const bool int_a = is_int(a), int_b = is_int(b);
    if (int_a && int_b) return int_operation(thread, op, a, b);
    if ((a.is_float() || int_a) && (b.is_float() || int_b))
        return float_operation(thread, op, a, b);
    if (op == BinaryOperator::remainder && is_string(a))
        return format_percent(thread, a.as<StringObject>(), b);
    if (op == BinaryOperator::or_ && is_kind(a, Kind::dict) && is_kind(b, Kind::dict))
        return merge_dicts(thread, a, b);
    if (is_kind(a, Kind::set) && is_kind(b, Kind::set)) return set_operation(thread, op, a, b);
    if (is_set_view(a) || is_set_view(b)) return view_operation(thread, op, a, b);
    return not_implemented();
}

namespace {

bool is_sequence_slot(Value method) {
    return is_kind(method, Kind::native_function) && (method.as_object()->flags & NativeFunction::flag_sequence);
}

Ref call_method(Thread& thread, Value v, Special special, Value other) {
    const Value method = lookup_special(thread, v, special);
    if (method.is_null() || method.is_none() || is_sequence_slot(method)) return not_implemented();
    return call_special(thread, method, v, {other});
}

bool decided(const Ref& result) {
    return !result || !result.get().is_not_implemented();
}

Ref plain_operation(Thread& thread, BinaryOperator op, Value a, Value b) {
    const bool user_a = has_user_class(a), user_b = has_user_class(b);
    if (!user_a && !user_b) return builtin_operation(thread, op, a, b);
    const Special forward = special_at(Special::add, op), reflected = special_at(Special::radd, op);
    TypeObject *left = type_of(thread, a), *right = type_of(thread, b);
    bool tried_right = false;
    if (user_b && left != right && is_subtype(right, left)) {
        // A subclass goes first only when its reflected method is not the inherited one.
        const Value own = lookup_special(thread, b, reflected);
        if (!own.is_null() && own != lookup_special(thread, a, reflected)) {
            tried_right = true;
            Ref result = call_method(thread, b, reflected, a);
            if (decided(result)) return result;
        }
    }
    // A builtin class has no methods to look up, but takes what its derived classes' instances hold.
    const Ref left_value = Ref::borrow(underlying(a)), right_value = Ref::borrow(underlying(b));
    if (user_a) {
        Ref result = call_method(thread, a, forward, b);
        if (decided(result)) return result;
    } else if (is_string(a) && op == BinaryOperator::remainder) {
        return format_percent(thread, a.as<StringObject>(), b);
    } else if (right_value.get() != b && takes_operand(a, right_value.get())) {
        Ref result = builtin_operation(thread, op, a, right_value.get());
        if (decided(result)) return result;
    }
    if (user_b && !tried_right && left != right) {
        Ref result = call_method(thread, b, reflected, a);
        if (decided(result)) return result;
    } else if (!user_b && left_value.get() != a && takes_operand(b, left_value.get())) {
        Ref result = builtin_operation(thread, op, left_value.get(), b);
        if (decided(result)) return result;
    }
    return not_implemented();
}

}  // namespace

// What CPython tries last.
Ref sequence_operation(Thread& thread, BinaryOperator op, Value a, Value b) {
    const Value left = underlying(a), right = underlying(b);
    const Ref keep_left = Ref::borrow(left), keep_right = Ref::borrow(right);
    if (op == BinaryOperator::add && is_sequence(left)) return concat(thread, left, b);
    if (op != BinaryOperator::multiply) return not_implemented();
    if (is_sequence(left)) return repeat(thread, left, b);
    if (is_sequence(right)) return repeat(thread, right, a);
    return not_implemented();
}

namespace {

bool repeat_in_place(Thread& thread, ListObject* list, Value count_value) {
    const Ref repeated = repeat(thread, Value::object(list), count_value);
    if (!repeated) return false;
    auto* other = repeated.as<ListObject>();
    std::swap(list->items, other->items);
    std::swap(list->size, other->size);
    std::swap(list->capacity, other->capacity);
    return true;
}

}  // namespace

BinaryOperator inplace_of(BinaryOperator plain) {
    return static_cast<BinaryOperator>(static_cast<int>(plain) + plain_count);
}

Ref inplace_builtin(Thread& thread, BinaryOperator plain, Value a, Value b) {
    if (plain == BinaryOperator::add && is_kind(a, Kind::list))
        return list_extend(thread, a.as<ListObject>(), b) ? Ref::borrow(a) : Ref{};
    if (plain == BinaryOperator::multiply && is_kind(a, Kind::list))
        return repeat_in_place(thread, a.as<ListObject>(), b) ? Ref::borrow(a) : Ref{};
    if (plain == BinaryOperator::or_ && is_kind(a, Kind::dict))
        return dict_update(thread, a.as<DictObject>(), b) ? Ref::borrow(a) : Ref{};
    return not_implemented();
}

namespace {

SW_COLD void raise_unsupported(Thread& thread, BinaryOperator op, Value a, Value b) {
    const char* symbol = op == BinaryOperator::power           ? "** or pow()"
                         : op == BinaryOperator::inplace_power ? "**="
                                                               : operator_symbol(op);
    raise_error(thread, ExceptionKind::TypeError,
                "unsupported operand type(s) for {}: '{}' and '{}'", symbol, type_name(thread, a),
                type_name(thread, b));
}

}  // namespace

const char* operator_symbol(BinaryOperator op) {
    static constexpr const char* symbols[] = {
        "+",  "&",   "//",  "<<", "@",  "*",  "%",  "|",   "**",  ">>", "-",  "/",  "^", "+=",
        "&=", "//=", "<<=", "@=", "*=", "%=", "|=", "**=", ">>=", "-=", "/=", "^=", "[]"};
    return symbols[static_cast<int>(op)];
}

Ref binary_operation(Thread& thread, BinaryOperator op, Value a, Value b) {
    const Ref keep_a = Ref::borrow(a), keep_b = Ref::borrow(b);
    if (op == BinaryOperator::subscript) return get_item(thread, a, b);
    const BinaryOperator plain = plain_of(op);
    const bool in_place = plain != op;
    if (in_place && has_user_class(a)) {
        Ref result = call_method(thread, a, special_at(Special::iadd, plain), b);
        if (decided(result)) return result;
    }
    // Number slots come before reflected methods.
    if (in_place && is_kind(a, Kind::set) && is_kind(b, Kind::set) && !a.as<SetObject>()->frozen()) {
        Ref result = set_operation(thread, op, a, b);
        if (decided(result)) return result;
    }
    if (in_place && plain == BinaryOperator::or_) {
        Ref result = inplace_builtin(thread, plain, a, b);
        if (decided(result)) return result;
    }
    Ref result = plain_operation(thread, plain, a, b);
    if (decided(result)) return result;
    if (in_place) {
        const Ref payload = Ref::borrow(underlying(a));
        result = inplace_builtin(thread, plain, payload.get(), b);
        if (decided(result)) return result && payload.get() != a ? keep_a : result;
    }
    result = sequence_operation(thread, plain, a, b);
    if (decided(result)) return result;
    raise_unsupported(thread, op, a, b);
    return {};
}

Ref unary_operation(Thread& thread, UnaryOperator op, Value v) {
    static constexpr const char* symbols[] = {"unary -", "unary +", "unary ~"};
    static constexpr Special specials[] = {Special::neg, Special::pos, Special::invert};
    const int i = static_cast<int>(op);
    if (is_int(v)) {
        if (op == UnaryOperator::negative) return int_neg(thread, v);
        if (op == UnaryOperator::invert) return int_invert(thread, v);
        return v.is_bool() ? Ref::steal(Value::small_int(v.is_true())) : Ref::borrow(v);
    }
    if (v.is_float() && op != UnaryOperator::invert)
        return Ref::steal(op == UnaryOperator::negative ? Value::number(-v.as_float()) : v);
    const Value method = lookup_special(thread, v, specials[i]);
    if (!method.is_null()) return call_special(thread, method, v, {});
    raise_error(thread, ExceptionKind::TypeError, "bad operand type for {}: '{}'", symbols[i],
                type_name(thread, v));
    return {};
}

}  // namespace sidewinder
