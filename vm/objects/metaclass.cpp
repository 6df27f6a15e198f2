// SPDX-License-Identifier: MIT
// Classes of classes: which one makes a class (Python's reference, 3.3.3), and the methods of type.
#include "vm/objects/operations.hpp"
#include "vm/objects/support.hpp"

namespace sidewinder {

namespace {

using Arguments = std::span<const Value>;

Ref refuse(Thread& thread, std::string message) {
    raise_error(thread, ExceptionKind::TypeError, std::string_view(message));
    return {};
}

Ref done(bool ok) {
    return ok ? Ref::steal(Value::none()) : Ref{};
}

bool makes_classes(Thread& thread, Value v) {
    return is_kind(v, Kind::type) && is_subtype(v.as<TypeObject>(), thread.types.type);
}

/// type.__new__(metaclass, name, bases, dict): the class.
Ref make_type(Thread& thread, TypeObject* metaclass, Arguments args, Value keyword_names) {
    const std::size_t positional = args.size() - keyword_count(keyword_names);
    if (positional != 3) return refuse(thread, fmt::format("type.__new__() takes exactly 3 arguments ({} given)", positional));
    const Value name = underlying(args[0]), bases = underlying(args[1]), attributes = underlying(args[2]);
    static constexpr const char* wanted[] = {"str", "tuple", "dict"};
    const int wrong = !is_string(name) ? 0 : !is_kind(bases, Kind::tuple) ? 1 : !is_kind(attributes, Kind::dict) ? 2 : -1;
    if (wrong >= 0) return refuse(thread, fmt::format("type.__new__() argument {} must be {}, not {}", wrong + 1, wanted[wrong], type_name(thread, args[static_cast<std::size_t>(wrong)])));
    std::vector<TypeObject*> classes;
    for (std::uint32_t i = 0; i < bases.as<TupleObject>()->size(); ++i) {
        const Value base = bases.as<TupleObject>()->items[i];
        if (!is_kind(base, Kind::type)) return refuse(thread, "bases must be types");
        classes.push_back(base.as<TypeObject>());
    }
    TypeObject* const winner = most_derived_metaclass(thread, metaclass, classes);
    if (!winner) return {};
    if (winner != metaclass) {
        const Value other = lookup_special(winner, Special::new_);
        if (!other.is_null() && !is_kind(other, Kind::native_function)) {
            std::vector<Value> all{Value::object(winner)};
            all.insert(all.end(), args.begin(), args.end());
            const Ref function = bind_attribute(thread, other, Value::null(), winner);
            return function ? invoke(thread, function.get(), all, keyword_names) : Ref{};
        }
    }
    const Ref copy = dict_copy(thread, attributes.as<DictObject>());
    return copy ? make_class(thread, winner, name, classes, copy.as<DictObject>(), args.subspan(positional), keyword_names) : Ref{};
}

Ref type_new(Thread& thread, Arguments args, Value keyword_names) {
    if (args.size() == keyword_count(keyword_names)) return refuse(thread, "type.__new__(): not enough arguments");
    if (!is_kind(args[0], Kind::type)) return refuse(thread, fmt::format("type.__new__(X): X is not a type object ({})", type_name(thread, args[0])));
    auto* const metaclass = args[0].as<TypeObject>();
    if (!makes_classes(thread, args[0])) return refuse(thread, fmt::format("type.__new__({0}): {0} is not a subtype of type", type_text(metaclass)));
    return make_type(thread, metaclass, args.subspan(1), keyword_names);
}

Ref type_init(Thread& thread, Arguments args, Value keyword_names) {
    const std::size_t given = args.size() - keyword_count(keyword_names) - 1;
    if (given != 1 && given != 3) return refuse(thread, "type.__init__() takes 1 or 3 arguments");
    return done(true);
}
Ref type_call(Thread& thread, Arguments args, Value keyword_names) {
    return construct(thread, args[0].as<TypeObject>(), args.subspan(1), keyword_names);
}
Ref type_getattribute(Thread& thread, Arguments args, Value) {
    StringObject* const name = name_argument(thread, args[1]);
    return name ? class_attribute(thread, args[0].as<TypeObject>(), name) : Ref{};
}
Ref type_setattr(Thread& thread, Arguments args, Value) {
    StringObject* const name = name_argument(thread, args[1]);
    return name ? done(generic_store(thread, args[0], name, args[2])) : Ref{};
}
Ref type_delattr(Thread& thread, Arguments args, Value) {
    StringObject* const name = name_argument(thread, args[1]);
    return name ? done(generic_store(thread, args[0], name, Value::null())) : Ref{};
}
Ref type_repr(Thread& thread, Arguments args, Value) {
    return make_string(thread, "<class '" + qualified_type_text(thread, args[0].as<TypeObject>()) + "'>");
}
Ref type_mro(Thread& thread, Arguments args, Value) {
    std::vector<Value> order;
    for (TypeObject* each : *args[0].as<TypeObject>()->mro) order.push_back(Value::object(each));
    return make_list(thread, order);
}
Ref type_subclasses(Thread& thread, Arguments args, Value) {
    std::vector<Value> all;
    for (TypeObject* each : *args[0].as<TypeObject>()->subclasses) all.push_back(Value::object(each));
    return make_list(thread, all);
}
Ref type_instancecheck(Thread& thread, Arguments args, Value) {
    const auto is = is_instance(thread, args[1], args[0], false);
    return is ? Ref::steal(Value::boolean(*is)) : Ref{};
}
Ref type_subclasscheck(Thread& thread, Arguments args, Value) {
    const auto is = is_subclass(thread, args[1], args[0], false);
    return is ? Ref::steal(Value::boolean(*is)) : Ref{};
}
Ref type_prepare(Thread& thread, Arguments, Value) {
    return make_dict(thread);
}

constexpr std::uint16_t keywords = NativeFunction::flag_keywords;
constexpr NativeMethod table[] = {
    {"__init__", type_init, 2, any_number, keywords},
    {"__call__", type_call, 1, any_number, keywords},
    {"__getattribute__", type_getattribute, 2, 2},
    {"__setattr__", type_setattr, 3, 3},
    {"__delattr__", type_delattr, 2, 2},
    {"__repr__", type_repr, 1, 1},
    {"mro", type_mro, 1, 1},
    {"__subclasses__", type_subclasses, 1, 1},
    {"__instancecheck__", type_instancecheck, 2, 2},
    {"__subclasscheck__", type_subclasscheck, 2, 2},
};

/// What a user's metaclass has for this, null where that is type's own.
Value hook_of(Thread& thread, Value cls, const char* name) {
    TypeObject* const metaclass = type_of(thread, cls);
    if (!(metaclass->flags & TypeObject::flag_user_defined)) return Value::null();
    const Value found = lookup_in_type(metaclass, intern(thread, name));
    return is_kind(found, Kind::native_function) ? Value::null() : found;
}

std::optional<bool> ask(Thread& thread, Value hook, Value cls, Value v) {
    NativeRecursion guard(thread);
    if (!guard) return std::nullopt;
    const Ref result = call_special(thread, hook, cls, {v});
    return result ? truth(thread, result.get()) : std::nullopt;
}

}  // namespace

std::span<const NativeMethod> type_methods() {
    return table;
}

void add_type_new(Thread& thread) {
    DictObject* const attributes = thread.types.type->attributes;
    const Ref maker = make_native(thread, "__new__", type_new, 0, any_number, keywords | NativeFunction::flag_static);
    dict_set(thread, attributes, Value::object(intern(thread, "__new__")), maker.get());
    const Ref prepare = make_native(thread, "__prepare__", type_prepare, 0, any_number, keywords | NativeFunction::flag_method);
    const Value function = prepare.get();
    const Ref wrapped = construct_class_method(thread, thread.types.classmethod, std::span(&function, 1), Value::null());
    dict_set(thread, attributes, Value::object(intern(thread, "__prepare__")), wrapped.get());
}

TypeObject* most_derived_metaclass(Thread& thread, TypeObject* metaclass, std::span<TypeObject* const> bases) {
    for (const TypeObject* base : bases) {
        if (is_subtype(metaclass, base->type)) continue;
        if (!is_subtype(base->type, metaclass)) {
            refuse(thread, "metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of the metaclasses of all its bases");
            return nullptr;
        }
        metaclass = base->type;
    }
    return metaclass;
}

Ref construct_type(Thread& thread, TypeObject* metaclass, Arguments args, Value keyword_names) {
    if (args.size() == 1 && keyword_count(keyword_names) == 0) return Ref::borrow(type_of(thread, args[0]));
    if (args.size() - keyword_count(keyword_names) != 3) return refuse(thread, "type() takes 1 or 3 arguments");
    return make_type(thread, metaclass, args, keyword_names);
}

std::optional<bool> is_instance(Thread& thread, Value v, Value classes, bool asks_metaclass) {
    if (is_kind(classes, Kind::type)) {
        if (type_of(thread, v) == classes.as<TypeObject>()) return true;
        const Value hook = asks_metaclass ? hook_of(thread, classes, "__instancecheck__") : Value::null();
        return hook.is_null() ? is_subtype(type_of(thread, v), classes.as<TypeObject>()) : ask(thread, hook, classes, v);
    }
    if (const Value tuple = underlying(classes); is_kind(tuple, Kind::tuple)) {
        NativeRecursion guard(thread);
        if (!guard) return std::nullopt;
        const Ref keep = Ref::borrow(tuple);
        for (std::uint32_t i = 0; i < tuple.as<TupleObject>()->size(); ++i) {
            const auto one = is_instance(thread, v, tuple.as<TupleObject>()->items[i], asks_metaclass);
            if (!one || *one) return one;
        }
        return false;
    }
    if (const Value hook = hook_of(thread, classes, "__instancecheck__"); !hook.is_null()) return ask(thread, hook, classes, v);
    refuse(thread, "isinstance() arg 2 must be a type, a tuple of types, or a union");
    return std::nullopt;
}

std::optional<bool> is_subclass(Thread& thread, Value type, Value classes, bool asks_metaclass) {
    if (is_kind(underlying(classes), Kind::tuple)) {
        NativeRecursion guard(thread);
        if (!guard) return std::nullopt;
        const Ref keep = Ref::borrow(underlying(classes));
        const auto* tuple = keep.as<TupleObject>();
        for (std::uint32_t i = 0; i < tuple->size(); ++i) {
            const auto one = is_subclass(thread, type, tuple->items[i], asks_metaclass);
            if (!one || *one) return one;
        }
        return false;
    }
    const Value hook = asks_metaclass ? hook_of(thread, classes, "__subclasscheck__") : Value::null();
    if (!hook.is_null()) return ask(thread, hook, classes, type);
    if (!is_kind(type, Kind::type)) {
        refuse(thread, "issubclass() arg 1 must be a class");
        return std::nullopt;
    }
    if (is_kind(classes, Kind::type)) return is_subtype(type.as<TypeObject>(), classes.as<TypeObject>());
    refuse(thread, "issubclass() arg 2 must be a class, a tuple of classes, or a union");
    return std::nullopt;
}

}  // namespace sidewinder
