// SPDX-License-Identifier: MIT
// enumerate and zip: lazy iterators over other iterators.
#include "vm/objects/support.hpp"

namespace sidewinder {

namespace {

Ref make_combinator(Thread& thread, TypeObject* type, CombinatorKind kind, TupleObject* sources,
                    Value counter) {
    auto* made = thread.heap.allocate<CombinatorObject>(type, Kind::combinator);
    if (!made) return {};
    made->flags = static_cast<std::uint16_t>(kind);
    made->sources = owned(sources);
    incref(counter);
    made->counter = counter;
    thread.heap.track(made);
    return Ref::steal(made);
}

Ref next_enumerated(Thread& thread, CombinatorObject* iterator) {
    const Ref sources = Ref::borrow(iterator->sources);
    Ref item = iterator_next(thread, sources.as<TupleObject>()->items[0]);
    if (!item) return {};
    const Ref number = Ref::borrow(iterator->counter);
    Ref following = int_add(thread, number.get(), Value::small_int(1));
    if (!following) return {};
    assign(iterator->counter, following.get());
    const Value pair[] = {number.get(), item.get()};
    return make_tuple(thread, pair);
}

/// After iterator `ended` of a strict zip ran out: the rest must be out too.
void check_strict(Thread& thread, TupleObject* sources, std::uint32_t ended) {
    if (ended > 0) {
        raise_error(thread, ExceptionKind::ValueError,
                    "zip() argument {} is shorter than argument{}{}", ended + 1,
                    ended == 1 ? " 1" : "s 1-", ended == 1 ? "" : std::to_string(ended));
        return;
    }
    for (std::uint32_t i = 1; i < sources->size(); ++i) {
        const Ref extra = iterator_next(thread, sources->items[i]);
        if (thread.has_exception()) return;
        if (!extra) continue;
        raise_error(thread, ExceptionKind::ValueError,
                    "zip() argument {} is longer than argument{}{}", i + 1, i == 1 ? " 1" : "s 1-",
                    i == 1 ? "" : std::to_string(i));
        return;
    }
}

Ref next_zipped(Thread& thread, CombinatorObject* iterator) {
    const Ref held = Ref::borrow(iterator->sources);
    auto* sources = held.as<TupleObject>();
    if (sources->size() == 0) return {};
    std::vector<Ref> items;
    std::vector<Value> values;
    for (std::uint32_t i = 0; i < sources->size(); ++i) {
        Ref item = iterator_next(thread, sources->items[i]);
        if (!item) {
            if (!thread.has_exception() &&
                static_cast<CombinatorKind>(iterator->flags) == CombinatorKind::zip_strict)
                check_strict(thread, sources, i);
            return {};
        }
        values.push_back(item.get());
        items.push_back(std::move(item));
    }
    return make_tuple(thread, std::span<const Value>(values));
}

}  // namespace

Ref combinator_next(Thread& thread, CombinatorObject* iterator) {
    if (!iterator->sources) return {};
    const Ref keep = Ref::borrow(iterator);
    if (static_cast<CombinatorKind>(iterator->flags) == CombinatorKind::enumerate)
        return next_enumerated(thread, iterator);
    return next_zipped(thread, iterator);
}

Ref construct_enumerate(Thread& thread, TypeObject* type, std::span<const Value> args,
                        Value keyword_names) {
    static constexpr const char* names[] = {"iterable", "start"};
    Value given[2];
    if (!parse_arguments(thread, "enumerate", args, keyword_names, names, 0, 1, given)) return {};
    Ref iterator = get_iterator(thread, given[0]);
    if (!iterator) return {};
    Ref start = given[1].is_null() ? Ref::steal(Value::small_int(0)) : to_index(thread, given[1]);
    if (!start) return {};
    const Value source[] = {iterator.get()};
    Ref sources = make_tuple(thread, source);
    if (!sources) return {};
    return make_combinator(thread, type, CombinatorKind::enumerate, sources.as<TupleObject>(),
                           start.get());
}

Ref construct_zip(Thread& thread, TypeObject* type, std::span<const Value> args,
                  Value keyword_names) {
    const std::size_t count = args.size() - keyword_count(keyword_names);
    static constexpr const char* names[] = {"strict"};
    Value strict[] = {Value::false_()};
    if (!parse_arguments(thread, "zip", args.subspan(count), keyword_names, names, 0, 0, strict))
        return {};
    const auto is_strict = truth(thread, strict[0]);
    if (!is_strict) return {};
    Ref list = make_list(thread, {});
    if (!list) return {};
    for (std::size_t i = 0; i < count; ++i) {
        Ref iterator = get_iterator(thread, args[i]);
        if (!iterator || !list_append(thread, list.as<ListObject>(), iterator.get())) return {};
    }
    Ref sources = make_tuple(thread, {list.as<ListObject>()->items, list.as<ListObject>()->size});
    if (!sources) return {};
    return make_combinator(thread, type,
                           *is_strict ? CombinatorKind::zip_strict : CombinatorKind::zip,
                           sources.as<TupleObject>(), Value::small_int(0));
}

}  // namespace sidewinder
