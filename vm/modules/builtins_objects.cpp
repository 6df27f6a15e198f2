// SPDX-License-Identifier: MIT
// Builtin functions about any object: print, repr, hash, callable, isinstance, getattr and so on.
#include "vm/modules/builtins.hpp"
#include "vm/modules/module_support.hpp"

namespace sidewinder {

namespace {

bool separator_argument(Thread& thread, const char* name, Value v, std::string_view fallback,
                        std::string* out) {
    if (v.is_none()) {
        *out = fallback;
        return true;
    }
    if (is_string(underlying(v))) {
        *out = to_utf8(underlying(v).as<StringObject>());
        return true;
    }
    raise_error(thread, ExceptionKind::TypeError, "{} must be None or a string, not {}", name,
                type_name(thread, v));
    return false;
}

/// What sys.stdout is now, null with an exception pending when it is gone.
Ref standard_output(Thread& thread) {
    const Ref sys = import_builtin_module(thread, intern(thread, "sys"));
    if (!sys) return {};
    Ref found = Ref::borrow(dict_get(sys.as<ModuleObject>()->globals, intern(thread, "stdout")));
    if (!found) raise_error(thread, ExceptionKind::RuntimeError, std::string_view("lost sys.stdout"));
    return found;
}

/// Where print writes to.
class Output {
public:
    Output(Thread& thread, Value file) : thread_(thread), file_(Ref::borrow(file)) {
        // Nobody has looked at sys yet, so nobody has changed it; or it is being taken down.
        const bool plain = file.is_none() && (!thread.modules || dict_get(thread.modules, intern(thread, "sys")).is_null());
        if (plain) descriptor_ = 1;
        else if (file.is_none()) file_ = standard_output(thread);
        if (file_ && type_of(thread, file_.get()) == thread.types.text_output) descriptor_ = underlying(file_.get()).as_small_int();
    }
    /// False with an exception pending.
    explicit operator bool() const { return static_cast<bool>(file_); }

    bool write(Value text) {
        if (descriptor_) return write_text(thread_, descriptor_, to_utf8(text.as<StringObject>())), true;
        return file_.get().is_none() || call("write", {text});
    }
    bool write(const std::string& text) {
        if (descriptor_) return write_text(thread_, descriptor_, text), true;
        const Ref string = make_string(thread_, text);
        return string && write(string.get());
    }
    bool flush() { return descriptor_ || file_.get().is_none() || call("flush", {}); }

private:
    bool call(const char* name, std::initializer_list<Value> args) {
        const Ref method = get_attribute(thread_, file_.get(), intern(thread_, name));
        return method && invoke(thread_, method.get(), args);
    }

