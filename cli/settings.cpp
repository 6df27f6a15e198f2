// SPDX-License-Identifier: MIT
// Which engine runs: --engine, else --jit, else PYTHON_JIT, else what the build was configured for.
#include "cli/settings.hpp"

#include "cli/rig_options.hpp"
#include "jit/optimizer/pipeline.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>

namespace sidewinder::cli {

namespace {

constexpr std::string_view configured = SIDEWINDER_EXPERIMENTAL_JIT;

std::vector<std::string> pass_names() {
    std::vector<std::string> names;
    for (const jit::PassEntry& pass : jit::passes()) names.emplace_back(pass.name);
    return names;
}

/// Empty when it is the name of an engine, as CLI11 wants it.
std::string check_engine(const std::string& name) {
    if (std::ranges::find(engine_names, name) != std::end(engine_names) || oracle::find_cpython(name)) return {};
    return fmt::format("no engine is called '{}': there are {} and cpython+MODE:COMMAND", name, fmt::join(engine_names, " "));
}

std::string engine_when_on() { return configured == "interpreter" ? "traces" : "jit"; }

}  // namespace

void Settings::add_engine_options(CLI::App& app) {
    app.add_option("--jit", jit_switch_, "switch the JIT on or off (also PYTHON_JIT=1 or 0)")->check(CLI::IsMember({"on", "off"}));
    app.add_option("--engine", engine_option_, "run on this rung of the ladder; cpython+MODE:COMMAND is a CPython (see sidewinder fuzz --help)")->check(check_engine);
    app.add_option("--disable-pass", jit.disabled_passes, "leave this optimizer pass out (may be repeated)")
        ->expected(1)
        ->take_all()
        ->check(CLI::IsMember(pass_names()));
    app.add_flag("!--no-peel", jit.peel_loops, "do not write the first iteration of loops out before the loop");
    app.add_option("--max-rewrites", jit.max_rewrites, "let the optimizer make only the first N changes")->check(CLI::NonNegativeNumber);
    add_force_exit_options(app, jit.force_exit, jit.force_exit_from, jit.force_exit_site);
}

void Settings::add_limit_options(CLI::App& app) {
    app.add_option("--backward-threshold", jit.backward_threshold, "loop iterations before a trace is recorded")->capture_default_str();
    app.add_option("--entry-threshold", jit.entry_threshold, "function entries before a trace is recorded")->capture_default_str();
    app.add_option("--side-exit-threshold", jit.side_exit_threshold, "exits by one way before a side trace is recorded")->capture_default_str();
    app.add_option("--fuel", vm.fuel, "stop after N loop iterations and function entries, and as much work of natives")->check(CLI::NonNegativeNumber);
    app.add_option("--memory-limit", vm.memory_limit, "bytes that the program may use, as in 512MB")
        ->transform(CLI::AsSizeValue(false));
}

Result<std::string> Settings::choose_engine() const {
    if (!engine_option_.empty() && !jit_switch_.empty()) return fail("--engine and --jit cannot be used together");
    if (!engine_option_.empty()) {
        if (configured == "no" && engine_option_.starts_with("jit"))
            return fail(fmt::format("--engine {}: this build was configured without machine code (SIDEWINDER_EXPERIMENTAL_JIT=no)", engine_option_));
        return engine_option_;
    }
    if (configured == "no") {
        if (jit_switch_ == "on") return fail("--jit=on: this build was configured without a JIT (SIDEWINDER_EXPERIMENTAL_JIT=no)");
        return "tier1";
    }
    bool on = configured != "yes-off";
    if (const char* environment = std::getenv("PYTHON_JIT"); environment != nullptr && *environment != '\0')
        on = std::string_view(environment) != "0";
    if (!jit_switch_.empty()) on = jit_switch_ == "on";
    return on ? engine_when_on() : "tier1";
}

Result<void> Settings::resolve() {
    cpython = oracle::find_cpython(engine_option_);
    if (cpython) return {};
    auto chosen = choose_engine();
    if (!chosen) return fail(chosen.error().message);
    engine = *chosen;
    vm.specialize = engine != "tier1_generic";
    has_jit = !engine.starts_with("tier1");
    jit.machine_code = engine.starts_with("jit");
    jit.optimize = !engine.ends_with("_unoptimized");
    return {};
}

}  // namespace sidewinder::cli
