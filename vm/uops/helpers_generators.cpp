// SPDX-License-Identifier: MIT
// Frames that come and go: what makes a generator, suspends it, and puts its frame back. A suspended
// frame is a copy of its words, so frames always lie on the thread's value stack and nothing else has
// to know of generators.
#include "vm/objects/operations.hpp"
#include "vm/uops/frames.hpp"
#include "vm/uops/helpers.hpp"

#include <algorithm>

namespace sidewinder {

namespace {

/// Takes the words of the innermost frame, which ends, but not its caller's.
void leave_suspended(Thread& thread, GeneratorObject* generator, Frame* frame, GeneratorObject::State state) {
    generator->count = frame->code->local_count + frame->stack_depth;
    std::copy_n(frame->slots, generator->count, generator->words);
    generator->ip = frame->ip;
    generator->flags = state;
    FunctionObject* function = frame->function;
    thread.frame = frame->previous;
    --thread.recursion_depth;
    decref(function);
}

void leave_handled(Thread& thread) {
    thread.handled = thread.outer_handled.back();
    thread.outer_handled.pop_back();
}

}  // namespace

Frame* resume_frame(Thread& thread, GeneratorObject* generator, Value sent) {
    auto* code = reinterpret_cast<CodeHeader*>(generator->function->code);
    if (!has_room_for_frame(thread, code)) {
        raise_error(thread, ExceptionKind::RecursionError, std::string_view("maximum recursion depth exceeded"));
        return nullptr;
    }
    incref(generator->function);
    Frame* frame = begin_frame(thread, generator->function, frame_space(thread));
    frame->flags = Frame::flag_generator;
    frame->context = Value::object(generator);
    incref(generator);
    std::copy_n(generator->words, generator->count, frame->slots);
    frame->stack_depth = generator->count - code->local_count;
    frame->ip = generator->ip;
    generator->count = 0;
    generator->flags = GeneratorObject::running;
    thread.outer_handled.push_back(thread.handled);
    thread.handled = &generator->handled;
    frame->slots[code->local_count + frame->stack_depth++] = sent;
    return frame;
}

void finish_generator(Thread& thread, Frame* frame) {
    auto* generator = frame->context.as<GeneratorObject>();
    generator->flags = GeneratorObject::finished;
    leave_handled(thread);
    Value handled = std::exchange(generator->handled, Value::null());
    frame->flags &= ~Frame::flag_generator;
    decref(handled);
    decref(generator);
}

extern "C" {

Value sw_return_generator(Thread* thread, Frame* frame) {
    auto* generator = thread->heap.allocate<GeneratorObject>(thread->types.generator, Kind::generator);
    if (generator == nullptr) return Value::null();
    FunctionObject* function = frame->function;
    generator->function = nullptr;
    generator->name = generator->qualname = nullptr;
    generator->handled = Value::null();
    generator->count = 0;
    generator->capacity = frame->code->frame_words;
    generator->flags = GeneratorObject::finished;
    generator->words = static_cast<Value*>(thread->heap.allocate_bytes(generator->capacity * sizeof(Value)));
    if (generator->words == nullptr) {
        generator->capacity = 0;
        decref(generator);
        return Value::null();
    }
    incref(function);
    generator->function = function;
    generator->name = function->name;
    incref(generator->name);
    generator->qualname = function->qualname;
    incref(generator->qualname);
    frame->stack_depth = 0;
    leave_suspended(*thread, generator, frame, GeneratorObject::created);
    thread->heap.track(generator);
    return Value::object(generator);
}

void sw_suspend(Thread* thread, Frame* frame) {
    auto* generator = frame->context.as<GeneratorObject>();
    leave_suspended(*thread, generator, frame, GeneratorObject::suspended);
    leave_handled(*thread);
    decref(generator);
}

void sw_finish_generator(Thread* thread, Frame* frame) { finish_generator(*thread, frame); }

Frame* sw_resume(Thread* thread, Value generator, Value sent) {
    auto* g = generator.as<GeneratorObject>();
    if (g->flags == GeneratorObject::running) {
        raise_error(*thread, ExceptionKind::ValueError, std::string_view("generator already executing"));
        return nullptr;
    }
    return g->can_resume() ? resume_frame(*thread, g, sent) : nullptr;
}

Value sw_get_yield_from_iter(Thread* thread, Value v) {
    if (!is_kind(v, Kind::generator)) return get_iterator(*thread, v).release();
    incref(v);
    return v;
}

Value sw_send(Thread* thread, Value receiver, Value sent, bool* returned) {
    return iterator_send(*thread, receiver, sent, returned).release();
}

Value sw_cleanup_throw(Thread* thread, Value exception) {
    sw_reraise(thread, exception);
    return take_stop_value(*thread).release();
}

}  // extern "C"

}  // namespace sidewinder
