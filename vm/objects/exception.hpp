// SPDX-License-Identifier: MIT
// Guest exceptions: the object, raising, and how CPython words the messages.
#pragma once

#include "vm/objects/containers.hpp"
#include "vm/objects/type.hpp"

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

namespace sidewinder {

struct Thread;

/// One line of a traceback; `next` tells of the frame that it called.
struct TracebackObject : GcObject {
    TracebackObject* next;   ///< owned; null in the innermost
    StringObject* function;  ///< qualified name as CPython's traceback prints it; owned
    StringObject* file;      ///< owned
    std::int32_t line;
    std::uint32_t local_count;
    const void* frame;       ///< while it runs: the frame that the line tells of
    Value* locals;           ///< what the frame held when it was unwound; owned
};

/// An instance of BaseException or of a subclass, user-defined ones included.
struct ExceptionObject : InstanceObject {
    TupleObject* arguments;  ///< owned; `args`
    Value cause;             ///< owned or null; `__cause__`
    Value context;           ///< owned or null; `__context__`
    bool suppress_context;   ///< set by `raise … from …`
    TracebackObject* traceback;  ///< owned; of the outermost frame so far; null until raised
};

enum class ExceptionKind : std::uint8_t {
#define EXCEPTION(name, base) name,
#include "vm/objects/exceptions.def"
#undef EXCEPTION
    count,
};

/// Makes the exception and leaves it pending in the thread.
void raise_error(Thread&, ExceptionKind kind, std::string_view message);
template <class... Args>
void raise_error(Thread& thread, ExceptionKind kind, fmt::format_string<Args...> format,
                 Args&&... args) {
    raise_error(thread, kind, std::string_view(fmt::format(format, std::forward<Args>(args)...)));
}
/// With any value as the only argument, as KeyError(key).
void raise_error(Thread&, ExceptionKind kind, Value argument);

/// TypeError "`feature` is not supported by Sidewinder"; comparisons with CPython then mean nothing.
void raise_unsupported(Thread&, std::string_view feature);

/// type(*args); runs a user-defined __init__ for user classes. Null on error.
Ref make_exception(Thread&, TypeObject* type, std::span<const Value> args);
/// The same with keyword arguments for the user's __init__.
Ref make_exception(Thread&, TypeObject* type, std::span<const Value> args, Value keyword_names);
/// MemoryError, made without regard to the heap's limit.
void raise_memory_error(Thread&);
/// Takes the pending exception if it is an instance of `kind`.
bool catch_exception(Thread&, ExceptionKind kind);
/// `raise v [from cause]`: v is an exception or a class of them; sets context from what is being
/// handled. The exception (or a TypeError about v) is pending afterwards.
void raise_value(Thread&, Value v, Value cause_or_null);
/// The pending exception gets what the generator under way was handling as its context.
void chain_handled(Thread&);
/// What leaves a generator in place of a StopIteration: a RuntimeError with that as cause and context;
/// any other exception itself.
Ref stop_iteration_error(Thread&, Value exception);
/// Appends a line to the pending exception's traceback.
void add_traceback(Thread&, const void* frame, StringObject* function, StringObject* file, int line);
/// `frame` is left. When the last line tells of it, its locals move there: as in CPython, where a
/// traceback keeps its frames, they live as long as the exception. Leaves nulls.
void keep_locals(Thread&, const void* frame, std::span<Value> locals);
/// What python prints to stderr for an uncaught exception, chain included.
std::string format_traceback(Thread&, Value exception);

}  // namespace sidewinder
