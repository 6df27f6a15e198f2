// SPDX-License-Identifier: MIT
// Options that diff, replay, reduce and fuzz share: which engines, how programs run, planted bugs.
#pragma once

#include "oracle/ladder.hpp"

#include <CLI/CLI.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace sidewinder::cli {

/// Adds --engines; `chosen` must live until parsing is done, and keeps its value when not given.
void add_engines_option(CLI::App& app, std::vector<oracle::Engine>& chosen);
/// Adds thresholds, limits and the switches of the optimizer.
void add_rig_options(CLI::App& app, oracle::RunOptions& run);
/// Adds --force-exit, --force-exit-from and --force-exit-site, of which one can be given.
void add_force_exit_options(CLI::App& app, std::int64_t& once, std::int64_t& from, jit::ExitSite& site);
/// Adds --plant and --list-planted (which prints the table and ends).
void add_plant_option(CLI::App& app, std::string& name);

}  // namespace sidewinder::cli
