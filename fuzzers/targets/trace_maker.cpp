// SPDX-License-Identifier: MIT
#include "fuzzers/targets/trace_maker.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace sidewinder::fuzz {

namespace {

using jit::Trace;
using jit::TraceUop;

constexpr std::uint16_t locals = TraceBench::locals;
constexpr std::uint16_t counter = locals - 1;
constexpr int deepest = 8;

/// How a loop begins: one time less; over when there is none left.
constexpr auto countdown = std::to_array<TraceUop>({{.op = Uop::_LOAD_FAST, .oparg = counter},
                                                    {.op = Uop::_LOAD_SMALL_INT, .oparg = 1},
                                                    {.op = Uop::_GUARD_BOTH_INT},
                                                    {.op = Uop::_BINARY_OP_SUBTRACT_INT},
                                                    {.op = Uop::_COPY_1, .oparg = 1},
                                                    {.op = Uop::_STORE_FAST, .oparg = counter},
                                                    {.op = Uop::_LOAD_SMALL_INT, .oparg = 0},
                                                    {.op = Uop::_GUARD_BOTH_INT},
                                                    {.op = Uop::_COMPARE_OP_INT, .oparg = 4 | 16},
                                                    {.op = Uop::_GUARD_IS_TRUE_POP}});

/// Writes uops of which each stands for one instruction: its exit target is its number.
class TraceMaker {
public:
    TraceMaker(ChoiceSequence& choices, std::span<const Value> constants) : c_(choices), constants_(constants), loops_(choices.chance(30)) {}

    Trace make() {
        trace_.entry = {locals, 0};
        if (loops_) count_down();
        for (int i = c_.between(1, 30); i > 0; --i) step();
        while (depth_ > 0) store();
        next_instruction();
        emit(loops_ ? Uop::_JUMP_TO_TOP : Uop::_EXIT_TRACE);
        return std::move(trace_);
    }

private:
    void emit(Uop op, std::uint16_t oparg = 0, std::uint64_t operand = 0) {
        trace_.uops.push_back({op, oparg, at_, operand, 0});
        depth_ = depth_ + uop_pushes(op, oparg) - uop_pops(op, oparg);
    }
    void next_instruction() { ++at_; }
    /// What may have run other code is followed by a look whether the trace is still valid.
    void check_validity() {
        if (!c_.chance(50)) return;
        next_instruction();
        emit(Uop::_CHECK_VALIDITY);
    }
    /// A loop leaves its counter alone.
    std::uint16_t any_target() { return static_cast<std::uint16_t>(c_.below(loops_ ? counter : locals)); }
    void store() {
        next_instruction();
        emit(Uop::_STORE_FAST, any_target());
    }
    void count_down() {
        for (const TraceUop& u : countdown) {
            // A guard and what it guards are one instruction.
            if (trace_.uops.empty() || !traits(trace_.uops.back().op).has(uop_flags::guard)) next_instruction();
            emit(u.op, u.oparg);
        }
    }
    void step() {
        next_instruction();
        switch (c_.below(12)) {
            case 0:
            case 1:
            case 2: return load();
            case 3:
            case 4:
            case 5: return depth_ >= 2 ? arithmetic() : load();
            case 6: return depth_ >= 2 ? comparison() : load();
            case 7:
                if (depth_ == 0) return load();
                return emit(Uop::_STORE_FAST, any_target());
            case 8:
                if (depth_ >= 2 && c_.chance(30)) return emit(Uop::_SWAP_2, 2);
                return depth_ >= 1 && depth_ < deepest ? emit(Uop::_COPY_1, 1) : load();
            case 9: return depth_ >= 1 ? truth() : load();
            case 10: return depth_ >= 1 ? object() : load();
            default: return depth_ >= 1 ? emit(Uop::_POP_TOP) : load();
        }
    }
    void load() {
        if (depth_ >= deepest) return emit(Uop::_POP_TOP);
        switch (c_.below(4)) {
            case 0: return emit(Uop::_LOAD_SMALL_INT, static_cast<std::uint16_t>(c_.below(9)));
            case 1: return emit(Uop::_LOAD_CONST_INLINE, 0, constants_[c_.below(static_cast<std::uint32_t>(constants_.size()))].bits);
            default: return emit(Uop::_LOAD_FAST, static_cast<std::uint16_t>(c_.below(locals)));
        }
    }
    void arithmetic() {
        static constexpr std::array ints = {Uop::_BINARY_OP_ADD_INT, Uop::_BINARY_OP_SUBTRACT_INT, Uop::_BINARY_OP_MULTIPLY_INT, Uop::_BINARY_OP_FLOOR_DIVIDE_INT,
                                            Uop::_BINARY_OP_REMAINDER_INT, Uop::_BINARY_OP_AND_INT, Uop::_BINARY_OP_OR_INT, Uop::_BINARY_OP_XOR_INT,
                                            Uop::_BINARY_OP_LSHIFT_INT, Uop::_BINARY_OP_RSHIFT_INT};
        static constexpr std::array floats = {Uop::_BINARY_OP_ADD_FLOAT, Uop::_BINARY_OP_SUBTRACT_FLOAT, Uop::_BINARY_OP_MULTIPLY_FLOAT, Uop::_BINARY_OP_TRUEDIV_FLOAT};
        switch (c_.below(5)) {
            case 0:
            case 1:
            case 2: emit(Uop::_GUARD_BOTH_INT); return emit(c_.pick(ints));
            case 3: emit(Uop::_GUARD_BOTH_FLOAT); return emit(c_.pick(floats));
            default: emit(Uop::_GUARD_FLOAT_AND_INT); emit(Uop::_BOTH_TO_FLOAT); return emit(c_.pick(floats));
        }
    }
    void comparison() {
        auto oparg = static_cast<std::uint16_t>(c_.below(6) | 16);
        bool ints = c_.chance(70);
        emit(ints ? Uop::_GUARD_BOTH_INT : Uop::_GUARD_BOTH_FLOAT);
        emit(ints ? Uop::_COMPARE_OP_INT : Uop::_COMPARE_OP_FLOAT, oparg);
        if (c_.chance(70)) next_instruction(), emit(c_.chance(50) ? Uop::_GUARD_IS_TRUE_POP : Uop::_GUARD_IS_FALSE_POP);
        else if (c_.chance(50)) next_instruction(), emit(Uop::_UNARY_NOT);
    }
    void truth() {
        static constexpr std::array tests = {Uop::_TO_BOOL_INT, Uop::_TO_BOOL_BOOL, Uop::_TO_BOOL_NONE};
        if (c_.chance(30)) return emit(c_.chance(50) ? Uop::_GUARD_IS_NONE_POP : Uop::_GUARD_IS_NOT_NONE);
        emit(c_.pick(tests));
        next_instruction();
        emit(c_.chance(50) ? Uop::_GUARD_IS_TRUE_POP : Uop::_GUARD_IS_FALSE_POP);
    }
    /// What makes objects, counts references, raises or may run other code.
    void object() {
        switch (c_.below(5)) {
            case 0: emit(Uop::_UNARY_NEGATIVE); return check_validity();
            case 1:
                if (depth_ < 2) return emit(Uop::_BUILD_TUPLE, 1);
                emit(Uop::_IS_OP, static_cast<std::uint16_t>(c_.below(2)));
                return check_validity();
            case 2: return emit(c_.chance(50) ? Uop::_BUILD_TUPLE : Uop::_BUILD_LIST, static_cast<std::uint16_t>(1 + c_.below(static_cast<std::uint32_t>(depth_))));
            case 3:
                if (depth_ < 2) return emit(Uop::_COPY_1, 1);
                emit(Uop::_GUARD_BOTH_UNICODE);
                return emit(Uop::_BINARY_OP_ADD_UNICODE);
            default:
                if (depth_ < 2) return emit(Uop::_POP_TOP);
                emit(Uop::_COMPARE_OP, static_cast<std::uint16_t>(c_.below(6) | 16));
                return check_validity();
        }
    }

