// SPDX-License-Identifier: MIT
// One run: Vm, perhaps Jit, the program, then teardown under the eyes of the leak oracle.
#include "oracle/engine.hpp"

#include "jit/coverage/collector.hpp"
#include "oracle/dump.hpp"
#include "vm/bytecode/code_object.hpp"
#include "vm/objects/support.hpp"

#include <algorithm>
#include <memory>
#include <random>

namespace sidewinder::oracle {

namespace {

constexpr std::size_t output_limit = std::size_t{4} << 20;

void append_output(void* context, std::string_view text) {
    auto& output = *static_cast<std::string*>(context);
    if (output.size() < output_limit) output += text;
}

/// Objects alive that are not caches which the thread keeps until its end.
std::int64_t counted_objects(const Thread& thread) {
    std::int64_t cached = static_cast<std::int64_t>(thread.interned.size());
    cached += std::ranges::count_if(thread.characters, [](const StringObject* s) {
        return s != nullptr && !(s->flags & StringObject::flag_interned);
    });
    return static_cast<std::int64_t>(thread.heap.live_objects()) - cached;
}

jit::JitOptions jit_options(EngineId id, const RunOptions& options, bool keep) {
    jit::JitOptions out;
    out.machine_code = makes_machine_code(id);
    out.optimize = is_optimizing(id);
    out.backward_threshold = options.backward_threshold;
    out.entry_threshold = options.entry_threshold;
    out.side_exit_threshold = options.side_exit_threshold;
    out.max_rewrites = options.max_rewrites;
    out.force_exit = options.force_exit;
    out.disabled_passes = options.disabled_passes;
    out.code_bytes = std::size_t{4} << 20;
    out.keep_recorded = keep;
    out.hooks = options.hooks;
    if (options.observer) out.on_leave = [observer = options.observer](Thread& thread) { observer->left_trace(thread); };
    if (!out.optimize) out.hooks.optimized = nullptr, out.hooks.watcher = nullptr;
    if (!out.machine_code) out.hooks.exits = nullptr, out.hooks.compiled = nullptr;
    return out;
}

/// Blocks of many sizes, some of them free again: what is allocated next lies elsewhere.
class HeapNoise {
public:
    explicit HeapNoise(std::uint64_t seed) {
        dict_slot_seed = seed;
        if (seed == 0) return;
        std::minstd_rand random(static_cast<std::uint32_t>(seed ^ seed >> 32));
        for (int i = 0; i < 64; ++i) blocks_.push_back(std::make_unique<char[]>(1 + random() % (random() % 8 == 0 ? 4000 : 200)));
        for (auto& block : blocks_)
            if (random() % 2 == 0) block.reset();
    }

private:
    std::vector<std::unique_ptr<char[]>> blocks_;
};

class Run {
public:
    Run(EngineId id, const RunOptions& options, bool keep) : noise_(options.perturbation), vm_(vm_options(id, options)) {
        vm_.thread.write = append_output;
        vm_.thread.write_context = &outcome_.output;
        baseline_ = counted_objects(vm_.thread);
        if (!options.coverage.empty()) collector_.emplace(options.coverage);
        if (has_traces(id)) {
            jit::JitOptions settings = jit_options(id, options, keep);
            if (collector_) settings.observer = collector_->observer();
            jit_.emplace(vm_, std::move(settings));
        } else if (collector_) {
            vm_.hook.context = &*collector_;
            vm_.hook.specialized = [](void* c, Opcode before, Opcode after) { static_cast<jit::Collector*>(c)->specialized(before, after); };
        }
        if (options.observer) observe(*options.observer, id);
        if (id != EngineId::tier1_generic) vm_.on_specialized = options.hooks.specialized;
        change_bytecode_ = options.hooks.bytecode;
    }

    Outcome run(std::string_view source, RunStatistics* statistics) {
        {
            auto code = vm_.compile(source, "<program>");
            if (!code) {
                outcome_.status = Status::syntax_error;
                outcome_.note = code.error().message;
                return std::move(outcome_);
            }
            if (change_bytecode_) change_each_code(code->get());
            Ref globals = vm_.make_globals();
            Ref result = vm_.run_module(code->get(), globals.get());
            if (!result) settle_exception();
            outcome_.fuel = vm_.fuel_used();
            outcome_.limited = vm_.thread.limited;
            outcome_.globals = dump_globals(globals.as<DictObject>());
            if (statistics) read_statistics(*statistics);
            tear_down(globals);
        }
        vm_.thread.heap.collect();
        while (vm_.thread.heap.collect() > 0) continue;
        outcome_.leaked = counted_objects(vm_.thread) - baseline_;
        return std::move(outcome_);
    }

private:
    static VmOptions vm_options(EngineId id, const RunOptions& options) {
        VmOptions out;
        out.specialize = id != EngineId::tier1_generic;
        out.fuel = options.fuel;
        out.memory_limit = options.memory_limit;
        out.recursion_limit = options.recursion_limit;
        out.stack_words = std::size_t{1} << 17;
        out.warmup.adaptive = options.adaptive_threshold;
        out.deterministic = true;
        return out;
    }

