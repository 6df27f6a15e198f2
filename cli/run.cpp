// SPDX-License-Identifier: MIT
// `sidewinder [OPTION...] PROGRAM.py [ARG...]`, `-c CODE`, `-`: runs a program. As with python,
// options come before the program; what comes after it is the program's own.
#include "cli/commands.hpp"
#include "cli/listing.hpp"
#include "cli/program.hpp"
#include "cli/settings.hpp"
#include "cli/statistics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

namespace sidewinder::cli {

namespace {

constexpr const char* footer =
    "Programs: sidewinder [OPTIONS] PROGRAM.py [ARG...], -c CODE [ARG...], or - for standard input.\n\n"
    "Commands (sidewinder COMMAND --help):\n"
    "  explain PROGRAM.py   bytecode, uops, optimized uops, machine code, exits\n"
    "  optimize FILE.trace  run optimizer passes on a trace typed by hand\n"
    "  diff PROGRAM.py      run on every engine and compare\n"
    "  fuzz                 make programs and compare engines on them\n"
    "  reduce FILE          shrink a program on which engines differ\n"
    "  replay [PATH...]     run kept regressions again\n"
    ;

/// The command line, cut where the program begins.
struct CommandLine {
    Arguments options;
    bool has_program = false, is_code = false;
    std::string program;  ///< path, "-" or code
    Arguments rest;
};

/// True when `option` is one of the app's and its value is the next argument.
bool takes_value(CLI::App& app, const std::string& option) {
    const CLI::Option* known = app.get_option_no_throw(option);
    return known != nullptr && known->get_items_expected_max() > 0;
}

CommandLine cut(CLI::App& app, const Arguments& arguments) {
    CommandLine line;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const std::string& a = arguments[i];
        bool code = a == "-c" && i + 1 < arguments.size();
        if (code || a == "-" || !a.starts_with('-')) {
            line.has_program = true;
            line.is_code = code;
            line.program = code ? arguments[++i] : a;
            line.rest.assign(arguments.begin() + static_cast<std::ptrdiff_t>(i) + 1, arguments.end());
            return line;
        }
        line.options.push_back(a);
        if (takes_value(app, a) && i + 1 < arguments.size()) line.options.push_back(arguments[++i]);
    }
    return line;
}

/// As `python` is called: the program and what comes after it.
int run_in_cpython(const oracle::CPython& cpython, const CommandLine& line) {
    Arguments arguments;
    if (line.is_code) arguments.emplace_back("-c");
    arguments.push_back(line.program);
    arguments.insert(arguments.end(), line.rest.begin(), line.rest.end());
    return complain(oracle::become_cpython(cpython, arguments));
}

Result<Program> find_program(const CommandLine& line) {
    Result<Program> program = line.is_code ? Program{line.program, "<string>", {"-c"}} : read_program(line.program);
    if (program) program->arguments.insert(program->arguments.end(), line.rest.begin(), line.rest.end());
    return program;
}

struct Reports {
    bool statistics = false;
    std::vector<std::string> dumps;
};

int run_program(const Program& program, const Settings& settings, const Reports& reports) {
    Session session(settings);
    if (!session.compile(program)) return usage_error;
    int status = session.run(program);
    auto wants = [&](const char* what) { return std::ranges::find(reports.dumps, what) != reports.dumps.end(); };
    std::string text;
    if (wants("bytecode")) text += list_bytecode(*session.code());
    if (session.jit() != nullptr)
        for (const jit::Executor* e : session.jit()->executors())
            text += list_executor(*e, {.recorded = wants("trace"), .optimized = wants("optimized"), .code = wants("code")});
    if (reports.statistics) text += describe_statistics(session.vm(), session.jit(), settings.engine);
    std::fputs(text.c_str(), stderr);
    return status;
}

}  // namespace

int run_command(const Arguments& arguments) {
    CLI::App app("Runs Python programs on a specializing interpreter and a copy-and-patch JIT.", "sidewinder");
    app.footer(footer);
    app.set_version_flag("--version,-V", "sidewinder " SIDEWINDER_VERSION " (language of Python 3.14; JIT: " SIDEWINDER_EXPERIMENTAL_JIT ")");
    std::string code;
    app.add_option("-c", code, "run CODE");
    Settings settings;
    settings.add_engine_options(app);
    settings.add_limit_options(app);
    Reports reports;
    app.add_flag("--stats", reports.statistics, "report afterwards what the JIT did, to standard error");
    bool no_count = false;
    app.add_flag("--no-count", no_count, "with --stats: do not count instructions, which costs time and uops");
    app.add_flag("--perf-map", settings.jit.perf_map, "name traces to perf in /tmp/perf-PID.map");
    app.add_flag("--gdb", settings.jit.debugger, "name traces to gdb");
    app.add_option("--dump", reports.dumps, "print after the run: bytecode, trace, optimized, code (separated by commas)")
        ->delimiter(',')
        ->check(CLI::IsMember({"bytecode", "trace", "optimized", "code"}));
    CommandLine line = cut(app, arguments);
    if (auto status = parse(app, line.options)) return *status;
    if (!line.has_program) return complain("no program given. Try 'sidewinder --help'.");
    if (auto resolved = settings.resolve(); !resolved) return complain(resolved.error().message);
    if (settings.cpython) return run_in_cpython(*settings.cpython, line);
    settings.count_instructions = settings.jit.recorder.count_instructions = reports.statistics && !no_count;
    settings.jit.keep_recorded = !reports.dumps.empty();
    auto program = find_program(line);
    if (!program) return complain(program.error().message);
    return on_big_stack([&] { return run_program(*program, settings, reports); });
}

}  // namespace sidewinder::cli
