// SPDX-License-Identifier: MIT
// Compiled by clang-19 at build time, never linked: one function for each uop and each number of
// stack words in registers. Its machine code, with the undefined JIT_… symbols as holes, becomes
// the table of stencils. Names are read by generate.cpp: NAME_rN, or NAME_REPLICA_rN.
#include "jit/stencils/exit_data.hpp"
#include "jit/stencils/stencil.hpp"
#include "vm/uops/bodies.hpp"

namespace sidewinder {

using jit::ExitData;
using jit::max_cached;

#define SW_STENCIL extern "C" __attribute__((preserve_none)) ExitData*
#define SW_REGISTERS Frame *frame, Thread *thread, Value r0, Value r1, Value r2

SW_STENCIL JIT_CONTINUE_0(SW_REGISTERS);
SW_STENCIL JIT_CONTINUE_1(SW_REGISTERS);
SW_STENCIL JIT_CONTINUE_2(SW_REGISTERS);
SW_STENCIL JIT_CONTINUE_3(SW_REGISTERS);
SW_STENCIL JIT_MISS(SW_REGISTERS);
SW_STENCIL JIT_ERROR(SW_REGISTERS);
SW_STENCIL JIT_TOP(SW_REGISTERS);
extern "C" char JIT_LOCAL[], JIT_STACK[];

namespace {

/// A word without content, for registers that hold nothing: costs no instruction. The template is
/// compiled without noundef analysis, so passing it on is defined.
SW_ALWAYS_INLINE Value nothing() {
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wuninitialized"
    std::uint64_t undefined;
    return Value::from_bits(undefined);
#pragma clang diagnostic pop
}

/// Immediate holes go through assembly, because the compiler believes that a symbol's address is
/// never 0 and folds comparisons with it.
SW_ALWAYS_INLINE std::uint32_t hole_oparg() {
    std::uint32_t v;
    asm("movl $JIT_OPARG, %0" : "=r"(v));
    return v;
}
SW_ALWAYS_INLINE std::uint32_t hole_operand32() {
    std::uint32_t v;
    asm("movl $JIT_OPERAND32, %0" : "=r"(v));
    return v;
}
SW_ALWAYS_INLINE std::uint32_t hole_call_depth() {
    std::uint32_t v;
    asm("movl $JIT_CALL_DEPTH, %0" : "=r"(v));
    return v;
}
SW_ALWAYS_INLINE std::uint64_t hole_operand64() {
    std::uint64_t v;
    asm("movabsq $JIT_OPERAND64, %0" : "=r"(v));
    return v;
}
SW_ALWAYS_INLINE const bool* hole_valid() {
    const bool* v;
    asm("movabsq $JIT_VALID, %0" : "=r"(v));
    return v;
}

/// The machine of stencils. All its integers are constants once a body is inlined.
struct StencilMachine {
    Frame* frame_;
    Thread* thread_;
    Value registers[max_cached];
    int cached;            ///< words in registers; registers[cached - 1] is the top
    int memory = 0;        ///< words added to the stack in memory since entry
    int replica = -1;      ///< oparg, where the stencil is for one only

