// SPDX-License-Identifier: MIT
// repr, str and the conversions between text and numbers. Containers print recursively under the
// recursion limit; one that is being printed already shows as [...]. No address is ever printed.
#include <algorithm>

#include "vm/objects/operations.hpp"
#include "vm/objects/support.hpp"

namespace sidewinder {

bool check_room(Thread& thread, const std::string& text) {
    if (text.size() <= thread.heap.room()) return true;
    raise_memory_error(thread);
    return false;
}

Ref finish_text(Thread& thread, const std::string& text, bool ok) {
    return ok && check_room(thread, text) ? make_string(thread, text) : Ref{};
}

std::string qualified_type_text(Thread& thread, TypeObject* type) {
    const std::string name = to_utf8(type->qualname);
    if (!(type->flags & TypeObject::flag_user_defined)) return name;
    const Value module = lookup_in_type(type, intern(thread, "__module__"));
    const std::string prefix = is_string(module) ? to_utf8(module.as<StringObject>()) : "__main__";
    return prefix == "builtins" ? name : prefix + "." + name;
}

namespace {

/// Marks a container as being printed; false when it is already.
class ReprScope {
public:
    ReprScope(Thread& thread, Object* object) : thread_(thread) {
        const auto& stack = thread.repr_stack;
        fresh_ = std::find(stack.begin(), stack.end(), object) == stack.end();
        if (fresh_) thread.repr_stack.push_back(object);
    }
    ~ReprScope() {
        if (fresh_) thread_.repr_stack.pop_back();
    }
    explicit operator bool() const { return fresh_; }

private:
    Thread& thread_;
    bool fresh_;
};

bool append_items(Thread& thread, std::string& out, Value v) {
    const bool list = is_kind(v, Kind::list);
    const auto size = [&] { return list ? v.as<ListObject>()->size : v.as<TupleObject>()->size(); };
    for (std::uint32_t i = 0; i < size(); ++i) {
        if (i > 0) out += ", ";
        const Ref item =
            Ref::borrow(list ? v.as<ListObject>()->items[i] : v.as<TupleObject>()->items[i]);
        if (!append_repr(thread, out, item.get())) return false;
    }
    if (!list && size() == 1) out += ',';
    return true;
}

bool append_sequence(Thread& thread, std::string& out, Value v) {
    const bool list = is_kind(v, Kind::list);
    ReprScope scope(thread, v.as_object());
    if (!scope) {
        out += list ? "[...]" : "(...)";
        return true;
    }
    out += list ? '[' : '(';
    if (!append_items(thread, out, v)) return false;
    out += list ? ']' : ')';
    return true;
}

bool append_dict(Thread& thread, std::string& out, DictObject* dict) {
    ReprScope scope(thread, dict);
    if (!scope) {
        out += "{...}";
        return true;
    }
    out += '{';
    bool first = true;
    for (std::uint32_t i = 0; i < dict->used; ++i) {
        if (dict->entries[i].key.is_null()) continue;
        if (!first) out += ", ";
        first = false;
        const Ref key = Ref::borrow(dict->entries[i].key),
                  value = Ref::borrow(dict->entries[i].value);
        if (!append_repr(thread, out, key.get())) return false;
        out += ": ";
        if (!append_repr(thread, out, value.get())) return false;
    }
    out += '}';
    return true;
}

}  // namespace

bool append_set(Thread& thread, std::string& out, SetObject* set, const std::string& name) {
    ReprScope scope(thread, set);
    if (!scope || set->used == 0) {
        out += name + (scope ? "()" : "(...)");
        return true;
    }
    const Ref items = list_from(thread, Value::object(set));
    if (!items) return false;
    const bool bare = name == "set";
    out += bare ? "{" : name + "({";
    if (!append_items(thread, out, items.get())) return false;
    out += bare ? "}" : "})";
    return true;
}

namespace {

bool append_view(Thread& thread, std::string& out, Value view) {
    ReprScope scope(thread, view.as_object());
    if (!scope) {
        out += "...";
        return true;
    }
    const Ref list = list_from(thread, view);
    if (!list) return false;
    out += type_name(thread, view) + "(";
    if (!append_repr(thread, out, list.get())) return false;
    out += ')';
    return true;
}

bool append_slice(Thread& thread, std::string& out, const SliceObject* slice) {
    out += "slice(";
    const Value parts[] = {slice->start, slice->stop, slice->step};
    for (int i = 0; i < 3; ++i) {
        if (i > 0) out += ", ";
        if (!append_repr(thread, out, parts[i])) return false;
    }
    out += ')';
    return true;
}

bool append_exception(Thread& thread, std::string& out, const ExceptionObject* e) {
    out += type_text(e->type);
    const Ref arguments = Ref::borrow(e->arguments);
    if (e->arguments->size() != 1) return append_sequence(thread, out, arguments.get());
    out += '(';
    const Ref argument = Ref::borrow(e->arguments->items[0]);
    if (!append_repr(thread, out, argument.get())) return false;
    out += ')';
    return true;
}

void append_native(std::string& out, const NativeFunction* function) {
    out += function->owner ? fmt::format("<method '{}' of '{}' objects>", function->name,
                                         type_text(function->owner))
                           : fmt::format("<built-in function {}>", function->name);
}

bool append_bound_method(Thread& thread, std::string& out, const BoundMethod* method) {
    const Value function = method->function;
    if (is_kind(function, Kind::native_function)) {
        out += fmt::format("<built-in method {} of {} object>", function.as<NativeFunction>()->name,
                           type_name(thread, method->self));
        return true;
    }
    const Ref self = Ref::borrow(method->self);
    const std::string name =
        is_kind(function, Kind::function) ? to_utf8(function.as<FunctionObject>()->qualname) : "?";
    out += "<bound method " + name + " of ";
    if (!append_repr(thread, out, self.get())) return false;
    out += '>';
    return true;
}

void append_range(std::string& out, const RangeObject* range) {
    out += fmt::format("range({}, {}", range->start, range->stop);
    if (range->step != 1) out += fmt::format(", {}", range->step);
    out += ')';
}

bool append_object(Thread& thread, std::string& out, Value v) {
    switch (v.as_object()->kind) {
        case Kind::integer: {
            std::string digits;
            if (!int_text_checked(thread, v, &digits)) return false;
            out += digits;
            return true;
        }
        case Kind::string: out += string_repr(v.as<StringObject>()); return true;
        case Kind::list:
        case Kind::tuple: return append_sequence(thread, out, v);
        case Kind::dict: return append_dict(thread, out, v.as<DictObject>());
        case Kind::dict_view: return append_view(thread, out, v);
        case Kind::set: return append_set(thread, out, v.as<SetObject>(), type_name(thread, v));
        case Kind::range: append_range(out, v.as<RangeObject>()); return true;
        case Kind::slice: return append_slice(thread, out, v.as<SliceObject>());
        case Kind::function:
            out += "<function " + to_utf8(v.as<FunctionObject>()->qualname) + ">";
            return true;
        case Kind::native_function: append_native(out, v.as<NativeFunction>()); return true;
        case Kind::bound_method: return append_bound_method(thread, out, v.as<BoundMethod>());
        case Kind::type:
            out += "<class '" + qualified_type_text(thread, v.as<TypeObject>()) + "'>";
            return true;
        case Kind::module:
            out += fmt::format("<module '{}' (built-in)>", to_utf8(v.as<ModuleObject>()->name));
            return true;
        case Kind::super: append_super(out, v.as<SuperObject>()); return true;
        case Kind::exception: return append_exception(thread, out, v.as<ExceptionObject>());
        case Kind::cell:
        case Kind::code:
        case Kind::instance:
        case Kind::iterator:
        case Kind::list_iterator:
        case Kind::tuple_iterator:
        case Kind::range_iterator:
        case Kind::descriptor:
        case Kind::generator:
        case Kind::traceback:
        case Kind::combinator: break;
    }
    if (v == thread.ellipsis) {
        out += "Ellipsis";
        return true;
    }
    if (is_kind(v, Kind::generator)) {
        out += "<generator object " + to_utf8(v.as<GeneratorObject>()->qualname) + ">";
        return true;
    }
    out += "<" + qualified_type_text(thread, v.as_object()->type) + " object>";
    return true;
}

/// __repr__ or __str__ of a user class.
Ref user_text(Thread& thread, Value v, Value method, const char* name) {
    Ref result = call_special(thread, method, v, {});
    if (!result || is_string(underlying(result.get()))) return result ? Ref::borrow(underlying(result.get())) : result;
    raise_error(thread, ExceptionKind::TypeError, "{} returned non-string (type {})", name,
                type_name(thread, result.get()));
    return {};
}

}  // namespace

bool append_repr(Thread& thread, std::string& out, Value v) {
    if (v.is_small_int()) {
        out += std::to_string(v.as_small_int());
        return true;
    }
    if (v.is_float()) {
        out += float_repr(v.as_float());
        return true;
    }
    if (!v.is_pointer()) {
        out += v.is_none()   ? "None"
               : v.is_bool() ? (v.is_true() ? "True" : "False")
                             : "NotImplemented";
        return true;
    }
    NativeRecursion guard(thread);
    if (!guard) return false;
    const Value method = lookup_special(thread, v, Special::repr);
    if (method.is_null()) return append_object(thread, out, v) && check_room(thread, out);
    const Ref text = user_text(thread, v, method, "__repr__");
    if (!text) return false;
    out += to_utf8(text.as<StringObject>());
    return check_room(thread, out);
}

Ref to_repr(Thread& thread, Value v) {
    const Ref keep = Ref::borrow(v);
    const Value method = lookup_special(thread, v, Special::repr);
    if (!method.is_null()) return user_text(thread, v, method, "__repr__");
    std::string out;
    return finish_text(thread, out, append_repr(thread, out, v));
}

Ref to_ascii(Thread& thread, Value v) {
    const Ref repr = to_repr(thread, v);
    if (!repr) return {};
    const auto* s = repr.as<StringObject>();
    std::string out;
    for (std::uint32_t i = 0; i < s->length; ++i) {
        const auto c = static_cast<std::uint32_t>(s->at(i));
        if (c < 0x80) out += static_cast<char>(c);
        else out += c < 0x100 ? fmt::format("\\x{:02x}", c) : c < 0x10000 ? fmt::format("\\u{:04x}", c) : fmt::format("\\U{:08x}", c);
    }
    return finish_text(thread, out, true);
}

namespace {

Ref exception_text(Thread& thread, const ExceptionObject* e) {
    const Ref arguments = Ref::borrow(e->arguments);
    if (e->arguments->size() == 0) return make_string(thread, "");
    if (e->arguments->size() == 1) {
        const bool key = is_subtype(e->type, exception_type(thread, ExceptionKind::KeyError));
        const Ref argument = Ref::borrow(e->arguments->items[0]);
        return key ? to_repr(thread, argument.get()) : to_str(thread, argument.get());
    }
    if (e->arguments->size() == 2 &&
        is_subtype(e->type, exception_type(thread, ExceptionKind::OSError))) {
        const Ref code = to_str(thread, e->arguments->items[0]);
        if (!code) return {};
        const Ref words = to_str(thread, arguments.as<TupleObject>()->items[1]);
        if (!words) return {};
        return make_string(thread, fmt::format("[Errno {}] {}", to_utf8(code.as<StringObject>()),
                                               to_utf8(words.as<StringObject>())));
    }
    return to_repr(thread, arguments.get());
}

}  // namespace

Ref to_str(Thread& thread, Value v) {
    if (is_string(v)) return Ref::borrow(v);
    const Ref keep = Ref::borrow(v);
    if (has_user_class(v)) {
        NativeRecursion guard(thread);
        if (!guard) return {};
        const Value method = lookup_special(thread, v, Special::str);
        if (!method.is_null()) return user_text(thread, v, method, "__str__");
        if (is_kind(v, Kind::exception)) return exception_text(thread, v.as<ExceptionObject>());
        // object.__str__ answers with what __repr__ gave, unchecked: str() finds fault with it.
        const Value fallback = lookup_special(thread, v, Special::repr);
        return fallback.is_null() ? to_repr(thread, v) : user_text(thread, v, fallback, "__str__");
    }
    if (!is_kind(v, Kind::exception)) return to_repr(thread, v);
    NativeRecursion guard(thread);
    return guard ? exception_text(thread, v.as<ExceptionObject>()) : Ref{};
}

// ---- conversions to numbers ---------------------------------------------------------------------

Ref to_index(Thread& thread, Value v) {
    if (v.is_bool()) return Ref::steal(Value::small_int(v.is_true()));
    if (is_int(underlying(v))) return Ref::borrow(underlying(v));
    const Value method = lookup_special(thread, v, Special::index);
    if (method.is_null()) {
        raise_error(thread, ExceptionKind::TypeError,
                    "'{}' object cannot be interpreted as an integer", type_name(thread, v));
        return {};
    }
    Ref result = call_special(thread, method, v, {});
    if (!result || is_int(underlying(result.get()))) return result ? to_index(thread, result.get()) : result;
    raise_error(thread, ExceptionKind::TypeError, "__index__ returned non-int (type {})",
                type_name(thread, result.get()));
    return {};
}

Ref to_int(Thread& thread, Value v) {
    if (is_int(v)) return to_index(thread, v);
    if (v.is_float()) return int_from_double(thread, v.as_float());
    if (is_string(v)) return int_from_text(thread, to_utf8(v.as<StringObject>()), 10);
    const Value method = lookup_special(thread, v, Special::int_);
    if (!method.is_null()) {
        Ref result = call_special(thread, method, v, {});
        if (!result || is_int(underlying(result.get()))) return result ? to_index(thread, result.get()) : result;
        raise_error(thread, ExceptionKind::TypeError, "__int__ returned non-int (type {})",
                    type_name(thread, result.get()));
        return {};
    }
    if (!lookup_special(thread, v, Special::index).is_null()) return to_index(thread, v);
    if (is_string(underlying(v))) return to_int(thread, underlying(v));
    raise_error(thread, ExceptionKind::TypeError,
                "int() argument must be a string, a bytes-like object or a real number, not '{}'",
                type_name(thread, v));
    return {};
}

namespace {

Ref float_of_int(Thread& thread, Value v) {
    bool overflow = false;
    const double d = int_to_double(v, &overflow);
    if (!overflow) return Ref::steal(Value::number(d));
    raise_error(thread, ExceptionKind::OverflowError, "int too large to convert to float");
    return {};
}

}  // namespace

Ref to_float(Thread& thread, Value v) {
    if (v.is_float()) return Ref::borrow(v);
    if (is_int(v)) return float_of_int(thread, v);
    if (is_string(v)) {
        if (const auto d = float_from_text(to_utf8(v.as<StringObject>())))
            return Ref::steal(Value::number(*d));
        raise_error(thread, ExceptionKind::ValueError, "could not convert string to float: {}",
                    string_repr(v.as<StringObject>()));
        return {};
    }
    const Value method = lookup_special(thread, v, Special::float_);
    if (!method.is_null()) {
        Ref result = call_special(thread, method, v, {});
        if (!result || underlying(result.get()).is_float()) return result ? Ref::borrow(underlying(result.get())) : result;
        raise_error(thread, ExceptionKind::TypeError, "{}.__float__ returned non-float (type {})",
                    type_name(thread, v), type_name(thread, result.get()));
        return {};
    }
    if (!lookup_special(thread, v, Special::index).is_null()) {
        const Ref index = to_index(thread, v);
        return index ? float_of_int(thread, index.get()) : Ref{};
    }
    if (is_string(underlying(v))) return to_float(thread, underlying(v));
    raise_error(thread, ExceptionKind::TypeError,
                "float() argument must be a string or a real number, not '{}'",
                type_name(thread, v));
    return {};
}

}  // namespace sidewinder
