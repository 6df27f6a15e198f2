// SPDX-License-Identifier: MIT
#include "vm/interpreter/specializer.hpp"

#include "vm/bytecode/code_object.hpp"
#include "vm/bytecode/instruction.hpp"
#include "vm/interpreter/vm.hpp"
#include "vm/objects/operations.hpp"
#include "vm/uops/bodies.hpp"

#include <algorithm>
#include <cstring>

namespace sidewinder {

namespace {

/// One instruction under consideration. `choose` fills the cache words it needs.
struct Site {
    Thread& thread;
    Frame* frame;
    CodeUnit* ip;
    Value* top;  ///< first free word of the stack

    unsigned oparg() const { return oparg_of(*ip); }
    Value operand(int i) const { return top[-1 - i]; }
    void set32(int word, std::uint32_t v) const { ip[1 + word] = v; }
    void set64(int word, std::uint64_t v) const { std::memcpy(ip + 1 + word, &v, sizeof v); }
    StringObject* name(unsigned index) const { return frame->code->name_table[index]; }
};

/// The generic opcode when nothing fits.
using Choice = Opcode;

Choice choose_subscript(const Site& site) {
    Value container = site.operand(1), key = site.operand(0);
    if (is_kind(container, Kind::dict)) return Opcode::BINARY_OP_SUBSCR_DICT;
    if (!key.is_small_int()) return Opcode::BINARY_OP;
    if (is_kind(container, Kind::list)) return Opcode::BINARY_OP_SUBSCR_LIST_INT;
    if (is_kind(container, Kind::tuple)) return Opcode::BINARY_OP_SUBSCR_TUPLE_INT;
    if (is_kind(container, Kind::string)) return Opcode::BINARY_OP_SUBSCR_STR_INT;
    return Opcode::BINARY_OP;
}

Choice choose_int_operator(BinaryOperator op) {
    switch (op) {
        case BinaryOperator::add:
        case BinaryOperator::inplace_add: return Opcode::BINARY_OP_ADD_INT;
        case BinaryOperator::subtract:
        case BinaryOperator::inplace_subtract: return Opcode::BINARY_OP_SUBTRACT_INT;
        case BinaryOperator::multiply:
        case BinaryOperator::inplace_multiply: return Opcode::BINARY_OP_MULTIPLY_INT;
        case BinaryOperator::floor_divide:
        case BinaryOperator::inplace_floor_divide: return Opcode::BINARY_OP_FLOOR_DIVIDE_INT;
        case BinaryOperator::remainder:
        case BinaryOperator::inplace_remainder: return Opcode::BINARY_OP_REMAINDER_INT;
        case BinaryOperator::and_:
        case BinaryOperator::inplace_and: return Opcode::BINARY_OP_AND_INT;
        case BinaryOperator::or_:
        case BinaryOperator::inplace_or: return Opcode::BINARY_OP_OR_INT;
        case BinaryOperator::xor_:
        case BinaryOperator::inplace_xor: return Opcode::BINARY_OP_XOR_INT;
        case BinaryOperator::lshift:
        case BinaryOperator::inplace_lshift: return Opcode::BINARY_OP_LSHIFT_INT;
        case BinaryOperator::rshift:
        case BinaryOperator::inplace_rshift: return Opcode::BINARY_OP_RSHIFT_INT;
        default: return Opcode::BINARY_OP;
    }
}

Choice choose_float_operator(BinaryOperator op, bool mixed) {
    switch (op) {
        case BinaryOperator::add:
        case BinaryOperator::inplace_add:
            return mixed ? Opcode::BINARY_OP_ADD_FLOAT_INT : Opcode::BINARY_OP_ADD_FLOAT;
        case BinaryOperator::subtract:
        case BinaryOperator::inplace_subtract:
            return mixed ? Opcode::BINARY_OP_SUBTRACT_FLOAT_INT : Opcode::BINARY_OP_SUBTRACT_FLOAT;
        case BinaryOperator::multiply:
        case BinaryOperator::inplace_multiply:
            return mixed ? Opcode::BINARY_OP_MULTIPLY_FLOAT_INT : Opcode::BINARY_OP_MULTIPLY_FLOAT;
        case BinaryOperator::true_divide:
        case BinaryOperator::inplace_true_divide:
            return mixed ? Opcode::BINARY_OP : Opcode::BINARY_OP_TRUEDIV_FLOAT;
        default: return Opcode::BINARY_OP;
    }
}

Choice choose_binary_op(const Site& site) {
    auto op = static_cast<BinaryOperator>(site.oparg());
    if (op == BinaryOperator::subscript) return choose_subscript(site);
    Value left = site.operand(1), right = site.operand(0);
    if (left.is_small_int() && right.is_small_int()) return choose_int_operator(op);
    if (left.is_float() && right.is_float()) return choose_float_operator(op, false);
    if ((left.is_float() && right.is_small_int()) || (left.is_small_int() && right.is_float()))
        return choose_float_operator(op, true);
    bool add = op == BinaryOperator::add || op == BinaryOperator::inplace_add;
    if (add && is_kind(left, Kind::string) && is_kind(right, Kind::string))
        return Opcode::BINARY_OP_ADD_UNICODE;
    return Opcode::BINARY_OP;
}

Choice choose_compare_op(const Site& site) {
    Value left = site.operand(1), right = site.operand(0);
    if (left.is_small_int() && right.is_small_int()) return Opcode::COMPARE_OP_INT;
    if (left.is_float() && right.is_float()) return Opcode::COMPARE_OP_FLOAT;
    if (is_kind(left, Kind::string) && is_kind(right, Kind::string)) return Opcode::COMPARE_OP_STR;
    return Opcode::COMPARE_OP;
}

Choice choose_to_bool(const Site& site) {
    Value v = site.operand(0);
    if (v.is_bool()) return Opcode::TO_BOOL_BOOL;
    if (v.is_small_int()) return Opcode::TO_BOOL_INT;
    if (v.is_none()) return Opcode::TO_BOOL_NONE;
    if (is_kind(v, Kind::list)) return Opcode::TO_BOOL_LIST;
    if (is_kind(v, Kind::string)) return Opcode::TO_BOOL_STR;
    if (!is_kind(v, Kind::instance)) return Opcode::TO_BOOL;
    if (!lookup_special(site.thread, v, Special::bool_).is_null() ||
        !lookup_special(site.thread, v, Special::len).is_null())
        return Opcode::TO_BOOL;
    site.set32(1, v.as_object()->type->version);
    return Opcode::TO_BOOL_ALWAYS_TRUE;
}

Choice choose_for_iter(const Site& site) {
    Value iterator = site.operand(0);
    if (is_kind(iterator, Kind::list_iterator)) return Opcode::FOR_ITER_LIST;
    if (is_kind(iterator, Kind::tuple_iterator)) return Opcode::FOR_ITER_TUPLE;
    if (is_kind(iterator, Kind::generator)) return Opcode::FOR_ITER_GEN;
    if (!is_kind(iterator, Kind::range_iterator)) return Opcode::FOR_ITER;
    bool inline_ints = (iterator.as_object()->flags & RangeIterator::flag_inline) != 0;
    return inline_ints ? Opcode::FOR_ITER_RANGE : Opcode::FOR_ITER;
}

Choice choose_load_global(const Site& site) {
    StringObject* name = site.name(site.oparg() >> 1);
    DictObject* globals = site.frame->globals();
    DictObject* builtins = site.frame->builtins();
    site.set32(1, globals->aux);
    if (auto index = dict_index(globals, name)) {
        site.set32(3, *index);
        return Opcode::LOAD_GLOBAL_MODULE;
    }
    auto index = dict_index(builtins, name);
    if (!index) return Opcode::LOAD_GLOBAL;
    site.set32(2, builtins->aux);
    site.set32(3, *index);
    return Opcode::LOAD_GLOBAL_BUILTIN;
}

/// Attribute access is by the plain rules: no hooks, no descriptor in the way.
bool plain_attributes(const Site& site, Value owner, Special hook) {
    return lookup_special(site.thread, owner, hook).is_null();
}

bool is_descriptor(const Site& site, Value v) {
    return !lookup_special(site.thread, v, Special::get).is_null() ||
           !lookup_special(site.thread, v, Special::set).is_null();
}

/// Names that objects answer to without an entry in any dictionary (__class__, __dict__, …).
bool is_dunder(StringObject* name) {
    return name->length > 4 && name->at(0) == '_' && name->at(1) == '_';
}

bool binds_self(Value v) {
    return is_kind(v, Kind::function) ||
           (is_kind(v, Kind::native_function) &&
            (v.as_object()->flags & NativeFunction::flag_method) != 0);
}

bool is_plain_class_value(const Site& site, Value v) {
    if (binds_self(v) || is_kind(v, Kind::native_function)) return false;
    return !is_kind(v, Kind::descriptor) && !is_descriptor(site, v);
}

Choice choose_instance_attribute(const Site& site, Value owner, StringObject* name, bool method) {
    auto* instance = owner.as<InstanceObject>();
    Value found = lookup_in_type(instance->type, name);
    site.set32(1, instance->type->version);
    site.set32(2, instance->aux);
    if (auto index = instance->shape->find(name)) {
        // A data descriptor on the class would win over the instance's own value.
        if (!found.is_null() && !binds_self(found) && !is_plain_class_value(site, found))
            return Opcode::LOAD_ATTR;
        site.set32(3, *index);
        return Opcode::LOAD_ATTR_INSTANCE_VALUE;
    }
    if (found.is_null()) return Opcode::LOAD_ATTR;
    site.set64(4, found.bits);
    if (method && is_kind(found, Kind::function)) return Opcode::LOAD_ATTR_METHOD_WITH_VALUES;
    return is_plain_class_value(site, found) ? Opcode::LOAD_ATTR_NONDESCRIPTOR_WITH_VALUES
                                             : Opcode::LOAD_ATTR;
}

Choice choose_class_attribute(const Site& site, TypeObject* type, StringObject* name) {
    Value found = lookup_in_type(type, name);
    bool plain = is_kind(found, Kind::function) ||
                 (!found.is_null() && is_plain_class_value(site, found));
    if (!plain || (type->flags & TypeObject::flag_user_defined) == 0 || type->type != site.thread.types.type) return Opcode::LOAD_ATTR;
    // What the metaclass itself defines (__name__, …) goes the generic way.
    if (!lookup_in_type(site.thread.types.type, name).is_null()) return Opcode::LOAD_ATTR;
    site.set32(1, type->version);
    site.set64(4, found.bits);
    return Opcode::LOAD_ATTR_CLASS;
}

Choice choose_load_attr(const Site& site) {
    Value owner = site.operand(0);
    StringObject* name = site.name(site.oparg() >> 1);
    bool method = (site.oparg() & 1) != 0;
    if (!owner.is_pointer() || is_dunder(name)) return Opcode::LOAD_ATTR;
    if (is_kind(owner, Kind::type)) return choose_class_attribute(site, owner.as<TypeObject>(), name);
    if (is_kind(owner, Kind::module)) {
        DictObject* globals = owner.as<ModuleObject>()->globals;
        auto index = dict_index(globals, name);
        if (!index) return Opcode::LOAD_ATTR;
        site.set32(2, globals->aux);
        site.set32(3, *index);
        return Opcode::LOAD_ATTR_MODULE;
    }
    if (is_kind(owner, Kind::instance)) {
        if (owner.as<InstanceObject>()->shape->is_dict) return Opcode::LOAD_ATTR;
        if (!plain_attributes(site, owner, Special::getattribute)) return Opcode::LOAD_ATTR;
        return choose_instance_attribute(site, owner, name, method);
    }
    Kind kind = owner.as_object()->kind;
    bool builtin_value = kind == Kind::list || kind == Kind::dict || kind == Kind::string || kind == Kind::tuple;
    if (!method || !builtin_value) return Opcode::LOAD_ATTR;
    Value found = lookup_in_type(owner.as_object()->type, name);
    if (!is_kind(found, Kind::native_function) || !binds_self(found)) return Opcode::LOAD_ATTR;
    site.set32(1, owner.as_object()->type->version);
    site.set64(4, found.bits);
    return Opcode::LOAD_ATTR_METHOD_NO_DICT;
}

Choice choose_store_attr(const Site& site) {
    Value owner = site.operand(0);
    StringObject* name = site.name(site.oparg());
    if (!is_kind(owner, Kind::instance) || is_dunder(name)) return Opcode::STORE_ATTR;
    if (!plain_attributes(site, owner, Special::setattr)) return Opcode::STORE_ATTR;
    auto* instance = owner.as<InstanceObject>();
    if (instance->shape->is_dict) return Opcode::STORE_ATTR;
    Value found = lookup_in_type(instance->type, name);
    if (!found.is_null() && !binds_self(found) && !is_plain_class_value(site, found))
        return Opcode::STORE_ATTR;
    site.set32(1, instance->type->version);
    site.set32(2, instance->aux);
    auto index = instance->shape->find(name);
    if (!index) return Opcode::STORE_ATTR_ADD_VALUE;
    site.set32(3, *index);
    return Opcode::STORE_ATTR_INSTANCE_VALUE;
}

Choice choose_store_subscr(const Site& site) {
    Value container = site.operand(1), key = site.operand(0);
    if (is_kind(container, Kind::dict)) return Opcode::STORE_SUBSCR_DICT;
    if (is_kind(container, Kind::list) && key.is_small_int()) return Opcode::STORE_SUBSCR_LIST_INT;
    return Opcode::STORE_SUBSCR;
}

Choice choose_contains_op(const Site& site) {
    if (is_kind(site.operand(0), Kind::set)) return Opcode::CONTAINS_OP_SET;
    return is_kind(site.operand(0), Kind::dict) ? Opcode::CONTAINS_OP_DICT : Opcode::CONTAINS_OP;
}

Choice choose_unpack_sequence(const Site& site) {
    Value v = site.operand(0);
    bool two = is_kind(v, Kind::tuple) && v.as<TupleObject>()->size() == 2 && site.oparg() == 2;
    return two ? Opcode::UNPACK_SEQUENCE_TWO_TUPLE : Opcode::UNPACK_SEQUENCE;
}

std::uint32_t parameter_count(FunctionObject* function) {
    return reinterpret_cast<CodeHeader*>(function->code)->exact_argument_count;
}

Choice choose_builtin_call(const Site& site, Value callable, bool has_self) {
    unsigned count = site.oparg();
    Thread& t = site.thread;
    if (!has_self && count == 1 && callable == t.len_function) return Opcode::CALL_LEN;
    if (!has_self && count == 2 && callable == t.isinstance_function) return Opcode::CALL_ISINSTANCE;
    if (has_self && count == 1 && callable == t.list_append_function && is_kind(site.operand(1), Kind::list))
        return Opcode::CALL_LIST_APPEND;
    return Opcode::CALL_BUILTIN_FAST;
}

Choice choose_class_call(const Site& site, TypeObject* type, bool has_self) {
    Thread& t = site.thread;
    if ((type->flags & TypeObject::flag_user_defined) == 0) {
        if (!has_self && site.oparg() == 1 && type == t.types.type) return Opcode::CALL_TYPE_1;
        if (!has_self && site.oparg() == 1 && type == t.types.str) return Opcode::CALL_STR_1;
        return Opcode::CALL_BUILTIN_CLASS;
    }
    if (type->type != t.types.type) return Opcode::CALL;
    const Value init = lookup_special(type, Special::init);
    bool exception = (type->flags & TypeObject::flag_exception) != 0;
    if (exception) return Opcode::CALL_NON_PY_GENERAL;
    if (has_self || !is_kind(init, Kind::function) || !lookup_special(type, Special::new_).is_null()) return Opcode::CALL;
    // Parameters that are not passed may have defaults.
    const std::uint32_t takes = parameter_count(init.as<FunctionObject>());
    if (takes == CodeHeader::not_exact || takes < site.oparg() + 1) return Opcode::CALL;
    site.set32(1, type->version);
    return Opcode::CALL_ALLOC_AND_ENTER_INIT;
}

Choice choose_call(const Site& site) {
    Value callable = site.operand(static_cast<int>(site.oparg()) + 1);
    bool has_self = !site.operand(static_cast<int>(site.oparg())).is_null();
    if (is_kind(callable, Kind::function)) {
        auto* function = callable.as<FunctionObject>();
        site.set32(1, function->aux);
        return parameter_count(function) == site.oparg() + (has_self ? 1u : 0u) ? Opcode::CALL_PY_EXACT_ARGS : Opcode::CALL_PY_GENERAL;
    }
    if (is_kind(callable, Kind::bound_method)) {
        Value function = callable.as<BoundMethod>()->function;
        if (has_self) return Opcode::CALL;
        if (!is_kind(function, Kind::function)) return Opcode::CALL_NON_PY_GENERAL;
        if (parameter_count(function.as<FunctionObject>()) != site.oparg() + 1) return Opcode::CALL;
        site.set32(1, function.as<FunctionObject>()->aux);
        return Opcode::CALL_BOUND_METHOD_EXACT_ARGS;
    }
    if (is_kind(callable, Kind::native_function)) return choose_builtin_call(site, callable, has_self);
    if (is_kind(callable, Kind::type)) return choose_class_call(site, callable.as<TypeObject>(), has_self);
    return Opcode::CALL_NON_PY_GENERAL;
}

/// Calls with names or open arguments: `python` where the callable is a Python function.
Choice choose_other_call(const Site& site, Value callable, Opcode family, Opcode python, Opcode other) {
    if (!is_kind(callable, Kind::function)) return may_push_frame(callable) ? family : other;
    site.set32(1, callable.as<FunctionObject>()->aux);
    return python;
}

Choice choose(const Site& site, Opcode family) {
    switch (family) {
        case Opcode::BINARY_OP: return choose_binary_op(site);
        case Opcode::COMPARE_OP: return choose_compare_op(site);
        case Opcode::TO_BOOL: return choose_to_bool(site);
        case Opcode::FOR_ITER: return choose_for_iter(site);
        case Opcode::SEND: return is_kind(site.operand(1), Kind::generator) ? Opcode::SEND_GEN : Opcode::SEND;
        case Opcode::LOAD_GLOBAL: return choose_load_global(site);
        case Opcode::LOAD_ATTR: return choose_load_attr(site);
        case Opcode::STORE_ATTR: return choose_store_attr(site);
        case Opcode::STORE_SUBSCR: return choose_store_subscr(site);
        case Opcode::CONTAINS_OP: return choose_contains_op(site);
        case Opcode::UNPACK_SEQUENCE: return choose_unpack_sequence(site);
        case Opcode::CALL: return choose_call(site);
        case Opcode::CALL_KW:
            return choose_other_call(site, site.operand(static_cast<int>(site.oparg()) + 2), family, Opcode::CALL_KW_PY, Opcode::CALL_KW_NON_PY);
        case Opcode::CALL_FUNCTION_EX:
            return choose_other_call(site, site.operand(3), family, Opcode::CALL_EX_PY, Opcode::CALL_EX_NON_PY_GENERAL);
        default: return family;
    }
}

/// Misses that a specialized form may have before it is chosen anew.
constexpr std::uint32_t tolerated_misses = 12;
constexpr std::uint32_t max_backoff = 12;

}  // namespace

void specialize(Thread& thread, Frame* frame, CodeUnit* ip, Value* stack_top) {
    Opcode current = opcode_of(*ip);
    Opcode family = traits(current).family;
    if (thread.warmup.adaptive == 0xFFFF) {  // the engine that never specializes
        ip[1] = 0xFFFF;
        return;
    }
    std::uint32_t backoff = ip[1] >> 16;
    Opcode chosen = choose(Site{thread, frame, ip, stack_top}, family);
    *ip = encode(chosen, oparg_of(*ip));
    const TierHook& hook = vm_of(thread).hook;
    if (hook.specialized != nullptr) hook.specialized(hook.context, current, chosen);
    if (chosen != family) {
        ip[1] = (backoff << 16) | tolerated_misses;
        if (const auto& told = vm_of(thread).on_specialized) told(ip);
    } else {
        backoff = std::min(backoff + 1, max_backoff);
        ip[1] = (backoff << 16) | ((1u << backoff) - 1);
    }
}

}  // namespace sidewinder