    SW_ALWAYS_INLINE Value* slot(int i) {
        return reinterpret_cast<Value*>(reinterpret_cast<char*>(frame_) +
                                        reinterpret_cast<std::intptr_t>(JIT_STACK)) + i;
    }
    SW_ALWAYS_INLINE Value peek(int i) {
        return i < cached ? registers[cached - 1 - i] : *slot(memory - 1 - (i - cached));
    }
    SW_ALWAYS_INLINE void drop(int n) {
        if (n <= cached) {
            cached -= n;
        } else {
            memory -= n - cached;
            cached = 0;
        }
    }
    SW_ALWAYS_INLINE void push(Value v) {
        if (cached == max_cached) {
            *slot(memory++) = registers[0];
            registers[0] = registers[1];
            registers[1] = registers[2];
            --cached;
        }
        registers[cached++] = v;
    }
    SW_ALWAYS_INLINE void spill() {
        for (int i = 0; i < cached; ++i) *slot(memory + i) = registers[i];
        memory += cached;
        cached = 0;
    }
    SW_ALWAYS_INLINE Value* arguments(std::uint32_t n) {
        spill();
        return slot(memory) - n;
    }
    // The height in memory is the backend's knowledge; nothing is addressed by it any more.
    SW_ALWAYS_INLINE void drop_arguments(std::uint32_t) {}
    SW_ALWAYS_INLINE void push_arguments(std::uint32_t) {}
    SW_ALWAYS_INLINE std::uint32_t oparg() {
        return replica >= 0 ? static_cast<std::uint32_t>(replica) : hole_oparg();
    }
    SW_ALWAYS_INLINE Value& local() {
        return *reinterpret_cast<Value*>(reinterpret_cast<char*>(frame_) +
                                         reinterpret_cast<std::intptr_t>(JIT_LOCAL));
    }
    SW_ALWAYS_INLINE std::uint32_t operand32() { return hole_operand32(); }
    SW_ALWAYS_INLINE std::uint64_t operand64() { return hole_operand64(); }
    SW_ALWAYS_INLINE CodeUnit* code_unit() { return reinterpret_cast<CodeUnit*>(hole_operand64()); }
    SW_ALWAYS_INLINE bool trace_is_valid() { return *hole_valid(); }
    SW_ALWAYS_INLINE Thread& thread() { return *thread_; }
    SW_ALWAYS_INLINE Frame* frame() { return frame_; }
    SW_ALWAYS_INLINE void save_stack_depth(std::uint32_t) { frame_->stack_depth = hole_call_depth(); }
    SW_ALWAYS_INLINE void set_frame(Frame* callee) { frame_ = callee; }
    SW_ALWAYS_INLINE void set_resumed_frame(Frame* callee) { frame_ = callee; }
    SW_ALWAYS_INLINE Flow leave_frame(Value result) {
        std::uint32_t locals = replica >= 0 ? static_cast<std::uint32_t>(replica) : frame_->code->local_count;
        Frame* left = frame_;
        frame_ = frame_->previous;
        pop_frame(*thread_, left, locals);
        cached = 0;
        push(result);
        return Flow::frame;
    }
    SW_ALWAYS_INLINE Flow leave_generator(Value result) { return leave_frame(result); }
    SW_ALWAYS_INLINE Flow leave_suspended(Value result, unsigned) {
        frame_ = thread_->frame;
        cached = 0;
        push(result);
        return Flow::frame;
    }
};

}  // namespace

// A miss or a raise hands on the registers as they were at entry; otherwise dead registers carry
// nothing, so that nobody saves them over a call.
#define SW_BODY_OF(name, depth, oparg_or_none)                                                     \
    StencilMachine m{frame, thread, {r0, r1, r2}, depth, 0, oparg_or_none};                        \
    Flow flow = run(uop::name{}, m);                                                               \
    Value e0 = depth > 0 ? r0 : nothing(), e1 = depth > 1 ? r1 : nothing(),                        \
          e2 = depth > 2 ? r2 : nothing();                                                         \
    if (flow == Flow::miss || flow == Flow::exit)                                                  \
        [[clang::musttail]] return JIT_MISS(frame, thread, e0, e1, e2);                            \
    if (flow == Flow::raise) [[clang::musttail]] return JIT_ERROR(frame, thread, e0, e1, e2);      \
    if (flow == Flow::top) {                                                                       \
        m.spill();                                                                                 \
        [[clang::musttail]] return JIT_TOP(m.frame_, thread, nothing(), nothing(), nothing());     \
    }                                                                                              \
    Value x0 = m.cached > 0 ? m.registers[0] : nothing();                                          \
    Value x1 = m.cached > 1 ? m.registers[1] : nothing();                                          \
    Value x2 = m.cached > 2 ? m.registers[2] : nothing();                                          \
    if (m.cached == 0) [[clang::musttail]] return JIT_CONTINUE_0(m.frame_, thread, x0, x1, x2);    \
    if (m.cached == 1) [[clang::musttail]] return JIT_CONTINUE_1(m.frame_, thread, x0, x1, x2);    \
    if (m.cached == 2) [[clang::musttail]] return JIT_CONTINUE_2(m.frame_, thread, x0, x1, x2);    \
    [[clang::musttail]] return JIT_CONTINUE_3(m.frame_, thread, x0, x1, x2);

#define SW_ONE(name, depth) \
    SW_STENCIL name##_r##depth(SW_REGISTERS) { SW_BODY_OF(name, depth, -1) }
#define SW_REPLICA(name, depth, number, oparg) \
    SW_STENCIL name##_##number##_r##depth(SW_REGISTERS) { SW_BODY_OF(name, depth, oparg) }
#define SW_REPLICAS(name, depth, last)                                                 \
    SW_REPLICA(name, depth, 0, 0) SW_REPLICA(name, depth, 1, 1) SW_REPLICA(name, depth, 2, 2) \
    SW_REPLICA(name, depth, 3, 3) SW_REPLICA(name, depth, 4, 4) SW_REPLICA(name, depth, 5, last)

#define UOP(name, pops, pushes, operand, flags) \
    SW_ONE(name, 0) SW_ONE(name, 1) SW_ONE(name, 2) SW_ONE(name, 3)
#include "vm/uops/uops.def"
#undef UOP

#define SW_ALL_REPLICAS(name, last) \
    SW_REPLICAS(name, 0, last) SW_REPLICAS(name, 1, last) SW_REPLICAS(name, 2, last) SW_REPLICAS(name, 3, last)
SW_ALL_REPLICAS(_COMPARE_OP_INT, 5)
SW_ALL_REPLICAS(_GUARD_COMPARE_OP_INT, 5)
SW_ALL_REPLICAS(_COMPARE_OP_FLOAT, 5)
SW_ALL_REPLICAS(_PUSH_FRAME, -1)
SW_ALL_REPLICAS(_RETURN_VALUE, -1)

// ---- ways out and in ----
#define SW_EXIT(depth)                                                                            \
    SW_STENCIL EXIT_r##depth(SW_REGISTERS) {                                                      \
        StencilMachine m{frame, thread, {r0, r1, r2}, depth};                                     \
        m.spill();                                                                                \
        auto* exit = reinterpret_cast<ExitData*>(hole_operand64());                               \
        auto* next = reinterpret_cast<decltype(&JIT_MISS)>(const_cast<void*>(exit->code));        \
        [[clang::musttail]] return next(frame, thread, Value::from_bits(reinterpret_cast<std::uint64_t>(exit)), nothing(), nothing()); \
    }                                                                                             \
    SW_STENCIL EXIT_BORROWED_r##depth(SW_REGISTERS) {                                             \
        StencilMachine m{frame, thread, {r0, r1, r2}, depth};                                     \
        m.spill();                                                                                \
        auto* exit = reinterpret_cast<ExitData*>(hole_operand64());                               \
        sw_own_borrowed(frame, exit->borrowed);                                                   \
        auto* next = reinterpret_cast<decltype(&JIT_MISS)>(const_cast<void*>(exit->code));        \
        [[clang::musttail]] return next(frame, thread, Value::from_bits(reinterpret_cast<std::uint64_t>(exit)), nothing(), nothing()); \
    }
SW_EXIT(0)
SW_EXIT(1)
SW_EXIT(2)
SW_EXIT(3)

SW_STENCIL LEAVE(Frame*, Thread*, Value exit, Value, Value) {
    return reinterpret_cast<ExitData*>(exit.bits);
}

extern "C" ExitData* ENTER(Frame* frame, Thread* thread, const void* code) {
    auto* top = reinterpret_cast<decltype(&JIT_TOP)>(const_cast<void*>(code));
    return top(frame, thread, nothing(), nothing(), nothing());
}

}  // namespace sidewinder