    ChoiceSequence& c_;
    std::span<const Value> constants_;
    bool loops_;
    Trace trace_;
    std::uint32_t at_ = 0;
    int depth_ = 0;
};

}  // namespace

Trace make_trace(ChoiceSequence& choices, std::span<const Value> constants) { return TraceMaker(choices, constants).make(); }

std::vector<TraceBench::Start> make_starts(ChoiceSequence& choices, std::span<const Value> constants) {
    std::vector<TraceBench::Start> starts(8);
    for (TraceBench::Start& start : starts) {
        for (Value& v : start.slots) v = constants[choices.below(static_cast<std::uint32_t>(constants.size()))];
        // Few times round.
        if (start.slots[counter].is_small_int() || choices.chance(50)) start.slots[counter] = Value::small_int(choices.below(6));
    }
    for (Value& v : std::span(starts[0].slots).first(counter)) v = Value::small_int(static_cast<std::int64_t>(choices.below(100)));
    starts[1].valid = false;
    starts[1].slots = starts[0].slots;
    for (std::size_t i = 2; i < 5; ++i) starts[i].force_exit = 1 + choices.below(30);
    starts[2].slots = starts[0].slots;
    return starts;
}

bool still_ends(const Trace& trace) {
    if (trace.uops.back().op != Uop::_JUMP_TO_TOP) return true;
    auto same = [](const TraceUop& a, const TraceUop& b) { return a.op == b.op && a.oparg == b.oparg; };
    return trace.uops.size() > countdown.size() && std::equal(countdown.begin(), countdown.end(), trace.uops.begin(), same);
}

}  // namespace sidewinder::fuzz
