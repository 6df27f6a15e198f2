// SPDX-License-Identifier: MIT
// Bodies: subscripts, slices, displays, unpacking, formatting.
#pragma once

namespace sidewinder {

SW_BODY run(uop::_GUARD_NOS_LIST, M& m) {
    return is_kind(m.peek(1), Kind::list) ? Flow::next : Flow::miss;
}
SW_BODY run(uop::_GUARD_NOS_TUPLE, M& m) {
    return is_kind(m.peek(1), Kind::tuple) ? Flow::next : Flow::miss;
}
SW_BODY run(uop::_GUARD_NOS_DICT, M& m) {
    return is_kind(m.peek(1), Kind::dict) ? Flow::next : Flow::miss;
}
SW_BODY run(uop::_GUARD_NOS_UNICODE, M& m) {
    return is_kind(m.peek(1), Kind::string) ? Flow::next : Flow::miss;
}

/// Python's index rule: negative counts from the end. Requires that the result is in range.
SW_ALWAYS_INLINE std::int64_t wrapped_index(std::int64_t index, std::int64_t size) {
    return index < 0 ? index + size : index;
}
SW_ALWAYS_INLINE Flow guard_index(Value index, std::uint32_t size) {
    std::int64_t i = wrapped_index(index.as_small_int(), size);
    return static_cast<std::uint64_t>(i) < size ? Flow::next : Flow::miss;
}
SW_BODY run(uop::_GUARD_LIST_INDEX, M& m) {
    return guard_index(m.peek(0), m.peek(1).template as<ListObject>()->size);
}
SW_BODY run(uop::_GUARD_TUPLE_INDEX, M& m) {
    return guard_index(m.peek(0), m.peek(1).template as<TupleObject>()->aux);
}
SW_BODY run(uop::_GUARD_STR_INDEX, M& m) {
    return guard_index(m.peek(0), m.peek(1).template as<StringObject>()->length);
}
SW_BODY run(uop::_BINARY_OP_SUBSCR_LIST_INT, M& m) {
    Value container = m.peek(1);
    ListObject* list = container.as<ListObject>();
    Value item = list->items[wrapped_index(m.peek(0).as_small_int(), list->size)];
    incref(item);
    m.drop(2);
    m.push(item);
    m.push(container);
    return Flow::next;
}
SW_BODY run(uop::_BINARY_OP_SUBSCR_TUPLE_INT, M& m) {
    Value container = m.peek(1);
    TupleObject* tuple = container.as<TupleObject>();
    Value item = tuple->items[wrapped_index(m.peek(0).as_small_int(), tuple->aux)];
    incref(item);
    m.drop(2);
    m.push(item);
    m.push(container);
    return Flow::next;
}
SW_BODY run(uop::_BINARY_OP_SUBSCR_STR_INT, M& m) {
    Value container = m.peek(1);
    std::int64_t index =
        wrapped_index(m.peek(0).as_small_int(), container.as<StringObject>()->length);
    Value item = sw_string_item(&m.thread(), container, index);
    if (item.is_null()) return Flow::raise;
    m.drop(2);
    m.push(item);
    m.push(container);
    return Flow::next;
}
SW_BODY run(uop::_BINARY_OP_SUBSCR_DICT, M& m) {
    Value key = m.peek(0), dict = m.peek(1);
    Value result = sw_subscr_dict(&m.thread(), dict, key);
    if (result.is_null()) return Flow::raise;
    m.drop(2);
    m.push(result);
    release(key);
    release(dict);
    return Flow::next;
}

SW_BODY run(uop::_STORE_SUBSCR, M& m) {
    Value key = m.peek(0), container = m.peek(1), value = m.peek(2);
    if (!sw_store_subscr(&m.thread(), container, key, value)) return Flow::raise;
    m.drop(3);
    release(key);
    release(container);
    release(value);
    return Flow::next;
}
SW_BODY run(uop::_STORE_SUBSCR_LIST_INT, M& m) {
    Value container = m.peek(1);
    ListObject* list = container.as<ListObject>();
    Value& slot = list->items[wrapped_index(m.peek(0).as_small_int(), list->size)];
    Value old = slot;
    slot = m.peek(2);
    m.drop(3);
    m.push(container);
    release(old);
    return Flow::next;
}
SW_BODY run(uop::_STORE_SUBSCR_DICT, M& m) { return run(uop::_STORE_SUBSCR{}, m); }
SW_BODY run(uop::_DELETE_SUBSCR, M& m) {
    Value key = m.peek(0), container = m.peek(1);
    if (!sw_delete_subscr(&m.thread(), container, key)) return Flow::raise;
    m.drop(2);
    release(key);
    release(container);
    return Flow::next;
}
SW_BODY run(uop::_BINARY_SLICE, M& m) {
    Value stop = m.peek(0), start = m.peek(1), container = m.peek(2);
    Value result = sw_binary_slice(&m.thread(), container, start, stop);
    if (result.is_null()) return Flow::raise;
    m.drop(3);
    m.push(result);
    release(stop);
    release(start);
    release(container);
    return Flow::next;
}
SW_BODY run(uop::_STORE_SLICE, M& m) {
    Value stop = m.peek(0), start = m.peek(1), container = m.peek(2), value = m.peek(3);
    if (!sw_store_slice(&m.thread(), container, start, stop, value)) return Flow::raise;
    m.drop(4);
    release(stop);
    release(start);
    release(container);
    release(value);
    return Flow::next;
}

/// The last `count` words become one word that a helper made of them. The helper's result holds
/// references of its own, so those on the stack are released here.
template <class M>
SW_ALWAYS_INLINE Flow build(M& m, Value* items, std::uint32_t count, Value result) {
    if (result.is_null()) return Flow::raise;
    m.drop_arguments(count);
    // Before the push: in memory the result takes the place of the first item.
    while (count > 0) release(items[--count]);
    m.push(result);
    return Flow::next;
}
SW_BODY run(uop::_BUILD_SLICE, M& m) {
    Value* items = m.arguments(m.oparg());
    return build(m, items, m.oparg(), sw_build_slice(&m.thread(), items, m.oparg()));
}
SW_BODY run(uop::_BUILD_LIST, M& m) {
    Value* items = m.arguments(m.oparg());
    return build(m, items, m.oparg(), sw_build_list(&m.thread(), items, m.oparg()));
}
SW_BODY run(uop::_BUILD_TUPLE, M& m) {
    Value* items = m.arguments(m.oparg());
    return build(m, items, m.oparg(), sw_build_tuple(&m.thread(), items, m.oparg()));
}
SW_BODY run(uop::_BUILD_MAP, M& m) {
    std::uint32_t count = m.oparg() * 2u;
    Value* items = m.arguments(count);
    return build(m, items, count, sw_build_map(&m.thread(), items, m.oparg()));
}
SW_BODY run(uop::_BUILD_SET, M& m) {
    Value* items = m.arguments(m.oparg());
    return build(m, items, m.oparg(), sw_build_set(&m.thread(), items, m.oparg()));
}
SW_BODY run(uop::_BUILD_STRING, M& m) {
    Value* items = m.arguments(m.oparg());
    return build(m, items, m.oparg(), sw_build_string(&m.thread(), items, m.oparg()));
}
SW_BODY run(uop::_LIST_APPEND, M& m) {
    Value* operands = m.arguments(m.oparg() + 1u);
    Value item = operands[m.oparg()];
    if (!sw_list_append(&m.thread(), operands[0], item)) return Flow::raise;
    m.drop_arguments(1);
    release(item);
    return Flow::next;
}
SW_BODY run(uop::_LIST_EXTEND, M& m) {
    Value* operands = m.arguments(m.oparg() + 1u);
    Value iterable = operands[m.oparg()];
    if (!sw_list_extend(&m.thread(), operands[0], iterable)) return Flow::raise;
    m.drop_arguments(1);
    release(iterable);
    return Flow::next;
}
SW_BODY run(uop::_SET_ADD, M& m) {
    Value* operands = m.arguments(m.oparg() + 1u);
    Value item = operands[m.oparg()];
    if (!sw_set_add(&m.thread(), operands[0], item)) return Flow::raise;
    m.drop_arguments(1);
    release(item);
    return Flow::next;
}
SW_BODY run(uop::_SET_UPDATE, M& m) {
    Value* operands = m.arguments(m.oparg() + 1u);
    Value iterable = operands[m.oparg()];
    if (!sw_set_update(&m.thread(), operands[0], iterable)) return Flow::raise;
    m.drop_arguments(1);
    release(iterable);
    return Flow::next;
}
SW_BODY run(uop::_DICT_UPDATE, M& m) {
    Value* operands = m.arguments(m.oparg() + 1u);
    Value mapping = operands[m.oparg()];
    if (!sw_dict_update(&m.thread(), operands[0], mapping)) return Flow::raise;
    m.drop_arguments(1);
    release(mapping);
    return Flow::next;
}
SW_BODY run(uop::_DICT_MERGE, M& m) {
    Value* operands = m.arguments(m.oparg() + 4u);
    Value mapping = operands[m.oparg() + 3u];
    if (!sw_dict_merge(&m.thread(), operands[0], operands[3], mapping)) return Flow::raise;
    m.drop_arguments(1);
    release(mapping);
    return Flow::next;
}
SW_BODY run(uop::_MAP_ADD, M& m) {
    Value* operands = m.arguments(m.oparg() + 2u);
    Value key = operands[m.oparg()], value = operands[m.oparg() + 1u];
    if (!sw_map_add(&m.thread(), operands[0], key, value)) return Flow::raise;
    m.drop_arguments(2);
    release(value);
    release(key);
    return Flow::next;
}
SW_BODY run(uop::_UNPACK_SEQUENCE, M& m) {
    Value* operand = m.arguments(1);
    Value sequence = *operand;
    if (!sw_unpack(&m.thread(), sequence, m.oparg(), false, operand)) return Flow::raise;
    m.drop_arguments(1);
    m.push_arguments(m.oparg());
    release(sequence);
    return Flow::next;
}
SW_BODY run(uop::_UNPACK_EX, M& m) {
    Value* operand = m.arguments(1);
    Value sequence = *operand;
    if (!sw_unpack(&m.thread(), sequence, m.oparg(), true, operand)) return Flow::raise;
    m.drop_arguments(1);
    m.push_arguments((m.oparg() & 255u) + 1u + (m.oparg() >> 8));
    release(sequence);
    return Flow::next;
}
SW_BODY run(uop::_GUARD_TOS_TUPLE_OF_TWO, M& m) {
    Value v = m.peek(0);
    return is_kind(v, Kind::tuple) && v.as<TupleObject>()->aux == 2 ? Flow::next : Flow::miss;
}
SW_BODY run(uop::_UNPACK_SEQUENCE_TWO_TUPLE, M& m) {
    Value tuple = m.peek(0);
    Value first = tuple.as<TupleObject>()->items[0], second = tuple.as<TupleObject>()->items[1];
    incref(first);
    incref(second);
    m.drop(1);
    m.push(second);
    m.push(first);
    m.push(tuple);
    return Flow::next;
}
SW_BODY run(uop::_FORMAT_SIMPLE, M& m) {
    return replace_top(m, sw_format(&m.thread(), m.peek(0), Value::null()));
}
SW_BODY run(uop::_FORMAT_WITH_SPEC, M& m) {
    Value spec = m.peek(0), v = m.peek(1);
    Value result = sw_format(&m.thread(), v, spec);
    if (result.is_null()) return Flow::raise;
    m.drop(2);
    m.push(result);
    release(spec);
    release(v);
    return Flow::next;
}
SW_BODY run(uop::_CONVERT_VALUE, M& m) {
    return replace_top(m, sw_convert(&m.thread(), m.peek(0), m.oparg()));
}

// ---- patterns ----
SW_BODY run(uop::_MATCH_SEQUENCE, M& m) {
    Value v = underlying(m.peek(0));
    m.push(Value::boolean(is_kind(v, Kind::list) || is_kind(v, Kind::tuple) || is_kind(v, Kind::range)));
    return Flow::next;
}
SW_BODY run(uop::_MATCH_MAPPING, M& m) {
    m.push(Value::boolean(is_kind(underlying(m.peek(0)), Kind::dict)));
    return Flow::next;
}
SW_BODY run(uop::_MATCH_KEYS, M& m) {
    Value values = sw_match_keys(&m.thread(), m.peek(1), m.peek(0));
    if (values.is_null()) return Flow::raise;
    m.push(values);
    return Flow::next;
}
SW_BODY run(uop::_MATCH_CLASS, M& m) {
    Value names = m.peek(0), type = m.peek(1), subject = m.peek(2);
    Value attributes = sw_match_class(&m.thread(), subject, type, names, m.oparg());
    if (attributes.is_null()) return Flow::raise;
    m.drop(3);
    m.push(attributes);
    release(names);
    release(type);
    release(subject);
    return Flow::next;
}
SW_BODY run(uop::_GET_LEN, M& m) {
    Value length = sw_call_len(&m.thread(), m.peek(0));
    if (length.is_null()) return Flow::raise;
    m.push(length);
    return Flow::next;
}

}  // namespace sidewinder
