// SPDX-License-Identifier: MIT
// Lists: storage, methods and sorting. User code can run inside any comparison, so items are held
// by a count and sizes are read again after each.
#include <algorithm>
#include <bit>
#include <cstring>

#include "vm/objects/support.hpp"

namespace sidewinder {

bool list_reserve(Thread& thread, ListObject* list, std::uint32_t capacity) {
    if (capacity <= list->capacity) return true;
    if (capacity > 0x7FFF'FFFF) {
        raise_memory_error(thread);
        return false;
    }
    const std::uint64_t grown = std::uint64_t{list->capacity} + list->capacity / 2 + 4;
    const auto wanted = static_cast<std::uint32_t>(
        std::min<std::uint64_t>(std::max<std::uint64_t>(capacity, grown), 0x7FFF'FFFF));
    void* block = thread.heap.resize_bytes(list->items, list->capacity * sizeof(Value),
                                           std::size_t{wanted} * sizeof(Value));
    if (!block) return false;
    list->items = static_cast<Value*>(block);
    list->capacity = wanted;
    return true;
}

Ref make_list(Thread& thread, std::span<const Value> items) {
    auto* list = thread.heap.allocate<ListObject>(thread.types.list, Kind::list);
    if (!list) return {};
    list->items = nullptr;
    list->size = 0;
    list->capacity = 0;
    Ref result = Ref::steal(list);
    if (!items.empty()) {
        if (items.size() > 0x7FFF'FFFF) {
            raise_memory_error(thread);
            return {};
        }
        // Exact: literals are rarely appended to.
        void* block = thread.heap.allocate_bytes(items.size() * sizeof(Value));
        if (!block) return {};
        list->items = static_cast<Value*>(block);
        list->capacity = static_cast<std::uint32_t>(items.size());
        for (const Value item : items) {
            incref(item);
            list->items[list->size++] = item;
        }
    }
    thread.heap.track(list);
    return result;
}

bool list_append(Thread& thread, ListObject* list, Value item) {
    if (list->size == list->capacity && !list_reserve(thread, list, list->size + 1)) return false;
    incref(item);
    list->items[list->size++] = item;
    return true;
}

bool list_extend(Thread& thread, ListObject* list, Value iterable) {
    if (is_kind(iterable, Kind::list) || is_kind(iterable, Kind::tuple)) {
        Ref keep = Ref::borrow(iterable);
        // The size is read once: extending a list by itself doubles it.
        const bool from_list = is_kind(iterable, Kind::list);
        const std::uint32_t count =
            from_list ? iterable.as<ListObject>()->size : iterable.as<TupleObject>()->size();
        if (std::uint64_t{list->size} + count > 0x7FFF'FFFF) {
            raise_memory_error(thread);
            return false;
        }
        if (!list_reserve(thread, list, list->size + count)) return false;
        const Value* source =
            from_list ? iterable.as<ListObject>()->items : iterable.as<TupleObject>()->items;
        for (std::uint32_t i = 0; i < count; ++i) {
            incref(source[i]);
            list->items[list->size++] = source[i];
        }
        return true;
    }
    Ref iterator = get_iterator(thread, iterable);
    if (!iterator) return false;
    const auto hint = length_hint(thread, iterable);
    if (!hint) return false;
    if (*hint > 0x7FFF'FFFF - std::int64_t{list->size}) {
        raise_memory_error(thread);
        return false;
    }
    if (!list_reserve(thread, list, list->size + static_cast<std::uint32_t>(*hint))) return false;
    while (Ref item = iterator_next(thread, iterator.get()))
        if (!list_append(thread, list, item.get())) return false;
    return !thread.has_exception();
}

Ref list_from(Thread& thread, Value iterable) {
    Ref list = make_list(thread, {});
    if (!list || !list_extend(thread, list.as<ListObject>(), iterable)) return {};
    return list;
}

Ref list_from_items(Thread& thread, Value iterable) {
    if (!is_instance_kind(iterable)) return list_from(thread, iterable);
    const Ref iterator = get_iterator(thread, iterable);
    return iterator ? list_from(thread, iterator.get()) : Ref{};
}

Ref construct_list(Thread& thread, TypeObject*, std::span<const Value> args, Value keyword_names) {
    if (!no_keywords(thread, "list", keyword_names)) return {};
    if (args.size() > 1) {
        raise_error(thread, ExceptionKind::TypeError, "list expected at most 1 argument, got {}",
                    args.size());
        return {};
    }
    return args.empty() ? make_list(thread, {}) : list_from(thread, args[0]);
}

// ---- sorting ------------------------------------------------------------------------------------

namespace {

struct SortItem {
    Value key, value;
};

/// Stable merge sort that stops at the first exception; never reads outside its two arrays.
class Sorter {
public:
    Sorter(Thread& thread, bool reverse) : thread_(thread), reverse_(reverse) {}

    bool sort(std::vector<SortItem>& items) {
        std::vector<SortItem> scratch(items.size());
        return sort(items, scratch, 0, items.size());
    }

private:
    std::optional<bool> less(const SortItem& a, const SortItem& b) {
        return compare_bool(thread_, CompareOperator::lt, a.key, b.key);
    }

    /// Whether `right` must come before `left`, which precedes it now.
    std::optional<bool> swapped(const SortItem& left, const SortItem& right) {
        return reverse_ ? less(left, right) : less(right, left);
    }

    bool insertion_sort(std::vector<SortItem>& items, std::size_t begin, std::size_t end) {
        for (std::size_t i = begin + 1; i < end; ++i) {
            for (std::size_t j = i; j > begin; --j) {
                const auto swap = swapped(items[j - 1], items[j]);
                if (!swap) return false;
                if (!*swap) break;
                std::swap(items[j - 1], items[j]);
            }
        }
        return true;
    }

    bool sort(std::vector<SortItem>& items, std::vector<SortItem>& scratch, std::size_t begin,
              std::size_t end) {
        if (end - begin <= 8) return insertion_sort(items, begin, end);
        const std::size_t middle = begin + (end - begin) / 2;
        if (!sort(items, scratch, begin, middle) || !sort(items, scratch, middle, end))
            return false;
        const auto ordered = swapped(items[middle - 1], items[middle]);
        if (!ordered) return false;
        if (!*ordered) return true;
        std::copy(items.begin() + static_cast<std::ptrdiff_t>(begin),
                  items.begin() + static_cast<std::ptrdiff_t>(end),
                  scratch.begin() + static_cast<std::ptrdiff_t>(begin));
        return merge(items, scratch, begin, middle, end);
    }

    bool merge(std::vector<SortItem>& items, std::vector<SortItem>& scratch, std::size_t begin,
               std::size_t middle, std::size_t end) {
        std::size_t left = begin, right = middle, out = begin;
        bool ok = true;
        while (ok && left < middle && right < end) {
            const auto swap = swapped(scratch[left], scratch[right]);
            ok = swap.has_value();
            if (ok) items[out++] = *swap ? scratch[right++] : scratch[left++];
        }
        // Also after a failure: the list must keep each item exactly once.
        while (left < middle) items[out++] = scratch[left++];
        while (right < end) items[out++] = scratch[right++];
        return ok;
    }

    Thread& thread_;
    bool reverse_;
};

bool sort_values(Thread& thread, Value* values, std::uint32_t size, Value key, bool reverse) {
    std::vector<SortItem> items;
    items.reserve(size);
    thread.charge(std::uint64_t{size} * static_cast<std::uint64_t>(std::bit_width(size)));
    bool ok = true;
    for (std::uint32_t i = 0; ok && i < size; ++i) {
        Ref sort_key = key.is_none() ? Ref::borrow(values[i]) : invoke(thread, key, {values[i]});
        ok = static_cast<bool>(sort_key);
        if (ok) items.push_back({sort_key.release(), values[i]});
    }
    if (ok) {
        ok = Sorter(thread, reverse).sort(items);
        for (std::uint32_t i = 0; i < size; ++i) values[i] = items[i].value;
    }
    for (SortItem& item : items) decref(item.key);
    return ok;
}

}  // namespace

bool list_sort(Thread& thread, ListObject* list, Value key, bool reverse) {
    // The list is empty while user code may look at it; what that code leaves in it is dropped.
    Ref keep = Ref::borrow(list);
    Value* items = std::exchange(list->items, nullptr);
    const std::uint32_t size = std::exchange(list->size, 0);
    const std::uint32_t capacity = std::exchange(list->capacity, 0);
    bool ok = sort_values(thread, items, size, key, reverse);
    const bool modified = list->items != nullptr || list->size != 0;
    Value* left_items = std::exchange(list->items, items);
    const std::uint32_t left_size = std::exchange(list->size, size);
    const std::uint32_t left_capacity = std::exchange(list->capacity, capacity);
    for (std::uint32_t i = left_size; i-- > 0;) decref(left_items[i]);
    thread.heap.free_bytes(left_items, left_capacity * sizeof(Value));
    if (ok && modified) {
        raise_error(thread, ExceptionKind::ValueError, "list modified during sort");
        ok = false;
    }
    return ok;
}

// ---- methods ------------------------------------------------------------------------------------

namespace {

ListObject* self_list(std::span<const Value> args) {
    return args[0].as<ListObject>();
}
Ref none() {
    return Ref::steal(Value::none());
}

Ref method_append(Thread& thread, std::span<const Value> args, Value) {
    return list_append(thread, self_list(args), args[1]) ? none() : Ref{};
}

Ref method_extend(Thread& thread, std::span<const Value> args, Value) {
    return list_extend(thread, self_list(args), args[1]) ? none() : Ref{};
}

Ref method_insert(Thread& thread, std::span<const Value> args, Value) {
    const auto given = index_argument(thread, args[1], false);
    if (!given) return {};
    ListObject* list = self_list(args);
    if (!list_reserve(thread, list, list->size + 1)) return {};
    std::int64_t at = *given < 0 ? *given + list->size : *given;
    at = std::clamp<std::int64_t>(at, 0, list->size);
    std::memmove(list->items + at + 1, list->items + at,
                 (list->size - static_cast<std::size_t>(at)) * sizeof(Value));
    incref(args[2]);
    list->items[at] = args[2];
    ++list->size;
    return none();
}

Ref take_at(ListObject* list, std::int64_t at) {
    const Value item = list->items[at];
    std::memmove(list->items + at, list->items + at + 1,
                 (list->size - static_cast<std::size_t>(at) - 1) * sizeof(Value));
    --list->size;
    return Ref::steal(item);
}

Ref method_pop(Thread& thread, std::span<const Value> args, Value) {
    std::int64_t at = -1;
    if (args.size() > 1) {
        const auto given = index_argument(thread, args[1], false);
        if (!given) return {};
        at = *given;
    }
    ListObject* list = self_list(args);
    if (list->size == 0) {
        raise_error(thread, ExceptionKind::IndexError, "pop from empty list");
        return {};
    }
    if (at < 0) at += list->size;
    if (at < 0 || at >= list->size) {
        raise_error(thread, ExceptionKind::IndexError, "pop index out of range");
        return {};
    }
    return take_at(list, at);
}

/// Position of an equal item from `start`; nullopt with or without an exception.
std::optional<std::uint32_t> find_item(Thread& thread, ListObject* list, Value wanted,
                                       std::int64_t start, std::int64_t stop) {
    for (std::int64_t i = start; i < stop && i < list->size; ++i) {
        thread.charge(1);
        const Ref item = Ref::borrow(list->items[i]);
        const auto same = equal(thread, item.get(), wanted);
        if (!same) return std::nullopt;
        if (*same) return static_cast<std::uint32_t>(i);
    }
    return std::nullopt;
}

Ref method_remove(Thread& thread, std::span<const Value> args, Value) {
    ListObject* list = self_list(args);
    const auto at = find_item(thread, list, args[1], 0, INT64_MAX);
    if (at) {
        if (*at < list->size) take_at(list, *at);
        return none();
    }
    if (!thread.has_exception())
        raise_error(thread, ExceptionKind::ValueError, "list.remove(x): x not in list");
    return {};
}

Ref method_index(Thread& thread, std::span<const Value> args, Value) {
    std::int64_t bounds[] = {0, INT64_MAX};
    for (std::size_t i = 2; i < args.size(); ++i) {
        const auto given = index_argument(thread, args[i], true);
        if (!given) return {};
        bounds[i - 2] = *given;
    }
    ListObject* list = self_list(args);
    for (std::int64_t& bound : bounds)
        if (bound < 0) bound = std::max<std::int64_t>(bound + list->size, 0);
    const auto at = find_item(thread, list, args[1], bounds[0], bounds[1]);
    if (at) return Ref::steal(Value::small_int(*at));
    if (!thread.has_exception())
        raise_error(thread, ExceptionKind::ValueError, "list.index(x): x not in list");
    return {};
}

Ref method_count(Thread& thread, std::span<const Value> args, Value) {
    ListObject* list = self_list(args);
    std::int64_t count = 0;
    for (std::uint32_t i = 0; i < list->size; ++i) {
        thread.charge(1);
        const Ref item = Ref::borrow(list->items[i]);
        const auto same = equal(thread, item.get(), args[1]);
        if (!same) return {};
        count += *same;
    }
    return Ref::steal(Value::small_int(count));
}

Ref method_reverse(Thread&, std::span<const Value> args, Value) {
    ListObject* list = self_list(args);
    std::reverse(list->items, list->items + list->size);
    return none();
}

Ref method_sort(Thread& thread, std::span<const Value> args, Value keyword_names) {
    if (args.size() - keyword_count(keyword_names) > 1) {
        raise_error(thread, ExceptionKind::TypeError, "sort() takes no positional arguments");
        return {};
    }
    static constexpr const char* names[] = {"key", "reverse"};
    Value out[] = {Value::none(), Value::false_()};
    if (!parse_arguments(thread, "sort", args.subspan(1), keyword_names, names, 0, 0, out))
        return {};
    const auto reverse = truth(thread, out[1]);
    if (!reverse || !list_sort(thread, self_list(args), out[0], *reverse)) return {};
    return none();
}

Ref method_clear(Thread&, std::span<const Value> args, Value) {
    clear_references(args[0].as_object());
    return none();
}

Ref method_copy(Thread& thread, std::span<const Value> args, Value) {
    return list_from(thread, args[0]);
}

constexpr NativeMethod table[] = {
    {"append", method_append, 2, 2},
    {"extend", method_extend, 2, 2},
    {"insert", method_insert, 3, 3},
    {"pop", method_pop, 1, 2},
    {"remove", method_remove, 2, 2},
    {"index", method_index, 2, 4},
    {"count", method_count, 2, 2},
    {"reverse", method_reverse, 1, 1},
    {"clear", method_clear, 1, 1},
    {"copy", method_copy, 1, 1},
    {"sort", method_sort, 1, any_number, NativeFunction::flag_keywords},
};

}  // namespace

std::span<const NativeMethod> list_methods() {
    return table;
}

}  // namespace sidewinder
