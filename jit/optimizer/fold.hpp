// SPDX-License-Identifier: MIT
// Evaluates a pure uop on known words by running its own body: folding cannot disagree with
// execution about what an operation means.
#pragma once

#include "vm/objects/value.hpp"
#include "vm/uops/uop.hpp"

#include <optional>
#include <span>

namespace sidewinder::jit {

/// The result of `op` on `inputs` (the last is the top of the stack); nullopt when the uop is not
/// pure, would miss, or does not leave just one word.
std::optional<Value> evaluate_pure(Uop op, std::uint16_t oparg, std::span<const Value> inputs);

}  // namespace sidewinder::jit
