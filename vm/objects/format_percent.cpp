// SPDX-License-Identifier: MIT
// str % arguments: C-like conversions, from a tuple, one value or a mapping.
#include <algorithm>
#include <cmath>

#include "vm/objects/format.hpp"
#include "vm/objects/support.hpp"

namespace sidewinder {

namespace {

class PercentFormatter {
public:
    PercentFormatter(Thread& thread, const StringObject* format, Value arguments)
        : thread_(thread), format_(format), arguments_(is_kind(underlying(arguments), Kind::tuple) ? underlying(arguments) : arguments) {}

    Ref run() {
        bool ok = true;
        while (ok && at_ < format_->length) {
            const char32_t c = format_->at(at_++);
            if (c == '%')
                ok = conversion();
            else
                append(c);
            ok = ok && check_room(thread_, out_);
        }
        if (ok && !all_used())
            ok = fail(ExceptionKind::TypeError,
                      "not all arguments converted during string formatting");
        return finish_text(thread_, out_, ok);
    }

private:
    bool fail(ExceptionKind kind, std::string_view message) {
        raise_error(thread_, kind, message);
        return false;
    }

    void append(char32_t c) {
        const Ref one = make_string(thread_, std::u32string_view(&c, 1));
        if (one) out_ += to_utf8(one.as<StringObject>());
    }

    bool all_used() const {
        if (is_kind(arguments_, Kind::tuple)) return used_ >= arguments_.as<TupleObject>()->size();
        return used_ > 0 || mapped_ || is_mapping();
    }

    bool is_mapping() const {
        if (is_kind(arguments_, Kind::dict) || is_kind(arguments_, Kind::list)) return true;
        return is_instance_kind(arguments_) && !is_string(underlying(arguments_)) &&
               !lookup_special(thread_, arguments_, Special::getitem).is_null();
    }

    Ref next_argument() {
        if (keyed_) return keyed_;
        if (is_kind(arguments_, Kind::tuple)) {
            const auto* tuple = arguments_.as<TupleObject>();
            if (used_ < tuple->size()) return Ref::borrow(tuple->items[used_++]);
        } else if (used_++ == 0) {
            return Ref::borrow(arguments_);
        }
        fail(ExceptionKind::TypeError, "not enough arguments for format string");
        return {};
    }

    bool peek(char32_t c) const { return at_ < format_->length && format_->at(at_) == c; }

    bool mapping_key() {
        keyed_ = Ref{};
        if (!peek('(')) return true;
        if (!is_mapping() || is_kind(arguments_, Kind::tuple))
            return fail(ExceptionKind::TypeError, "format requires a mapping");
        const std::uint32_t start = ++at_;
        int depth = 1;
        while (at_ < format_->length && depth > 0) {
            if (peek('(')) ++depth;
            if (peek(')')) --depth;
            ++at_;
        }
        if (depth > 0) return fail(ExceptionKind::ValueError, "incomplete format key");
        const Ref key = substring(thread_, format_, start, at_ - 1);
        if (!key) return false;
        keyed_ = get_item(thread_, arguments_, key.get());
        mapped_ = true;
        return static_cast<bool>(keyed_);
    }

    bool number(std::int64_t* result, const char* too_big) {
        if (peek('*')) {
            ++at_;
            const Ref given = next_argument();
            if (!given) return false;
            if (!is_int(given.get())) return fail(ExceptionKind::TypeError, "* wants int");
            const auto n = int_to_i64(given.get());
            if (!n || std::abs(*n) > 1 << 28)
                return fail(ExceptionKind::OverflowError,
                            "Python int too large to convert to C int");
            *result = *n;
            return true;
        }
        std::int64_t n = 0;
        for (; at_ < format_->length && format_->at(at_) >= '0' && format_->at(at_) <= '9'; ++at_) {
            n = n * 10 + static_cast<std::int64_t>(format_->at(at_) - '0');
            if (n > 1 << 28) return fail(ExceptionKind::ValueError, too_big);
            *result = n;
        }
        return true;
    }

