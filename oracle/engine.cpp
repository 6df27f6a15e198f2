// SPDX-License-Identifier: MIT
// Names of engines, and one run on one of them.
#include "oracle/engine.hpp"

#include "oracle/session.hpp"

#include <fmt/format.h>

#include <map>

namespace sidewinder::oracle {

namespace {

constexpr std::array<std::string_view, 7> names = {
    "cpython", "tier1_generic", "tier1", "traces_unoptimized", "traces", "jit_unoptimized", "jit"};

}  // namespace

std::string engine_name(const Engine& engine) {
    if (engine.is_cpython()) return cpython_name(engine.cpython);
    return std::string(names[static_cast<std::size_t>(engine.id)]);
}

std::optional<Engine> find_engine(std::string_view name) {
    if (auto cpython = find_cpython(name)) return Engine(*cpython);
    for (EngineId id : all_engines)
        if (names[static_cast<std::size_t>(id)] == name) return id;
    return std::nullopt;
}

std::string option_text(const RunOptions& run) {
    const RunOptions ordinary;
    std::map<std::string_view, std::uint64_t> usual;
    for_each_number(ordinary, [&](std::string_view name, auto number) { usual[name] = static_cast<std::uint64_t>(number); });
    std::string text;
    for_each_number(run, [&](std::string_view name, auto number) {
        if (static_cast<std::uint64_t>(number) != usual[name]) text += fmt::format(" --{}={}", name, number);
    });
    if (run.force_exit_site.trace != 0) text += fmt::format(" --force-exit-site={}:{}", run.force_exit_site.trace, run.force_exit_site.uop);
    for (const std::string& pass : run.disabled_passes) text += " --disable-pass=" + pass;
    return text;
}

CPythonLimits cpython_limits(const RunOptions& options) {
    return {.seconds = options.cpython_seconds, .exact = options.cpython_exact, .backward_threshold = options.backward_threshold,
            .entry_threshold = options.entry_threshold, .side_exit_threshold = options.side_exit_threshold};
}

Outcome run_program(const Engine& engine, std::string_view source, const RunOptions& options, RunStatistics* statistics) {
    if (engine.is_cpython()) return run_in_cpython(engine.cpython, source, cpython_limits(options));
    Session session(engine.id, options);
    Outcome outcome = session.run(source);
    if (statistics) session.read_statistics(*statistics);
    session.finish(outcome);
    return outcome;
}

}  // namespace sidewinder::oracle
