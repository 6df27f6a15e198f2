// SPDX-License-Identifier: MIT
// CPython as an engine: a long-lived child that runs programs and answers Outcomes. Found by trying
// real binaries; where there is none, its outcome is `skipped`.
#pragma once

#include "oracle/outcome.hpp"

#include <string>
#include <string_view>

namespace sidewinder::oracle {

/// Runs in the driver of this process, which is started at first use and again after it died.
Outcome run_in_cpython(std::string_view source, double seconds);
/// Major * 100 + minor of the interpreter found; 0 when there is none.
int cpython_version();
/// The program to start, as in "/usr/bin/python3"; arguments are separated by blanks. Takes effect
/// when set before the first run. Empty: search.
void set_cpython_command(std::string command);

}  // namespace sidewinder::oracle
