// SPDX-License-Identifier: MIT
// The module math: C's functions with Python's checks, and integer functions.
#include <cmath>
#include <numbers>

#include "vm/modules/module_support.hpp"

namespace sidewinder {

namespace {

/// The argument as a double; nullopt with an exception.
std::optional<double> real(Thread& thread, Value v) {
    if (v.is_float()) return v.as_float();
    if (is_string(v) || (!is_int(v) && !is_instance_kind(v))) {
        raise_error(thread, ExceptionKind::TypeError, "must be real number, not {}",
                    type_name(thread, v));
        return std::nullopt;
    }
    const Ref f = to_float(thread, v);
    if (f) return f.get().as_float();
    const bool no_method = lookup_special(thread, v, Special::float_).is_null() &&
                           lookup_special(thread, v, Special::index).is_null();
    if (no_method && catch_exception(thread, ExceptionKind::TypeError))
        raise_error(thread, ExceptionKind::TypeError, "must be real number, not {}",
                    type_name(thread, v));
    return std::nullopt;
}

Ref plain_nan(double d) {
    return number(std::isnan(d) ? std::copysign(NAN, std::signbit(d) ? -1.0 : 1.0) : d);
}

/// A result that is NaN or infinite although no argument was is an error.
Ref checked(Thread& thread, double result, bool finite_arguments, bool nan_argument) {
    if (std::isnan(result) && !nan_argument) {
        raise_error(thread, ExceptionKind::ValueError, "math domain error");
        return {};
    }
    if (std::isinf(result) && finite_arguments) {
        raise_error(thread, ExceptionKind::OverflowError, "math range error");
        return {};
    }
    return plain_nan(result);
}

template <double (*function)(double)>
Ref unary(Thread& thread, std::span<const Value> args, Value) {
    const auto x = real(thread, args[0]);
    if (!x) return {};
    const double result = function(*x);
    if (std::isnan(result) && std::isinf(*x)) {
        raise_error(thread, ExceptionKind::ValueError, "expected a finite input, got {}",
                    float_repr(*x));
        return {};
    }
    return checked(thread, result, std::isfinite(*x), std::isnan(*x));
}

template <double (*function)(double)>
Ref unary_unit(Thread& thread, std::span<const Value> args, Value) {
    const auto x = real(thread, args[0]);
    if (!x) return {};
    if (std::fabs(*x) > 1) {
        raise_error(thread, ExceptionKind::ValueError,
                    "expected a number in range from -1 up to 1, got {}", float_repr(*x));
        return {};
    }
    return plain_nan(function(*x));
}

template <double (*function)(double, double)>
Ref binary(Thread& thread, std::span<const Value> args, Value) {
    const auto x = real(thread, args[0]);
    const auto y = x ? real(thread, args[1]) : std::nullopt;
    if (!y) return {};
    return checked(thread, function(*x, *y), std::isfinite(*x) && std::isfinite(*y),
                   std::isnan(*x) || std::isnan(*y));
}

Ref math_sqrt(Thread& thread, std::span<const Value> args, Value) {
    const auto x = real(thread, args[0]);
    if (!x) return {};
    if (*x >= 0 || std::isnan(*x) || *x == 0) return plain_nan(std::sqrt(*x));
    raise_error(thread, ExceptionKind::ValueError, "expected a nonnegative input, got {}",
                float_repr(*x));
    return {};
}

// ---- rounding -----------------------------------------------------------------------------------

template <double (*function)(double)>
Ref rounded(Thread& thread, Value v, const char* special) {
    if (is_int(v)) return to_index(thread, v);
    if (has_user_class(v)) {
        const Value method = lookup_in_type(v.as_object()->type, intern(thread, special));
        if (!method.is_null()) return call_special(thread, method, v, {});
    }
    const auto x = real(thread, v);
    return x ? int_from_double(thread, function(*x)) : Ref{};
}

Ref math_floor(Thread& thread, std::span<const Value> args, Value) {
    return rounded<std::floor>(thread, args[0], "__floor__");
}
Ref math_ceil(Thread& thread, std::span<const Value> args, Value) {
    return rounded<std::ceil>(thread, args[0], "__ceil__");
}

Ref math_trunc(Thread& thread, std::span<const Value> args, Value) {
    const Value v = args[0];
    if (is_int(v) || v.is_float()) return to_int(thread, v);
    if (has_user_class(v)) {
        const Value method = lookup_in_type(v.as_object()->type, intern(thread, "__trunc__"));
        if (!method.is_null()) return call_special(thread, method, v, {});
    }
    raise_error(thread, ExceptionKind::TypeError, "type {} doesn't define __trunc__ method",
                type_name(thread, v));
    return {};
}

// ---- logarithms ---------------------------------------------------------------------------------

/// A logarithm of an int that may be beyond the doubles.
template <double (*function)(double)>
std::optional<double> log_of(Thread& thread, Value v) {
    const bool whole = is_int(v);
    if (whole && int_compare(v, Value::small_int(0)) <= 0) {
        raise_error(thread, ExceptionKind::ValueError, "expected a positive input");
        return std::nullopt;
    }
    bool overflow = false;
    double scale = 0;
    if (whole) {
        double d = int_to_double(v, &overflow);
        if (!overflow) return function(d);
        const std::string bits = int_to_text(v, 2);
        const auto shift = static_cast<std::int64_t>(bits.size()) - 64;
        const Ref top = int_rshift(thread, v, Value::small_int(shift));
        if (!top) return std::nullopt;
        d = int_to_double(top.get(), &overflow);
        scale = static_cast<double>(shift) * function(2.0);
        return function(d) + scale;
    }
    const auto x = real(thread, v);
    if (!x) return std::nullopt;
    if (*x > 0 || std::isnan(*x)) return function(*x);
    raise_error(thread, ExceptionKind::ValueError, "expected a positive input, got {}",
                float_repr(*x));
    return std::nullopt;
}

template <double (*function)(double)>
Ref math_log_base(Thread& thread, std::span<const Value> args, Value) {
    const auto result = log_of<function>(thread, args[0]);
    return result ? plain_nan(*result) : Ref{};
}

Ref math_log(Thread& thread, std::span<const Value> args, Value) {
    const auto x = log_of<std::log>(thread, args[0]);
    if (!x) return {};
    if (args.size() == 1) return plain_nan(*x);
    const auto base = log_of<std::log>(thread, args[1]);
    if (!base) return {};
    if (*base != 0) return plain_nan(*x / *base);
    raise_error(thread, ExceptionKind::ZeroDivisionError, "division by zero");
    return {};
}

// ---- powers and remainders ----------------------------------------------------------------------

Ref math_pow(Thread& thread, std::span<const Value> args, Value) {
    const auto x = real(thread, args[0]);
    const auto y = x ? real(thread, args[1]) : std::nullopt;
    if (!y) return {};
    const double result = std::pow(*x, *y);
    const bool finite = std::isfinite(*x) && std::isfinite(*y);
    if (finite && (std::isnan(result) || (std::isinf(result) && *x == 0))) {
        raise_error(thread, ExceptionKind::ValueError, "math domain error");
        return {};
    }
    return checked(thread, result, finite, true);
}

Ref math_fmod(Thread& thread, std::span<const Value> args, Value) {
    const auto x = real(thread, args[0]);
    const auto y = x ? real(thread, args[1]) : std::nullopt;
    if (!y) return {};
    return checked(thread, std::fmod(*x, *y), true, std::isnan(*x) || std::isnan(*y));
}

Ref math_hypot(Thread& thread, std::span<const Value> args, Value) {
    double result = 0;
    bool any_nan = false, any_inf = false;
    for (const Value v : args) {
        const auto x = real(thread, v);
        if (!x) return {};
        any_nan |= std::isnan(*x);
        any_inf |= std::isinf(*x);
        result = std::hypot(result, *x);
    }
    if (any_inf) return number(HUGE_VAL);
    return any_nan ? number(std::copysign(NAN, 1.0)) : number(result);
}

/// degrees() and radians(): overflow is no error there.
template <bool degrees>
Ref math_angle(Thread& thread, std::span<const Value> args, Value) {
    const auto x = real(thread, args[0]);
    constexpr double factor = degrees ? 180.0 / std::numbers::pi : std::numbers::pi / 180.0;
    return x ? plain_nan(*x * factor) : Ref{};
}

template <class Test>
Ref classify(Thread& thread, Value v, Test test) {
    const auto x = real(thread, v);
    return x ? boolean(test(*x)) : Ref{};
}
Ref math_isnan(Thread& thread, std::span<const Value> args, Value) {
    return classify(thread, args[0], [](double d) { return std::isnan(d); });
}
Ref math_isinf(Thread& thread, std::span<const Value> args, Value) {
    return classify(thread, args[0], [](double d) { return std::isinf(d); });
}
Ref math_isfinite(Thread& thread, std::span<const Value> args, Value) {
    return classify(thread, args[0], [](double d) { return std::isfinite(d); });
}

// ---- integers -----------------------------------------------------------------------------------

bool is_zero(Value v) {
    return int_compare(v, Value::small_int(0)) == 0;
}

Ref magnitude(Thread& thread, Value v) {
    return int_compare(v, Value::small_int(0)) < 0 ? int_neg(thread, v) : to_index(thread, v);
}

Ref gcd_of(Thread& thread, Value a, Value b) {
    Ref x = magnitude(thread, a), y = magnitude(thread, b);
    while (x && y && !is_zero(y.get())) {
        Ref rest = int_mod(thread, x.get(), y.get());
        x = std::exchange(y, std::move(rest));
    }
    return y ? x : Ref{};
}

Ref lcm_of(Thread& thread, Value a, Value b) {
    if (is_zero(a) || is_zero(b)) return Ref::steal(Value::small_int(0));
    const Ref divisor = gcd_of(thread, a, b);
    const Ref part = divisor ? int_floordiv(thread, a, divisor.get()) : Ref{};
    const Ref product = part ? int_mul(thread, part.get(), b) : Ref{};
    return product ? magnitude(thread, product.get()) : Ref{};
}

template <Ref (*combine)(Thread&, Value, Value), int unit>
Ref fold(Thread& thread, std::span<const Value> args, Value) {
    Ref result = Ref::steal(Value::small_int(unit));
    for (const Value v : args) {
        const Ref index = to_index(thread, v);
        if (!index) return {};
        result = combine(thread, result.get(), index.get());
        if (!result) return {};
    }
    return result;
}

/// Product of low..high, halving to keep the factors alike.
Ref product(Thread& thread, std::int64_t low, std::int64_t high) {
    if (low > high) return Ref::steal(Value::small_int(1));
    if (low == high) return int_from_i64(thread, low);
    const std::int64_t middle = low + (high - low) / 2;
    const Ref left = product(thread, low, middle);
    const Ref right = left ? product(thread, middle + 1, high) : Ref{};
    return right ? int_mul(thread, left.get(), right.get()) : Ref{};
}

Ref math_factorial(Thread& thread, std::span<const Value> args, Value) {
    const Ref index = to_index(thread, args[0]);
    if (!index) return {};
    if (int_compare(index.get(), Value::small_int(0)) < 0) {
        raise_error(thread, ExceptionKind::ValueError,
                    "factorial() not defined for negative values");
        return {};
    }
    const auto n = int_to_i64(index.get());
    if (!n) {
        raise_error(thread, ExceptionKind::OverflowError,
                    "factorial() argument should not exceed {}", INT64_MAX);
        return {};
    }
    if (*n > 3'000'000) {  // would pass the limit on ints
        raise_memory_error(thread);
        return {};
    }
    return product(thread, 2, *n);
}

Ref math_isqrt(Thread& thread, std::span<const Value> args, Value) {
    const Ref n = to_index(thread, args[0]);
    if (!n) return {};
    if (int_compare(n.get(), Value::small_int(0)) < 0) {
        raise_error(thread, ExceptionKind::ValueError, "isqrt() argument must be nonnegative");
        return {};
    }
    if (is_zero(n.get())) return Ref::steal(Value::small_int(0));
    // Newton's method from above.
    const auto bits = static_cast<std::int64_t>(int_to_text(n.get(), 2).size());
    Ref x = int_lshift(thread, Value::small_int(1), Value::small_int((bits + 1) / 2));
    while (x) {
        const Ref quotient = int_floordiv(thread, n.get(), x.get());
        const Ref sum = quotient ? int_add(thread, x.get(), quotient.get()) : Ref{};
        Ref next = sum ? int_rshift(thread, sum.get(), Value::small_int(1)) : Ref{};
        if (!next || int_compare(next.get(), x.get()) >= 0) return next ? x : Ref{};
        x = std::move(next);
    }
    return {};
}

constexpr NativeMethod table[] = {
    {"sqrt", math_sqrt, 1, 1},
    {"floor", math_floor, 1, 1},
    {"ceil", math_ceil, 1, 1},
    {"trunc", math_trunc, 1, 1},
    {"pow", math_pow, 2, 2},
    {"exp", unary<std::exp>, 1, 1},
    {"log", math_log, 1, 2},
    {"log2", math_log_base<std::log2>, 1, 1},
    {"log10", math_log_base<std::log10>, 1, 1},
    {"sin", unary<std::sin>, 1, 1},
    {"cos", unary<std::cos>, 1, 1},
    {"tan", unary<std::tan>, 1, 1},
    {"asin", unary_unit<std::asin>, 1, 1},
    {"acos", unary_unit<std::acos>, 1, 1},
    {"atan", unary<std::atan>, 1, 1},
    {"atan2", binary<std::atan2>, 2, 2},
    {"fabs", unary<std::fabs>, 1, 1},
    {"fmod", math_fmod, 2, 2},
    {"isnan", math_isnan, 1, 1},
    {"isinf", math_isinf, 1, 1},
    {"isfinite", math_isfinite, 1, 1},
    {"gcd", fold<gcd_of, 0>, 0, any_number},
    {"lcm", fold<lcm_of, 1>, 0, any_number},
    {"factorial", math_factorial, 1, 1},
    {"hypot", math_hypot, 0, any_number},
    {"copysign", binary<std::copysign>, 2, 2},
    {"isqrt", math_isqrt, 1, 1},
    {"degrees", math_angle<true>, 1, 1},
    {"radians", math_angle<false>, 1, 1},
};

struct Constant {
    const char* name;
    double value;
};
constexpr Constant constants[] = {{"pi", std::numbers::pi},
                                  {"e", std::numbers::e},
                                  {"tau", 2 * std::numbers::pi},
                                  {"inf", HUGE_VAL}};

}  // namespace

Ref make_math_module(Thread& thread) {
    Ref module = make_module(thread, "math");
    if (!module) return {};
    DictObject* dict = module.as<ModuleObject>()->globals;
    add_functions(thread, dict, table);
    for (const Constant& each : constants)
        add_value(thread, dict, each.name, Value::number(each.value));
    add_value(thread, dict, "nan", Value::number(std::copysign(NAN, 1.0)));
    return thread.has_exception() ? Ref{} : module;
}

}  // namespace sidewinder
