// SPDX-License-Identifier: MIT
// Distill: a corpus -> few of its programs that reach the same states of the JIT.
#pragma once

#include "fuzzers/campaign/corpus.hpp"
#include "oracle/engine.hpp"

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

namespace sidewinder::fuzz {

/// The features that a program reaches on any of `engines`, each in a child process.
std::vector<std::uint32_t> features_of(const std::string& text, std::span<const oracle::Engine> engines, const oracle::RunOptions& run);
/// Which of the sets together have all that any has: the one with most that is new first; of those the
/// one of least `cost`.
std::vector<std::size_t> cover(const std::vector<std::vector<std::uint32_t>>& sets, const std::vector<std::size_t>& cost);
/// Leaves those programs in `directory`/corpus that are needed, and moves the others to
/// `directory`/corpus.left-out. Prints what it did. 0, or 2: trouble.
int distill(const std::filesystem::path& directory);

}  // namespace sidewinder::fuzz
