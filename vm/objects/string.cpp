// SPDX-License-Identifier: MIT
// Text: making, interning, comparing, cutting and printing str objects. Invariant: a string is
// wide exactly when it has a code point above 255, so equal texts have one layout.
#include <algorithm>
#include <bit>
#include <cstring>
#include <span>
#include <string>

#include "vm/objects/support.hpp"
#include "vm/objects/unicode.hpp"

namespace sidewinder {

namespace {

StringObject* allocate_string(Thread& thread, std::size_t length, bool wide) {
    if (length > 0x7FFF'FFFF) {
        raise_memory_error(thread);
        return nullptr;
    }
    auto* s = thread.heap.allocate<StringObject>(thread.types.str, Kind::string,
                                                 sizeof(StringObject) + length * (wide ? 4 : 1));
    if (!s) return nullptr;
    s->flags = wide ? StringObject::flag_wide : 0;
    s->hash = 0;
    s->length = static_cast<std::uint32_t>(length);
    s->reserved = 0;
    return s;
}

char32_t* wide_data(StringObject* s) {
    return reinterpret_cast<char32_t*>(s->data);
}

Ref from_code_points(Thread& thread, const char32_t* points, std::size_t length) {
    char32_t highest = 0;
    for (std::size_t i = 0; i < length; ++i) highest = std::max(highest, points[i]);
    if (length == 1 && highest < 256 && thread.characters[highest])
        return Ref::borrow(thread.characters[highest]);
    StringObject* s = allocate_string(thread, length, highest > 255);
    if (!s) return {};
    if (s->wide())
        std::memcpy(s->data, points, length * 4);
    else
        for (std::size_t i = 0; i < length; ++i) s->data[i] = static_cast<unsigned char>(points[i]);
    return Ref::steal(s);
}

/// Decodes one code point of well-formed UTF-8 (surrogates allowed).
char32_t decode(const char*& p, const char* end) {
    const auto lead = static_cast<unsigned char>(*p++);
    if (lead < 0x80) return lead;
    const int more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
    char32_t c = lead & (0x3F >> more);
    for (int i = 0; i < more && p < end; ++i)
        c = c << 6 | (static_cast<unsigned char>(*p++) & 0x3F);
    return c;
}

void encode(std::string& out, char32_t c) {
    const auto byte = [&](char32_t b) { out.push_back(static_cast<char>(b)); };
    if (c < 0x80) return byte(c);
    if (c < 0x800) {
        byte(0xC0 | c >> 6);
        return byte(0x80 | (c & 0x3F));
    }
    if (c < 0x10000) {
        byte(0xE0 | c >> 12);
    } else {
        byte(0xF0 | c >> 18);
        byte(0x80 | (c >> 12 & 0x3F));
    }
    byte(0x80 | (c >> 6 & 0x3F));
    byte(0x80 | (c & 0x3F));
}

}  // namespace

Ref make_string(Thread& thread, std::string_view utf8) {
    const bool ascii = std::all_of(utf8.begin(), utf8.end(), [](char c) { return c >= 0; });
    if (!ascii) {
        std::u32string points;
        for (const char *p = utf8.data(), *end = p + utf8.size(); p < end;)
            points += decode(p, end);
        return from_code_points(thread, points.data(), points.size());
    }
    if (utf8.size() == 1) {
        StringObject* known = thread.characters[static_cast<unsigned char>(utf8[0])];
        if (known) return Ref::borrow(known);
    }
    StringObject* s = allocate_string(thread, utf8.size(), false);
    if (!s) return {};
    if (!utf8.empty()) std::memcpy(s->data, utf8.data(), utf8.size());
    return Ref::steal(s);
}

Ref make_string(Thread& thread, std::u32string_view points) {
    return from_code_points(thread, points.data(), points.size());
}

StringObject* intern(Thread& thread, std::string_view utf8) {
    std::string key(utf8);
    const auto found = thread.interned.find(key);
    if (found != thread.interned.end()) return found->second;
    // Names are never refused: too much depends on them, and the text exists already.
    Heap::Emergency emergency(thread.heap);
    Ref made = make_string(thread, utf8);
    auto* s = made.as<StringObject>();
    s->flags |= StringObject::flag_interned;
    string_hash(s);
    (void)made.release();
    thread.interned.emplace(std::move(key), s);
    return s;
}

StringObject* intern(Thread& thread, StringObject* string) {
    if (string->flags & StringObject::flag_interned) return string;
    std::string key = to_utf8(string);
    const auto found = thread.interned.find(key);
    if (found != thread.interned.end()) return found->second;
    string->flags |= StringObject::flag_interned;
    string_hash(string);
    thread.interned.emplace(std::move(key), owned(string));
    return string;
}

std::string to_utf8(const StringObject* s) {
    std::string out;
    out.reserve(s->length);
    for (std::uint32_t i = 0; i < s->length; ++i) encode(out, s->at(i));
    return out;
}

bool string_equal(const StringObject* a, const StringObject* b) {
    if (a == b) return true;
    if (a->length != b->length || a->wide() != b->wide()) return false;
    if (a->flags & b->flags & StringObject::flag_interned) return false;
    if ((a->flags & b->flags & StringObject::flag_hashed) && a->hash != b->hash) return false;
    return std::memcmp(a->data, b->data, std::size_t{a->length} * (a->wide() ? 4 : 1)) == 0;
}

int string_compare(const StringObject* a, const StringObject* b) {
    const std::uint32_t shorter = std::min(a->length, b->length);
    for (std::uint32_t i = 0; i < shorter; ++i)
        if (a->at(i) != b->at(i)) return a->at(i) < b->at(i) ? -1 : 1;
    return a->length < b->length ? -1 : a->length > b->length;
}

/// SipHash-1-3 (Aumasson and Bernstein 2012) with a key of zeros: what CPython computes when
/// PYTHONHASHSEED is 0, so that sets of text are walked in the same order.
std::uint64_t hash_bytes(std::span<const std::byte> bytes) {
    if (bytes.empty()) return 0;
    std::uint64_t v0 = 0x736f'6d65'7073'6575, v1 = 0x646f'7261'6e64'6f6d, v2 = 0x6c79'6765'6e65'7261, v3 = 0x7465'6462'7974'6573;
    auto round = [&] {
        v0 += v1, v2 += v3;
        v1 = std::rotl(v1, 13) ^ v0, v3 = std::rotl(v3, 16) ^ v2;
        v0 = std::rotl(v0, 32);
        v2 += v1, v0 += v3;
        v1 = std::rotl(v1, 17) ^ v2, v3 = std::rotl(v3, 21) ^ v0;
        v2 = std::rotl(v2, 32);
    };
    auto absorb = [&](std::uint64_t word) {
        v3 ^= word;
        round();
        v0 ^= word;
    };
    std::size_t at = 0;
    for (; at + 8 <= bytes.size(); at += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes.data() + at, 8);
        absorb(word);
    }
    std::uint64_t last = 0;
    std::memcpy(&last, bytes.data() + at, bytes.size() - at);
    absorb(last | std::uint64_t{bytes.size()} << 56);
    v2 ^= 0xFF;
    for (int i = 0; i < 3; ++i) round();
    const std::uint64_t h = v0 ^ v1 ^ v2 ^ v3;
    return h == ~std::uint64_t{0} ? h - 1 : h;
}

