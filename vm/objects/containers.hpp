// SPDX-License-Identifier: MIT
// The builtin value types that are heap objects: big ints, str, list, tuple, dict, range, slice,
// their iterators, and cells. Layouts first, then what each file beside this one provides.
#pragma once

#include "vm/objects/object.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace sidewinder {

struct Thread;

/// An int outside Value::int_min..int_max: sign and magnitude in GMP limbs, most significant limb
/// not zero. The sign of `size` is the number's.
struct IntObject : Object {
    std::int32_t size;
    std::uint32_t reserved;
    std::uint64_t limbs[];
};

/// Text as code points: one byte each when all are below 256, else four bytes each.
struct StringObject : Object {
    static constexpr std::uint16_t flag_wide = 1;      ///< four bytes a code point
    static constexpr std::uint16_t flag_interned = 2;
    static constexpr std::uint16_t flag_hashed = 4;
    std::uint64_t hash;     ///< valid when flag_hashed
    std::uint32_t length;   ///< code points
    std::uint32_t reserved;
    unsigned char data[];

    bool wide() const { return flags & flag_wide; }
    char32_t at(std::uint32_t i) const {
        return wide() ? reinterpret_cast<const char32_t*>(data)[i] : data[i];
    }
};

struct ListObject : GcObject {
    Value* items;   ///< owned references; `size` used of `capacity`
    std::uint32_t size;
    std::uint32_t capacity;
};

/// `aux` is the number of items.
struct TupleObject : GcObject {
    Value items[];
    std::uint32_t size() const { return aux; }
};

/// Insertion-ordered hash table. `aux` is the keys version: unique in the Vm, replaced when a key
/// is added or removed (never by a plain overwrite), so that (version, index) finds a value
/// without hashing. A deleted entry has a null key.
struct DictObject : GcObject {
    static constexpr std::uint16_t flag_watched = 1;  ///< tell thread.on_dict_change of any store
    struct Entry {
        std::uint64_t hash;
        Value key;
        Value value;
    };
    Entry* entries;            ///< in order of insertion; `used` of `entry_capacity`
    std::int32_t* table;       ///< open addressing; -1 empty, else entry index (of a deleted entry too)
    std::uint32_t used;        ///< entries written, deleted ones included
    std::uint32_t live;        ///< len()
    std::uint32_t entry_capacity;
    std::uint32_t table_mask;  ///< table size - 1
};

/// Decides, in all of the process, which slot of a table a hash goes to. Nothing that a program sees
/// depends on it; to be changed only while no Vm is alive.
extern std::uint64_t dict_slot_seed;

/// A set or frozenset. `aux` changes with every change.
struct SetObject : GcObject {
    static constexpr std::uint16_t flag_frozen = 1;
    static constexpr std::uint16_t flag_hashed = 2;
    struct Entry {
        Value key;           ///< null: unused, or deleted
        std::uint64_t hash;
    };
    Entry* table;
    std::uint32_t mask;    ///< size of the table - 1
    std::uint32_t fill;    ///< entries in use, deleted ones included
    std::uint32_t used;    ///< len()
    std::uint32_t finger;  ///< where pop() looks next
    std::uint64_t hash;    ///< valid when flag_hashed

    bool frozen() const { return flags & flag_frozen; }
};

enum class DictViewKind : std::uint16_t { keys, values, items };
/// `flags` is its DictViewKind.
struct DictViewObject : GcObject {
    DictObject* dict;  ///< owned
};

/// Bounds that do not fit 64 bits are refused when a range is made.
struct RangeObject : Object {
    std::int64_t start, stop, step;
    std::int64_t length;
};

struct SliceObject : GcObject {
    Value start, stop, step;
};

struct CellObject : GcObject {
    Value content;  ///< null while unbound
};

/// Position in a list; `list` is null once exhausted, so that a later append is not seen.
struct ListIterator : GcObject {
    ListObject* list;
    std::uint32_t index;
};
struct TupleIterator : GcObject {
    TupleObject* tuple;
    std::uint32_t index;
};
struct RangeIterator : Object {
    static constexpr std::uint16_t flag_inline = 1;  ///< all values to come are inline ints
    std::int64_t next;
    std::int64_t step;
    std::int64_t remaining;
};

/// Every other iterator: over str, dict and its views, and objects with __getitem__.
enum class IteratorKind : std::uint16_t { string, dict_keys, dict_values, dict_items, sequence, reversed, set };
/// `flags` is its IteratorKind; `source` is null once exhausted.
struct IteratorObject : GcObject {
    Value source;
    std::int64_t index;
    std::uint32_t expected_live;  ///< a dict's or set's len() when iteration began
};

/// Iterators of builtin functions. `flags` is its CombinatorKind.
enum class CombinatorKind : std::uint16_t { enumerate, zip, zip_strict, map, map_strict, filter, call };
struct CombinatorObject : GcObject {
    TupleObject* sources;  ///< owned iterators; null once exhausted
    Value state;           ///< enumerate's next number, the function of map, filter and call; owned

    CombinatorKind kind() const { return static_cast<CombinatorKind>(flags); }
};

