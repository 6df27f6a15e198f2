// SPDX-License-Identifier: MIT
// What can be called: Python functions, native functions, bound methods; and modules.
#pragma once

#include "vm/objects/containers.hpp"
#include "vm/objects/object.hpp"

#include <span>

namespace sidewinder {

struct Thread;

/// A Python function. `aux` is its version: unique in the Vm, replaced when code, defaults or
/// globals change, so that (version) proves what a call will run.
struct FunctionObject : GcObject {
    static constexpr std::uint16_t flag_watched = 1;  ///< some trace depends on it
    Object* code;            ///< owned CodeObject (bytecode/code_object.hpp)
    DictObject* globals;     ///< owned
    DictObject* builtins;    ///< owned
    TupleObject* defaults;   ///< owned; may be null: values for the last parameters
    DictObject* keyword_defaults;  ///< owned; may be null: name -> value of keyword-only parameters
    TupleObject* closure;    ///< owned; may be null: cells for the code's free variables
    StringObject* name;      ///< owned
    StringObject* qualname;  ///< owned
    DictObject* attributes;  ///< owned; null until the first f.x = …
};

/// `keyword_names` is null or a tuple of str naming the last arguments.
using NativeCall = Ref (*)(Thread&, std::span<const Value> args, Value keyword_names);

struct NativeFunction : Object {
    static constexpr std::uint16_t flag_method = 1;    ///< binds self when found on a class
    static constexpr std::uint16_t flag_keywords = 2;  ///< accepts keyword arguments
    static constexpr std::uint16_t flag_static = 4;
    static constexpr std::uint16_t flag_instance = 8;  ///< self may be a DerivedObject; else its payload is given
    static constexpr std::uint16_t flag_values = 16;   ///< of other arguments, too, the payload is given
    static constexpr std::uint16_t flag_sequence = 32; ///< of a sequence: operators try numbers' methods first
    NativeCall call;
    const char* name;            ///< static storage
    std::uint16_t min_args;      ///< counting self for methods
    std::uint16_t max_args;      ///< 0xFFFF: any number
    std::uint32_t reserved;
    TypeObject* owner;           ///< borrowed; class of the methods' self, or null
};

/// property, staticmethod and classmethod: `flags` is its DescriptorKind.
enum class DescriptorKind : std::uint16_t { property, static_method, class_method };
struct DescriptorObject : GcObject {
    Value get, set, del;  ///< owned; get is the function of the other kinds; null when not given
};

struct SuperObject : GcObject {
    TypeObject* after;   ///< owned; attributes are looked up behind it
    TypeObject* walked;  ///< owned; in the order of this class; null when there is no object
    Value object;        ///< owned; null likewise
};

/// A generator. While it is suspended it keeps what its frame held; while it runs, the frame does.
struct GeneratorObject : GcObject {
    enum State : std::uint16_t { created, suspended, running, finished };  ///< `flags`
    FunctionObject* function;  ///< owned
    StringObject* name;        ///< owned
    StringObject* qualname;    ///< owned
    std::uint32_t* ip;         ///< the instruction that suspended it: RETURN_GENERATOR or YIELD_VALUE
    Value handled;             ///< exception that it was handling when it yielded; owned, or null
    Value* words;              ///< locals, then operand stack; owned; room for `capacity`
    std::uint32_t count, capacity;

    bool can_resume() const { return flags == created || flags == suspended; }
};

struct BoundMethod : GcObject {
    Value function;  ///< owned; FunctionObject, NativeFunction or any callable
    Value self;      ///< owned
};

struct ModuleObject : GcObject {
    StringObject* name;   ///< owned
    DictObject* globals;  ///< owned
};

Ref make_function(Thread&, Object* code, DictObject* globals, DictObject* builtins, Value name,
                  Value qualname);
Ref make_native(Thread&, const char* name, NativeCall call, int min_args, int max_args,
                std::uint16_t flags = 0);
Ref make_bound_method(Thread&, Value function, Value self);
Ref make_module(Thread&, std::string_view name);

/// Calls a native function after checking the number of arguments.
Ref call_native(Thread&, NativeFunction* function, std::span<const Value> args,
                Value keyword_names);

}  // namespace sidewinder
