// SPDX-License-Identifier: MIT
// What constant folding makes of every foldable uop with every pair of boundary operands, against what
// a CPython answers to the same operation, asked in one program. Without a CPython it is skipped.
#include "fuzzers/targets/foldable.hpp"
#include "jit/optimizer/pipeline.hpp"
#include "jit/trace/trace_text.hpp"
#include "oracle/cpython.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

namespace sidewinder::fuzz {
namespace {

using jit::OperandClass;

std::vector<Value> boundary_values(OperandClass c) {
    constexpr std::int64_t edge = std::int64_t{1} << 47;
    auto ints = [](std::initializer_list<std::int64_t> list) {
        std::vector<Value> out;
        for (std::int64_t i : list) out.push_back(Value::small_int(i));
        return out;
    };
    auto floats = [](std::initializer_list<double> list) {
        std::vector<Value> out;
        for (double d : list) out.push_back(Value::number(d));
        return out;
    };
    switch (c) {
        case OperandClass::int_min: return ints({Value::int_min, Value::int_min + 1, -edge - 1});
        case OperandClass::int_max: return ints({Value::int_max, Value::int_max - 1, edge + 1});
        case OperandClass::int_negative: return ints({-1, -2, -3, -7, -64, -(std::int64_t{1} << 24), -(std::int64_t{1} << 32) - 1, -edge + 1});
        case OperandClass::int_positive: return ints({1, 2, 3, 7, 31, 32, 47, 48, 49, 63, 64, 65, 255, (std::int64_t{1} << 24) + 1, (std::int64_t{1} << 31) - 1, std::int64_t{1} << 32, edge - 1});
        case OperandClass::int_zero: return ints({0});
        case OperandClass::float_minus_zero: return floats({-0.0});
        case OperandClass::float_zero: return floats({0.0});
        case OperandClass::float_infinite: return floats({INFINITY, -INFINITY});
        case OperandClass::float_nan: return floats({NAN});
        case OperandClass::float_finite:
            return floats({1.0, -1.0, 0.5, 3.0, 0.1, -0.1, 1e16, 5e-324, -5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, -1.7976931348623157e308, 281474976710655.0, 9007199254740993.0, 1.5e-170, 3e200});
        case OperandClass::false_: return {Value::false_()};
        case OperandClass::true_: return {Value::true_()};
        default: return {Value::none()};
    }
}

/// As CPython writes it, and as the program asks it to.
std::string python_text(Value v) {
    if (v.is_small_int()) return fmt::to_string(v.as_small_int());
    if (v.is_none()) return "None";
    if (v.is_bool()) return v.is_true() ? "True" : "False";
    return std::isnan(v.as_float()) ? "nan" : fmt::format("{:016x}", std::bit_cast<std::uint64_t>(v.as_float()));
}
std::string python_literal(Value v) {
    if (!v.is_float()) return python_text(v);
    return std::isnan(v.as_float()) ? "float('nan')" : fmt::format("of('{}')", python_text(v));
}

/// One uop with one oparg, as an operation of Python's on `a` and `b`.
struct Question {
    Uop op;
    std::uint16_t oparg = 0;
    std::string_view expression;
};
std::vector<Question> questions() {
    static const std::map<Uop, std::string_view> expressions = {
        {Uop::_BINARY_OP_ADD_INT, "a + b"}, {Uop::_BINARY_OP_SUBTRACT_INT, "a - b"}, {Uop::_BINARY_OP_MULTIPLY_INT, "a * b"},
        {Uop::_BINARY_OP_FLOOR_DIVIDE_INT, "a // b"}, {Uop::_BINARY_OP_REMAINDER_INT, "a % b"}, {Uop::_BINARY_OP_AND_INT, "a & b"},
        {Uop::_BINARY_OP_OR_INT, "a | b"}, {Uop::_BINARY_OP_XOR_INT, "a ^ b"}, {Uop::_BINARY_OP_LSHIFT_INT, "a << min(b, 100)"},
        {Uop::_BINARY_OP_RSHIFT_INT, "a >> b"}, {Uop::_BINARY_OP_ADD_FLOAT, "a + b"}, {Uop::_BINARY_OP_SUBTRACT_FLOAT, "a - b"},
        {Uop::_BINARY_OP_MULTIPLY_FLOAT, "a * b"}, {Uop::_BINARY_OP_TRUEDIV_FLOAT, "a / b"}, {Uop::_UNARY_NOT, "not a"},
        {Uop::_TO_BOOL_BOOL, "bool(a)"}, {Uop::_TO_BOOL_INT, "bool(a)"}, {Uop::_TO_BOOL_NONE, "bool(a)"}};
    static constexpr std::array comparisons = {"a < b", "a <= b", "a == b", "a != b", "a > b", "a >= b"};
    std::vector<Question> out;
    for (Uop op : foldable_uops()) {
        if (op == Uop::_COMPARE_OP_INT || op == Uop::_COMPARE_OP_FLOAT) {
            for (std::uint16_t i = 0; i < comparisons.size(); ++i) out.push_back({op, static_cast<std::uint16_t>(i | 16), comparisons[i]});
        } else if (auto at = expressions.find(op); at != expressions.end()) {
            out.push_back({op, 0, at->second});
        } else {
            // It makes two words of two, each of which is what it was as a float.
            EXPECT_EQ(op, Uop::_BOTH_TO_FLOAT) << uop_name(op) << " may be folded, and nothing here says what it means";
        }
    }
    return out;
}
std::vector<Value> operands(Uop op) {
    std::vector<Value> out;
    for (OperandClass c : operand_classes(op))
        for (Value v : boundary_values(c)) out.push_back(v);
    return out;
}

/// Prints one line for each question and each choice of operands.
std::string program(const std::vector<Question>& all) {
    std::string text =
        "import struct\n"
        "def of(digits):\n    return struct.unpack('>d', bytes.fromhex(digits))[0]\n"
        "def text(v):\n    if type(v) is float:\n        return 'nan' if v != v else struct.pack('>d', v).hex()\n    return repr(v)\n"
        "def ask(f, *lists):\n"
        "    for a in lists[0]:\n"
        "        for b in lists[-1] if len(lists) == 2 else [None]:\n"
        "            try:\n                print(text(f(a, b)))\n"
        "            except Exception as e:\n                print('raises', type(e).__name__)\n";
    for (const Question& q : all) {
        std::string list;
        for (Value v : operands(q.op)) list += python_literal(v) + ", ";
        text += fmt::format("ask(lambda a, b: {}, [{}]{})\n", q.expression, list, uop_pops(q.op, q.oparg) == 2 ? fmt::format(", [{}]", list) : "");
    }
    return text;
}

/// The constant that takes the uop's place; nullopt when it stays.
std::optional<Value> folded(const Question& q, std::span<const Value> inputs) {
    jit::Trace trace = folding_trace(q.op, q.oparg, inputs);
    jit::Rewriter rewriter;
    rewriter.begin("constant_folding");
    constant_folding(trace, rewriter);
    const jit::TraceUop& u = trace.uops[inputs.size()];
    return u.op == q.op ? std::nullopt : std::optional(Value::from_bits(u.operand));
}

TEST(ConstantFolding, GivesWhatCPythonGives) {
    if (oracle::cpython_version() == 0) GTEST_SKIP() << "no CPython";
    const std::vector<Question> all = questions();
    const oracle::Outcome answers = oracle::run_in_cpython({}, program(all), {.seconds = 60});
    ASSERT_EQ(answers.status, oracle::Status::ok) << answers.note;
    std::istringstream lines(answers.output);
    std::string expected;
    for (const Question& q : all) {
        const std::vector<Value> values = operands(q.op);
        const bool binary = uop_pops(q.op, q.oparg) == 2;
        int folded_count = 0;
        for (Value a : values)
            for (Value b : binary ? values : std::vector{Value::none()}) {
                ASSERT_TRUE(std::getline(lines, expected));
                const std::array inputs = {a, b};
                const std::optional<Value> got = folded(q, std::span(inputs).first(binary ? 2 : 1));
                if (!got) continue;
                ++folded_count;
                EXPECT_EQ(python_text(*got), expected) << uop_name(q.op) << ' ' << q.oparg << " of " << python_text(a) << " and " << python_text(b);
            }
        EXPECT_GT(folded_count, 0) << uop_name(q.op) << " is never folded";
    }
    EXPECT_FALSE(std::getline(lines, expected)) << expected;
}

}  // namespace
}  // namespace sidewinder::fuzz
