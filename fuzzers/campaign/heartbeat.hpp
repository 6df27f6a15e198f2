// SPDX-License-Identifier: MIT
// Heartbeat: now and then a campaign is shown a planted bug, to know that it still sees.
#pragma once

#include "oracle/engine.hpp"
#include "oracle/planted_bugs/planted_bugs.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace sidewinder::fuzz {

/// The bugs that a campaign of these engines must see, by their proofs: they act on some, not on
/// all, and crash none. Empty: there are none for them.
std::vector<const oracle::PlantedBug*> heartbeats_for(std::span<const oracle::Engine> engines);

}  // namespace sidewinder::fuzz
