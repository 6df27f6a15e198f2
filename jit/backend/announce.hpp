// SPDX-License-Identifier: MIT
// Tells profilers and debuggers of new machine code.
#pragma once

#include "jit/backend/copy_and_patch.hpp"

#include <memory>
#include <string_view>

namespace sidewinder::jit {

struct DebuggerEntry;
struct DebuggerEntryDeleter {
    void operator()(DebuggerEntry* entry) const;
};
/// Keeps gdb informed; goes away with the code.
using DebuggerRegistration = std::unique_ptr<DebuggerEntry, DebuggerEntryDeleter>;

/// gdb then shows `name` in backtraces and can break on it.
DebuggerRegistration register_with_debugger(const MachineCode& code, std::string_view name);
/// Appends to /tmp/perf-PID.map, which perf report reads: start and size in hexadecimal, name.
void write_perf_map(const MachineCode& code, std::string_view name);

}  // namespace sidewinder::jit
