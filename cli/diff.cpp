// SPDX-License-Identifier: MIT
// `sidewinder diff PROGRAM.py`: the program on every rung of the ladder, and which layer is to
// blame where they differ.
#include "cli/commands.hpp"
#include "cli/program.hpp"
#include "cli/rig_options.hpp"

#include "oracle/planted_bugs/planted_bugs.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace sidewinder::cli {

int diff_command(const Arguments& arguments) {
    CLI::App app("Runs a program on every engine and compares all that can be observed.", "sidewinder diff");
    app.footer("Exit status: 0 the engines agree, 1 they differ, 2 the program cannot be read.");
    std::string path, planted;
    bool json = false, in_process = false;
    oracle::LadderOptions options;
    app.add_option("program", path, "a Python file, or - for standard input")->required();
    add_engines_option(app, options.engines);
    add_rig_options(app, options.run);
    add_plant_option(app, planted);
    app.add_flag("--lockstep", options.lockstep, "compare engines that end the same while they run, too");
    app.add_flag("--in-process", in_process, "do not run each engine in a process of its own (for debuggers)");
    app.add_flag("--json", json, "print the report as JSON");
    if (auto status = parse(app, arguments)) return *status;
    auto program = read_program(path);
    if (!program) return complain(program.error().message);
    if (!planted.empty()) oracle::plant(planted, options.run.hooks);
    options.isolated = !in_process;
    return on_big_stack([&] {
        oracle::LadderReport report = oracle::run_ladder(program->source, options);
        fmt::print("{}", json ? report.to_json().dump(2) + "\n" : report.to_text());
        return report.agreed() ? 0 : 1;
    });
}

}  // namespace sidewinder::cli
