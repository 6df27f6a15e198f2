// SPDX-License-Identifier: MIT
// Sets: an open-addressed table in which the place of a key follows from its hash and the order of
// insertion just as in CPython (Objects/setobject.c: runs of ten neighbours, then perturbed jumps;
// growth by four, by two when large), because the order of iteration is seen by programs. A place
// once used stays used until the table is made anew. `aux` changes with every change, so that a
// lookup that runs user code knows to start again.
#include "vm/objects/support.hpp"

#include <algorithm>
#include <utility>

namespace sidewinder {

namespace {

using Entry = SetObject::Entry;

constexpr std::size_t smallest_table = 8;
constexpr std::size_t neighbours = 9;  ///< looked at after a place, where they fit
constexpr std::uint64_t deleted_hash = ~std::uint64_t{0};  ///< no key has it

bool is_unused(const Entry& e) { return e.key.is_null() && e.hash == 0; }

/// Walks the places where a key with that hash may be, in order.
class Probe {
public:
    Probe(const SetObject* set, std::uint64_t hash) : set_(set), perturb_(hash), home_(hash & set->mask) { begin_run(); }
    Entry& at() const { return set_->table[at_]; }
    void next() {
        if (at_ < end_) return void(++at_);
        perturb_ >>= 5;
        home_ = (home_ * 5 + 1 + perturb_) & set_->mask;
        begin_run();
    }

private:
    void begin_run() {
        at_ = home_;
        end_ = home_ + neighbours <= set_->mask ? home_ + neighbours : home_;
    }
    const SetObject* set_;
    std::uint64_t perturb_;
    std::size_t home_, at_ = 0, end_ = 0;
};

/// Puts a key that is not there into a table without deleted places.
void insert_clean(SetObject* set, Value key, std::uint64_t hash) {
    Probe probe(set, hash);
    while (!probe.at().key.is_null()) probe.next();
    probe.at() = {key, hash};
}

Entry* new_table(Thread& thread, std::size_t size) {
    auto* table = static_cast<Entry*>(thread.heap.allocate_bytes(size * sizeof(Entry)));
    if (table) std::fill_n(table, size, Entry{Value::null(), 0});
    return table;
}

/// Makes the table anew for more than `least` keys.
bool resize(Thread& thread, SetObject* set, std::size_t least) {
    std::size_t size = smallest_table;
    while (size <= least) size *= 2;
    Entry* table = size <= std::size_t{1} << 31 ? new_table(thread, size) : nullptr;
    if (!table) {
        if (!thread.has_exception()) raise_memory_error(thread);
        return false;
    }
    Entry* old = std::exchange(set->table, table);
    const std::size_t old_size = std::size_t{set->mask} + 1;
    set->mask = static_cast<std::uint32_t>(size - 1);
    set->fill = set->used;
    for (std::size_t i = 0; i < old_size; ++i)
        if (!old[i].key.is_null()) insert_clean(set, old[i].key, old[i].hash);
    thread.heap.free_bytes(old, old_size * sizeof(Entry));
    set->aux = thread.fresh_version();
    return true;
}

std::size_t grown(const SetObject* set) { return std::size_t{set->used} * (set->used > 50'000 ? 2 : 4); }

/// The entry of `key`, or the unused one that ends the search; null with an exception pending.
Entry* find(Thread& thread, SetObject* set, Value key, std::uint64_t hash) {
    for (Probe probe(set, hash);; probe.next()) {
        Entry& entry = probe.at();
        if (is_unused(entry)) return &entry;
        if (entry.hash != hash || entry.key.is_null()) continue;
        if (entry.key == key) return &entry;
        if (is_string(entry.key) && is_string(key)) {
            if (string_equal(entry.key.as<StringObject>(), key.as<StringObject>())) return &entry;
            continue;
        }
        const std::uint32_t version = set->aux;
        const Ref held = Ref::borrow(entry.key);
        const auto same = equal(thread, held.get(), key);
        if (!same) return nullptr;
        if (set->aux != version) return find(thread, set, key, hash);
        if (*same) return &entry;
    }
}

bool add_hashed(Thread& thread, SetObject* set, Value key, std::uint64_t hash) {
    const Ref held = Ref::borrow(key);
    Entry* entry = find(thread, set, key, hash);
    if (!entry) return false;
    if (!entry->key.is_null()) return true;
    if (set->fill == set->mask) {
        // It could not grow before. One unused place must stay, or a search would never end.
        if (!resize(thread, set, grown(set))) return false;
        entry = find(thread, set, key, hash);
        if (!entry) return false;
    }
    incref(key);
    *entry = {key, hash};
    ++set->fill;
    ++set->used;
    set->aux = thread.fresh_version();
    return std::size_t{set->fill} * 5 < std::size_t{set->mask} * 3 || resize(thread, set, grown(set));
}

/// Takes the key out, for the caller to drop.
Ref take(Thread& thread, SetObject* set, Entry* entry) {
    Ref key = Ref::steal(entry->key);
    *entry = {Value::null(), deleted_hash};
    --set->used;
    set->aux = thread.fresh_version();
    return key;
}

/// False when it was not there, or with an exception pending.
bool discard_hashed(Thread& thread, SetObject* set, Value key, std::uint64_t hash) {
    Entry* entry = find(thread, set, key, hash);
    if (!entry || entry->key.is_null()) return false;
    take(thread, set, entry);
    return true;
}

/// The hash of an element; a TypeError gets the words of a set's access.
std::optional<std::uint64_t> element_hash(Thread& thread, Value key) {
    const auto h = hash(thread, key);
    if (h) return h;
    const Value error = thread.exception;
    if (!is_kind(error, Kind::exception) || error.as_object()->type != exception_type(thread, ExceptionKind::TypeError)) return std::nullopt;
    const Ref held = Ref::steal(std::exchange(thread.exception, Value::null()));
    const Ref text = to_str(thread, held.get());
    if (text)
        raise_error(thread, ExceptionKind::TypeError, "cannot use '{}' as a set element ({})", type_name(thread, key),
                    to_utf8(text.as<StringObject>()));
    return std::nullopt;
}

/// What a lookup hashes: a set stands for the frozenset of its elements.
std::optional<std::uint64_t> lookup_hash(Thread& thread, Value key) {
    if (is_kind(key, Kind::set) && !key.as<SetObject>()->frozen()) return set_hash(key.as<SetObject>());
    return element_hash(thread, key);
}

bool merge(Thread& thread, SetObject* set, SetObject* other) {
    if (set == other || other->used == 0) return true;
    if ((std::size_t{set->fill} + other->used) * 5 >= std::size_t{set->mask} * 3 &&
        !resize(thread, set, (std::size_t{set->used} + other->used) * 2))
        return false;
    const bool empty = set->fill == 0;
    const bool copies = empty && set->mask == other->mask && other->fill == other->used;
    for (std::size_t i = 0; i <= other->mask; ++i) {
        const Entry entry = other->table[i];
        if (entry.key.is_null()) continue;
        if (!empty) {
            if (!add_hashed(thread, set, entry.key, entry.hash)) return false;
            continue;
        }
        incref(entry.key);
        if (copies) set->table[i] = entry;
        else insert_clean(set, entry.key, entry.hash);
        set->fill = ++set->used;
    }
    set->aux = thread.fresh_version();
    return true;
}

bool add_keys(Thread& thread, SetObject* set, DictObject* dict) {
    if ((std::size_t{set->fill} + dict->live) * 5 >= std::size_t{set->mask} * 3 &&
        !resize(thread, set, (std::size_t{set->used} + dict->live) * 2))
        return false;
    for (std::uint32_t i = 0; i < dict->used; ++i)
        if (!dict->entries[i].key.is_null() && !add_hashed(thread, set, dict->entries[i].key, dict->entries[i].hash)) return false;
    return true;
}

/// Calls visit(key, hash) for each element until it answers false; survives changes of the set.
template <class Visitor>
bool for_each(SetObject* set, Visitor visit) {
    for (std::size_t i = 0; i <= set->mask; ++i) {
        const Ref key = Ref::borrow(set->table[i].key);
        if (key && !visit(key.get(), set->table[i].hash)) return false;
    }
    return true;
}

}  // namespace

Ref make_set(Thread& thread, bool frozen) {
    auto* set = thread.heap.allocate<SetObject>(frozen ? thread.types.frozenset : thread.types.set, Kind::set);
    if (!set) return {};
    set->flags = frozen ? SetObject::flag_frozen : 0;
    set->mask = smallest_table - 1;
    set->fill = set->used = set->finger = 0;
    set->hash = 0;
    set->aux = thread.fresh_version();
    set->table = nullptr;
    Ref made = Ref::steal(set);
    set->table = new_table(thread, smallest_table);
    if (!set->table) return {};
    thread.heap.track(set);
    return made;
}

void set_release(Heap& heap, SetObject* set) {
    Entry* table = std::exchange(set->table, nullptr);
    if (!table) return;
    const std::size_t size = std::size_t{set->mask} + 1;
    set->mask = set->fill = set->used = 0;
    for (std::size_t i = 0; i < size; ++i) decref(table[i].key);
    heap.free_bytes(table, size * sizeof(Entry));
}

bool set_clear(Thread& thread, SetObject* set) {
    if (set->fill == 0) return true;
    Entry* fresh = new_table(thread, smallest_table);
    if (!fresh) return false;
    Entry* old = std::exchange(set->table, fresh);
    const std::size_t size = std::size_t{std::exchange(set->mask, smallest_table - 1)} + 1;
    set->fill = set->used = 0;
    set->aux = thread.fresh_version();
    for (std::size_t i = 0; i < size; ++i) decref(old[i].key);
    thread.heap.free_bytes(old, size * sizeof(Entry));
    return true;
}

bool set_add(Thread& thread, SetObject* set, Value key) {
    const auto h = element_hash(thread, key);
    return h && add_hashed(thread, set, key, *h);
}

std::optional<bool> set_contains(Thread& thread, SetObject* set, Value key) {
    const Ref held = Ref::borrow(set);
    const auto h = lookup_hash(thread, key);
    if (!h) return std::nullopt;
    const Entry* entry = find(thread, set, key, *h);
    if (!entry) return std::nullopt;
    return !entry->key.is_null();
}

std::optional<bool> set_discard(Thread& thread, SetObject* set, Value key) {
    const auto h = lookup_hash(thread, key);
    if (!h) return std::nullopt;
    const bool found = discard_hashed(thread, set, key, *h);
    if (thread.has_exception()) return std::nullopt;
    return found;
}

Ref set_pop(Thread& thread, SetObject* set) {
    if (set->used == 0) return {};
    std::size_t at = set->finger & set->mask;
    while (set->table[at].key.is_null()) at = (at + 1) & set->mask;
    set->finger = static_cast<std::uint32_t>(at + 1);
    return take(thread, set, &set->table[at]);
}

/// Frozensets of equal elements hash equal, whatever their order (setobject.c, frozenset_hash).
std::uint64_t set_hash(SetObject* set) {
    if (set->flags & SetObject::flag_hashed) return set->hash;
    auto shuffled = [](std::uint64_t h) { return ((h ^ 89869747) ^ (h << 16)) * 3644798167; };
    std::uint64_t h = 0;
    for (std::size_t i = 0; i <= set->mask; ++i)
        if (!set->table[i].key.is_null()) h ^= shuffled(set->table[i].hash);
    h ^= (std::uint64_t{set->used} + 1) * 1927868237;
    h ^= (h >> 11) ^ (h >> 25);
    h = h * 69069 + 907133923;
    if (h == ~std::uint64_t{0}) h = 590923713;
    if (set->frozen()) set->hash = h, set->flags |= SetObject::flag_hashed;
    return h;
}

bool set_update(Thread& thread, SetObject* set, Value iterable) {
    const Ref held = Ref::borrow(iterable);
    if (is_kind(iterable, Kind::set)) return merge(thread, set, iterable.as<SetObject>());
    if (is_kind(iterable, Kind::dict)) return add_keys(thread, set, iterable.as<DictObject>());
    Ref iterator = get_iterator(thread, iterable);
    if (!iterator) return false;
    while (Ref item = iterator_next(thread, iterator.get()))
        if (!set_add(thread, set, item.get())) return false;
    return !thread.has_exception();
}

Ref set_copy(Thread& thread, SetObject* set, bool frozen) {
    Ref copy = make_set(thread, frozen);
    return copy && merge(thread, copy.as<SetObject>(), set) ? copy : Ref{};
}

Ref set_intersection(Thread& thread, SetObject* set, Value other) {
    if (Value::object(set) == other) return set_copy(thread, set, set->frozen());
    Ref result = make_set(thread, set->frozen());
    if (!result) return {};
    auto* into = result.as<SetObject>();
    auto keep = [&](SetObject* in, Value key, std::uint64_t h) {
        const Entry* entry = find(thread, in, key, h);
        return entry && (entry->key.is_null() || add_hashed(thread, into, key, h));
    };
    if (is_kind(other, Kind::set)) {
        auto *small = other.as<SetObject>(), *large = set;
        if (small->used > large->used) std::swap(small, large);
        const Ref held_small = Ref::borrow(small), held_large = Ref::borrow(large);
        return for_each(small, [&](Value key, std::uint64_t h) { return keep(large, key, h); }) ? result : Ref{};
    }
    Ref iterator = get_iterator(thread, other);
    if (!iterator) return {};
    while (Ref item = iterator_next(thread, iterator.get())) {
        const auto h = element_hash(thread, item.get());
        if (!h || !keep(set, item.get(), *h)) return {};
    }
    return thread.has_exception() ? Ref{} : result;
}

bool set_difference_update(Thread& thread, SetObject* set, Value other) {
    if (Value::object(set) == other) return set_clear(thread, set);
    const Ref held = Ref::borrow(other);
    if (is_kind(other, Kind::set)) {
        Ref common = held;
        // Much larger: what both have is looked up in it.
        if (other.as<SetObject>()->used >> 3 > set->used) common = set_intersection(thread, set, other);
        if (!common) return false;
        if (!for_each(common.as<SetObject>(), [&](Value key, std::uint64_t h) { return discard_hashed(thread, set, key, h) || !thread.has_exception(); }))
            return false;
    } else {
        Ref iterator = get_iterator(thread, other);
        if (!iterator) return false;
        while (Ref item = iterator_next(thread, iterator.get())) {
            const auto h = element_hash(thread, item.get());
            if (!h) return false;
            if (!discard_hashed(thread, set, item.get(), *h) && thread.has_exception()) return false;
        }
        if (thread.has_exception()) return false;
    }
    return set->fill - set->used <= set->mask / 4 || resize(thread, set, grown(set));
}

void set_swap(Thread& thread, SetObject* a, SetObject* b) {
    std::swap(a->table, b->table);
    std::swap(a->mask, b->mask);
    std::swap(a->fill, b->fill);
    std::swap(a->used, b->used);
    a->aux = thread.fresh_version();
    b->aux = thread.fresh_version();
}

Ref set_difference(Thread& thread, SetObject* set, Value other) {
    const bool known = is_kind(other, Kind::set) || is_kind(other, Kind::dict);
    const std::uint32_t size = is_kind(other, Kind::set) ? other.as<SetObject>()->used : known ? other.as<DictObject>()->live : 0;
    if (!known || set->used >> 2 > size) {
        Ref result = set_copy(thread, set, set->frozen());
        return result && set_difference_update(thread, result.as<SetObject>(), other) ? result : Ref{};
    }
    Ref result = make_set(thread, set->frozen());
    if (!result) return {};
    const bool done = for_each(set, [&](Value key, std::uint64_t h) {
        bool found = false;
        if (is_kind(other, Kind::set)) {
            const Entry* entry = find(thread, other.as<SetObject>(), key, h);
            if (!entry) return false;
            found = !entry->key.is_null();
        } else {
            bool failed = false;
            found = dict_find(thread, other.as<DictObject>(), key, h, &failed).has_value();
            if (failed) return false;
        }
        return found || add_hashed(thread, result.as<SetObject>(), key, h);
    });
    return done ? result : Ref{};
}

bool set_symmetric_difference_update(Thread& thread, SetObject* set, Value other) {
    if (Value::object(set) == other) return set_clear(thread, set);
    Ref from = Ref::borrow(other);
    if (!is_kind(other, Kind::set)) {
        from = make_set(thread, false);
        if (!from || !set_update(thread, from.as<SetObject>(), other)) return false;
    }
    return for_each(from.as<SetObject>(), [&](Value key, std::uint64_t h) {
        if (discard_hashed(thread, set, key, h)) return true;
        return !thread.has_exception() && add_hashed(thread, set, key, h);
    });
}

Ref set_symmetric_difference(Thread& thread, SetObject* set, Value other) {
    Ref result = make_set(thread, set->frozen());
    if (!result || !set_update(thread, result.as<SetObject>(), other)) return {};
    return set_symmetric_difference_update(thread, result.as<SetObject>(), Value::object(set)) ? result : Ref{};
}

std::optional<bool> set_is_subset(Thread& thread, SetObject* set, SetObject* other) {
    if (set->used > other->used) return false;
    const Ref held = Ref::borrow(set), held_other = Ref::borrow(other);
    const bool within = for_each(set, [&](Value key, std::uint64_t h) {
        const Entry* entry = find(thread, other, key, h);
        return entry && !entry->key.is_null();
    });
    if (thread.has_exception()) return std::nullopt;
    return within;
}

Ref set_next(Thread& thread, IteratorObject* iterator) {
    auto* set = iterator->source.as<SetObject>();
    if (set->used != iterator->expected_live) {
        iterator->expected_live = 0xFFFF'FFFF;  // sticky, as CPython
        raise_error(thread, ExceptionKind::RuntimeError, "Set changed size during iteration");
        return {};
    }
    auto at = static_cast<std::size_t>(iterator->index);
    while (at <= set->mask && set->table[at].key.is_null()) ++at;
    iterator->index = static_cast<std::int64_t>(at) + 1;
    if (at <= set->mask) return Ref::borrow(set->table[at].key);
    drop(iterator->source);
    return {};
}

}  // namespace sidewinder
