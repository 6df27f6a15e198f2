// SPDX-License-Identifier: MIT
// Dictionaries: insertion-ordered entries and an index by open addressing with linear probing and
// backward-shift deletion (so the index never holds tombstones). `aux` changes with every change
// of keys; a lookup that runs user code starts again when it does. Growth is CPython's, so that
// mutation during iteration shows the same entries.
#include <algorithm>
#include <bit>
#include <cstring>

#include "vm/objects/support.hpp"

namespace sidewinder {

std::uint64_t dict_slot_seed = 0;

namespace {

constexpr std::int32_t empty_slot = -1;

std::uint32_t home_slot(std::uint64_t hash, std::uint32_t mask) {
    return static_cast<std::uint32_t>(((hash ^ dict_slot_seed) * 0x9E37'79B9'7F4A'7C15) >>
                                      std::countl_zero(std::uint64_t{mask}));
}

void note_change(Thread& thread, DictObject* dict) {
    if ((dict->flags & DictObject::flag_watched) && thread.on_change)
        thread.on_change(thread, dict);
}

void place(DictObject* dict, std::uint32_t entry) {
    std::uint32_t slot = home_slot(dict->entries[entry].hash, dict->table_mask);
    while (dict->table[slot] != empty_slot) slot = (slot + 1) & dict->table_mask;
    dict->table[slot] = static_cast<std::int32_t>(entry);
}

/// Moves live entries to fresh arrays of a table of `size` slots.
bool rebuild(Thread& thread, DictObject* dict, std::uint64_t size) {
    if (size > std::uint64_t{1} << 30) {
        raise_memory_error(thread);
        return false;
    }
    const auto capacity = static_cast<std::uint32_t>(size * 2 / 3);
    auto* table =
        static_cast<std::int32_t*>(thread.heap.allocate_bytes(size * sizeof(std::int32_t)));
    if (!table) return false;
    auto* entries = static_cast<DictObject::Entry*>(
        thread.heap.allocate_bytes(capacity * sizeof(DictObject::Entry)));
    if (!entries) {
        thread.heap.free_bytes(table, size * sizeof(std::int32_t));
        return false;
    }
    std::uint32_t kept = 0;
    for (std::uint32_t i = 0; i < dict->used; ++i)
        if (!dict->entries[i].key.is_null()) entries[kept++] = dict->entries[i];
    thread.heap.free_bytes(dict->entries, dict->entry_capacity * sizeof(DictObject::Entry));
    if (dict->table)
        thread.heap.free_bytes(dict->table, (dict->table_mask + 1) * sizeof(std::int32_t));
    dict->entries = entries;
    dict->table = table;
    dict->used = kept;
    dict->entry_capacity = capacity;
    dict->table_mask = static_cast<std::uint32_t>(size - 1);
    std::fill_n(table, size, empty_slot);
    for (std::uint32_t i = 0; i < kept; ++i) place(dict, i);
    return true;
}

bool reserve_entry(Thread& thread, DictObject* dict) {
    if (dict->used < dict->entry_capacity) return true;
    return rebuild(thread, dict,
                   std::bit_ceil(std::max<std::uint64_t>(8, std::uint64_t{dict->live} * 3)));
}

std::uint32_t slot_of(const DictObject* dict, std::uint32_t entry) {
    std::uint32_t slot = home_slot(dict->entries[entry].hash, dict->table_mask);
    while (dict->table[slot] != static_cast<std::int32_t>(entry))
        slot = (slot + 1) & dict->table_mask;
    return slot;
}

/// Empties a slot and moves followers back, so that every probe run stays unbroken.
void vacate(DictObject* dict, std::uint32_t hole) {
    const std::uint32_t mask = dict->table_mask;
    for (std::uint32_t next = (hole + 1) & mask; dict->table[next] != empty_slot;
         next = (next + 1) & mask) {
        const std::uint32_t home =
            home_slot(dict->entries[static_cast<std::uint32_t>(dict->table[next])].hash, mask);
        if (((next - home) & mask) < ((next - hole) & mask)) continue;
        dict->table[hole] = dict->table[next];
        hole = next;
    }
    dict->table[hole] = empty_slot;
}

/// Takes the entry out; the caller drops what it held.
DictObject::Entry remove_entry(Thread& thread, DictObject* dict, std::uint32_t index) {
    vacate(dict, slot_of(dict, index));
    const DictObject::Entry entry = dict->entries[index];
    dict->entries[index].key = Value::null();
    dict->entries[index].value = Value::null();
    --dict->live;
    dict->aux = thread.fresh_version();
    note_change(thread, dict);
    return entry;
}

/// The hash of a key; a TypeError gets the words of a dict access.
std::optional<std::uint64_t> key_hash(Thread& thread, Value key) {
    if (is_string(key)) return string_hash(key.as<StringObject>());
    const auto h = hash(thread, key);
    if (h) return h;
    const Value error = thread.exception;
    if (!is_kind(error, Kind::exception) ||
        error.as_object()->type != exception_type(thread, ExceptionKind::TypeError))
        return std::nullopt;
    const Ref held = Ref::steal(std::exchange(thread.exception, Value::null()));
    const Ref text = to_str(thread, held.get());
    if (text)
        raise_error(thread, ExceptionKind::TypeError, "cannot use '{}' as a dict key ({})",
                    type_name(thread, key), to_utf8(text.as<StringObject>()));
    return std::nullopt;
}

enum class Match : std::uint8_t { no, yes, changed, failed };

Match match_entry(Thread& thread, DictObject* dict, const DictObject::Entry& entry, Value key) {
    if (entry.key == key) return Match::yes;
    if (is_string(entry.key) && is_string(key))
        return string_equal(entry.key.as<StringObject>(), key.as<StringObject>()) ? Match::yes
                                                                                  : Match::no;
    if (entry.key.is_small_int() && key.is_small_int()) return Match::no;
    const std::uint32_t version = dict->aux;
    const Ref held = Ref::borrow(entry.key);
    const auto same = equal(thread, held.get(), key);
    if (!same) return Match::failed;
    if (dict->aux != version) return Match::changed;
    return *same ? Match::yes : Match::no;
}

}  // namespace

std::optional<std::size_t> dict_find(Thread& thread, DictObject* dict, Value key,
                                     std::uint64_t hash_, bool* failed) {
    *failed = false;
    while (true) {
        if (!dict->table) return std::nullopt;
        bool again = false;
        for (std::uint32_t slot = home_slot(hash_, dict->table_mask); !again;
             slot = (slot + 1) & dict->table_mask) {
            const std::int32_t index = dict->table[slot];
            if (index == empty_slot) return std::nullopt;
            const DictObject::Entry& entry = dict->entries[index];
            if (entry.hash != hash_) continue;
            switch (match_entry(thread, dict, entry, key)) {
                case Match::yes: return static_cast<std::size_t>(index);
                case Match::no: break;
                case Match::changed: again = true; break;
                case Match::failed: *failed = true; return std::nullopt;
            }
            if (again) break;
        }
    }
}

Ref make_dict(Thread& thread) {
    auto* dict = thread.heap.allocate<DictObject>(thread.types.dict, Kind::dict);
    if (!dict) return {};
    dict->entries = nullptr;
    dict->table = nullptr;
    dict->used = dict->live = dict->entry_capacity = dict->table_mask = 0;
    dict->aux = thread.fresh_version();
    thread.heap.track(dict);
    return Ref::steal(dict);
}

Value dict_get(Thread& thread, DictObject* dict, Value key) {
    const Ref keep = Ref::borrow(dict);
    const auto h = key_hash(thread, key);
    if (!h) return Value::null();
    bool failed = false;
    const auto index = dict_find(thread, dict, key, *h, &failed);
    return index ? dict->entries[*index].value : Value::null();
}

std::optional<std::uint32_t> dict_index(DictObject* dict, StringObject* name) {
    if (!dict->table) return std::nullopt;
    const std::uint64_t wanted = string_hash(name);
    for (std::uint32_t slot = home_slot(wanted, dict->table_mask);;
         slot = (slot + 1) & dict->table_mask) {
        const std::int32_t index = dict->table[slot];
        if (index == empty_slot) return std::nullopt;
        const DictObject::Entry& entry = dict->entries[index];
        if (entry.key == Value::object(name)) return static_cast<std::uint32_t>(index);
        if (entry.hash == wanted && is_string(entry.key) &&
            string_equal(entry.key.as<StringObject>(), name))
            return static_cast<std::uint32_t>(index);
    }
}

Value dict_get(DictObject* dict, StringObject* name) {
    const auto index = dict_index(dict, name);
    return index ? dict->entries[*index].value : Value::null();
}

bool dict_set(Thread& thread, DictObject* dict, Value key, Value value) {
    const auto h = key_hash(thread, key);
    if (!h) return false;
    bool failed = false;
    const auto index = dict_find(thread, dict, key, *h, &failed);
    if (failed) return false;
    if (index) {
        incref(value);
        const Ref old = Ref::steal(std::exchange(dict->entries[*index].value, value));
        note_change(thread, dict);
        return true;
    }
    if (!reserve_entry(thread, dict)) return false;
    incref(key);
    incref(value);
    dict->entries[dict->used] = {*h, key, value};
    place(dict, dict->used);
    ++dict->used;
    ++dict->live;
    dict->aux = thread.fresh_version();
    note_change(thread, dict);
    return true;
}

bool dict_delete(Thread& thread, DictObject* dict, Value key) {
    const auto h = key_hash(thread, key);
    if (!h) return false;
    bool failed = false;
    const auto index = dict_find(thread, dict, key, *h, &failed);
    if (!index) return false;
    const DictObject::Entry entry = remove_entry(thread, dict, static_cast<std::uint32_t>(*index));
    decref(entry.key);
    decref(entry.value);
    return true;
}

void dict_clear(Thread& thread, DictObject* dict) {
    if (!dict->table) return;
    auto* entries = std::exchange(dict->entries, nullptr);
    auto* table = std::exchange(dict->table, nullptr);
    const std::uint32_t used = std::exchange(dict->used, 0);
    const std::uint32_t capacity = std::exchange(dict->entry_capacity, 0);
    const std::uint32_t mask = std::exchange(dict->table_mask, 0);
    dict->live = 0;
    dict->aux = thread.fresh_version();
    note_change(thread, dict);
    for (std::uint32_t i = 0; i < used; ++i) {
        decref(entries[i].key);
        decref(entries[i].value);
    }
    thread.heap.free_bytes(entries, capacity * sizeof(DictObject::Entry));
    thread.heap.free_bytes(table, (mask + 1) * sizeof(std::int32_t));
}

Ref dict_copy(Thread& thread, DictObject* dict) {
    Ref copy = make_dict(thread);
    auto* result = copy.as<DictObject>();
    if (!copy || dict->live == 0) return copy;
    if (!rebuild(thread, result,
                 std::bit_ceil(std::max<std::uint64_t>(8, std::uint64_t{dict->live} * 3 / 2 + 1))))
        return {};
    for (std::uint32_t i = 0; i < dict->used; ++i) {
        const DictObject::Entry& entry = dict->entries[i];
        if (entry.key.is_null()) continue;
        incref(entry.key);
        incref(entry.value);
        result->entries[result->used] = entry;
        place(result, result->used++);
        ++result->live;
    }
    result->aux = thread.fresh_version();
    return copy;
}

Ref make_dict_view(Thread& thread, DictObject* dict, DictViewKind kind) {
    TypeObject* const types[] = {thread.types.dict_keys, thread.types.dict_values,
                                 thread.types.dict_items};
    auto* view =
        thread.heap.allocate<DictViewObject>(types[static_cast<int>(kind)], Kind::dict_view);
    if (!view) return {};
    view->flags = static_cast<std::uint16_t>(kind);
    view->dict = owned(dict);
    thread.heap.track(view);
    return Ref::steal(view);
}

/// dict.popitem without the tuple; false when empty.
bool dict_pop_last(Thread& thread, DictObject* dict, Ref* key, Ref* value) {
    while (dict->used > 0 && dict->entries[dict->used - 1].key.is_null()) --dict->used;
    if (dict->used == 0) return false;
    const DictObject::Entry entry = remove_entry(thread, dict, dict->used - 1);
    --dict->used;
    *key = Ref::steal(entry.key);
    *value = Ref::steal(entry.value);
    return true;
}

/// Removes a key and hands its value over; null without exception when absent.
Ref dict_take(Thread& thread, DictObject* dict, Value key) {
    const auto h = key_hash(thread, key);
    if (!h) return {};
    bool failed = false;
    const auto index = dict_find(thread, dict, key, *h, &failed);
    if (!index) return {};
    const DictObject::Entry entry = remove_entry(thread, dict, static_cast<std::uint32_t>(*index));
    const Ref removed_key = Ref::steal(entry.key);
    return Ref::steal(entry.value);
}

}  // namespace sidewinder
