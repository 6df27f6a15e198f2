// SPDX-License-Identifier: MIT
// Tuples. There is one empty tuple a thread; the others are as long as their `aux` says.
#include <algorithm>

#include "vm/objects/support.hpp"

namespace sidewinder {

Ref make_tuple(Thread& thread, std::span<const Value> items) {
    if (items.empty() && thread.empty_tuple) return Ref::borrow(thread.empty_tuple);
    if (items.size() > 0x7FFF'FFFF) {
        raise_memory_error(thread);
        return {};
    }
    auto* tuple = thread.heap.allocate<TupleObject>(
        thread.types.tuple, Kind::tuple, sizeof(TupleObject) + items.size() * sizeof(Value));
    if (!tuple) return {};
    tuple->aux = static_cast<std::uint32_t>(items.size());
    for (std::size_t i = 0; i < items.size(); ++i) {
        incref(items[i]);
        tuple->items[i] = items[i];
    }
    thread.heap.track(tuple);
    return Ref::steal(tuple);
}

Ref construct_tuple(Thread& thread, TypeObject*, std::span<const Value> args, Value keyword_names) {
    if (!no_keywords(thread, "tuple", keyword_names)) return {};
    if (args.size() > 1) {
        raise_error(thread, ExceptionKind::TypeError, "tuple expected at most 1 argument, got {}",
                    args.size());
        return {};
    }
    if (args.empty()) return make_tuple(thread, {});
    if (is_kind(args[0], Kind::tuple)) return Ref::borrow(args[0]);
    Ref list = list_from_items(thread, args[0]);
    if (!list) return {};
    return make_tuple(thread, {list.as<ListObject>()->items, list.as<ListObject>()->size});
}

namespace {

Ref method_index(Thread& thread, std::span<const Value> args, Value) {
    const auto* tuple = args[0].as<TupleObject>();
    std::int64_t bounds[] = {0, tuple->size()};
    for (std::size_t i = 2; i < args.size(); ++i) {
        const auto given = index_argument(thread, args[i], true);
        if (!given) return {};
        bounds[i - 2] = *given < 0 ? std::max<std::int64_t>(*given + tuple->size(), 0) : *given;
    }
    for (std::int64_t i = bounds[0]; i < bounds[1] && i < tuple->size(); ++i) {
        thread.charge(1);
        const auto same = equal(thread, tuple->items[i], args[1]);
        if (!same) return {};
        if (*same) return Ref::steal(Value::small_int(i));
    }
    raise_error(thread, ExceptionKind::ValueError, "tuple.index(x): x not in tuple");
    return {};
}

Ref method_count(Thread& thread, std::span<const Value> args, Value) {
    const auto* tuple = args[0].as<TupleObject>();
    std::int64_t count = 0;
    for (std::uint32_t i = 0; i < tuple->size(); ++i) {
        thread.charge(1);
        const auto same = equal(thread, tuple->items[i], args[1]);
        if (!same) return {};
        count += *same;
    }
    return Ref::steal(Value::small_int(count));
}

constexpr NativeMethod table[] = {
    {"index", method_index, 2, 4},
    {"count", method_count, 2, 2},
};

}  // namespace

std::span<const NativeMethod> tuple_methods() {
    return table;
}

}  // namespace sidewinder
