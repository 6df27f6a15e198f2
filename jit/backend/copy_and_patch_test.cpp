// SPDX-License-Identifier: MIT
// Copy and patch: every uop can be compiled, and what is compiled does what the trace interpreter
// does: the same way out, the same locals, the same stack.
#include "jit/backend/copy_and_patch.hpp"

#include "jit/stencils/stencil.hpp"
#include "jit/trace/trace_interpreter.hpp"
#include "jit/trace/trace_text.hpp"
#include "jit/trace/trace_verifier.hpp"
#include "vm/bytecode/code_object.hpp"
#include "vm/interpreter/vm.hpp"

#include <gtest/gtest.h>

#include <array>
#include <bit>

namespace sidewinder::jit {
namespace {

TEST(Stencils, EveryUopOfTracesHasOneForEachNumberOfCachedWords) {
    for (std::size_t i = 0; i < uop_count; ++i) {
        auto op = static_cast<Uop>(i);
        if (traits(op).has(uop_flags::tier1)) continue;
        for (int replica = 0; replica < replica_count(op); ++replica)
            for (int cached = 0; cached <= max_cached; ++cached) {
                const Stencil* s = find_stencil(op, static_cast<unsigned>(replica), cached);
                ASSERT_NE(s, nullptr) << uop_name(op) << " with " << cached << " cached";
                EXPECT_LE(s->cached_after, max_cached);
                EXPECT_EQ(s->cached_after < 0, traits(op).has(uop_flags::ends)) << uop_name(op);
            }
    }
}

TEST(Stencils, HolesLieInsideTheirCode) {
    for (const NamedStencil& named : all_stencils())
        for (const StencilPart* part : {&named.stencil->hot, &named.stencil->cold})
            for (const Hole& hole : part->hole_list())
                EXPECT_LE(hole.offset + (hole.kind == HoleKind::abs64 ? 8u : 4u), part->size) << named.name;
}

/// What can be seen of a run: where it left, and every word of the frame.
struct Seen {
    std::uint32_t uop = 0, depth = 0;
    bool raised = false;
    std::vector<std::uint64_t> words;
    friend bool operator==(const Seen&, const Seen&) = default;
};

/// Runs traces that no bytecode stands behind, in a frame with three locals.
class Machine {
public:
    Machine() : vm_(VmOptions{}) {
        auto code = vm_.compile("def f(a, b, c):\n    return (a, b, c, a, b, c, a, b, c, a, b, c)\n", "<test>");
        globals_ = vm_.make_globals();
        vm_.run_module(code->get(), globals_.get());
        function_ = dict_get(globals_.as<DictObject>(), intern(vm_.thread, "f"));
        memory_ = std::move(*CodeMemory::create());
        entry_ = *make_entry(*memory_);
    }

    Seen interpret(const Trace& trace, std::span<const Value> locals) {
        Frame* frame = enter(locals);
        bool valid = true;
        TraceOutcome outcome = run_trace(trace, vm_.thread, valid);
        return leave(frame, outcome.uop, frame->stack_depth, outcome.raised);
    }

    Seen compiled(const Trace& trace, std::span<const Value> locals) {
        std::vector<ExitPlan> plan = plan_exits(trace);
        std::vector<ExitData> exits;
        for (const ExitPlan& p : plan) {
            const TraceUop& u = trace.uops[p.uop];
            exits.push_back({entry_.leave, exit_target(u), p.depth, u.borrowed, p.uop, 0, p.raises, 0, nullptr, nullptr});
        }
        bool valid = true;
        auto code = compile(trace, *memory_, exits, &valid);
        if (!code) {
            ADD_FAILURE() << code.error().message;
            return {};
        }
        Frame* frame = enter(locals);
        ExitData* exit = entry_.enter(frame, &vm_.thread, code->code);
        Seen seen = leave(frame, exit->uop, exit->depth, exit->raises);
        memory_->release(code->code);
        return seen;
    }