std::uint64_t string_hash(StringObject* s) {
    if (s->flags & StringObject::flag_hashed) return s->hash;
    const bool two_bytes = s->wide() && std::ranges::all_of(std::span(reinterpret_cast<const char32_t*>(s->data), s->length), [](char32_t c) { return c < 0x10000; });
    if (two_bytes) {
        std::u16string units;
        for (std::uint32_t i = 0; i < s->length; ++i) units.push_back(static_cast<char16_t>(s->at(i)));
        s->hash = hash_bytes(std::as_bytes(std::span(units)));
    } else {
        s->hash = hash_bytes(std::as_bytes(std::span(s->data, std::size_t{s->length} * (s->wide() ? 4 : 1))));
    }
    s->flags |= StringObject::flag_hashed;
    return s->hash;
}

Ref string_concat(Thread& thread, const StringObject* a, const StringObject* b) {
    if (b->length == 0) return Ref::borrow(Value::object(a));
    if (a->length == 0) return Ref::borrow(Value::object(b));
    const bool wide = a->wide() || b->wide();
    StringObject* s = allocate_string(thread, std::size_t{a->length} + b->length, wide);
    if (!s) return {};
    if (!wide) {
        std::memcpy(s->data, a->data, a->length);
        std::memcpy(s->data + a->length, b->data, b->length);
        return Ref::steal(s);
    }
    char32_t* out = wide_data(s);
    for (std::uint32_t i = 0; i < a->length; ++i) *out++ = a->at(i);
    for (std::uint32_t i = 0; i < b->length; ++i) *out++ = b->at(i);
    return Ref::steal(s);
}

