// SPDX-License-Identifier: MIT
// Bytes -> a random well-formed trace over a few locals -> each pass, and all of them. Run in the
// trace interpreter from random locals, the trace must leave at the same instruction with the same
// locals and the same stack as before optimization; aborts otherwise.
#include "fuzzers/choices.hpp"
#include "fuzzers/targets/trace_bench.hpp"
#include "fuzzers/targets/trace_reducer.hpp"
#include "jit/optimizer/pipeline.hpp"
#include "jit/trace/trace_text.hpp"
#include "jit/trace/trace_verifier.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <functional>
#include <optional>
#include <span>
#include <string>

using namespace sidewinder;
using fuzz::ChoiceSequence;
using jit::Trace;
using jit::TraceUop;

namespace {

constexpr std::uint16_t locals = fuzz::TraceBench::locals;

/// Writes uops of which each stands for one instruction: its exit target is its number.
class TraceMaker {
public:
    TraceMaker(ChoiceSequence& choices, std::span<const Value> constants) : c_(choices), constants_(constants) {}

    Trace make() {
        trace_.entry = {locals, 0};
        for (int i = c_.between(1, 30); i > 0; --i) step();
        while (depth_ > 0) store();
        emit(Uop::_EXIT_TRACE);
        return std::move(trace_);
    }

private:
    void emit(Uop op, std::uint16_t oparg = 0, std::uint64_t operand = 0) {
        trace_.uops.push_back({op, oparg, at_, operand, 0});
        depth_ = depth_ + uop_pushes(op, oparg) - uop_pops(op, oparg);
    }
    void next_instruction() { ++at_; }
    void store() {
        next_instruction();
        emit(Uop::_STORE_FAST, static_cast<std::uint16_t>(c_.below(locals)));
    }
    void step() {
        next_instruction();
        switch (c_.below(10)) {
            case 0:
            case 1:
            case 2: return load();
            case 3:
            case 4:
            case 5: return depth_ >= 2 ? arithmetic() : load();
            case 6: return depth_ >= 2 ? comparison() : load();
            case 7:
                if (depth_ == 0) return load();
                return emit(Uop::_STORE_FAST, static_cast<std::uint16_t>(c_.below(locals)));
            case 8:
                if (depth_ >= 2 && c_.chance(30)) return emit(Uop::_SWAP_2, 2);
                return depth_ >= 1 && depth_ < 8 ? emit(Uop::_COPY_1, 1) : load();
            default: return depth_ >= 1 ? emit(Uop::_POP_TOP) : load();
        }
    }
    void load() {
        if (depth_ >= 8) return emit(Uop::_POP_TOP);
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

    ChoiceSequence& c_;
    std::span<const Value> constants_;
    Trace trace_;
    std::uint32_t at_ = 0;
    int depth_ = 0;
};

/// What makes another trace of one.
using Change = std::function<void(Trace&)>;
using States = std::span<const std::array<Value, locals>>;

struct Difference {
    std::string expected, got;
};

std::optional<Difference> difference(fuzz::TraceBench& bench, const Trace& before, const Change& change, States states) {
    Trace after = before;
    change(after);
    if (auto verdict = verify_trace(after); !verdict) return Difference{"a trace that verifies", verdict.error().message};
    for (const auto& state : states) {
        std::string expected = bench.run(before, before, state);
        std::uint32_t references = bench.text_references();
        std::string got = bench.run(after, before, state);
        if (got != expected) return Difference{expected, got};
        if (bench.text_references() != references) return Difference{"the same references", "others"};
    }
    return std::nullopt;
}

void check(fuzz::TraceBench& bench, std::string_view name, const Trace& trace, const Change& change, States states) {
    if (!difference(bench, trace, change, states)) return;
    const Trace small = fuzz::reduce_trace(trace, [&](const Trace& t) { return difference(bench, t, change, states).has_value(); }, {.seconds = 20});
    const Difference shown = *difference(bench, small, change, states);
    Trace after = small;
    change(after);
    fmt::print(stderr, "{} changes what a trace does\nexpected {}\n     got {}\n", name, shown.expected, shown.got);
    fmt::print(stderr, "--- before\n{}--- after\n{}", print_trace(small), print_trace(after));
    std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static fuzz::TraceBench bench;
    ChoiceSequence choices{std::span(data, size)};
    Trace trace = TraceMaker(choices, bench.constants()).make();
    std::array<std::array<Value, locals>, 6> states;
    for (auto& state : states)
        for (Value& v : state) v = bench.constants()[choices.below(static_cast<std::uint32_t>(bench.constants().size()))];
    // The first state suits most guards of ints.
    for (Value& v : states[0]) v = Value::small_int(static_cast<std::int64_t>(choices.below(100)));
    for (const jit::PassEntry& pass : jit::passes())
        check(bench, pass.name, trace, [&](Trace& t) {
            jit::Rewriter rewriter;
            rewriter.begin(pass.name);
            pass.run(t, rewriter);
        }, states);
    check(bench, "the pipeline", trace, [](Trace& t) {
        jit::Rewriter rewriter;
        optimize(t, rewriter);
    }, states);
    // Any prefix of the rewrites is a right trace as well.
    Trace changed = trace;
    jit::Rewriter rewriter;
    optimize(changed, rewriter);
    const std::uint32_t some = choices.below(static_cast<std::uint32_t>(rewriter.log().size()) + 1);
    check(bench, "a prefix of the rewrites", trace, [&](Trace& t) {
        jit::Rewriter limited(some);
        optimize(t, limited);
    }, states);
    return 0;
}
