// SPDX-License-Identifier: MIT
// What can be done to a generator: next, send, throw, close, as CPython's Objects/genobject.c has it.
// Its frame is the interpreter's concern (Thread::resume).
#include "vm/objects/support.hpp"

namespace sidewinder {

namespace {

Ref stop_iteration(Thread& thread, Value value) {
    if (value.is_none()) {
        const Ref stop = make_exception(thread, exception_type(thread, ExceptionKind::StopIteration), {});
        if (stop) raise_value(thread, stop.get(), Value::null());
    } else {
        raise_error(thread, ExceptionKind::StopIteration, value);
    }
    return {};
}

bool refuse_running(Thread& thread, const GeneratorObject* generator) {
    if (generator->flags != GeneratorObject::running) return false;
    raise_error(thread, ExceptionKind::ValueError, "generator already executing");
    return true;
}

/// `throw` of what is pending where the generator waits.
Ref resume_with_exception(Thread& thread, GeneratorObject* generator) {
    return generator->can_resume() ? thread.resume(thread, generator, Value::null()) : Ref{};
}

/// What a generator gave its caller: a value, or StopIteration when it has returned.
Ref yielded(Thread& thread, const GeneratorObject* generator, Ref result) {
    if (!result || generator->flags != GeneratorObject::finished) return result;
    return stop_iteration(thread, result.get());
}

/// close() of the iterator that a generator delegates to, when it has one; false with an exception pending.
bool close_delegate(Thread& thread, Value delegate) {
    if (is_kind(delegate, Kind::generator)) return static_cast<bool>(generator_close(thread, delegate.as<GeneratorObject>()));
    const Ref close = get_attribute(thread, delegate, intern(thread, "close"));
    if (!close) return catch_exception(thread, ExceptionKind::AttributeError);
    return static_cast<bool>(invoke(thread, close.get(), {}));
}

/// The exception that throw(type, value, traceback) means; null with another one pending.
Ref thrown_exception(Thread& thread, std::span<const Value> args) {
    const Value type = args[0], value = args.size() > 1 ? args[1] : Value::none();
    Ref made;
    if (is_kind(type, Kind::type) && (type.as_object()->flags & TypeObject::flag_exception)) {
        auto* wanted = type.as<TypeObject>();
        if (is_kind(value, Kind::exception) && is_subtype(value.as_object()->type, wanted)) made = Ref::borrow(value);
        else if (value.is_none()) made = invoke(thread, type, {});
        else if (is_kind(value, Kind::tuple)) made = invoke(thread, type, std::span<const Value>(value.as<TupleObject>()->items, value.as<TupleObject>()->size()));
        else made = invoke(thread, type, {value});
    } else if (is_kind(type, Kind::exception)) {
        if (value.is_none()) made = Ref::borrow(type);
        else raise_error(thread, ExceptionKind::TypeError, "instance exception may not have a separate value");
    } else {
        raise_error(thread, ExceptionKind::TypeError, "exceptions must be classes or instances deriving from BaseException, not {}",
                    type_name(thread, type));
    }
    if (!made || args.size() < 3 || args[2].is_none()) return made;
    if (!is_kind(args[2], Kind::traceback)) {
        raise_error(thread, ExceptionKind::TypeError, "throw() third argument must be a traceback object");
        return {};
    }
    return set_computed_attribute(thread, made.get(), "__traceback__", args[2]) == true ? made : Ref{};
}

/// What throwing `exception` into `delegate` gave; null with an exception pending, also where it has no throw.
Ref throw_into_delegate(Thread& thread, Value delegate, Value exception) {
    if (is_kind(delegate, Kind::generator)) return generator_throw(thread, delegate.as<GeneratorObject>(), exception);
    const Ref method = get_attribute(thread, delegate, intern(thread, "throw"));
    if (method) return invoke(thread, method.get(), {exception});
    if (catch_exception(thread, ExceptionKind::AttributeError)) assign(thread.exception, exception);
    return {};
}

}  // namespace

Value delegate_of(const GeneratorObject* generator) {
    // A yield from suspends by YIELD_VALUE with oparg 1, the iterator on top of what is kept.
    const bool delegates = generator->flags == GeneratorObject::suspended && *generator->ip >> 16 == 1;
    return delegates ? generator->words[generator->count - 1] : Value::null();
}

void clear_generator(GeneratorObject* generator) {
    if (generator->flags == GeneratorObject::running) return;
    generator->flags = GeneratorObject::finished;
    drop(generator->handled);
    while (generator->count > 0) decref(generator->words[--generator->count]);
}

Ref generator_next(Thread& thread, GeneratorObject* generator) {
    if (refuse_running(thread, generator) || !generator->can_resume()) return {};
    const Ref keep = Ref::borrow(generator);
    Ref result = thread.resume(thread, generator, Value::none());
    return generator->flags == GeneratorObject::finished ? Ref{} : result;
}

Ref generator_send(Thread& thread, GeneratorObject* generator, Value sent) {
    if (refuse_running(thread, generator)) return {};
    if (generator->flags == GeneratorObject::created && !sent.is_none()) {
        raise_error(thread, ExceptionKind::TypeError, "can't send non-None value to a just-started generator");
        return {};
    }
    if (!generator->can_resume()) return stop_iteration(thread, Value::none());
    const Ref keep = Ref::borrow(generator);
    return yielded(thread, generator, thread.resume(thread, generator, sent));
}

Ref generator_throw(Thread& thread, GeneratorObject* generator, Value exception) {
    if (refuse_running(thread, generator)) return {};
    const Ref keep = Ref::borrow(generator), thrown = Ref::borrow(exception);
    const Ref delegate = Ref::borrow(delegate_of(generator));
    if (!delegate) {
        assign(thread.exception, exception);
        return yielded(thread, generator, resume_with_exception(thread, generator));
    }
    NativeRecursion depth(thread);
    if (!depth) return {};
    // While the delegate has it, the generator counts as running.
    generator->flags = GeneratorObject::running;
    Ref result;
    const bool leaves = is_subtype(exception.as_object()->type, exception_type(thread, ExceptionKind::GeneratorExit));
    if (!leaves) result = throw_into_delegate(thread, delegate.get(), exception);
    else if (close_delegate(thread, delegate.get())) assign(thread.exception, exception);
    generator->flags = GeneratorObject::suspended;
    if (result) return result;
    return yielded(thread, generator, resume_with_exception(thread, generator));
}

Ref generator_close(Thread& thread, GeneratorObject* generator) {
    if (refuse_running(thread, generator)) return {};
    const Ref keep = Ref::borrow(generator);
    if (generator->flags != GeneratorObject::suspended) {
        clear_generator(generator);
        return Ref::steal(Value::none());
    }
    const Ref exit = make_exception(thread, exception_type(thread, ExceptionKind::GeneratorExit), {});
    if (!exit) return {};
    const Ref delegate = Ref::borrow(delegate_of(generator));
    generator->flags = GeneratorObject::running;
    const bool closed = !delegate || close_delegate(thread, delegate.get());
    generator->flags = GeneratorObject::suspended;
    if (closed) assign(thread.exception, exit.get());
    Ref result = resume_with_exception(thread, generator);
    if (result && generator->flags != GeneratorObject::finished) {
        raise_error(thread, ExceptionKind::RuntimeError, "generator ignored GeneratorExit");
        return {};
    }
    const bool ended = !result && (catch_exception(thread, ExceptionKind::GeneratorExit) || catch_exception(thread, ExceptionKind::StopIteration));
    return ended ? Ref::steal(Value::none()) : result;
}

Ref iterator_send(Thread& thread, Value receiver, Value sent, bool* returned) {
    *returned = false;
    Ref result;
    const bool plain = sent.is_none() && !has_user_class(receiver);
    if (is_kind(receiver, Kind::generator)) {
        result = generator_send(thread, receiver.as<GeneratorObject>(), sent);
    } else if (plain) {
        result = iterator_next(thread, receiver);
    } else if (sent.is_none()) {
        result = next_or_stop(thread, receiver);
    } else if (const Ref method = get_attribute(thread, receiver, intern(thread, "send"))) {
        result = invoke(thread, method.get(), {sent});
    }
    if (result) return result;
    if (plain && !thread.has_exception()) {
        *returned = true;
        return Ref::steal(Value::none());
    }
    result = take_stop_value(thread);
    *returned = static_cast<bool>(result);
    return result;
}

Ref take_stop_value(Thread& thread) {
    const Ref pending = Ref::borrow(thread.exception);
    if (!catch_exception(thread, ExceptionKind::StopIteration)) return {};
    const TupleObject* arguments = pending.as<ExceptionObject>()->arguments;
    return Ref::borrow(arguments->size() == 0 ? Value::none() : arguments->items[0]);
}

Ref next_or_stop(Thread& thread, Value iterator) {
    if (is_kind(iterator, Kind::generator)) return generator_send(thread, iterator.as<GeneratorObject>(), Value::none());
    if (const Value method = lookup_special(thread, iterator, Special::next); !method.is_null() && is_instance_kind(iterator))
        return call_special(thread, method, iterator, {});
    Ref item = iterator_next(thread, iterator);
    if (!item && !thread.has_exception()) return stop_iteration(thread, Value::none());
    return item;
}

// ---- methods ------------------------------------------------------------------------------------

namespace {

GeneratorObject* self_generator(std::span<const Value> args) { return args[0].as<GeneratorObject>(); }
Ref method_iter(Thread&, std::span<const Value> args, Value) { return Ref::borrow(args[0]); }
Ref method_next(Thread& thread, std::span<const Value> args, Value) { return generator_send(thread, self_generator(args), Value::none()); }
Ref method_send(Thread& thread, std::span<const Value> args, Value) { return generator_send(thread, self_generator(args), args[1]); }
Ref method_throw(Thread& thread, std::span<const Value> args, Value) {
    const Ref exception = thrown_exception(thread, args.subspan(1));
    return exception ? generator_throw(thread, self_generator(args), exception.get()) : Ref{};
}
Ref method_close(Thread& thread, std::span<const Value> args, Value) { return generator_close(thread, self_generator(args)); }

constexpr NativeMethod table[] = {
    {"__iter__", method_iter, 1, 1}, {"__next__", method_next, 1, 1}, {"send", method_send, 2, 2},
    {"throw", method_throw, 2, 4},   {"close", method_close, 1, 1},
};

}  // namespace

std::span<const NativeMethod> generator_methods() { return table; }

}  // namespace sidewinder
