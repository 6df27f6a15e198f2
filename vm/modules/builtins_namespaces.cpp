// SPDX-License-Identifier: MIT
// Builtin functions about names: vars, dir, globals, locals.
#include "vm/modules/module_support.hpp"

#include <set>

namespace sidewinder {

namespace {

template <bool local>
Ref builtin_names(Thread& thread, std::span<const Value>, Value) {
    return thread.running_names(thread, local);
}

Ref builtin_vars(Thread& thread, std::span<const Value> args, Value) {
    if (args.empty()) return thread.running_names(thread, true);
    Ref names = get_attribute(thread, args[0], intern(thread, "__dict__"));
    if (!names && catch_exception(thread, ExceptionKind::AttributeError))
        raise_error(thread, ExceptionKind::TypeError, std::string_view("vars() argument must have __dict__ attribute"));
    return names;
}

void add_keys(const DictObject* dict, std::set<std::string>& names) {
    for (std::uint32_t i = 0; i < dict->used; ++i)
        if (const Value key = underlying(dict->entries[i].key); !key.is_null() && is_string(key)) names.insert(to_utf8(key.as<StringObject>()));
}

void add_class(const TypeObject* type, std::set<std::string>& names) {
    for (const TypeObject* each : *type->mro) add_keys(each->attributes, names);
}

/// A list in order, of what __dir__ gives or of the names found in the object and its classes.
Ref builtin_dir(Thread& thread, std::span<const Value> args, Value) {
    std::set<std::string> names;
    if (args.empty()) {
        const Ref local = thread.running_names(thread, true);
        if (!local) return {};
        if (is_kind(underlying(local.get()), Kind::dict)) add_keys(underlying(local.get()).as<DictObject>(), names);
    } else if (const Value hook = has_user_class(args[0]) ? lookup_in_type(type_of(thread, args[0]), intern(thread, "__dir__")) : Value::null(); !hook.is_null()) {
        const Ref given = call_special(thread, hook, args[0], {});
        Ref list = given ? list_from(thread, given.get()) : Ref{};
        return list && list_sort(thread, list.as<ListObject>(), Value::none(), false) ? list : Ref{};
    } else if (is_kind(args[0], Kind::module)) {
        add_keys(args[0].as<ModuleObject>()->globals, names);
    } else if (is_kind(args[0], Kind::type)) {
        add_class(args[0].as<TypeObject>(), names);
    } else {
        add_class(type_of(thread, args[0]), names);
        names.insert("__class__");
        const Ref own = get_attribute(thread, args[0], intern(thread, "__dict__"));
        if (!own && !catch_exception(thread, ExceptionKind::AttributeError)) return {};
        if (own && is_kind(underlying(own.get()), Kind::dict)) add_keys(underlying(own.get()).as<DictObject>(), names);
    }
    const Ref list = make_list(thread, {});
    for (const std::string& name : names) {
        const Ref text = list ? make_string(thread, name) : Ref{};
        if (!text || !list_append(thread, list.as<ListObject>(), text.get())) return {};
    }
    return list;
}

constexpr NativeMethod table[] = {
    {"vars", builtin_vars, 0, 1},
    {"dir", builtin_dir, 0, 1},
    {"globals", builtin_names<false>, 0, 0},
    {"locals", builtin_names<true>, 0, 0},
};

}  // namespace

std::span<const NativeMethod> namespace_builtins() {
    return table;
}

}  // namespace sidewinder