Ref string_repeat(Thread& thread, const StringObject* s, Value count_value) {
    const auto count = index_argument(thread, count_value, true);
    if (!count) return {};
    if (*count == 1) return Ref::borrow(Value::object(s));
    if (*count <= 0 || s->length == 0) return make_string(thread, "");
    const std::size_t unit = std::size_t{s->length} * (s->wide() ? 4 : 1);
    if (static_cast<std::uint64_t>(*count) > std::uint64_t{0x7FFF'FFFF} / s->length) {
        raise_memory_error(thread);
        return {};
    }
    StringObject* result =
        allocate_string(thread, s->length * static_cast<std::size_t>(*count), s->wide());
    if (!result) return {};
    for (std::int64_t i = 0; i < *count; ++i)
        std::memcpy(result->data + static_cast<std::size_t>(i) * unit, s->data, unit);
    return Ref::steal(result);
}

Ref string_item(Thread& thread, const StringObject* s, std::uint32_t i) {
    const char32_t c = s->at(i);
    return from_code_points(thread, &c, 1);
}

Ref substring(Thread& thread, const StringObject* s, std::uint32_t start, std::uint32_t end) {
    if (start == 0 && end >= s->length) return Ref::borrow(Value::object(s));
    if (start >= end) return make_string(thread, "");
    if (s->wide())
        return from_code_points(thread, reinterpret_cast<const char32_t*>(s->data) + start,
                                end - start);
    if (end - start == 1) return string_item(thread, s, start);
    StringObject* result = allocate_string(thread, end - start, false);
    if (!result) return {};
    std::memcpy(result->data, s->data + start, end - start);
    return Ref::steal(result);
}

Ref slice_string(Thread& thread, const StringObject* s, const SliceBounds& bounds) {
    if (bounds.step == 1)
        return substring(thread, s, static_cast<std::uint32_t>(bounds.start),
                         static_cast<std::uint32_t>(bounds.start + bounds.count));
    std::u32string points;
    for (std::int64_t i = 0; i < bounds.count; ++i)
        points += s->at(static_cast<std::uint32_t>(bounds.at(i)));
    return make_string(thread, points);
}

namespace {

bool matches(const StringObject* s, const StringObject* part, std::int64_t at) {
    if (!s->wide() && !part->wide())
        return std::memcmp(s->data + at, part->data, part->length) == 0;
    for (std::uint32_t i = 0; i < part->length; ++i)
        if (s->at(static_cast<std::uint32_t>(at) + i) != part->at(i)) return false;
    return true;
}

}  // namespace

std::int64_t find_text(const StringObject* s, const StringObject* part, std::int64_t start,
                       std::int64_t end, bool backwards) {
    const std::int64_t last = end - part->length;
    if (last < start) return -1;
    if (backwards) {
        for (std::int64_t at = last; at >= start; --at)
            if (matches(s, part, at)) return at;
        return -1;
    }
    if (!s->wide() && !part->wide()) {  // GNU memmem: linear time
        const void* hit = memmem(s->data + start, static_cast<std::size_t>(end - start), part->data,
                                 part->length);
        return hit ? static_cast<const unsigned char*>(hit) - s->data : -1;
    }
    for (std::int64_t at = start; at <= last; ++at)
        if (matches(s, part, at)) return at;
    return -1;
}

std::string string_repr(const StringObject* s) {
    bool has_single = false, has_double = false;
    for (std::uint32_t i = 0; i < s->length; ++i) {
        has_single |= s->at(i) == '\'';
        has_double |= s->at(i) == '"';
    }
    const char quote = has_single && !has_double ? '"' : '\'';
    std::string out(1, quote);
    for (std::uint32_t i = 0; i < s->length; ++i) {
        const char32_t c = s->at(i);
        if (c == static_cast<unsigned char>(quote) || c == '\\') {
            out += '\\';
            out += static_cast<char>(c);
        } else if (c == '\n' || c == '\r' || c == '\t') {
            out += c == '\n' ? "\\n" : c == '\r' ? "\\r" : "\\t";
        } else if (is_printable(c)) {
            encode(out, c);
        } else {
            const auto code = static_cast<std::uint32_t>(c);
            out += code < 0x100     ? fmt::format("\\x{:02x}", code)
                   : code < 0x10000 ? fmt::format("\\u{:04x}", code)
                                    : fmt::format("\\U{:08x}", code);
        }
    }
    return out + quote;
}

}  // namespace sidewinder
