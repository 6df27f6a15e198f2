// SPDX-License-Identifier: MIT
// The methods of set and frozenset and their constructors. Results are of the receiver's class.
#include "vm/objects/support.hpp"

#include <iterator>

namespace sidewinder {

namespace {

SetObject* self_set(std::span<const Value> args) { return args[0].as<SetObject>(); }
Ref none() { return Ref::steal(Value::none()); }
Ref none_if(bool done) { return done ? none() : Ref{}; }
Ref answer(std::optional<bool> b) { return b ? Ref::steal(Value::boolean(*b)) : Ref{}; }

Ref method_add(Thread& thread, std::span<const Value> args, Value) { return none_if(set_add(thread, self_set(args), args[1])); }
Ref method_clear(Thread& thread, std::span<const Value> args, Value) { return none_if(set_clear(thread, self_set(args))); }
Ref method_copy(Thread& thread, std::span<const Value> args, Value) {
    if (self_set(args)->frozen()) return Ref::borrow(args[0]);
    return set_copy(thread, self_set(args), false);
}
Ref method_discard(Thread& thread, std::span<const Value> args, Value) { return none_if(set_discard(thread, self_set(args), args[1]).has_value()); }
Ref method_remove(Thread& thread, std::span<const Value> args, Value) {
    const auto found = set_discard(thread, self_set(args), args[1]);
    if (found && !*found) raise_error(thread, ExceptionKind::KeyError, args[1]);
    return none_if(found && *found);
}
Ref method_pop(Thread& thread, std::span<const Value> args, Value) {
    Ref key = set_pop(thread, self_set(args));
    if (!key) raise_error(thread, ExceptionKind::KeyError, "pop from an empty set");
    return key;
}

/// For each argument in turn, `step(thread, set, argument)` in place.
template <bool (*step)(Thread&, SetObject*, Value)>
Ref update_with(Thread& thread, std::span<const Value> args, Value) {
    for (const Value other : args.subspan(1))
        if (!step(thread, self_set(args), other)) return {};
    return none();
}
template <bool (*step)(Thread&, SetObject*, Value)>
Ref copy_with(Thread& thread, std::span<const Value> args, Value) {
    Ref result = set_copy(thread, self_set(args), self_set(args)->frozen());
    for (const Value other : args.subspan(1)) {
        if (!result) return {};
        if (other != args[0] && !step(thread, result.as<SetObject>(), other)) return {};
    }
    return result;
}
Ref method_intersection(Thread& thread, std::span<const Value> args, Value) {
    if (args.size() == 1) return set_copy(thread, self_set(args), self_set(args)->frozen());
    Ref result = Ref::borrow(args[0]);
    for (const Value other : args.subspan(1)) {
        result = set_intersection(thread, result.as<SetObject>(), other);
        if (!result) return {};
    }
    return result;
}
Ref method_intersection_update(Thread& thread, std::span<const Value> args, Value names) {
    Ref result = method_intersection(thread, args, names);
    if (!result) return {};
    set_swap(thread, self_set(args), result.as<SetObject>());
    return none();
}
Ref method_difference(Thread& thread, std::span<const Value> args, Value) {
    if (args.size() == 1) return set_copy(thread, self_set(args), self_set(args)->frozen());
    Ref result = set_difference(thread, self_set(args), args[1]);
    for (const Value other : args.subspan(2))
        if (!result || !set_difference_update(thread, result.as<SetObject>(), other)) return {};
    return result;
}
Ref method_symmetric_difference(Thread& thread, std::span<const Value> args, Value) {
    return set_symmetric_difference(thread, self_set(args), args[1]);
}

/// `other` itself when it is a set, else the set of its items.
Ref as_set(Thread& thread, Value other) {
    if (is_kind(other, Kind::set)) return Ref::borrow(other);
    Ref made = make_set(thread, false);
    return made && set_update(thread, made.as<SetObject>(), other) ? made : Ref{};
}
Ref method_issubset(Thread& thread, std::span<const Value> args, Value) {
    const Ref other = as_set(thread, args[1]);
    return other ? answer(set_is_subset(thread, self_set(args), other.as<SetObject>())) : Ref{};
}
Ref method_issuperset(Thread& thread, std::span<const Value> args, Value) {
    if (is_kind(args[1], Kind::set)) return answer(set_is_subset(thread, args[1].as<SetObject>(), self_set(args)));
    Ref iterator = get_iterator(thread, args[1]);
    if (!iterator) return {};
    while (Ref item = iterator_next(thread, iterator.get())) {
        const auto found = set_contains(thread, self_set(args), item.get());
        if (!found || !*found) return answer(found);
    }
    return thread.has_exception() ? Ref{} : answer(true);
}
Ref method_isdisjoint(Thread& thread, std::span<const Value> args, Value) {
    Value small = args[1], large = args[0];
    if (is_kind(small, Kind::set) && small.as<SetObject>()->used > large.as<SetObject>()->used) std::swap(small, large);
    Ref iterator = get_iterator(thread, small);
    if (!iterator) return {};
    while (Ref item = iterator_next(thread, iterator.get())) {
        const auto found = set_contains(thread, large.as<SetObject>(), item.get());
        if (!found) return {};
        if (*found) return answer(false);
    }
    return thread.has_exception() ? Ref{} : answer(true);
}

/// First those of set alone.
constexpr NativeMethod table[] = {
    {"add", method_add, 2, 2},
    {"clear", method_clear, 1, 1},
    {"discard", method_discard, 2, 2},
    {"remove", method_remove, 2, 2},
    {"pop", method_pop, 1, 1},
    {"update", update_with<set_update>, 1, any_number},
    {"difference_update", update_with<set_difference_update>, 1, any_number},
    {"intersection_update", method_intersection_update, 1, any_number},
    {"symmetric_difference_update", update_with<set_symmetric_difference_update>, 2, 2},
    {"copy", method_copy, 1, 1},
    {"union", copy_with<set_update>, 1, any_number},
    {"difference", method_difference, 1, any_number},
    {"intersection", method_intersection, 1, any_number},
    {"symmetric_difference", method_symmetric_difference, 2, 2},
    {"issubset", method_issubset, 2, 2},
    {"issuperset", method_issuperset, 2, 2},
    {"isdisjoint", method_isdisjoint, 2, 2},
};
constexpr std::size_t changing_methods = 9;

Ref construct(Thread& thread, const char* name, bool frozen, std::span<const Value> args, Value keyword_names) {
    if (!no_keywords(thread, name, keyword_names)) return {};
    if (args.size() > 1) {
        raise_error(thread, ExceptionKind::TypeError, "{} expected at most 1 argument, got {}", name, args.size());
        return {};
    }
    if (frozen && !args.empty() && is_kind(args[0], Kind::set) && args[0].as<SetObject>()->frozen()) return Ref::borrow(args[0]);
    Ref made = make_set(thread, frozen);
    return made && (args.empty() || set_update(thread, made.as<SetObject>(), args[0])) ? made : Ref{};
}

}  // namespace

std::span<const NativeMethod> set_methods() { return table; }
std::span<const NativeMethod> frozenset_methods() { return std::span(table).subspan(changing_methods); }

Ref construct_set(Thread& thread, TypeObject*, std::span<const Value> args, Value keyword_names) {
    return construct(thread, "set", false, args, keyword_names);
}
Ref construct_frozenset(Thread& thread, TypeObject*, std::span<const Value> args, Value keyword_names) {
    return construct(thread, "frozenset", true, args, keyword_names);
}

Ref set_operation(Thread& thread, BinaryOperator op, Value a, Value b) {
    auto *set = a.as<SetObject>(), *other = b.as<SetObject>();
    switch (op) {
        case BinaryOperator::or_: {
            Ref result = set_copy(thread, set, set->frozen());
            return result && set_update(thread, result.as<SetObject>(), b) ? result : Ref{};
        }
        case BinaryOperator::and_: return set_intersection(thread, set, b);
        case BinaryOperator::subtract: return set_difference(thread, set, b);
        case BinaryOperator::xor_: return set_symmetric_difference(thread, set, b);
        case BinaryOperator::inplace_or: return set_update(thread, set, b) ? Ref::borrow(a) : Ref{};
        case BinaryOperator::inplace_and: {
            Ref result = set_intersection(thread, set, b);
            if (!result) return {};
            set_swap(thread, set, result.as<SetObject>());
            return Ref::borrow(a);
        }
        case BinaryOperator::inplace_subtract: return set_difference_update(thread, set, b) ? Ref::borrow(a) : Ref{};
        case BinaryOperator::inplace_xor: return set_symmetric_difference_update(thread, set, Value::object(other)) ? Ref::borrow(a) : Ref{};
        default: return Ref::steal(Value::not_implemented());
    }
}

Ref compare_sets(Thread& thread, CompareOperator op, Value a, Value b) {
    auto *x = a.as<SetObject>(), *y = b.as<SetObject>();
    switch (op) {
        case CompareOperator::gt:
        case CompareOperator::ge: std::swap(x, y); [[fallthrough]];
        case CompareOperator::lt:
        case CompareOperator::le: {
            const bool proper = op == CompareOperator::lt || op == CompareOperator::gt;
            return proper && x->used >= y->used ? answer(false) : answer(set_is_subset(thread, x, y));
        }
        case CompareOperator::eq:
        case CompareOperator::ne: break;
    }
    auto same = x->used == y->used ? set_is_subset(thread, x, y) : std::optional(false);
    if (same && op == CompareOperator::ne) same = !*same;
    return answer(same);
}

}  // namespace sidewinder
