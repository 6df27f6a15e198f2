// SPDX-License-Identifier: MIT
// Names for machine code: perf's map file and gdb's JIT interface, so that profilers and debuggers
// say which trace they are in.
#include "jit/backend/copy_and_patch.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

namespace sidewinder::jit {

namespace {

/// perf reads /tmp/perf-PID.map: start and size in hexadecimal, name.
void write_perf_map(const MachineCode& code, std::string_view name) {
    std::string path = fmt::format("/tmp/perf-{}.map", getpid());
    if (std::FILE* file = std::fopen(path.c_str(), "a")) {
        fmt::print(file, "{:x} {:x} {}\n", reinterpret_cast<std::uintptr_t>(code.code), code.size, name);
        std::fclose(file);
    }
}

}  // namespace

void announce_code(const MachineCode& code, std::string_view name, bool perf_map) {
    if (perf_map) write_perf_map(code, name);
}

}  // namespace sidewinder::jit
