// SPDX-License-Identifier: MIT
// Floats: text in and out, hashing, and the arithmetic whose rules C does not share (floor
// division, modulo, power). Arguments are plain doubles.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>

#include "vm/objects/support.hpp"

namespace sidewinder {

std::string float_repr(double d) {
    if (std::isnan(d)) return "nan";
    if (std::isinf(d)) return d < 0 ? "-inf" : "inf";
    char buffer[40];
    const auto end =
        std::to_chars(buffer, buffer + sizeof buffer, d, std::chars_format::scientific);
    std::string_view text(buffer, static_cast<std::size_t>(end.ptr - buffer));
    std::string out;
    if (text[0] == '-') {
        out = "-";
        text.remove_prefix(1);
    }
    const std::size_t e = text.find('e');
    int exponent = std::atoi(std::string(text.substr(e + 1)).c_str());
    std::string digits(1, text[0]);
    if (e > 2) digits += text.substr(2, e - 2);
    const int point = exponent + 1;  // digits before the decimal point
    if (point > 16 || point < -3) {
        out += digits[0];
        if (digits.size() > 1) out += "." + digits.substr(1);
        return out + fmt::format("e{}{:02}", exponent < 0 ? '-' : '+', std::abs(exponent));
    }
    const int count = static_cast<int>(digits.size());
    if (point <= 0) return out + "0." + std::string(static_cast<std::size_t>(-point), '0') + digits;
    if (count <= point)
        return out + digits + std::string(static_cast<std::size_t>(point - count), '0') + ".0";
    return out + digits.substr(0, static_cast<std::size_t>(point)) + "." +
           digits.substr(static_cast<std::size_t>(point));
}

std::uint64_t float_hash(double d) {
    constexpr int bits = 61;
    constexpr std::uint64_t modulus = (std::uint64_t{1} << bits) - 1;
    if (std::isinf(d)) return d > 0 ? 314159 : static_cast<std::uint64_t>(-314159);
    if (std::isnan(d)) return 0;
    int exponent = 0;
    double m = std::frexp(std::fabs(d), &exponent);
    std::uint64_t x = 0;
    while (m != 0) {  // 28 bits at a time, modulo the Mersenne prime
        x = ((x << 28) & modulus) | x >> (bits - 28);
        m *= 268435456.0;
        exponent -= 28;
        const auto y = static_cast<std::uint64_t>(m);
        m -= static_cast<double>(y);
        x += y;
        if (x >= modulus) x -= modulus;
    }
    exponent = exponent >= 0 ? exponent % bits : bits - 1 - ((-1 - exponent) % bits);
    x = ((x << exponent) & modulus) | x >> (bits - exponent);
    if (d < 0) x = 0 - x;
    return x == ~std::uint64_t{0} ? ~std::uint64_t{1} : x;
}

double float_mod(double a, double b) {
    double mod = std::fmod(a, b);
    if (mod == 0) return std::copysign(0.0, b);
    return (b < 0) != (mod < 0) ? mod + b : mod;
}

double float_floordiv(double a, double b) {
    double mod = std::fmod(a, b);
    double quotient = (a - mod) / b;
    if (mod != 0 && (b < 0) != (mod < 0)) quotient -= 1.0;
    if (quotient == 0) return std::copysign(0.0, a / b);
    const double floored = std::floor(quotient);
    return quotient - floored > 0.5 ? floored + 1.0 : floored;
}

Ref float_pow(Thread& thread, double a, double b) {
    if (a == 0 && b < 0 && std::isfinite(b)) {
        raise_error(thread, ExceptionKind::ZeroDivisionError, "zero to a negative power");
        return {};
    }
    if (a < 0 && std::isfinite(a) && std::isfinite(b) && b != std::floor(b)) {
        raise_error(thread, ExceptionKind::ValueError,
                    "complex results are not supported by Sidewinder");
        return {};
    }
    const double result = std::pow(a, b);
    if (std::isinf(result) && std::isfinite(a) && std::isfinite(b)) {
        Ref code = Ref::steal(Value::small_int(34));
        Ref text = make_string(thread, "Numerical result out of range");
        if (!text) return {};
        const Value args[] = {code.get(), text.get()};
        Ref error =
            make_exception(thread, exception_type(thread, ExceptionKind::OverflowError), args);
        if (error) raise_value(thread, error.get(), Value::null());
        return {};
    }
    // One NaN, so that no payload reaches a value word.
    return Ref::steal(Value::number(std::isnan(result) ? std::copysign(NAN, 1.0) : result));
}

std::optional<double> float_from_text(std::string_view text) {
    const auto space = [](char c) {
        return c == ' ' || (c >= '\t' && c <= '\r') || (c >= 0x1c && c <= 0x1f);
    };
    while (!text.empty() && space(text.front())) text.remove_prefix(1);
    while (!text.empty() && space(text.back())) text.remove_suffix(1);
    std::string clean;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto digit = [&](std::size_t at) {
            return at < text.size() && text[at] >= '0' && text[at] <= '9';
        };
        if (text[i] == '_') {
            if (i == 0 || !digit(i - 1) || !digit(i + 1)) return std::nullopt;
            continue;
        }
        clean.push_back(text[i]);
    }
    const char* begin = clean.c_str();
    const bool minus = *begin == '-';
    if (*begin == '-' || *begin == '+') ++begin;
    std::string lower(begin);
    for (char& c : lower) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    if (lower == "inf" || lower == "infinity") return minus ? -HUGE_VAL : HUGE_VAL;
    if (lower == "nan") return std::copysign(NAN, minus ? -1.0 : 1.0);
    if (lower.empty() || lower.find_first_not_of("0123456789.e+-") != std::string::npos)
        return std::nullopt;
    if (lower[0] == '+' || lower[0] == '-') return std::nullopt;
    char* end = nullptr;
    const double d = std::strtod(lower.c_str(), &end);
    if (*end != '\0') return std::nullopt;
    return minus ? -d : d;
}

namespace {

Ref float_is_integer(Thread&, std::span<const Value> args, Value) {
    const double d = args[0].as_float();
    return Ref::steal(Value::boolean(std::isfinite(d) && d == std::floor(d)));
}

Ref int_bit_length(Thread& thread, std::span<const Value> args, Value) {
    if (args[0] == Value::small_int(0) || args[0].is_false())
        return Ref::steal(Value::small_int(0));
    const std::string text = int_to_text(args[0], 2);
    return int_from_i64(thread, static_cast<std::int64_t>(text.size()) - (text[0] == '-'));
}

Ref int_bit_count(Thread& thread, std::span<const Value> args, Value) {
    const std::string text = int_to_text(args[0], 2);
    return int_from_i64(thread, std::count(text.begin(), text.end(), '1'));
}

constexpr NativeMethod int_table[] = {
    {"bit_length", int_bit_length, 1, 1},
    {"bit_count", int_bit_count, 1, 1},
};
constexpr NativeMethod float_table[] = {
    {"is_integer", float_is_integer, 1, 1},
};

}  // namespace

std::span<const NativeMethod> number_int_methods() {
    return int_table;
}
std::span<const NativeMethod> number_float_methods() {
    return float_table;
}

}  // namespace sidewinder
