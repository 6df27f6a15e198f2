// SPDX-License-Identifier: MIT
// Fills the builtins dictionary and finds modules.
#include "vm/modules/builtins.hpp"

#include "vm/modules/module_support.hpp"

namespace sidewinder {

bool add_value(Thread& thread, DictObject* dict, const char* name, Value value) {
    return dict_set(thread, dict, Value::object(intern(thread, name)), value);
}

void add_functions(Thread& thread, DictObject* dict, std::span<const NativeMethod> functions) {
    for (const NativeMethod& each : functions) {
        Ref function =
            make_native(thread, each.name, each.call, each.min_args, each.max_args, each.flags);
        if (function) add_value(thread, dict, each.name, function.get());
    }
}

void install_builtins(Thread& thread) {
    Heap::Emergency emergency(thread.heap);
    DictObject* dict = thread.builtins;
    for (const auto table : {iteration_builtins(), number_builtins(), object_builtins(), namespace_builtins()})
        add_functions(thread, dict, table);
    add_number_methods(thread);
    add_output_methods(thread);
    const Types& types = thread.types;
    // Calls of these are specialized.
    thread.len_function = dict_get(dict, intern(thread, "len"));
    thread.isinstance_function = dict_get(dict, intern(thread, "isinstance"));
    thread.list_append_function = dict_get(types.list->attributes, intern(thread, "append"));
    for (TypeObject* type :
         {types.object, types.type, types.int_, types.float_, types.bool_, types.str, types.list,
          types.tuple, types.dict, types.range, types.slice, types.property, types.staticmethod,
          types.classmethod, types.enumerate, types.zip, types.map, types.filter, types.set, types.frozenset, types.super})
        dict_set(thread, dict, Value::object(type->name), Value::object(type));
    for (TypeObject* type : types.exceptions)
        dict_set(thread, dict, Value::object(type->name), Value::object(type));
    add_value(thread, dict, "IOError",
              Value::object(exception_type(thread, ExceptionKind::OSError)));
    add_value(thread, dict, "Ellipsis", thread.ellipsis);
    add_value(thread, dict, "NotImplemented", Value::not_implemented());
    add_value(thread, dict, "__debug__", Value::true_());
}

Ref import_builtin_module(Thread& thread, StringObject* name) {
    if (!thread.modules) {
        raise_error(thread, ExceptionKind::ImportError,
                    "sys.meta_path is None, Python is likely shutting down");
        return {};
    }
    const Value known = dict_get(thread.modules, intern(thread, name));
    if (!known.is_null()) return Ref::borrow(known);
    const std::string text = to_utf8(name);
    Ref module;
    if (text == "math")
        module = make_math_module(thread);
    else if (text == "time")
        module = make_time_module(thread);
    else if (text == "sys")
        module = make_sys_module(thread);
    if (!module ||
        !dict_set(thread, thread.modules, Value::object(intern(thread, name)), module.get()))
        return {};
    return module;
}

Ref import_module(Thread& thread, StringObject* name) {
    Ref module = import_builtin_module(thread, name);
    if (!module && !thread.has_exception())
        raise_error(thread, ExceptionKind::ModuleNotFoundError, "No module named '{}'", to_utf8(name));
    return module;
}

}  // namespace sidewinder
