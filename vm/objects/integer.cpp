// SPDX-License-Identifier: MIT
// Ints of any size. Comes in: small ints, bools, IntObjects. Goes out: the same, normalised: what
// fits the value word is inline, so equal numbers of a size have one form. Arithmetic that does
// not fit 64 bits is GMP's. Results are capped, so that a program cannot ask for hours of work.
#include <gmp.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "vm/objects/support.hpp"

namespace sidewinder {

namespace {

constexpr std::size_t max_bits = std::size_t{1} << 26;
constexpr std::size_t max_digits = 4300;

/// A GMP view of any int; never cleared, since it owns nothing.
struct View {
    mp_limb_t limb = 0;
    mpz_t z;

    explicit View(Value v) {
        if (is_kind(v, Kind::integer)) {
            const auto* big = v.as<IntObject>();
            mpz_roinit_n(z, reinterpret_cast<const mp_limb_t*>(big->limbs), big->size);
            return;
        }
        const std::int64_t i = v.is_bool() ? v.is_true() : v.as_small_int();
        limb = static_cast<mp_limb_t>(i < 0 ? -i : i);
        mpz_roinit_n(z, &limb, i < 0 ? -1 : i > 0 ? 1 : 0);
    }
    View(const View&) = delete;
    View& operator=(const View&) = delete;
    std::size_t bits() const { return mpz_sgn(z) == 0 ? 0 : mpz_sizeinbase(z, 2); }
};

struct Number {
    mpz_t z;
    Number() { mpz_init(z); }
    ~Number() { mpz_clear(z); }
    Number(const Number&) = delete;
    Number& operator=(const Number&) = delete;
};

bool is_inline(Value v) {
    return v.is_small_int() || v.is_bool();
}
std::int64_t inline_int(Value v) {
    return v.is_small_int() ? v.as_small_int() : v.is_true();
}

Ref int_from_mpz(Thread& thread, const mpz_t z) {
    if (mpz_fits_slong_p(z)) {
        const long i = mpz_get_si(z);
        if (Value::fits(i)) return Ref::steal(Value::small_int(i));
    }
    const std::size_t size = mpz_size(z);
    if (size * 64 > max_bits + 64) {
        raise_memory_error(thread);
        return {};
    }
    auto* big = thread.heap.allocate<IntObject>(thread.types.int_, Kind::integer,
                                                sizeof(IntObject) + size * sizeof(std::uint64_t));
    if (!big) return {};
    big->size = static_cast<std::int32_t>(size) * mpz_sgn(z);
    big->reserved = 0;
    std::memcpy(big->limbs, mpz_limbs_read(z), size * sizeof(std::uint64_t));
    return Ref::steal(big);
}

Ref zero_division(Thread& thread) {
    raise_error(thread, ExceptionKind::ZeroDivisionError, "division by zero");
    return {};
}

bool is_zero(Value v) {
    return v == Value::small_int(0) || v.is_false();
}
bool is_negative(Value v) {
    return is_inline(v) ? inline_int(v) < 0 : v.as<IntObject>()->size < 0;
}

template <class Operation>
Ref binary(Thread& thread, Value a, Value b, Operation operation) {
    const View x(a), y(b);
    Number result;
    operation(result.z, x.z, y.z);
    return int_from_mpz(thread, result.z);
}

}  // namespace

bool is_int(Value v) {
    return is_inline(v) || is_kind(v, Kind::integer);
}

Ref int_from_i64(Thread& thread, std::int64_t i) {
    if (Value::fits(i)) return Ref::steal(Value::small_int(i));
    Number n;
    mpz_set_si(n.z, i);
    return int_from_mpz(thread, n.z);
}

Ref int_from_double(Thread& thread, double d) {
    if (std::isnan(d)) {
        raise_error(thread, ExceptionKind::ValueError, "cannot convert float NaN to integer");
        return {};
    }
    if (std::isinf(d)) {
        raise_error(thread, ExceptionKind::OverflowError,
                    "cannot convert float infinity to integer");
        return {};
    }
    if (std::fabs(d) < 9e15) return int_from_i64(thread, static_cast<std::int64_t>(d));
    Number n;
    mpz_set_d(n.z, d);
    return int_from_mpz(thread, n.z);
}

std::optional<std::int64_t> int_to_i64(Value v) {
    if (is_inline(v)) return inline_int(v);
    const View x(v);
    if (!mpz_fits_slong_p(x.z)) return std::nullopt;
    return mpz_get_si(x.z);
}

double int_to_double(Value v, bool* overflow) {
    *overflow = false;
    if (is_inline(v)) return static_cast<double>(inline_int(v));
    const View x(v);
    const std::size_t bits = x.bits();
    if (bits <= 53) return mpz_get_d(x.z);
    // Round half to even by hand: mpz_get_d truncates.
    Number magnitude, top;
    mpz_abs(magnitude.z, x.z);
    const std::size_t shift = bits - 54;
    mpz_tdiv_q_2exp(top.z, magnitude.z, shift);
    std::uint64_t mantissa = mpz_get_ui(top.z);
    const bool sticky = mpz_scan1(magnitude.z, 0) < shift;
    const bool up = (mantissa & 1) && (sticky || (mantissa & 2));
    mantissa = (mantissa >> 1) + up;
    const double result =
        bits > 2000 ? HUGE_VAL
                    : std::ldexp(static_cast<double>(mantissa), static_cast<int>(shift + 1));
    *overflow = std::isinf(result);
    return mpz_sgn(x.z) < 0 ? -result : result;
}

int int_compare(Value a, Value b) {
    if (is_inline(a) && is_inline(b)) {
        const std::int64_t x = inline_int(a), y = inline_int(b);
        return x < y ? -1 : x > y;
    }
    const View x(a), y(b);
    const int order = mpz_cmp(x.z, y.z);
    return order < 0 ? -1 : order > 0;
}

int int_compare_double(Value a, double b) {
    if (std::isnan(b)) return 2;
    if (std::isinf(b)) return b > 0 ? -1 : 1;
    if (is_inline(a)) {  // 49 bits: exact as a double
        const auto x = static_cast<double>(inline_int(a));
        return x < b ? -1 : x > b;
    }
    const View x(a);
    const int order = mpz_cmp_d(x.z, b);
    return order < 0 ? -1 : order > 0;
}

// ---- arithmetic ---------------------------------------------------------------------------------

Ref int_add(Thread& thread, Value a, Value b) {
    if (is_inline(a) && is_inline(b)) return int_from_i64(thread, inline_int(a) + inline_int(b));
    return binary(thread, a, b, mpz_add);
}

Ref int_sub(Thread& thread, Value a, Value b) {
    if (is_inline(a) && is_inline(b)) return int_from_i64(thread, inline_int(a) - inline_int(b));
    return binary(thread, a, b, mpz_sub);
}

Ref int_mul(Thread& thread, Value a, Value b) {
    std::int64_t product = 0;
    if (is_inline(a) && is_inline(b) &&
        !__builtin_mul_overflow(inline_int(a), inline_int(b), &product))
        return int_from_i64(thread, product);
    if (View(a).bits() + View(b).bits() > max_bits) {
        raise_memory_error(thread);
        return {};
    }
    return binary(thread, a, b, mpz_mul);
}

Ref int_floordiv(Thread& thread, Value a, Value b) {
    if (is_zero(b)) return zero_division(thread);
    if (is_inline(a) && is_inline(b)) {
        const std::int64_t x = inline_int(a), y = inline_int(b);
        return int_from_i64(thread, x / y - (x % y != 0 && (x < 0) != (y < 0)));
    }
    return binary(thread, a, b, mpz_fdiv_q);
}

Ref int_mod(Thread& thread, Value a, Value b) {
    if (is_zero(b)) return zero_division(thread);
    if (is_inline(a) && is_inline(b)) {
        const std::int64_t y = inline_int(b), r = inline_int(a) % y;
        return int_from_i64(thread, r != 0 && (r < 0) != (y < 0) ? r + y : r);
    }
    return binary(thread, a, b, mpz_fdiv_r);
}

namespace {

/// |x| / |y| to nearest, ties to even, exact for any sizes; infinity when too big.
double divide_magnitudes(const mpz_t x, const mpz_t y) {
    const auto x_bits = static_cast<std::int64_t>(mpz_sizeinbase(x, 2));
    const auto y_bits = static_cast<std::int64_t>(mpz_sizeinbase(y, 2));
    if (x_bits - y_bits > 1100) return HUGE_VAL;
    if (x_bits - y_bits < -1200) return 0.0;
    // A quotient of 55 or 56 bits, or fewer where the result is subnormal.
    const std::int64_t exponent = std::max<std::int64_t>(x_bits - y_bits - 55, -1076);
    Number n, d, q, r;
    mpz_set(n.z, x);
    mpz_set(d.z, y);
    if (exponent < 0)
        mpz_mul_2exp(n.z, n.z, static_cast<mp_bitcnt_t>(-exponent));
    else
        mpz_mul_2exp(d.z, d.z, static_cast<mp_bitcnt_t>(exponent));
    mpz_tdiv_qr(q.z, r.z, n.z, d.z);
    std::uint64_t quotient = mpz_get_ui(q.z);
    const auto bits = static_cast<std::int64_t>(quotient == 0 ? 0 : 64 - __builtin_clzll(quotient));
    // Where the last bit of the result lies: subnormals lose more.
    const std::int64_t drop_bits = std::max<std::int64_t>(bits - 53, -1074 - exponent);
    if (drop_bits <= 0)
        return std::ldexp(static_cast<double>(quotient), static_cast<int>(exponent));
    const std::uint64_t half = std::uint64_t{1} << (drop_bits - 1);
    const std::uint64_t lost = quotient & (half * 2 - 1);
    quotient >>= drop_bits;
    const bool more = lost > half || (lost == half && mpz_sgn(r.z) != 0);
    if (more || (lost == half && (quotient & 1))) ++quotient;
    return std::ldexp(static_cast<double>(quotient), static_cast<int>(exponent + drop_bits));
}

}  // namespace

Ref int_truediv(Thread& thread, Value a, Value b) {
    if (is_zero(b)) return zero_division(thread);
    if (is_inline(a) && is_inline(b))  // both exact as doubles: one rounding
        return Ref::steal(
            Value::number(static_cast<double>(inline_int(a)) / static_cast<double>(inline_int(b))));
    if (is_zero(a)) return Ref::steal(Value::number(is_negative(b) ? -0.0 : 0.0));
    const View x(a), y(b);
    Number p, q;
    mpz_abs(p.z, x.z);
    mpz_abs(q.z, y.z);
    const double result = divide_magnitudes(p.z, q.z);
    if (std::isinf(result)) {
        raise_error(thread, ExceptionKind::OverflowError,
                    "integer division result too large for a float");
        return {};
    }
    return Ref::steal(Value::number(is_negative(a) != is_negative(b) ? -result : result));
}

Ref int_pow(Thread& thread, Value a, Value b) {
    if (is_negative(b)) {
        bool overflow_a = false, overflow_b = false;
        const double x = int_to_double(a, &overflow_a), y = int_to_double(b, &overflow_b);
        if (overflow_a || overflow_b) {
            raise_error(thread, ExceptionKind::OverflowError, "int too large to convert to float");
            return {};
        }
        return float_pow(thread, x, y);
    }
    const View x(a);
    const auto exponent = int_to_i64(b);
    const std::size_t bits = x.bits();
    if (bits > 1) {
        const bool huge = !exponent || *exponent > static_cast<std::int64_t>(max_bits) ||
                          (bits - 1) * static_cast<std::size_t>(*exponent) > max_bits;
        if (huge) {
            raise_memory_error(thread);
            return {};
        }
    }
    Number result;
    if (bits > 1) {
        mpz_pow_ui(result.z, x.z, static_cast<unsigned long>(*exponent));
    } else {  // 0, 1 or -1
        const bool odd = mpz_odd_p(View(b).z);
        const long base = mpz_get_si(x.z);
        mpz_set_si(result.z, is_zero(b) ? 1 : base == -1 && !odd ? 1 : base);
    }
    return int_from_mpz(thread, result.z);
}

namespace {

bool check_shift(Thread& thread, Value count) {
    if (!is_negative(count)) return true;
    raise_error(thread, ExceptionKind::ValueError, "negative shift count");
    return false;
}

}  // namespace

Ref int_lshift(Thread& thread, Value a, Value b) {
    if (!check_shift(thread, b)) return {};
    if (is_zero(a)) return Ref::steal(Value::small_int(0));
    const View x(a);
    const auto count = int_to_i64(b);
    if (!count || static_cast<std::size_t>(*count) + x.bits() > max_bits) {
        raise_memory_error(thread);
        return {};
    }
    Number result;
    mpz_mul_2exp(result.z, x.z, static_cast<mp_bitcnt_t>(*count));
    return int_from_mpz(thread, result.z);
}

Ref int_rshift(Thread& thread, Value a, Value b) {
    if (!check_shift(thread, b)) return {};
    const auto count = int_to_i64(b);
    if (is_inline(a)) {
        const std::int64_t shift = count ? std::min<std::int64_t>(*count, 63) : 63;
        return Ref::steal(Value::small_int(inline_int(a) >> shift));
    }
    if (!count) return Ref::steal(Value::small_int(is_negative(a) ? -1 : 0));
    const View x(a);
    Number result;
    mpz_fdiv_q_2exp(result.z, x.z, static_cast<mp_bitcnt_t>(*count));
    return int_from_mpz(thread, result.z);
}

Ref int_and(Thread& thread, Value a, Value b) {
    if (a.is_bool() && b.is_bool()) return Ref::steal(Value::boolean(a.is_true() && b.is_true()));
    if (is_inline(a) && is_inline(b)) return int_from_i64(thread, inline_int(a) & inline_int(b));
    return binary(thread, a, b, mpz_and);
}

Ref int_or(Thread& thread, Value a, Value b) {
    if (a.is_bool() && b.is_bool()) return Ref::steal(Value::boolean(a.is_true() || b.is_true()));
    if (is_inline(a) && is_inline(b)) return int_from_i64(thread, inline_int(a) | inline_int(b));
    return binary(thread, a, b, mpz_ior);
}

Ref int_xor(Thread& thread, Value a, Value b) {
    if (a.is_bool() && b.is_bool()) return Ref::steal(Value::boolean(a != b));
    if (is_inline(a) && is_inline(b)) return int_from_i64(thread, inline_int(a) ^ inline_int(b));
    return binary(thread, a, b, mpz_xor);
}

Ref int_neg(Thread& thread, Value a) {
    if (is_inline(a)) return int_from_i64(thread, -inline_int(a));
    const View x(a);
    Number result;
    mpz_neg(result.z, x.z);
    return int_from_mpz(thread, result.z);
}

Ref int_invert(Thread& thread, Value a) {
    if (is_inline(a)) return int_from_i64(thread, ~inline_int(a));
    const View x(a);
    Number result;
    mpz_com(result.z, x.z);
    return int_from_mpz(thread, result.z);
}

std::uint64_t int_hash(Value v) {
    constexpr std::uint64_t modulus = (std::uint64_t{1} << 61) - 1;
    const View x(v);
    const std::uint64_t magnitude = mpz_tdiv_ui(x.z, modulus);
    const std::uint64_t hash = mpz_sgn(x.z) < 0 ? 0 - magnitude : magnitude;
    return hash == ~std::uint64_t{0} ? ~std::uint64_t{1} : hash;
}

// ---- text ---------------------------------------------------------------------------------------

std::string int_to_text(Value v, int base) {
    if (is_inline(v) && base == 10) return std::to_string(inline_int(v));
    const View x(v);
    std::string text(mpz_sizeinbase(x.z, base) + 2, '\0');
    mpz_get_str(text.data(), base, x.z);
    text.resize(std::strlen(text.c_str()));
    return text;
}

bool int_text_checked(Thread& thread, Value v, std::string* out) {
    if (!is_inline(v)) {
        // More than 4300 digits for certain: refuse before the slow conversion.
        const bool long_number = View(v).bits() > (max_digits + 1) * 3325 / 1000;
        if (!long_number) *out = int_to_text(v);
        if (long_number || out->size() - is_negative(v) > max_digits) {
            raise_error(thread, ExceptionKind::ValueError,
                        "Exceeds the limit (4300 digits) for integer string conversion; use "
                        "sys.set_int_max_str_digits() to increase the limit");
            return false;
        }
        return true;
    }
    *out = std::to_string(inline_int(v));
    return true;
}

namespace {

bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r') || (c >= 0x1c && c <= 0x1f);
}

int digit_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'z') return c - 'a' + 10;
    if (c >= 'A' && c <= 'Z') return c - 'A' + 10;
    return 99;
}

