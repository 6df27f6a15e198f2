// SPDX-License-Identifier: MIT
// Running and recording: what the interpreter's hook calls. Installing and invalidating are in
// executors.cpp.
#include "jit/tiering/jit.hpp"

#include "jit/tiering/observer.hpp"
#include "jit/trace/trace_interpreter.hpp"
#include "vm/base/check.hpp"

#include <algorithm>
#include <chrono>

namespace sidewinder::jit {

namespace {

Jit& self(void* context) { return *static_cast<Jit*>(context); }

CodeUnit original_instruction(void*, CodeHeader* code, unsigned index) {
    auto& executors = static_cast<CodeObject*>(code)->executors;
    SW_CHECK(index < executors.size(), "executor {} of {}", index, executors.size());
    return static_cast<Executor*>(executors[index])->original;
}

}  // namespace

Jit::Jit(Vm& vm, JitOptions options)
    : vm_(vm), options_(std::move(options)), recorder_(options_.recorder, original_instruction, this),
      rewrites_left_(options_.max_rewrites) {
    vm_.thread.force_exit = options_.force_exit_site.trace != 0 ? -1 : options_.force_exit_from > 0 ? -options_.force_exit_from : options_.force_exit;
    if (options_.machine_code) {
        auto memory = CodeMemory::create(options_.code_bytes, options_.fail_code_operation);
        if (memory) {
            memory_ = std::move(*memory);
            auto entry = make_entry(*memory_);
            if (entry) entry_ = *entry;
            else problem_ = entry.error().message;
            // Named too, so that a backtrace gets from a trace to the C++ that entered it.
            if (entry && options_.debugger)
                entry_name_ = register_with_debugger({entry_.block, entry_.size, {}}, "enter_trace");
        } else {
            problem_ = memory.error().message;
        }
    }
    vm_.thread.warmup.backward = options_.backward_threshold;
    vm_.thread.warmup.entry = options_.entry_threshold;
    vm_.thread.tier_context = this;
    vm_.thread.on_change = [](Thread& thread, Object* object) { self(thread.tier_context).changed(object); };
    TierHook& hook = vm_.hook;
    hook.context = this;
    hook.hot = [](void* c, Thread& t, Frame* f, CodeUnit* ip, CodeUnit* start) { return self(c).hot(t, f, ip, start); };
    hook.record = [](void* c, Thread&, Frame* f, CodeUnit* ip, Value* sp) { return self(c).record(f, ip, sp); };
    hook.record_miss = [](void* c, Opcode generic) { self(c).recorder_.missed(generic); };
    hook.record_stop = [](void* c, Thread&) {
        self(c).recorder_.stop();
        self(c).finish_recording();
    };
    hook.original = original_instruction;
    hook.enter = [](void* c, Thread& t, Frame* f, unsigned index) { return self(c).enter(t, f, index); };
    if (options_.observer != nullptr)
        hook.specialized = [](void* c, Opcode before, Opcode after) { self(c).options_.observer->specialized(before, after); };
}

Jit::~Jit() {
    vm_.hook = TierHook{};
    vm_.thread.on_change = nullptr;
    recorder_.abandon();
    invalidate_all();
    SW_CHECK(running_ == 0, "a Jit is destroyed while a trace runs");
    bury();
    release_code();
}

// ---- recording ------------------------------------------------------------------------------------

bool Jit::hot(Thread&, Frame* frame, CodeUnit* ip, CodeUnit* start) {
    bool entry = opcode_of(*ip) == Opcode::RESUME;
    // Ask again later, less and less often: the high half counts the attempts.
    std::uint32_t attempts = std::min((ip[1] >> 16) + 1, 6u);
    std::uint32_t threshold = entry ? options_.entry_threshold : options_.backward_threshold;
    ip[1] = (attempts << 16) | std::min(std::max(threshold, 1u) << attempts, 0xFFFFu);
    if (recorder_.active() || live_.size() >= options_.max_executors) return false;
    site_ = ip;
    growing_ = nullptr;
    auto* code = static_cast<CodeObject*>(frame->code);
    auto offset = static_cast<std::size_t>(start - code->first_unit);
    recorder_.begin(frame, start, static_cast<std::uint32_t>(code->stack_depth_at[offset]));
    return true;
}

bool Jit::record(Frame* frame, CodeUnit* ip, Value* stack_top) {
    if (!recorder_.active()) return false;  // abandoned while something else ran
    if (recorder_.step(frame, ip, stack_top)) return true;
    finish_recording();
    return false;
}

void Jit::finish_recording() {
    std::optional<Trace> trace = recorder_.take();
    CodeUnit* site = std::exchange(site_, nullptr);
    ExitData* exit = std::exchange(growing_, nullptr);
    if (!trace || trace->uops.size() < 3 || (site == nullptr && exit == nullptr)) {
        ++statistics_.abandoned;
        if (exit != nullptr) exit->backoff = static_cast<std::uint8_t>(std::min(exit->backoff + 1, 8));
        return;
    }
    // The site may have got an executor meanwhile, from a nested run.
    if (site != nullptr && opcode_of(*site) == Opcode::ENTER_EXECUTOR) return;
    Executor* executor = install(std::move(*trace));
    if (executor == nullptr) {
        if (exit != nullptr) exit->backoff = static_cast<std::uint8_t>(std::min(exit->backoff + 1, 8));
        return;
    }
    ++statistics_.traces;
    if (site != nullptr) {
        executor->site = site;
        install_root(*executor);
        return;
    }
    ++statistics_.side_traces;
    executor->parent = exit;
    executor->chain = static_cast<Executor*>(exit->owner)->chain + 1;
    link(*exit, *executor);
    if (options_.observer != nullptr) options_.observer->grew(*exit);
}

// ---- running --------------------------------------------------------------------------------------

AfterTrace Jit::enter(Thread& thread, Frame* frame, unsigned index) {
    auto& executor = *static_cast<Executor*>(static_cast<CodeObject*>(frame->code)->executors[index]);
    ++executor.entered;
    ++statistics_.entries;
    std::int64_t before = vm_.fuel_used();
    ++running_;
    ExitData* exit = run(thread, executor);
    --running_;
    statistics_.events_in_traces += vm_.fuel_used() - before;
    AfterTrace after = leave(thread, *exit);
    if (running_ == 0 && !graveyard_.empty()) bury();
    return after;
}

ExitData* Jit::run(Thread& thread, Executor& executor) {
    if (executor.machine_code.code != nullptr) return entry_.enter(thread.frame, &thread, executor.machine_code.code);
    return run_in_interpreter(thread, executor);
}

/// Follows links as machine code would.
ExitData* Jit::run_in_interpreter(Thread& thread, Executor& first) {
    Executor* executor = &first;
    for (;;) {
        TraceOutcome outcome = run_trace(executor->trace, thread, executor->valid);
        auto matches = [&](const ExitPlan& p) { return p.uop == outcome.uop && p.raises == outcome.raised; };
        auto at = std::ranges::find_if(executor->plan, matches);
        SW_CHECK(at != executor->plan.end(), "trace {} leaves at uop {} {}, which has no exit", executor->id,
                 outcome.uop, uop_name(executor->trace.uops[outcome.uop].op));
        ExitData& exit = executor->exits[static_cast<std::size_t>(at - executor->plan.begin())];
        if (exit.linked == nullptr || exit.raises) return &exit;
        executor = static_cast<Executor*>(exit.linked);
    }
}

AfterTrace Jit::leave(Thread& thread, ExitData& exit) {
    Frame* frame = thread.frame;
    ++statistics_.exits;
    if (options_.observer != nullptr) options_.observer->left(exit);
    frame->stack_depth = exit.depth;
    if (exit.raises) return AfterTrace::raise;
    frame->ip = frame->code->first_unit + exit.target;
    if (options_.on_leave) options_.on_leave(thread, exit);
    auto* owner = static_cast<Executor*>(exit.owner);
    Uop op = owner->trace.uops[exit.uop].op;
    if (op != Uop::_EXIT_TRACE) ++statistics_.guard_failures;
    ++exit.count;
    if (!owner->valid || op == Uop::_CHECK_VALIDITY) return AfterTrace::resume;
    return may_grow(exit, thread, frame) ? AfterTrace::resume_recording : AfterTrace::resume;
}

/// Links a hot exit to a trace that is there, or begins to record one.
bool Jit::may_grow(ExitData& exit, Thread&, Frame* frame) {
    std::uint64_t threshold = std::uint64_t{std::max<std::uint16_t>(options_.side_exit_threshold, 1)} << exit.backoff;
    if (exit.count < threshold) return false;
    exit.count = 0;
    auto* owner = static_cast<Executor*>(exit.owner);
    // Only the end of a trace is linked: a trace that begins where a guard failed would fail the
    // same guard, and the two would go round for ever.
    bool at_end = owner->trace.uops[exit.uop].op == Uop::_EXIT_TRACE;
    if (Executor* root = at_end ? find_root(frame->code, exit.target) : nullptr;
        root != nullptr && root->trace.entry.depth == exit.depth) {
        link(exit, *root);
        return false;
    }
    if (recorder_.active() || owner->chain >= options_.max_chain || live_.size() >= options_.max_executors) {
        exit.backoff = static_cast<std::uint8_t>(std::min(exit.backoff + 1, 8));
        return false;
    }
    site_ = nullptr;
    growing_ = &exit;
    recorder_.begin(frame, frame->ip, exit.depth);
    return true;
}

std::vector<const Executor*> Jit::executors() const {
    std::vector<const Executor*> list;
    for (const auto& e : live_) list.push_back(e.get());
    return list;
}

}  // namespace sidewinder::jit
