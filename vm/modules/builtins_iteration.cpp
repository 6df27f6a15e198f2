// SPDX-License-Identifier: MIT
// Builtin functions that walk iterables: min, max, sum, sorted, reversed, any, all, iter, next.
#include <cmath>

#include "vm/modules/module_support.hpp"

namespace sidewinder {

namespace {

Ref builtin_len(Thread& thread, std::span<const Value> args, Value) {
    const auto count = length(thread, args[0]);
    return count ? int_from_i64(thread, *count) : Ref{};
}

Ref builtin_iter(Thread& thread, std::span<const Value> args, Value) {
    if (args.size() == 1) return get_iterator(thread, args[0]);
    if (is_callable(thread, args[0])) return make_call_iterator(thread, args[0], args[1]);
    raise_error(thread, ExceptionKind::TypeError, std::string_view("iter(v, w): v must be callable"));
    return {};
}

Ref builtin_next(Thread& thread, std::span<const Value> args, Value) {
    // A user's StopIteration goes through as it is, with its value.
    Ref item = next_or_stop(thread, args[0]);
    if (item || args.size() < 2 || !catch_exception(thread, ExceptionKind::StopIteration)) return item;
    return Ref::borrow(args[1]);
}

template <bool all>
Ref builtin_any_all(Thread& thread, std::span<const Value> args, Value) {
    const Ref iterator = get_iterator(thread, args[0]);
    if (!iterator) return {};
    while (const Ref item = iterator_next(thread, iterator.get())) {
        thread.charge(1);
        const auto b = truth(thread, item.get());
        if (!b) return {};
        if (*b != all) return boolean(!all);
    }
    return thread.has_exception() ? Ref{} : boolean(all);
}

/// Walks candidates of min() and max(), keeping the best so far and its key.
template <bool greatest>
bool choose(Thread& thread, Value candidate, Value key, Ref& best, Ref& best_key) {
    Ref candidate_key = key.is_none() ? Ref::borrow(candidate) : invoke(thread, key, {candidate});
    if (!candidate_key) return false;
    if (best) {
        constexpr auto op = greatest ? CompareOperator::gt : CompareOperator::lt;
        const auto better = compare_bool(thread, op, candidate_key.get(), best_key.get());
        if (!better) return false;
        if (!*better) return true;
    }
    best = Ref::borrow(candidate);
    best_key = std::move(candidate_key);
    return true;
}

template <bool greatest>
Ref builtin_extreme(Thread& thread, std::span<const Value> args, Value keyword_names) {
    constexpr const char* name = greatest ? "max" : "min";
    const std::size_t count = args.size() - keyword_count(keyword_names);
    static constexpr const char* names[] = {"key", "default"};
    Value given[] = {Value::none(), Value::null()};
    if (count == 0) {
        raise_error(thread, ExceptionKind::TypeError, "{} expected at least 1 argument, got 0",
                    name);
        return {};
    }
    if (!parse_arguments(thread, name, args.subspan(count), keyword_names, names, 0, 0, given))
        return {};
    Ref best, best_key;
    if (count > 1) {
        if (!given[1].is_null()) {
            raise_error(thread, ExceptionKind::TypeError,
                        "Cannot specify a default for {}() with multiple positional arguments",
                        name);
            return {};
        }
        for (const Value candidate : args.first(count))
            if (!choose<greatest>(thread, candidate, given[0], best, best_key)) return {};
        return best;
    }
    const Ref iterator = get_iterator(thread, args[0]);
    if (!iterator) return {};
    while (const Ref item = iterator_next(thread, iterator.get())) {
        thread.charge(1);
        if (!choose<greatest>(thread, item.get(), given[0], best, best_key)) return {};
    }
    if (thread.has_exception()) return {};
    if (best) return best;
    if (!given[1].is_null()) return Ref::borrow(given[1]);
    raise_error(thread, ExceptionKind::ValueError, "{}() iterable argument is empty", name);
    return {};
}

/// Float sum with Neumaier's correction, as CPython since 3.12.
struct CompensatedSum {
    double high = 0, low = 0;
    void add(double x) {
        const double t = high + x;
        low += std::fabs(high) >= std::fabs(x) ? (high - t) + x : (x - t) + high;
        high = t;
    }
    double result() const { return low != 0 && std::isfinite(low) ? high + low : high; }
};

Ref sum_floats(Thread& thread, Value iterator, double start, Ref* rest) {
    CompensatedSum sum;
    sum.high = start;
    while (Ref item = iterator_next(thread, iterator)) {
        thread.charge(1);
        bool overflow = false;
        if (item.get().is_float() || is_int(item.get())) {
            const double x = int_or_float(item.get(), &overflow);
            if (!overflow) {
                sum.add(x);
                continue;
            }
        }
        *rest = std::move(item);
        return number(sum.result());
    }
    return thread.has_exception() ? Ref{} : number(sum.result());
}

/// Whether floats that come next are summed with correction, when `total` is what the sum of ints and
/// `item` gave: CPython does so after ints of a machine word, not after larger ones or other objects.
bool may_correct(Value total, Value item) { return total.is_float() || (is_int(item) && !total.is_bool() && int_to_i64(total)); }

Ref builtin_sum(Thread& thread, std::span<const Value> args, Value keyword_names) {
    static constexpr const char* names[] = {"", "start"};
    Value given[2] = {Value::null(), Value::small_int(0)};
    if (!parse_arguments(thread, "sum", args, keyword_names, names, 1, 1, given)) return {};
    if (is_string(given[1])) {
        raise_error(thread, ExceptionKind::TypeError,
                    "sum() can't sum strings [use ''.join(seq) instead]");
        return {};
    }
    const Ref iterator = get_iterator(thread, given[0]);
    if (!iterator) return {};
    Ref total = Ref::borrow(given[1]);
    bool corrects = may_correct(total.get(), total.get());
    while (true) {
        Ref item;
        if (total.get().is_float() && corrects) {
            corrects = false;
            total = sum_floats(thread, iterator.get(), total.get().as_float(), &item);
            if (!total || !item) return total;
        } else {
            item = iterator_next(thread, iterator.get());
            thread.charge(1);
        }
        if (!item) return thread.has_exception() ? Ref{} : total;
        total = binary_operation(thread, BinaryOperator::add, total.get(), item.get());
        if (!total) return {};
        corrects = corrects && may_correct(total.get(), item.get());
    }
}

Ref builtin_sorted(Thread& thread, std::span<const Value> args, Value keyword_names) {
    const std::size_t count = args.size() - keyword_count(keyword_names);
    static constexpr const char* names[] = {"key", "reverse"};
    Value given[] = {Value::none(), Value::false_()};
    if (count != 1) {
        raise_error(thread, ExceptionKind::TypeError, "sorted expected 1 argument, got {}", count);
        return {};
    }
    Ref list = list_from(thread, args[0]);
    if (!list ||
        !parse_arguments(thread, "sort", args.subspan(1), keyword_names, names, 0, 0, given))
        return {};
    const auto reverse = truth(thread, given[1]);
    if (!reverse || !list_sort(thread, list.as<ListObject>(), given[0], *reverse)) return {};
    return list;
}

Ref builtin_reversed(Thread& thread, std::span<const Value> args, Value) {
    return reverse_iterator(thread, args[0]);
}

constexpr std::uint16_t keywords = NativeFunction::flag_keywords;
constexpr NativeMethod table[] = {
    {"len", builtin_len, 1, 1},
    {"iter", builtin_iter, 1, 2},
    {"next", builtin_next, 1, 2},
    {"any", builtin_any_all<false>, 1, 1},
    {"all", builtin_any_all<true>, 1, 1},
    {"min", builtin_extreme<false>, 0, any_number, keywords},
    {"max", builtin_extreme<true>, 0, any_number, keywords},
    {"sum", builtin_sum, 0, any_number, keywords},
    {"sorted", builtin_sorted, 0, any_number, keywords},
    {"reversed", builtin_reversed, 1, 1},
};

}  // namespace

std::span<const NativeMethod> iteration_builtins() {
    return table;
}

}  // namespace sidewinder
