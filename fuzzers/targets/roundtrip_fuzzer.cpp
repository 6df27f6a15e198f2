// SPDX-License-Identifier: MIT
// Text forms lose nothing. Bytes -> a generated program, perhaps mutated: its text is read as the
// same tree and compiles to the same bytecode. The traces recorded while it runs, before and after
// optimization, and a random one: printed, read and printed again they are the same.
#include "fuzzers/generate/generator.hpp"
#include "fuzzers/mutate/mutator.hpp"
#include "fuzzers/targets/planted.hpp"
#include "fuzzers/targets/report.hpp"
#include "fuzzers/targets/syntax_checks.hpp"
#include "jit/trace/trace_text.hpp"
#include "oracle/engine.hpp"
#include "vm/interpreter/vm.hpp"
#include "vm/objects/operations.hpp"
#include "vm/syntax/parser.hpp"
#include "vm/syntax/unparser.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

using namespace sidewinder;
using fuzz::ChoiceSequence;
using jit::Trace;
using jit::TraceUop;

namespace {

/// Objects print as <kind name>, which cannot be read; text can.
bool can_be_read(const TraceUop& u) {
    Value v = Value::from_bits(u.operand);
    if (!jit::operand_is_value(u.op)) return true;
    return v.is_pointer() ? is_kind(v, Kind::string) : !v.is_not_implemented();
}

/// What a uop's line shows must come back: neither which object a text is, nor the sign of a nan.
bool same_uop(const TraceUop& a, const TraceUop& b) {
    bool shows_operand = jit::operand_is_value(a.op) || jit::operand_is_frame(a.op) || traits(a.op).operand == OperandKind::u32;
    Value v = Value::from_bits(a.operand);
    bool is_free = jit::operand_is_value(a.op) && (v.is_pointer() || (v.is_float() && std::isnan(v.as_float())));
    return a.op == b.op && a.target == b.target && a.borrowed == b.borrowed && (!jit::uses_oparg(a.op) || a.oparg == b.oparg) &&
           (!shows_operand || is_free || a.operand == b.operand);
}

void check_trace(const Trace& trace, Thread& thread) {
    Trace readable;
    readable.entry = trace.entry;
    readable.uops = trace.uops;
    for (TraceUop& u : readable.uops)
        if (!can_be_read(u)) u.operand = Value::none().bits;
    std::string text = print_trace(readable);
    auto again = jit::parse_trace(&thread, text);
    if (!again) fuzz::report("a printed trace is refused: " + again.error().message, text);
    if (fuzz::is_planted("lost_targets"))
        for (TraceUop& u : again->uops) u.target = 0;
    if (again->entry != readable.entry || again->uops.size() != readable.uops.size()) fuzz::report("a printed trace is read as another", text);
    for (std::size_t i = 0; i < readable.uops.size(); ++i)
        if (!same_uop(readable.uops[i], again->uops[i]))
            fuzz::report(fmt::format("uop {} is read as {}", print_uop(readable.uops[i]), print_uop(again->uops[i])), text);
    std::string second = print_trace(*again);
    if (second != text) fuzz::report("printing is no fixpoint, " + fuzz::first_difference(text, second), text);
}

Value random_value(ChoiceSequence& c, Thread& thread, std::vector<Ref>& owned) {
    switch (c.below(5)) {
        case 0: return Value::small_int(static_cast<std::int64_t>(c.word()) >> (15 + c.below(48)));
        case 1: {
            double d = std::bit_cast<double>(c.word());
            return Value::number(d != d ? 0.5 : d);
        }
        case 2: return c.pick({Value::none(), Value::true_(), Value::false_(), Value::null()});
        case 3: return Value::number(c.pick({0.0, -0.0, 1e22, 5e-324, 1.7976931348623157e308, __builtin_inf(), -__builtin_inf(), __builtin_nan("")}));
        default: {
            std::string text;
            for (int i = c.between(0, 6); i > 0; --i) text += c.pick({"a", "'", "\"", "\\", "\n", ")", "(", "\xC3\xA9", "\xF0\x9F\x90\x8D", " ", "#", "\x7F"});
            owned.push_back(make_string(thread, text));
            return owned.back().get();
        }
    }
}

/// Any uops in any order: what prints need not verify.
Trace random_trace(ChoiceSequence& c, Thread& thread) {
    Trace trace;
    trace.entry = {c.below(300), c.below(300)};
    for (int i = c.between(0, 40); i > 0; --i) {
        TraceUop u{.op = static_cast<Uop>(c.below(uop_count)), .oparg = static_cast<std::uint16_t>(c.below(65536)), .target = c.below(65536)};
        if (c.chance(20)) u.borrowed = static_cast<std::uint32_t>(c.word());
        if (jit::operand_is_value(u.op)) u.operand = random_value(c, thread, trace.owned).bits;
        else if (jit::leaves_frame(u.op) || jit::resumes_frame(u.op)) u.operand = jit::FrameShape{c.below(65536), c.below(65536)}.pack();
        else if (jit::operand_is_frame(u.op)) u.operand = jit::FrameShape{c.below(65536), 0}.pack();
        else if (traits(u.op).operand == OperandKind::u32) u.operand = static_cast<std::uint32_t>(c.word());
        trace.uops.push_back(u);
    }
    return trace;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    // The last bytes make the trace: most programs need fewer than there are.
    std::size_t of_trace = std::min<std::size_t>(size / 2, 400);
    ChoiceSequence choices{std::span(data, size)}, trace_choices{std::span(data + size - of_trace, of_trace)};
    syntax::Module tree = fuzz::Generator{choices}.program();
    std::string text = unparse(tree);
    Vm vm(VmOptions{});
    check_trace(random_trace(trace_choices, vm.thread), vm.thread);
    oracle::RunOptions run;
    run.fuel = 5'000;
    run.hooks.recorded = run.hooks.optimized = [&](const Trace& trace) { check_trace(trace, vm.thread); };
    run_program(oracle::EngineId::traces, text, run);
    fuzz::check_roundtrip(tree, text);
    mutate(tree, trace_choices);
    // Mutation may empty a block, which prints as a pass: the tree to begin with is the text's.
    std::string mutated = unparse(tree);
    auto read = syntax::parse(mutated);
    if (!read) fuzz::report(fmt::format("a mutated program is refused, line {}: {}", read.error().line, read.error().message), mutated);
    fuzz::check_roundtrip(*read, mutated);
    return 0;
}
