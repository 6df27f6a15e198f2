// SPDX-License-Identifier: MIT
// enumerate, zip, map, filter and iter(callable, sentinel): lazy iterators over other iterators.
#include "vm/objects/support.hpp"

namespace sidewinder {

namespace {

Ref make_combinator(Thread& thread, TypeObject* type, CombinatorKind kind, TupleObject* sources,
                    Value state) {
    auto* made = thread.heap.allocate<CombinatorObject>(type, Kind::combinator);
    if (!made) return {};
    made->flags = static_cast<std::uint16_t>(kind);
    made->sources = owned(sources);
    incref(state);
    made->state = state;
    thread.heap.track(made);
    return Ref::steal(made);
}

Ref next_enumerated(Thread& thread, CombinatorObject* iterator) {
    const Ref sources = Ref::borrow(iterator->sources);
    Ref item = iterator_next(thread, sources.as<TupleObject>()->items[0]);
    if (!item) return {};
    const Ref number = Ref::borrow(iterator->state);
    Ref following = int_add(thread, number.get(), Value::small_int(1));
    if (!following) return {};
    assign(iterator->state, following.get());
    const Value pair[] = {number.get(), item.get()};
    return make_tuple(thread, pair);
}

/// After iterator `ended` of a strict zip or map ran out: the rest must be out too.
void check_strict(Thread& thread, const char* name, TupleObject* sources, std::uint32_t ended) {
    if (ended > 0) {
        raise_error(thread, ExceptionKind::ValueError,
                    "{}() argument {} is shorter than argument{}{}", name, ended + 1,
                    ended == 1 ? " 1" : "s 1-", ended == 1 ? "" : std::to_string(ended));
        return;
    }
    for (std::uint32_t i = 1; i < sources->size(); ++i) {
        const Ref extra = iterator_next(thread, sources->items[i]);
        if (thread.has_exception()) return;
        if (!extra) continue;
        raise_error(thread, ExceptionKind::ValueError,
                    "{}() argument {} is longer than argument{}{}", name, i + 1, i == 1 ? " 1" : "s 1-",
                    i == 1 ? "" : std::to_string(i));
        return;
    }
}

/// One item of each source; empty when the first of them ran out.
std::vector<Ref> next_of_each(Thread& thread, TupleObject* sources, const char* name, bool strict) {
    std::vector<Ref> items;
    for (std::uint32_t i = 0; i < sources->size(); ++i) {
        items.push_back(iterator_next(thread, sources->items[i]));
        if (items.back()) continue;
        if (strict && !thread.has_exception()) check_strict(thread, name, sources, i);
        return {};
    }
    return items;
}

std::vector<Value> borrowed(const std::vector<Ref>& items) {
    std::vector<Value> values;
    for (const Ref& item : items) values.push_back(item.get());
    return values;
}

Ref next_zipped(Thread& thread, CombinatorObject* iterator) {
    const Ref sources = Ref::borrow(iterator->sources);
    const std::vector<Ref> items = next_of_each(thread, sources.as<TupleObject>(), "zip", iterator->kind() == CombinatorKind::zip_strict);
    return items.empty() ? Ref{} : make_tuple(thread, std::span<const Value>(borrowed(items)));
}

Ref next_mapped(Thread& thread, CombinatorObject* iterator) {
    const Ref sources = Ref::borrow(iterator->sources), function = Ref::borrow(iterator->state);
    const std::vector<Ref> items = next_of_each(thread, sources.as<TupleObject>(), "map", iterator->kind() == CombinatorKind::map_strict);
    return items.empty() ? Ref{} : invoke(thread, function.get(), borrowed(items));
}

Ref next_filtered(Thread& thread, CombinatorObject* iterator) {
    const Ref sources = Ref::borrow(iterator->sources), function = Ref::borrow(iterator->state);
    while (Ref item = iterator_next(thread, sources.as<TupleObject>()->items[0])) {
        thread.charge(1);
        Ref verdict = item;
        if (!function.get().is_none() && function.get() != Value::object(thread.types.bool_)) verdict = invoke(thread, function.get(), {item.get()});
        const auto passes = verdict ? truth(thread, verdict.get()) : std::nullopt;
        if (!passes) return {};
        if (*passes) return item;
    }
    return {};
}

/// Its source is the value that ends it.
Ref next_called(Thread& thread, CombinatorObject* iterator) {
    const Ref sources = Ref::borrow(iterator->sources), function = Ref::borrow(iterator->state);
    Ref result = invoke(thread, function.get(), {});
    const auto is_last = result ? equal(thread, sources.as<TupleObject>()->items[0], result.get()) : std::nullopt;
    if (is_last && !*is_last) return result;
    const bool stopped = !result && catch_exception(thread, ExceptionKind::StopIteration);
    if (stopped || (is_last && *is_last)) drop(iterator->sources);
    return {};
}

Ref iterators_of(Thread& thread, std::span<const Value> iterables) {
    std::vector<Ref> iterators;
    for (const Value iterable : iterables) {
        iterators.push_back(get_iterator(thread, iterable));
        if (!iterators.back()) return {};
    }
    return make_tuple(thread, std::span<const Value>(borrowed(iterators)));
}

Ref advance(Thread& thread, CombinatorObject* iterator) {
    switch (iterator->kind()) {
        case CombinatorKind::enumerate: return next_enumerated(thread, iterator);
        case CombinatorKind::zip:
        case CombinatorKind::zip_strict: return next_zipped(thread, iterator);
        case CombinatorKind::map:
        case CombinatorKind::map_strict: return next_mapped(thread, iterator);
        case CombinatorKind::filter: return next_filtered(thread, iterator);
        case CombinatorKind::call: return next_called(thread, iterator);
    }
    return {};
}

}  // namespace

Ref combinator_next(Thread& thread, CombinatorObject* iterator) {
    if (!iterator->sources) return {};
    const Ref keep = Ref::borrow(iterator);
    Ref item = advance(thread, iterator);
    // Raised by what it calls, it ends the iteration as well.
    if (!item && thread.has_exception()) catch_exception(thread, ExceptionKind::StopIteration);
    return item;
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
    const Ref sources = iterators_of(thread, args.first(count));
    if (!sources) return {};
    return make_combinator(thread, type, *is_strict ? CombinatorKind::zip_strict : CombinatorKind::zip, sources.as<TupleObject>(), Value::small_int(0));
}

Ref construct_map(Thread& thread, TypeObject* type, std::span<const Value> args, Value keyword_names) {
    const std::size_t count = args.size() - keyword_count(keyword_names);
    static constexpr const char* names[] = {"strict"};
    Value strict[] = {Value::false_()};
    if (!parse_arguments(thread, "map", args.subspan(count), keyword_names, names, 0, 0, strict)) return {};
    const auto is_strict = truth(thread, strict[0]);
    if (!is_strict) return {};
    if (count < 2) {
        raise_error(thread, ExceptionKind::TypeError, std::string_view("map() must have at least two arguments."));
        return {};
    }
    const Ref sources = iterators_of(thread, args.subspan(1, count - 1));
    if (!sources) return {};
    return make_combinator(thread, type, *is_strict ? CombinatorKind::map_strict : CombinatorKind::map, sources.as<TupleObject>(), args[0]);
}

Ref construct_filter(Thread& thread, TypeObject* type, std::span<const Value> args, Value keyword_names) {
    if (!no_keywords(thread, "filter", keyword_names)) return {};
    if (args.size() != 2) {
        raise_error(thread, ExceptionKind::TypeError, "filter expected 2 arguments, got {}", args.size());
        return {};
    }
    const Ref sources = iterators_of(thread, args.subspan(1));
    return sources ? make_combinator(thread, type, CombinatorKind::filter, sources.as<TupleObject>(), args[0]) : Ref{};
}

Ref make_call_iterator(Thread& thread, Value callable, Value last) {
    const Ref sources = make_tuple(thread, std::span<const Value>(&last, 1));
    return sources ? make_combinator(thread, thread.types.callable_iterator, CombinatorKind::call, sources.as<TupleObject>(), callable) : Ref{};
}

}  // namespace sidewinder
