// SPDX-License-Identifier: MIT
// Pushing and popping frames, inline because calls are hot in every tier.
#pragma once

#include "vm/uops/helpers.hpp"

namespace sidewinder {

/// Where the next frame goes.
SW_ALWAYS_INLINE Value* frame_space(Thread& thread) {
    return thread.frame != nullptr ? thread.frame->end() : thread.stack_base;
}

inline constexpr std::size_t frame_header_words = sizeof(Frame) / sizeof(Value);

/// True when `code`'s frame fits and one more level of recursion is allowed.
SW_ALWAYS_INLINE bool has_room_for_frame(Thread& thread, const CodeHeader* code) {
    Value* end = frame_space(thread) + frame_header_words + code->frame_words;
    return end <= thread.stack_limit && thread.recursion_depth < thread.recursion_limit;
}

/// The fields of a new innermost frame, but not its locals; takes over a reference to `function`.
SW_ALWAYS_INLINE Frame* begin_frame(Thread& thread, FunctionObject* function, Value* space) {
    auto* frame = reinterpret_cast<Frame*>(space);
    frame->previous = thread.frame;
    frame->function = function;
    frame->code = reinterpret_cast<CodeHeader*>(function->code);
    frame->flags = 0;
    thread.frame = frame;
    ++thread.recursion_depth;
    return frame;
}

/// Makes the frame of a call that passes just the parameters; takes over the references in `args`
/// and one to `function`. Requires room. The frame becomes thread.frame; its ip is not set.
SW_ALWAYS_INLINE Frame* push_exact_frame(Thread& thread, FunctionObject* function,
                                         const Value* args, std::uint32_t count) {
    Frame* frame = begin_frame(thread, function, frame_space(thread));
    std::uint32_t i = 0;
    for (; i < count; ++i) frame->slots[i] = args[i];
    for (; i < frame->code->local_count; ++i) frame->slots[i] = Value::null();
    return frame;
}

/// Releases what the innermost frame holds and makes its caller the innermost. Its operand stack
/// must be empty. Destructors that run meanwhile still find the frame in place. As in CPython 3.14
/// the last local goes first.
SW_ALWAYS_INLINE void pop_frame(Thread& thread, Frame* frame, std::uint32_t local_count) {
    while (local_count > 0) release(frame->slots[--local_count]);
    FunctionObject* function = frame->function;
    thread.frame = frame->previous;
    --thread.recursion_depth;
    release(Value::object(function));
}
SW_ALWAYS_INLINE void pop_frame(Thread& thread) {
    pop_frame(thread, thread.frame, thread.frame->code->local_count);
}

}  // namespace sidewinder