    Thread& thread_;
    Ref file_;
    std::int64_t descriptor_ = 0;  ///< of the process's own streams; else 0
};

Ref builtin_print(Thread& thread, std::span<const Value> args, Value keyword_names) {
    const std::size_t count = args.size() - keyword_count(keyword_names);
    static constexpr const char* names[] = {"sep", "end", "file", "flush"};
    Value given[] = {Value::none(), Value::none(), Value::none(), Value::false_()};
    std::string separator, end;
    if (!parse_arguments(thread, "print", args.subspan(count), keyword_names, names, 0, 0, given) ||
        !separator_argument(thread, "sep", given[0], " ", &separator) || !separator_argument(thread, "end", given[1], "\n", &end))
        return {};
    Output output(thread, given[2]);
    if (!output) return {};
    // Piece by piece, since a later __str__ may print, or raise, itself.
    for (std::size_t i = 0; i < count; ++i) {
        if (i > 0 && !output.write(separator)) return {};
        const Ref text = to_str(thread, args[i]);
        if (!text || !output.write(text.get())) return {};
    }
    if (!output.write(end)) return {};
    const auto flushes = truth(thread, given[3]);
    return flushes && (!*flushes || output.flush()) ? none() : Ref{};
}

Ref builtin_repr(Thread& thread, std::span<const Value> args, Value) {
    return to_repr(thread, args[0]);
}

Ref builtin_ascii(Thread& thread, std::span<const Value> args, Value) {
    return to_ascii(thread, args[0]);
}

Ref builtin_format(Thread& thread, std::span<const Value> args, Value) {
    if (args.size() == 1) return to_format(thread, args[0], "");
    if (is_string(underlying(args[1]))) return to_format(thread, args[0], to_utf8(underlying(args[1]).as<StringObject>()));
    raise_error(thread, ExceptionKind::TypeError, "format() argument 2 must be str, not {}",
                type_name(thread, args[1]));
    return {};
}

/// True for values whose hash is the same in every run.
bool has_stable_hash(Thread& thread, Value v) {
    if (!v.is_pointer()) return !v.is_not_implemented();
    switch (v.as_object()->kind) {
        case Kind::integer:
        case Kind::string:
        case Kind::range:
        case Kind::list:
        case Kind::dict: return true;  // the last two are unhashable in any case
        case Kind::slice: return true;
        case Kind::set: {
            const auto* set = v.as<SetObject>();
            NativeRecursion guard(thread);
            if (!guard || !set->frozen()) return true;
            for (std::size_t i = 0; i <= set->mask; ++i)
                if (!has_stable_hash(thread, set->table[i].key)) return thread.has_exception();
            return true;
        }
        case Kind::tuple: {
            NativeRecursion guard(thread);
            if (!guard) return true;
            const auto* tuple = v.as<TupleObject>();
            for (std::uint32_t i = 0; i < tuple->size(); ++i)
                if (!has_stable_hash(thread, tuple->items[i])) return thread.has_exception();
            return true;
        }
        default: return !lookup_special(thread, v, Special::hash).is_null();
    }
}

Ref builtin_hash(Thread& thread, std::span<const Value> args, Value) {
    const bool stable = has_stable_hash(thread, args[0]);
    if (thread.has_exception()) return {};
    if (!stable) {
        raise_error(thread, ExceptionKind::TypeError, "hash of {} is not supported",
                    type_name(thread, args[0]));
        return {};
    }
    const auto h = hash(thread, args[0]);
    return h ? int_from_i64(thread, static_cast<std::int64_t>(*h)) : Ref{};
}

}  // namespace

bool is_callable(Thread& thread, Value v) {
    return is_kind(v, Kind::function) || is_kind(v, Kind::native_function) || is_kind(v, Kind::bound_method) || is_kind(v, Kind::type) ||
           (is_kind(v, Kind::descriptor) && v.as_object()->flags == static_cast<std::uint16_t>(DescriptorKind::static_method)) ||
           !lookup_special(thread, v, Special::call).is_null();
}

namespace {

Ref builtin_callable(Thread& thread, std::span<const Value> args, Value) {
    return boolean(is_callable(thread, args[0]));
}

Ref builtin_isinstance(Thread& thread, std::span<const Value> args, Value) {
    const auto b = is_instance(thread, args[0], args[1]);
    return b ? boolean(*b) : Ref{};
}

Ref builtin_issubclass(Thread& thread, std::span<const Value> args, Value) {
    const auto b = is_subclass(thread, args[0], args[1]);
    return b ? boolean(*b) : Ref{};
}

StringObject* attribute_name(Thread& thread, Value given) {
    const Value v = underlying(given);
    if (is_string(v)) return intern(thread, v.as<StringObject>());
    raise_error(thread, ExceptionKind::TypeError, "attribute name must be string, not '{}'",
                type_name(thread, v));
    return nullptr;
}

Ref builtin_getattr(Thread& thread, std::span<const Value> args, Value) {
    StringObject* name = attribute_name(thread, args[1]);
    if (!name) return {};
    Ref value = get_attribute(thread, args[0], name);
    if (value || args.size() < 3 || !catch_exception(thread, ExceptionKind::AttributeError))
        return value;
    return Ref::borrow(args[2]);
}

Ref builtin_hasattr(Thread& thread, std::span<const Value> args, Value) {
    StringObject* name = attribute_name(thread, args[1]);
    if (!name) return {};
    if (get_attribute(thread, args[0], name)) return boolean(true);
    return catch_exception(thread, ExceptionKind::AttributeError) ? boolean(false) : Ref{};
}

Ref builtin_setattr(Thread& thread, std::span<const Value> args, Value) {
    StringObject* name = attribute_name(thread, args[1]);
    return name && set_attribute(thread, args[0], name, args[2]) ? none() : Ref{};
}

Ref builtin_delattr(Thread& thread, std::span<const Value> args, Value) {
    StringObject* name = attribute_name(thread, args[1]);
    return name && delete_attribute(thread, args[0], name) ? none() : Ref{};
}

constexpr NativeMethod table[] = {
    {"print", builtin_print, 0, any_number, NativeFunction::flag_keywords},
    {"repr", builtin_repr, 1, 1},
    {"ascii", builtin_ascii, 1, 1},
    {"format", builtin_format, 1, 2},
    {"hash", builtin_hash, 1, 1},
    {"callable", builtin_callable, 1, 1},
    {"isinstance", builtin_isinstance, 2, 2},
    {"issubclass", builtin_issubclass, 2, 2},
    {"getattr", builtin_getattr, 2, 3},
    {"hasattr", builtin_hasattr, 2, 2},
    {"setattr", builtin_setattr, 3, 3},
    {"delattr", builtin_delattr, 2, 2},
};

}  // namespace

std::span<const NativeMethod> object_builtins() {
    return table;
}

}  // namespace sidewinder
