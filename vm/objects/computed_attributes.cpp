// SPDX-License-Identifier: MIT
// The attributes that builtin classes compute rather than store: __class__ of everything, names of
// classes and functions, the members of exceptions, ranges, slices and numbers.
#include "vm/objects/support.hpp"

namespace sidewinder {

namespace {

Ref text(StringObject* s) {
    return Ref::borrow(s);
}
Ref or_none(Value v) {
    return Ref::borrow(v.is_null() ? Value::none() : v);
}

Ref class_bases(Thread& thread, TypeObject* type, bool all) {
    std::vector<Value> bases;
    if (all || type->bases)
        for (TypeObject* t : all ? *type->mro : *type->bases) bases.push_back(Value::object(t));
    else if (type->base)
        bases.push_back(Value::object(type->base));
    return make_tuple(thread, std::span<const Value>(bases));
}

/// __dict__ of what has one.
Ref own_names(Thread& thread, Value v, bool* known) {
    switch (v.as_object()->kind) {
        case Kind::instance:
        case Kind::exception:
            if (!has_user_class(v) && !is_kind(v, Kind::exception)) break;
            if (DictObject* dict = instance_dict(thread, v)) return Ref::borrow(dict);
            if (thread.has_exception()) return {};
            break;
        case Kind::module: return Ref::borrow(v.as<ModuleObject>()->globals);
        case Kind::type: return make_derived(thread, thread.types.mapping_proxy, Ref::borrow(v.as<TypeObject>()->attributes));
        case Kind::function: {
            DictObject*& attributes = v.as<FunctionObject>()->attributes;
            if (!attributes) {
                Ref made = make_dict(thread);
                if (!made) return {};
                attributes = made.as<DictObject>();
                (void)made.release();
            }
            return Ref::borrow(attributes);
        }
        default: break;
    }
    *known = false;
    return {};
}

Ref of_class(Thread& thread, TypeObject* type, std::string_view name, bool* known) {
    if (name == "__name__") return text(type->name);
    if (name == "__qualname__") return text(type->qualname);
    if (name == "__dict__") return own_names(thread, Value::object(type), known);
    if (name == "__bases__") return class_bases(thread, type, false);
    if (name == "__mro__") return class_bases(thread, type, true);
    if (name == "__base__") return or_none(type->base ? Value::object(type->base) : Value::null());
    if (name == "__module__") {
        const Value module = dict_get(type->attributes, intern(thread, "__module__"));
        if (!module.is_null()) return Ref::borrow(module);
        const bool user = type->flags & TypeObject::flag_user_defined;
        return make_string(thread, user ? "__main__" : "builtins");
    }
    if (name == "__doc__") {
        const Value doc = dict_get(type->attributes, intern(thread, "__doc__"));
        if (is_string(doc)) return Ref::borrow(doc);
        if (doc.is_null()) return Ref::steal(Value::none());
    }
    *known = false;
    return {};
}

Ref of_function(FunctionObject* function, std::string_view name, bool* known) {
    if (name == "__name__") return text(function->name);
    if (name == "__qualname__") return text(function->qualname);
    if (name == "__dict__") return own_names(*function->type->thread, Value::object(function), known);
    if (name == "__defaults__")
        return or_none(function->defaults ? Value::object(function->defaults) : Value::null());
    if (name == "__kwdefaults__")
        return or_none(function->keyword_defaults ? Value::object(function->keyword_defaults) : Value::null());
    if (name == "__globals__") return Ref::borrow(function->globals);
    if (name == "__module__") {
        StringObject* key = intern(*function->type->thread, "__name__");
        return or_none(dict_get(function->globals, key));
    }
    *known = false;
    return {};
}

Ref of_native(Thread& thread, const NativeFunction* function, std::string_view name, bool* known) {
    if (name == "__name__") return make_string(thread, function->name);
    if (name == "__qualname__")
        return make_string(thread, function->owner
                                       ? type_text(function->owner) + "." + function->name
                                       : std::string(function->name));
    *known = false;
    return {};
}

Ref of_bound_method(Thread& thread, BoundMethod* method, std::string_view name, bool* known) {
    if (name == "__self__") return Ref::borrow(method->self);
    if (name == "__func__") return Ref::borrow(method->function);
    return computed_attribute(thread, method->function, name, known);
}

Ref of_exception(ExceptionObject* e, std::string_view name, bool* known) {
    if (name == "args") return Ref::borrow(e->arguments);
    if (name == "__cause__") return or_none(e->cause);
    if (name == "__context__") return or_none(e->context);
    if (name == "__suppress_context__") return Ref::steal(Value::boolean(e->suppress_context));
    if (name == "__traceback__") return or_none(e->traceback ? Value::object(e->traceback) : Value::null());
    Thread& thread = *e->type->thread;
    const bool stop = is_subtype(e->type, exception_type(thread, ExceptionKind::StopIteration));
    const bool exit = is_subtype(e->type, exception_type(thread, ExceptionKind::SystemExit));
    if ((name == "value" && stop) || (name == "code" && exit)) {
        if (e->arguments->size() == 0) return Ref::steal(Value::none());
        if (exit && e->arguments->size() > 1) return Ref::borrow(e->arguments);
        return Ref::borrow(e->arguments->items[0]);
    }
    const bool os = is_subtype(e->type, exception_type(thread, ExceptionKind::OSError));
    if (os && (name == "errno" || name == "strerror")) {
        if (e->arguments->size() < 2) return Ref::steal(Value::none());
        return Ref::borrow(e->arguments->items[name == "strerror"]);
    }
    *known = false;
    return {};
}

Ref of_generator(GeneratorObject* generator, std::string_view name, bool* known) {
    if (name == "__name__") return text(generator->name);
    if (name == "__qualname__") return text(generator->qualname);
    if (name == "gi_running") return Ref::steal(Value::boolean(generator->flags == GeneratorObject::running));
    if (name == "gi_suspended") return Ref::steal(Value::boolean(generator->flags == GeneratorObject::suspended));
    if (name == "gi_code") return Ref::borrow(generator->function->code);
    if (name == "gi_yieldfrom") return or_none(delegate_of(generator));
    *known = false;
    return {};
}

Ref of_traceback(Thread& thread, TracebackObject* traceback, std::string_view name, bool* known) {
    if (name == "tb_next") return or_none(traceback->next ? Value::object(traceback->next) : Value::null());
    if (name == "tb_lineno") return int_from_i64(thread, traceback->line);
    *known = false;
    return {};
}

Ref of_number(Thread& thread, Value v, std::string_view name, bool* known) {
    if (name == "real" || (name == "numerator" && is_int(v)))
        return v.is_bool() ? Ref::steal(Value::small_int(v.is_true())) : Ref::borrow(v);
    if (name == "imag") return Ref::steal(v.is_float() ? Value::number(0.0) : Value::small_int(0));
    if (name == "denominator" && is_int(v)) return Ref::steal(Value::small_int(1));
    (void)thread;
    *known = false;
    return {};
}

Ref of_object(Thread& thread, Value v, std::string_view name, bool* known) {
    switch (v.as_object()->kind) {
        case Kind::type: return of_class(thread, v.as<TypeObject>(), name, known);
        case Kind::function: return of_function(v.as<FunctionObject>(), name, known);
        case Kind::native_function: return of_native(thread, v.as<NativeFunction>(), name, known);
        case Kind::bound_method: return of_bound_method(thread, v.as<BoundMethod>(), name, known);
        case Kind::exception:
            if (name == "__dict__") break;
            return of_exception(v.as<ExceptionObject>(), name, known);
        case Kind::generator: return of_generator(v.as<GeneratorObject>(), name, known);
        case Kind::traceback: return of_traceback(thread, v.as<TracebackObject>(), name, known);
        case Kind::range: {
            const auto* range = v.as<RangeObject>();
            if (name == "start") return int_from_i64(thread, range->start);
            if (name == "stop") return int_from_i64(thread, range->stop);
            if (name == "step") return int_from_i64(thread, range->step);
            break;
        }
        case Kind::slice: {
            const auto* slice = v.as<SliceObject>();
            if (name == "start") return Ref::borrow(slice->start);
            if (name == "stop") return Ref::borrow(slice->stop);
            if (name == "step") return Ref::borrow(slice->step);
            break;
        }
        case Kind::super: {
            const auto* super = v.as<SuperObject>();
            if (name == "__thisclass__") return Ref::borrow(super->after);
            if (name == "__self__") return or_none(super->object);
            if (name == "__self_class__") return or_none(super->walked ? Value::object(super->walked) : Value::null());
            break;
        }
        case Kind::descriptor: {
            const auto* descriptor = v.as<DescriptorObject>();
            const bool property =
                descriptor->flags == static_cast<std::uint16_t>(DescriptorKind::property);
            if (property && name == "fget") return or_none(descriptor->get);
            if (property && name == "fset") return or_none(descriptor->set);
            if (property && name == "fdel") return or_none(descriptor->del);
            if (!property && name == "__func__") return Ref::borrow(descriptor->get);
            break;
        }
        default: break;
    }
    *known = name == "__dict__";
    return *known ? own_names(thread, v, known) : Ref{};
}

}  // namespace

Ref computed_attribute(Thread& thread, Value v, std::string_view name, bool* known) {
    *known = true;
    if (name == "__class__") return Ref::borrow(type_of(thread, v));
    if (const Value n = underlying(v); is_int(n) || n.is_float()) return of_number(thread, n, name, known);
    if (v.is_pointer()) return of_object(thread, v, name, known);
    *known = false;
    return {};
}

// ---- stores -------------------------------------------------------------------------------------

namespace {

bool refuse(Thread& thread, std::string message) {
    raise_error(thread, ExceptionKind::TypeError, std::string_view(message));
    return false;
}

bool set_class(Thread& thread, Value v, Value value) {
    if (value.is_null()) return refuse(thread, "can't delete __class__ attribute");
    if (!is_kind(value, Kind::type))
        return refuse(thread, fmt::format("__class__ must be set to a class, not '{}' object",
                                          type_name(thread, value)));
    if (is_instance_kind(v)) return instance_set_class(thread, v, value.as<TypeObject>());
    return refuse(thread,
                  "__class__ assignment only supported for mutable types or ModuleType subclasses");
}

bool set_own_names(Thread& thread, Value v, Value value) {
    if (value.is_null()) return raise_unsupported(thread, "deleting __dict__"), false;
    if (!is_kind(value, Kind::dict)) return refuse(thread, fmt::format("__dict__ must be set to a dictionary, not a '{}'", type_name(thread, value)));
    if (!instance_dict(thread, v)) {
        if (!thread.has_exception()) raise_error(thread, ExceptionKind::AttributeError, "'{}' object has no attribute '__dict__'", type_name(thread, v));
        return false;
    }
    assign(v.as<InstanceObject>()->values[0], value);
    return true;
}

void replace(StringObject*& field, Value value) {
    incref(value);
    decref(std::exchange(field, value.as<StringObject>()));
}

std::optional<bool> set_on_class(Thread& thread, TypeObject* type, std::string_view name,
                                 Value value) {
    if (name == "__dict__") {
        raise_error(thread, ExceptionKind::AttributeError, std::string_view("attribute '__dict__' of 'type' objects is not writable"));
        return false;
    }
    if (name != "__name__" && name != "__qualname__") {
        if (name == "__mro__" || name == "__bases__" || name == "__base__")
            return raise_unsupported(thread, "changing the bases of a class"), false;
        return std::nullopt;
    }
    if (!(type->flags & TypeObject::flag_user_defined)) return std::nullopt;
    if (value.is_null())
        return refuse(thread, fmt::format("cannot delete '{}' attribute of type '{}'", name,
                                          type_text(type)));
    if (!is_string(value))
        return refuse(thread, fmt::format("can only assign string to {}.{}, not '{}'",
                                          type_text(type), name, type_name(thread, value)));
    replace(name == "__name__" ? type->name : type->qualname, value);
    return true;
}

template <class T>
std::optional<bool> set_defaults(Thread& thread, FunctionObject* function, T*& defaults, Kind kind, const char* otherwise, Value value) {
    if (!value.is_null() && !value.is_none() && !is_kind(value, kind)) return refuse(thread, otherwise);
    T* old = std::exchange(defaults, is_kind(value, kind) ? owned(value.as<T>()) : nullptr);
    function->aux = thread.fresh_version();
    if ((function->flags & FunctionObject::flag_watched) && thread.on_change) thread.on_change(thread, function);
    if (old) decref(old);
    return true;
}

std::optional<bool> set_on_function(Thread& thread, FunctionObject* function, std::string_view name,
                                    Value value) {
    if (name == "__name__" || name == "__qualname__") {
        if (!is_string(value))
            return refuse(thread, fmt::format("{} must be set to a string object", name));
        replace(name == "__name__" ? function->name : function->qualname, value);
        return true;
    }
    if (name == "__defaults__") return set_defaults(thread, function, function->defaults, Kind::tuple, "__defaults__ must be set to a tuple object", value);
    if (name == "__kwdefaults__")
        return set_defaults(thread, function, function->keyword_defaults, Kind::dict, "__kwdefaults__ must be set to a dict object", value);
    if (name == "__code__" || name == "__globals__" || name == "__closure__")
        return raise_unsupported(thread, fmt::format("assigning {}", name)), false;
    return std::nullopt;
}

std::optional<bool> set_link(Thread& thread, ExceptionObject* e, Value& field,
                             std::string_view name, Value value) {
    if (value.is_null()) return refuse(thread, fmt::format("{} may not be deleted", name));
    if (!value.is_none() && !is_kind(value, Kind::exception))
        return refuse(thread, fmt::format("exception {} must be None or derive from BaseException",
                                          name == "__cause__" ? "cause" : "context"));
    if (name == "__cause__") e->suppress_context = true;
    assign(field, value.is_none() ? Value::null() : value);
    return true;
}

std::optional<bool> set_on_exception(Thread& thread, ExceptionObject* e, std::string_view name,
                                     Value value) {
    if (name == "__cause__") return set_link(thread, e, e->cause, name, value);
    if (name == "__context__") return set_link(thread, e, e->context, name, value);
    if (name == "__suppress_context__") {
        if (!value.is_bool()) return refuse(thread, "attribute value type must be bool");
        e->suppress_context = value.is_true();
        return true;
    }
    if (name == "__traceback__") {
        if (value.is_null()) return refuse(thread, "__traceback__ may not be deleted");
        if (!value.is_none() && !is_kind(value, Kind::traceback)) return refuse(thread, "__traceback__ must be a traceback or None");
        TracebackObject* old = std::exchange(e->traceback, value.is_none() ? nullptr : owned(value.as<TracebackObject>()));
        if (old) decref(old);
        return true;
    }
    if (name == "args") {
        if (value.is_null()) return refuse(thread, "args may not be deleted");
        Ref list = list_from_items(thread, value);
        if (!list) return false;
        Ref tuple = make_tuple(thread, {list.as<ListObject>()->items, list.as<ListObject>()->size});
        if (!tuple) return false;
        TupleObject* old = std::exchange(e->arguments, tuple.as<TupleObject>());
        (void)tuple.release();
        decref(old);
        return true;
    }
    return std::nullopt;
}

}  // namespace

std::optional<bool> set_computed_attribute(Thread& thread, Value v, std::string_view name,
                                           Value value) {
    if (name == "__class__" && !is_kind(v, Kind::type)) return set_class(thread, v, value);
    if (name == "__dict__" && is_instance_kind(v)) return set_own_names(thread, v, value);
    if (is_kind(v, Kind::type)) return set_on_class(thread, v.as<TypeObject>(), name, value);
    if (is_kind(v, Kind::function))
        return set_on_function(thread, v.as<FunctionObject>(), name, value);
    if (is_kind(v, Kind::generator) && (name == "__name__" || name == "__qualname__")) {
        if (!is_string(value)) return refuse(thread, fmt::format("{} must be set to a string object", name));
        replace(name == "__name__" ? v.as<GeneratorObject>()->name : v.as<GeneratorObject>()->qualname, value);
        return true;
    }
    if (is_kind(v, Kind::exception))
        return set_on_exception(thread, v.as<ExceptionObject>(), name, value);
    bool known = false;
    const bool plain = is_instance_kind(v) && underlying(v) == v;
    const Ref current = plain ? Ref{} : computed_attribute(thread, v, name, &known);
    if (!known) return std::nullopt;
    if (is_kind(v, Kind::range) || is_kind(v, Kind::slice))
        raise_error(thread, ExceptionKind::AttributeError, "readonly attribute");
    else
        raise_error(thread, ExceptionKind::AttributeError,
                    "attribute '{}' of '{}' objects is not writable", name, type_name(thread, underlying(v)));
    return false;
}

}  // namespace sidewinder