    void expect_same(std::string_view text, std::span<const std::array<Value, 3>> states) {
        auto trace = parse_trace(&vm_.thread, text);
        ASSERT_TRUE(trace) << trace.error().message;
        auto verdict = verify_trace(*trace);
        ASSERT_TRUE(verdict) << verdict.error().message;
        for (const auto& state : states) {
            Seen expected = interpret(*trace, state), got = compiled(*trace, state);
            EXPECT_EQ(got, expected) << text << "left at " << expected.uop << " and " << got.uop << " from " << std::hex << state[0].bits << " "
                                     << state[1].bits;
        }
    }

    Vm& vm() { return vm_; }
    CodeMemory& memory() { return *memory_; }

private:
    Frame* enter(std::span<const Value> locals) {
        Frame* frame = push_frame(vm_.thread, function_.as<FunctionObject>(), locals, Value::null());
        vm_.thread.frame = frame;
        frame->stack_depth = 0;
        return frame;
    }
    Seen leave(Frame* frame, std::uint32_t uop, std::uint32_t depth, bool raised) {
        Seen seen{uop, depth, raised, {}};
        for (std::uint32_t i = 0; i < frame->code->local_count + depth; ++i) {
            Value v = std::exchange(frame->slots[i], Value::null());
            seen.words.push_back(v.bits);
            decref(v);
        }
        vm_.thread.frame = frame->previous;
        decref(frame->function);
        --vm_.thread.recursion_depth;
        return seen;
    }

