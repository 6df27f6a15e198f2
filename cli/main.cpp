// SPDX-License-Identifier: MIT
// The command `sidewinder`: picks the subcommand. Without one it runs a program, as python does.
#include "cli/commands.hpp"
#include "cli/settings.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <exception>

namespace sidewinder::cli {

namespace {

struct Command {
    const char* name;
    int (*run)(const Arguments&);
};

constexpr Command commands[] = {
    {"explain", explain_command},
    {"optimize", optimize_command},
    {"diff", diff_command},
    {"fuzz", fuzz_command},
    {"reduce", reduce_command},
    {"replay", replay_command},
    {"report", report_command},
    {"score", score_command},
};

int dispatch(Arguments arguments) {
    if (arguments.empty()) return run_command(arguments);
    for (const Command& command : commands)
        if (arguments[0] == command.name) {
            arguments.erase(arguments.begin());
            return command.run(arguments);
        }
    return run_command(arguments);
}

}  // namespace

std::optional<int> parse(CLI::App& app, const Arguments& arguments) {
    try {
        // CLI11 takes its vector last argument first.
        app.parse(Arguments(arguments.rbegin(), arguments.rend()));
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() == 0) return app.exit(error);
        fmt::print(stderr, "{}: {}\nTry '{} --help'.\n", app.get_name(), error.what(), app.get_name());
        return usage_error;
    }
    return std::nullopt;
}

}  // namespace sidewinder::cli

int main(int argc, char** argv) {
    try {
        return sidewinder::cli::dispatch({argv + 1, argv + argc});
    } catch (const std::exception& error) {
        fmt::print(stderr, "sidewinder: {}\n", error.what());
        return sidewinder::cli::usage_error;
    }
}
