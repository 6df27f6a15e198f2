// SPDX-License-Identifier: MIT
// Bytes -> a uop that may be folded and operands at the boundaries of their classes. The constant
// that constant_folding and the whole pipeline put in its place must be, bit for bit, what the trace
// interpreter computes, and what the interpreter's generic operation makes of the same operands;
// what misses must not be folded, and what does not miss must be.
//
// constant_folding_test asks CPython the same about all pairs of boundary operands.
#include "fuzzers/choices.hpp"
#include "fuzzers/targets/foldable.hpp"
#include "fuzzers/targets/planted_hooks.hpp"
#include "fuzzers/targets/report.hpp"
#include "fuzzers/targets/trace_bench.hpp"
#include "jit/optimizer/pipeline.hpp"
#include "jit/optimizer/rules.hpp"
#include "jit/trace/trace_text.hpp"
#include "vm/base/check.hpp"
#include "vm/objects/operations.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

using namespace sidewinder;
using fuzz::ChoiceSequence;
using jit::OperandClass;
using jit::Trace;

namespace {

std::int64_t magnitude(ChoiceSequence& c) {
    switch (c.below(3)) {
        case 0: return static_cast<std::int64_t>(c.below(70));  // shift counts and small factors
        case 1: return (std::int64_t{1} << c.below(47)) + c.between(-1, 1);
        default: return static_cast<std::int64_t>(c.word() >> (17 + c.below(46)));
    }
}

double finite(ChoiceSequence& c) {
    constexpr std::array edges = {1.0, 0.5, 2.0, 5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, 281474976710655.0, 9007199254740993.0, 0.1};
    double d = c.chance(50) ? c.pick(edges) : std::bit_cast<double>(c.word());
    if (!std::isfinite(d) || d == 0) d = 1.5;
    return c.chance(50) ? -d : d;
}

/// A word of that class, near its boundaries more often than not.
Value value_of(OperandClass wanted, ChoiceSequence& c) {
    std::int64_t edge = c.chance(50) ? c.between(0, 3) : magnitude(c);
    switch (wanted) {
        case OperandClass::int_min: return Value::small_int(c.chance(50) ? Value::int_min + edge % (std::int64_t{1} << 47) : -(std::int64_t{1} << 47) - edge);
        case OperandClass::int_max: return Value::small_int(c.chance(50) ? Value::int_max - edge % (std::int64_t{1} << 47) : (std::int64_t{1} << 47) + edge);
        case OperandClass::int_negative: return Value::small_int(-1 - magnitude(c) % ((std::int64_t{1} << 47) - 2));
        case OperandClass::int_positive: return Value::small_int(1 + magnitude(c) % ((std::int64_t{1} << 47) - 2));
        case OperandClass::int_zero: return Value::small_int(0);
        case OperandClass::float_minus_zero: return Value::number(-0.0);
        case OperandClass::float_zero: return Value::number(0.0);
        case OperandClass::float_infinite: return Value::number(c.chance(50) ? INFINITY : -INFINITY);
        case OperandClass::float_nan: return Value::number(std::copysign(NAN, c.chance(50) ? 1 : -1));
        case OperandClass::float_finite: return Value::number(finite(c));
        case OperandClass::false_: return Value::false_();
        case OperandClass::true_: return Value::true_();
        default: return Value::none();
    }
}

Value operand(const std::vector<OperandClass>& classes, ChoiceSequence& c) {
    OperandClass wanted = c.pick(classes);
    Value v = value_of(wanted, c);
    SW_CHECK(jit::value_class(v) == wanted, "{:x} is no '{}'", v.bits, operand_class_name(wanted));
    return v;
}

/// What the generic operation makes of the operands; null when it raises.
Ref generic_result(Thread& thread, Uop op, std::uint16_t oparg, std::span<const Value> in) {
    auto binary = [&](BinaryOperator o) { return binary_operation(thread, o, in[0], in[1]); };
    switch (op) {
        case Uop::_BINARY_OP_ADD_INT:
        case Uop::_BINARY_OP_ADD_FLOAT: return binary(BinaryOperator::add);
        case Uop::_BINARY_OP_SUBTRACT_INT:
        case Uop::_BINARY_OP_SUBTRACT_FLOAT: return binary(BinaryOperator::subtract);
        case Uop::_BINARY_OP_MULTIPLY_INT:
        case Uop::_BINARY_OP_MULTIPLY_FLOAT: return binary(BinaryOperator::multiply);
        case Uop::_BINARY_OP_FLOOR_DIVIDE_INT: return binary(BinaryOperator::floor_divide);
        case Uop::_BINARY_OP_REMAINDER_INT: return binary(BinaryOperator::remainder);
        case Uop::_BINARY_OP_TRUEDIV_FLOAT: return binary(BinaryOperator::true_divide);
        case Uop::_BINARY_OP_AND_INT: return binary(BinaryOperator::and_);
        case Uop::_BINARY_OP_OR_INT: return binary(BinaryOperator::or_);
        case Uop::_BINARY_OP_XOR_INT: return binary(BinaryOperator::xor_);
        case Uop::_BINARY_OP_LSHIFT_INT: return binary(BinaryOperator::lshift);
        case Uop::_BINARY_OP_RSHIFT_INT: return binary(BinaryOperator::rshift);
        case Uop::_COMPARE_OP_INT:
        case Uop::_COMPARE_OP_FLOAT: return compare(thread, static_cast<CompareOperator>(oparg & 7), in[0], in[1]);
        case Uop::_UNARY_NOT: return Ref::steal(Value::boolean(!*truth(thread, in[0])));
        case Uop::_TO_BOOL_BOOL:
        case Uop::_TO_BOOL_INT:
        case Uop::_TO_BOOL_NONE: return Ref::steal(Value::boolean(*truth(thread, in[0])));
        default: SW_CHECK(false, "{} may be folded, and nothing here says what it means", uop_name(op));
    }
    return {};
}

bool same_word(Value a, Value b) {
    return a == b || (a.is_float() && b.is_float() && std::isnan(a.as_float()) && std::isnan(b.as_float()));
}

class Case {
public:
    Case(fuzz::TraceBench& bench, Uop op, std::uint16_t oparg, std::vector<Value> inputs)
        : bench_(bench), op_(op), oparg_(oparg), inputs_(std::move(inputs)), trace_(fuzz::folding_trace(op, oparg, inputs_)) {}

