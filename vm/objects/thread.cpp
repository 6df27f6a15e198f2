// SPDX-License-Identifier: MIT
// The builtin classes of a thread: making them with their methods and constructors, and taking all
// down again, after which the heap should be empty.
#include "vm/objects/thread.hpp"

#include "vm/objects/support.hpp"

namespace sidewinder {

namespace {

struct BuiltinClass {
    TypeObject* Types::*field;
    const char* name;
    Kind kind;
    Construct construct;
};

constexpr BuiltinClass builtin_classes[] = {
    {&Types::int_, "int", Kind::integer, construct_int},
    {&Types::float_, "float", Kind::instance, construct_float},
    {&Types::none, "NoneType", Kind::instance, nullptr},
    {&Types::not_implemented, "NotImplementedType", Kind::instance, nullptr},
    {&Types::list, "list", Kind::list, construct_list},
    {&Types::tuple, "tuple", Kind::tuple, construct_tuple},
    {&Types::dict, "dict", Kind::dict, construct_dict},
    {&Types::dict_keys, "dict_keys", Kind::dict_view, nullptr},
    {&Types::dict_values, "dict_values", Kind::dict_view, nullptr},
    {&Types::dict_items, "dict_items", Kind::dict_view, nullptr},
    {&Types::range, "range", Kind::range, construct_range},
    {&Types::slice, "slice", Kind::slice, construct_slice},
    {&Types::function, "function", Kind::function, nullptr},
    {&Types::builtin_function, "builtin_function_or_method", Kind::native_function, nullptr},
    {&Types::method, "method", Kind::bound_method, nullptr},
    {&Types::cell, "cell", Kind::cell, nullptr},
    {&Types::code, "code", Kind::code, nullptr},
    {&Types::module, "module", Kind::module, nullptr},
    {&Types::list_iterator, "list_iterator", Kind::list_iterator, nullptr},
    {&Types::tuple_iterator, "tuple_iterator", Kind::tuple_iterator, nullptr},
    {&Types::range_iterator, "range_iterator", Kind::range_iterator, nullptr},
    {&Types::str_iterator, "str_iterator", Kind::iterator, nullptr},
    {&Types::dict_keyiterator, "dict_keyiterator", Kind::iterator, nullptr},
    {&Types::dict_valueiterator, "dict_valueiterator", Kind::iterator, nullptr},
    {&Types::dict_itemiterator, "dict_itemiterator", Kind::iterator, nullptr},
    {&Types::iterator, "iterator", Kind::iterator, nullptr},
    {&Types::list_reverseiterator, "list_reverseiterator", Kind::iterator, nullptr},
    {&Types::property, "property", Kind::descriptor, construct_property},
    {&Types::staticmethod, "staticmethod", Kind::descriptor, construct_static_method},
    {&Types::classmethod, "classmethod", Kind::descriptor, construct_class_method},
    {&Types::ellipsis, "ellipsis", Kind::instance, nullptr},
    {&Types::generator, "generator", Kind::generator, nullptr},
    {&Types::traceback, "traceback", Kind::traceback, nullptr},
    {&Types::enumerate, "enumerate", Kind::combinator, construct_enumerate},
    {&Types::zip, "zip", Kind::combinator, construct_zip},
    {&Types::map, "map", Kind::combinator, construct_map},
    {&Types::filter, "filter", Kind::combinator, construct_filter},
    {&Types::callable_iterator, "callable_iterator", Kind::combinator, nullptr},
    {&Types::mapping_proxy, "mappingproxy", Kind::instance, nullptr},
    {&Types::text_output, "TextIOWrapper", Kind::instance, nullptr},
    {&Types::set, "set", Kind::set, construct_set},
    {&Types::frozenset, "frozenset", Kind::set, construct_frozenset},
    {&Types::super, "super", Kind::super, construct_super},
    {&Types::set_iterator, "set_iterator", Kind::iterator, nullptr},
};

/// A builtin class before there are strings or dictionaries to complete it with.
TypeObject* bare_type(Thread& thread, TypeObject* base, Kind kind, Construct construct) {
    TypeObject* type = allocate_type(thread, thread.types.type, nullptr, base);
    type->instance_kind = kind;
    type->construct = construct;
    return type;
}

void name_type(Thread& thread, TypeObject* type, const char* name) {
    type->name = owned(intern(thread, name));
    type->qualname = owned(type->name);
    Ref attributes = make_dict(thread);
    type->attributes = attributes.as<DictObject>();
    (void)attributes.release();
    add_root_shape(thread, type);
    thread.heap.track(type);
}

void make_core_types(Thread& thread) {
    Types& types = thread.types;
    types.type = bare_type(thread, nullptr, Kind::type, construct_type);
    types.type->type = owned(types.type);
    types.object = bare_type(thread, nullptr, Kind::instance, construct_object);
    types.type->base = owned(types.object);
    types.type->mro->push_back(types.object);
    types.object->subclasses->push_back(types.type);
    types.str = bare_type(thread, types.object, Kind::string, construct_str);
    for (const BuiltinClass& each : builtin_classes)
        types.*each.field = bare_type(thread, types.object, each.kind, each.construct);
    for (TypeObject* type : {types.int_, types.float_, types.str, types.list, types.tuple, types.dict, types.set, types.frozenset})
        type->payload = type;
    types.mapping_proxy->flags |= TypeObject::flag_special;
    types.text_output->flags |= TypeObject::flag_special;
    types.bool_ = bare_type(thread, types.int_, Kind::integer, construct_bool);
    types.bool_->payload = nullptr;
}

void name_core_types(Thread& thread) {
    Types& types = thread.types;
    name_type(thread, types.type, "type");
    name_type(thread, types.object, "object");
    name_type(thread, types.str, "str");
    for (const BuiltinClass& each : builtin_classes)
        name_type(thread, types.*each.field, each.name);
    name_type(thread, types.bool_, "bool");
}

struct ExceptionClass {
    const char* name;
    const char* base;
};
constexpr ExceptionClass exception_classes[] = {
#define EXCEPTION(name, base) {#name, #base},
#include "vm/objects/exceptions.def"
#undef EXCEPTION
};

TypeObject* find_exception_type(Thread& thread, std::string_view name) {
    for (std::size_t i = 0; i < std::size(exception_classes); ++i)
        if (exception_classes[i].name == name) return thread.types.exceptions[i];
    return thread.types.object;
}

void make_exception_types(Thread& thread) {
    for (std::size_t i = 0; i < std::size(exception_classes); ++i) {
        TypeObject* base = find_exception_type(thread, exception_classes[i].base);
        TypeObject* type = bare_type(thread, base, Kind::exception, construct_exception);
        type->flags = TypeObject::flag_exception;
        thread.types.exceptions[i] = type;
        name_type(thread, type, exception_classes[i].name);
    }
}

}  // namespace

void add_methods(Thread& thread, TypeObject* type, std::span<const NativeMethod> methods) {
    for (const NativeMethod& method : methods) {
        const auto flags = static_cast<std::uint16_t>(method.flags | NativeFunction::flag_method);
        const bool absent = method.call == nullptr;
        Ref function = absent ? Ref::steal(Value::none())
                              : make_native(thread, method.name, method.call, method.min_args, method.max_args, flags);
        if (!absent) function.as<NativeFunction>()->owner = type;
        dict_set(thread, type->attributes, Value::object(intern(thread, method.name)),
                 function.get());
    }
}

namespace {

void add_all_methods(Thread& thread) {
    Types& types = thread.types;
    add_methods(thread, types.object, object_methods());
    add_methods(thread, types.str, string_methods());
    add_methods(thread, types.list, list_methods());
    add_methods(thread, types.tuple, tuple_methods());
    add_methods(thread, types.dict, dict_methods());
    add_methods(thread, types.set, set_methods());
    add_methods(thread, types.type, type_methods());
    add_type_new(thread);
    add_slot_methods(thread);
    add_maketrans(thread);
    add_fromkeys(thread);
    add_init_subclass(thread);
    add_object_new(thread);
    add_methods(thread, types.frozenset, frozenset_methods());
    add_methods(thread, types.int_, number_int_methods());
    add_methods(thread, types.float_, number_float_methods());
    add_methods(thread, types.property, property_methods());
    add_methods(thread, types.generator, generator_methods());
    add_methods(thread, types.exceptions[0], exception_methods());
}

}  // namespace

void initialize_objects(Thread& thread) {
    // No guest exists to be told of a failure yet, so none is injected.
    Heap::Emergency emergency(thread.heap);
    make_core_types(thread);
    name_core_types(thread);
    for (std::size_t i = 0; i < thread.special_names.size(); ++i)
        thread.special_names[i] = intern(thread, special_name(static_cast<Special>(i)));
    for (std::uint32_t c = 0; c < thread.characters.size(); ++c) {
        const auto point = static_cast<char32_t>(c);
        thread.characters[c] =
            owned(make_string(thread, std::u32string_view(&point, 1)).as<StringObject>());
    }
    Ref empty = make_tuple(thread, {});
    thread.empty_tuple = empty.as<TupleObject>();
    (void)empty.release();
    thread.ellipsis = make_instance(thread, thread.types.ellipsis).release();
    make_exception_types(thread);
    add_all_methods(thread);
    for (DictObject** field : {&thread.builtins, &thread.modules}) {
        Ref dict = make_dict(thread);
        *field = dict.as<DictObject>();
        (void)dict.release();
    }
}

namespace {

std::vector<TypeObject*> all_builtin_types(Thread& thread) {
    const Types& types = thread.types;
    std::vector<TypeObject*> all(types.exceptions.rbegin(), types.exceptions.rend());
    all.push_back(types.bool_);
    for (const BuiltinClass& each : builtin_classes) all.push_back(types.*each.field);
    all.push_back(types.str);
    all.push_back(types.object);
    all.push_back(types.type);
    return all;
}

/// Everything a type owns but its own class: what is left is a name for the leak report.
void strip_type(Thread& thread, TypeObject* type) {
    thread.heap.untrack(type);
    destroy_shapes(thread.heap, std::move(type->root_shape));
    drop(type->attributes);
    drop(type->name);
    drop(type->qualname);
}

}  // namespace

Value handled_exception(const Thread& thread) {
    if (!thread.handled->is_null()) return *thread.handled;
    for (auto outer = thread.outer_handled.rbegin(); outer != thread.outer_handled.rend(); ++outer)
        if (!(*outer)->is_null()) return **outer;
    return Value::null();
}

void finalize_objects(Thread& thread) {
    drop(thread.exception);
    drop(thread.base_handled);
    thread.heap.collect();  // while __del__ can still import
    drop(thread.modules);
    drop(thread.builtins);
    // A __del__ may make new garbage; each object has one, so this ends.
    while (thread.heap.collect() > 0) continue;
    Heap::Emergency emergency(thread.heap);
    const std::vector<TypeObject*> types = all_builtin_types(thread);
    drop(thread.ellipsis);  // an instance: while its shape is there
    for (TypeObject* type : types) strip_type(thread, type);
    drop(thread.empty_tuple);
    for (StringObject*& s : thread.characters) drop(s);
    for (auto& [text, s] : thread.interned) decref(s);
    thread.interned.clear();
    // With anything leaked the types must stay: the leaked objects point at them.
    if (thread.heap.live_objects() != types.size()) return;
    // `type` is its own class and its base is an instance of it: undo both loops by hand.
    std::erase(*thread.types.object->subclasses, thread.types.type);
    drop(thread.types.type->base);
    thread.types.type->refcount -= 1;
    for (TypeObject* type : types) decref(type);
    thread.types = Types{};
}

}  // namespace sidewinder
