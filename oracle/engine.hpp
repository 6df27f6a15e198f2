// SPDX-License-Identifier: MIT
// Engines: the rungs of the ladder. In: a program and options. Out: its Outcome. Each run has a Vm
// (and Jit) of its own, so runs do not see each other.
#pragma once

#include "jit/tiering/jit.hpp"
#include "oracle/cpython.hpp"
#include "oracle/outcome.hpp"

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sidewinder::oracle {

/// In the order of the ladder: each rung adds one layer to the one before.
enum class EngineId : std::uint8_t {
    cpython, tier1_generic, tier1, traces_unoptimized, traces, jit_unoptimized, jit,
};
inline constexpr std::array all_engines = {
    EngineId::cpython, EngineId::tier1_generic, EngineId::tier1, EngineId::traces_unoptimized,
    EngineId::traces, EngineId::jit_unoptimized, EngineId::jit};

/// A rung: an engine of ours, or a CPython, of which there may be any number.
struct Engine {
    EngineId id = EngineId::tier1_generic;
    oracle::CPython cpython;  ///< when `id` is cpython

    constexpr Engine(EngineId of) : id(of) {}
    explicit Engine(oracle::CPython of) : id(EngineId::cpython), cpython(std::move(of)) {}
    bool is_cpython() const { return id == EngineId::cpython; }
    friend bool operator==(const Engine&, const Engine&) = default;
};

std::string engine_name(const Engine& engine);
/// A name of the ladder, or one of a CPython as `find_cpython` knows them.
std::optional<Engine> find_engine(std::string_view name);
/// True for the rungs that record traces.
constexpr bool has_traces(EngineId id) { return id >= EngineId::traces_unoptimized; }
constexpr bool is_optimizing(EngineId id) { return id == EngineId::traces || id == EngineId::jit; }
constexpr bool makes_machine_code(EngineId id) { return id >= EngineId::jit_unoptimized; }

/// Looks at a run from outside; must not change anything. See lockstep.hpp.
class Observer {
public:
    virtual ~Observer() = default;
    /// A back-edge or a function entry in `thread.frame`; what the program has printed so far.
    virtual void event(Thread& thread, std::string_view output) = 0;
    /// A trace has gone back to the interpreter, in `thread.frame` at its ip.
    virtual void left_trace(Thread&, const jit::ExitData&) {}
    /// Before an instruction, on engines without traces once the code is run for a second time.
    virtual void instruction(Frame*, CodeUnit* /*ip*/, Value* /*stack_top*/) {}
};

struct RunOptions {
    std::int64_t fuel = 40'000;
    std::size_t memory_limit = std::size_t{16} << 20;  ///< small, so that no int takes seconds to print
    std::uint32_t recursion_limit = 200;
    std::uint16_t adaptive_threshold = 2;    ///< runs of an instruction before it is specialized
    std::uint16_t backward_threshold = 10;
    std::uint16_t entry_threshold = 10;
    std::uint16_t side_exit_threshold = 3;
    std::int64_t max_rewrites = INT64_MAX;
    std::int64_t force_exit = 0, force_exit_from = 0;  ///< as in jit::JitOptions
    jit::ExitSite force_exit_site;
    std::uint64_t fail_code_operation = 0;             ///< as in jit::JitOptions
    std::vector<std::string> disabled_passes;
    /// Planted bugs. `bytecode` acts on all engines of ours, `specialized` where there is a
    /// specializer, `recorded` wherever there are traces, `optimized` and `watcher` where they are
    /// optimized, `exits` and `compiled` where there is machine code: each at its layer.
    jit::StageHooks hooks;
    /// Where features that a run reaches are marked (jit/coverage); borrowed; empty: nobody asks. Nothing
    /// is marked while exits are forced.
    std::span<std::uint8_t> coverage;
    /// Changes what no program may see: slots of dictionaries, where objects lie. 0: nothing is changed.
    std::uint64_t perturbation = 0;
    double cpython_seconds = 2.0;     ///< of processor time
    bool cpython_exact = false;       ///< make the observations that only two CPythons can be compared by
    double isolated_seconds = 10.0;   ///< for a run in a child
    Observer* observer = nullptr;     ///< not owned

    bool forces_exits() const { return force_exit > 0 || force_exit_from > 0 || force_exit_site.trace != 0; }
};

/// Calls `visit` with the name of each number of `run` that a user may set, as the command line spells it, and the number.
template <class Run, class Visit>
void for_each_number(Run& run, Visit visit) {
    visit("adaptive-threshold", run.adaptive_threshold), visit("backward-threshold", run.backward_threshold);
    visit("entry-threshold", run.entry_threshold), visit("side-exit-threshold", run.side_exit_threshold);
    visit("max-rewrites", run.max_rewrites), visit("fuel", run.fuel);
    visit("memory-limit", run.memory_limit), visit("recursion-limit", run.recursion_limit), visit("perturbation", run.perturbation);
    visit("force-exit", run.force_exit), visit("force-exit-from", run.force_exit_from);
}
/// What of `run` is not as usual, as options of the command line, each behind a blank.
std::string option_text(const RunOptions& run);

struct RunStatistics {
    jit::JitStatistics jit;
    std::uint64_t code_operations = 0;   ///< on code memory that could have failed
    std::int64_t guards = 0;             ///< executed in traces before RunOptions::force_exit was reached
};

/// The limits that `options` set for CPythons.
CPythonLimits cpython_limits(const RunOptions& options);
/// Runs in this process (cpython: in its driver). `statistics` may be null.
Outcome run_program(const Engine& engine, std::string_view source, const RunOptions& options,
                    RunStatistics* statistics = nullptr);
/// Runs in a child (cpython: in a fresh interpreter): a crash, an abort or a hang becomes an Outcome that says so.
Outcome run_isolated(const Engine& engine, std::string_view source, const RunOptions& options);

}  // namespace sidewinder::oracle
