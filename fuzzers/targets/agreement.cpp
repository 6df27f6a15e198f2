// SPDX-License-Identifier: MIT
#include "fuzzers/targets/agreement.hpp"

#include "fuzzers/targets/coverage_counters.hpp"
#include "fuzzers/targets/planted_hooks.hpp"
#include "fuzzers/targets/report.hpp"
#include "oracle/ladder.hpp"

#include <fmt/format.h>

namespace sidewinder::fuzz {

using oracle::EngineId;

void check_agreement(std::string_view text) {
    oracle::RunOptions run;
    run.fuel = 20'000;
    run.coverage = coverage_counters();
    run.hooks = planted_hooks();
    const oracle::Outcome reference = run_program(EngineId::tier1_generic, text, run);
    for (EngineId id : {EngineId::tier1, EngineId::traces, EngineId::jit}) {
        const oracle::Verdict verdict = compare_engines(reference, run_program(id, text, run));
        if (verdict.different()) report(fmt::format("{}: {}", engine_name(id), verdict.to_text()), text);
    }
}

}  // namespace sidewinder::fuzz
