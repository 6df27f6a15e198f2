// SPDX-License-Identifier: MIT
// The assembly-level step between clang and the stencils: lays each function out so that its
// common path ends in the jump to the next stencil (which the backend then leaves out), and puts
// all else into a section of its own, .text.cold.NAME. clang cannot be told that what follows
// JIT_CONTINUE follows at once; without this step fewer than half of the jumps could go.
#pragma once

#include <string>
#include <string_view>

namespace sidewinder::jit {

/// AT&T assembly of functions each in a section .text.NAME, as clang -S -ffunction-sections writes
/// it. What is not a function is copied.
std::string optimize_assembly(std::string_view assembly);

}  // namespace sidewinder::jit
