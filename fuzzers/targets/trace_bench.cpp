// SPDX-License-Identifier: MIT
#include "fuzzers/targets/trace_bench.hpp"

#include "jit/trace/trace_interpreter.hpp"
#include "vm/base/check.hpp"
#include "vm/bytecode/code_object.hpp"
#include "vm/objects/operations.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace sidewinder::fuzz {

namespace {

/// What is left of `original` from an instruction on. Of a loop, one time round.
jit::Trace rest_of(const jit::Trace& original, std::uint32_t target) {
    jit::Trace rest;
    rest.entry = original.entry;
    rest.uops.assign(std::ranges::find(original.uops, target, &jit::TraceUop::target), original.uops.end());
    if (rest.uops.back().op == Uop::_JUMP_TO_TOP) rest.uops.back().op = Uop::_EXIT_TRACE;
    return rest;
}

/// Interned names stay for good, whoever asked for them first.
std::size_t objects_alive(const Thread& thread) { return thread.heap.live_objects() - thread.interned.size(); }

bool is_at_end(const jit::Trace& trace, const jit::TraceOutcome& outcome) { return !outcome.raised && trace.uops[outcome.uop].op == Uop::_EXIT_TRACE; }

}  // namespace

TraceBench::TraceBench() : vm_(VmOptions{}) {
    auto code = vm_.compile("def f(a, b, c, d):\n    return (a, b, c, d, a, b, c, d, a, b, c, d)\n", "<bench>");
    globals_ = vm_.make_globals();
    Ref done = vm_.run_module(code->get(), globals_.get());
    function_ = dict_get(globals_.as<DictObject>(), intern(vm_.thread, "f"));
    constants_ = {Value::small_int(0), Value::small_int(1), Value::small_int(-1), Value::small_int(Value::int_max), Value::small_int(Value::int_min),
                  Value::number(0.0), Value::number(-0.0), Value::number(1.5), Value::number(0.1), Value::number(-INFINITY), Value::true_(), Value::none()};
    text_ = make_string(vm_.thread, "text");
    constants_.push_back(text_.get());
    spare_.assign(10'000, text_);
    auto memory = jit::CodeMemory::create();
    SW_CHECK(memory.has_value(), "{}", memory.error().message);
    memory_ = std::move(*memory);
    auto entry = jit::make_entry(*memory_);
    SW_CHECK(entry.has_value(), "{}", entry.error().message);
    entry_ = *entry;
}

Frame* TraceBench::enter(const Start& start) {
    Thread& thread = vm_.thread;
    objects_ = objects_alive(thread);
    // frame_words of f leave room for the deepest stack that a trace makes.
    Frame* frame = push_frame(thread, function_.as<FunctionObject>(), start.slots, Value::null());
    thread.frame = frame;
    frame->stack_depth = 0;
    thread.force_exit = start.force_exit;
    return frame;
}

std::string TraceBench::leave(Frame* frame, bool raised) {
    Thread& thread = vm_.thread;
    thread.force_exit = 0;
    decref(std::exchange(thread.exception, Value::null()));
    std::string seen = fmt::format("raised {} depth {}:", raised, frame->stack_depth);
    std::uint32_t words = frame->code->local_count + frame->stack_depth;
    for (std::uint32_t i = 0; i < words; ++i) {
        const Value v = frame->slots[i];
        // Of two NaNs, which one an operation gives is up to the compiler.
        if (v.is_float() && std::isnan(v.as_float())) seen += " nan";
        else if (v.is_pointer()) seen += " " + to_utf8(to_repr(thread, v).as<StringObject>());
        else seen += fmt::format(" {:x}", v.bits);
    }
    for (std::uint32_t i = 0; i < words; ++i) decref(std::exchange(frame->slots[i], Value::null()));
    thread.frame = frame->previous;
    decref(frame->function);
    --thread.recursion_depth;
    return seen + fmt::format(" objects {:+}", static_cast<std::int64_t>(objects_alive(thread) - objects_));
}

std::string TraceBench::interpret(const jit::Trace& trace, const Start& start) {
    Frame* frame = enter(start);
    const jit::TraceOutcome outcome = jit::run_trace(trace, vm_.thread, start.valid);
    return fmt::format("uop {} ", outcome.uop) + leave(frame, outcome.raised);
}

std::string TraceBench::compiled(const jit::Trace& trace, const Start& start, const jit::StageHooks& hooks) {
    std::vector<jit::ExitPlan> plan = plan_exits(trace);
    std::vector<jit::ExitData> exits;
    for (const jit::ExitPlan& p : plan) {
        const jit::TraceUop& u = trace.uops[p.uop];
        exits.push_back({entry_.leave, exit_target(u), p.depth, u.borrowed, p.uop, 0, p.raises, 0, nullptr, nullptr});
    }
    if (hooks.exits) hooks.exits(trace, plan, exits);
    auto code = jit::compile(trace, *memory_, exits, &start.valid);
    if (!code) return "not compiled: " + code.error().message;
    if (hooks.compiled) hooks.compiled(trace, *code, *memory_);
    Frame* frame = enter(start);
    const jit::ExitData* exit = entry_.enter(frame, &vm_.thread, code->code);
    frame->stack_depth = exit->depth;
    std::string seen = fmt::format("uop {} ", exit->uop) + leave(frame, exit->raises);
    memory_->release(code->code);
    return seen;
}

std::string TraceBench::run(const jit::Trace& trace, const jit::Trace& original, const Start& start) {
    Frame* frame = enter(start);
    Thread& thread = vm_.thread;
    jit::TraceOutcome outcome = jit::run_trace(trace, thread, start.valid);
    std::uint32_t target = exit_target(trace.uops[outcome.uop]);
    const bool is_loop = original.uops.back().op == Uop::_JUMP_TO_TOP;
    const bool valid = true;
    if (!outcome.raised && !is_at_end(trace, outcome)) {
        const jit::Trace rest = rest_of(original, target);
        const jit::Trace* at = &rest;
        outcome = jit::run_trace(*at, thread, valid);
        if (is_loop && is_at_end(*at, outcome)) at = &original, outcome = jit::run_trace(*at, thread, valid);
        target = exit_target(at->uops[outcome.uop]);
    }
    return fmt::format("@{} ", target) + leave(frame, outcome.raised);
}

jit::Trace with_forced_exits(const jit::Trace& trace) {
    jit::Trace out = trace;
    out.uops.clear();
    for (const jit::TraceUop& u : trace.uops) {
        // An int operand may have become a float by then: to the interpreter the same, to the guards of the trace not.
        if (jit::can_be_forced(u.op) && u.op != Uop::_BINARY_OP_TRUEDIV_FLOAT) out.uops.push_back({Uop::_FORCE_EXIT, 0, u.target, 0, u.borrowed});
        out.uops.push_back(u);
    }
    return out;
}

}  // namespace sidewinder::fuzz
