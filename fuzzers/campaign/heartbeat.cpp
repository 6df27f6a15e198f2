// SPDX-License-Identifier: MIT
#include "fuzzers/campaign/heartbeat.hpp"

#include <algorithm>
#include <array>

namespace sidewinder::fuzz {

namespace {

using oracle::Engine;

/// Some of each layer; what they do shows in the output.
constexpr std::array<std::string_view, 10> chosen = {
    "folded_one_less", "wrong_operand_hole", "swapped_subtraction", "specialized_add_for_subtract", "missed_invalidation",
    "truncated_operand_hole", "inverted_branch_guard", "specialized_remainder_for_floor", "wrong_power", "compiled_remainder_for_floor"};

bool acts_on(std::string_view layer, const Engine& engine) {
    if (engine.is_cpython()) return false;
    if (layer == "specializer") return engine.id != oracle::EngineId::tier1_generic;
    if (layer == "recorder") return has_traces(engine.id);
    if (layer == "optimizer") return is_optimizing(engine.id);
    if (layer == "backend") return makes_machine_code(engine.id);
    return true;
}

}  // namespace

std::vector<const oracle::PlantedBug*> heartbeats_for(std::span<const Engine> engines) {
    std::vector<const oracle::PlantedBug*> bugs;
    for (std::string_view name : chosen) {
        const oracle::PlantedBug* bug = oracle::find_planted_bug(name);
        if (bug == nullptr) continue;
        const auto acts = std::ranges::count_if(engines, [&](const Engine& e) { return acts_on(bug->layer, e); });
        // What the reference has too, others may share.
        if (acts > 0 && !acts_on(bug->layer, engines[0])) bugs.push_back(bug);
        else if (acts == 1 && engines.size() > 1) bugs.push_back(bug);
    }
    return bugs;
}

}  // namespace sidewinder::fuzz
