// SPDX-License-Identifier: MIT
// The subcommands, one a file. Each takes the arguments after its own name and gives the exit
// status: 0, 1 (the guest failed, or engines differ), 2 (used wrongly).
#pragma once

#include <CLI/CLI.hpp>

#include <optional>
#include <string>
#include <vector>

namespace sidewinder::cli {

using Arguments = std::vector<std::string>;

int run_command(const Arguments& arguments);       ///< no subcommand: `sidewinder PROGRAM.py`
int explain_command(const Arguments& arguments);
int optimize_command(const Arguments& arguments);
int diff_command(const Arguments& arguments);
int replay_command(const Arguments& arguments);
int report_command(const Arguments& arguments);
int score_command(const Arguments& arguments);
int fuzz_command(const Arguments& arguments);
int reduce_command(const Arguments& arguments);

/// Parses; a value means: stop with this exit status (help was printed, or an error).
std::optional<int> parse(CLI::App& app, const Arguments& arguments);

}  // namespace sidewinder::cli
