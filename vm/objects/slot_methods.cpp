// SPDX-License-Identifier: MIT
// The special methods of builtin classes, as a program sees and inherits them: int.__add__,
// list.__getitem__, dict.__init__. Operations on values of exactly a builtin class never come here;
// those on instances of derived classes find these as CPython's would find the inherited slots.
#include "vm/objects/operations.hpp"
#include "vm/objects/support.hpp"

namespace sidewinder {

namespace {

using Arguments = std::span<const Value>;

Ref answer(std::optional<bool> b) {
    return b ? Ref::steal(Value::boolean(*b)) : Ref{};
}
Ref done(bool ok) {
    return ok ? Ref::steal(Value::none()) : Ref{};
}
Ref not_implemented() {
    return Ref::steal(Value::not_implemented());
}

// ---- operators ----------------------------------------------------------------------------------

template <BinaryOperator op>
Ref forward(Thread& thread, Arguments args, Value) {
    return takes_operand(args[0], args[1]) ? builtin_operation(thread, op, args[0], args[1]) : not_implemented();
}
template <BinaryOperator op>
Ref reflected(Thread& thread, Arguments args, Value) {
    const bool known = takes_operand(args[0], args[1]) && !(is_string(args[0]) && !is_string(args[1]));
    return known ? builtin_operation(thread, op, args[1], args[0]) : not_implemented();
}
template <BinaryOperator op>
Ref of_sequence(Thread& thread, Arguments args, Value) {
    return sequence_operation(thread, op, args[0], args[1]);
}
/// Gives self back, which may be a derived instance.
template <BinaryOperator op>
Ref in_place(Thread& thread, Arguments args, Value) {
    const Value self = underlying(args[0]), other = underlying(args[1]);
    const bool set = is_kind(self, Kind::set);
    const Ref result = !set                        ? inplace_builtin(thread, op, self, args[1])
                       : is_kind(other, Kind::set) ? set_operation(thread, inplace_of(op), self, other)
                                                   : not_implemented();
    return result && !result.get().is_not_implemented() ? Ref::borrow(args[0]) : result;
}
template <UnaryOperator op>
Ref unary(Thread& thread, Arguments args, Value) {
    return unary_operation(thread, op, args[0]);
}
template <CompareOperator op>
Ref comparison(Thread& thread, Arguments args, Value) {
    const bool known = takes_operand(args[0], args[1]) && (!is_string(args[0]) || is_string(args[1]));
    return known ? compare_builtin(thread, op, args[0], args[1]) : not_implemented();
}

Ref number_abs(Thread& thread, Arguments args, Value) {
    const Value v = args[0];
    const bool negative = v.is_float() ? std::signbit(v.as_float()) : int_compare(v, Value::small_int(0)) < 0;
    return unary_operation(thread, negative ? UnaryOperator::negative : UnaryOperator::positive, v);
}

// ---- conversions --------------------------------------------------------------------------------

Ref slot_bool(Thread& thread, Arguments args, Value) {
    return answer(truth(thread, args[0]));
}
Ref slot_int(Thread& thread, Arguments args, Value) {
    return to_int(thread, args[0]);
}
Ref slot_float(Thread& thread, Arguments args, Value) {
    return to_float(thread, args[0]);
}
Ref slot_hash(Thread& thread, Arguments args, Value) {
    const auto h = hash(thread, args[0]);
    return h ? int_from_i64(thread, static_cast<std::int64_t>(*h)) : Ref{};
}
Ref slot_repr(Thread& thread, Arguments args, Value) {
    return to_repr(thread, args[0]);
}
/// Shows the class derived from it.
Ref set_repr(Thread& thread, Arguments args, Value) {
    std::string out;
    return finish_text(thread, out, append_set(thread, out, underlying(args[0]).as<SetObject>(), type_name(thread, args[0])));
}
Ref str_str(Thread&, Arguments args, Value) {
    return Ref::borrow(args[0]);
}
/// With nothing to format by, str() of the instance.
Ref slot_format(Thread& thread, Arguments args, Value) {
    if (!is_string(args[1])) {
        raise_error(thread, ExceptionKind::TypeError, "__format__() argument must be str, not {}", type_name(thread, args[1]));
        return {};
    }
    const std::string spec = to_utf8(args[1].as<StringObject>());
    return spec.empty() ? to_str(thread, args[0]) : to_format(thread, underlying(args[0]), spec);
}

// ---- containers ---------------------------------------------------------------------------------

Ref slot_len(Thread& thread, Arguments args, Value) {
    const auto size = length(thread, args[0]);
    return size ? int_from_i64(thread, *size) : Ref{};
}
Ref slot_iter(Thread& thread, Arguments args, Value) {
    return get_iterator(thread, args[0]);
}
Ref slot_contains(Thread& thread, Arguments args, Value) {
    return answer(contains(thread, args[0], args[1]));
}
Ref slot_getitem(Thread& thread, Arguments args, Value) {
    return get_item(thread, args[0], args[1]);
}
Ref slot_setitem(Thread& thread, Arguments args, Value) {
    return done(set_item(thread, args[0], args[1], args[2]));
}
Ref slot_delitem(Thread& thread, Arguments args, Value) {
    return done(delete_item(thread, args[0], args[1]));
}
/// Asks __missing__ of a derived class.
Ref dict_getitem(Thread& thread, Arguments args, Value) {
    auto* const dict = underlying(args[0]).as<DictObject>();
    const Value found = dict_get(thread, dict, args[1]);
    if (!found.is_null()) return Ref::borrow(found);
    if (thread.has_exception()) return {};
    const Value missing = args[0] == Value::object(dict) ? Value::null() : lookup_in_type(args[0].as_object()->type, intern(thread, "__missing__"));
    if (!missing.is_null()) return call_special(thread, missing, args[0], {args[1]});
    raise_error(thread, ExceptionKind::KeyError, args[1]);
    return {};
}

bool list_init_from(Thread& thread, ListObject* list, Arguments args) {
    const Ref made = construct_list(thread, thread.types.list, args, Value::null());
    if (!made) return false;
    auto* const other = made.as<ListObject>();
    std::swap(list->items, other->items);
    std::swap(list->size, other->size);
    std::swap(list->capacity, other->capacity);
    return true;
}
Ref list_init(Thread& thread, Arguments args, Value) {
    return done(list_init_from(thread, args[0].as<ListObject>(), args.subspan(1)));
}
Ref dict_init(Thread& thread, Arguments args, Value names) {
    return done(dict_update_from_arguments(thread, args[0].as<DictObject>(), "dict", args.subspan(1), names));
}
Ref set_init(Thread& thread, Arguments args, Value) {
    auto* const set = args[0].as<SetObject>();
    const Ref made = construct_set(thread, thread.types.set, args.subspan(1), Value::null());
    if (!made) return {};
    set_swap(thread, set, made.as<SetObject>());
    return done(true);
}

Ref slot_reversed(Thread& thread, Arguments args, Value) {
    return reverse_iterator(thread, args[0]);
}
Ref slot_self(Thread&, Arguments args, Value) {
    return Ref::borrow(args[0]);
}
Ref slot_next(Thread& thread, Arguments args, Value) {
    return next_or_stop(thread, args[0]);
}

// ---- ranges, slices, views -------------------------------------------------------------------------

Ref range_count(Thread& thread, Arguments args, Value) {
    if (is_int(args[1])) {
        const auto there = contains(thread, args[0], args[1]);
        return there ? Ref::steal(Value::small_int(*there)) : Ref{};
    }
    const Ref list = list_from(thread, args[0]);
    return list ? invoke(thread, lookup_in_type(thread.types.list, intern(thread, "count")), {list.get(), args[1]}) : Ref{};
}
Ref range_index(Thread& thread, Arguments args, Value) {
    const auto* range = args[0].as<RangeObject>();
    if (!is_int(args[1])) {
        const Ref list = list_from(thread, args[0]);
        if (!list) return {};
        Ref at = invoke(thread, lookup_in_type(thread.types.list, intern(thread, "index")), {list.get(), args[1]});
        if (!at && catch_exception(thread, ExceptionKind::ValueError))
            raise_error(thread, ExceptionKind::ValueError, std::string_view("sequence.index(x): x not in sequence"));
        return at;
    }
    const auto there = contains(thread, args[0], args[1]);
    if (!there) return {};
    if (*there) return int_from_i64(thread, static_cast<std::int64_t>((static_cast<__int128>(*int_to_i64(args[1])) - range->start) / range->step));
    raise_error(thread, ExceptionKind::ValueError, std::string_view("range.index(x): x not in range"));
    return {};
}
Ref slice_indices(Thread& thread, Arguments args, Value) {
    const auto length = index_argument(thread, args[1], true);
    if (!length) return {};
    if (*length < 0) {
        raise_error(thread, ExceptionKind::ValueError, std::string_view("length should not be negative"));
        return {};
    }
    SliceBounds bounds{};
    if (!slice_bounds(thread, args[0].as<SliceObject>(), *length, &bounds)) return {};
    const Ref start = int_from_i64(thread, bounds.start), stop = int_from_i64(thread, bounds.stop), step = int_from_i64(thread, bounds.step);
    if (!start || !stop || !step) return {};
    const Value items[] = {start.get(), stop.get(), step.get()};
    return make_tuple(thread, items);
}
Ref view_isdisjoint(Thread& thread, Arguments args, Value) {
    const Ref iterator = get_iterator(thread, args[1]);
    if (!iterator) return {};
    while (const Ref item = iterator_next(thread, iterator.get())) {
        const auto there = contains(thread, args[0], item.get());
        if (!there) return {};
        if (*there) return Ref::steal(Value::false_());
    }
    return thread.has_exception() ? Ref{} : Ref::steal(Value::true_());
}

// ---- object -----------------------------------------------------------------------------------------

Ref object_hash_of(Thread& thread, Arguments args, Value) {
    return int_from_i64(thread, static_cast<std::int64_t>(identity_hash(args[0])));
}
Ref object_ne(Thread& thread, Arguments args, Value) {
    const Ref same = has_user_class(args[0]) ? [&] {
        const Value eq = lookup_special(thread, args[0], Special::eq);
        return eq.is_null() ? Ref::steal(args[0] == args[1] ? Value::true_() : Value::not_implemented()) : call_special(thread, eq, args[0], {args[1]});
    }() : compare_builtin(thread, CompareOperator::eq, args[0], args[1]);
    if (!same || same.get().is_not_implemented()) return same;
    const auto is_same = truth(thread, same.get());
    return is_same ? Ref::steal(Value::boolean(!*is_same)) : Ref{};
}
Ref object_order(Thread&, Arguments, Value) {
    return not_implemented();
}
Ref object_format(Thread& thread, Arguments args, Value) {
    if (!is_string(underlying(args[1]))) {
        raise_error(thread, ExceptionKind::TypeError, "__format__() argument must be str, not {}", type_name(thread, args[1]));
        return {};
    }
    if (underlying(args[1]).as<StringObject>()->length == 0) return to_str(thread, args[0]);
    raise_error(thread, ExceptionKind::TypeError, "unsupported format string passed to {}.__format__", type_name(thread, args[0]));
    return {};
}

// ---- __new__ ------------------------------------------------------------------------------------

/// `owner.__new__`. What list, dict and set are given goes to their __init__.
template <TypeObject* Types::*owner>
Ref make_new(Thread& thread, Arguments args, Value names) {
    TypeObject* const own = thread.types.*owner;
    const std::string name = type_text(own);
    auto refuse = [&](std::string message) {
        raise_error(thread, ExceptionKind::TypeError, std::string_view(message));
        return Ref{};
    };
    if (args.size() == keyword_count(names)) return refuse(name + ".__new__(): not enough arguments");
    if (!is_kind(args[0], Kind::type)) return refuse(fmt::format("{}.__new__(X): X is not a type object ({})", name, type_name(thread, args[0])));
    auto* const type = args[0].as<TypeObject>();
    if (!is_subtype(type, own)) return refuse(fmt::format("{0}.__new__({1}): {1} is not a subtype of {0}", name, type_text(type)));
    if (type != own && (type->payload != own || !(type->flags & TypeObject::flag_user_defined)))
        return refuse(fmt::format("{0}.__new__({1}) is not safe, use {1}.__new__()", name, type_text(type)));
    const bool filled_later = own == thread.types.list || own == thread.types.dict || own == thread.types.set;
    Ref value = own->construct(thread, own, filled_later ? Arguments{} : args.subspan(1), filled_later ? Value::null() : names);
    return type == own || !value ? value : make_derived(thread, type, std::move(value));
}

template <TypeObject* Types::*owner>
void add_new(Thread& thread) {
    const Ref function = make_native(thread, "__new__", make_new<owner>, 0, any_number, NativeFunction::flag_keywords | NativeFunction::flag_static);
    dict_set(thread, (thread.types.*owner)->attributes, Value::object(intern(thread, "__new__")), function.get());
}

// ---- tables -------------------------------------------------------------------------------------

constexpr std::uint16_t values = NativeFunction::flag_values, instance = NativeFunction::flag_instance,
                        sequence = NativeFunction::flag_sequence | NativeFunction::flag_values;

#define BINARY(name, op)                                            \
    {"__" name "__", forward<BinaryOperator::op>, 2, 2, values}, {  \
        "__r" name "__", reflected<BinaryOperator::op>, 2, 2, values \
    }
#define COMPARISONS                                                \
    {"__lt__", comparison<CompareOperator::lt>, 2, 2, values},     \
        {"__le__", comparison<CompareOperator::le>, 2, 2, values}, \
        {"__eq__", comparison<CompareOperator::eq>, 2, 2, values}, \
        {"__ne__", comparison<CompareOperator::ne>, 2, 2, values}, \
        {"__gt__", comparison<CompareOperator::gt>, 2, 2, values}, \
        {"__ge__", comparison<CompareOperator::ge>, 2, 2, values}
#define SEQUENCE                                                             \
    COMPARISONS, {"__add__", of_sequence<BinaryOperator::add>, 2, 2, sequence}, \
        {"__mul__", of_sequence<BinaryOperator::multiply>, 2, 2, sequence},  \
        {"__rmul__", of_sequence<BinaryOperator::multiply>, 2, 2, sequence}, \
        {"__len__", slot_len, 1, 1}, {"__getitem__", slot_getitem, 2, 2},    \
        {"__contains__", slot_contains, 2, 2}, {"__iter__", slot_iter, 1, 1}
#define NUMBER                                                                                       \
    COMPARISONS, BINARY("add", add), BINARY("sub", subtract), BINARY("mul", multiply),               \
        BINARY("truediv", true_divide), BINARY("floordiv", floor_divide), BINARY("mod", remainder),  \
        BINARY("pow", power), {"__neg__", unary<UnaryOperator::negative>, 1, 1},                     \
        {"__pos__", unary<UnaryOperator::positive>, 1, 1}, {"__abs__", number_abs, 1, 1},            \
        {"__bool__", slot_bool, 1, 1}, {"__int__", slot_int, 1, 1}, {"__float__", slot_float, 1, 1}, \
        {"__hash__", slot_hash, 1, 1}, {"__repr__", slot_repr, 1, 1}, {"__format__", slot_format, 2, 2, instance}
#define SET                                                                                               \
    COMPARISONS, BINARY("and", and_), BINARY("or", or_), BINARY("xor", xor_), BINARY("sub", subtract),    \
        {"__len__", slot_len, 1, 1}, {"__contains__", slot_contains, 2, 2}, {"__iter__", slot_iter, 1, 1}, \
        {"__repr__", set_repr, 1, 1, instance}

constexpr NativeMethod int_slots[] = {
    NUMBER,
    BINARY("and", and_),
    BINARY("or", or_),
    BINARY("xor", xor_),
    BINARY("lshift", lshift),
    BINARY("rshift", rshift),
    {"__invert__", unary<UnaryOperator::invert>, 1, 1},
    {"__index__", slot_int, 1, 1},
};
constexpr NativeMethod float_slots[] = {NUMBER};
constexpr NativeMethod str_slots[] = {
    SEQUENCE,
    BINARY("mod", remainder),
    {"__hash__", slot_hash, 1, 1},
    {"__repr__", slot_repr, 1, 1},
    {"__str__", str_str, 1, 1},
    {"__format__", slot_format, 2, 2, instance},
};
constexpr NativeMethod tuple_slots[] = {SEQUENCE, {"__hash__", slot_hash, 1, 1}, {"__repr__", slot_repr, 1, 1}};
constexpr NativeMethod list_slots[] = {
    SEQUENCE,
    {"__init__", list_init, 1, any_number},
    {"__setitem__", slot_setitem, 3, 3},
    {"__delitem__", slot_delitem, 2, 2},
    {"__iadd__", in_place<BinaryOperator::add>, 2, 2, sequence | instance},
    {"__imul__", in_place<BinaryOperator::multiply>, 2, 2, sequence | instance},
    {"__reversed__", slot_reversed, 1, 1},
    {"__hash__", nullptr, 1, 1},
    {"__repr__", slot_repr, 1, 1},
};
constexpr NativeMethod dict_slots[] = {
    COMPARISONS,
    BINARY("or", or_),
    {"__init__", dict_init, 1, any_number, NativeFunction::flag_keywords},
    {"__len__", slot_len, 1, 1},
    {"__getitem__", dict_getitem, 2, 2, instance},
    {"__setitem__", slot_setitem, 3, 3},
    {"__delitem__", slot_delitem, 2, 2},
    {"__contains__", slot_contains, 2, 2},
    {"__iter__", slot_iter, 1, 1},
    {"__ior__", in_place<BinaryOperator::or_>, 2, 2, instance},
    {"__reversed__", slot_reversed, 1, 1},
    {"__hash__", nullptr, 1, 1},
    {"__repr__", slot_repr, 1, 1},
};
/// A class's __dict__: what its dict can do that changes nothing.
Ref proxy_repr(Thread& thread, Arguments args, Value) {
    const Ref text = to_repr(thread, args[0]);
    return text ? make_string(thread, "mappingproxy(" + to_utf8(text.as<StringObject>()) + ")") : Ref{};
}
constexpr NativeMethod proxy_slots[] = {
    COMPARISONS,
    BINARY("or", or_),
    {"__len__", slot_len, 1, 1},
    {"__getitem__", slot_getitem, 2, 2},
    {"__contains__", slot_contains, 2, 2},
    {"__iter__", slot_iter, 1, 1},
    {"__reversed__", slot_reversed, 1, 1},
    {"__repr__", proxy_repr, 1, 1},
};
constexpr NativeMethod iterator_slots[] = {{"__iter__", slot_self, 1, 1}, {"__next__", slot_next, 1, 1}};
constexpr NativeMethod range_slots[] = {
    {"__len__", slot_len, 1, 1}, {"__getitem__", slot_getitem, 2, 2}, {"__contains__", slot_contains, 2, 2}, {"__iter__", slot_iter, 1, 1},
    {"__reversed__", slot_reversed, 1, 1}, {"__bool__", slot_bool, 1, 1}, {"__hash__", slot_hash, 1, 1},
    {"__eq__", comparison<CompareOperator::eq>, 2, 2}, {"__ne__", comparison<CompareOperator::ne>, 2, 2},
    {"count", range_count, 2, 2}, {"index", range_index, 2, 2},
};
constexpr NativeMethod slice_slots[] = {{"indices", slice_indices, 2, 2}};
constexpr NativeMethod view_slots[] = {{"__len__", slot_len, 1, 1}, {"__iter__", slot_iter, 1, 1}, {"__reversed__", slot_reversed, 1, 1}};
constexpr NativeMethod set_view_slots[] = {
    COMPARISONS, BINARY("and", and_), BINARY("or", or_), BINARY("xor", xor_), BINARY("sub", subtract),
    {"__contains__", slot_contains, 2, 2}, {"isdisjoint", view_isdisjoint, 2, 2}, {"__hash__", nullptr, 1, 1},
};
constexpr NativeMethod object_slots[] = {
    {"__hash__", object_hash_of, 1, 1}, {"__ne__", object_ne, 2, 2}, {"__lt__", object_order, 2, 2}, {"__le__", object_order, 2, 2},
    {"__gt__", object_order, 2, 2}, {"__ge__", object_order, 2, 2}, {"__format__", object_format, 2, 2},
};
constexpr NativeMethod frozenset_slots[] = {SET, {"__hash__", slot_hash, 1, 1}};
constexpr NativeMethod set_slots[] = {
    SET,
    {"__init__", set_init, 1, any_number},
    {"__iand__", in_place<BinaryOperator::and_>, 2, 2, instance},
    {"__ior__", in_place<BinaryOperator::or_>, 2, 2, instance},
    {"__isub__", in_place<BinaryOperator::subtract>, 2, 2, instance},
    {"__ixor__", in_place<BinaryOperator::xor_>, 2, 2, instance},
    {"__hash__", nullptr, 1, 1},
};

}  // namespace

void add_slot_methods(Thread& thread) {
    const Types& types = thread.types;
    add_methods(thread, types.int_, int_slots);
    add_methods(thread, types.float_, float_slots);
    add_methods(thread, types.str, str_slots);
    add_methods(thread, types.tuple, tuple_slots);
    add_methods(thread, types.list, list_slots);
    add_methods(thread, types.dict, dict_slots);
    add_methods(thread, types.frozenset, frozenset_slots);
    add_methods(thread, types.mapping_proxy, proxy_slots);
    add_methods(thread, types.object, object_slots);
    add_methods(thread, types.range, range_slots);
    add_methods(thread, types.slice, slice_slots);
    for (TypeObject* view : {types.dict_keys, types.dict_values, types.dict_items}) add_methods(thread, view, view_slots);
    for (TypeObject* view : {types.dict_keys, types.dict_items}) add_methods(thread, view, set_view_slots);
    for (TypeObject* type : {types.list_iterator, types.tuple_iterator, types.range_iterator, types.str_iterator, types.dict_keyiterator, types.dict_valueiterator, types.dict_itemiterator,
                             types.iterator, types.list_reverseiterator, types.enumerate, types.zip, types.map, types.filter, types.callable_iterator, types.set_iterator})
        add_methods(thread, type, iterator_slots);
    for (const NativeMethod& each : dict_methods())
        if (const std::string_view name = each.name; name == "get" || name == "keys" || name == "values" || name == "items" || name == "copy")
            add_methods(thread, types.mapping_proxy, std::span(&each, 1));
    add_methods(thread, types.set, set_slots);
    add_new<&Types::int_>(thread);
    add_new<&Types::bool_>(thread);
    add_new<&Types::float_>(thread);
    add_new<&Types::str>(thread);
    add_new<&Types::tuple>(thread);
    add_new<&Types::list>(thread);
    add_new<&Types::dict>(thread);
    add_new<&Types::set>(thread);
    add_new<&Types::frozenset>(thread);
}

}  // namespace sidewinder
