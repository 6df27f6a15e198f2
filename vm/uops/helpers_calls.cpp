// SPDX-License-Identifier: MIT
// Helpers that begin calls, raise and handle exceptions, and unpack: the longer ones.
#include "vm/objects/operations.hpp"
#include "vm/uops/frames.hpp"
#include "vm/uops/helpers.hpp"

#include <vector>

namespace sidewinder {

namespace {

std::span<const Value> arguments_of(Value* operands, std::uint32_t count) {
    bool has_self = !operands[1].is_null();
    return {operands + (has_self ? 1 : 2), count + (has_self ? 1u : 0u)};
}

/// A frame for `function` called with `first` (unless null) before `args`.
Frame* push_frame_with(Thread& thread, FunctionObject* function, Value first,
                       std::span<const Value> args, Value names) {
    if (first.is_null()) return push_frame(thread, function, args, names);
    std::vector<Value> all{first};
    all.insert(all.end(), args.begin(), args.end());
    return push_frame(thread, function, all, names);
}

/// The frames of Class(*args) where __init__ is a Python function: a shim that will check what it
/// returns and hand back the instance, and on it the frame of __init__.
Frame* push_init_frames(Thread& thread, TypeObject* type, FunctionObject* init,
                        std::span<const Value> args, Value names) {
    Ref instance = make_instance(thread, type);
    if (!instance) return nullptr;
    auto* shim_code = reinterpret_cast<CodeHeader*>(thread.init_shim->code);
    if (!has_room_for_frame(thread, shim_code)) {
        raise_error(thread, ExceptionKind::RecursionError,
                    std::string_view("maximum recursion depth exceeded"));
        return nullptr;
    }
    incref(thread.init_shim);
    Frame* shim = push_exact_frame(thread, thread.init_shim, nullptr, 0);
    shim->ip = shim->code->first_unit;
    shim->stack_depth = 1;
    Frame* frame = push_frame_with(thread, init, instance.get(), args, names);
    if (frame == nullptr) {
        pop_frame(thread);
        return nullptr;
    }
    *shim->stack_base() = instance.release();
    return frame;
}

/// __init__ of a user class when it is a plain Python function; null otherwise.
FunctionObject* python_init(Value callable) {
    if (!is_kind(callable, Kind::type)) return nullptr;
    auto* type = callable.as<TypeObject>();
    // Exceptions take their arguments before __init__ does: exception.cpp makes them.
    if ((type->flags & (TypeObject::flag_user_defined | TypeObject::flag_exception)) != TypeObject::flag_user_defined)
        return nullptr;
    if (type->type != type->thread->types.type || !lookup_special(type, Special::new_).is_null()) return nullptr;
    Value init = lookup_special(type, Special::init);
    return is_kind(init, Kind::function) ? init.as<FunctionObject>() : nullptr;
}

void release_operands(Value* operands, std::uint32_t count) {
    while (count > 0) release(operands[--count]);
}

void raise_wrong_count(Thread& thread, std::size_t expected, std::size_t got, bool too_few,
                       bool star, bool sized) {
    if (too_few)
        raise_error(thread, ExceptionKind::ValueError,
                    "not enough values to unpack (expected {}{}, got {})",
                    star ? "at least " : "", expected, got);
    else if (sized)
        raise_error(thread, ExceptionKind::ValueError, "too many values to unpack (expected {}, got {})",
                    expected, got);
    else
        raise_error(thread, ExceptionKind::ValueError, "too many values to unpack (expected {})", expected);
}

}  // namespace

bool pushes_frame(Value callable) {
    if (is_kind(callable, Kind::bound_method)) return is_kind(callable.as<BoundMethod>()->function, Kind::function);
    return is_kind(callable, Kind::function) || python_init(callable) != nullptr;
}

Frame* begin_call(Thread& thread, Value callable, std::span<const Value> args, Value names) {
    if (is_kind(callable, Kind::function)) return push_frame(thread, callable.as<FunctionObject>(), args, names);
    if (is_kind(callable, Kind::bound_method)) {
        auto* method = callable.as<BoundMethod>();
        if (!is_kind(method->function, Kind::function)) return nullptr;
        return push_frame_with(thread, method->function.as<FunctionObject>(), method->self, args, names);
    }
    FunctionObject* init = python_init(callable);
    return init ? push_init_frames(thread, callable.as<TypeObject>(), init, args, names) : nullptr;
}

extern "C" {

/// Consumes the operands when it returns a frame.
Frame* sw_begin_call(Thread* thread, Value* operands, std::uint32_t count, Value names) {
    Frame* frame = begin_call(*thread, operands[0], arguments_of(operands, count), names);
    if (frame != nullptr) release_operands(operands, count + 2);
    return frame;
}

Frame* sw_begin_init(Thread* thread, Value* operands, std::uint32_t count) {
    return sw_begin_call(thread, operands, count, Value::null());
}

bool sw_unpack(Thread* thread, Value sequence, std::uint32_t oparg, bool star, Value* out) {
    std::size_t before = star ? oparg & 255u : oparg, after = star ? oparg >> 8 : 0;
    Ref iterator = get_iterator(*thread, sequence);
    if (!iterator) {
        if (!is_kind(sequence, Kind::instance) && catch_exception(*thread, ExceptionKind::TypeError))
            raise_error(*thread, ExceptionKind::TypeError, "cannot unpack non-iterable {} object",
                        to_utf8(type_of(*thread, sequence)->name));
        return false;
    }
    bool sized = is_kind(sequence, Kind::list) || is_kind(sequence, Kind::tuple) || is_kind(sequence, Kind::dict);
    std::vector<Ref> items;
    while (items.size() < before + (star ? 0 : 1)) {
        Ref item = iterator_next(*thread, iterator.get());
        if (!item) break;
        items.push_back(std::move(item));
    }
    if (thread->has_exception()) return false;
    // Whatever is left goes into a list, whose memory is accounted for.
    Ref rest;
    std::size_t got = items.size();
    if (star && got == before) {
        rest = make_list(*thread, {});
        if (!rest || !list_extend(*thread, rest.as<ListObject>(), iterator.get())) return false;
        got += rest.as<ListObject>()->size;
    }
    if (got < before + after || (!star && got > before)) {
        const bool few = got < before + after;
        if (sized) got = static_cast<std::size_t>(length(*thread, sequence).value_or(0));
        raise_wrong_count(*thread, before + after, got, few, star, sized);
        return false;
    }
    // The first item ends up on top, so the last is written first.
    for (std::size_t i = 0; i < after; ++i) {
        auto* list = rest.as<ListObject>();
        *out++ = list->items[--list->size];
    }
    if (star) *out++ = rest.release();
    for (std::size_t i = before; i-- > 0;) *out++ = items[i].release();
    return true;
}

// ---- exceptions ----
void sw_raise(Thread* thread, Value* operands, std::uint32_t count) {
    if (count > 0) {
        raise_value(*thread, operands[0], count == 2 ? operands[1] : Value::null());
        return;
    }
    const Value handled = handled_exception(*thread);
    if (handled.is_null())
        raise_error(*thread, ExceptionKind::RuntimeError,
                    std::string_view("No active exception to reraise"));
    else
        sw_reraise(thread, handled);
}
void sw_push_exc_info(Thread* thread, Value exception, Value* previous) {
    Value old = *thread->handled;
    *previous = old.is_null() ? Value::none() : old;
    incref(exception);
    *thread->handled = exception;
}
void sw_pop_except(Thread* thread, Value previous) {
    Value old = *thread->handled;
    *thread->handled = previous.is_none() ? Value::null() : previous;
    decref(old);
}
Value sw_check_exc_match(Thread* thread, Value exception, Value type) {
    auto is_class = [](Value v) {
        return is_kind(v, Kind::type) && (v.as<TypeObject>()->flags & TypeObject::flag_exception) != 0;
    };
    bool valid = is_class(type);
    if (is_kind(type, Kind::tuple)) {
        valid = true;
        for (std::uint32_t i = 0; i < type.as<TupleObject>()->size(); ++i)
            valid = valid && is_class(type.as<TupleObject>()->items[i]);
    }
    if (!valid) {
        raise_error(*thread, ExceptionKind::TypeError,
                    std::string_view("catching classes that do not inherit from BaseException is not allowed"));
        return Value::null();
    }
    std::optional<bool> match = is_instance(*thread, exception, type, false);
    return match ? Value::boolean(*match) : Value::null();
}
Value sw_load_special(Thread* thread, Value owner, std::uint32_t oparg, Value* self) {
    const bool enter = oparg == special_enter;
    Ref receiver;
    Ref method = get_special(*thread, owner, enter ? Special::enter : Special::exit, &receiver);
    if (!method && !thread->has_exception())
        raise_error(*thread, ExceptionKind::TypeError, "'{}' object does not support the context manager protocol (missed {} method)",
                    to_utf8(type_of(*thread, owner)->name), enter ? "__enter__" : "__exit__");
    *self = receiver.release();
    return method.release();
}
Value sw_with_except_start(Thread* thread, Value exit, Value self, Value exception) {
    const auto* e = exception.as<ExceptionObject>();
    const Value args[] = {self, Value::object(e->type), exception, e->traceback ? Value::object(e->traceback) : Value::none()};
    const std::span<const Value> all = args;
    return thread->call(*thread, exit, self.is_null() ? all.subspan(1) : all, Value::null()).release();
}
void sw_reraise(Thread* thread, Value exception) {
    incref(exception);
    Value old = thread->exception;
    thread->exception = exception;
    decref(old);
}

}  // extern "C"

}  // namespace sidewinder