    Vm vm_;
    Ref globals_;
    Value function_;
    std::unique_ptr<CodeMemory> memory_;
    Entry entry_;
};

std::vector<std::array<Value, 3>> states() {
    const Value interesting[] = {Value::small_int(0), Value::small_int(1), Value::small_int(-7), Value::small_int(5), Value::small_int(49),
                                 Value::small_int(Value::int_max), Value::small_int(Value::int_min), Value::number(0.0), Value::number(-0.0),
                                 Value::number(2.5), Value::number(__builtin_inf()), Value::true_(), Value::none()};
    std::vector<std::array<Value, 3>> all;
    for (Value a : interesting)
        for (Value b : interesting) all.push_back({a, b, Value::small_int(3)});
    return all;
}

TEST(CopyAndPatch, ArithmeticDoesWhatTheTraceInterpreterDoes) {
    Machine machine;
    auto all = states();
    for (const char* op : {"_BINARY_OP_ADD_INT", "_BINARY_OP_SUBTRACT_INT", "_BINARY_OP_MULTIPLY_INT", "_BINARY_OP_FLOOR_DIVIDE_INT", "_BINARY_OP_REMAINDER_INT",
                           "_BINARY_OP_AND_INT", "_BINARY_OP_OR_INT", "_BINARY_OP_XOR_INT", "_BINARY_OP_LSHIFT_INT", "_BINARY_OP_RSHIFT_INT",
                           "_COMPARE_OP_INT 0", "_COMPARE_OP_INT 1", "_COMPARE_OP_INT 2", "_COMPARE_OP_INT 3", "_COMPARE_OP_INT 4", "_COMPARE_OP_INT 5"})
        machine.expect_same(std::string("trace locals 3 depth 0\n_LOAD_FAST 0 @1\n_LOAD_FAST 1 @1\n_GUARD_BOTH_INT @2\n") + op + " @2\n_STORE_FAST 2 @3\n_EXIT_TRACE @4\n", all);
    for (const char* op : {"_BINARY_OP_ADD_FLOAT", "_BINARY_OP_SUBTRACT_FLOAT", "_BINARY_OP_MULTIPLY_FLOAT", "_BINARY_OP_TRUEDIV_FLOAT", "_COMPARE_OP_FLOAT 0",
                           "_COMPARE_OP_FLOAT 2", "_COMPARE_OP_FLOAT 5"}) {
        machine.expect_same(std::string("trace locals 3 depth 0\n_LOAD_FAST 0 @1\n_LOAD_FAST 1 @1\n_GUARD_BOTH_FLOAT @2\n") + op + " @2\n_STORE_FAST 2 @3\n_EXIT_TRACE @4\n", all);
        machine.expect_same(std::string("trace locals 3 depth 0\n_LOAD_FAST 0 @1\n_LOAD_FAST 1 @1\n_GUARD_FLOAT_AND_INT @2\n_BOTH_TO_FLOAT @2\n") + op + " @2\n_STORE_FAST 2 @3\n_EXIT_TRACE @4\n", all);
    }
}

TEST(CopyAndPatch, ExitsLeaveTheStackAsItWasHoweverManyWordsAreCached) {
    Machine machine;
    auto all = states();
    std::string text = "trace locals 3 depth 0\n";
    for (int depth = 0; depth < 7; ++depth) {
        machine.expect_same(text + "_LOAD_FAST 0 @1\n_LOAD_FAST 1 @1\n_GUARD_BOTH_INT @9\n_BINARY_OP_ADD_INT @9\n_POP_TOP @9\n_EXIT_TRACE @10\n", all);
        machine.expect_same(text + "_LOAD_FAST 0 @1\n_TO_BOOL_INT @9\n_GUARD_IS_TRUE_POP @9\n_EXIT_TRACE @10\n", all);
        text += "_LOAD_SMALL_INT " + std::to_string(depth) + " @1\n";
    }
}

TEST(CopyAndPatch, LoopsRunUntilTheirGuardMisses) {
    Machine machine;
    const std::array<Value, 3> start[] = {{Value::small_int(0), Value::small_int(1000), Value::small_int(0)}};
    // while a < b: c += a; a += 1
    machine.expect_same("trace locals 3 depth 0\n_LOAD_FAST 0 @1\n_LOAD_FAST 1 @1\n_GUARD_BOTH_INT @2\n_COMPARE_OP_INT 0 @2\n_GUARD_IS_TRUE_POP @3\n"
                        "_LOAD_FAST 2 @4\n_LOAD_FAST 0 @4\n_GUARD_BOTH_INT @5\n_BINARY_OP_ADD_INT @5\n_STORE_FAST 2 @6\n"
                        "_LOAD_FAST 0 @7\n_LOAD_SMALL_INT 1 @7\n_GUARD_BOTH_INT @8\n_BINARY_OP_ADD_INT @8\n_STORE_FAST 0 @9\n_JUMP_TO_TOP @0\n", start);
}

TEST(CopyAndPatch, BorrowedSlotsGetAReferenceAtExits) {
    Machine machine;
    Ref text = make_string(machine.vm().thread, "text");
    const std::array<Value, 3> start[] = {{text.get(), Value::small_int(1), Value::none()}};
    std::uint32_t before = text.get().as_object()->refcount;
    machine.expect_same("trace locals 3 depth 0\n_LOAD_FAST_BORROW 0 @1\n_LOAD_FAST 1 @1\n_GUARD_BOTH_INT @2 borrowed 1\n_BINARY_OP_ADD_INT @2\n_POP_TOP @3\n_EXIT_TRACE @4\n", start);
    EXPECT_EQ(text.get().as_object()->refcount, before);
}

TEST(CopyAndPatch, SaysWhenCodeMemoryIsFull) {
    auto memory = std::move(*CodeMemory::create(4096));
    auto trace = parse_trace(nullptr, "trace locals 1 depth 0\n_LOAD_FAST 0 @1\n_POP_TOP @1\n_EXIT_TRACE @2\n");
    std::vector<ExitData> exits(plan_exits(*trace).size());
    bool valid = true;
    while (memory->allocate(64) != nullptr) continue;
    auto code = compile(*trace, *memory, exits, &valid);
    ASSERT_FALSE(code);
    EXPECT_EQ(code.error().message, "code memory is full");
}

TEST(CopyAndPatch, SpansCoverTheCode) {
    Machine machine;
    auto trace = parse_trace(nullptr, "trace locals 3 depth 0\n_LOAD_FAST 0 @1\n_LOAD_FAST 1 @1\n_GUARD_BOTH_INT @2\n_BINARY_OP_ADD_INT @2\n_STORE_FAST 2 @3\n_EXIT_TRACE @4\n");
    std::vector<ExitData> exits(plan_exits(*trace).size());
    bool valid = true;
    auto code = compile(*trace, machine.memory(), exits, &valid);
    ASSERT_TRUE(code);
    std::uint32_t at = 0;
    for (const CodeSpan& span : code->spans) {
        EXPECT_EQ(span.offset, at);
        EXPECT_LT(span.uop, trace->uops.size());
        at += span.size;
    }
    EXPECT_EQ(at, code->size);
}

}  // namespace
}  // namespace sidewinder::jit
