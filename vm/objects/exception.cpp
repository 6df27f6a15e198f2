// SPDX-License-Identifier: MIT
// Guest exceptions: making, raising, chaining and printing them as CPython does. The pending
// exception is in thread.exception; what is being handled, handled_exception(thread), becomes the
// context of whatever is raised meanwhile.
#include "vm/objects/exception.hpp"

#include <algorithm>
#include <unordered_set>

#include "vm/objects/support.hpp"

namespace sidewinder {

namespace {

ExceptionObject* allocate_exception(Thread& thread, TypeObject* type, TupleObject* arguments) {
    auto* e = thread.heap.allocate<ExceptionObject>(type, Kind::exception);
    if (!e) return nullptr;
    e->shape = type->root_shape.get();
    e->aux = e->shape->id;
    e->values = nullptr;
    e->capacity = 0;
    e->arguments = owned(arguments);
    e->cause = Value::null();
    e->context = Value::null();
    e->suppress_context = false;
    e->traceback = nullptr;
    thread.heap.track(e);
    return e;
}

/// Makes `context` what was handled when `e` was raised, without closing a loop.
void chain_context(ExceptionObject* e, Value context) {
    if (!is_kind(context, Kind::exception) || context == Value::object(e)) return;
    auto* outer = context.as<ExceptionObject>();
    // Floyd's second pointer, since a user may have made a loop already.
    ExceptionObject* slow = outer;
    bool advance = false;
    std::uint64_t steps = 0;
    for (ExceptionObject* at = outer; is_kind(at->context, Kind::exception);) {
        auto* next = at->context.as<ExceptionObject>();
        if (next == e) {
            drop(at->context);
            break;
        }
        at = next;
        ++steps;
        if (at == slow) break;
        if (advance) slow = slow->context.as<ExceptionObject>();
        advance = !advance;
    }
    // Handlers that recurse make chains as long as there is time for.
    e->type->thread->charge(steps);
    assign(e->context, context);
}

void make_pending(Thread& thread, Value exception) {
    chain_context(exception.as<ExceptionObject>(), handled_exception(thread));
    assign(thread.exception, exception);
}

}  // namespace

void raise_error(Thread& thread, ExceptionKind kind, Value argument) {
    const Ref keep = Ref::borrow(argument);
    if (kind == ExceptionKind::RecursionError) thread.limited = true;
    Ref arguments = make_tuple(thread, std::span<const Value>(&argument, 1));
    if (!arguments) return;
    auto* e = allocate_exception(thread, exception_type(thread, kind), arguments.as<TupleObject>());
    if (!e) return;
    const Ref made = Ref::steal(e);
    make_pending(thread, made.get());
}

void raise_error(Thread& thread, ExceptionKind kind, std::string_view message) {
    Ref text = make_string(thread, message);
    if (text) raise_error(thread, kind, text.get());
}

void raise_unsupported(Thread& thread, std::string_view feature) {
    thread.limited = true;
    raise_error(thread, ExceptionKind::TypeError, "{} is not supported by Sidewinder", feature);
}

void raise_memory_error(Thread& thread) {
    Heap::Emergency emergency(thread.heap);
    thread.limited = true;
    TypeObject* type = exception_type(thread, ExceptionKind::MemoryError);
    SW_CHECK(type && thread.empty_tuple, "out of memory before there is a MemoryError");
    const Ref made = Ref::steal(allocate_exception(thread, type, thread.empty_tuple));
    make_pending(thread, made.get());
}

bool catch_exception(Thread& thread, ExceptionKind kind) {
    if (thread.terminated || !is_kind(thread.exception, Kind::exception)) return false;
    if (!is_subtype(thread.exception.as_object()->type, exception_type(thread, kind))) return false;
    drop(thread.exception);
    return true;
}

// ---- making -------------------------------------------------------------------------------------

Ref make_exception(Thread& thread, TypeObject* type, std::span<const Value> args,
                   Value keyword_names) {
    const std::size_t keywords = keyword_count(keyword_names);
    Ref arguments = make_tuple(thread, args.first(args.size() - keywords));
    if (!arguments) return {};
    Ref made = Ref::steal(Value::null());
    if (auto* e = allocate_exception(thread, type, arguments.as<TupleObject>()))
        made = Ref::steal(e);
    if (!made) return {};
    const Value init = lookup_special(thread, made.get(), Special::init);
    if (init.is_null())
        return no_keywords(thread, type_text(type).c_str(), keyword_names) ? made : Ref{};
    const Ref bound = bind_attribute(thread, init, made.get(), type);
    if (!bound) return {};
    const Ref result = invoke(thread, bound.get(), args, keyword_names);
    if (!result) return {};
    if (result.get().is_none()) return made;
    raise_error(thread, ExceptionKind::TypeError, "__init__() should return None, not '{}'",
                type_name(thread, result.get()));
    return {};
}

Ref make_exception(Thread& thread, TypeObject* type, std::span<const Value> args) {
    return make_exception(thread, type, args, Value::null());
}

Ref construct_exception(Thread& thread, TypeObject* type, std::span<const Value> args,
                        Value keyword_names) {
    return make_exception(thread, type, args, keyword_names);
}

namespace {

/// The exception that `raise v` means; null with another one pending.
Ref as_exception(Thread& thread, Value v) {
    if (is_kind(v, Kind::exception)) return Ref::borrow(v);
    if (is_kind(v, Kind::type) && (v.as_object()->flags & TypeObject::flag_exception))
        return make_exception(thread, v.as<TypeObject>(), {});
    return {};
}

}  // namespace

void raise_value(Thread& thread, Value v, Value cause) {
    const Ref e = as_exception(thread, v);
    if (!e) {
        if (!thread.has_exception())
            raise_error(thread, ExceptionKind::TypeError,
                        "exceptions must derive from BaseException");
        return;
    }
    if (!cause.is_null()) {
        const Ref because = cause.is_none() ? Ref{} : as_exception(thread, cause);
        if (!because && !cause.is_none()) {
            if (!thread.has_exception())
                raise_error(thread, ExceptionKind::TypeError,
                            "exception causes must derive from BaseException");
            return;
        }
        assign(e.as<ExceptionObject>()->cause, because.get());
        e.as<ExceptionObject>()->suppress_context = true;
    }
    make_pending(thread, e.get());
}

void chain_handled(Thread& thread) {
    if (!thread.handled->is_null()) chain_context(thread.exception.as<ExceptionObject>(), *thread.handled);
}

Ref stop_iteration_error(Thread& thread, Value exception) {
    if (!is_subtype(exception.as_object()->type, exception_type(thread, ExceptionKind::StopIteration))) return Ref::borrow(exception);
    const Ref text = make_string(thread, "generator raised StopIteration");
    if (!text) return {};
    Ref made = make_exception(thread, exception_type(thread, ExceptionKind::RuntimeError), std::span<const Value>(std::initializer_list<Value>{text.get()}));
    if (!made) return {};
    auto* error = made.as<ExceptionObject>();
    assign(error->cause, exception);
    assign(error->context, exception);
    error->suppress_context = true;
    return made;
}

void add_traceback(Thread& thread, const void* frame, StringObject* function, StringObject* file, int line) {
    if (!is_kind(thread.exception, Kind::exception)) return;
    auto* e = thread.exception.as<ExceptionObject>();
    Heap::Emergency emergency(thread.heap);
    auto* entry = thread.heap.allocate<TracebackObject>(thread.types.traceback, Kind::traceback);
    entry->next = std::exchange(e->traceback, entry);
    entry->function = owned(function);
    entry->file = owned(file);
    entry->line = line;
    entry->local_count = 0;
    entry->frame = frame;
    entry->locals = nullptr;
    thread.heap.track(entry);
}

void keep_locals(Thread& thread, const void* frame, std::span<Value> locals) {
    if (!is_kind(thread.exception, Kind::exception)) return;
    TracebackObject* line = thread.exception.as<ExceptionObject>()->traceback;
    // A bare `raise` in a function called by a handler adds no line.
    if (!line || line->frame != frame) return;
    line->frame = nullptr;
    if (std::ranges::none_of(locals, [](Value v) { return v.is_pointer(); })) return;
    Heap::Emergency emergency(thread.heap);
    line->locals = static_cast<Value*>(thread.heap.allocate_bytes(locals.size_bytes()));
    line->local_count = static_cast<std::uint32_t>(locals.size());
    for (std::size_t i = 0; i < locals.size(); ++i)
        line->locals[i] = std::exchange(locals[i], Value::null());
}

// ---- printing -----------------------------------------------------------------------------------

namespace {

/// CPython's limit on equal lines before it counts instead.
constexpr int repeat_limit = 3;

void format_repeats(std::string& out, int same) {
    if (same <= repeat_limit) return;
    const int more = same - repeat_limit;
    out += fmt::format("  [Previous line repeated {} more time{}]\n", more, more == 1 ? "" : "s");
}

void format_entries(std::string& out, const TracebackObject* entry) {
    int same = 0;
    const TracebackObject* last = nullptr;
    for (; entry; entry = entry->next) {
        const bool equal_line = last && last->line == entry->line && last->file == entry->file &&
                                last->function == entry->function;
        if (!equal_line) {
            format_repeats(out, same);
            same = 0;
        }
        last = entry;
        if (++same > repeat_limit) continue;
        out += fmt::format("  File \"{}\", line {}, in {}\n", to_utf8(entry->file), entry->line,
                           to_utf8(entry->function));
    }
    format_repeats(out, same);
}

/// What add_note left, a line each.
std::string notes_text(Thread& thread, Value exception) {
    const Ref notes = Ref::borrow(instance_get(exception, intern(thread, "__notes__")));
    if (!notes || !is_kind(notes.get(), Kind::list)) return "";
    std::string out;
    for (std::uint32_t i = 0; i < notes.as<ListObject>()->size; ++i) {
        const Ref note = Ref::borrow(notes.as<ListObject>()->items[i]);
        const Ref text = to_str(thread, note.get());
        if (!text) drop(thread.exception);
        out += text ? to_utf8(text.as<StringObject>()) + "\n" : "<note str() failed>\n";
    }
    return out;
}

std::string exception_line(Thread& thread, Value exception) {
    TypeObject* type = exception.as_object()->type;
    std::string name = to_utf8(type->qualname);
    if (type->flags & TypeObject::flag_user_defined) {
        const Value module = lookup_in_type(type, intern(thread, "__module__"));
        if (is_string(module) && to_utf8(module.as<StringObject>()) != "__main__")
            name = to_utf8(module.as<StringObject>()) + "." + name;
    }
    const Ref text = to_str(thread, exception);
    if (!text) {
        drop(thread.exception);
        return name + ": <exception str() failed>\n";
    }
    const std::string words = to_utf8(text.as<StringObject>());
    return (words.empty() ? name + "\n" : name + ": " + words + "\n") + notes_text(thread, exception);
}

}  // namespace

std::string format_traceback(Thread& thread, Value exception) {
    // The chain outermost last, with the sentence that joins each to the one before.
    std::vector<std::pair<Ref, const char*>> chain;
    std::unordered_set<Object*> seen;
    Ref at = Ref::borrow(exception);
    const char* joint = nullptr;
    while (is_kind(at.get(), Kind::exception) && seen.insert(at.get().as_object()).second) {
        auto* e = at.as<ExceptionObject>();
        chain.emplace_back(at, joint);
        const bool caused = is_kind(e->cause, Kind::exception);
        joint = caused
                    ? "\nThe above exception was the direct cause of the following exception:\n\n"
                    : "\nDuring handling of the above exception, another exception occurred:\n\n";
        const Value next = caused ? e->cause : e->suppress_context ? Value::null() : e->context;
        at = Ref::borrow(next);
    }
    std::string out;
    for (std::size_t i = chain.size(); i-- > 0;) {
        const auto* e = chain[i].first.as<ExceptionObject>();
        if (e->traceback) {
            out += "Traceback (most recent call last):\n";
            format_entries(out, e->traceback);
        }
        out += exception_line(thread, chain[i].first.get());
        if (chain[i].second) out += chain[i].second;
    }
    return out;
}

namespace {

Ref method_init(Thread& thread, std::span<const Value> args, Value) {
    Ref arguments = make_tuple(thread, args.subspan(1));
    if (!arguments) return {};
    auto* e = args[0].as<ExceptionObject>();
    TupleObject* old = std::exchange(e->arguments, arguments.as<TupleObject>());
    (void)arguments.release();
    decref(old);
    return Ref::steal(Value::none());
}

Ref method_with_traceback(Thread& thread, std::span<const Value> args, Value) {
    if (set_computed_attribute(thread, args[0], "__traceback__", args[1]) != true) return {};
    return Ref::borrow(args[0]);
}

/// Kept in __notes__; a traceback ends with them.
Ref method_add_note(Thread& thread, std::span<const Value> args, Value) {
    if (!is_string(underlying(args[1]))) {
        raise_error(thread, ExceptionKind::TypeError, "add_note() argument must be str, not {}", type_name(thread, args[1]));
        return {};
    }
    StringObject* const name = intern(thread, "__notes__");
    Ref notes = Ref::borrow(instance_get(args[0], name));
    if (!notes) {
        notes = make_list(thread, {});
        if (!notes || !instance_set(thread, args[0], name, notes.get())) return {};
    }
    if (!is_kind(notes.get(), Kind::list)) {
        raise_error(thread, ExceptionKind::TypeError, std::string_view("Cannot add note: __notes__ is not a list"));
        return {};
    }
    return list_append(thread, notes.as<ListObject>(), args[1]) ? Ref::steal(Value::none()) : Ref{};
}

constexpr NativeMethod table[] = {
    {"add_note", method_add_note, 2, 2},
    {"__init__", method_init, 1, any_number},
    {"with_traceback", method_with_traceback, 2, 2},
};

}  // namespace

std::span<const NativeMethod> exception_methods() {
    return table;
}

}  // namespace sidewinder
