// SPDX-License-Identifier: MIT
// The uops that constant folding may fold, with what they may be given: those that uops.def flags as
// pure, so a new one takes part by being flagged.
#pragma once

#include "jit/optimizer/rules.hpp"
#include "jit/trace/trace.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace sidewinder::fuzz {

std::vector<Uop> foldable_uops();
/// Classes that the guards before `op` let through; those that it tests itself take any.
std::vector<jit::OperandClass> operand_classes(Uop op);
/// The operands, the uop, and each word of its result into a local.
jit::Trace folding_trace(Uop op, std::uint16_t oparg, std::span<const Value> inputs);

}  // namespace sidewinder::fuzz
