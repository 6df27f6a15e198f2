// SPDX-License-Identifier: MIT
// What a run did, in the figures that the talk reports: for people, one a line.
#pragma once

#include "jit/tiering/jit.hpp"
#include "vm/interpreter/vm.hpp"

#include <string>

namespace sidewinder::cli {

/// To be called after the run and before the Jit goes; `jit` may be null.
std::string describe_statistics(const Vm& vm, const jit::Jit* jit, const std::string& engine);
/// Bytes that the installed traces take, machine code included.
std::size_t trace_memory(const jit::Jit& jit);

}  // namespace sidewinder::cli
