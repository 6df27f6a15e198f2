// SPDX-License-Identifier: MIT
// CPythons as engines: any number of commands, each in any of its modes. A pair has a long-lived child,
// its driver, that runs programs and answers Outcomes. What a build offers is found by trying it.
#pragma once

#include "oracle/outcome.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sidewinder::oracle {

/// The rungs of CPython's own ladder, each with one layer more; `plain` is as the command comes.
enum class CPythonMode : std::uint8_t { plain, generic, nojit, unoptimized, jit };
inline constexpr std::array cpython_modes = {CPythonMode::generic, CPythonMode::nojit, CPythonMode::unoptimized, CPythonMode::jit};
std::string_view mode_name(CPythonMode mode);

struct CPython {
    std::string command;  ///< arguments separated by blanks; empty: what set_cpython_command said, or a search
    CPythonMode mode = CPythonMode::plain;
    friend bool operator==(const CPython&, const CPython&) = default;
};

/// "cpython", "cpython:COMMAND", "cpython+MODE" or "cpython+MODE:COMMAND"; else nullopt.
std::optional<CPython> find_cpython(std::string_view name);
std::string cpython_name(const CPython& cpython);

struct CPythonLimits {
    double seconds = 2;          ///< of processor time
    bool fresh = false;          ///< in an interpreter that has run nothing yet
    bool exact = false;          ///< fill `observations`, which other engines have not
    std::uint16_t backward_threshold = 10, entry_threshold = 10, side_exit_threshold = 3;
};

/// A crash and a hang are Outcomes, and the driver is started again; `skipped` when there is no such
/// CPython or it has no such mode.
Outcome run_in_cpython(const CPython& cpython, std::string_view source, const CPythonLimits& limits);
/// Becomes the interpreter, in its mode, with these arguments; when that fails, gives why.
std::string become_cpython(const CPython& cpython, const std::vector<std::string>& arguments, const CPythonLimits& limits = {});
/// Major * 100 + minor of the interpreter found; 0 when there is none.
int cpython_version(const CPython& cpython = {});
/// Why `cpython` cannot be run; empty when it can.
std::string why_not_on_offer(const CPython& cpython, const CPythonLimits& limits = {});
/// The program to start where a CPython names none, as in "/usr/bin/python3". Takes effect when set
/// before the first run. Empty: search.
void set_cpython_command(std::string command);
const std::string& cpython_command();

}  // namespace sidewinder::oracle
