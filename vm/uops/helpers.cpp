// SPDX-License-Identifier: MIT
// The helpers: thin C-linkage doors from bodies to the generic operations. What is long or rare
// in a body lives here, so that stencils stay short.
#include "vm/uops/helpers.hpp"

#include "vm/objects/operations.hpp"
#include "vm/uops/frames.hpp"

#include <string>

namespace sidewinder {

namespace {

StringObject* name_of(Frame* frame, std::uint32_t index) { return frame->code->name_table[index]; }

Value boolean_or_null(std::optional<bool> answer) {
    return answer ? Value::boolean(*answer) : Value::null();
}

/// The locals that are cells or free variables are the last ones.
void raise_unbound(Thread* thread, Frame* frame, std::uint32_t local, bool free) {
    std::string name = to_utf8(frame->code->local_name_table[local]);
    if (free)
        raise_error(*thread, ExceptionKind::NameError,
                    "cannot access free variable '{}' where it is not associated with a value in "
                    "enclosing scope",
                    name);
    else
        raise_error(*thread, ExceptionKind::UnboundLocalError,
                    "cannot access local variable '{}' where it is not associated with a value",
                    name);
}

void raise_not_defined(Thread* thread, StringObject* name) {
    raise_error(*thread, ExceptionKind::NameError, "name '{}' is not defined", to_utf8(name));
}

std::span<const Value> call_arguments(Value* operands, std::uint32_t count) {
    bool has_self = !operands[1].is_null();
    return {operands + (has_self ? 1 : 2), count + (has_self ? 1u : 0u)};
}

}  // namespace

extern "C" {

void sw_destroy(Object* object) { destroy(object); }

// ---- locals, cells ----
void sw_raise_unbound_local(Thread* thread, Frame* frame, std::uint32_t local) {
    raise_unbound(thread, frame, local, false);
}
void sw_raise_unbound_deref(Thread* thread, Frame* frame, std::uint32_t local) {
    const CodeHeader* code = frame->code;
    raise_unbound(thread, frame, local, local + code->free_count >= code->local_count);
}
Value sw_common_constant(Thread* thread, std::uint32_t) {
    auto kind = static_cast<std::size_t>(ExceptionKind::AssertionError);
    Value v = Value::object(thread->types.exceptions[kind]);
    incref(v);
    return v;
}
bool sw_make_cell(Thread* thread, Frame* frame, std::uint32_t local) {
    Ref cell = make_cell(*thread, frame->slots[local]);
    if (!cell) return false;
    Value old = frame->slots[local];
    frame->slots[local] = cell.release();
    decref(old);
    return true;
}
void sw_copy_free_vars(Frame* frame, std::uint32_t count) {
    std::uint32_t first = frame->code->local_count - count;
    for (std::uint32_t i = 0; i < count; ++i) {
        Value cell = frame->function->closure->items[i];
        incref(cell);
        frame->slots[first + i] = cell;
    }
}

// ---- globals and names ----
Value sw_load_global(Thread* thread, Frame* frame, std::uint32_t index) {
    StringObject* name = name_of(frame, index);
    Value v = dict_get(frame->globals(), name);
    if (v.is_null()) v = dict_get(frame->builtins(), name);
    if (v.is_null()) raise_not_defined(thread, name);
    incref(v);
    return v;
}
bool sw_store_global(Thread* thread, Frame* frame, std::uint32_t index, Value v) {
    return dict_set(*thread, frame->globals(), Value::object(name_of(frame, index)), v);
}
bool sw_delete_global(Thread* thread, Frame* frame, std::uint32_t index) {
    if (dict_delete(*thread, frame->globals(), Value::object(name_of(frame, index)))) return true;
    if (!thread->has_exception()) raise_not_defined(thread, name_of(frame, index));
    return false;
}
Value sw_load_name(Thread* thread, Frame* frame, std::uint32_t index) {
    StringObject* const name = name_of(frame, index);
    if (is_kind(frame->context, Kind::dict)) {
        const Value v = dict_get(frame->context.as<DictObject>(), name);
        if (v.is_null()) return sw_load_global(thread, frame, index);
        incref(v);
        return v;
    }
    Ref found = get_item(*thread, frame->context, Value::object(name));
    if (found || !catch_exception(*thread, ExceptionKind::KeyError)) return found.release();
    return sw_load_global(thread, frame, index);
}
bool sw_store_name(Thread* thread, Frame* frame, std::uint32_t index, Value v) {
    return set_item(*thread, frame->context, Value::object(name_of(frame, index)), v);
}
bool sw_delete_name(Thread* thread, Frame* frame, std::uint32_t index) {
    if (delete_item(*thread, frame->context, Value::object(name_of(frame, index)))) return true;
    if (catch_exception(*thread, ExceptionKind::KeyError)) raise_not_defined(thread, name_of(frame, index));
    return false;
}

// ---- operators ----
Value sw_binary_op(Thread* thread, std::uint32_t op, Value left, Value right) {
    return binary_operation(*thread, static_cast<BinaryOperator>(op), left, right).release();
}
Value sw_concat(Thread* thread, Value left, Value right) {
    return string_concat(*thread, left.as<StringObject>(), right.as<StringObject>()).release();
}
Value sw_unary_negative(Thread* thread, Value v) {
    return unary_operation(*thread, UnaryOperator::negative, v).release();
}
Value sw_unary_invert(Thread* thread, Value v) {
    return unary_operation(*thread, UnaryOperator::invert, v).release();
}
Value sw_call_intrinsic_1(Thread* thread, std::uint32_t oparg, Value v) {
    if (oparg == intrinsic_stopiteration_error) return stop_iteration_error(*thread, v).release();
    if (oparg == intrinsic_unary_positive) return unary_operation(*thread, UnaryOperator::positive, v).release();
    auto* list = v.as<ListObject>();
    return make_tuple(*thread, {list->items, list->size}).release();
}
Value sw_compare_op(Thread* thread, std::uint32_t oparg, Value left, Value right) {
    Ref result = compare(*thread, static_cast<CompareOperator>(oparg & 7), left, right);
    if (!result || (oparg & 16) == 0) return result.release();
    return boolean_or_null(truth(*thread, result.get()));
}
Value sw_compare_str(std::uint32_t oparg, Value left, Value right) {
    const auto* a = left.as<StringObject>();
    const auto* b = right.as<StringObject>();
    auto op = static_cast<CompareOperator>(oparg & 7);
    if (op == CompareOperator::eq) return Value::boolean(string_equal(a, b));
    if (op == CompareOperator::ne) return Value::boolean(!string_equal(a, b));
    int order = string_compare(a, b);
    switch (op) {
        case CompareOperator::lt: return Value::boolean(order < 0);
        case CompareOperator::le: return Value::boolean(order <= 0);
        case CompareOperator::gt: return Value::boolean(order > 0);
        default: return Value::boolean(order >= 0);
    }
}
Value sw_contains(Thread* thread, Value item, Value container, std::uint32_t invert) {
    std::optional<bool> answer = contains(*thread, container, item);
    return answer ? Value::boolean(*answer != (invert != 0)) : Value::null();
}
Value sw_to_bool(Thread* thread, Value v) { return boolean_or_null(truth(*thread, v)); }

// ---- subscripts ----
Value sw_string_item(Thread* thread, Value string, std::int64_t index) {
    return string_item(*thread, string.as<StringObject>(), static_cast<std::uint32_t>(index)).release();
}
Value sw_subscr_dict(Thread* thread, Value dict, Value key) {
    Value v = dict_get(*thread, dict.as<DictObject>(), key);
    if (v.is_null() && !thread->has_exception()) raise_error(*thread, ExceptionKind::KeyError, key);
    incref(v);
    return v;
}
bool sw_store_subscr(Thread* thread, Value container, Value key, Value value) {
    return set_item(*thread, container, key, value);
}
bool sw_delete_subscr(Thread* thread, Value container, Value key) {
    return delete_item(*thread, container, key);
}
Value sw_binary_slice(Thread* thread, Value container, Value start, Value stop) {
    Ref slice = make_slice(*thread, start, stop, Value::none());
    return slice ? get_item(*thread, container, slice.get()).release() : Value::null();
}
bool sw_store_slice(Thread* thread, Value container, Value start, Value stop, Value value) {
    Ref slice = make_slice(*thread, start, stop, Value::none());
    return slice && set_item(*thread, container, slice.get(), value);
}
Value sw_build_slice(Thread* thread, const Value* items, std::uint32_t count) {
    return make_slice(*thread, items[0], items[1], count == 3 ? items[2] : Value::none()).release();
}

// ---- attributes ----
Value sw_load_attr(Thread* thread, Frame* frame, Value owner, std::uint32_t name) {
    return get_attribute(*thread, owner, name_of(frame, name)).release();
}
Value sw_load_method(Thread* thread, Frame* frame, Value owner, std::uint32_t name, Value* self) {
    Ref receiver;
    Ref callable = get_method(*thread, owner, name_of(frame, name), &receiver);
    *self = receiver.release();
    return callable.release();
}
bool sw_store_attr(Thread* thread, Frame* frame, Value owner, std::uint32_t name, Value value) {
    return set_attribute(*thread, owner, name_of(frame, name), value);
}
bool sw_store_attr_add(Thread* thread, Frame* frame, Value owner, std::uint32_t name, Value value) {
    return instance_set(*thread, owner, name_of(frame, name), value);
}
bool sw_delete_attr(Thread* thread, Frame* frame, Value owner, std::uint32_t name) {
    return delete_attribute(*thread, owner, name_of(frame, name));
}

// ---- containers and text ----
Value sw_build_list(Thread* thread, const Value* items, std::uint32_t count) {
    return make_list(*thread, {items, count}).release();
}
Value sw_build_tuple(Thread* thread, const Value* items, std::uint32_t count) {
    return make_tuple(*thread, {items, count}).release();
}
Value sw_build_map(Thread* thread, const Value* items, std::uint32_t pairs) {
    Ref dict = make_dict(*thread);
    for (std::uint32_t i = 0; dict && i < pairs; ++i)
        if (!dict_set(*thread, dict.as<DictObject>(), items[2 * i], items[2 * i + 1])) return {};
    return dict.release();
}
Value sw_build_string(Thread* thread, const Value* items, std::uint32_t count) {
    std::u32string text;
    for (std::uint32_t i = 0; i < count; ++i) {
        const auto* piece = items[i].as<StringObject>();
        for (std::uint32_t j = 0; j < piece->length; ++j) text += piece->at(j);
    }
    return make_string(*thread, text).release();
}
bool sw_list_append(Thread* thread, Value list, Value item) {
    return list_append(*thread, list.as<ListObject>(), item);
}
bool sw_set_add(Thread* thread, Value set, Value item) {
    return set_add(*thread, set.as<SetObject>(), item);
}
Value sw_build_set(Thread* thread, const Value* items, std::uint32_t count) {
    Ref set = make_set(*thread, false);
    for (std::uint32_t i = 0; i < count && set; ++i)
        if (!set_add(*thread, set.as<SetObject>(), items[i])) return Value::null();
    return set.release();
}
bool sw_map_add(Thread* thread, Value dict, Value key, Value value) {
    return dict_set(*thread, dict.as<DictObject>(), key, value);
}

Value sw_format(Thread* thread, Value v, Value spec) {
    if (spec.is_null() && is_kind(v, Kind::string)) {
        incref(v);
        return v;
    }
    return to_format(*thread, v, spec.is_null() ? "" : to_utf8(spec.as<StringObject>())).release();
}
Value sw_convert(Thread* thread, Value v, std::uint32_t oparg) {
    return (oparg == 1 ? to_str(*thread, v) : oparg == 2 ? to_repr(*thread, v) : to_ascii(*thread, v)).release();
}

// ---- iteration ----
Value sw_get_iter(Thread* thread, Value v) { return get_iterator(*thread, v).release(); }
Value sw_iter_next(Thread* thread, Value v) { return iterator_next(*thread, v).release(); }
void sw_iter_finish(Value iterator) {
    // The first field after the header is the source in both; only it is let go.
    auto* it = iterator.as<ListIterator>();
    Object* source = it->list;
    it->list = nullptr;
    if (source != nullptr) decref(source);
}

// ---- exits ----
void sw_own_borrowed(Frame* frame, std::uint32_t mask) {
    for (std::uint32_t i = 0; i < 32; ++i)
        if ((mask >> i) & 1) incref(frame->stack_base()[i]);
}

// ---- calls ----
Value sw_call(Thread* thread, Value* operands, std::uint32_t count, Value names) {
    return thread->call(*thread, operands[0], call_arguments(operands, count), names).release();
}

Value sw_call_len(Thread* thread, Value v) {
    std::optional<std::int64_t> n = length(*thread, v);
    return n ? int_from_i64(*thread, *n).release() : Value::null();
}
Value sw_call_isinstance(Thread* thread, Value v, Value type) {
    return boolean_or_null(is_instance(*thread, v, type));
}
Value sw_call_type(Thread* thread, Value v) {
    Value type = Value::object(type_of(*thread, v));
    incref(type);
    return type;
}
Value sw_call_str(Thread* thread, Value v) { return to_str(*thread, v).release(); }

bool sw_exit_init_check(Thread* thread, Value result) {
    if (result.is_none()) return true;
    raise_error(*thread, ExceptionKind::TypeError, "__init__() should return None, not '{}'",
                to_utf8(type_of(*thread, result)->name));
    return false;
}

// ---- definitions ----
Value sw_make_function(Thread* thread, Frame* frame, Value code) {
    auto* header = code.as<CodeHeader>();
    return make_function(*thread, header, frame->globals(), frame->builtins(),
                         Value::object(header->name), Value::object(header->qualname))
        .release();
}
void sw_set_function_attribute(Value function, Value attribute, std::uint32_t oparg) {
    auto* f = function.as<FunctionObject>();
    if (oparg == 2) f->keyword_defaults = attribute.as<DictObject>();
    else (oparg == 1 ? f->defaults : f->closure) = attribute.as<TupleObject>();
}

}  // extern "C"

}  // namespace sidewinder