    void observe(Observer& observer, EngineId id) {
        vm_.on_event = [&] { observer.event(vm_.thread, outcome_.output); };
        if (has_traces(id)) return;
        // As if all that runs were being recorded.
        vm_.thread.warmup.backward = vm_.thread.warmup.entry = 0;
        vm_.hook = {};
        vm_.hook.context = &observer;
        vm_.hook.hot = [](void*, Thread&, Frame*, CodeUnit*, CodeUnit*) { return true; };
        vm_.hook.record = [](void* context, Thread&, Frame* frame, CodeUnit* ip, Value* stack_top) {
            static_cast<Observer*>(context)->instruction(frame, ip, stack_top);
            return true;
        };
        vm_.hook.record_miss = [](void*, Opcode) {};
        vm_.hook.record_stop = [](void*, Thread&) {};
    }

    void change_each_code(Value code) {
        change_bytecode_(*code.as<CodeObject>());
        for (Value constant : code.as<CodeObject>()->constants)
            if (is_kind(constant, Kind::code)) change_each_code(constant);
    }

    void settle_exception() {
        Ref e = Ref::steal(std::exchange(vm_.thread.exception, Value::null()));
        outcome_.status = Status::exception;
        if (vm_.thread.terminated) {
            outcome_.status = Status::out_of_fuel;
            vm_.thread.terminated = false;
        }
        if (e) outcome_.exceptions = describe_exception(e.get());
    }

    void read_statistics(RunStatistics& statistics) {
        if (!jit_) return;
        statistics.jit = jit_->statistics();
        if (!statistics.keep_rewrites) return;
        for (const jit::Executor* executor : jit_->executors())
            statistics.rewrites.insert(statistics.rewrites.end(), executor->rewrites.begin(), executor->rewrites.end());
    }

    /// Traces first: they own values. Then the globals, whose __del__ methods may still print.
    void tear_down(Ref& globals) {
        jit_.reset();
        vm_.thread.write_context = &outcome_.teardown_output;
        dict_clear(vm_.thread, globals.as<DictObject>());
        if (vm_.thread.modules) dict_clear(vm_.thread, vm_.thread.modules);
        drop(vm_.thread.handled_exception);
        drop(vm_.thread.exception);
    }

    HeapNoise noise_;
    Outcome outcome_;
    std::function<void(CodeObject&)> change_bytecode_;
    Vm vm_;
    std::optional<jit::Collector> collector_;
    std::optional<jit::Jit> jit_;
    std::int64_t baseline_ = 0;
};

constexpr std::array<std::string_view, 7> names = {
    "cpython", "tier1_generic", "tier1", "traces_unoptimized", "traces", "jit_unoptimized", "jit"};

}  // namespace

std::string engine_name(const Engine& engine) {
    if (engine.is_cpython()) return cpython_name(engine.cpython);
    return std::string(names[static_cast<std::size_t>(engine.id)]);
}

std::optional<Engine> find_engine(std::string_view name) {
    if (auto cpython = find_cpython(name)) return Engine(*cpython);
    for (EngineId id : all_engines)
        if (names[static_cast<std::size_t>(id)] == name) return id;
    return std::nullopt;
}

CPythonLimits cpython_limits(const RunOptions& options) {
    return {.seconds = options.cpython_seconds, .exact = options.cpython_exact, .backward_threshold = options.backward_threshold,
            .entry_threshold = options.entry_threshold, .side_exit_threshold = options.side_exit_threshold};
}

Outcome run_program(const Engine& engine, std::string_view source, const RunOptions& options, RunStatistics* statistics) {
    if (engine.is_cpython()) return run_in_cpython(engine.cpython, source, cpython_limits(options));
    Run run(engine.id, options, statistics != nullptr && statistics->keep_rewrites);
    return run.run(source, statistics);
}

}  // namespace sidewinder::oracle