    void check() {
        const fuzz::TraceBench::Start initial = {.slots = {Value::none(), Value::none(), Value::none(), Value::none()}};
        const std::string expected = bench_.run(trace_, trace_, initial);
        bool misses = !expected.starts_with(fmt::format("@{} ", trace_.uops.back().target));
        Trace folded = trace_, optimized = trace_;
        jit::Rewriter rewriter, all;
        rewriter.begin("constant_folding");
        constant_folding(folded, rewriter);
        optimize(optimized, all);
        static const jit::StageHooks planted = fuzz::planted_hooks();
        if (planted.optimized) planted.optimized(folded);
        compare("constant_folding", folded, expected, initial);
        compare("the pipeline", optimized, expected, initial);
        const jit::TraceUop& now = folded.uops[inputs_.size()];
        if (misses && now.op != op_) fail("is folded though it misses", folded);
        if (misses || uop_pushes(op_, oparg_) != 1) return;
        if (now.op == op_) fail("is not folded", folded);
        check_meaning(Value::from_bits(now.operand), folded);
    }

private:
    void compare(std::string_view pass, const Trace& after, const std::string& expected, const fuzz::TraceBench::Start& initial) {
        std::string got = bench_.run(after, trace_, initial);
        if (got != expected) fail(fmt::format("does '{}' after {}, should '{}'", got, pass, expected), after);
    }
    void check_meaning(Value constant, const Trace& folded) {
        Ref meant = generic_result(bench_.vm().thread, op_, oparg_, inputs_);
        if (!meant) {
            decref(std::exchange(bench_.vm().thread.exception, Value::null()));
            fail("is folded though the operation raises", folded);
        }
        if (!same_word(constant, meant.get())) fail(fmt::format("means {:x}", meant.get().bits), folded);
    }
    [[noreturn]] void fail(std::string_view what, const Trace& after) const {
        fuzz::report(fmt::format("{} {}", uop_name(op_), what), print_trace(trace_) + "--- becomes\n" + print_trace(after));
    }

    fuzz::TraceBench& bench_;
    Uop op_;
    std::uint16_t oparg_;
    std::vector<Value> inputs_;
    Trace trace_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static fuzz::TraceBench bench;
    static const std::vector<Uop> uops = fuzz::foldable_uops();
    ChoiceSequence c{std::span(data, size)};
    for (int i = 0; i < 20 && !c.exhausted(); ++i) {
        Uop op = c.pick(uops);
        auto oparg = static_cast<std::uint16_t>(jit::uses_oparg(op) ? c.below(6) | (c.chance(80) ? 16 : 0) : 0);
        std::vector<OperandClass> classes = fuzz::operand_classes(op);
        std::vector<Value> inputs;
        for (int n = uop_pops(op, oparg); n > 0; --n) inputs.push_back(operand(classes, c));
        // Equal operands are a boundary of comparisons and subtraction.
        if (inputs.size() == 2 && c.chance(10)) inputs[1] = inputs[0];
        Case(bench, op, oparg, std::move(inputs)).check();
    }
    return 0;
}
