// SPDX-License-Identifier: MIT
// Settings: what the options of the command, PYTHON_JIT and the configured default add up to.
// In: command line. Out: VmOptions and, for engines that have one, JitOptions.
#pragma once

#include "jit/tiering/jit_options.hpp"
#include "oracle/cpython.hpp"
#include "vm/base/result.hpp"
#include "vm/interpreter/vm.hpp"

#include <CLI/CLI.hpp>

#include <optional>
#include <string>
#include <vector>

namespace sidewinder::cli {

/// Exit status when the command itself was used wrongly, or the program cannot be read or parsed.
inline constexpr int usage_error = 2;

/// The rungs of ours that `--engine` names, lowest first; it also takes the name of a CPython.
inline constexpr const char* engine_names[] = {"tier1_generic", "tier1", "traces_unoptimized", "traces", "jit_unoptimized", "jit"};

class Settings {
public:
    VmOptions vm;
    jit::JitOptions jit;
    bool count_instructions = false;
    bool has_jit = false;  ///< a Jit is plugged in: traces are recorded
    std::string engine;    ///< the rung's name
    /// --engine named a CPython, which is to run the program instead; resolve() then changes nothing.
    std::optional<oracle::CPython> cpython;

    /// Adds the options that choose how a program runs.
    void add_engine_options(CLI::App& app);
    /// Adds thresholds and limits.
    void add_limit_options(CLI::App& app);
    /// To be called after parsing; the error says which options do not go together.
    Result<void> resolve();

private:
    Result<std::string> choose_engine() const;

    std::string jit_switch_;
    std::string engine_option_;
};

}  // namespace sidewinder::cli
