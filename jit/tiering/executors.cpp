// SPDX-License-Identifier: MIT
// Installing, linking, watching and invalidating executors.
#include "jit/optimizer/pipeline.hpp"
#include "jit/tiering/jit.hpp"
#include "jit/tiering/observer.hpp"
#include "jit/trace/trace_text.hpp"
#include "jit/trace/trace_verifier.hpp"
#include "vm/base/check.hpp"

#include <algorithm>
#include <chrono>

namespace sidewinder::jit {

namespace {

class Stopwatch {
public:
    explicit Stopwatch(std::uint64_t& total) : total_(total), start_(std::chrono::steady_clock::now()) {}
    ~Stopwatch() {
        total_ += static_cast<std::uint64_t>(std::chrono::nanoseconds(std::chrono::steady_clock::now() - start_).count());
    }

private:
    std::uint64_t& total_;
    std::chrono::steady_clock::time_point start_;
};

bool still_holds(const Assumption& a) {
    if (a.object->kind == Kind::function) return static_cast<FunctionObject*>(a.object)->aux == a.version;
    if (a.object->kind == Kind::type) return static_cast<TypeObject*>(a.object)->version == a.version;
    auto* dict = static_cast<DictObject*>(a.object);
    return dict->aux == a.version && a.index < dict->used && dict->entries[a.index].value == a.value;
}

std::uint16_t watch_flag(const Object* object) {
    switch (object->kind) {
        case Kind::dict: return DictObject::flag_watched;
        case Kind::function: return FunctionObject::flag_watched;
        default: return TypeObject::flag_watched;
    }
}

/// Puts a chance to be forced out before each guard, or only before the one that is asked for.
void insert_forced_exits(Executor& executor, const ExitSite& site) {
    std::vector<TraceUop> uops;
    for (std::size_t i = 0; const TraceUop& u : executor.trace.uops) {
        bool wanted = site.trace == 0 || (site.trace == executor.id && site.uop == i);
        if (wanted && can_be_forced(u.op)) uops.push_back({Uop::_FORCE_EXIT, 0, u.target, 0, u.borrowed});
        uops.push_back(u);
        ++i;
    }
    executor.trace.uops = std::move(uops);
}

bool forces_exits(const JitOptions& o) { return o.force_exit > 0 || o.force_exit_from > 0 || o.force_exit_site.trace != 0; }

}  // namespace

Executor* Jit::install(Trace trace) {
    // What died while nothing ran may be all that code memory is full of.
    if (running_ == 0) bury();
    auto executor = std::make_unique<Executor>();
    executor->id = next_id_++;
    statistics_.uops_recorded += trace.uops.size();
    if (options_.observer != nullptr) options_.observer->recorded(trace);
    if (options_.hooks.recorded) options_.hooks.recorded(trace);
    if (options_.optimize && options_.peel_loops) peel_loop(trace);
    if (options_.keep_recorded) {
        executor->recorded = Trace{};
        executor->recorded->entry = trace.entry;
        executor->recorded->uops = trace.uops;
    }
    executor->trace = std::move(trace);
    optimize_trace(*executor);
    if (options_.hooks.optimized) options_.hooks.optimized(executor->trace);
    if (forces_exits(options_)) insert_forced_exits(*executor, options_.force_exit_site);
    statistics_.uops_optimized += executor->trace.uops.size();
    prepare_exits(*executor);
    if (options_.machine_code && !compile_executor(*executor)) return nullptr;
    watch(*executor);
    live_.push_back(std::move(executor));
    return live_.back().get();
}

void Jit::optimize_trace(Executor& executor) {
    if (!options_.optimize) return;
    executor.trace.unstable = &unstable_;
    Trace before;
    if (options_.observer != nullptr) before.entry = executor.trace.entry, before.uops = executor.trace.uops;
    Stopwatch time(statistics_.optimize_nanoseconds);
    Rewriter rewriter(rewrites_left_);
    optimize(executor.trace, rewriter, options_.disabled_passes);
    rewrites_left_ = rewriter.remaining();
    if (options_.observer != nullptr) options_.observer->optimized(before, executor.trace, rewriter.log());
    if (options_.keep_recorded) executor.rewrites = rewriter.log();
}

void Jit::prepare_exits(Executor& executor) {
    executor.plan = plan_exits(executor.trace);
    executor.exits.clear();
    for (const ExitPlan& p : executor.plan) {
        const TraceUop& u = executor.trace.uops[p.uop];
        executor.exits.push_back({entry_.leave, exit_target(u), p.depth, u.borrowed, p.uop, 0, p.raises, 0, &executor, nullptr});
    }
    if (options_.hooks.exits) options_.hooks.exits(executor.trace, executor.plan, executor.exits);
}

bool Jit::compile_executor(Executor& executor) {
    if (memory_ == nullptr || !problem_.empty()) {
        ++statistics_.compile_failures;
        return false;
    }
    Stopwatch time(statistics_.compile_nanoseconds);
    Result<MachineCode> code = compile(executor.trace, *memory_, executor.exits, &executor.valid, options_.observer);
    if (!code) {
        ++statistics_.compile_failures;
        return false;
    }
    executor.machine_code = std::move(*code);
    statistics_.uops_compiled += executor.trace.uops.size();
    statistics_.code_bytes += executor.machine_code.size;
    if (options_.hooks.compiled) options_.hooks.compiled(executor.trace, executor.machine_code, *memory_);
    std::string name = fmt::format("trace_{}_{}", executor.id, to_utf8(executor.trace.code->qualname));
    if (options_.perf_map) write_perf_map(executor.machine_code, name);
    if (options_.debugger) executor.debugger = register_with_debugger(executor.machine_code, name);
    return true;
}

void Jit::install_root(Executor& executor) {
    auto& executors = executor.trace.code->executors;
    // Places of invalid executors are used again, so that the index stays small.
    auto place = std::ranges::find(executors, nullptr);
    auto index = static_cast<std::size_t>(place - executors.begin());
    if (place == executors.end()) executors.push_back(nullptr);
    SW_CHECK(index <= 0xFFFF, "more executors in one code object than ENTER_EXECUTOR can name");
    executors[index] = &executor;
    executor.original = *executor.site;
    *executor.site = encode(Opcode::ENTER_EXECUTOR, static_cast<std::uint16_t>(index));
    roots_[{executor.trace.code, executor.trace.start}] = &executor;
}

Executor* Jit::find_root(CodeHeader* code, std::uint32_t start) {
    auto at = roots_.find({code, start});
    return at != roots_.end() ? at->second : nullptr;
}

void Jit::link(ExitData& exit, Executor& target) {
    unlink(exit);
    exit.linked = &target;
    if (target.machine_code.code != nullptr) exit.code = target.machine_code.code;
    target.incoming.push_back(&exit);
    ++statistics_.links;
}

void Jit::unlink(ExitData& exit) {
    if (exit.linked == nullptr) return;
    std::erase(static_cast<Executor*>(exit.linked)->incoming, &exit);
    exit.linked = nullptr;
    exit.code = entry_.leave;
    exit.count = 0;
}

// ---- assumptions ------------------------------------------------------------------------------------

void Jit::watch(Executor& executor) {
    for (const Assumption& a : executor.trace.assumptions) {
        auto& list = watchers_[a.object];
        if (std::ranges::find(list, &executor) == list.end()) list.push_back(&executor);
        a.object->flags |= watch_flag(a.object);
    }
}

Watched Jit::watched_as(const Object* object) const {
    switch (object->kind) {
        case Kind::dict: return object == vm_.thread.builtins ? Watched::builtins : Watched::globals;
        case Kind::function: return Watched::function;
        default: return Watched::type;
    }
}

void Jit::changed(Object* object) {
    auto at = watchers_.find(object);
    if (at == watchers_.end()) return;
    if (options_.hooks.watcher && !options_.hooks.watcher(object)) return;
    std::vector<Executor*> doomed;
    for (Executor* executor : at->second) {
        bool holds = true;
        for (const Assumption& a : executor->trace.assumptions) {
            if (a.object != object || still_holds(a)) continue;
            holds = false;
            if (object->kind == Kind::dict) unstable_.insert({object, a.index});
        }
        if (!holds) doomed.push_back(executor);
    }
    for (Executor* executor : doomed) {
        if (options_.observer != nullptr) options_.observer->invalidated(*executor, watched_as(object), running_ > 0);
        invalidate(*executor);
    }
}

/// The executor is never entered again; while it runs, its next validity check leaves it.
void Jit::invalidate(Executor& executor) {
    if (!executor.valid) return;
    executor.valid = false;
    ++statistics_.invalidations;
    if (executor.site != nullptr) {
        auto& executors = executor.trace.code->executors;
        *executor.site = executor.original;
        std::ranges::replace(executors, static_cast<void*>(&executor), static_cast<void*>(nullptr));
        auto root = roots_.find({executor.trace.code, executor.trace.start});
        if (root != roots_.end() && root->second == &executor) roots_.erase(root);
    }
    while (!executor.incoming.empty()) unlink(*executor.incoming.back());
    for (ExitData& exit : executor.exits) {
        unlink(exit);
        if (growing_ == &exit) {
            growing_ = nullptr;
            recorder_.abandon();
        }
    }
    for (auto& [object, list] : watchers_) std::erase(list, &executor);
    auto at = std::ranges::find_if(live_, [&](const auto& e) { return e.get() == &executor; });
    graveyard_.push_back(std::move(*at));
    live_.erase(at);
}

void Jit::invalidate_all() {
    while (!live_.empty()) invalidate(*live_.back());
}

void Jit::bury() {
    // Freeing code objects may run no guest code, so no new grave is dug meanwhile.
    for (auto& executor : graveyard_) free_executor(*executor);
    graveyard_.clear();
}

/// The last thing that is done with code memory: nothing but the entry may be left in it.
void Jit::release_code() {
    if (entry_.block != nullptr) memory_->release(entry_.block);
    SW_CHECK(code_in_use() == 0, "{} bytes of code belong to no executor", code_in_use());
}

void Jit::free_executor(Executor& executor) {
    if (executor.machine_code.code != nullptr) memory_->release(executor.machine_code.code);
}

}  // namespace sidewinder::jit
