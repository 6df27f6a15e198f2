// SPDX-License-Identifier: MIT
// Helpers for `*` and `**` in displays and calls: what they gather, and the calls made with it.
#include "vm/objects/operations.hpp"
#include "vm/objects/support.hpp"
#include "vm/uops/bodies.hpp"
#include "vm/uops/frames.hpp"
#include "vm/uops/helpers.hpp"

#include <vector>

namespace sidewinder {

namespace {

/// Whether iter() would give anything; runs no code of the program.
bool is_iterable(Thread& thread, Value v) {
    if (has_user_class(v))
        return !lookup_special(thread, v, Special::iter).is_null() || !lookup_special(thread, v, Special::getitem).is_null();
    if (Ref iterator = get_iterator(thread, v)) return true;
    catch_exception(thread, ExceptionKind::TypeError);
    return false;
}
bool is_mapping(Thread& thread, Value v) {
    if (is_kind(v, Kind::dict)) return true;
    return has_user_class(v) && !lookup_in_type(type_of(thread, v), intern(thread, "keys")).is_null();
}
std::string class_name(Thread& thread, Value v) { return to_utf8(type_of(thread, v)->name); }

/// A callable as messages about its arguments name it: "__main__.f()", "len()", else what str() gives.
std::string callable_text(Thread& thread, Value callable) {
    Value function = is_kind(callable, Kind::bound_method) ? callable.as<BoundMethod>()->function : callable;
    if (is_kind(function, Kind::function)) {
        auto* f = function.as<FunctionObject>();
        Value module = dict_get(f->globals, intern(thread, "__name__"));
        return fmt::format("{}{}()", is_string(module) ? to_utf8(module.as<StringObject>()) + "." : "", to_utf8(f->qualname));
    }
    if (is_kind(function, Kind::native_function)) {
        auto* f = function.as<NativeFunction>();
        return fmt::format("{}{}()", f->owner ? type_text(f->owner) + "." : "", f->name);
    }
    if (is_kind(function, Kind::type)) return qualified_type_text(thread, function.as<TypeObject>()) + "()";
    Ref text = to_str(thread, callable);
    return text ? to_utf8(text.as<StringObject>()) : "";
}

/// The arguments of CALL_FUNCTION_EX, out of an iterable and a dict or null.
struct OpenArguments {
    Ref tuple, names;
    std::vector<Value> values;  ///< borrowed from the tuple and the dict

    bool gather(Thread& thread, const Value* operands) {
        if (!gather_tuple(thread, operands[0], operands[2])) return false;
        auto* items = tuple.as<TupleObject>();
        values.assign(items->items, items->items + items->size());
        if (operands[3].is_null()) return true;
        auto* dict = operands[3].as<DictObject>();
        std::vector<Value> keys;
        for (std::uint32_t i = 0; i < dict->used; ++i) {
            const DictObject::Entry& entry = dict->entries[i];
            if (entry.key.is_null()) continue;
            if (!is_string(entry.key)) {
                raise_error(thread, ExceptionKind::TypeError, std::string_view("keywords must be strings"));
                return false;
            }
            keys.push_back(entry.key);
            values.push_back(entry.value);
        }
        if (keys.empty()) return true;
        names = sidewinder::make_tuple(thread, keys);
        return static_cast<bool>(names);
    }

private:
    bool gather_tuple(Thread& thread, Value callable, Value iterable) {
        if (is_kind(iterable, Kind::tuple)) {
            tuple = Ref::borrow(iterable);
            return true;
        }
        if (!is_iterable(thread, iterable)) {
            std::string text = callable_text(thread, callable);
            if (!thread.has_exception())
                raise_error(thread, ExceptionKind::TypeError, "{} argument after * must be an iterable, not {}", text, class_name(thread, iterable));
            return false;
        }
        Ref list = make_list(thread, {});
        if (!list || !list_extend(thread, list.as<ListObject>(), iterable)) return false;
        tuple = sidewinder::make_tuple(thread, {list.as<ListObject>()->items, list.as<ListObject>()->size});
        return static_cast<bool>(tuple);
    }
};

}  // namespace

extern "C" {

bool sw_list_extend(Thread* thread, Value list, Value iterable) {
    if (is_iterable(*thread, iterable)) return list_extend(*thread, list.as<ListObject>(), iterable);
    if (!thread->has_exception())
        raise_error(*thread, ExceptionKind::TypeError, "Value after * must be an iterable, not {}", class_name(*thread, iterable));
    return false;
}

bool sw_set_update(Thread* thread, Value set, Value iterable) {
    return set_update(*thread, set.as<SetObject>(), iterable);
}

bool sw_dict_update(Thread* thread, Value dict, Value mapping) {
    if (is_mapping(*thread, mapping)) return dict_update(*thread, dict.as<DictObject>(), mapping);
    raise_error(*thread, ExceptionKind::TypeError, "'{}' object is not a mapping", class_name(*thread, mapping));
    return false;
}

bool sw_dict_merge(Thread* thread, Value callable, Value dict, Value mapping) {
    if (!is_mapping(*thread, mapping)) {
        std::string text = callable_text(*thread, callable);
        if (!thread->has_exception())
            raise_error(*thread, ExceptionKind::TypeError, "{} argument after ** must be a mapping, not {}", text, class_name(*thread, mapping));
        return false;
    }
    Ref more = make_dict(*thread);
    if (!more || !dict_update(*thread, more.as<DictObject>(), mapping)) return false;
    auto *into = dict.as<DictObject>(), *from = more.as<DictObject>();
    for (std::uint32_t i = 0; i < from->used; ++i) {
        const Value key = from->entries[i].key;
        if (key.is_null()) continue;
        if (!dict_get(*thread, into, key).is_null()) {
            if (is_string(key))
                raise_error(*thread, ExceptionKind::TypeError, "{} got multiple values for keyword argument '{}'", callable_text(*thread, callable),
                            to_utf8(key.as<StringObject>()));
            else
                raise_error(*thread, ExceptionKind::TypeError, std::string_view("keywords must be strings"));
            return false;
        }
        if (thread->has_exception() || !dict_set(*thread, into, key, from->entries[i].value)) return false;
    }
    return true;
}

/// Consumes the operands when it returns a frame.
Frame* sw_begin_call_ex(Thread* thread, Value* operands) {
    Ref hold = Ref::borrow(operands[0]);
    if (!pushes_frame(hold.get())) return nullptr;
    OpenArguments arguments;
    if (!arguments.gather(*thread, operands)) return nullptr;
    Frame* frame = begin_call(*thread, hold.get(), arguments.values, arguments.names.get());
    if (frame == nullptr) return nullptr;
    for (int i = 4; i-- > 0;) release(operands[i]);
    return frame;
}

Value sw_call_ex(Thread* thread, Value* operands) {
    OpenArguments arguments;
    if (!arguments.gather(*thread, operands)) return Value::null();
    return thread->call(*thread, operands[0], arguments.values, arguments.names.get()).release();
}

}  // extern "C"

}  // namespace sidewinder
