// SPDX-License-Identifier: MIT
// Frame: one activation on the thread's value stack, and CodeHeader, the part of a code object
// that running a frame needs (so that bodies need not know bytecode/).
//
//   | Frame fields | locals: parameters, variables, cells, free variables | operand stack |
//                  ^ slots                                                ^ slots + local_count
//
// A callee's frame begins where its caller's ends, so pushing one is an addition.
#pragma once

#include "vm/objects/containers.hpp"
#include "vm/objects/function.hpp"
#include "vm/objects/object.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace sidewinder {

/// Opcode in bits 0..7, oparg in bits 16..31; or an inline cache word.
using CodeUnit = std::uint32_t;

struct CodeHeader : Object {
    static constexpr std::uint16_t flag_var_positional = 8;  ///< has *name
    static constexpr std::uint16_t flag_var_keyword = 16;    ///< has **name
    static constexpr std::uint16_t flag_generator = 32;
    static constexpr std::uint16_t not_exact = 0xFFFF;

    const Value* constant_table;          ///< the code object's constants
    StringObject* const* name_table;      ///< its names
    StringObject* const* local_name_table;
    CodeUnit* first_unit;
    StringObject* name;                   ///< owned, as the next
    StringObject* qualname;
    std::uint32_t frame_words;            ///< locals and operand stack
    std::uint16_t argument_count;         ///< parameters that can be passed by position
    std::uint16_t positional_only_count;  ///< the first so many of them cannot be passed by name
    std::uint16_t keyword_only_count;     ///< in the slots after them; then *name, then **name
    std::uint16_t exact_argument_count;   ///< argument_count; not_exact where there are other parameters
    std::uint16_t local_count;
    std::uint16_t free_count;             ///< the last `free_count` locals are free variables
    std::uint16_t max_stack;              ///< filled in by the verifier
};

struct Frame {
    static constexpr std::uint32_t flag_entry = 1;      ///< returning from it ends a nested run
    static constexpr std::uint32_t flag_generator = 2;  ///< of a generator that was resumed
    Frame* previous;
    FunctionObject* function;  ///< owned
    CodeHeader* code;          ///< the function's
    Value context;             ///< of class bodies: their dictionary, borrowed; of frames with
                               ///< flag_generator: the generator, owned; else not set
    CodeUnit* ip;              ///< the instruction under way: for calls, the CALL itself
    std::uint32_t stack_depth; ///< while it calls: words on its stack after the call's operands;
                               ///< when it begins: words on its stack
    std::uint32_t flags;
    Value slots[];

    Value* stack_base() { return slots + code->local_count; }
    Value* end() { return slots + code->frame_words; }
    DictObject* globals() { return function->globals; }
    DictObject* builtins() { return function->builtins; }
};

/// Code units from a CALL, CALL_KW or CALL_FUNCTION_EX to the instruction that follows it.
inline constexpr unsigned call_length = 3;
/// Code units of a FOR_ITER or SEND, and of a RETURN_GENERATOR or YIELD_VALUE.
inline constexpr unsigned resume_length = 2, yield_length = 1;

struct Thread;

/// Binds arguments to parameters, checks room; borrows its arguments. Null with TypeError or
/// RecursionError pending.
Frame* push_frame(Thread&, FunctionObject* function, std::span<const Value> args,
                  Value keyword_names);
/// The frame of a generator that can be resumed, with `sent`, which it takes over, on its stack. Null
/// with RecursionError pending.
Frame* resume_frame(Thread&, GeneratorObject*, Value sent);
/// The innermost frame, of a generator, is about to be popped for good.
void finish_generator(Thread&, Frame*);
/// Whether a call of it is a frame of its own: of a Python function, its bound method, or a class
/// with an __init__ that is one.
bool pushes_frame(Value callable);
/// The frame of such a call. Null with an exception pending, or without when there is no frame to push.
Frame* begin_call(Thread&, Value callable, std::span<const Value> args, Value keyword_names);
}  // namespace sidewinder
