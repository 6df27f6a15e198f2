// SPDX-License-Identifier: MIT
// v[k], v[k] = x and del v[k] for any values. Sizes are read after user code (an __index__) ran.
#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "vm/objects/operations.hpp"
#include "vm/objects/support.hpp"

namespace sidewinder {

std::optional<std::int64_t> index_argument(Thread& thread, Value v, bool clamp) {
    const Ref index = to_index(thread, v);
    if (!index) return std::nullopt;
    const auto number = int_to_i64(index.get());
    if (number) return number;
    if (clamp) return int_compare(index.get(), Value::small_int(0)) < 0 ? INT64_MIN : INT64_MAX;
    raise_error(thread, ExceptionKind::OverflowError,
                "cannot fit 'int' into an index-sized integer");
    return std::nullopt;
}

namespace {

bool has_index(Thread& thread, Value v) {
    return is_int(v) || !lookup_special(thread, v, Special::index).is_null();
}

/// `key` as a position, not yet checked against a length; IndexError when beyond 64 bits.
std::optional<std::int64_t> position(Thread& thread, Value key) {
    if (key.is_small_int()) return key.as_small_int();
    const auto at = index_argument(thread, key, false);
    if (!at && catch_exception(thread, ExceptionKind::OverflowError))
        raise_error(thread, ExceptionKind::IndexError,
                    "cannot fit '{}' into an index-sized integer", type_name(thread, key));
    return at;
}

/// Counts from the end when negative; false with IndexError when out of range.
bool in_range(Thread& thread, std::int64_t* at, std::int64_t size, const char* what) {
    if (*at < 0) *at += size;
    if (*at >= 0 && *at < size) return true;
    raise_error(thread, ExceptionKind::IndexError, "{} out of range", what);
    return false;
}

SW_COLD Ref wrong_key(Thread& thread, const char* what, Value key) {
    const std::string name = type_name(thread, key);
    if (std::string_view(what) == "string")
        raise_error(thread, ExceptionKind::TypeError, "string indices must be integers, not '{}'",
                    name);
    else
        raise_error(thread, ExceptionKind::TypeError,
                    "{} indices must be integers or slices, not {}", what, name);
    return {};
}

Ref slice_items(Thread& thread, Value container, std::span<const Value> items,
                const SliceBounds& b) {
    std::vector<Value> picked;
    picked.reserve(static_cast<std::size_t>(b.count));
    for (std::int64_t i = 0; i < b.count; ++i)
        picked.push_back(items[static_cast<std::size_t>(b.at(i))]);
    return is_kind(container, Kind::list) ? make_list(thread, picked)
                                          : make_tuple(thread, std::span<const Value>(picked));
}

std::int64_t size_of(Value v) {
    if (is_kind(v, Kind::list)) return v.as<ListObject>()->size;
    if (is_kind(v, Kind::tuple)) return v.as<TupleObject>()->size();
    if (is_kind(v, Kind::string)) return v.as<StringObject>()->length;
    return v.as<RangeObject>()->length;
}

Ref slice_range(Thread& thread, const RangeObject* range, const SliceBounds& b) {
    const auto at = [&](std::int64_t i) {
        return static_cast<__int128>(range->start) + static_cast<__int128>(i) * range->step;
    };
    const __int128 start = at(b.start), stop = at(b.stop),
                   step = static_cast<__int128>(range->step) * b.step;
    for (const __int128 n : {start, stop, step}) {
        if (n == static_cast<std::int64_t>(n)) continue;
        raise_error(thread, ExceptionKind::OverflowError,
                    "ranges beyond 64 bits are not supported by Sidewinder");
        return {};
    }
    return make_range(thread, static_cast<std::int64_t>(start), static_cast<std::int64_t>(stop),
                      static_cast<std::int64_t>(step));
}

Ref get_slice(Thread& thread, Value container, SliceObject* slice) {
    SliceBounds bounds{};
    if (!slice_numbers(thread, slice, &bounds)) return {};
    clamp_slice(size_of(container), &bounds);
    if (is_string(container)) return slice_string(thread, container.as<StringObject>(), bounds);
    if (is_kind(container, Kind::range))
        return slice_range(thread, container.as<RangeObject>(), bounds);
    if (is_kind(container, Kind::list))
        return slice_items(thread, container,
                           {container.as<ListObject>()->items, container.as<ListObject>()->size},
                           bounds);
    if (bounds.count == size_of(container) && bounds.step == 1) return Ref::borrow(container);
    return slice_items(thread, container,
                       {container.as<TupleObject>()->items, container.as<TupleObject>()->size()},
                       bounds);
}

Ref get_sequence_item(Thread& thread, Value container, Value key, const char* what) {
    if (is_kind(key, Kind::slice)) return get_slice(thread, container, key.as<SliceObject>());
    if (!has_index(thread, key)) return wrong_key(thread, what, key);
    auto at = position(thread, key);
    if (!at) return {};
    const std::string message =
        is_kind(container, Kind::range) ? "range object index" : std::string(what) + " index";
    if (!in_range(thread, &*at, size_of(container), message.c_str())) return {};
    if (is_kind(container, Kind::list)) return Ref::borrow(container.as<ListObject>()->items[*at]);
    if (is_kind(container, Kind::tuple))
        return Ref::borrow(container.as<TupleObject>()->items[*at]);
    if (is_string(container))
        return string_item(thread, container.as<StringObject>(), static_cast<std::uint32_t>(*at));
    const auto* range = container.as<RangeObject>();
    return int_from_i64(thread, range->start + *at * range->step);
}

Ref get_dict_item(Thread& thread, DictObject* dict, Value key) {
    const Value found = dict_get(thread, dict, key);
    if (!found.is_null()) return Ref::borrow(found);
    if (!thread.has_exception()) raise_error(thread, ExceptionKind::KeyError, key);
    return {};
}

Ref get_user_item(Thread& thread, Value container, Value key) {
    const Value method = lookup_special(thread, container, Special::getitem);
    if (!method.is_null()) return call_special(thread, method, container, {key});
    if (is_kind(container, Kind::type)) {
        const Value hook =
            lookup_in_type(container.as<TypeObject>(), intern(thread, "__class_getitem__"));
        if (!hook.is_null()) {
            const Ref bound =
                bind_attribute(thread, hook, Value::null(), container.as<TypeObject>());
            return bound ? invoke(thread, bound.get(), {key}) : Ref{};
        }
        auto* type = container.as<TypeObject>();
        const Types& t = thread.types;
        if (type == t.list || type == t.dict || type == t.tuple || type == t.type)
            raise_unsupported(thread, type_text(type) + "[...]");
        else
            raise_error(thread, ExceptionKind::TypeError, "type '{}' is not subscriptable", type_text(type));
        return {};
    }
    raise_error(thread, ExceptionKind::TypeError, "'{}' object is not subscriptable",
                type_name(thread, container));
    return {};
}

}  // namespace

Ref get_item(Thread& thread, Value container, Value key) {
    const Ref keep = Ref::borrow(container), keep_key = Ref::borrow(key);
    if (!container.is_pointer()) return get_user_item(thread, container, key);
    switch (container.as_object()->kind) {
        case Kind::list: return get_sequence_item(thread, container, key, "list");
        case Kind::tuple: return get_sequence_item(thread, container, key, "tuple");
        case Kind::string: return get_sequence_item(thread, container, key, "string");
        case Kind::range: return get_sequence_item(thread, container, key, "range");
        case Kind::dict: return get_dict_item(thread, container.as<DictObject>(), key);
        default: return get_user_item(thread, container, key);
    }
}

// ---- stores -------------------------------------------------------------------------------------

namespace {

/// list[start:stop] = items, where start..start+count is in range.
bool replace_items(Thread& thread, ListObject* list, std::int64_t start, std::int64_t count,
                   std::span<const Value> items) {
    const std::vector<Value> removed(list->items + start, list->items + start + count);
    const std::size_t tail = list->size - static_cast<std::size_t>(start + count);
    const std::uint64_t size = static_cast<std::uint64_t>(start) + items.size() + tail;
    if (size > 0x7FFF'FFFF) {
        raise_memory_error(thread);
        return false;
    }
    if (!list_reserve(thread, list, static_cast<std::uint32_t>(size))) return false;
    if (tail > 0)
        std::memmove(list->items + start + items.size(), list->items + start + count,
                     tail * sizeof(Value));
    for (std::size_t i = 0; i < items.size(); ++i) {
        incref(items[i]);
        list->items[static_cast<std::size_t>(start) + i] = items[i];
    }
    list->size = static_cast<std::uint32_t>(size);
    for (std::size_t i = removed.size(); i-- > 0;) decref(removed[i]);
    return true;
}

bool set_extended_slice(Thread& thread, ListObject* list, const SliceBounds& b,
                        std::span<const Value> items) {
    if (static_cast<std::int64_t>(items.size()) != b.count) {
        raise_error(thread, ExceptionKind::ValueError,
                    "attempt to assign sequence of size {} to extended slice of size {}",
                    items.size(), b.count);
        return false;
    }
    std::vector<Value> removed;
    for (std::int64_t i = 0; i < b.count; ++i) {
        incref(items[static_cast<std::size_t>(i)]);
        removed.push_back(std::exchange(list->items[b.at(i)], items[static_cast<std::size_t>(i)]));
    }
    for (const Value v : removed) decref(v);
    return true;
}

bool delete_extended_slice(ListObject* list, const SliceBounds& b) {
    std::vector<Value> removed, kept;
    const std::int64_t low = b.step > 0 ? b.start : b.at(b.count - 1);
    const std::int64_t step = std::abs(b.step);
    for (std::int64_t i = 0; i < list->size; ++i) {
        const std::int64_t offset = i - low;
        const bool hit = offset >= 0 && offset % step == 0 && offset / step < b.count;
        (hit ? removed : kept).push_back(list->items[i]);
    }
    std::copy(kept.begin(), kept.end(), list->items);
    list->size = static_cast<std::uint32_t>(kept.size());
    for (const Value v : removed) decref(v);
    return true;
}

/// A store (`value` not null) or deletion of a slice of a list.
bool change_slice(Thread& thread, ListObject* list, SliceObject* slice, Value value) {
    SliceBounds bounds{};
    if (!slice_numbers(thread, slice, &bounds)) return false;
    Ref source;
    if (!value.is_null()) {
        source = list_from_items(thread, value);
        if (!source) {
            if (catch_exception(thread, ExceptionKind::TypeError))
                raise_error(thread, ExceptionKind::TypeError,
                            "must assign iterable to extended slice");
            return false;
        }
    }
    clamp_slice(list->size, &bounds);
    thread.charge(list->size);
    std::span<const Value> items;
    if (source) items = {source.as<ListObject>()->items, source.as<ListObject>()->size};
    if (bounds.step == 1) return replace_items(thread, list, bounds.start, bounds.count, items);
    if (value.is_null()) return bounds.count == 0 || delete_extended_slice(list, bounds);
    return set_extended_slice(thread, list, bounds, items);
}

bool change_list(Thread& thread, ListObject* list, Value key, Value value) {
    if (is_kind(key, Kind::slice)) return change_slice(thread, list, key.as<SliceObject>(), value);
    if (!has_index(thread, key)) {
        wrong_key(thread, "list", key);
        return false;
    }
    auto at = position(thread, key);
    if (!at || !in_range(thread, &*at, list->size, "list assignment index")) return false;
    if (value.is_null()) return replace_items(thread, list, *at, 1, {});
    assign(list->items[*at], value);
    return true;
}

bool no_such_operation(Thread& thread, Value container, const char* verb) {
    raise_error(thread, ExceptionKind::TypeError, "'{}' object {} item {}",
                type_name(thread, container),
                verb[0] == 'd' ? "doesn't support" : "does not support", verb);
    return false;
}

}  // namespace

bool set_item(Thread& thread, Value container, Value key, Value value) {
    const Ref keep = Ref::borrow(container), keep_key = Ref::borrow(key),
              keep_value = Ref::borrow(value);
    if (is_kind(container, Kind::list))
        return change_list(thread, container.as<ListObject>(), key, value);
    if (is_kind(container, Kind::dict))
        return dict_set(thread, container.as<DictObject>(), key, value);
    const Value method = lookup_special(thread, container, Special::setitem);
    if (method.is_null()) return no_such_operation(thread, container, "assignment");
    return static_cast<bool>(call_special(thread, method, container, {key, value}));
}

bool delete_item(Thread& thread, Value container, Value key) {
    const Ref keep = Ref::borrow(container), keep_key = Ref::borrow(key);
    if (is_kind(container, Kind::list))
        return change_list(thread, container.as<ListObject>(), key, Value::null());
    if (is_kind(container, Kind::dict)) {
        if (dict_delete(thread, container.as<DictObject>(), key)) return true;
        if (!thread.has_exception()) raise_error(thread, ExceptionKind::KeyError, key);
        return false;
    }
    const Value method = lookup_special(thread, container, Special::delitem);
    if (method.is_null()) return no_such_operation(thread, container, "deletion");
    return static_cast<bool>(call_special(thread, method, container, {key}));
}

}  // namespace sidewinder
