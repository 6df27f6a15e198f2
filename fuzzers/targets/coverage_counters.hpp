// SPDX-License-Identifier: MIT
// Features of the Jit as counters of libFuzzer, so that it keeps inputs which reach new ones.
#pragma once

#include <cstdint>
#include <span>

namespace sidewinder::fuzz {

/// Where a run marks its features (RunOptions::coverage). libFuzzer clears it before each input;
/// without libFuzzer it is only memory.
std::span<std::uint8_t> coverage_counters();

}  // namespace sidewinder::fuzz