    bool conversion() {
        spec_ = FormatSpec{};
        left_ = zero_ = false;
        if (peek('%')) {
            out_ += '%';
            ++at_;
            return true;
        }
        if (!mapping_key()) return false;
        for (; at_ < format_->length; ++at_) {
            const char32_t c = format_->at(at_);
            if (c == '-')
                left_ = true;
            else if (c == '0')
                zero_ = true;
            else if (c == '+')
                spec_.sign = '+';
            else if (c == ' ')
                spec_.sign = spec_.sign == '+' ? '+' : ' ';
            else if (c == '#')
                spec_.alternate = true;
            else
                break;
        }
        if (!number(&spec_.width, "width too big")) return false;
        if (spec_.width < -1) left_ = true, spec_.width = -spec_.width;
        if (peek('.')) {
            ++at_;
            spec_.precision = 0;
            if (!number(&spec_.precision, "precision too big")) return false;
            spec_.precision = std::max<std::int64_t>(spec_.precision, 0);
        }
        while (peek('l') || peek('h') || peek('L')) ++at_;
        if (at_ >= format_->length) return fail(ExceptionKind::ValueError, "incomplete format");
        if (static_cast<std::size_t>(std::max(spec_.width, spec_.precision)) >
                thread_.heap.room() &&
            std::max(spec_.width, spec_.precision) > 0) {
            raise_memory_error(thread_);
            return false;
        }
        return convert(format_->at(at_++));
    }

    bool convert(char32_t c) {
        const Ref argument = next_argument();
        if (!argument) return false;
        switch (c) {
            case 's': return text(to_str(thread_, argument.get()));
            case 'r': return text(to_repr(thread_, argument.get()));
            case 'a': return text(to_ascii(thread_, argument.get()));
            case 'c': return character(argument.get());
            case 'd':
            case 'i':
            case 'u':
            case 'x':
            case 'X':
            case 'o': return integer(argument.get(), static_cast<char>(c));
            case 'e':
            case 'E':
            case 'f':
            case 'F':
            case 'g':
            case 'G': return floating(argument.get(), static_cast<char>(c));
            default: break;
        }
        const auto code = static_cast<std::uint32_t>(c);
        return fail(
            ExceptionKind::ValueError,
            fmt::format("unsupported format character '{}' (0x{:x}) at index {}",
                        code >= 32 && code < 127 ? static_cast<char>(code) : '?', code, at_ - 1));
    }

    void emit(const std::string& sign, const std::string& digits, bool zeros) {
        spec_.align = left_ ? '<' : zeros ? '=' : '>';
        spec_.fill = zeros && !left_ ? U'0' : U' ';
        out_ += pad(spec_, sign, digits, '>');
    }

    bool text(const Ref& value) {
        if (!value) return false;
        const auto* s = value.as<StringObject>();
        const std::int64_t length =
            spec_.precision < 0 ? s->length : std::min<std::int64_t>(spec_.precision, s->length);
        const Ref cut = substring(thread_, s, 0, static_cast<std::uint32_t>(length));
        if (!cut) return false;
        emit("", to_utf8(cut.as<StringObject>()), false);
        return true;
    }

    bool character(Value v) {
        v = underlying(v);
        if (is_string(v)) {
            if (v.as<StringObject>()->length == 1) {
                emit("", to_utf8(v.as<StringObject>()), false);
                return true;
            }
            return fail(
                ExceptionKind::TypeError,
                fmt::format("%c requires an int or a unicode character, not a string of length {}",
                            v.as<StringObject>()->length));
        }
        if (!is_int(v) && lookup_special(thread_, v, Special::index).is_null())
            return fail(ExceptionKind::TypeError,
                        fmt::format("%c requires an int or a unicode character, not {}",
                                    type_name(thread_, v)));
        const auto code = index_argument(thread_, v, true);
        if (!code) return false;
        if (*code < 0 || *code > 0x10FFFF)
            return fail(ExceptionKind::OverflowError, "%c arg not in range(0x110000)");
        const auto point = static_cast<char32_t>(*code);
        const Ref one = make_string(thread_, std::u32string_view(&point, 1));
        if (one) emit("", to_utf8(one.as<StringObject>()), false);
        return static_cast<bool>(one);
    }

