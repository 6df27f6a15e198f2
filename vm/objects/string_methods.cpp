// SPDX-License-Identifier: MIT
// The methods of str, except format (string_format.cpp).
#include <algorithm>

#include "vm/objects/support.hpp"
#include "vm/objects/unicode.hpp"

namespace sidewinder {

Ref method_format(Thread& thread, std::span<const Value> args, Value keyword_names);

namespace {

StringObject* self(std::span<const Value> args) {
    return args[0].as<StringObject>();
}
Ref boolean(bool b) {
    return Ref::steal(Value::boolean(b));
}

std::u32string points(const StringObject* s) {
    std::u32string out;
    out.reserve(s->length);
    for (std::uint32_t i = 0; i < s->length; ++i) out += s->at(i);
    return out;
}

/// An argument that must be str; null with TypeError. CPython names it by function and position.
StringObject* text_argument(Thread& thread, Value v, const char* function, int position) {
    if (is_string(v)) return v.as<StringObject>();
    const std::string where = position ? fmt::format("{}() argument {}", function, position)
                                       : fmt::format("{}() argument", function);
    raise_error(thread, ExceptionKind::TypeError, "{} must be str, not {}", where,
                type_name(thread, v));
    return nullptr;
}

// ---- joining and splitting ----------------------------------------------------------------------

Ref method_join(Thread& thread, std::span<const Value> args, Value) {
    Ref list = is_kind(args[1], Kind::list) || is_kind(args[1], Kind::tuple)
                   ? list_from(thread, args[1])
                   : Ref{};
    if (!list && !thread.has_exception()) {
        const Ref iterator = get_iterator(thread, args[1]);
        if (!iterator) {
            if (!has_user_class(args[1]) && catch_exception(thread, ExceptionKind::TypeError))
                raise_error(thread, ExceptionKind::TypeError, "can only join an iterable");
            return {};
        }
        list = list_from(thread, iterator.get());
    }
    if (!list) return {};
    const auto* items = list.as<ListObject>();
    const StringObject* separator = self(args);
    std::size_t length = 0;
    for (std::uint32_t i = 0; i < items->size; ++i) {
        if (!is_string(underlying(items->items[i]))) {
            raise_error(thread, ExceptionKind::TypeError,
                        "sequence item {}: expected str instance, {} found", i,
                        type_name(thread, items->items[i]));
            return {};
        }
        length += underlying(items->items[i]).as<StringObject>()->length + (i ? separator->length : 0);
    }
    if (items->size == 1) return Ref::borrow(underlying(items->items[0]));
    if (length > thread.heap.room() / sizeof(char32_t)) {
        raise_memory_error(thread);
        return {};
    }
    std::u32string out;
    out.reserve(length);
    for (std::uint32_t i = 0; i < items->size; ++i) {
        const auto add = [&](const StringObject* s) {
            for (std::uint32_t k = 0; k < s->length; ++k) out += s->at(k);
        };
        if (i) add(separator);
        add(underlying(items->items[i]).as<StringObject>());
    }
    return make_string(thread, out);
}

bool append_piece(Thread& thread, ListObject* list, const StringObject* s, std::int64_t start,
                  std::int64_t end) {
    const Ref piece =
        substring(thread, s, static_cast<std::uint32_t>(start), static_cast<std::uint32_t>(end));
    return piece && list_append(thread, list, piece.get());
}

bool split_space(Thread& thread, ListObject* list, const StringObject* s, std::int64_t limit) {
    std::int64_t at = 0;
    const std::int64_t size = s->length;
    const auto space = [&](std::int64_t i) {
        return is_space(s->at(static_cast<std::uint32_t>(i)));
    };
    while (true) {
        while (at < size && space(at)) ++at;
        if (at == size) return true;
        std::int64_t end = at;
        if (limit-- == 0) {
            end = size;
            while (space(end - 1)) --end;
            return append_piece(thread, list, s, at, end);
        }
        while (end < size && !space(end)) ++end;
        if (!append_piece(thread, list, s, at, end)) return false;
        at = end;
    }
}

bool rsplit_space(Thread& thread, ListObject* list, const StringObject* s, std::int64_t limit) {
    std::int64_t end = s->length;
    const auto space = [&](std::int64_t i) {
        return is_space(s->at(static_cast<std::uint32_t>(i)));
    };
    while (true) {
        while (end > 0 && space(end - 1)) --end;
        if (end == 0) return true;
        std::int64_t start = end;
        if (limit-- == 0) {
            start = 0;
            while (space(start)) ++start;
            return append_piece(thread, list, s, start, end);
        }
        while (start > 0 && !space(start - 1)) --start;
        if (!append_piece(thread, list, s, start, end)) return false;
        end = start;
    }
}

bool split_by(Thread& thread, ListObject* list, const StringObject* s,
              const StringObject* separator, std::int64_t limit) {
    std::int64_t at = 0;
    while (limit-- != 0) {
        const std::int64_t hit = find_text(s, separator, at, s->length, false);
        if (hit < 0) break;
        if (!append_piece(thread, list, s, at, hit)) return false;
        at = hit + separator->length;
    }
    return append_piece(thread, list, s, at, s->length);
}

bool rsplit_by(Thread& thread, ListObject* list, const StringObject* s,
               const StringObject* separator, std::int64_t limit) {
    std::int64_t end = s->length;
    while (limit-- != 0) {
        const std::int64_t hit = find_text(s, separator, 0, end, true);
        if (hit < 0) break;
        if (!append_piece(thread, list, s, hit + separator->length, end)) return false;
        end = hit;
    }
    return append_piece(thread, list, s, 0, end);
}

template <bool backwards>
Ref method_split(Thread& thread, std::span<const Value> args, Value keyword_names) {
    static constexpr const char* names[] = {"sep", "maxsplit"};
    Value given[] = {Value::none(), Value::small_int(-1)};
    if (!parse_arguments(thread, backwards ? "rsplit" : "split", args.subspan(1), keyword_names,
                         names, 0, 0, given))
        return {};
    const auto limit = index_argument(thread, given[1], false);
    if (!limit) return {};
    if (!given[0].is_none() && !is_string(given[0])) {
        raise_error(thread, ExceptionKind::TypeError, "must be str or None, not {}",
                    type_name(thread, given[0]));
        return {};
    }
    Ref list = make_list(thread, {});
    if (!list) return {};
    auto* out = list.as<ListObject>();
    const StringObject* s = self(args);
    const std::int64_t count = *limit < 0 ? -1 : *limit;
    bool ok = true;
    if (given[0].is_none()) {
        ok = backwards ? rsplit_space(thread, out, s, count) : split_space(thread, out, s, count);
    } else {
        const auto* separator = given[0].as<StringObject>();
        if (separator->length == 0) {
            raise_error(thread, ExceptionKind::ValueError, "empty separator");
            return {};
        }
        ok = backwards ? rsplit_by(thread, out, s, separator, count)
                       : split_by(thread, out, s, separator, count);
    }
    if (!ok) return {};
    if (backwards) std::reverse(out->items, out->items + out->size);
    return list;
}

Ref method_splitlines(Thread& thread, std::span<const Value> args, Value keyword_names) {
    static constexpr const char* names[] = {"keepends"};
    Value given[] = {Value::false_()};
    if (!parse_arguments(thread, "splitlines", args.subspan(1), keyword_names, names, 0, 0, given))
        return {};
    const auto keep = truth(thread, given[0]);
    Ref list = make_list(thread, {});
    if (!keep || !list) return {};
    const StringObject* s = self(args);
    const auto breaks = [](char32_t c) {
        return (c >= 10 && c <= 13) || (c >= 0x1C && c <= 0x1E) || c == 0x85 || c == 0x2028 ||
               c == 0x2029;
    };
    for (std::uint32_t at = 0; at < s->length;) {
        std::uint32_t end = at;
        while (end < s->length && !breaks(s->at(end))) ++end;
        std::uint32_t next = end;
        if (next < s->length)
            next += s->at(next) == '\r' && next + 1 < s->length && s->at(next + 1) == '\n' ? 2 : 1;
        if (!append_piece(thread, list.as<ListObject>(), s, at, *keep ? next : end)) return {};
        at = next;
    }
    return list;
}

template <bool backwards>
Ref method_partition(Thread& thread, std::span<const Value> args, Value) {
    const StringObject* separator = text_argument(thread, args[1], "must be str, not", 0);
    if (!separator) {
        if (catch_exception(thread, ExceptionKind::TypeError))
            raise_error(thread, ExceptionKind::TypeError, "must be str, not {}",
                        type_name(thread, args[1]));
        return {};
    }
    if (separator->length == 0) {
        raise_error(thread, ExceptionKind::ValueError, "empty separator");
        return {};
    }
    const StringObject* s = self(args);
    const std::int64_t hit = find_text(s, separator, 0, s->length, backwards);
    const Ref empty = make_string(thread, "");
    if (!empty) return {};
    if (hit < 0) {
        const Value whole = args[0], none = empty.get();
        const Value parts[] = {backwards ? none : whole, none, backwards ? whole : none};
        return make_tuple(thread, parts);
    }
    const auto start = static_cast<std::uint32_t>(hit);
    const Ref head = substring(thread, s, 0, start);
    const Ref tail = substring(thread, s, start + separator->length, s->length);
    if (!head || !tail) return {};
    const Value parts[] = {head.get(), args[1], tail.get()};
    return make_tuple(thread, parts);
}

// ---- stripping and padding ----------------------------------------------------------------------

template <int side>  // bit 0: left, bit 1: right
Ref method_strip(Thread& thread, std::span<const Value> args, Value) {
    const StringObject* s = self(args);
    const Value set = args.size() > 1 ? args[1] : Value::none();
    if (!set.is_none() && !is_string(set)) {
        static constexpr const char* names[] = {"", "lstrip", "rstrip", "strip"};
        raise_error(thread, ExceptionKind::TypeError, "{} arg must be None or str", names[side]);
        return {};
    }
    const auto drops = [&](std::uint32_t i) {
        if (set.is_none()) return is_space(s->at(i));
        const auto* chars = set.as<StringObject>();
        for (std::uint32_t k = 0; k < chars->length; ++k)
            if (chars->at(k) == s->at(i)) return true;
        return false;
    };
    std::uint32_t start = 0, end = s->length;
    if (side & 1)
        while (start < end && drops(start)) ++start;
    if (side & 2)
        while (end > start && drops(end - 1)) --end;
    return substring(thread, s, start, end);
}

Ref padded(Thread& thread, const StringObject* s, std::int64_t left, std::int64_t right,
           char32_t fill) {
    if (left <= 0 && right <= 0) return Ref::borrow(Value::object(s));
    const auto missing = static_cast<std::uint64_t>(std::max<std::int64_t>(left, 0)) +
                         static_cast<std::uint64_t>(std::max<std::int64_t>(right, 0));
    if (missing > thread.heap.room() / sizeof(char32_t)) {
        raise_memory_error(thread);
        return {};
    }
    std::u32string out(static_cast<std::size_t>(std::max<std::int64_t>(left, 0)), fill);
    out += points(s);
    out.append(static_cast<std::size_t>(std::max<std::int64_t>(right, 0)), fill);
    return make_string(thread, out);
}

enum class Side : std::uint8_t { center, left, right };
template <Side side>
Ref method_justify(Thread& thread, std::span<const Value> args, Value) {
    const auto width = index_argument(thread, args[1], false);
    if (!width) return {};
    char32_t fill = ' ';
    if (args.size() > 2) {
        if (!is_string(args[2]) || args[2].as<StringObject>()->length != 1) {
            raise_error(thread, ExceptionKind::TypeError, "The fill character must be {}",
                        is_string(args[2])
                            ? "exactly one character long"
                            : "a unicode character, not " + type_name(thread, args[2]));
            return {};
        }
        fill = args[2].as<StringObject>()->at(0);
    }
    const StringObject* s = self(args);
    const std::int64_t missing = std::max<std::int64_t>(*width, 0) - s->length;
    if (missing <= 0) return Ref::borrow(args[0]);
    const std::int64_t half = missing / 2 + (missing & *width & 1);
    const std::int64_t left = side == Side::left ? 0 : side == Side::right ? missing : half;
    return padded(thread, s, left, missing - left, fill);
}

Ref method_zfill(Thread& thread, std::span<const Value> args, Value) {
    const auto width = index_argument(thread, args[1], false);
    if (!width) return {};
    const StringObject* s = self(args);
    const std::int64_t missing = std::max<std::int64_t>(*width, 0) - s->length;
    if (missing <= 0) return Ref::borrow(args[0]);
    const bool sign = s->length > 0 && (s->at(0) == '+' || s->at(0) == '-');
    if (!sign) return padded(thread, s, missing, 0, '0');
    const Ref rest = substring(thread, s, 1, s->length);
    const Ref zeros = rest ? padded(thread, rest.as<StringObject>(), missing, 0, '0') : Ref{};
    const Ref mark = substring(thread, s, 0, 1);
    if (!zeros || !mark) return {};
    return string_concat(thread, mark.as<StringObject>(), zeros.as<StringObject>());
}

// ---- searching ----------------------------------------------------------------------------------

/// Optional start and end arguments, clamped as slice bounds.
bool search_bounds(Thread& thread, std::span<const Value> args, std::int64_t* start,
                   std::int64_t* end) {
    const std::int64_t size = self(args)->length;
    *start = 0;
    *end = size;
    std::int64_t* const bounds[] = {start, end};
    for (std::size_t i = 2; i < args.size() && i < 4; ++i) {
        if (args[i].is_none()) continue;
        const auto given = index_argument(thread, args[i], true);
        if (!given) return false;
        *bounds[i - 2] =
            *given < 0 ? std::max<std::int64_t>(*given < -size ? 0 : *given + size, 0) : *given;
    }
    *end = std::min(*end, size);
    return true;
}

enum class Search : std::uint8_t { find, rfind, index, rindex };
template <Search search>
Ref method_search(Thread& thread, std::span<const Value> args, Value) {
    static constexpr const char* names[] = {"find", "rfind", "index", "rindex"};
    const StringObject* part = text_argument(thread, args[1], names[static_cast<int>(search)], 1);
    std::int64_t start = 0, end = 0;
    if (!part || !search_bounds(thread, args, &start, &end)) return {};
    constexpr bool backwards = search == Search::rfind || search == Search::rindex;
    const std::int64_t hit = find_text(self(args), part, start, end, backwards);
    if (hit < 0 && (search == Search::index || search == Search::rindex)) {
        raise_error(thread, ExceptionKind::ValueError, "substring not found");
        return {};
    }
    return Ref::steal(Value::small_int(hit));
}

Ref method_count(Thread& thread, std::span<const Value> args, Value) {
    const StringObject* part = text_argument(thread, args[1], "count", 1);
    std::int64_t start = 0, end = 0;
    if (!part || !search_bounds(thread, args, &start, &end)) return {};
    if (part->length == 0)
        return Ref::steal(Value::small_int(std::max<std::int64_t>(end - start + 1, 0)));
    std::int64_t count = 0;
    while ((start = find_text(self(args), part, start, end, false)) >= 0) {
        ++count;
        start += part->length;
    }
    return Ref::steal(Value::small_int(count));
}

template <bool at_end>
Ref method_affix(Thread& thread, std::span<const Value> args, Value) {
    std::int64_t start = 0, end = 0;
    if (!search_bounds(thread, args, &start, &end)) return {};
    const auto matches = [&](const StringObject* affix) {
        if (end - start < affix->length) return false;
        const std::int64_t at = at_end ? end - affix->length : start;
        return find_text(self(args), affix, at, at + affix->length, false) == at;
    };
    const char* name = at_end ? "endswith" : "startswith";
    if (is_string(args[1])) return boolean(matches(args[1].as<StringObject>()));
    if (!is_kind(args[1], Kind::tuple)) {
        raise_error(thread, ExceptionKind::TypeError,
                    "{} first arg must be str or a tuple of str, not {}", name,
                    type_name(thread, args[1]));
        return {};
    }
    const auto* tuple = args[1].as<TupleObject>();
    for (std::uint32_t i = 0; i < tuple->size(); ++i) {
        const Value affix = underlying(tuple->items[i]);
        if (!is_string(affix)) {
            raise_error(thread, ExceptionKind::TypeError,
                        "tuple for {} must only contain str, not {}", name,
                        type_name(thread, tuple->items[i]));
            return {};
        }
        if (matches(affix.as<StringObject>())) return boolean(true);
    }
    return boolean(false);
}

Ref method_replace(Thread& thread, std::span<const Value> args, Value keyword_names) {
    static constexpr const char* names[] = {"", "", "count"};
    Value given[] = {Value::null(), Value::null(), Value::small_int(-1)};
    if (!parse_arguments(thread, "replace", args.subspan(1), keyword_names, names, 2, 0, given))
        return {};
    const StringObject* old = text_argument(thread, given[0], "replace", 1);
    const StringObject* fresh = old ? text_argument(thread, given[1], "replace", 2) : nullptr;
    if (!fresh) return {};
    const auto limit = index_argument(thread, given[2], true);
    if (!limit) return {};
    const StringObject* s = self(args);
    std::int64_t left = *limit < 0 ? INT64_MAX : *limit;
    const std::u32string replacement = points(fresh);
    const std::size_t bound = thread.heap.room() / sizeof(char32_t);
    std::u32string out;
    std::int64_t at = 0;
    bool any = false;
    while (left-- > 0 && at <= s->length) {
        const std::int64_t hit = find_text(s, old, at, s->length, false);
        if (hit < 0) break;
        any = true;
        for (; at < hit; ++at) out += s->at(static_cast<std::uint32_t>(at));
        out += replacement;
        at = hit + old->length;
        if (old->length == 0) {
            if (at < s->length) out += s->at(static_cast<std::uint32_t>(at));
            ++at;
        }
        if (out.size() > bound) {
            raise_memory_error(thread);
            return {};
        }
    }
    if (!any) return Ref::borrow(args[0]);
    for (; at < s->length; ++at) out += s->at(static_cast<std::uint32_t>(at));
    return make_string(thread, out);
}

// ---- case and classes ---------------------------------------------------------------------------

bool is_cased(char32_t c) {
    return in_ranges(upper_ranges, c) || in_ranges(lower_ranges, c) || in_ranges(title_ranges, c);
}

/// A capital sigma at the end of a word becomes a final one.
bool is_final_sigma(const StringObject* s, std::uint32_t at) {
    std::int64_t i = std::int64_t{at} - 1;
    const auto ignorable = [](char32_t c) {
        return c == '\'' || c == '.' || c == ':' || c == 0xAD || c == 0xB7 || c == 0x2019;
    };
    while (i >= 0 && ignorable(s->at(static_cast<std::uint32_t>(i)))) --i;
    if (i < 0 || !is_cased(s->at(static_cast<std::uint32_t>(i)))) return false;
    std::uint32_t j = at + 1;
    while (j < s->length && ignorable(s->at(j))) ++j;
    return j == s->length || !is_cased(s->at(j));
}

void append_lower(std::u32string& out, const StringObject* s, std::uint32_t i) {
    if (s->at(i) == 0x3A3)
        out += is_final_sigma(s, i) ? 0x3C2 : 0x3C3;
    else
        append_case(out, s->at(i), Case::lower);
}

enum class Recase : std::uint8_t { upper, lower, capitalize, title, swap };
template <Recase how>
Ref method_recase(Thread& thread, std::span<const Value> args, Value) {
    const StringObject* s = self(args);
    std::u32string out;
    bool in_word = false;
    for (std::uint32_t i = 0; i < s->length; ++i) {
        const char32_t c = s->at(i);
        const bool first = how == Recase::capitalize ? i == 0 : !in_word;
        if (how == Recase::upper || (how == Recase::swap && in_ranges(lower_ranges, c)))
            append_case(out, c, Case::upper);
        else if (how == Recase::swap && !in_ranges(upper_ranges, c))
            out += c;
        else if ((how == Recase::capitalize || how == Recase::title) && first)
            append_case(out, c, Case::title);
        else
            append_lower(out, s, i);
        in_word = is_cased(c);
    }
    return make_string(thread, out);
}

bool is_digit(char32_t c) {
    return in_ranges(digit_ranges, c);
}
bool is_alpha(char32_t c) {
    return in_ranges(alphabetic_ranges, c);
}
bool is_alphanumeric(char32_t c) {
    return in_ranges(alphanumeric_ranges, c);
}

template <bool (*test)(char32_t), bool empty_answer = false>
Ref method_all(Thread&, std::span<const Value> args, Value) {
    const StringObject* s = self(args);
    if (s->length == 0) return boolean(empty_answer);
    for (std::uint32_t i = 0; i < s->length; ++i)
        if (!test(s->at(i))) return boolean(false);
    return boolean(true);
}

template <bool upper>
Ref method_is_case(Thread&, std::span<const Value> args, Value) {
    const StringObject* s = self(args);
    bool any = false;
    for (std::uint32_t i = 0; i < s->length; ++i) {
        const char32_t c = s->at(i);
        if (in_ranges(upper ? lower_ranges : upper_ranges, c) || in_ranges(title_ranges, c))
            return boolean(false);
        any |= in_ranges(upper ? upper_ranges : lower_ranges, c);
    }
    return boolean(any);
}

Ref method_isascii(Thread&, std::span<const Value> args, Value) {
    const std::u32string text = points(self(args));
    return boolean(std::ranges::all_of(text, [](char32_t c) { return c < 0x80; }));
}

Ref method_istitle(Thread&, std::span<const Value> args, Value) {
    bool any = false, in_word = false;
    for (const char32_t c : points(self(args))) {
        const bool capital = in_ranges(upper_ranges, c) || in_ranges(title_ranges, c), small = in_ranges(lower_ranges, c);
        if (capital ? in_word : small && !in_word) return boolean(false);
        any |= capital || small;
        in_word = capital || small;
    }
    return boolean(any);
}

template <bool at_end>
Ref method_remove_affix(Thread& thread, std::span<const Value> args, Value) {
    const StringObject* s = self(args);
    const StringObject* affix = text_argument(thread, args[1], at_end ? "removesuffix" : "removeprefix", 0);
    if (!affix) return {};
    const std::uint32_t rest = s->length - std::min(s->length, affix->length);
    const std::int64_t at = at_end ? rest : 0;
    if (affix->length > s->length || affix->length == 0 || find_text(s, affix, at, at + affix->length, false) != at) return Ref::borrow(args[0]);
    return at_end ? substring(thread, s, 0, rest) : substring(thread, s, affix->length, s->length);
}

Ref method_expandtabs(Thread& thread, std::span<const Value> args, Value keyword_names) {
    static constexpr const char* names[] = {"tabsize"};
    Value given[] = {Value::small_int(8)};
    if (!parse_arguments(thread, "expandtabs", args.subspan(1), keyword_names, names, 0, 0, given)) return {};
    const auto size = index_argument(thread, given[0], true);
    if (!size) return {};
    std::u32string out;
    std::size_t column = 0;
    for (const char32_t c : points(self(args))) {
        if (c == '\t') {
            const std::size_t spaces = *size > 0 ? static_cast<std::size_t>(*size) - column % static_cast<std::size_t>(*size) : 0;
            if (spaces > thread.heap.room() / sizeof(char32_t)) {
                raise_memory_error(thread);
                return {};
            }
            out.append(spaces, ' ');
            column += spaces;
        } else {
            out += c;
            column = c == '\n' || c == '\r' ? 0 : column + 1;
        }
    }
    return make_string(thread, out);
}

/// By what table[code point] gives: a code point, a str, None for nothing; KeyError and the like leave it.
Ref method_translate(Thread& thread, std::span<const Value> args, Value) {
    std::u32string out;
    for (const char32_t c : points(self(args))) {
        Ref found = get_item(thread, args[1], Value::small_int(static_cast<std::int64_t>(c)));
        if (!found) {
            if (!catch_exception(thread, ExceptionKind::LookupError)) return {};
            out += c;
            continue;
        }
        const Value v = underlying(found.get());
        if (v.is_none()) continue;
        if (is_string(v)) {
            out += points(v.as<StringObject>());
        } else if (is_int(v)) {
            const auto code = int_to_i64(v);
            if (!code || *code < 0 || *code > 0x10FFFF) {
                raise_error(thread, ExceptionKind::ValueError, std::string_view("character mapping must be in range(0x110000)"));
                return {};
            }
            out += static_cast<char32_t>(*code);
        } else {
            raise_error(thread, ExceptionKind::TypeError, std::string_view("character mapping must return integer, None or str"));
            return {};
        }
        if (out.size() > thread.heap.room() / sizeof(char32_t)) {
            raise_memory_error(thread);
            return {};
        }
    }
    return make_string(thread, out);
}

Ref maketrans_from_dict(Thread& thread, Value mapping, DictObject* table) {
    if (!is_kind(mapping, Kind::dict)) {
        raise_error(thread, ExceptionKind::TypeError, std::string_view("if you give only one argument to maketrans it must be a dict"));
        return {};
    }
    const auto* dict = mapping.as<DictObject>();
    for (std::uint32_t i = 0; i < dict->used; ++i) {
        const Value key = dict->entries[i].key, plain = underlying(key);
        if (key.is_null()) continue;
        if (is_string(plain) && plain.as<StringObject>()->length != 1) {
            raise_error(thread, ExceptionKind::ValueError, std::string_view("string keys in translatetable must be of length 1"));
            return {};
        }
        if (!is_string(plain) && !is_int(plain)) {
            raise_error(thread, ExceptionKind::TypeError, std::string_view("keys in translate table must be strings or integers"));
            return {};
        }
        const Value code = is_string(plain) ? Value::small_int(static_cast<std::int64_t>(plain.as<StringObject>()->at(0))) : key;
        if (!dict_set(thread, table, code, dict->entries[i].value)) return {};
    }
    return Ref::borrow(table);
}

/// str.maketrans, a static method.
Ref method_maketrans(Thread& thread, std::span<const Value> args, Value) {
    const Ref table = make_dict(thread);
    if (!table) return {};
    auto* const dict = table.as<DictObject>();
    if (args.size() == 1) return maketrans_from_dict(thread, underlying(args[0]), dict);
    const Value from = underlying(args[0]), to = underlying(args[1]);
    if (!is_string(from)) {
        raise_error(thread, ExceptionKind::TypeError, std::string_view("first maketrans argument must be a string if there is a second argument"));
        return {};
    }
    if (!text_argument(thread, to, "maketrans", 2)) return {};
    if (from.as<StringObject>()->length != to.as<StringObject>()->length) {
        raise_error(thread, ExceptionKind::ValueError, std::string_view("the first two maketrans arguments must have equal length"));
        return {};
    }
    auto put = [&](char32_t key, Value value) { return dict_set(thread, dict, Value::small_int(static_cast<std::int64_t>(key)), value); };
    for (std::uint32_t i = 0; i < from.as<StringObject>()->length; ++i)
        if (!put(from.as<StringObject>()->at(i), Value::small_int(static_cast<std::int64_t>(to.as<StringObject>()->at(i))))) return {};
    if (args.size() < 3) return table;
    const StringObject* dropped = text_argument(thread, underlying(args[2]), "maketrans", 3);
    if (!dropped) return {};
    for (const char32_t c : points(dropped))
        if (!put(c, Value::none())) return {};
    return table;
}

constexpr std::uint16_t keywords = NativeFunction::flag_keywords, values = NativeFunction::flag_values;
constexpr NativeMethod table[] = {
    {"join", method_join, 2, 2},
    {"split", method_split<false>, 1, any_number, keywords | values},
    {"rsplit", method_split<true>, 1, any_number, keywords | values},
    {"splitlines", method_splitlines, 1, any_number, keywords | values},
    {"partition", method_partition<false>, 2, 2, values},
    {"rpartition", method_partition<true>, 2, 2, values},
    {"strip", method_strip<3>, 1, 2, values},
    {"lstrip", method_strip<1>, 1, 2, values},
    {"rstrip", method_strip<2>, 1, 2, values},
    {"center", method_justify<Side::center>, 2, 3, values},
    {"ljust", method_justify<Side::left>, 2, 3, values},
    {"rjust", method_justify<Side::right>, 2, 3, values},
    {"zfill", method_zfill, 2, 2, values},
    {"find", method_search<Search::find>, 2, 4, values},
    {"rfind", method_search<Search::rfind>, 2, 4, values},
    {"index", method_search<Search::index>, 2, 4, values},
    {"rindex", method_search<Search::rindex>, 2, 4, values},
    {"count", method_count, 2, 4, values},
    {"startswith", method_affix<false>, 2, 4, values},
    {"endswith", method_affix<true>, 2, 4, values},
    {"replace", method_replace, 3, 4, keywords | values},
    {"upper", method_recase<Recase::upper>, 1, 1},
    {"lower", method_recase<Recase::lower>, 1, 1},
    {"capitalize", method_recase<Recase::capitalize>, 1, 1},
    {"title", method_recase<Recase::title>, 1, 1},
    {"swapcase", method_recase<Recase::swap>, 1, 1},
    {"isdigit", method_all<is_digit>, 1, 1},
    {"isalpha", method_all<is_alpha>, 1, 1},
    {"isalnum", method_all<is_alphanumeric>, 1, 1},
    {"isspace", method_all<is_space>, 1, 1},
    {"isprintable", method_all<is_printable, true>, 1, 1},
    {"isupper", method_is_case<true>, 1, 1},
    {"islower", method_is_case<false>, 1, 1},
    {"format", method_format, 1, any_number, keywords},
    {"isascii", method_isascii, 1, 1},
    {"istitle", method_istitle, 1, 1},
    {"removeprefix", method_remove_affix<false>, 2, 2, values},
    {"removesuffix", method_remove_affix<true>, 2, 2, values},
    {"expandtabs", method_expandtabs, 1, any_number, keywords},
    {"translate", method_translate, 2, 2},
};

}  // namespace

void add_maketrans(Thread& thread) {
    const Ref function = make_native(thread, "maketrans", method_maketrans, 1, 3, NativeFunction::flag_static);
    dict_set(thread, thread.types.str->attributes, Value::object(intern(thread, "maketrans")), function.get());
}

std::span<const NativeMethod> string_methods() {
    return table;
}

}  // namespace sidewinder
