// SPDX-License-Identifier: MIT
// Attribute access by the descriptor protocol: hooks of user classes, data descriptors, computed
// attributes of builtin classes, the instance, then what the class has.
#include "vm/objects/operations.hpp"
#include "vm/objects/support.hpp"

namespace sidewinder {

bool has_method(TypeObject* type, StringObject* name) {
    return !lookup_in_type(type, name).is_null();
}

namespace {

/// True for a class attribute that goes before the instance's own.
bool is_data_descriptor(Thread& thread, Value attribute) {
    if (is_kind(attribute, Kind::descriptor))
        return attribute.as_object()->flags == static_cast<std::uint16_t>(DescriptorKind::property);
    if (!is_kind(attribute, Kind::instance)) return false;
    return !lookup_special(thread, attribute, Special::set).is_null() ||
           !lookup_special(thread, attribute, Special::delete_).is_null();
}

SW_COLD void raise_no_attribute(Thread& thread, Value v, StringObject* name) {
    if (is_kind(v, Kind::type)) {
        raise_error(thread, ExceptionKind::AttributeError, "type object '{}' has no attribute '{}'",
                    type_text(v.as<TypeObject>()), to_utf8(name));
    } else if (is_kind(v, Kind::module)) {
        raise_error(thread, ExceptionKind::AttributeError, "module '{}' has no attribute '{}'",
                    to_utf8(v.as<ModuleObject>()->name), to_utf8(name));
    } else {
        raise_error(thread, ExceptionKind::AttributeError, "'{}' object has no attribute '{}'",
                    type_name(thread, v), to_utf8(name));
    }
}

/// The object's own attribute (borrowed), null when it has none of that name.
Value own_attribute(Value v, StringObject* name) {
    if (!v.is_pointer()) return Value::null();
    switch (v.as_object()->kind) {
        case Kind::instance:
        case Kind::exception: return instance_get(v, name);
        case Kind::module: return dict_get(v.as<ModuleObject>()->globals, name);
        case Kind::function: {
            DictObject* attributes = v.as<FunctionObject>()->attributes;
            return attributes ? dict_get(attributes, name) : Value::null();
        }
        default: return Value::null();
    }
}

bool may_be_computed(Value v, StringObject* name) {
    return (name->length > 2 && name->at(0) == '_') || is_kind(v, Kind::exception) ||
           is_kind(v, Kind::range) || is_kind(v, Kind::slice) || is_kind(v, Kind::descriptor) ||
           is_kind(v, Kind::generator) || is_kind(v, Kind::traceback) ||
           underlying(v).is_float() || is_int(underlying(v));
}

}  // namespace

Ref class_attribute(Thread& thread, TypeObject* type, StringObject* name) {
    TypeObject* const metaclass = type->type;
    const Value of_class = lookup_in_type(metaclass, name);
    if (!of_class.is_null() && is_data_descriptor(thread, of_class)) return bind_attribute(thread, of_class, Value::object(type), metaclass);
    bool known = false;
    const Value found = lookup_in_type(type, name);
    if (found.is_null() || (name->length > 0 && name->at(0) == '_')) {
        Ref computed = computed_attribute(thread, Value::object(type), to_utf8(name), &known);
        if (known) return computed;
    }
    if (!found.is_null()) return bind_attribute(thread, found, Value::null(), type);
    if (!of_class.is_null()) return bind_attribute(thread, of_class, Value::object(type), metaclass);
    raise_no_attribute(thread, Value::object(type), name);
    return {};
}

namespace {

Ref generic_attribute(Thread& thread, Value v, StringObject* name) {
    if (is_kind(v, Kind::type)) return class_attribute(thread, v.as<TypeObject>(), name);
    if (is_kind(v, Kind::super)) {
        bool found = false;
        Ref attribute = super_attribute(thread, v.as<SuperObject>(), name, &found);
        if (found) return attribute;
    }
    TypeObject* type = type_of(thread, v);
    const Value found = lookup_in_type(type, name);
    if (!found.is_null() && is_data_descriptor(thread, found))
        return bind_attribute(thread, found, v, type);
    if (found.is_null() && may_be_computed(v, name)) {
        bool known = false;
        Ref computed = computed_attribute(thread, v, to_utf8(name), &known);
        if (known) return computed;
    }
    const Value own = own_attribute(v, name);
    if (!own.is_null()) return Ref::borrow(own);
    if (!found.is_null()) return bind_attribute(thread, found, v, type);
    raise_no_attribute(thread, v, name);
    return {};
}

}  // namespace

Ref get_attribute(Thread& thread, Value v, StringObject* name) {
    if (!has_user_class(v)) return generic_attribute(thread, v, name);
    const Ref keep = Ref::borrow(v);
    const Value hook = lookup_special(thread, v, Special::getattribute);
    Ref result = hook.is_null() ? generic_attribute(thread, v, name)
                                : call_special(thread, hook, v, {Value::object(name)});
    if (result) return result;
    const Value fallback = lookup_special(thread, v, Special::getattr);
    if (fallback.is_null() || !catch_exception(thread, ExceptionKind::AttributeError)) return {};
    return call_special(thread, fallback, v, {Value::object(name)});
}

Ref get_method(Thread& thread, Value v, StringObject* name, Ref* self) {
    *self = Ref{};
    if (is_kind(v, Kind::type) || is_kind(v, Kind::module) || is_kind(v, Kind::super)) return get_attribute(thread, v, name);
    TypeObject* type = type_of(thread, v);
    if (has_user_class(v) && !lookup_special(thread, v, Special::getattribute).is_null())
        return get_attribute(thread, v, name);
    const Value found = lookup_in_type(type, name);
    const bool plain = is_kind(found, Kind::function) ||
                       (is_kind(found, Kind::native_function) &&
                        (found.as_object()->flags & NativeFunction::flag_method));
    if (!plain || !own_attribute(v, name).is_null()) return get_attribute(thread, v, name);
    *self = Ref::borrow(v);
    return Ref::borrow(found);
}

Ref get_special(Thread& thread, Value v, Special special, Ref* self) {
    *self = Ref{};
    const Value found = lookup_special(thread, v, special);
    if (found.is_null()) return {};
    if (!is_kind(found, Kind::function)) return bind_attribute(thread, found, v, type_of(thread, v));
    *self = Ref::borrow(v);
    return Ref::borrow(found);
}

// ---- stores -------------------------------------------------------------------------------------

namespace {

/// property and user data descriptors; nullopt when `found` is neither.
std::optional<bool> store_through(Thread& thread, Value found, Value v, StringObject* name,
                                  Value value) {
    if (found.is_null() || !is_data_descriptor(thread, found)) return std::nullopt;
    const Ref keep = Ref::borrow(found);
    if (is_kind(found, Kind::descriptor)) {
        const auto* property = found.as<DescriptorObject>();
        const Ref function = Ref::borrow(value.is_null() ? property->del : property->set);
        if (!function) {
            raise_error(thread, ExceptionKind::AttributeError,
                        "property '{}' of '{}' object has no {}", to_utf8(name),
                        type_name(thread, v), value.is_null() ? "deleter" : "setter");
            return false;
        }
        if (value.is_null()) return static_cast<bool>(invoke(thread, function.get(), {v}));
        return static_cast<bool>(invoke(thread, function.get(), {v, value}));
    }
    const Value method =
        lookup_special(thread, found, value.is_null() ? Special::delete_ : Special::set);
    if (method.is_null()) {
        raise_error(thread, ExceptionKind::AttributeError, "{}",
                    value.is_null() ? "__delete__" : "__set__");
        return false;
    }
    if (value.is_null()) return static_cast<bool>(call_special(thread, method, found, {v}));
    return static_cast<bool>(call_special(thread, method, found, {v, value}));
}

bool store_in_dict(Thread& thread, DictObject* dict, Value v, StringObject* name, Value value) {
    if (!value.is_null()) return dict_set(thread, dict, Value::object(name), value);
    if (dict_delete(thread, dict, Value::object(name))) return true;
    if (!thread.has_exception()) raise_no_attribute(thread, v, name);
    return false;
}

bool store_own(Thread& thread, Value v, StringObject* name, Value value) {
    if (is_instance_kind(v)) {
        if (!value.is_null()) return instance_set(thread, v, name, value);
        if (instance_delete(v, name)) return true;
        raise_no_attribute(thread, v, name);
        return false;
    }
    if (is_kind(v, Kind::module))
        return store_in_dict(thread, v.as<ModuleObject>()->globals, v, name, value);
    if (is_kind(v, Kind::function)) {
        auto* function = v.as<FunctionObject>();
        if (!function->attributes) {
            Ref made = make_dict(thread);
            if (!made) return false;
            function->attributes = made.as<DictObject>();
            (void)made.release();
        }
        return store_in_dict(thread, function->attributes, v, name, value);
    }
    if (has_method(type_of(thread, v), name)) {
        raise_error(thread, ExceptionKind::AttributeError,
                    "'{}' object attribute '{}' is read-only", type_name(thread, v), to_utf8(name));
        return false;
    }
    raise_error(thread, ExceptionKind::AttributeError,
                "'{}' object has no attribute '{}' and no __dict__ for setting new attributes",
                type_name(thread, v), to_utf8(name));
    return false;
}

}  // namespace

/// object.__setattr__ and object.__delattr__: `value` null deletes.
bool generic_store(Thread& thread, Value v, StringObject* name, Value value) {
    const Ref keep = Ref::borrow(v), keep_value = Ref::borrow(value);
    if (may_be_computed(v, name)) {
        const auto computed = set_computed_attribute(thread, v, to_utf8(name), value);
        if (computed) return *computed;
    }
    const auto stored =
        store_through(thread, lookup_in_type(type_of(thread, v), name), v, name, value);
    if (stored) return *stored;
    return is_kind(v, Kind::type) ? type_set_attribute(thread, v.as<TypeObject>(), name, value) : store_own(thread, v, name, value);
}

bool set_attribute(Thread& thread, Value v, StringObject* name, Value value) {
    const Value hook = lookup_special(thread, v, Special::setattr);
    if (hook.is_null()) return generic_store(thread, v, name, value);
    return static_cast<bool>(call_special(thread, hook, v, {Value::object(name), value}));
}

bool delete_attribute(Thread& thread, Value v, StringObject* name) {
    const Value hook = lookup_special(thread, v, Special::delattr);
    if (hook.is_null()) return generic_store(thread, v, name, Value::null());
    return static_cast<bool>(call_special(thread, hook, v, {Value::object(name)}));
}

StringObject* name_argument(Thread& thread, Value given) {
    const Value v = underlying(given);
    if (is_string(v)) return intern(thread, v.as<StringObject>());
    raise_error(thread, ExceptionKind::TypeError, "attribute name must be string, not '{}'",
                type_name(thread, v));
    return nullptr;
}

// ---- methods of object --------------------------------------------------------------------------

namespace {

Ref done(bool ok) {
    return ok ? Ref::steal(Value::none()) : Ref{};
}

Ref object_getattribute(Thread& thread, std::span<const Value> args, Value) {
    StringObject* name = name_argument(thread, args[1]);
    return name ? generic_attribute(thread, args[0], name) : Ref{};
}

/// A class is changed by what its own class offers, which is another function than this one.
bool is_for_instances(Thread& thread, Value self, const char* which) {
    if (!is_kind(self, Kind::type)) return true;
    raise_error(thread, ExceptionKind::TypeError, "can't apply this {} to type object", which);
    return false;
}

Ref object_setattr(Thread& thread, std::span<const Value> args, Value) {
    if (!is_for_instances(thread, args[0], "__setattr__")) return {};
    StringObject* name = name_argument(thread, args[1]);
    return name ? done(generic_store(thread, args[0], name, args[2])) : Ref{};
}

Ref object_delattr(Thread& thread, std::span<const Value> args, Value) {
    if (!is_for_instances(thread, args[0], "__delattr__")) return {};
    StringObject* name = name_argument(thread, args[1]);
    return name ? done(generic_store(thread, args[0], name, Value::null())) : Ref{};
}

Ref object_init(Thread& thread, std::span<const Value> args, Value) {
    if (args.size() == 1) return done(true);
    const bool inherited = lookup_special(thread, args[0], Special::init).is_null();
    // What a __new__ made of the arguments is its own affair; all builtin classes have one.
    const TypeObject* type = type_of(thread, args[0]);
    const bool builtin = !(type->flags & TypeObject::flag_user_defined) && type != thread.types.object;
    if (inherited && (builtin || !lookup_special(thread, args[0], Special::new_).is_null())) return done(true);
    if (inherited)
        raise_error(thread, ExceptionKind::TypeError, "{}() takes no arguments",
                    type_name(thread, args[0]));
    else
        raise_error(thread, ExceptionKind::TypeError,
                    "object.__init__() takes exactly one argument (the instance to initialize)");
    return {};
}

Ref object_new(Thread& thread, std::span<const Value> args, Value keyword_names) {
    if (args.size() == keyword_count(keyword_names)) {
        raise_error(thread, ExceptionKind::TypeError, "object.__new__(): not enough arguments");
        return {};
    }
    if (!is_kind(args[0], Kind::type)) {
        raise_error(thread, ExceptionKind::TypeError, "object.__new__(X): X is not a type object ({})", type_name(thread, args[0]));
        return {};
    }
    auto* type = args[0].as<TypeObject>();
    if (type->payload || type->instance_kind != Kind::instance || (type != thread.types.object && !(type->flags & TypeObject::flag_user_defined))) {
        raise_error(thread, ExceptionKind::TypeError, "object.__new__({0}) is not safe, use {0}.__new__()", type_text(type));
        return {};
    }
    const bool more = args.size() > 1 || keyword_count(keyword_names) > 0;
    if (more && !lookup_special(type, Special::new_).is_null()) {
        raise_error(thread, ExceptionKind::TypeError, "object.__new__() takes exactly one argument (the type to instantiate)");
        return {};
    }
    if (more && lookup_special(type, Special::init).is_null()) {
        raise_error(thread, ExceptionKind::TypeError, "{}() takes no arguments", type_text(type));
        return {};
    }
    return make_instance(thread, type);
}

Ref object_eq(Thread&, std::span<const Value> args, Value) {
    return Ref::steal(args[0] == args[1] ? Value::true_() : Value::not_implemented());
}

Ref object_repr(Thread& thread, std::span<const Value> args, Value) {
    return make_string(
        thread, fmt::format("<{} object>", qualified_type_text(thread, type_of(thread, args[0]))));
}

Ref object_str(Thread& thread, std::span<const Value> args, Value) {
    return to_repr(thread, args[0]);
}

constexpr NativeMethod table[] = {
    {"__init__", object_init, 1, any_number},
    {"__getattribute__", object_getattribute, 2, 2},
    {"__setattr__", object_setattr, 3, 3},
    {"__delattr__", object_delattr, 2, 2},
    {"__eq__", object_eq, 2, 2},
    {"__repr__", object_repr, 1, 1},
    {"__str__", object_str, 1, 1},
};

}  // namespace

std::span<const NativeMethod> object_methods() {
    return table;
}

void add_object_new(Thread& thread) {
    const Ref function = make_native(thread, "__new__", object_new, 0, any_number, NativeFunction::flag_keywords | NativeFunction::flag_static);
    dict_set(thread, thread.types.object->attributes, Value::object(intern(thread, "__new__")), function.get());
}

}  // namespace sidewinder
