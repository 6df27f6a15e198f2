// SPDX-License-Identifier: MIT
// Bytes -> a program -> all engines of ours in this process; aborts when two differ. Campaigns do
// the same with more comfort; this is for fuzzing engines that steer by coverage.
#include "fuzzers/generate/generator.hpp"
#include "fuzzers/targets/coverage_counters.hpp"
#include "oracle/ladder.hpp"
#include "vm/syntax/unparser.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>

using namespace sidewinder;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::Generator generator{fuzz::ChoiceSequence(std::span(data, size))};
    std::string text = syntax::unparse(generator.program());
    oracle::RunOptions run;
    run.fuel = 50'000;
    run.coverage = fuzz::coverage_counters();
    oracle::Outcome reference = run_program(oracle::EngineId::tier1_generic, text, run);
    for (oracle::EngineId id : {oracle::EngineId::tier1, oracle::EngineId::traces, oracle::EngineId::jit}) {
        oracle::Verdict verdict = compare_engines(reference, run_program(id, text, run));
        if (!verdict.different()) continue;
        fmt::print(stderr, "{}\n{}: {}\n", text, oracle::engine_name(id), verdict.to_text());
        std::abort();
    }
    return 0;
}
