// SPDX-License-Identifier: MIT
// super: attributes of an object looked up from behind a class in its order of resolution.
#include "vm/objects/support.hpp"

#include <algorithm>

namespace sidewinder {

namespace {

/// The class whose order is walked: the object itself where it is a subclass, else its class.
TypeObject* class_walked(Thread& thread, TypeObject* type, Value object) {
    if (is_kind(object, Kind::type) && is_subtype(object.as<TypeObject>(), type)) return object.as<TypeObject>();
    if (TypeObject* own = type_of(thread, object); is_subtype(own, type)) return own;
    const bool is_class = is_kind(object, Kind::type);
    raise_error(thread, ExceptionKind::TypeError, "super(type, obj): obj ({} {}) is not an instance or subtype of type ({}).",
                is_class ? "type" : "instance of", is_class ? type_text(object.as<TypeObject>()) : type_name(thread, object), type_text(type));
    return nullptr;
}

}  // namespace

Ref construct_super(Thread& thread, TypeObject*, std::span<const Value> args, Value keyword_names) {
    if (!no_keywords(thread, "super", keyword_names)) return {};
    if (args.size() > 2) {
        raise_error(thread, ExceptionKind::TypeError, "super() expected at most 2 arguments, got {}", args.size());
        return {};
    }
    Value given[2] = {Value::null(), Value::null()};
    std::copy(args.begin(), args.end(), given);
    if (args.empty()) {
        SW_CHECK(thread.super_arguments, "nothing was told how to find the arguments of super()");
        if (!thread.super_arguments(thread, given)) return {};
    }
    if (!is_kind(given[0], Kind::type)) {
        raise_error(thread, ExceptionKind::TypeError, "super() argument 1 must be a type, not {}", type_name(thread, given[0]));
        return {};
    }
    auto* type = given[0].as<TypeObject>();
    TypeObject* walked = nullptr;
    if (!given[1].is_null() && !given[1].is_none()) {
        walked = class_walked(thread, type, given[1]);
        if (!walked) return {};
    }
    auto* made = thread.heap.allocate<SuperObject>(thread.types.super, Kind::super);
    if (!made) return {};
    made->after = owned(type);
    made->walked = owned(walked);
    made->object = Value::null();
    if (walked) assign(made->object, given[1]);
    thread.heap.track(made);
    return Ref::steal(made);
}

Ref super_attribute(Thread& thread, SuperObject* super, StringObject* name, bool* found) {
    *found = false;
    if (!super->walked || to_utf8(name) == "__class__") return {};
    const auto& order = *super->walked->mro;
    auto at = std::ranges::find(order, super->after);
    while (at != order.end() && ++at != order.end()) {
        const Value attribute = dict_get((*at)->attributes, name);
        if (attribute.is_null()) continue;
        *found = true;
        const bool is_class = super->object == Value::object(super->walked);
        return bind_attribute(thread, attribute, is_class ? Value::null() : super->object, super->walked);
    }
    return {};
}

void append_super(std::string& out, const SuperObject* super) {
    out += "<super: <class '" + type_text(super->after) + "'>, ";
    out += super->walked ? "<" + type_text(super->walked) + " object>>" : "NULL>";
}

}  // namespace sidewinder
