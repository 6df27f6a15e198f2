// SPDX-License-Identifier: MIT
// What the recorder can write down for an instruction: the universe of recorded uops and pairs.
#pragma once

#include "vm/bytecode/instruction.hpp"

#include <vector>

namespace sidewinder::jit {

using UopSequence = std::vector<Uop>;

/// All sequences that the recorder may write for `opcode`, each with what stands before every
/// instruction; empty for instructions that traces cannot contain.
std::vector<UopSequence> recorded_sequences(Opcode opcode);

}  // namespace sidewinder::jit
