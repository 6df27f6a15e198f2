// SPDX-License-Identifier: MIT
// iter() and next() for every kind of value. An exhausted iterator drops its source, so that it
// stays exhausted whatever happens to the source later.
#include "vm/objects/support.hpp"

namespace sidewinder {

namespace {

template <class Iterator, class Source>
Ref make_index_iterator(Thread& thread, TypeObject* type, Kind kind, Source* source,
                        Source* Iterator::*field) {
    auto* iterator = thread.heap.allocate<Iterator>(type, kind);
    if (!iterator) return {};
    iterator->*field = owned(source);
    iterator->index = 0;
    thread.heap.track(iterator);
    return Ref::steal(iterator);
}

Ref make_range_iterator(Thread& thread, const RangeObject* range) {
    auto* iterator =
        thread.heap.allocate<RangeIterator>(thread.types.range_iterator, Kind::range_iterator);
    if (!iterator) return {};
    iterator->next = range->start;
    iterator->step = range->step;
    iterator->remaining = range->length;
    __int128 last = __int128{range->start} + __int128{range->length - 1} * range->step;
    bool fits = Value::fits(range->start) && last >= Value::int_min && last <= Value::int_max;
    if (range->length <= 0 || fits) iterator->flags |= RangeIterator::flag_inline;
    return Ref::steal(iterator);
}

Ref make_view_iterator(Thread& thread, DictObject* dict, DictViewKind kind) {
    TypeObject* const types[] = {thread.types.dict_keyiterator, thread.types.dict_valueiterator,
                                 thread.types.dict_itemiterator};
    static constexpr IteratorKind kinds[] = {IteratorKind::dict_keys, IteratorKind::dict_values,
                                             IteratorKind::dict_items};
    const auto i = static_cast<std::size_t>(kind);
    Ref made = make_iterator(thread, types[i], kinds[i], Value::object(dict), 0);
    if (made) made.as<IteratorObject>()->expected_live = dict->live;
    return made;
}

void raise_not_iterable(Thread& thread, Value v) {
    raise_error(thread, ExceptionKind::TypeError, "'{}' object is not iterable",
                type_name(thread, v));
}

Ref user_iterator(Thread& thread, Value v) {
    const Value method = lookup_special(thread, v, Special::iter);
    if (method.is_none()) {
        raise_not_iterable(thread, v);
        return {};
    }
    if (method.is_null()) {
        if (!lookup_special(thread, v, Special::getitem).is_null())
            return make_iterator(thread, thread.types.iterator, IteratorKind::sequence, v, 0);
        raise_not_iterable(thread, v);
        return {};
    }
    Ref iterator = call_special(thread, method, v, {});
    if (!iterator) return {};
    const Value got = iterator.get();
    const bool builtin =
        got.is_pointer() && (is_kind(got, Kind::iterator) || is_kind(got, Kind::list_iterator) ||
                             is_kind(got, Kind::tuple_iterator) ||
                             is_kind(got, Kind::range_iterator) || is_kind(got, Kind::combinator) ||
                             is_kind(got, Kind::generator));
    if (builtin || !lookup_special(thread, got, Special::next).is_null()) return iterator;
    raise_error(thread, ExceptionKind::TypeError, "iter() returned non-iterator of type '{}'",
                type_name(thread, got));
    return {};
}

}  // namespace

Ref make_iterator(Thread& thread, TypeObject* type, IteratorKind kind, Value source,
                  std::int64_t index) {
    auto* iterator = thread.heap.allocate<IteratorObject>(type, Kind::iterator);
    if (!iterator) return {};
    iterator->flags = static_cast<std::uint16_t>(kind);
    incref(source);
    iterator->source = source;
    iterator->index = index;
    iterator->expected_live = 0;
    thread.heap.track(iterator);
    return Ref::steal(iterator);
}

namespace {

Ref reversed_range(Thread& thread, const RangeObject* range) {
    auto* iterator =
        thread.heap.allocate<RangeIterator>(thread.types.range_iterator, Kind::range_iterator);
    if (!iterator) return {};
    iterator->next = static_cast<std::int64_t>(static_cast<std::uint64_t>(range->start) +
                                               static_cast<std::uint64_t>(range->length - 1) *
                                                   static_cast<std::uint64_t>(range->step));
    iterator->step = static_cast<std::int64_t>(0 - static_cast<std::uint64_t>(range->step));
    iterator->remaining = range->length;
    return Ref::steal(iterator);
}

}  // namespace

Ref reverse_iterator(Thread& thread, Value v) {
    if (is_kind(v, Kind::range)) return reversed_range(thread, v.as<RangeObject>());
    if (is_kind(v, Kind::dict_view)) {
        if (v.as_object()->flags == static_cast<std::uint16_t>(DictViewKind::keys)) return reverse_iterator(thread, Value::object(v.as<DictViewObject>()->dict));
        const Ref items = list_from(thread, v);
        return items ? reverse_iterator(thread, items.get()) : Ref{};
    }
    if (is_kind(v, Kind::dict)) {
        auto* dict = v.as<DictObject>();
        Ref made = make_iterator(thread, thread.types.dict_keyiterator, IteratorKind::reversed, v,
                                 std::int64_t{dict->used} - 1);
        if (made) made.as<IteratorObject>()->expected_live = dict->live;
        return made;
    }
    if (has_user_class(v)) {
        const Value method = lookup_in_type(v.as_object()->type, intern(thread, "__reversed__"));
        if (!method.is_null() && !method.is_none()) return call_special(thread, method, v, {});
    }
    const bool sequence = is_string(v) || is_kind(v, Kind::list) || is_kind(v, Kind::tuple) ||
                          !lookup_special(thread, v, Special::getitem).is_null();
    if (!sequence) {
        raise_error(thread, ExceptionKind::TypeError, "'{}' object is not reversible",
                    type_name(thread, v));
        return {};
    }
    const auto count = length(thread, v);
    if (!count) return {};
    return make_iterator(thread, thread.types.list_reverseiterator, IteratorKind::reversed, v,
                         *count - 1);
}

Ref get_iterator(Thread& thread, Value v) {
    if (!v.is_pointer()) {
        raise_not_iterable(thread, v);
        return {};
    }
    switch (v.as_object()->kind) {
        case Kind::list:
            return make_index_iterator(thread, thread.types.list_iterator, Kind::list_iterator,
                                       v.as<ListObject>(), &ListIterator::list);
        case Kind::tuple:
            return make_index_iterator(thread, thread.types.tuple_iterator, Kind::tuple_iterator,
                                       v.as<TupleObject>(), &TupleIterator::tuple);
        case Kind::range: return make_range_iterator(thread, v.as<RangeObject>());
        case Kind::string:
            return make_iterator(thread, thread.types.str_iterator, IteratorKind::string, v, 0);
        case Kind::dict: return make_view_iterator(thread, v.as<DictObject>(), DictViewKind::keys);
        case Kind::set: {
            Ref made = make_iterator(thread, thread.types.set_iterator, IteratorKind::set, v, 0);
            if (made) made.as<IteratorObject>()->expected_live = v.as<SetObject>()->used;
            return made;
        }
        case Kind::dict_view:
            return make_view_iterator(thread, v.as<DictViewObject>()->dict,
                                      static_cast<DictViewKind>(v.as_object()->flags));
        case Kind::iterator:
        case Kind::list_iterator:
        case Kind::tuple_iterator:
        case Kind::range_iterator:
        case Kind::combinator:
        case Kind::generator: return Ref::borrow(v);
        case Kind::type:
        case Kind::instance:
        case Kind::exception: return user_iterator(thread, v);
        case Kind::integer:
        case Kind::slice:
        case Kind::function:
        case Kind::native_function:
        case Kind::bound_method:
        case Kind::cell:
        case Kind::code:
        case Kind::module:
        case Kind::super:
        case Kind::traceback:
        case Kind::descriptor: break;
    }
    raise_not_iterable(thread, v);
    return {};
}

// ---- next ---------------------------------------------------------------------------------------

namespace {

Ref next_of_list(ListIterator* iterator) {
    if (!iterator->list) return {};
    if (iterator->index < iterator->list->size)
        return Ref::borrow(iterator->list->items[iterator->index++]);
    drop(iterator->list);
    return {};
}

Ref next_of_tuple(TupleIterator* iterator) {
    if (!iterator->tuple) return {};
    if (iterator->index < iterator->tuple->size())
        return Ref::borrow(iterator->tuple->items[iterator->index++]);
    drop(iterator->tuple);
    return {};
}

Ref next_of_range(Thread& thread, RangeIterator* iterator) {
    if (iterator->remaining == 0) return {};
    --iterator->remaining;
    const std::int64_t current = iterator->next;
    // Past the last item the sum may wrap; nobody reads it then.
    iterator->next = static_cast<std::int64_t>(static_cast<std::uint64_t>(current) +
                                               static_cast<std::uint64_t>(iterator->step));
    return int_from_i64(thread, current);
}

Ref next_of_string(Thread& thread, IteratorObject* iterator) {
    const auto* s = iterator->source.as<StringObject>();
    if (iterator->index < s->length)
        return string_item(thread, s, static_cast<std::uint32_t>(iterator->index++));
    drop(iterator->source);
    return {};
}

Ref next_of_dict(Thread& thread, IteratorObject* iterator, IteratorKind kind) {
    const auto* dict = iterator->source.as<DictObject>();
    if (dict->live != iterator->expected_live) {
        iterator->expected_live = 0xFFFF'FFFF;  // sticky, as CPython
        raise_error(thread, ExceptionKind::RuntimeError,
                    "dictionary changed size during iteration");
        return {};
    }
    while (iterator->index < dict->used && dict->entries[iterator->index].key.is_null())
        ++iterator->index;
    if (iterator->index >= dict->used) {
        drop(iterator->source);
        return {};
    }
    const DictObject::Entry& entry = dict->entries[iterator->index++];
    if (kind == IteratorKind::dict_keys) return Ref::borrow(entry.key);
    if (kind == IteratorKind::dict_values) return Ref::borrow(entry.value);
    const Value pair[] = {entry.key, entry.value};
    return make_tuple(thread, pair);
}

Ref next_of_sequence(Thread& thread, IteratorObject* iterator) {
    const Ref source = Ref::borrow(iterator->source);
    Ref index = int_from_i64(thread, iterator->index);
    ++iterator->index;
    Ref item = get_item(thread, source.get(), index.get());
    if (item) return item;
    if (catch_exception(thread, ExceptionKind::IndexError) ||
        catch_exception(thread, ExceptionKind::StopIteration))
        drop(iterator->source);
    return {};
}

Ref next_reversed(Thread& thread, IteratorObject* iterator) {
    const Value source = iterator->source;
    if (iterator->index < 0) {
        drop(iterator->source);
        return {};
    }
    if (is_kind(source, Kind::list)) {
        const auto* list = source.as<ListObject>();
        if (iterator->index < list->size) return Ref::borrow(list->items[iterator->index--]);
        drop(iterator->source);
        return {};
    }
    if (is_kind(source, Kind::dict)) {
        const auto* dict = source.as<DictObject>();
        if (dict->live != iterator->expected_live) {
            raise_error(thread, ExceptionKind::RuntimeError,
                        "dictionary changed size during iteration");
            return {};
        }
        while (iterator->index >= 0 && dict->entries[iterator->index].key.is_null())
            --iterator->index;
        if (iterator->index < 0 || iterator->index >= dict->used) {
            drop(iterator->source);
            return {};
        }
        return Ref::borrow(dict->entries[iterator->index--].key);
    }
    const Ref held = Ref::borrow(source);
    const Ref index = int_from_i64(thread, iterator->index--);
    Ref item = get_item(thread, held.get(), index.get());
    if (!item && (catch_exception(thread, ExceptionKind::IndexError) ||
                  catch_exception(thread, ExceptionKind::StopIteration)))
        drop(iterator->source);
    return item;
}

Ref next_of_other(Thread& thread, IteratorObject* iterator) {
    if (iterator->source.is_null()) return {};
    const Ref keep = Ref::borrow(iterator);
    const auto kind = static_cast<IteratorKind>(iterator->flags);
    switch (kind) {
        case IteratorKind::string: return next_of_string(thread, iterator);
        case IteratorKind::dict_keys:
        case IteratorKind::dict_values:
        case IteratorKind::dict_items: return next_of_dict(thread, iterator, kind);
        case IteratorKind::sequence: return next_of_sequence(thread, iterator);
        case IteratorKind::reversed: return next_reversed(thread, iterator);
        case IteratorKind::set: return set_next(thread, iterator);
    }
    return {};
}

}  // namespace

Ref iterator_next(Thread& thread, Value v) {
    if (v.is_pointer()) {
        switch (v.as_object()->kind) {
            case Kind::list_iterator: return next_of_list(v.as<ListIterator>());
            case Kind::tuple_iterator: return next_of_tuple(v.as<TupleIterator>());
            case Kind::range_iterator: return next_of_range(thread, v.as<RangeIterator>());
            case Kind::iterator: return next_of_other(thread, v.as<IteratorObject>());
            case Kind::combinator: return combinator_next(thread, v.as<CombinatorObject>());
            case Kind::generator: return generator_next(thread, v.as<GeneratorObject>());
            default: break;
        }
    }
    const Value method = lookup_special(thread, v, Special::next);
    if (method.is_null()) {
        raise_error(thread, ExceptionKind::TypeError, "'{}' object is not an iterator",
                    type_name(thread, v));
        return {};
    }
    Ref item = call_special(thread, method, v, {});
    if (!item) catch_exception(thread, ExceptionKind::StopIteration);
    return item;
}

}  // namespace sidewinder
