// SPDX-License-Identifier: MIT
#include "cli/rig_options.hpp"

#include "jit/optimizer/pipeline.hpp"
#include "oracle/cpython.hpp"
#include "oracle/planted_bugs/planted_bugs.hpp"

#include <fmt/format.h>

#include <charconv>

namespace sidewinder::cli {

namespace {

/// Empty when it is the name of an engine, as CLI11 wants it.
std::string check_engine(const std::string& name) {
    if (oracle::find_engine(name)) return {};
    std::string known;
    for (oracle::EngineId id : oracle::all_engines) known += fmt::format("{} ", oracle::engine_name(id));
    return fmt::format("no engine is called '{}': there are {}and cpython+MODE:COMMAND", name, known);
}

std::string list_planted() {
    std::string out;
    for (const oracle::PlantedBug& bug : oracle::planted_bugs())
        out += fmt::format("{:<36} {:<12} {} ({})\n", bug.name, bug.layer, bug.what, bug.bug_class);
    return out;
}

}  // namespace

void add_engines_option(CLI::App& app, std::vector<oracle::Engine>& chosen) {
    auto choose = [&chosen](const std::vector<std::string>& names) {
        chosen.clear();
        for (const std::string& name : names) chosen.push_back(*oracle::find_engine(name));
    };
    app.add_option_function<std::vector<std::string>>("--engines", choose,
                                                    "engines to run, separated by commas; cpython:COMMAND is another CPython, and "
                                                    "cpython+MODE[:COMMAND] runs it as MODE says: generic (nothing is specialized), nojit, "
                                                    "unoptimized (traces as recorded) or jit")
        ->delimiter(',')
        ->expected(1)
        ->take_all()
        ->check(check_engine);
}

void add_rig_options(CLI::App& app, oracle::RunOptions& run) {
    std::vector<std::string> passes;
    for (const jit::PassEntry& pass : jit::passes()) passes.emplace_back(pass.name);
    app.add_option_function<std::string>("--cpython", oracle::set_cpython_command, "command that starts the CPython to compare with");
    app.add_option("--fuel", run.fuel, "what a program may use: loop iterations, function entries, work of natives")->capture_default_str();
    app.add_option("--memory-limit", run.memory_limit, "bytes a program may use, as in 64MB")->transform(CLI::AsSizeValue(false));
    app.add_option("--recursion-limit", run.recursion_limit, "nested calls a program may make")->capture_default_str();
    app.add_option("--adaptive-threshold", run.adaptive_threshold, "runs of an instruction before it is specialized")->check(CLI::Range(1, 1000));
    app.add_option("--backward-threshold", run.backward_threshold, "loop iterations before a trace is recorded")->capture_default_str();
    app.add_option("--entry-threshold", run.entry_threshold, "function entries before a trace is recorded")->capture_default_str();
    app.add_option("--side-exit-threshold", run.side_exit_threshold, "exits before a side trace is recorded")->capture_default_str();
    app.add_option("--perturbation", run.perturbation, "dictionaries and heap laid out in another way for each number, which no program may notice");
    app.add_option("--max-rewrites", run.max_rewrites, "let the optimizer make only the first N changes")->check(CLI::NonNegativeNumber);
    add_force_exit_options(app, run.force_exit, run.force_exit_from, run.force_exit_site);
    app.add_option("--disable-pass", run.disabled_passes, "leave this optimizer pass out (may be repeated)")
        ->expected(1)
        ->take_all()
        ->check(CLI::IsMember(passes));
}

void add_force_exit_options(CLI::App& app, std::int64_t& once, std::int64_t& from, jit::ExitSite& site) {
    auto* first = app.add_option("--force-exit", once, "make the N-th guard that is executed in a trace miss")->check(CLI::PositiveNumber);
    auto* all = app.add_option("--force-exit-from", from, "make the N-th guard and all after it miss")->check(CLI::PositiveNumber)->excludes(first);
    auto read_site = [&site](const std::string& text) {
        auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), site.trace);
        const char* last = text.data() + text.size();
        if (error != std::errc{} || site.trace == 0 || end == last || *end != ':' || std::from_chars(end + 1, last, site.uop).ptr != last || end + 1 == last)
            throw CLI::ValidationError("--force-exit-site", fmt::format("'{}' is not TRACE:UOP, as in 2:15", text));
    };
    app.add_option_function<std::string>("--force-exit-site", read_site, "make the guard at uop UOP of trace TRACE miss each time")
        ->type_name("TRACE:UOP")
        ->excludes(first)
        ->excludes(all);
}

void add_plant_option(CLI::App& app, std::string& name) {
    auto known = [](const std::string& given) {
        return oracle::find_planted_bug(given) != nullptr ? "" : fmt::format("no planted bug is called '{}': see --list-planted", given);
    };
    app.add_option("--plant", name, "put this bug into the JIT first: the rig must find it")->check(known);
    auto list = [] {
        fmt::print("{}", list_planted());
        throw CLI::Success();
    };
    app.add_flag_callback("--list-planted", list, "list the bugs that can be planted");
}

}  // namespace sidewinder::cli