/// Takes "0x", "0o", "0b" off; the base it means, or `base` when there is none.
int take_prefix(std::string_view& text, int base) {
    if (text.size() < 2 || text[0] != '0') return base == 0 ? 10 : base;
    const char letter = static_cast<char>(text[1] | 0x20);
    const int meant = letter == 'x' ? 16 : letter == 'o' ? 8 : letter == 'b' ? 2 : 0;
    if (meant == 0 || (base != 0 && base != meant)) return base == 0 ? 10 : base;
    text.remove_prefix(2);
    if (!text.empty() && text[0] == '_') text.remove_prefix(1);
    return meant;
}

/// Digits without underscores, or nullopt when misspelled.
std::optional<std::string> clean_digits(std::string_view text, int base, bool plain_zero_only) {
    std::string digits;
    bool last_underscore = true;
    for (const char c : text) {
        if (c == '_') {
            if (last_underscore) return std::nullopt;
            last_underscore = true;
            continue;
        }
        if (digit_value(c) >= base) return std::nullopt;
        digits.push_back(c);
        last_underscore = false;
    }
    if (digits.empty() || last_underscore) return std::nullopt;
    if (plain_zero_only && digits[0] == '0' && digits.find_first_not_of('0') != std::string::npos)
        return std::nullopt;
    return digits;
}

}  // namespace

