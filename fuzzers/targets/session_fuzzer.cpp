// SPDX-License-Identifier: MIT
// Bytes -> some programs that run one after another in one Vm with its Jit. What one leaves behind
// (interned text, cached classes, traces, freed memory that is used again) must not show in
// another: each has the outcome that it has alone. At the end nothing is left.
#include "fuzzers/generate/generator.hpp"
#include "fuzzers/mutate/mutator.hpp"
#include "fuzzers/targets/coverage_counters.hpp"
#include "fuzzers/targets/planted_hooks.hpp"
#include "fuzzers/targets/report.hpp"
#include "oracle/compare.hpp"
#include "oracle/session.hpp"
#include "vm/syntax/unparser.hpp"

#include <algorithm>
#include <vector>

using namespace sidewinder;
using fuzz::ChoiceSequence;
using oracle::EngineId;

namespace {

/// Programs, of which some are another one again, or one with small changes.
std::vector<std::string> programs(std::span<const std::uint8_t> data, ChoiceSequence& c) {
    std::vector<std::string> texts;
    const std::size_t count = 2 + c.below(4);
    std::span<const std::uint8_t> rest = data;
    while (texts.size() < count) {
        syntax::Module tree = fuzz::Generator{ChoiceSequence(rest)}.program();
        texts.push_back(unparse(tree));
        if (c.chance(30)) texts.push_back(texts[c.below(static_cast<std::uint32_t>(texts.size()))]);
        if (c.chance(30)) mutate(tree, c), texts.push_back(unparse(tree));
        rest = rest.subspan(rest.size() / 2);
    }
    return texts;
}

std::string joined(const std::vector<std::string>& texts, std::size_t upto) {
    std::string all;
    for (std::size_t i = 0; i <= upto; ++i) all += fmt::format("# ---- program {}\n{}", i + 1, texts[i]);
    return all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::size_t tail = std::min<std::size_t>(size / 4, 100);
    ChoiceSequence choices{std::span(data + size - tail, tail)};
    std::vector<std::string> texts = programs(std::span(data, size), choices);
    EngineId engine = choices.pick({EngineId::jit, EngineId::traces, EngineId::tier1, EngineId::jit_unoptimized});
    oracle::RunOptions run;
    run.fuel = 20'000;
    run.coverage = fuzz::coverage_counters();
    oracle::RunOptions planted = run;
    planted.hooks = fuzz::planted_hooks();
    oracle::Session session(engine, planted);
    oracle::Outcome last;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        oracle::Outcome alone = run_program(engine, texts[i], run);
        last = session.run(texts[i]);
        session.end_program(last);
        alone.leaked = last.leaked;  // counted at the end
        oracle::Verdict verdict = compare_engines(alone, last);
        if (verdict.different()) fuzz::report(fmt::format("{}, program {}: {}", engine_name(engine), i + 1, verdict.to_text()), joined(texts, i));
    }
    session.finish(last);
    if (last.leaked != 0) fuzz::report(fmt::format("{}: {} objects are left", engine_name(engine), last.leaked), joined(texts, texts.size() - 1));
    return 0;
}
