// SPDX-License-Identifier: MIT
// The methods of dict and its constructor. Walks re-read the dictionary after user code ran.
#include "vm/objects/support.hpp"

namespace sidewinder {

namespace {

DictObject* self_dict(std::span<const Value> args) {
    return args[0].as<DictObject>();
}

bool update_from_dict(Thread& thread, DictObject* dict, DictObject* source) {
    const std::uint32_t live = source->live;
    for (std::uint32_t i = 0; i < source->used; ++i) {
        if (source->entries[i].key.is_null()) continue;
        const Ref key = Ref::borrow(source->entries[i].key);
        const Ref value = Ref::borrow(source->entries[i].value);
        if (!dict_set(thread, dict, key.get(), value.get())) return false;
        if (source->live != live) {
            raise_error(thread, ExceptionKind::RuntimeError, "dict mutated during update");
            return false;
        }
    }
    return true;
}

bool update_from_keys(Thread& thread, DictObject* dict, Value source, Value keys_method) {
    Ref keys = invoke(thread, keys_method, {});
    if (!keys) return false;
    Ref iterator = get_iterator(thread, keys.get());
    if (!iterator) return false;
    while (Ref key = iterator_next(thread, iterator.get())) {
        Ref value = get_item(thread, source, key.get());
        if (!value || !dict_set(thread, dict, key.get(), value.get())) return false;
    }
    return !thread.has_exception();
}

bool update_from_pairs(Thread& thread, DictObject* dict, Value source) {
    Ref iterator = get_iterator(thread, source);
    if (!iterator) return false;
    std::size_t index = 0;
    while (Ref item = iterator_next(thread, iterator.get())) {
        Ref pair = list_from_items(thread, item.get());
        if (!pair) {
            if (catch_exception(thread, ExceptionKind::TypeError))
                raise_error(thread, ExceptionKind::TypeError, "object is not iterable");
            return false;
        }
        auto* list = pair.as<ListObject>();
        if (list->size != 2) {
            raise_error(thread, ExceptionKind::ValueError,
                        "dictionary update sequence element #{} has length {}; 2 is required",
                        index, list->size);
            return false;
        }
        if (!dict_set(thread, dict, list->items[0], list->items[1])) return false;
        ++index;
    }
    return !thread.has_exception();
}

bool update_from_keywords(Thread& thread, DictObject* dict, std::span<const Value> values,
                          Value keyword_names) {
    for (std::size_t i = 0; i < values.size(); ++i)
        if (!dict_set(thread, dict, keyword_names.as<TupleObject>()->items[i], values[i]))
            return false;
    return true;
}

Ref method_get(Thread& thread, std::span<const Value> args, Value) {
    const Value found = dict_get(thread, self_dict(args), args[1]);
    if (!found.is_null()) return Ref::borrow(found);
    if (thread.has_exception()) return {};
    return Ref::borrow(args.size() > 2 ? args[2] : Value::none());
}

template <DictViewKind kind>
Ref method_view(Thread& thread, std::span<const Value> args, Value) {
    return make_dict_view(thread, self_dict(args), kind);
}

Ref method_pop(Thread& thread, std::span<const Value> args, Value) {
    Ref value = dict_take(thread, self_dict(args), args[1]);
    if (value || thread.has_exception()) return value;
    if (args.size() > 2) return Ref::borrow(args[2]);
    raise_error(thread, ExceptionKind::KeyError, args[1]);
    return {};
}

Ref method_popitem(Thread& thread, std::span<const Value> args, Value) {
    Ref key, value;
    if (!dict_pop_last(thread, self_dict(args), &key, &value)) {
        raise_error(thread, ExceptionKind::KeyError, "popitem(): dictionary is empty");
        return {};
    }
    const Value pair[] = {key.get(), value.get()};
    return make_tuple(thread, pair);
}

Ref method_setdefault(Thread& thread, std::span<const Value> args, Value) {
    const Value fallback = args.size() > 2 ? args[2] : Value::none();
    const Value found = dict_get(thread, self_dict(args), args[1]);
    if (!found.is_null()) return Ref::borrow(found);
    if (thread.has_exception() || !dict_set(thread, self_dict(args), args[1], fallback)) return {};
    return Ref::borrow(fallback);
}

Ref method_update(Thread& thread, std::span<const Value> args, Value keyword_names) {
    if (!dict_update_from_arguments(thread, self_dict(args), "update", args.subspan(1), keyword_names))
        return {};
    return Ref::steal(Value::none());
}

Ref method_clear(Thread& thread, std::span<const Value> args, Value) {
    dict_clear(thread, self_dict(args));
    return Ref::steal(Value::none());
}

Ref method_copy(Thread& thread, std::span<const Value> args, Value) {
    return dict_copy(thread, self_dict(args));
}

Ref method_fromkeys(Thread& thread, std::span<const Value> args, Value) {
    Ref made = invoke(thread, args[0], {});
    const Ref iterator = made ? get_iterator(thread, args[1]) : Ref{};
    if (!iterator) return {};
    const Value value = args.size() > 2 ? args[2] : Value::none();
    while (const Ref key = iterator_next(thread, iterator.get()))
        if (!set_item(thread, made.get(), key.get(), value)) return {};
    return thread.has_exception() ? Ref{} : made;
}

constexpr NativeMethod table[] = {
    {"get", method_get, 2, 3},
    {"keys", method_view<DictViewKind::keys>, 1, 1},
    {"values", method_view<DictViewKind::values>, 1, 1},
    {"items", method_view<DictViewKind::items>, 1, 1},
    {"pop", method_pop, 2, 3},
    {"popitem", method_popitem, 1, 1},
    {"setdefault", method_setdefault, 2, 3},
    {"update", method_update, 1, any_number, NativeFunction::flag_keywords},
    {"clear", method_clear, 1, 1},
    {"copy", method_copy, 1, 1},
};

}  // namespace

void add_fromkeys(Thread& thread) {
    constexpr const char* name = "fromkeys";
    const Ref function = make_native(thread, name, method_fromkeys, 2, 3, NativeFunction::flag_method);
    const Value plain = function.get();
    const Ref wrapped = construct_class_method(thread, thread.types.classmethod, std::span(&plain, 1), Value::null());
    dict_set(thread, thread.types.dict->attributes, Value::object(intern(thread, name)), wrapped.get());
}

std::span<const NativeMethod> dict_methods() {
    return table;
}

bool dict_update_from_arguments(Thread& thread, DictObject* dict, const char* function,
                                std::span<const Value> args, Value keyword_names) {
    const std::size_t positional = args.size() - keyword_count(keyword_names);
    if (positional > 1) {
        raise_error(thread, ExceptionKind::TypeError, "{} expected at most 1 argument, got {}",
                    function, positional);
        return false;
    }
    if (positional == 1 && !dict_update(thread, dict, args[0])) return false;
    return update_from_keywords(thread, dict, args.subspan(positional), keyword_names);
}

bool dict_update(Thread& thread, DictObject* dict, Value source) {
    const Ref keep = Ref::borrow(source);
    // A derived one is read behind its back unless it iterates in its own way, as in CPython.
    if (is_kind(underlying(source), Kind::dict) && is_kind(lookup_special(thread, source, Special::iter), Kind::native_function))
        source = underlying(source);
    if (is_kind(source, Kind::dict)) {
        return source == Value::object(dict) ||
               update_from_dict(thread, dict, source.as<DictObject>());
    }
    if (is_instance_kind(source)) {
        Ref keys = get_attribute(thread, source, intern(thread, "keys"));
        if (keys) return update_from_keys(thread, dict, source, keys.get());
        if (!catch_exception(thread, ExceptionKind::AttributeError)) return false;
    }
    return update_from_pairs(thread, dict, source);
}

Ref construct_dict(Thread& thread, TypeObject*, std::span<const Value> args, Value keyword_names) {
    Ref dict = make_dict(thread);
    if (!dict || !dict_update_from_arguments(thread, dict.as<DictObject>(), "dict", args, keyword_names))
        return {};
    return dict;
}

}  // namespace sidewinder
