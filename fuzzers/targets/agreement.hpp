// SPDX-License-Identifier: MIT
// What targets that run programs check: all engines of ours agree.
#pragma once

#include <string_view>

namespace sidewinder::fuzz {

/// Runs the program on each rung in this process; reports and aborts when two differ.
void check_agreement(std::string_view text);

}  // namespace sidewinder::fuzz
