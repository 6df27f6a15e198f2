// SPDX-License-Identifier: MIT
// range objects with 64-bit bounds, and slices: making them and resolving slice bounds.
#include <algorithm>

#include "vm/objects/support.hpp"

namespace sidewinder {

namespace {

std::int64_t range_length(std::int64_t start, std::int64_t stop, std::int64_t step) {
    const auto distance = [](std::int64_t from, std::int64_t to) {
        return static_cast<std::uint64_t>(to) - static_cast<std::uint64_t>(from);
    };
    std::uint64_t count = 0;
    if (step > 0 && start < stop)
        count = (distance(start, stop) - 1) / static_cast<std::uint64_t>(step) + 1;
    else if (step < 0 && start > stop)
        count = (distance(stop, start) - 1) / (0 - static_cast<std::uint64_t>(step)) + 1;
    return count > INT64_MAX ? -1 : static_cast<std::int64_t>(count);
}

}  // namespace

Ref make_range(Thread& thread, std::int64_t start, std::int64_t stop, std::int64_t step) {
    if (step == 0) {
        raise_error(thread, ExceptionKind::ValueError, "range() arg 3 must not be zero");
        return {};
    }
    const std::int64_t length = range_length(start, stop, step);
    if (length < 0) {
        raise_error(thread, ExceptionKind::OverflowError,
                    "ranges beyond 64 bits are not supported by Sidewinder");
        return {};
    }
    auto* range = thread.heap.allocate<RangeObject>(thread.types.range, Kind::range);
    if (!range) return {};
    range->start = start;
    range->stop = stop;
    range->step = step;
    range->length = length;
    return Ref::steal(range);
}

Ref construct_range(Thread& thread, TypeObject*, std::span<const Value> args, Value keyword_names) {
    if (!no_keywords(thread, "range", keyword_names)) return {};
    if (args.empty() || args.size() > 3) {
        raise_error(thread, ExceptionKind::TypeError, "range expected at {} argument{}, got {}",
                    args.empty() ? "least 1" : "most 3", args.empty() ? "" : "s", args.size());
        return {};
    }
    std::int64_t bounds[] = {0, 0, 1};
    for (std::size_t i = 0; i < args.size(); ++i) {
        Ref index = to_index(thread, args[i]);
        if (!index) return {};
        const auto number = int_to_i64(index.get());
        if (!number) {
            raise_error(thread, ExceptionKind::OverflowError,
                        "ranges beyond 64 bits are not supported by Sidewinder");
            return {};
        }
        bounds[args.size() == 1 ? 1 : i] = *number;
    }
    return make_range(thread, bounds[0], bounds[1], bounds[2]);
}

Ref make_slice(Thread& thread, Value start, Value stop, Value step) {
    auto* slice = thread.heap.allocate<SliceObject>(thread.types.slice, Kind::slice);
    if (!slice) return {};
    incref(start);
    incref(stop);
    incref(step);
    slice->start = start;
    slice->stop = stop;
    slice->step = step;
    thread.heap.track(slice);
    return Ref::steal(slice);
}

Ref construct_slice(Thread& thread, TypeObject*, std::span<const Value> args, Value keyword_names) {
    if (!no_keywords(thread, "slice", keyword_names)) return {};
    if (args.empty() || args.size() > 3) {
        raise_error(thread, ExceptionKind::TypeError, "slice expected at {} argument{}, got {}",
                    args.empty() ? "least 1" : "most 3", args.empty() ? "" : "s", args.size());
        return {};
    }
    if (args.size() == 1) return make_slice(thread, Value::none(), args[0], Value::none());
    return make_slice(thread, args[0], args[1], args.size() > 2 ? args[2] : Value::none());
}

namespace {

/// A slice member as int64, clamped; None leaves `*out` alone.
bool slice_number(Thread& thread, Value v, std::int64_t* out) {
    if (v.is_none()) return true;
    const bool has_index = is_int(v) || !lookup_special(thread, v, Special::index).is_null();
    if (!has_index) {
        raise_error(thread, ExceptionKind::TypeError,
                    "slice indices must be integers or None or have an __index__ method");
        return false;
    }
    const auto number = index_argument(thread, v, true);
    if (number) *out = *number;
    return number.has_value();
}

}  // namespace

bool slice_numbers(Thread& thread, SliceObject* slice, SliceBounds* out) {
    const Ref keep = Ref::borrow(slice);
    out->step = 1;
    if (!slice_number(thread, slice->step, &out->step)) return false;
    if (out->step == 0) {
        raise_error(thread, ExceptionKind::ValueError, "slice step cannot be zero");
        return false;
    }
    out->step = std::max(out->step, -INT64_MAX);
    out->start = out->step < 0 ? INT64_MAX : 0;
    out->stop = out->step < 0 ? INT64_MIN : INT64_MAX;
    return slice_number(thread, slice->start, &out->start) &&
           slice_number(thread, slice->stop, &out->stop);
}

void clamp_slice(std::int64_t length, SliceBounds* bounds) {
    const bool backwards = bounds->step < 0;
    const std::int64_t lowest = backwards ? -1 : 0, highest = backwards ? length - 1 : length;
    for (std::int64_t* bound : {&bounds->start, &bounds->stop}) {
        if (*bound < 0) {
            *bound = *bound < -length ? lowest : std::max(*bound + length, lowest);
        } else {
            *bound = std::min(*bound, highest);
        }
    }
    bounds->count =
        std::max<std::int64_t>(range_length(bounds->start, bounds->stop, bounds->step), 0);
}

bool slice_bounds(Thread& thread, SliceObject* slice, std::int64_t length, SliceBounds* out) {
    if (!slice_numbers(thread, slice, out)) return false;
    clamp_slice(length, out);
    return true;
}

Ref make_cell(Thread& thread, Value content) {
    auto* cell = thread.heap.allocate<CellObject>(thread.types.cell, Kind::cell);
    if (!cell) return {};
    incref(content);
    cell->content = content;
    thread.heap.track(cell);
    return Ref::steal(cell);
}

}  // namespace sidewinder
