// SPDX-License-Identifier: MIT
// Questions about values: truth, length, hash, equality, order, membership, class. User methods
// may run in most of them, so containers are held and their sizes read again at each step.
#include "vm/objects/operations.hpp"

#include <cmath>

#include "vm/objects/support.hpp"

namespace sidewinder {

namespace {

constexpr std::uint32_t max_c_depth = 1000;

}  // namespace

NativeRecursion::NativeRecursion(Thread& thread) : thread_(thread) {
    ++thread.c_depth;
    ok_ = thread.c_depth <= max_c_depth &&
          thread.c_depth + thread.recursion_depth <= thread.recursion_limit;
    if (!ok_)
        raise_error(thread, ExceptionKind::RecursionError, "maximum recursion depth exceeded");
}

// ---- truth and length ---------------------------------------------------------------------------

namespace {

std::optional<std::int64_t> user_length(Thread& thread, Value v, Value method) {
    const Ref result = call_special(thread, method, v, {});
    if (!result) return std::nullopt;
    const Ref index = to_index(thread, result.get());
    if (!index) return std::nullopt;
    const auto number = int_to_i64(index.get());
    if (int_compare(index.get(), Value::small_int(0)) < 0) {
        raise_error(thread, ExceptionKind::ValueError, "__len__() should return >= 0");
        return std::nullopt;
    }
    if (!number)
        raise_error(thread, ExceptionKind::OverflowError,
                    "cannot fit 'int' into an index-sized integer");
    return number;
}

std::optional<bool> user_truth(Thread& thread, Value v) {
    const Value method = lookup_special(thread, v, Special::bool_);
    if (!method.is_null()) {
        const Ref result = call_special(thread, method, v, {});
        if (!result) return std::nullopt;
        if (result.get().is_bool()) return result.get().is_true();
        raise_error(thread, ExceptionKind::TypeError, "__bool__ should return bool, returned {}",
                    type_name(thread, result.get()));
        return std::nullopt;
    }
    const Value len = lookup_special(thread, v, Special::len);
    if (len.is_null()) return true;
    const auto count = user_length(thread, v, len);
    if (!count) return std::nullopt;
    return *count != 0;
}

std::optional<std::int64_t> builtin_length(Value v) {
    if (!v.is_pointer()) return std::nullopt;
    switch (v.as_object()->kind) {
        case Kind::string: return v.as<StringObject>()->length;
        case Kind::list: return v.as<ListObject>()->size;
        case Kind::tuple: return v.as<TupleObject>()->size();
        case Kind::dict: return v.as<DictObject>()->live;
        case Kind::dict_view: return v.as<DictViewObject>()->dict->live;
        case Kind::range: return v.as<RangeObject>()->length;
        case Kind::set: return v.as<SetObject>()->used;
        default: return std::nullopt;
    }
}

}  // namespace

std::optional<bool> truth(Thread& thread, Value v) {
    if (v.is_bool()) return v.is_true();
    if (v.is_none()) return false;
    if (v.is_small_int()) return v.as_small_int() != 0;
    if (v.is_float()) return v.as_float() != 0;
    if (v.is_not_implemented()) {
        raise_error(thread, ExceptionKind::TypeError,
                    "NotImplemented should not be used in a boolean context");
        return std::nullopt;
    }
    if (const auto count = builtin_length(v)) return *count != 0;
    if (is_instance_kind(v) || has_user_class(v)) return user_truth(thread, v);
    return true;
}

std::optional<std::int64_t> length(Thread& thread, Value v) {
    if (const auto count = builtin_length(v)) return count;
    const Value method = lookup_special(thread, v, Special::len);
    if (!method.is_null()) return user_length(thread, v, method);
    raise_error(thread, ExceptionKind::TypeError, "object of type '{}' has no len()",
                type_name(thread, v));
    return std::nullopt;
}

std::optional<std::int64_t> length_hint(Thread& thread, Value iterable) {
    if (const auto count = builtin_length(iterable)) return count;
    if (!is_instance_kind(iterable)) return 0;
    const Value method = lookup_special(thread, iterable, Special::len);
    if (method.is_null()) return 0;
    const auto count = user_length(thread, iterable, method);
    if (count || !catch_exception(thread, ExceptionKind::TypeError)) return count;
    return 0;
}

// ---- hash ---------------------------------------------------------------------------------------

std::uint64_t identity_hash(Value v) {
    return v.bits >> 4 | v.bits << 60;
}

namespace {

/// CPython's tuple hash (xxHash), so that hash((1, 2)) is the same number.
std::optional<std::uint64_t> sequence_hash(Thread& thread, std::span<const Value> items) {
    constexpr std::uint64_t prime1 = 11400714785074694791u, prime2 = 14029467366897019727u,
                            prime5 = 2870177450012600261u;
    std::uint64_t acc = prime5;
    for (const Value item : items) {
        const auto lane = hash(thread, item);
        if (!lane) return std::nullopt;
        acc += *lane * prime2;
        acc = (acc << 31 | acc >> 33) * prime1;
    }
    acc += items.size() ^ (prime5 ^ 3527539u);
    return acc == ~std::uint64_t{0} ? 1546275796u : acc;
}

std::optional<std::uint64_t> range_hash(Thread& thread, const RangeObject* range) {
    Value parts[] = {Value::none(), Value::none(), Value::none()};
    const Ref length = int_from_i64(thread, range->length);
    const Ref start = int_from_i64(thread, range->start);
    const Ref step = int_from_i64(thread, range->step);
    if (!length || !start || !step) return std::nullopt;
    parts[0] = length.get();
    if (range->length > 0) parts[1] = start.get();
    if (range->length > 1) parts[2] = step.get();
    return sequence_hash(thread, parts);
}

std::optional<std::uint64_t> unhashable(Thread& thread, Value v) {
    raise_error(thread, ExceptionKind::TypeError, "unhashable type: '{}'", type_name(thread, v));
    return std::nullopt;
}

std::optional<std::uint64_t> user_hash(Thread& thread, Value v) {
    const Value method = lookup_special(thread, v, Special::hash);
    if (method.is_null()) return identity_hash(v);
    if (method.is_none()) return unhashable(thread, v);
    Ref result = call_special(thread, method, v, {});
    if (!result) return std::nullopt;
    result = Ref::borrow(underlying(result.get()));
    if (!is_int(result.get())) {
        raise_error(thread, ExceptionKind::TypeError, "__hash__ method should return an integer");
        return std::nullopt;
    }
    const auto number = int_to_i64(result.get());
    const std::uint64_t h = number ? static_cast<std::uint64_t>(*number) : int_hash(result.get());
    return h == ~std::uint64_t{0} ? ~std::uint64_t{1} : h;
}

std::optional<std::uint64_t> object_hash(Thread& thread, Value v) {
    switch (v.as_object()->kind) {
        case Kind::integer: return int_hash(v);
        case Kind::string: return string_hash(v.as<StringObject>());
        case Kind::list:
        case Kind::dict: return unhashable(thread, v);
        case Kind::dict_view:
            return v.as_object()->flags == static_cast<std::uint16_t>(DictViewKind::values)
                       ? std::optional(identity_hash(v))
                       : unhashable(thread, v);
        case Kind::range: return range_hash(thread, v.as<RangeObject>());
        case Kind::set: return v.as<SetObject>()->frozen() ? std::optional(set_hash(v.as<SetObject>())) : unhashable(thread, v);
        case Kind::type: return has_user_class(v) ? user_hash(thread, v) : identity_hash(v);
        case Kind::instance:
        case Kind::exception: return user_hash(thread, v);
        case Kind::bound_method:
            return identity_hash(v.as<BoundMethod>()->self) ^
                   identity_hash(v.as<BoundMethod>()->function) * 3;
        case Kind::tuple:
        case Kind::slice: {
            NativeRecursion guard(thread);
            if (!guard) return std::nullopt;
            if (v.as_object()->kind == Kind::slice) {
                const auto* slice = v.as<SliceObject>();
                const Value parts[] = {slice->start, slice->stop, slice->step};
                return sequence_hash(thread, parts);
            }
            return sequence_hash(thread, {v.as<TupleObject>()->items, v.as<TupleObject>()->size()});
        }
        default: return identity_hash(v);
    }
}

}  // namespace

std::optional<std::uint64_t> hash(Thread& thread, Value v) {
    if (v.is_small_int()) return int_hash(v);
    if (v.is_float()) return float_hash(v.as_float());
    if (v.is_bool()) return v.is_true();
    if (v.is_none()) return 0xFCA86420;
    if (!v.is_pointer()) return 0x51DE;
    return object_hash(thread, v);
}

// ---- comparison ---------------------------------------------------------------------------------

namespace {

bool order_holds(CompareOperator op, int order) {
    switch (op) {
        case CompareOperator::lt: return order < 0;
        case CompareOperator::le: return order <= 0;
        case CompareOperator::eq: return order == 0;
        case CompareOperator::ne: return order != 0;
        case CompareOperator::gt: return order > 0;
        case CompareOperator::ge: return order >= 0;
    }
    return false;
}

bool floats_hold(CompareOperator op, double a, double b) {
    switch (op) {
        case CompareOperator::lt: return a < b;
        case CompareOperator::le: return a <= b;
        case CompareOperator::eq: return a == b;
        case CompareOperator::ne: return a != b;
        case CompareOperator::gt: return a > b;
        case CompareOperator::ge: return a >= b;
    }
    return false;
}

Ref answer(bool b) {
    return Ref::steal(Value::boolean(b));
}
Ref not_implemented() {
    return Ref::steal(Value::not_implemented());
}
bool is_number(Value v) {
    return v.is_float() || is_int(v);
}

Ref compare_numbers(CompareOperator op, Value a, Value b) {
    if (a.is_float() && b.is_float()) return answer(floats_hold(op, a.as_float(), b.as_float()));
    if (!a.is_float() && !b.is_float()) return answer(order_holds(op, int_compare(a, b)));
    const int order =
        a.is_float() ? int_compare_double(b, a.as_float()) : int_compare_double(a, b.as_float());
    if (order == 2) return answer(op == CompareOperator::ne);
    return answer(order_holds(op, a.is_float() ? -order : order));
}

/// A list or tuple, read anew at each access.
struct Items {
    Value owner;
    std::uint32_t size() const {
        return is_kind(owner, Kind::list) ? owner.as<ListObject>()->size
                                          : owner.as<TupleObject>()->size();
    }
    Value at(std::uint32_t i) const {
        return is_kind(owner, Kind::list) ? owner.as<ListObject>()->items[i]
                                          : owner.as<TupleObject>()->items[i];
    }
};

Ref compare_sequences(Thread& thread, CompareOperator op, Value a, Value b) {
    const Items x{a}, y{b};
    const bool only_equality = op == CompareOperator::eq || op == CompareOperator::ne;
    if (only_equality && is_kind(a, Kind::list) && x.size() != y.size())
        return answer(op == CompareOperator::ne);
    for (std::uint32_t i = 0; i < x.size() && i < y.size(); ++i) {
        thread.charge(1);
        const Ref left = Ref::borrow(x.at(i)), right = Ref::borrow(y.at(i));
        const auto same = equal(thread, left.get(), right.get());
        if (!same) return {};
        if (*same) continue;
        if (only_equality) return answer(op == CompareOperator::ne);
        return compare(thread, op, left.get(), right.get());
    }
    const auto order = std::int64_t{x.size()} - y.size();
    return answer(order_holds(op, order < 0 ? -1 : order > 0));
}

std::optional<bool> dicts_equal(Thread& thread, DictObject* a, DictObject* b) {
    if (a->live != b->live) return false;
    for (std::uint32_t i = 0; i < a->used; ++i) {
        thread.charge(1);
        if (a->entries[i].key.is_null()) continue;
        const Ref key = Ref::borrow(a->entries[i].key);
        const Ref value = Ref::borrow(a->entries[i].value);
        bool failed = false;
        const auto found = dict_find(thread, b, key.get(), a->entries[i].hash, &failed);
        if (failed) return std::nullopt;
        if (!found) return false;
        const Ref other = Ref::borrow(b->entries[*found].value);
        const auto same = equal(thread, value.get(), other.get());
        if (!same || !*same) return same;
    }
    return true;
}

bool ranges_equal(const RangeObject* a, const RangeObject* b) {
    if (a->length != b->length) return false;
    if (a->length == 0) return true;
    return a->start == b->start && (a->length == 1 || a->step == b->step);
}

/// keys() and items() compare as sets: all of the smaller are in the larger.
std::optional<bool> view_within(Thread& thread, Value a, Value b) {
    Ref iterator = get_iterator(thread, a);
    if (!iterator) return std::nullopt;
    while (Ref item = iterator_next(thread, iterator.get())) {
        const auto found = contains(thread, b, item.get());
        if (!found || !*found) return found;
    }
    if (thread.has_exception()) return std::nullopt;
    return true;
}

Ref compare_views(Thread& thread, CompareOperator op, Value a, Value b) {
    const auto values = static_cast<std::uint16_t>(DictViewKind::values);
    if (a.as_object()->flags == values || b.as_object()->flags == values) return not_implemented();
    const std::uint32_t x = a.as<DictViewObject>()->dict->live,
                        y = b.as<DictViewObject>()->dict->live;
    const bool backwards = op == CompareOperator::gt || op == CompareOperator::ge;
    bool possible = x == y;
    if (op == CompareOperator::lt || op == CompareOperator::gt)
        possible = backwards ? x > y : x < y;
    if (op == CompareOperator::le || op == CompareOperator::ge)
        possible = backwards ? x >= y : x <= y;
    std::optional<bool> within = false;
    if (possible) within = backwards ? view_within(thread, b, a) : view_within(thread, a, b);
    if (!within) return {};
    return answer(*within == (op != CompareOperator::ne));
}

Ref equality(CompareOperator op, std::optional<bool> same) {
    if (!same) return {};
    return answer(*same == (op == CompareOperator::eq));
}

}  // namespace

/// What the builtin class of `a` says; NotImplemented when it has no opinion.
Ref compare_builtin(Thread& thread, CompareOperator op, Value a, Value b) {
    const bool only_equality = op == CompareOperator::eq || op == CompareOperator::ne;
    if (is_number(a) && is_number(b)) return compare_numbers(op, a, b);
    if (!a.is_pointer() || !b.is_pointer() || a.as_object()->kind != b.as_object()->kind)
        return not_implemented();
    switch (a.as_object()->kind) {
        case Kind::string: {
            const auto *x = a.as<StringObject>(), *y = b.as<StringObject>();
            if (only_equality) return equality(op, string_equal(x, y));
            return answer(order_holds(op, string_compare(x, y)));
        }
        case Kind::list:
        case Kind::tuple: return compare_sequences(thread, op, a, b);
        case Kind::dict:
            if (!only_equality) break;
            return equality(op, dicts_equal(thread, a.as<DictObject>(), b.as<DictObject>()));
        case Kind::dict_view: return compare_views(thread, op, a, b);
        case Kind::set: return compare_sets(thread, op, a, b);
        case Kind::range:
            if (only_equality)
                return equality(op, ranges_equal(a.as<RangeObject>(), b.as<RangeObject>()));
            break;
        case Kind::slice: {
            const auto *x = a.as<SliceObject>(), *y = b.as<SliceObject>();
            const Value left[] = {x->start, x->stop, x->step},
                        right[] = {y->start, y->stop, y->step};
            const Ref p = make_tuple(thread, left), q = make_tuple(thread, right);
            if (!p || !q) return {};
            return compare_sequences(thread, op, p.get(), q.get());
        }
        case Kind::bound_method: {
            const auto *x = a.as<BoundMethod>(), *y = b.as<BoundMethod>();
            if (only_equality)
                return equality(op, x->function == y->function && x->self == y->self);
            break;
        }
        default: break;
    }
    return not_implemented();
}

namespace {

constexpr Special forward_special[] = {Special::lt, Special::le, Special::eq,
                                       Special::ne, Special::gt, Special::ge};
constexpr CompareOperator swapped_operator[] = {CompareOperator::gt, CompareOperator::ge,
                                                CompareOperator::eq, CompareOperator::ne,
                                                CompareOperator::lt, CompareOperator::le};

/// One side's say: a user method, `__ne__` by inverting `__eq__`, or the builtin rule.
Ref try_compare(Thread& thread, CompareOperator op, Value a, Value b) {
    if (!has_user_class(a)) {
        const Ref other = Ref::borrow(underlying(b));
        return compare_builtin(thread, op, a, other.get());
    }
    const Value method = lookup_special(thread, a, forward_special[static_cast<int>(op)]);
    if (!method.is_null())
        return method.is_none() ? not_implemented() : call_special(thread, method, a, {b});
    if (op != CompareOperator::ne) return not_implemented();
    const Value eq = lookup_special(thread, a, Special::eq);
    if (eq.is_null() || eq.is_none()) return not_implemented();
    Ref same = call_special(thread, eq, a, {b});
    if (!same || same.get().is_not_implemented()) return same;
    const auto is_same = truth(thread, same.get());
    return is_same ? answer(!*is_same) : Ref{};
}

Ref compare_slow(Thread& thread, CompareOperator op, Value a, Value b) {
    NativeRecursion guard(thread);
    if (!guard) return {};
    const CompareOperator swapped = swapped_operator[static_cast<int>(op)];
    TypeObject *left = type_of(thread, a), *right = type_of(thread, b);
    const bool right_first =
        left != right && has_user_class(b) && is_subtype(right, left) &&
        !lookup_special(thread, b, forward_special[static_cast<int>(swapped)]).is_null();
    if (right_first) {
        Ref result = try_compare(thread, swapped, b, a);
        if (!result || !result.get().is_not_implemented()) return result;
    }
    Ref result = try_compare(thread, op, a, b);
    if (!result || !result.get().is_not_implemented()) return result;
    if (!right_first) {
        result = try_compare(thread, swapped, b, a);
        if (!result || !result.get().is_not_implemented()) return result;
    }
    if (op == CompareOperator::eq) return answer(a == b);
    if (op == CompareOperator::ne) return answer(a != b);
    static constexpr const char* symbols[] = {"<", "<=", "==", "!=", ">", ">="};
    raise_error(thread, ExceptionKind::TypeError,
                "'{}' not supported between instances of '{}' and '{}'",
                symbols[static_cast<int>(op)], type_name(thread, a), type_name(thread, b));
    return {};
}

}  // namespace

Ref compare(Thread& thread, CompareOperator op, Value a, Value b) {
    if (is_number(a) && is_number(b)) return compare_numbers(op, a, b);
    if (is_string(a) && is_string(b)) return compare_builtin(thread, op, a, b);
    const Ref keep_a = Ref::borrow(a), keep_b = Ref::borrow(b);
    return compare_slow(thread, op, a, b);
}

std::optional<bool> compare_bool(Thread& thread, CompareOperator op, Value a, Value b) {
    const Ref result = compare(thread, op, a, b);
    if (!result) return std::nullopt;
    return truth(thread, result.get());
}

std::optional<bool> equal(Thread& thread, Value a, Value b) {
    if (a == b) return true;
    return compare_bool(thread, CompareOperator::eq, a, b);
}

// ---- membership ---------------------------------------------------------------------------------

namespace {

std::optional<bool> contains_by_iteration(Thread& thread, Value container, Value item) {
    Ref iterator = get_iterator(thread, container);
    if (!iterator) {
        const bool no_methods = lookup_special(thread, container, Special::iter).is_null() ||
                                lookup_special(thread, container, Special::iter).is_none();
        if (no_methods && catch_exception(thread, ExceptionKind::TypeError))
            raise_error(thread, ExceptionKind::TypeError,
                        "argument of type '{}' is not a container or iterable",
                        type_name(thread, container));
        return std::nullopt;
    }
    while (Ref candidate = iterator_next(thread, iterator.get())) {
        thread.charge(1);
        const auto same = equal(thread, candidate.get(), item);
        if (!same || *same) return same;
    }
    if (thread.has_exception()) return std::nullopt;
    return false;
}

std::optional<bool> sequence_contains(Thread& thread, Value container, Value item) {
    const Items items{container};
    for (std::uint32_t i = 0; i < items.size(); ++i) {
        thread.charge(1);
        const Ref candidate = Ref::borrow(items.at(i));
        const auto same = equal(thread, candidate.get(), item);
        if (!same || *same) return same;
    }
    return false;
}

std::optional<bool> string_contains(Thread& thread, const StringObject* text, Value item) {
    const Value part = underlying(item);
    if (is_string(part))
        return find_text(text, part.as<StringObject>(), 0, text->length, false) >= 0;
    raise_error(thread, ExceptionKind::TypeError,
                "'in <string>' requires string as left operand, not {}", type_name(thread, item));
    return std::nullopt;
}

std::optional<bool> dict_contains(Thread& thread, DictObject* dict, Value key) {
    const bool found = !dict_get(thread, dict, key).is_null();
    if (thread.has_exception()) return std::nullopt;
    return found;
}

std::optional<bool> view_contains(Thread& thread, Value view, Value item) {
    DictObject* dict = view.as<DictViewObject>()->dict;
    const auto kind = static_cast<DictViewKind>(view.as_object()->flags);
    if (kind == DictViewKind::keys) return dict_contains(thread, dict, item);
    if (kind == DictViewKind::values) return contains_by_iteration(thread, view, item);
    item = underlying(item);
    if (!is_kind(item, Kind::tuple) || item.as<TupleObject>()->size() != 2) return false;
    const Ref value = Ref::borrow(dict_get(thread, dict, item.as<TupleObject>()->items[0]));
    if (thread.has_exception()) return std::nullopt;
    if (!value) return false;
    return equal(thread, value.get(), item.as<TupleObject>()->items[1]);
}

std::optional<bool> range_contains(Thread& thread, Value range_value, Value item) {
    if (!is_int(item)) return contains_by_iteration(thread, range_value, item);
    const auto* range = range_value.as<RangeObject>();
    const auto number = int_to_i64(item);
    if (!number || range->length == 0) return false;
    const bool in_bounds = range->step > 0 ? *number >= range->start && *number < range->stop
                                           : *number <= range->start && *number > range->stop;
    if (!in_bounds) return false;
    const auto distance = static_cast<__int128>(*number) - range->start;
    return distance % range->step == 0;
}

}  // namespace

std::optional<bool> contains(Thread& thread, Value container, Value item) {
    const Ref keep = Ref::borrow(container), keep_item = Ref::borrow(item);
    if (!container.is_pointer()) return contains_by_iteration(thread, container, item);
    switch (container.as_object()->kind) {
        case Kind::string: return string_contains(thread, container.as<StringObject>(), item);
        case Kind::list:
        case Kind::tuple: return sequence_contains(thread, container, item);
        case Kind::dict: return dict_contains(thread, container.as<DictObject>(), item);
        case Kind::dict_view: return view_contains(thread, container, item);
        case Kind::range: return range_contains(thread, container, item);
        case Kind::set: return set_contains(thread, container.as<SetObject>(), item);
        default: break;
    }
    const Value method = lookup_special(thread, container, Special::contains);
    if (method.is_null()) return contains_by_iteration(thread, container, item);
    if (method.is_none()) {
        raise_error(thread, ExceptionKind::TypeError, "'{}' object is not a container",
                    type_name(thread, container));
        return std::nullopt;
    }
    const Ref result = call_special(thread, method, container, {item});
    if (!result) return std::nullopt;
    return truth(thread, result.get());
}

}  // namespace sidewinder
