// SPDX-License-Identifier: MIT
// Builtin functions about numbers: abs, divmod, pow, round, bin, oct, hex, ord, chr.
#include <cmath>

#include "vm/modules/module_support.hpp"

namespace sidewinder {

namespace {

Ref builtin_abs(Thread& thread, std::span<const Value> args, Value) {
    const Value v = args[0];
    if (v.is_float()) return number(std::fabs(v.as_float()));
    if (is_int(v))
        return int_compare(v, Value::small_int(0)) < 0 ? int_neg(thread, v) : to_index(thread, v);
    const Value method = lookup_special(thread, v, Special::abs);
    if (!method.is_null()) return call_special(thread, method, v, {});
    raise_error(thread, ExceptionKind::TypeError, "bad operand type for abs(): '{}'",
                type_name(thread, v));
    return {};
}

Ref pair(Thread& thread, const Ref& first, const Ref& second) {
    if (!first || !second) return {};
    const Value items[] = {first.get(), second.get()};
    return make_tuple(thread, items);
}

Ref builtin_divmod(Thread& thread, std::span<const Value> args, Value) {
    const Value a = args[0], b = args[1];
    const bool numbers = (is_int(a) || a.is_float()) && (is_int(b) || b.is_float());
    if (numbers) {
        const Ref quotient = binary_operation(thread, BinaryOperator::floor_divide, a, b);
        if (!quotient) return {};
        return pair(thread, quotient, binary_operation(thread, BinaryOperator::remainder, a, b));
    }
    for (int reflected = 0; reflected < 2; ++reflected) {
        const Value self = reflected ? b : a, other = reflected ? a : b;
        if (!has_user_class(self)) continue;
        const Value method = lookup_in_type(
            self.as_object()->type, intern(thread, reflected ? "__rdivmod__" : "__divmod__"));
        if (method.is_null()) continue;
        Ref result = call_special(thread, method, self, {other});
        if (!result || !result.get().is_not_implemented()) return result;
    }
    raise_error(thread, ExceptionKind::TypeError,
                "unsupported operand type(s) for divmod(): '{}' and '{}'", type_name(thread, a),
                type_name(thread, b));
    return {};
}

bool is_zero(Value v) {
    return int_compare(v, Value::small_int(0)) == 0;
}

/// gcd with coefficients: the inverse of a modulo m, or null with ValueError.
Ref invert_modulo(Thread& thread, Value a, Value m) {
    Ref r0 = Ref::borrow(m), r1 = int_mod(thread, a, m);
    Ref t0 = Ref::steal(Value::small_int(0)), t1 = Ref::steal(Value::small_int(1));
    while (r1 && t1 && !is_zero(r1.get())) {
        const Ref q = int_floordiv(thread, r0.get(), r1.get());
        const Ref qr = q ? int_mul(thread, q.get(), r1.get()) : Ref{};
        const Ref qt = qr ? int_mul(thread, q.get(), t1.get()) : Ref{};
        if (!qt) return {};
        Ref r2 = int_sub(thread, r0.get(), qr.get()), t2 = int_sub(thread, t0.get(), qt.get());
        r0 = std::exchange(r1, std::move(r2));
        t0 = std::exchange(t1, std::move(t2));
    }
    if (!r1 || !t1) return {};
    if (r0.get() == Value::small_int(1)) return int_mod(thread, t0.get(), m);
    if (r0.get() == Value::small_int(-1)) {
        const Ref negated = int_neg(thread, t0.get());
        return negated ? int_mod(thread, negated.get(), m) : Ref{};
    }
    raise_error(thread, ExceptionKind::ValueError, "base is not invertible for the given modulus");
    return {};
}

Ref power_modulo(Thread& thread, Value a, Value b, Value m) {
    if (is_zero(m)) {
        raise_error(thread, ExceptionKind::ValueError, "pow() 3rd argument cannot be 0");
        return {};
    }
    Ref base = Ref::borrow(a), exponent = Ref::borrow(b);
    if (int_compare(b, Value::small_int(0)) < 0) {
        base = invert_modulo(thread, a, m);
        if (!base) return {};
        exponent = int_neg(thread, b);
    }
    base = int_mod(thread, base.get(), m);
    Ref result = int_mod(thread, Value::small_int(1), m);
    const std::string bits = exponent ? int_to_text(exponent.get(), 2) : "";
    for (const char bit : bits) {
        for (int step = 0; step <= (bit == '1'); ++step) {
            if (!result || !base) return {};
            result = int_mul(thread, result.get(), step ? base.get() : result.get());
            if (result) result = int_mod(thread, result.get(), m);
        }
    }
    return result;
}

Ref builtin_pow(Thread& thread, std::span<const Value> args, Value keyword_names) {
    static constexpr const char* names[] = {"base", "exp", "mod"};
    Value given[] = {Value::null(), Value::null(), Value::none()};
    if (!parse_arguments(thread, "pow", args, keyword_names, names, 0, 2, given)) return {};
    if (given[2].is_none())
        return binary_operation(thread, BinaryOperator::power, given[0], given[1]);
    for (Value& v : given) v = underlying(v);
    if (is_int(given[0]) && is_int(given[1]) && is_int(given[2]))
        return power_modulo(thread, given[0], given[1], given[2]);
    const bool numbers =
        (is_int(given[0]) || given[0].is_float()) && (is_int(given[1]) || given[1].is_float());
    if (numbers && (is_int(given[2]) || given[2].is_float()))
        raise_error(thread, ExceptionKind::TypeError,
                    "pow() 3rd argument not allowed unless all arguments are integers");
    else
        raise_error(thread, ExceptionKind::TypeError,
                    "unsupported operand type(s) for ** or pow(): '{}', '{}', '{}'",
                    type_name(thread, given[0]), type_name(thread, given[1]),
                    type_name(thread, given[2]));
    return {};
}

/// round(int, -n): to a multiple of 10**n, ties to even.
Ref round_int(Thread& thread, Value v, Value digits) {
    if (int_compare(digits, Value::small_int(0)) >= 0) return to_index(thread, v);
    const Ref places = int_neg(thread, digits);
    const Ref unit = places ? int_pow(thread, Value::small_int(10), places.get()) : Ref{};
    const Ref remainder = unit ? int_mod(thread, v, unit.get()) : Ref{};
    const Ref twice = remainder ? int_mul(thread, remainder.get(), Value::small_int(2)) : Ref{};
    const Ref down = twice ? int_sub(thread, v, remainder.get()) : Ref{};
    if (!down) return {};
    const int order = int_compare(twice.get(), unit.get());
    const Ref quotient = int_floordiv(thread, v, unit.get());
    const Ref parity = quotient ? int_mod(thread, quotient.get(), Value::small_int(2)) : Ref{};
    if (!parity) return {};
    const bool up = order > 0 || (order == 0 && !is_zero(parity.get()));
    return up ? int_add(thread, down.get(), unit.get()) : down;
}

Ref round_float(Thread& thread, double d, std::int64_t digits) {
    if (!std::isfinite(d) || d == 0 || digits > 323) return number(d);
    if (digits < -308) return number(std::copysign(0.0, d));
    double result = 0;
    if (digits >= 0) {
        // The decimal expansion that printf gives is exact, so it rounds correctly.
        result = std::strtod(fmt::format("{:.{}f}", d, static_cast<int>(digits)).c_str(), nullptr);
    } else {
        const double unit = std::strtod(fmt::format("1e{}", -digits).c_str(), nullptr);
        const double quotient = d / unit;
        double rounded = std::nearbyint(quotient);
        if (std::fabs(quotient - std::trunc(quotient)) == 0.5)
            rounded = 2.0 * std::nearbyint(quotient / 2.0);
        result = std::strtod(fmt::format("{:.0f}e{}", rounded, -digits).c_str(), nullptr);
    }
    if (std::isfinite(result)) return number(result);
    raise_error(thread, ExceptionKind::OverflowError, "rounded value too large to represent");
    return {};
}

Ref builtin_round(Thread& thread, std::span<const Value> args, Value keyword_names) {
    static constexpr const char* names[] = {"number", "ndigits"};
    Value given[] = {Value::null(), Value::none()};
    if (!parse_arguments(thread, "round", args, keyword_names, names, 0, 1, given)) return {};
    const Value v = given[0];
    if (!is_int(v) && !v.is_float()) {
        const Value method = has_user_class(v)
                                 ? lookup_in_type(v.as_object()->type, intern(thread, "__round__"))
                                 : Value::null();
        if (!method.is_null())
            return given[1].is_none() ? call_special(thread, method, v, {})
                                      : call_special(thread, method, v, {given[1]});
        raise_error(thread, ExceptionKind::TypeError, "type {} doesn't define __round__ method",
                    type_name(thread, v));
        return {};
    }
    if (given[1].is_none()) {
        if (is_int(v)) return to_index(thread, v);
        return int_from_double(
            thread, std::isfinite(v.as_float()) ? std::nearbyint(v.as_float()) : v.as_float());
    }
    const Ref digits = to_index(thread, given[1]);
    if (!digits) return {};
    if (is_int(v)) return round_int(thread, v, digits.get());
    const auto count = int_to_i64(digits.get());
    return round_float(thread, v.as_float(),
                       count                                                ? *count
                       : int_compare(digits.get(), Value::small_int(0)) < 0 ? -400
                                                                            : 400);
}

template <int base>
Ref builtin_radix(Thread& thread, std::span<const Value> args, Value) {
    const Ref index = to_index(thread, args[0]);
    if (!index) return {};
    std::string digits = int_to_text(index.get(), base);
    constexpr const char* prefix = base == 2 ? "0b" : base == 8 ? "0o" : "0x";
    digits.insert(digits[0] == '-' ? 1 : 0, prefix);
    return make_string(thread, digits);
}

Ref builtin_ord(Thread& thread, std::span<const Value> args, Value) {
    const Value v = underlying(args[0]);
    if (!is_string(v)) {
        raise_error(thread, ExceptionKind::TypeError,
                    "ord() expected string of length 1, but {} found", type_name(thread, args[0]));
        return {};
    }
    const auto* s = v.as<StringObject>();
    if (s->length == 1) return Ref::steal(Value::small_int(s->at(0)));
    raise_error(thread, ExceptionKind::TypeError,
                "ord() expected a character, but string of length {} found", s->length);
    return {};
}

Ref builtin_chr(Thread& thread, std::span<const Value> args, Value) {
    const auto code = index_argument(thread, args[0], true);
    if (!code) return {};
    if (*code < 0 || *code > 0x10FFFF) {
        raise_error(thread, ExceptionKind::ValueError, "chr() arg not in range(0x110000)");
        return {};
    }
    const auto point = static_cast<char32_t>(*code);
    return make_string(thread, std::u32string_view(&point, 1));
}

constexpr std::uint16_t keywords = NativeFunction::flag_keywords;
constexpr NativeMethod table[] = {
    {"abs", builtin_abs, 1, 1},
    {"divmod", builtin_divmod, 2, 2},
    {"pow", builtin_pow, 0, any_number, keywords},
    {"round", builtin_round, 0, any_number, keywords},
    {"bin", builtin_radix<2>, 1, 1},
    {"oct", builtin_radix<8>, 1, 1},
    {"hex", builtin_radix<16>, 1, 1},
    {"ord", builtin_ord, 1, 1},
    {"chr", builtin_chr, 1, 1},
};

// ---- the same as methods ------------------------------------------------------------------------

template <bool reflected>
Ref number_divmod(Thread& thread, std::span<const Value> args, Value) {
    const Value pair_of[] = {args[reflected], args[!reflected]};
    const bool known = args[0].is_float() ? args[1].is_float() || is_int(args[1]) : is_int(args[1]);
    return known ? builtin_divmod(thread, pair_of, Value::null()) : Ref::steal(Value::not_implemented());
}
Ref number_round(Thread& thread, std::span<const Value> args, Value) {
    return builtin_round(thread, args, Value::null());
}
Ref number_trunc(Thread& thread, std::span<const Value> args, Value) {
    return to_int(thread, args[0]);
}
template <double (*function)(double)>
Ref number_rounded(Thread& thread, std::span<const Value> args, Value) {
    return args[0].is_float() ? int_from_double(thread, function(args[0].as_float())) : to_index(thread, args[0]);
}
Ref number_conjugate(Thread& thread, std::span<const Value> args, Value) {
    return args[0].is_float() ? Ref::borrow(args[0]) : to_index(thread, args[0]);
}
Ref int_is_integer(Thread&, std::span<const Value>, Value) {
    return boolean(true);
}
/// In lowest terms; the numerator takes the sign.
Ref number_ratio(Thread& thread, std::span<const Value> args, Value) {
    if (!args[0].is_float()) return pair(thread, to_index(thread, args[0]), Ref::steal(Value::small_int(1)));
    const double d = args[0].as_float();
    if (!std::isfinite(d)) {
        if (std::isnan(d)) raise_error(thread, ExceptionKind::ValueError, std::string_view("cannot convert NaN to integer ratio"));
        else raise_error(thread, ExceptionKind::OverflowError, std::string_view("cannot convert Infinity to integer ratio"));
        return {};
    }
    int exponent = 0;
    double mantissa = std::frexp(d, &exponent);
    while (mantissa != std::floor(mantissa)) mantissa *= 2, --exponent;
    const Ref whole = int_from_double(thread, mantissa), one = Ref::steal(Value::small_int(1));
    if (!whole) return {};
    const Ref shift = int_from_i64(thread, std::abs(exponent));
    if (exponent >= 0) return pair(thread, int_lshift(thread, whole.get(), shift.get()), one);
    return pair(thread, whole, int_lshift(thread, one.get(), shift.get()));
}

#define SHARED_METHODS                                                                                        \
    {"__divmod__", number_divmod<false>, 2, 2, NativeFunction::flag_values},                                  \
        {"__rdivmod__", number_divmod<true>, 2, 2, NativeFunction::flag_values}, {"__round__", number_round, 1, 2}, \
        {"__trunc__", number_trunc, 1, 1}, {"__floor__", number_rounded<std::floor>, 1, 1},                   \
        {"__ceil__", number_rounded<std::ceil>, 1, 1}, {"conjugate", number_conjugate, 1, 1}, {"as_integer_ratio", number_ratio, 1, 1}
constexpr NativeMethod int_methods[] = {SHARED_METHODS, {"is_integer", int_is_integer, 1, 1}};
constexpr NativeMethod float_methods[] = {SHARED_METHODS};

}  // namespace

void add_number_methods(Thread& thread) {
    add_methods(thread, thread.types.int_, int_methods);
    add_methods(thread, thread.types.float_, float_methods);
}

std::span<const NativeMethod> number_builtins() {
    return table;
}

}  // namespace sidewinder
