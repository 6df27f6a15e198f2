// SPDX-License-Identifier: MIT
// The builtin functions and the library modules written in C++.
#pragma once

#include "vm/objects/thread.hpp"

namespace sidewinder {

/// Adds the builtin functions, classes and constants to thread.builtins.
void install_builtins(Thread&);
/// The module of that name, made on first use; null with ModuleNotFoundError pending.
Ref import_module(Thread&, StringObject* name);

}  // namespace sidewinder