// ---- integer.cpp: ints of any size; arguments are small ints, bools or IntObjects -------------
bool is_int(Value v);                       ///< int or bool
Ref int_from_i64(Thread&, std::int64_t i);
Ref int_from_double(Thread&, double d);     ///< truncates; OverflowError/ValueError for inf/nan
/// Base 0, 2..36 as int(text, base); null with ValueError pending.
Ref int_from_text(Thread&, std::string_view digits, int base);
std::string int_to_text(Value v, int base = 10);
std::optional<std::int64_t> int_to_i64(Value v);  ///< nullopt when it does not fit; no exception
double int_to_double(Value v, bool* overflow);
int int_compare(Value a, Value b);          ///< -1, 0, 1
int int_compare_double(Value a, double b);  ///< exact; 2 when b is nan
Ref int_add(Thread&, Value a, Value b);
Ref int_sub(Thread&, Value a, Value b);
Ref int_mul(Thread&, Value a, Value b);
Ref int_floordiv(Thread&, Value a, Value b);
Ref int_mod(Thread&, Value a, Value b);
Ref int_truediv(Thread&, Value a, Value b);
Ref int_pow(Thread&, Value a, Value b);     ///< a float when b is negative, as Python
Ref int_lshift(Thread&, Value a, Value b);
Ref int_rshift(Thread&, Value a, Value b);
Ref int_and(Thread&, Value a, Value b);
Ref int_or(Thread&, Value a, Value b);
Ref int_xor(Thread&, Value a, Value b);
Ref int_neg(Thread&, Value a);
Ref int_invert(Thread&, Value a);
std::uint64_t int_hash(Value v);            ///< as CPython: equal numbers hash equal

// ---- float.cpp ----------------------------------------------------------------------------------
std::string float_repr(double d);           ///< shortest round-trip, as CPython
std::uint64_t float_hash(double d);
double float_floordiv(double a, double b);  ///< b not zero
double float_mod(double a, double b);       ///< b not zero
Ref float_pow(Thread&, double a, double b); ///< errors as Python; a complex result is refused
/// float(text): nullopt when it is not a float.
std::optional<double> float_from_text(std::string_view text);

// ---- string.cpp ---------------------------------------------------------------------------------
/// From valid UTF-8.
Ref make_string(Thread&, std::string_view utf8);
Ref make_string(Thread&, std::u32string_view code_points);
/// The one StringObject with that text (borrowed: the thread keeps it alive).
StringObject* intern(Thread&, std::string_view utf8);
/// The interned twin of a string object (may be itself); borrowed.
StringObject* intern(Thread&, StringObject* string);
std::string to_utf8(const StringObject* string);
bool string_equal(const StringObject* a, const StringObject* b);
int string_compare(const StringObject* a, const StringObject* b);
std::uint64_t string_hash(StringObject* string);
std::uint64_t hash_bytes(std::span<const std::byte> bytes);
Ref string_concat(Thread&, const StringObject* a, const StringObject* b);
Ref string_repeat(Thread&, const StringObject* s, Value count);
/// s[i] for an index in range.
Ref string_item(Thread&, const StringObject* s, std::uint32_t i);
std::string string_repr(const StringObject* s);

// ---- list.cpp, tuple.cpp ------------------------------------------------------------------------
Ref make_list(Thread&, std::span<const Value> borrowed_items);
bool list_append(Thread&, ListObject* list, Value item);
bool list_extend(Thread&, ListObject* list, Value iterable);
Ref make_tuple(Thread&, std::span<const Value> borrowed_items);

// ---- dict.cpp -----------------------------------------------------------------------------------
Ref make_dict(Thread&);
/// Borrowed value; null when absent, or null with an exception pending when hashing or __eq__
/// failed: check thread.has_exception().
Value dict_get(Thread&, DictObject* dict, Value key);
/// The same for an interned string key; never fails.
Value dict_get(DictObject* dict, StringObject* interned_key);
/// Index of the entry of an interned string, or nullopt.
std::optional<std::uint32_t> dict_index(DictObject* dict, StringObject* interned_key);
bool dict_set(Thread&, DictObject* dict, Value key, Value value);
/// False when absent (no exception) or on error (exception pending).
bool dict_delete(Thread&, DictObject* dict, Value key);
void dict_clear(Thread&, DictObject* dict);

// ---- set.cpp, set_methods.cpp -------------------------------------------------------------------
Ref make_set(Thread&, bool frozen);
bool set_add(Thread&, SetObject* set, Value key);
/// nullopt with an exception pending.
std::optional<bool> set_contains(Thread&, SetObject* set, Value key);
bool set_update(Thread&, SetObject* set, Value iterable);

// ---- range.cpp, slice.cpp, iterator.cpp ---------------------------------------------------------
Ref make_range(Thread&, std::int64_t start, std::int64_t stop, std::int64_t step);
Ref make_slice(Thread&, Value start, Value stop, Value step);
Ref make_cell(Thread&, Value content_or_null);
/// iter(v).
Ref get_iterator(Thread&, Value v);
/// next(v): null without an exception pending when exhausted (a StopIteration is swallowed).
Ref iterator_next(Thread&, Value iterator);

// ---- generators ---------------------------------------------------------------------------------
struct GeneratorObject;
/// The next value; null without an exception at the end.
Ref generator_next(Thread&, GeneratorObject*);
/// As the methods of that name; the end of the generator is a pending StopIteration.
Ref generator_send(Thread&, GeneratorObject*, Value sent);
Ref generator_throw(Thread&, GeneratorObject*, Value exception);
Ref generator_close(Thread&, GeneratorObject*);
/// Makes one that does not run a finished one, which holds nothing.
void clear_generator(GeneratorObject*);
/// The iterator that a suspended generator's `yield from` waits for; borrowed, or null.
Value delegate_of(const GeneratorObject*);
/// What `receiver`, any iterator, gives for what is sent to it, or with `returned` what it returned.
Ref iterator_send(Thread&, Value receiver, Value sent, bool* returned);
/// As next(): the end is a pending StopIteration with its value.
Ref next_or_stop(Thread&, Value iterator);
/// Takes the pending exception when it is a StopIteration, and gives its value; null when it is not.
Ref take_stop_value(Thread&);

}  // namespace sidewinder
