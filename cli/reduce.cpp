// SPDX-License-Identifier: MIT
// `sidewinder reduce FILE`: shrinks a program on which engines differ, keeping verdict and blame.
#include "cli/commands.hpp"
#include "cli/program.hpp"
#include "cli/rig_options.hpp"

#include "fuzzers/rig.hpp"

namespace sidewinder::cli {

int reduce_command(const Arguments& arguments) {
    CLI::App app("Shrinks a program on which engines differ; verdict and blame stay the same.", "sidewinder reduce");
    app.footer("Exit status: 0 reduced, 1 the engines agree, 2 trouble.");
    fuzz::ReduceOptions options;
    std::string path;
    app.add_option("file", path, "a Python file")->required();
    app.add_option("--out", options.output, "write the small program here (default: standard output)");
    app.add_option("--seconds", options.limits.seconds, "how long")->capture_default_str()->check(CLI::PositiveNumber);
    app.add_option("--executions", options.limits.executions, "programs to try")->capture_default_str()->check(CLI::PositiveNumber);
    add_engines_option(app, options.ladder.engines);
    add_rig_options(app, options.ladder.run);
    add_plant_option(app, options.planted_bug);
    if (auto status = parse(app, arguments)) return *status;
    return on_big_stack([&] { return fuzz::reduce_file(path, options); });
}

}  // namespace sidewinder::cli
