// SPDX-License-Identifier: MIT
// Patching: puts values into the holes of copied stencils. One function a kind, each range-checked
// in every build type; what does not fit is refused, never truncated.
#pragma once

#include "jit/stencils/stencil.hpp"

#include <cstdint>

namespace sidewinder::jit {

/// Writes `value` + addend as `hole` wants it into `code` (a copy that will run at address
/// `code_address`). False: it does not fit. The formulas are those of the System V x86-64 ABI's
/// relocation table: S + A, and S + A - P for pc32.
bool patch_hole(std::uint8_t* code, std::uint64_t code_address, const Hole& hole, std::uint64_t value);

}  // namespace sidewinder::jit
