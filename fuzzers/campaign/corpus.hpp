// SPDX-License-Identifier: MIT
// Corpus: programs that reached what none had reached before, as text files, from which others are
// made. What program i may be made of is what programs before it have left, so a campaign of one
// job makes the same programs each time, even when it is killed and goes on.
#pragma once

#include "fuzzers/generate/generator.hpp"

#include <compare>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace sidewinder::fuzz {

struct CorpusEntry {
    std::uint64_t campaign = 0, index = 0;  ///< that added it; 0: not a campaign
    std::string name;
    std::string text;
    friend auto operator<=>(const CorpusEntry&, const CorpusEntry&) = default;
};

class Corpus {
public:
    Corpus(std::filesystem::path folder, std::uint64_t campaign) : folder_(std::move(folder)), campaign_(campaign) {}

    /// Reads what others have added.
    void refresh();
    /// Those that were there before the campaign began.
    std::span<const CorpusEntry> seeds() const { return before({.campaign = campaign_, .name = {}, .text = {}}); }
    /// Those that program `index` may be made of.
    std::span<const CorpusEntry> before(std::uint64_t index) const { return before({.campaign = campaign_, .index = index, .name = {}, .text = {}}); }
    /// Keeps the text of program `index`. False when that could not be written, or was there already.
    bool add(std::uint64_t index, const std::string& text);

private:
    std::span<const CorpusEntry> before(const CorpusEntry& entry) const;

    std::filesystem::path folder_;
    std::uint64_t campaign_;
    std::vector<CorpusEntry> entries_;  ///< in order
};

/// A program made of one or two of `entries`, or of one and `fresh`; nullopt when they cannot be parsed.
std::optional<std::string> derive_program(std::span<const CorpusEntry> entries, ChoiceSequence& choices, const std::function<syntax::Module()>& fresh);

}  // namespace sidewinder::fuzz
