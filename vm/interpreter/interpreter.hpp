// SPDX-License-Identifier: MIT
// Tier 1: runs verified bytecode. Python-to-Python calls do not recurse on the C stack; code that
// objects call back into (__add__, __del__, …) runs in a nested `run`.
#pragma once

#include "vm/objects/thread.hpp"
#include "vm/uops/frame.hpp"

namespace sidewinder {

/// Thread::super_arguments: out of the innermost frame.
bool find_super_arguments(Thread&, Value out[2]);
/// What Thread::running_names is.
Ref running_names(Thread&, bool local);

/// Runs thread.frame, which has flag_entry, from its ip until it returns or yields; raises there what is
/// pending. Null: an exception is pending.
Ref run(Thread&);

/// What Thread::resume points to.
Ref resume_generator(Thread&, GeneratorObject*, Value sent);

/// Calls any callable; what Thread::call points to.
Ref call_value(Thread&, Value callable, std::span<const Value> args, Value keyword_names);

/// Runs module or class-body code in these globals. `name_space` is null for modules.
Ref run_code(Thread&, Object* code, DictObject* globals, Value name_space);

/// Makes thread.init_shim.
void make_init_shim(Thread&);

}  // namespace sidewinder
