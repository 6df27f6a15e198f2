// SPDX-License-Identifier: MIT
// Calling a class: int(), str(), object() and so on, and the general way for user classes.
#include "vm/objects/support.hpp"

namespace sidewinder {

namespace {

bool at_most_one(Thread& thread, const char* name, std::span<const Value> args,
                 Value keyword_names) {
    if (!no_keywords(thread, name, keyword_names)) return false;
    if (args.size() <= 1) return true;
    raise_error(thread, ExceptionKind::TypeError, "{} expected at most 1 argument, got {}", name,
                args.size());
    return false;
}

/// What a __new__ is in its class: a static method, as a rule.
Value static_function(Value v) {
    const bool wrapped = is_kind(v, Kind::descriptor) && v.as_object()->flags == static_cast<std::uint16_t>(DescriptorKind::static_method);
    return wrapped ? v.as<DescriptorObject>()->get : v;
}

}  // namespace

Ref construct_int(Thread& thread, TypeObject*, std::span<const Value> args, Value keyword_names) {
    static constexpr const char* names[] = {"", "base"};
    Value given[2];
    if (!parse_arguments(thread, "int", args, keyword_names, names, 1, 0, given)) return {};
    if (given[0].is_null() && !given[1].is_null()) {
        raise_error(thread, ExceptionKind::TypeError, "int() missing string argument");
        return {};
    }
    if (given[0].is_null()) return Ref::steal(Value::small_int(0));
    if (given[1].is_null()) return to_int(thread, given[0]);
    const auto base = index_argument(thread, given[1], true);
    if (!base) return {};
    given[0] = underlying(given[0]);
    if (!is_string(given[0])) {
        raise_error(thread, ExceptionKind::TypeError,
                    "int() can't convert non-string with explicit base");
        return {};
    }
    const int clipped = *base < 0 || *base > 36 ? 99 : static_cast<int>(*base);
    return int_from_text(thread, to_utf8(given[0].as<StringObject>()), clipped);
}

Ref construct_float(Thread& thread, TypeObject*, std::span<const Value> args, Value keyword_names) {
    if (!at_most_one(thread, "float", args, keyword_names)) return {};
    return args.empty() ? Ref::steal(Value::number(0.0)) : to_float(thread, args[0]);
}

Ref construct_bool(Thread& thread, TypeObject*, std::span<const Value> args, Value keyword_names) {
    if (!at_most_one(thread, "bool", args, keyword_names)) return {};
    if (args.empty()) return Ref::steal(Value::false_());
    const auto b = truth(thread, args[0]);
    return b ? Ref::steal(Value::boolean(*b)) : Ref{};
}

Ref construct_str(Thread& thread, TypeObject*, std::span<const Value> args, Value keyword_names) {
    static constexpr const char* names[] = {"object", "encoding", "errors"};
    Value given[3];
    if (!parse_arguments(thread, "str", args, keyword_names, names, 0, 0, given)) return {};
    for (int i = 1; i < 3; ++i)
        if (!given[i].is_null() && !is_string(underlying(given[i]))) {
            raise_error(thread, ExceptionKind::TypeError, "str() argument '{}' must be str, not {}", names[i], type_name(thread, given[i]));
            return {};
        }
    if (!given[1].is_null() || !given[2].is_null()) {
        if (given[0].is_null()) return make_string(thread, "");
        if (is_string(underlying(given[0])))
            raise_error(thread, ExceptionKind::TypeError, std::string_view("decoding str is not supported"));
        else
            raise_error(thread, ExceptionKind::TypeError, "decoding to str: need a bytes-like object, {} found", type_name(thread, given[0]));
        return {};
    }
    return given[0].is_null() ? make_string(thread, "") : to_str(thread, given[0]);
}

Ref construct_object(Thread& thread, TypeObject* type, std::span<const Value> args, Value) {
    if (args.empty()) return make_instance(thread, type);
    raise_error(thread, ExceptionKind::TypeError, "object() takes no arguments");
    return {};
}

Ref construct(Thread& thread, TypeObject* type, std::span<const Value> args, Value keyword_names) {
    const Ref keep = Ref::borrow(type);
    if (type->flags & TypeObject::flag_exception)
        return make_exception(thread, type, args, keyword_names);
    if (!(type->flags & TypeObject::flag_user_defined)) {
        if (type->construct) return type->construct(thread, type, args, keyword_names);
        raise_error(thread, ExceptionKind::TypeError, "cannot create '{}' instances",
                    type_text(type));
        return {};
    }
    // object's own __init__ does nothing but refuse arguments.
    const Ref init = Ref::borrow(lookup_special(type, Special::init)), maker = Ref::borrow(lookup_special(type, Special::new_));
    if (!init && !maker && !args.empty()) {
        // Before there is an instance, whose __del__ would run.
        raise_error(thread, ExceptionKind::TypeError, "{}() takes no arguments", type_text(type));
        return {};
    }
    auto with_first = [&](Value first) {
        std::vector<Value> all{first};
        all.insert(all.end(), args.begin(), args.end());
        return all;
    };
    const Ref instance = maker ? invoke(thread, static_function(maker.get()), with_first(Value::object(type)), keyword_names) : make_instance(thread, type);
    if (!instance || !init) return instance;
    if (maker && !is_subtype(type_of(thread, instance.get()), type)) return instance;
    const Value made = type_of(thread, instance.get()) == type ? init.get() : lookup_special(thread, instance.get(), Special::init);
    if (made.is_null()) return instance;
    const Ref result = invoke(thread, made, with_first(instance.get()), keyword_names);
    if (!result) return {};
    if (result.get().is_none()) return instance;
    raise_error(thread, ExceptionKind::TypeError, "__init__() should return None, not '{}'", type_name(thread, result.get()));
    return {};
}

}  // namespace sidewinder
