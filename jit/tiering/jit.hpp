// SPDX-License-Identifier: MIT
// Jit: plugs recorder, optimizer and backend into a Vm's hook. Decides when to record, installs
// executors, links exits to them, and invalidates them when what they rely on changes.
//
// Destroy it before its Vm. An invalid executor is freed when no trace is running: as the last one
// ends, or as the next is installed.
#pragma once

#include "jit/tiering/executor.hpp"
#include "jit/tiering/jit_options.hpp"
#include "vm/interpreter/vm.hpp"

#include <map>
#include <memory>
#include <unordered_map>
#include <vector>

namespace sidewinder::jit {

enum class Watched : std::uint8_t;

struct JitStatistics {
    std::uint64_t traces = 0, side_traces = 0, abandoned = 0, invalidations = 0;
    std::uint64_t entries = 0, exits = 0, guard_failures = 0, links = 0;
    std::uint64_t uops_recorded = 0, uops_optimized = 0, uops_compiled = 0;
    std::uint64_t code_bytes = 0;          ///< made in all
    std::uint64_t compile_nanoseconds = 0, optimize_nanoseconds = 0;
    std::uint64_t compile_failures = 0;
    std::int64_t events_in_traces = 0;     ///< of fuel: loop iterations and function entries
};

class Jit {
public:
    Jit(Vm& vm, JitOptions options);
    ~Jit();
    Jit(const Jit&) = delete;
    Jit& operator=(const Jit&) = delete;

    const JitStatistics& statistics() const { return statistics_; }
    /// Executors that are still installed, in the order in which they were made.
    std::vector<const Executor*> executors() const;
    /// Bytes of machine code in use.
    std::size_t code_in_use() const { return memory_ ? memory_->bytes_in_use() : 0; }
    /// Operations on code memory that could have failed; the first is to reserve it.
    std::uint64_t code_operations() const { return memory_ ? memory_->operations() : 1; }
    /// Why machine code is not to be had; empty when it is.
    const std::string& machine_code_problem() const { return problem_; }
    void invalidate_all();

private:
    bool hot(Thread&, Frame*, CodeUnit* ip, CodeUnit* start);
    bool record(Frame*, CodeUnit* ip, Value* stack_top);
    void finish_recording();
    AfterTrace enter(Thread&, Frame*, unsigned index);
    ExitData* run(Thread&, Executor& executor);
    ExitData* run_in_interpreter(Thread&, Executor& executor);
    AfterTrace leave(Thread&, ExitData& exit);
    bool may_grow(ExitData& exit, Thread&, Frame*);

    Executor* install(Trace trace);
    void optimize_trace(Executor& executor);
    bool compile_executor(Executor& executor);
    void prepare_exits(Executor& executor);
    void install_root(Executor& executor);
    void link(ExitData& exit, Executor& target);
    void unlink(ExitData& exit);
    Executor* find_root(CodeHeader* code, std::uint32_t start);

    void watch(Executor& executor);
    Watched watched_as(const Object* object) const;
    void changed(Object* object);
    void invalidate(Executor& executor);
    void bury();
    void release_code();
    void free_executor(Executor& executor);

    Vm& vm_;
    JitOptions options_;
    Recorder recorder_;
    std::unique_ptr<CodeMemory> memory_;
    Entry entry_;
    DebuggerRegistration entry_name_;
    std::string problem_;
    std::vector<std::unique_ptr<Executor>> live_, graveyard_;
    std::unordered_map<Object*, std::vector<Executor*>> watchers_;
    UnstableGlobals unstable_;
    std::map<std::pair<const CodeHeader*, std::uint32_t>, Executor*> roots_;
    /// Where the trace under record will go: a site, or an exit.
    CodeUnit* site_ = nullptr;
    ExitData* growing_ = nullptr;
    int running_ = 0;
    std::uint32_t next_id_ = 1;
    std::int64_t rewrites_left_;
    JitStatistics statistics_;
};

}  // namespace sidewinder::jit
