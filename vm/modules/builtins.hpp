// SPDX-License-Identifier: MIT
// The builtin functions and the library modules written in C++.
#pragma once

#include "vm/objects/thread.hpp"

namespace sidewinder {

/// Adds the builtin functions, classes and constants to thread.builtins.
void install_builtins(Thread&);
/// The module of that name, made on first use, when it is one of those in C++; null without an exception
/// when it is not.
Ref import_builtin_module(Thread&, StringObject* name);
/// The same, with ModuleNotFoundError pending when it is not one.
Ref import_module(Thread&, StringObject* name);

}  // namespace sidewinder
