// SPDX-License-Identifier: MIT
// What can be chosen about a Jit at run time. Nothing here needs a rebuild.
#pragma once

#include "jit/backend/copy_and_patch.hpp"
#include "jit/trace/recorder.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace sidewinder::jit {

/// Transformations of a stage's output, for planting bugs; empty in ordinary use. The first two are
/// of the interpreter's stages, which whoever makes the Vm puts into it.
struct StageHooks {
    std::function<void(CodeObject&)> bytecode;     ///< code as compiled, each object once
    std::function<void(CodeUnit*)> specialized;    ///< an instruction that has just been specialized
    std::function<void(Trace&)> recorded, optimized;
    std::function<void(const Trace&, std::vector<ExitPlan>&, std::vector<ExitData>&)> exits;
    std::function<void(const Trace&, MachineCode&, CodeMemory&)> compiled;
    /// False: the change of a watched object is not noticed.
    std::function<bool(Object*)> watcher;
};

class Observer;

/// A guard: the number of its trace (Executor::id) and its index there, after optimization.
struct ExitSite {
    std::uint32_t trace = 0;  ///< 0: none
    std::uint32_t uop = 0;
    friend bool operator==(const ExitSite&, const ExitSite&) = default;
};

struct JitOptions {
    bool machine_code = true;       ///< else traces run in the trace interpreter
    bool optimize = true;
    bool peel_loops = true;
    std::uint16_t backward_threshold = 1000;  ///< loop iterations before recording
    std::uint16_t entry_threshold = 2000;     ///< function entries before recording
    std::uint16_t side_exit_threshold = 100;  ///< exits by one way before a trace grows from it
    std::uint32_t max_executors = 4000;
    std::uint32_t max_chain = 12;   ///< side traces on side traces
    RecorderLimits recorder;
    std::int64_t max_rewrites = INT64_MAX;    ///< of the optimizer, over all traces of the run
    std::vector<std::string> disabled_passes;
    std::int64_t force_exit = 0;      ///< >0: the n-th guard executed is made to miss
    std::int64_t force_exit_from = 0; ///< >0: that guard and all after it
    ExitSite force_exit_site;         ///< this guard, each time
    bool keep_recorded = false;     ///< keep unoptimized traces and rewrites, for dumps
    bool perf_map = false;          ///< name traces to perf
    bool debugger = false;          ///< name traces to gdb
    std::size_t code_bytes = std::size_t{16} << 20;
    std::uint64_t fail_code_operation = 0;  ///< >0: the n-th that could fail in code memory does
    StageHooks hooks;
    /// Told when a trace has gone back to the interpreter; all frames are as the interpreter has them.
    std::function<void(Thread&, const ExitData&)> on_leave;
    Observer* observer = nullptr;   ///< outlives the Jit; null: nobody looks on
};

}  // namespace sidewinder::jit
