// SPDX-License-Identifier: MIT
// What the files of modules/ share: tables of functions and how they get into a dictionary.
#pragma once

#include "vm/objects/support.hpp"

namespace sidewinder {

void add_functions(Thread&, DictObject* dict, std::span<const NativeMethod> functions);
bool add_value(Thread&, DictObject* dict, const char* name, Value value);

std::span<const NativeMethod> iteration_builtins();
std::span<const NativeMethod> number_builtins();
std::span<const NativeMethod> object_builtins();
/// Methods of int and float that share code with builtin functions.
void add_number_methods(Thread&);
std::span<const NativeMethod> namespace_builtins();

bool is_callable(Thread&, Value v);
/// Methods of sys.stdout and sys.stderr.
void add_output_methods(Thread&);
/// Where sys.stdout (1) and sys.stderr (2) go.
void write_text(Thread&, std::int64_t descriptor, std::string_view text);

Ref make_math_module(Thread&);
Ref make_time_module(Thread&);
Ref make_sys_module(Thread&);

inline Ref none() {
    return Ref::steal(Value::none());
}
inline Ref boolean(bool b) {
    return Ref::steal(Value::boolean(b));
}
inline Ref number(double d) {
    return Ref::steal(Value::number(d));
}

}  // namespace sidewinder
