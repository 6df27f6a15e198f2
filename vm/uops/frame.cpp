// SPDX-License-Identifier: MIT
// Binding the arguments of a call to a Python function's parameters: defaults and keywords.
#include "vm/objects/operations.hpp"
#include "vm/uops/frames.hpp"

#include <string>
#include <vector>

namespace sidewinder {

namespace {

/// The parameter's name; parameters are the first locals.
StringObject* parameter_name(const CodeHeader* code, unsigned i) {
    return code->local_name_table[i];
}

/// "'a'", "'a' and 'b'", "'a', 'b', and 'c'".
std::string quoted_list(const std::vector<std::string>& names) {
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (i > 0) text += names.size() == 2 ? " and " : i + 1 == names.size() ? ", and " : ", ";
        text += "'" + names[i] + "'";
    }
    return text;
}

void raise_too_many(Thread& thread, FunctionObject* function, std::size_t given) {
    auto* code = reinterpret_cast<CodeHeader*>(function->code);
    std::size_t defaults = function->defaults ? function->defaults->size() : 0;
    std::string takes = defaults > 0 ? fmt::format("from {} to {}", code->argument_count - defaults,
                                                   code->argument_count)
                                     : std::to_string(code->argument_count);
    bool plural = defaults > 0 || code->argument_count != 1;
    raise_error(thread, ExceptionKind::TypeError,
                "{}() takes {} positional argument{} but {} {} given", to_utf8(function->qualname),
                takes, plural ? "s" : "", given, given == 1 ? "was" : "were");
}

/// Puts one keyword argument into its slot; false with TypeError pending.
bool bind_keyword(Thread& thread, FunctionObject* function, Value* slots, StringObject* name,
                  Value value) {
    auto* code = reinterpret_cast<CodeHeader*>(function->code);
    for (unsigned i = 0; i < code->argument_count; ++i) {
        if (!string_equal(parameter_name(code, i), name)) continue;
        if (!slots[i].is_null()) {
            raise_error(thread, ExceptionKind::TypeError, "{}() got multiple values for argument '{}'",
                        to_utf8(function->qualname), to_utf8(name));
            return false;
        }
        slots[i] = value;
        return true;
    }
    raise_error(thread, ExceptionKind::TypeError, "{}() got an unexpected keyword argument '{}'",
                to_utf8(function->qualname), to_utf8(name));
    return false;
}

/// Fills the parameters that were not passed; false with TypeError pending when one has no default.
bool bind_defaults(Thread& thread, FunctionObject* function, Value* slots) {
    auto* code = reinterpret_cast<CodeHeader*>(function->code);
    std::size_t defaults = function->defaults ? function->defaults->size() : 0;
    std::size_t first_default = code->argument_count - std::min<std::size_t>(defaults, code->argument_count);
    std::vector<std::string> missing;
    for (std::size_t i = 0; i < code->argument_count; ++i) {
        if (!slots[i].is_null()) continue;
        if (i >= first_default)
            slots[i] = function->defaults->items[i - first_default];
        else
            missing.push_back(to_utf8(parameter_name(code, static_cast<unsigned>(i))));
    }
    if (missing.empty()) return true;
    raise_error(thread, ExceptionKind::TypeError,
                "{}() missing {} required positional argument{}: {}", to_utf8(function->qualname),
                missing.size(), missing.size() == 1 ? "" : "s", quoted_list(missing));
    return false;
}

}  // namespace

Frame* push_frame(Thread& thread, FunctionObject* function, std::span<const Value> args,
                  Value keyword_names) {
    auto* code = reinterpret_cast<CodeHeader*>(function->code);
    if (!has_room_for_frame(thread, code)) {
        raise_error(thread, ExceptionKind::RecursionError,
                    std::string_view("maximum recursion depth exceeded"));
        return nullptr;
    }
    std::size_t keywords = keyword_names.is_null() ? 0 : keyword_names.as<TupleObject>()->size();
    std::size_t positional = args.size() - keywords;
    // Borrowed until all is known to be well; the frame then takes its references.
    std::vector<Value> slots(code->argument_count, Value::null());
    std::copy_n(args.begin(), std::min(positional, slots.size()), slots.begin());
    for (std::size_t i = 0; i < keywords; ++i) {
        auto* name = keyword_names.as<TupleObject>()->items[i].as<StringObject>();
        if (!bind_keyword(thread, function, slots.data(), name, args[positional + i])) return nullptr;
    }
    if (positional > slots.size()) {
        raise_too_many(thread, function, positional);
        return nullptr;
    }
    if (!bind_defaults(thread, function, slots.data())) return nullptr;
    for (Value v : slots) incref(v);
    incref(function);
    return push_exact_frame(thread, function, slots.data(), static_cast<std::uint32_t>(slots.size()));
}

}  // namespace sidewinder
