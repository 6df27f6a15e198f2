// SPDX-License-Identifier: MIT
// format(v, spec) for int, float and str, and user-defined __format__.
#include "vm/objects/format.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "vm/objects/support.hpp"

namespace sidewinder {

std::size_t count_points(std::string_view utf8) {
    return static_cast<std::size_t>(
        std::count_if(utf8.begin(), utf8.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

namespace {

constexpr std::int64_t max_number = 1 << 28;

std::string encode_point(char32_t c) {
    std::string out;
    if (c < 0x80) return std::string(1, static_cast<char>(c));
    if (c < 0x800) {
        out += static_cast<char>(0xC0 | c >> 6);
    } else {
        if (c < 0x10000) {
            out += static_cast<char>(0xE0 | c >> 12);
        } else {
            out += static_cast<char>(0xF0 | c >> 18);
            out += static_cast<char>(0x80 | (c >> 12 & 0x3F));
        }
        out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
    }
    out += static_cast<char>(0x80 | (c & 0x3F));
    return out;
}

std::string repeat_fill(char32_t fill, std::int64_t count) {
    std::string out;
    if (fill < 0x80)
        return std::string(static_cast<std::size_t>(std::max<std::int64_t>(count, 0)),
                           static_cast<char>(fill));
    const std::string one = encode_point(fill);
    for (std::int64_t i = 0; i < count; ++i) out += one;
    return out;
}

bool is_align(char32_t c) {
    return c == '<' || c == '>' || c == '^' || c == '=';
}

/// Decimal digits at `at`; -1 when there are none, -2 when too many.
std::int64_t take_number(std::u32string_view text, std::size_t& at) {
    if (at >= text.size() || text[at] < '0' || text[at] > '9') return -1;
    std::int64_t n = 0;
    for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at) {
        n = n * 10 + (text[at] - '0');
        if (n > max_number) return -2;
    }
    return n;
}

bool raise_value(Thread& thread, std::string message) {
    raise_error(thread, ExceptionKind::ValueError, std::string_view(message));
    return false;
}

std::u32string to_points(std::string_view utf8) {
    std::u32string points;
    for (std::size_t i = 0; i < utf8.size();) {
        const auto lead = static_cast<unsigned char>(utf8[i++]);
        const int more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : 0;
        char32_t c = more ? lead & (0x3Fu >> more) : lead;
        for (int k = 0; k < more && i < utf8.size(); ++k)
            c = c << 6 | (static_cast<unsigned char>(utf8[i++]) & 0x3F);
        points += c;
    }
    return points;
}

bool parse_grouping(Thread& thread, std::u32string_view text, std::size_t& at, char* grouping) {
    while (at < text.size() && (text[at] == ',' || text[at] == '_')) {
        if (*grouping == static_cast<char>(text[at]))
            return raise_value(thread, fmt::format("Cannot specify '{0}' with '{0}'.", *grouping));
        if (*grouping) return raise_value(thread, "Cannot specify both ',' and '_'.");
        *grouping = static_cast<char>(text[at++]);
    }
    return true;
}

bool parse_spec(Thread& thread, std::string_view utf8, const std::string& type_name_text,
                FormatSpec* spec) {
    const std::u32string text = to_points(utf8);
    std::size_t at = 0;
    bool fill_given = false;
    if (text.size() >= 2 && is_align(text[1])) {
        spec->fill = text[0];
        spec->align = static_cast<char>(text[1]);
        fill_given = true;
        at = 2;
    } else if (!text.empty() && is_align(text[0])) {
        spec->align = static_cast<char>(text[at++]);
    }
    const auto next_is = [&](char32_t c) { return at < text.size() && text[at] == c; };
    if (next_is('+') || next_is('-') || next_is(' '))
        spec->sign = static_cast<char>(text[at++]);
    else
        spec->sign = 0;
    if (next_is('z')) spec->no_negative_zero = true, ++at;
    if (next_is('#')) spec->alternate = true, ++at;
    if (!fill_given && next_is('0')) {
        spec->fill = '0';
        if (!spec->align) spec->align = '=';
        ++at;
    }
    spec->width = take_number(text, at);
    if (spec->width == -2) return raise_value(thread, "Too many decimal digits in format string");
    if (!parse_grouping(thread, text, at, &spec->grouping)) return false;
    if (next_is('.')) {
        ++at;
        spec->precision = take_number(text, at);
        if (spec->precision == -1) return raise_value(thread, "Format specifier missing precision");
        if (spec->precision == -2)
            return raise_value(thread, "Too many decimal digits in format string");
    }
    if (text.size() - at > 1)
        return raise_value(
            thread, fmt::format("Invalid format specifier '{}' for object of type '{}'", utf8,
                                type_name_text));
    if (at < text.size()) {
        if (text[at] >= 0x80)
            return raise_value(thread,
                               fmt::format("Unknown format code '\\x{:x}' for object of type '{}'",
                                           static_cast<std::uint32_t>(text[at]), type_name_text));
        spec->type = static_cast<char>(text[at]);
    }
    return true;
}

std::string group_digits(const std::string& digits, char separator, int every) {
    std::string out;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (i > 0 && (digits.size() - i) % static_cast<std::size_t>(every) == 0) out += separator;
        out += digits[i];
    }
    return out;
}

/// Groups the integer part, with leading zeros up to the width when the fill is '0' after '='.
std::string group_number(const FormatSpec& spec, std::string whole, const std::string& rest,
                         std::size_t sign_size, int every) {
    if (!spec.grouping) return whole + rest;
    std::string grouped = group_digits(whole, spec.grouping, every);
    const bool zeros = spec.fill == '0' && spec.align == '=';
    while (zeros &&
           static_cast<std::int64_t>(grouped.size() + rest.size() + sign_size) < spec.width) {
        whole.insert(whole.begin(), '0');
        grouped = group_digits(whole, spec.grouping, every);
    }
    return grouped + rest;
}

bool unknown_code(Thread& thread, const FormatSpec& spec, const std::string& type) {
    return raise_value(
        thread, fmt::format("Unknown format code '{}' for object of type '{}'", spec.type, type));
}

bool check_size(Thread& thread, const FormatSpec& spec) {
    if (static_cast<std::size_t>(std::max<std::int64_t>(spec.width, 0)) <= thread.heap.room() &&
        static_cast<std::size_t>(std::max<std::int64_t>(spec.precision, 0)) <= thread.heap.room())
        return true;
    raise_memory_error(thread);
    return false;
}

std::string sign_text(const FormatSpec& spec, bool negative) {
    if (negative) return "-";
    return spec.sign == '+' ? "+" : spec.sign == ' ' ? " " : "";
}

bool format_character(Thread& thread, Value v, const FormatSpec& spec, std::string* out) {
    if (spec.sign) return raise_value(thread, "Sign not allowed with integer format specifier 'c'");
    if (spec.alternate)
        return raise_value(thread,
                           "Alternate form (#) not allowed with integer format specifier 'c'");
    const auto code = int_to_i64(v);
    if (!code || *code < 0 || *code > 0x10FFFF) {
        raise_error(
            thread, ExceptionKind::OverflowError, "{}",
            code ? "%c arg not in range(0x110000)" : "Python int too large to convert to C long");
        return false;
    }
    *out = pad(spec, "", encode_point(static_cast<char32_t>(*code)), '<');
    return true;
}

bool format_float(Thread& thread, double d, const FormatSpec& spec, std::string* out);

bool format_int(Thread& thread, Value v, const FormatSpec& spec, std::string* out) {
    if (std::string_view("eEfFgG%").find(spec.type) != std::string_view::npos && spec.type) {
        const Ref as_float = to_float(thread, v);
        return as_float && format_float(thread, as_float.get().as_float(), spec, out);
    }
    if (spec.precision >= 0)
        return raise_value(thread, "Precision not allowed in integer format specifier");
    if (spec.no_negative_zero)
        return raise_value(thread,
                           "Negative zero coercion (z) not allowed in integer format specifier");
    const char type = spec.type ? spec.type : 'd';
    if (type == 'c') return format_character(thread, v, spec, out);
    if (std::string_view("bdonxX").find(type) == std::string_view::npos)
        return unknown_code(thread, spec, type_name(thread, v));
    if (spec.grouping == ',' && type != 'd')
        return raise_value(thread, fmt::format("Cannot specify ',' with '{}'.", type));
    const int base = type == 'b' ? 2 : type == 'o' ? 8 : type == 'x' || type == 'X' ? 16 : 10;
    std::string digits;
    if (base == 10) {
        if (!int_text_checked(thread, v, &digits)) return false;
    } else {
        digits = int_to_text(v, base);
    }
    const bool negative = digits[0] == '-';
    if (negative) digits.erase(0, 1);
    if (type == 'X')
        std::transform(digits.begin(), digits.end(), digits.begin(),
                       [](char c) { return c >= 'a' ? static_cast<char>(c - 32) : c; });
    std::string sign = sign_text(spec, negative);
    if (spec.alternate && base != 10) sign += std::string("0") + type;
    digits = group_number(spec, digits, "", sign.size(), base == 10 ? 3 : 4);
    *out = pad(spec, sign, digits, '>');
    return true;
}

bool format_float(Thread& thread, double d, const FormatSpec& spec, std::string* out) {
    const char type = spec.type;
    if (type && std::string_view("eEfFgGn%").find(type) == std::string_view::npos)
        return unknown_code(thread, spec, "float");
    const char style = type == 0 ? (spec.precision < 0 ? 'r' : 'G' + 0) : type;
    char lower = static_cast<char>(style | 0x20);
    if (style == '%') lower = '%';
    if (type == 'n') lower = 'g';
    const int precision = spec.precision < 0 ? 6 : static_cast<int>(spec.precision);
    std::string digits;
    if (type == 0 && spec.precision >= 0) {
        digits = float_digits(std::fabs(d), 'n', precision, spec.alternate);  // 'g' that keeps ".0"
    } else {
        digits = float_digits(std::fabs(d), lower, precision, spec.alternate);
    }
    const bool upper = type >= 'A' && type <= 'Z';
    if (upper)
        for (char& c : digits) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    bool negative = std::signbit(d) && !std::isnan(d);
    if (spec.no_negative_zero && digits.find_first_of("123456789") == std::string::npos &&
        std::isfinite(d))
        negative = false;
    const std::string sign = sign_text(spec, negative);
    if (std::isfinite(d)) {
        const std::size_t whole = std::min(digits.find_first_not_of("0123456789"), digits.size());
        digits = group_number(spec, digits.substr(0, whole), digits.substr(whole), sign.size(), 3);
    }
    *out = pad(spec, sign, digits, '>');
    return true;
}

bool format_string(Thread& thread, const StringObject* s, const FormatSpec& spec,
                   std::string* out) {
    if (spec.type && spec.type != 's') return unknown_code(thread, spec, "str");
    if (spec.sign)
        return raise_value(thread, spec.sign == ' '
                                       ? "Space not allowed in string format specifier"
                                       : "Sign not allowed in string format specifier");
    if (spec.no_negative_zero)
        return raise_value(thread,
                           "Negative zero coercion (z) not allowed in string format specifier");
    if (spec.alternate)
        return raise_value(thread, "Alternate form (#) not allowed in string format specifier");
    if (spec.grouping)
        return raise_value(thread, fmt::format("Cannot specify '{}' with 's'.", spec.grouping));
    if (spec.align == '=' && spec.fill != '0')
        return raise_value(thread, "'=' alignment not allowed in string format specifier");
    FormatSpec used = spec;
    if (used.align == '=') used.align = '<';
    const auto length = static_cast<std::int64_t>(s->length);
    const Ref cut = substring(
        thread, s, 0,
        static_cast<std::uint32_t>(spec.precision < 0 ? length : std::min(spec.precision, length)));
    if (!cut) return false;
    *out = pad(used, "", to_utf8(cut.as<StringObject>()), '<');
    return true;
}

}  // namespace

std::string pad(const FormatSpec& spec, const std::string& sign, const std::string& digits,
                char default_align) {
    const auto used = static_cast<std::int64_t>(count_points(sign) + count_points(digits));
    const std::int64_t missing = spec.width - used;
    if (missing <= 0) return sign + digits;
    switch (spec.align ? spec.align : default_align) {
        case '<': return sign + digits + repeat_fill(spec.fill, missing);
        case '^':
            return repeat_fill(spec.fill, missing / 2) + sign + digits +
                   repeat_fill(spec.fill, missing - missing / 2);
        case '=': return sign + repeat_fill(spec.fill, missing) + digits;
        default: return repeat_fill(spec.fill, missing) + sign + digits;
    }
}

std::string float_digits(double magnitude, char style, int precision, bool alternate) {
    if (std::isnan(magnitude)) return style == '%' ? "nan%" : "nan";
    if (std::isinf(magnitude)) return style == '%' ? "inf%" : "inf";
    if (style == 'r') {
        std::string text = float_repr(magnitude);
        const std::size_t e = text.find('e');
        if (alternate && e != std::string::npos && text.find('.') == std::string::npos)
            text.insert(e, ".");
        return text;
    }
    const bool percent = style == '%', keep_point = style == 'n';
    if (percent) {
        magnitude *= 100;
        if (std::isinf(magnitude)) return "inf%";
    }
    const char letter = percent ? 'f' : keep_point ? 'g' : style;
    if (letter == 'g' && precision == 0) precision = 1;
    const char pattern[] = {'%',
                            alternate ? '#' : '.',
                            alternate ? '.' : '*',
                            alternate ? '*' : letter,
                            alternate ? letter : '\0',
                            '\0'};
    const auto write = [&](char* to, std::size_t size) {
        return std::snprintf(to, size, pattern, precision, magnitude);
    };
#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
#endif
    const int size = write(nullptr, 0);
    std::string out(static_cast<std::size_t>(size) + 1, '\0');
    write(out.data(), out.size());
    out.pop_back();
#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif
    if (keep_point) {
        // As repr: a point always, and an exponent already where 'g' would use all its digits.
        if (alternate && out.back() == '.') out.pop_back();
        const bool plain = out.find_first_of(".e") == std::string::npos;
        if (plain && static_cast<int>(out.size()) >= precision && precision < 17) {
            char buffer[64];
            std::snprintf(buffer, sizeof buffer, "%.*e", std::max(precision - 1, 0), magnitude);
            std::string text(buffer);
            std::size_t e = text.find('e');
            std::string mantissa = text.substr(0, e);
            if (alternate && mantissa.find('.') == std::string::npos) mantissa += '.';
            if (!alternate && mantissa.find('.') != std::string::npos) {
                while (mantissa.back() == '0') mantissa.pop_back();
                if (mantissa.back() == '.') mantissa.pop_back();
            }
            return mantissa + text.substr(e);
        }
        if (plain) out += ".0";
    }
    if (percent) out += '%';
    return out;
}

Ref format_number(Thread& thread, Value v, std::string_view text) {
    FormatSpec spec;
    const std::string name = type_name(thread, v);
    if (!parse_spec(thread, text, name, &spec) || !check_size(thread, spec)) return {};
    std::string out;
    bool ok = false;
    if (is_string(v))
        ok = format_string(thread, v.as<StringObject>(), spec, &out);
    else if (v.is_float())
        ok = format_float(thread, v.as_float(), spec, &out);
    else
        ok = format_int(thread, v, spec, &out);
    return finish_text(thread, out, ok);
}

Ref to_format(Thread& thread, Value v, std::string_view spec) {
    const Ref keep = Ref::borrow(v);
    const Value method = lookup_special(thread, v, Special::format);
    if (!method.is_null()) {
        const Ref text = make_string(thread, spec);
        if (!text) return {};
        Ref result = call_special(thread, method, v, {text.get()});
        if (!result || is_string(underlying(result.get()))) return result ? Ref::borrow(underlying(result.get())) : result;
        raise_error(thread, ExceptionKind::TypeError, "__format__ must return a str, not {}",
                    type_name(thread, result.get()));
        return {};
    }
    if (spec.empty()) return to_str(thread, v);
    if (is_int(v) || v.is_float() || is_string(v)) return format_number(thread, v, spec);
    raise_error(thread, ExceptionKind::TypeError,
                "unsupported format string passed to {}.__format__", type_name(thread, v));
    return {};
}

}  // namespace sidewinder