    std::string sign_of(bool negative) const {
        return negative ? "-" : spec_.sign == '+' ? "+" : spec_.sign == ' ' ? " " : "";
    }

    /// The int that %d and its kin take; TypeError in their words.
    Ref integer_argument(Value v, char c) {
        const bool hexadecimal = c == 'x' || c == 'X' || c == 'o';
        if (is_int(v)) return to_index(thread_, v);
        Ref converted;
        if (!lookup_special(thread_, v, Special::index).is_null())
            converted = to_index(thread_, v);
        else if (!hexadecimal &&
                 (v.is_float() || !lookup_special(thread_, v, Special::int_).is_null()))
            converted = to_int(thread_, v);
        if (converted ||
            (thread_.has_exception() && !catch_exception(thread_, ExceptionKind::TypeError)))
            return converted;
        raise_error(thread_, ExceptionKind::TypeError, "%{} format: {} is required, not {}", c,
                    hexadecimal ? "an integer" : "a real number", type_name(thread_, v));
        return {};
    }

    bool integer(Value v, char c) {
        const Ref number_ref = integer_argument(v, c);
        if (!number_ref) return false;
        const int base = c == 'o' ? 8 : c == 'x' || c == 'X' ? 16 : 10;
        std::string digits;
        if (base != 10)
            digits = int_to_text(number_ref.get(), base);
        else if (!int_text_checked(thread_, number_ref.get(), &digits))
            return false;
        const bool negative = digits[0] == '-';
        if (negative) digits.erase(0, 1);
        if (static_cast<std::int64_t>(digits.size()) < spec_.precision)
            digits.insert(0, static_cast<std::size_t>(spec_.precision) - digits.size(), '0');
        if (c == 'X')
            for (char& d : digits) d = d >= 'a' ? static_cast<char>(d - 32) : d;
        std::string sign = sign_of(negative);
        if (spec_.alternate && base != 10) sign += std::string("0") + c;
        emit(sign, digits, zero_);
        return true;
    }

    bool floating(Value v, char c) {
        Ref f;
        if (is_string(v) || (!v.is_float() && !is_int(v) && !is_instance_kind(v))) {
            raise_error(thread_, ExceptionKind::TypeError, "must be real number, not {}",
                        type_name(thread_, v));
            return false;
        }
        f = to_float(thread_, v);
        if (!f) {
            if (catch_exception(thread_, ExceptionKind::TypeError))
                raise_error(thread_, ExceptionKind::TypeError, "must be real number, not {}",
                            type_name(thread_, v));
            return false;
        }
        const double d = f.get().as_float();
        const int precision = spec_.precision < 0 ? 6 : static_cast<int>(spec_.precision);
        std::string digits =
            float_digits(std::fabs(d), static_cast<char>(c | 0x20), precision, spec_.alternate);
        if (c < 'a')
            for (char& x : digits) x = x >= 'a' && x <= 'z' ? static_cast<char>(x - 32) : x;
        emit(sign_of(std::signbit(d) && !std::isnan(d)), digits, zero_);
        return true;
    }

    Thread& thread_;
    const StringObject* format_;
    Value arguments_;
    std::string out_;
    std::uint32_t at_ = 0;
    std::uint32_t used_ = 0;
    bool mapped_ = false;
    Ref keyed_;
    FormatSpec spec_;
    bool left_ = false, zero_ = false;
};

}  // namespace

Ref format_percent(Thread& thread, StringObject* format, Value arguments) {
    const Ref keep = Ref::borrow(format), keep_arguments = Ref::borrow(arguments);
    return PercentFormatter(thread, format, arguments).run();
}

}  // namespace sidewinder
