// SPDX-License-Identifier: MIT
#include "fuzzers/targets/trace_bench.hpp"

#include "jit/trace/trace_interpreter.hpp"
#include "vm/bytecode/code_object.hpp"
#include "vm/objects/operations.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace sidewinder::fuzz {

TraceBench::TraceBench() : vm_(VmOptions{}) {
    auto code = vm_.compile("def f(a, b, c, d):\n    return (a, b, c, d, a, b, c, d, a, b, c, d)\n", "<bench>");
    globals_ = vm_.make_globals();
    Ref done = vm_.run_module(code->get(), globals_.get());
    function_ = dict_get(globals_.as<DictObject>(), intern(vm_.thread, "f"));
    constants_ = {Value::small_int(0), Value::small_int(1), Value::small_int(-1), Value::small_int(Value::int_max), Value::small_int(Value::int_min),
                  Value::number(0.0), Value::number(-0.0), Value::number(1.5), Value::number(-INFINITY), Value::true_(), Value::none()};
    text_ = make_string(vm_.thread, "text");
    constants_.push_back(text_.get());
}

std::string TraceBench::run(const jit::Trace& trace, const jit::Trace& original, std::span<const Value> initial) {
    Thread& thread = vm_.thread;
    // frame_words of f leave room for the deepest stack that a trace makes.
    auto* function = function_.as<FunctionObject>();
    Frame* frame = push_frame(thread, function, initial, Value::null());
    thread.frame = frame;
    frame->stack_depth = 0;
    bool valid = true;
    jit::TraceOutcome outcome = jit::run_trace(trace, thread, valid);
    std::uint32_t target = exit_target(trace.uops[outcome.uop]);
    if (!outcome.raised && trace.uops[outcome.uop].op != Uop::_EXIT_TRACE) {
        jit::Trace rest = original;
        rest.uops.erase(rest.uops.begin(), std::ranges::find(rest.uops, target, &jit::TraceUop::target));
        outcome = jit::run_trace(rest, thread, valid);
        target = exit_target(rest.uops[outcome.uop]);
    }
    std::string seen = fmt::format("@{} raised {} depth {}:", target, outcome.raised, frame->stack_depth);
    std::uint32_t words = frame->code->local_count + frame->stack_depth;
    for (std::uint32_t i = 0; i < words; ++i) {
        // Of two NaNs, which one an operation gives is up to the compiler.
        const Value v = frame->slots[i];
        seen += v.is_float() && std::isnan(v.as_float()) ? " nan" : fmt::format(" {:x}", v.bits);
    }
    for (std::uint32_t i = 0; i < words; ++i) decref(std::exchange(frame->slots[i], Value::null()));
    thread.frame = frame->previous;
    decref(frame->function);
    --thread.recursion_depth;
    return seen;
}

}  // namespace sidewinder::fuzz
