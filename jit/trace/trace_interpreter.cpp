// SPDX-License-Identifier: MIT
#include "jit/trace/trace_interpreter.hpp"

#include "vm/base/check.hpp"
#include "vm/uops/bodies.hpp"

namespace sidewinder::jit {

namespace {

/// Operands come from the trace, the stack is in memory.
struct TraceMachine {
    Thread& thread_;
    Frame* frame_;
    Value* sp;
    const TraceUop* u = nullptr;
    const bool& valid;

    Value peek(int i) const { return sp[-1 - i]; }
    void drop(int n) { sp -= n; }
    void push(Value v) { *sp++ = v; }
    Value* arguments(std::uint32_t n) { return sp - n; }
    void drop_arguments(std::uint32_t n) { sp -= n; }
    void push_arguments(std::uint32_t n) { sp += n; }
    std::uint32_t oparg() const { return u->oparg; }
    Value& local() { return frame_->slots[u->oparg]; }
    std::uint32_t operand32() const { return static_cast<std::uint32_t>(u->operand); }
    std::uint64_t operand64() const { return u->operand; }
    Thread& thread() { return thread_; }
    Frame* frame() { return frame_; }
    bool trace_is_valid() const { return valid; }
    CodeUnit* code_unit() const { return reinterpret_cast<CodeUnit*>(u->operand); }
    void save_stack_depth(std::uint32_t operands) {
        frame_->stack_depth = static_cast<std::uint32_t>(sp - operands - frame_->stack_base());
    }
    void set_frame(Frame* callee) {
        frame_ = callee;
        sp = callee->stack_base();
    }
    void set_resumed_frame(Frame* callee) {
        frame_ = callee;
        sp = callee->stack_base() + callee->stack_depth;
    }
    Flow leave_frame(Value value) {
        pop_frame(thread_);
        return leave_suspended(value, 0);
    }
    Flow leave_generator(Value value) { return leave_frame(value); }
    Flow leave_suspended(Value value, unsigned) {
        frame_ = thread_.frame;
        sp = frame_->stack_base() + frame_->stack_depth;
        push(value);
        return Flow::frame;
    }
};

Flow run_one(TraceMachine& m) {
    switch (m.u->op) {
#define UOP(name, pops, pushes, operand, flags) \
    case Uop::name: return run(uop::name{}, m);
#include "vm/uops/uops.def"
#undef UOP
    }
    return Flow::exit;
}

/// Leaves the stack and the frame as the interpreter wants them.
void settle(TraceMachine& m) {
    Frame* frame = m.frame_;
    auto depth = static_cast<std::uint32_t>(m.sp - frame->stack_base());
    frame->stack_depth = depth;
    if (m.u->borrowed != 0) sw_own_borrowed(frame, m.u->borrowed);
}

}  // namespace

TraceOutcome run_trace(const Trace& trace, Thread& thread, const bool& valid) {
    Frame* frame = thread.frame;
    TraceMachine m{thread, frame, frame->stack_base() + frame->stack_depth, trace.uops.data(), valid};
    for (;;) {
        Flow flow = run_one(m);
        if (flow == Flow::next || flow == Flow::frame) {
            ++m.u;
            continue;
        }
        if (flow == Flow::top) {
            m.u = trace.uops.data() + loop_start(trace);
            continue;
        }
        SW_CHECK(flow == Flow::miss || flow == Flow::raise || flow == Flow::exit,
                 "{} answers {} in a trace", uop_name(m.u->op), static_cast<int>(flow));
        settle(m);
        if (flow != Flow::raise) m.frame_->ip = m.frame_->code->first_unit + exit_target(*m.u);
        return {static_cast<std::uint32_t>(m.u - trace.uops.data()), flow == Flow::raise};
    }
}

}  // namespace sidewinder::jit