Ref int_from_text(Thread& thread, std::string_view original, int base) {
    if (base != 0 && (base < 2 || base > 36)) {
        raise_error(thread, ExceptionKind::ValueError, "int() base must be >= 2 and <= 36, or 0");
        return {};
    }
    std::string_view text = original;
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    const bool minus = !text.empty() && text[0] == '-';
    if (!text.empty() && (text[0] == '-' || text[0] == '+')) text.remove_prefix(1);
    const std::string_view unprefixed = text;
    const int used_base = take_prefix(text, base);
    const bool prefixed = text.size() != unprefixed.size();
    const auto digits = clean_digits(text, used_base, base == 0 && !prefixed);
    if (!digits) {
        Ref string = make_string(thread, original);
        if (string)
            raise_error(thread, ExceptionKind::ValueError,
                        "invalid literal for int() with base {}: {}", base,
                        string_repr(string.as<StringObject>()));
        return {};
    }
    const bool power_of_two = (used_base & (used_base - 1)) == 0;
    if (!power_of_two && digits->size() > max_digits) {
        raise_error(thread, ExceptionKind::ValueError,
                    "Exceeds the limit (4300 digits) for integer string conversion: value has {} "
                    "digits; use sys.set_int_max_str_digits() to increase the limit",
                    digits->size());
        return {};
    }
    Number n;
    mpz_set_str(n.z, digits->c_str(), used_base);
    if (minus) mpz_neg(n.z, n.z);
    return int_from_mpz(thread, n.z);
}

}  // namespace sidewinder
