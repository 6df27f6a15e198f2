// SPDX-License-Identifier: MIT
// Functions, bound methods, modules and builtin descriptors: making them, checking the arguments
// of native functions, and binding class attributes to instances.
#include "vm/objects/function.hpp"

#include "vm/objects/support.hpp"

namespace sidewinder {

Ref make_function(Thread& thread, Object* code, DictObject* globals, DictObject* builtins,
                  Value name, Value qualname) {
    auto* function = thread.heap.allocate<FunctionObject>(thread.types.function, Kind::function);
    if (!function) return {};
    function->aux = thread.fresh_version();
    function->code = owned(code);
    function->globals = owned(globals);
    function->builtins = owned(builtins);
    function->defaults = nullptr;
    function->keyword_defaults = nullptr;
    function->closure = nullptr;
    function->name = owned(name.as<StringObject>());
    function->qualname = owned(qualname.as<StringObject>());
    function->attributes = nullptr;
    thread.heap.track(function);
    return Ref::steal(function);
}

Ref make_native(Thread& thread, const char* name, NativeCall call, int min_args, int max_args,
                std::uint16_t flags) {
    auto* function =
        thread.heap.allocate<NativeFunction>(thread.types.builtin_function, Kind::native_function);
    if (!function) return {};
    function->flags = flags;
    function->call = call;
    function->name = name;
    function->min_args = static_cast<std::uint16_t>(min_args);
    function->max_args = static_cast<std::uint16_t>(max_args);
    function->reserved = 0;
    function->owner = nullptr;
    return Ref::steal(function);
}

Ref make_bound_method(Thread& thread, Value function, Value self) {
    auto* method = thread.heap.allocate<BoundMethod>(thread.types.method, Kind::bound_method);
    if (!method) return {};
    incref(function);
    incref(self);
    method->function = function;
    method->self = self;
    thread.heap.track(method);
    return Ref::steal(method);
}

Ref make_module(Thread& thread, std::string_view name) {
    Ref globals = make_dict(thread);
    StringObject* text = intern(thread, name);
    if (!globals || !dict_set(thread, globals.as<DictObject>(),
                              Value::object(intern(thread, "__name__")), Value::object(text)))
        return {};
    auto* module = thread.heap.allocate<ModuleObject>(thread.types.module, Kind::module);
    if (!module) return {};
    module->name = owned(text);
    module->globals = globals.as<DictObject>();
    (void)globals.release();
    thread.heap.track(module);
    return Ref::steal(module);
}

// ---- calling native functions -------------------------------------------------------------------

namespace {

std::string qualified_name(const NativeFunction* function) {
    if (!function->owner) return function->name;
    return type_text(function->owner) + "." + function->name;
}

/// What CPython makes of a slot of a class, and not of a function.
bool is_slot(const NativeFunction* function) {
    const std::string_view name = function->name;
    return function->owner && function->owner->payload && name.starts_with("__") && name != "__format__";
}

bool check_self(Thread& thread, const NativeFunction* function, std::span<const Value> args) {
    if (args.empty()) {
        raise_error(thread, ExceptionKind::TypeError, "unbound method {}() needs an argument",
                    qualified_name(function));
        return false;
    }
    TypeObject* type = type_of(thread, args[0]);
    if (type == function->owner || is_subtype(type, function->owner)) return true;
    const std::string_view name = function->name;
    if (is_slot(function))
        raise_error(thread, ExceptionKind::TypeError, "descriptor '{}' requires a '{}' object but received a '{}'", name,
                    type_text(function->owner), type_text(type));
    else
        raise_error(thread, ExceptionKind::TypeError, "descriptor '{}' for '{}' objects doesn't apply to a '{}' object", name,
                    type_text(function->owner), type_text(type));
    return false;
}

SW_COLD void raise_wrong_count(Thread& thread, const NativeFunction* function, std::size_t given) {
    const std::size_t self = function->owner ? 1 : 0;
    const std::size_t least = function->min_args - self, most = function->max_args - self;
    given -= self;
    if (is_slot(function))
        return raise_error(thread, ExceptionKind::TypeError, "expected {} argument{}, got {}", least, least == 1 ? "" : "s", given);
    if (least == most && most <= 1) {
        raise_error(thread, ExceptionKind::TypeError, "{}() takes {} ({} given)",
                    qualified_name(function), most == 0 ? "no arguments" : "exactly one argument",
                    given);
    } else {
        const std::size_t bound = given < least ? least : most;
        raise_error(thread, ExceptionKind::TypeError, "{} expected {}{} argument{}, got {}",
                    function->name,
                    least == most   ? ""
                    : given < least ? "at least "
                                    : "at most ",
                    bound, bound == 1 ? "" : "s", given);
    }
}

}  // namespace

Ref call_native(Thread& thread, NativeFunction* function, std::span<const Value> args,
                Value keyword_names) {
    if (function->owner && !check_self(thread, function, args)) return {};
    const std::size_t keywords = keyword_count(keyword_names);
    if (keywords > 0 && !(function->flags & NativeFunction::flag_keywords)) {
        raise_error(thread, ExceptionKind::TypeError, "{}() takes no keyword arguments",
                    qualified_name(function));
        return {};
    }
    const std::size_t positional = args.size() - keywords;
    if (positional < function->min_args ||
        (function->max_args != any_number && positional > function->max_args)) {
        raise_wrong_count(thread, function, positional);
        return {};
    }
    const Value names = keywords ? keyword_names : Value::null();
    const bool own_value = function->owner && !(function->flags & NativeFunction::flag_instance);
    auto unwraps = [&](std::size_t i) {
        return (i == 0 ? own_value : (function->flags & NativeFunction::flag_values) != 0) && underlying(args[i]) != args[i];
    };
    std::size_t first = 0;
    while (first < args.size() && !unwraps(first)) ++first;
    if (first == args.size()) return function->call(thread, args, names);
    std::vector<Value> values(args.begin(), args.end());
    for (std::size_t i = first; i < args.size(); ++i)
        if (unwraps(i)) values[i] = underlying(args[i]);
    // Whatever the call does to the instances, their payloads outlive it.
    const std::vector<Ref> keep = [&] {
        std::vector<Ref> refs;
        for (const Value v : values) refs.push_back(Ref::borrow(v));
        return refs;
    }();
    return function->call(thread, values, names);
}

Ref invoke(Thread& thread, Value callable, std::span<const Value> args, Value keyword_names) {
    if (is_kind(callable, Kind::native_function)) {
        const Ref keep = Ref::borrow(callable);
        return call_native(thread, callable.as<NativeFunction>(), args, keyword_names);
    }
    SW_CHECK(thread.call, "nothing was told how to call");
    NativeRecursion guard(thread);
    if (!guard) return {};
    const Ref keep = Ref::borrow(callable);
    return thread.call(thread, callable, args, keyword_names);
}

Ref call_special(Thread& thread, Value method, Value self, std::initializer_list<Value> args) {
    const Ref keep_method = Ref::borrow(method);
    const Ref keep_self = Ref::borrow(self);
    std::array<Value, 4> all{self};
    std::copy(args.begin(), args.end(), all.begin() + 1);
    if (is_kind(method, Kind::function) ||
        (is_kind(method, Kind::native_function) && method.as<NativeFunction>()->owner))
        return invoke(thread, method, std::span<const Value>(all.data(), args.size() + 1));
    const Ref bound = bind_attribute(thread, method, self, type_of(thread, self));
    if (!bound) return {};
    return invoke(thread, bound.get(), args);
}

bool no_keywords(Thread& thread, const char* function, Value keyword_names) {
    if (keyword_count(keyword_names) == 0) return true;
    raise_error(thread, ExceptionKind::TypeError, "{}() takes no keyword arguments", function);
    return false;
}

bool parse_arguments(Thread& thread, const char* function, std::span<const Value> args,
                     Value keyword_names, std::span<const char* const> names,
                     std::size_t positional_only, std::size_t required, std::span<Value> out) {
    const std::size_t keywords = keyword_count(keyword_names);
    const std::size_t positional = args.size() - keywords;
    if (args.size() > names.size()) {
        raise_error(thread, ExceptionKind::TypeError, "{}() takes at most {} argument{} ({} given)",
                    function, names.size(), names.size() == 1 ? "" : "s", args.size());
        return false;
    }
    if (const std::size_t least = std::min(required, positional_only); positional < least) {
        raise_error(thread, ExceptionKind::TypeError,
                    "{}() takes {} {} positional argument{} ({} given)", function,
                    least == names.size() ? "exactly" : "at least", least, least == 1 ? "" : "s",
                    positional);
        return false;
    }
    std::copy_n(args.begin(), positional, out.begin());
    for (std::size_t k = 0; k < keywords; ++k) {
        const std::string name =
            to_utf8(keyword_names.as<TupleObject>()->items[k].as<StringObject>());
        std::size_t at = positional_only;
        while (at < names.size() && name != names[at]) ++at;
        if (at == names.size()) {
            raise_error(thread, ExceptionKind::TypeError,
                        "{}() got an unexpected keyword argument '{}'", function, name);
            return false;
        }
        if (at < positional) {
            raise_error(thread, ExceptionKind::TypeError,
                        "argument for {}() given by name ('{}') and position ({})", function, name,
                        at + 1);
            return false;
        }
        out[at] = args[positional + k];
    }
    for (std::size_t i = 0; i < required; ++i) {
        if (!out[i].is_null()) continue;
        raise_error(thread, ExceptionKind::TypeError,
                    "{}() missing required argument '{}' (pos {})", function, names[i], i + 1);
        return false;
    }
    return true;
}

// ---- descriptors --------------------------------------------------------------------------------

namespace {

Ref make_descriptor(Thread& thread, TypeObject* type, DescriptorKind kind, Value get, Value set,
                    Value del) {
    auto* made = thread.heap.allocate<DescriptorObject>(type, Kind::descriptor);
    if (!made) return {};
    made->flags = static_cast<std::uint16_t>(kind);
    for (const Value v : {get, set, del}) incref(v);
    made->get = get;
    made->set = set;
    made->del = del;
    thread.heap.track(made);
    return Ref::steal(made);
}

Value none_as_null(Value v) {
    return v.is_none() ? Value::null() : v;
}

Ref construct_wrapper(Thread& thread, TypeObject* type, DescriptorKind kind, const char* name,
                      std::span<const Value> args, Value keyword_names) {
    if (!no_keywords(thread, name, keyword_names)) return {};
    if (args.size() != 1) {
        raise_error(thread, ExceptionKind::TypeError, "{} expected 1 argument, got {}", name,
                    args.size());
        return {};
    }
    return make_descriptor(thread, type, kind, args[0], Value::null(), Value::null());
}

/// property.setter and friends: a copy with one function replaced.
template <Value DescriptorObject::*field>
Ref property_with(Thread& thread, std::span<const Value> args, Value) {
    const auto* old = args[0].as<DescriptorObject>();
    Ref copy = make_descriptor(thread, thread.types.property, DescriptorKind::property, old->get,
                               old->set, old->del);
    if (copy) assign(copy.as<DescriptorObject>()->*field, none_as_null(args[1]));
    return copy;
}

constexpr NativeMethod property_table[] = {
    {"getter", property_with<&DescriptorObject::get>, 2, 2},
    {"setter", property_with<&DescriptorObject::set>, 2, 2},
    {"deleter", property_with<&DescriptorObject::del>, 2, 2},
};

}  // namespace

std::span<const NativeMethod> property_methods() {
    return property_table;
}

Ref construct_property(Thread& thread, TypeObject* type, std::span<const Value> args,
                       Value keyword_names) {
    static constexpr const char* names[] = {"fget", "fset", "fdel", "doc"};
    Value given[4];
    if (!parse_arguments(thread, "property", args, keyword_names, names, 0, 0, given)) return {};
    return make_descriptor(thread, type, DescriptorKind::property, none_as_null(given[0]),
                           none_as_null(given[1]), none_as_null(given[2]));
}

Ref construct_static_method(Thread& thread, TypeObject* type, std::span<const Value> args,
                            Value keyword_names) {
    return construct_wrapper(thread, type, DescriptorKind::static_method, "staticmethod", args,
                             keyword_names);
}

Ref construct_class_method(Thread& thread, TypeObject* type, std::span<const Value> args,
                           Value keyword_names) {
    return construct_wrapper(thread, type, DescriptorKind::class_method, "classmethod", args,
                             keyword_names);
}

namespace {

Ref bind_builtin_descriptor(Thread& thread, DescriptorObject* descriptor, Value instance,
                            TypeObject* type) {
    switch (static_cast<DescriptorKind>(descriptor->flags)) {
        case DescriptorKind::static_method: return Ref::borrow(descriptor->get);
        case DescriptorKind::class_method:
            return bind_attribute(thread, descriptor->get, Value::object(type), type->type);
        case DescriptorKind::property: break;
    }
    if (instance.is_null()) return Ref::borrow(descriptor);
    if (descriptor->get.is_null()) {
        raise_error(thread, ExceptionKind::AttributeError, "property of '{}' object has no getter",
                    type_text(type));
        return {};
    }
    const Ref getter = Ref::borrow(descriptor->get);
    return invoke(thread, getter.get(), {instance});
}

}  // namespace

Ref bind_attribute(Thread& thread, Value attribute, Value instance, TypeObject* type) {
    if (!attribute.is_pointer()) return Ref::borrow(attribute);
    const Ref keep = Ref::borrow(attribute);
    switch (attribute.as_object()->kind) {
        case Kind::function:
            return instance.is_null() ? keep : make_bound_method(thread, attribute, instance);
        case Kind::native_function:
            if (instance.is_null() || !(attribute.as_object()->flags & NativeFunction::flag_method))
                return keep;
            return make_bound_method(thread, attribute, instance);
        case Kind::descriptor:
            return bind_builtin_descriptor(thread, attribute.as<DescriptorObject>(), instance,
                                           type);
        case Kind::instance: {
            const Value getter = lookup_special(thread, attribute, Special::get);
            if (getter.is_null()) return keep;
            return call_special(
                thread, getter, attribute,
                {instance.is_null() ? Value::none() : instance, Value::object(type)});
        }
        default: return keep;
    }
}

}  // namespace sidewinder
