// SPDX-License-Identifier: MIT
// Bytes -> a generated program whose traces cannot all be compiled: of the operations on code memory
// that could fail (reserve it, find room for a trace, let it be written, let it run), each in turn does. The
// program goes on in the interpreter with the same outcome and leaks neither objects nor code.
#include "fuzzers/generate/generator.hpp"
#include "fuzzers/targets/planted_hooks.hpp"
#include "fuzzers/targets/report.hpp"
#include "oracle/compare.hpp"
#include "oracle/engine.hpp"
#include "vm/syntax/unparser.hpp"

#include <algorithm>

using namespace sidewinder;
using fuzz::ChoiceSequence;
using oracle::EngineId;

namespace {

/// Most failures tried for one program; where more are possible, some of them are.
constexpr std::uint64_t most_failures = 16;

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    ChoiceSequence choices{std::span(data + size - std::min<std::size_t>(size / 2, 40), std::min<std::size_t>(size / 2, 40))};
    std::string text = unparse(fuzz::Generator{ChoiceSequence(std::span(data, size))}.program());
    oracle::RunOptions run;
    run.fuel = 20'000;
    oracle::RunStatistics statistics;
    oracle::Outcome reference = run_program(EngineId::jit, text, run, &statistics);
    if (reference.status == oracle::Status::syntax_error) return 0;
    const std::uint64_t operations = statistics.code_operations;
    run.hooks = fuzz::planted_hooks();
    for (std::uint64_t i = 1; i <= std::min(operations, most_failures); ++i) {
        const bool all = operations <= most_failures || i <= 4;
        run.fail_code_operation = all ? i : 1 + choices.below(static_cast<std::uint32_t>(operations));
        oracle::RunStatistics failing;
        oracle::Verdict verdict = compare_engines(reference, run_program(EngineId::jit, text, run, &failing));
        if (verdict.different()) fuzz::report(fmt::format("operation {} of {} fails: {}", run.fail_code_operation, operations, verdict.to_text()), text);
        // The first four make the region and its entry: without those nothing is compiled.
        bool noticed = failing.jit.compile_failures > 0 || (run.fail_code_operation <= 4 && operations <= 4);
        if (!noticed) fuzz::report(fmt::format("operation {} of {} fails, and no compilation does", run.fail_code_operation, operations), text);
    }
    return 0;
}
