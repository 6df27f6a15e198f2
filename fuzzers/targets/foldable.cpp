// SPDX-License-Identifier: MIT
#include "fuzzers/targets/foldable.hpp"

#include "fuzzers/targets/trace_bench.hpp"
#include "vm/base/check.hpp"

#include <array>
#include <string_view>

namespace sidewinder::fuzz {

namespace {

using jit::OperandClass;

constexpr auto int_classes = std::to_array({OperandClass::int_min, OperandClass::int_negative, OperandClass::int_zero, OperandClass::int_positive, OperandClass::int_max});
constexpr auto float_classes = std::to_array({OperandClass::float_minus_zero, OperandClass::float_zero, OperandClass::float_finite, OperandClass::float_infinite, OperandClass::float_nan});
constexpr auto bool_classes = std::to_array({OperandClass::false_, OperandClass::true_});
constexpr auto other_classes = std::to_array({OperandClass::none});

}  // namespace

std::vector<Uop> foldable_uops() {
    std::vector<Uop> list;
    for (std::size_t i = 0; i < uop_count; ++i)
        if (auto op = static_cast<Uop>(i); traits(op).has(uop_flags::pure)) list.push_back(op);
    return list;
}

std::vector<OperandClass> operand_classes(Uop op) {
    std::vector<OperandClass> out;
    auto add = [&](const auto& list) {
        for (OperandClass c : list) out.push_back(c);
    };
    std::string_view name = uop_name(op);
    bool tests = name.starts_with("_TO_BOOL_");
    bool any_number = op == Uop::_BOTH_TO_FLOAT;
    if (tests || any_number || name.ends_with("_INT")) add(int_classes);
    if (tests || any_number || name.ends_with("_FLOAT")) add(float_classes);
    if (tests || op == Uop::_UNARY_NOT) add(bool_classes);
    if (tests) add(other_classes);
    SW_CHECK(!out.empty(), "{} may be folded, and nothing is known of its operands here", name);
    return out;
}

jit::Trace folding_trace(Uop op, std::uint16_t oparg, std::span<const Value> inputs) {
    jit::Trace trace;
    trace.entry = {TraceBench::locals, 0};
    std::uint32_t at = 0;
    for (Value v : inputs) trace.uops.push_back({Uop::_LOAD_CONST_INLINE_BORROW, 0, at++, v.bits, 0});
    trace.uops.push_back({op, oparg, at++, 0, 0});
    for (int i = 0; i < uop_pushes(op, oparg); ++i) trace.uops.push_back({Uop::_STORE_FAST, static_cast<std::uint16_t>(i), at++, 0, 0});
    trace.uops.push_back({Uop::_EXIT_TRACE, 0, at, 0, 0});
    return trace;
}

}  // namespace sidewinder::fuzz
