// SPDX-License-Identifier: MIT
// The modules time and sys. In a deterministic run clocks count their own calls.
#include <chrono>
#include <cmath>
#include <thread>

#include "vm/library/library.hpp"
#include "vm/modules/module_support.hpp"

namespace sidewinder {

namespace {

template <class Clock>
Ref read_clock(Thread& thread, std::span<const Value>, Value) {
    if (thread.deterministic) return number(static_cast<double>(thread.clock_ticks++));
    return number(std::chrono::duration<double>(Clock::now().time_since_epoch()).count());
}

Ref time_sleep(Thread& thread, std::span<const Value> args, Value) {
    const Ref seconds = to_float(thread, args[0]);
    if (!seconds) {
        if (catch_exception(thread, ExceptionKind::TypeError) ||
            catch_exception(thread, ExceptionKind::ValueError))
            raise_error(thread, ExceptionKind::TypeError,
                        "'{}' object cannot be interpreted as an integer",
                        type_name(thread, args[0]));
        return {};
    }
    const double d = seconds.get().as_float();
    if (std::isnan(d)) {
        raise_error(thread, ExceptionKind::ValueError, "Invalid value NaN (not a number)");
        return {};
    }
    if (d < 0) {
        raise_error(thread, ExceptionKind::ValueError, "sleep length must be non-negative");
        return {};
    }
    if (d > 9e9) {
        raise_error(thread, ExceptionKind::OverflowError,
                    "timestamp too large to convert to C PyTime_t");
        return {};
    }
    if (!thread.deterministic) std::this_thread::sleep_for(std::chrono::duration<double>(d));
    return none();
}

constexpr NativeMethod time_table[] = {
    {"perf_counter", read_clock<std::chrono::steady_clock>, 0, 0},
    {"monotonic", read_clock<std::chrono::steady_clock>, 0, 0},
    {"time", read_clock<std::chrono::system_clock>, 0, 0},
    {"sleep", time_sleep, 1, 1},
};

Ref sys_getrecursionlimit(Thread& thread, std::span<const Value>, Value) {
    return Ref::steal(Value::small_int(thread.recursion_limit));
}

Ref sys_setrecursionlimit(Thread& thread, std::span<const Value> args, Value) {
    const auto limit = index_argument(thread, args[0], true);
    if (!limit) return {};
    if (*limit > INT32_MAX || *limit < INT32_MIN) {
        raise_error(thread, ExceptionKind::OverflowError,
                    "Python int too large to convert to C int");
        return {};
    }
    if (*limit < 1) {
        raise_error(thread, ExceptionKind::ValueError,
                    "recursion limit must be greater or equal than 1");
        return {};
    }
    if (*limit <= thread.recursion_depth) {
        raise_error(
            thread, ExceptionKind::RecursionError,
            "cannot set the recursion limit to {} at the recursion depth {}: the limit is too low",
            *limit, thread.recursion_depth);
        return {};
    }
    thread.recursion_limit = static_cast<std::uint32_t>(*limit);
    return none();
}

Ref sys_exit(Thread& thread, std::span<const Value> args, Value) {
    const std::span<const Value> given =
        !args.empty() && args[0].is_none() ? std::span<const Value>{} : args;
    Ref e = make_exception(thread, exception_type(thread, ExceptionKind::SystemExit), given);
    if (e) raise_value(thread, e.get(), Value::null());
    return {};
}

Ref sys_intern(Thread& thread, std::span<const Value> args, Value) {
    if (is_string(args[0])) return Ref::borrow(intern(thread, args[0].as<StringObject>()));
    raise_error(thread, ExceptionKind::TypeError, "intern() argument must be str, not {}",
                type_name(thread, args[0]));
    return {};
}

// ---- sys.stdout and sys.stderr: instances whose payload is the descriptor ---------------------------

Ref output_write(Thread& thread, std::span<const Value> args, Value) {
    const Value text = underlying(args[1]);
    if (!is_string(text)) {
        raise_error(thread, ExceptionKind::TypeError, "write() argument must be str, not {}", type_name(thread, text));
        return {};
    }
    write_text(thread, args[0].as_small_int(), to_utf8(text.as<StringObject>()));
    return int_from_i64(thread, text.as<StringObject>()->length);
}
Ref output_writelines(Thread& thread, std::span<const Value> args, Value) {
    const Ref iterator = get_iterator(thread, args[1]);
    if (!iterator) return {};
    while (const Ref line = iterator_next(thread, iterator.get())) {
        const Value both[] = {args[0], line.get()};
        if (!output_write(thread, both, Value::null())) return {};
    }
    return thread.has_exception() ? Ref{} : none();
}
Ref output_flush(Thread&, std::span<const Value>, Value) {
    return none();
}
Ref output_isatty(Thread&, std::span<const Value>, Value) {
    return boolean(false);
}
Ref output_fileno(Thread&, std::span<const Value> args, Value) {
    return Ref::borrow(args[0]);
}
Ref output_repr(Thread& thread, std::span<const Value> args, Value) {
    return make_string(thread, fmt::format("<_io.TextIOWrapper name='<{}>' mode='w' encoding='utf-8'>", args[0].as_small_int() == 1 ? "stdout" : "stderr"));
}
constexpr NativeMethod output_table[] = {
    {"write", output_write, 2, 2}, {"writelines", output_writelines, 2, 2}, {"flush", output_flush, 1, 1},
    {"isatty", output_isatty, 1, 1}, {"fileno", output_fileno, 1, 1}, {"__repr__", output_repr, 1, 1},
};

constexpr NativeMethod sys_table[] = {
    {"getrecursionlimit", sys_getrecursionlimit, 0, 0},
    {"setrecursionlimit", sys_setrecursionlimit, 1, 1},
    {"exit", sys_exit, 0, 1},
    {"intern", sys_intern, 1, 1},
};

}  // namespace

Ref make_time_module(Thread& thread) {
    Ref module = make_module(thread, "time");
    if (!module) return {};
    add_functions(thread, module.as<ModuleObject>()->globals, time_table);
    return thread.has_exception() ? Ref{} : module;
}

void write_text(Thread& thread, std::int64_t descriptor, std::string_view text) {
    auto* const write = descriptor == 1 ? thread.write : thread.write_error;
    if (write && !text.empty()) write(thread.write_context, text);
}

void add_output_methods(Thread& thread) {
    add_methods(thread, thread.types.text_output, output_table);
}

Ref make_sys_module(Thread& thread) {
    Ref module = make_module(thread, "sys");
    if (!module) return {};
    DictObject* dict = module.as<ModuleObject>()->globals;
    add_functions(thread, dict, sys_table);
    for (const int descriptor : {1, 2}) {
        const Ref stream = make_derived(thread, thread.types.text_output, Ref::steal(Value::small_int(descriptor)));
        const bool out = descriptor == 1;
        if (!stream || !add_value(thread, dict, out ? "stdout" : "stderr", stream.get()) || !add_value(thread, dict, out ? "__stdout__" : "__stderr__", stream.get())) return {};
    }
    const Ref maxsize = int_from_i64(thread, INT64_MAX);
    const Ref version = make_string(thread, "3.14.0 (Sidewinder)");
    const Ref argument = make_string(thread, "");
    if (!maxsize || !version || !argument) return {};
    const Value arguments[] = {argument.get()};
    const Ref argv = make_list(thread, arguments);
    const Ref library = make_string(thread, library_folder);
    const Value folders[] = {library.get()};
    const Ref path = make_list(thread, folders);  // whoever may read files puts theirs before it
    if (!argv || !path || !add_value(thread, dict, "path", path.get()) ||
        !add_value(thread, dict, "modules", Value::object(thread.modules)) ||
        !add_value(thread, dict, "maxsize", maxsize.get()) ||
        !add_value(thread, dict, "version", version.get()) ||
        !add_value(thread, dict, "argv", argv.get()))
        return {};
    return thread.has_exception() ? Ref{} : module;
}

}  // namespace sidewinder
