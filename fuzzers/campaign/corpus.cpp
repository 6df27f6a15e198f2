// SPDX-License-Identifier: MIT
#include "fuzzers/campaign/corpus.hpp"

#include "fuzzers/campaign/files.hpp"
#include "fuzzers/mutate/mutator.hpp"
#include "vm/syntax/parser.hpp"
#include "vm/syntax/unparser.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <set>

namespace sidewinder::fuzz {

namespace {

std::string file_name(std::uint64_t campaign, std::uint64_t index) { return fmt::format("{:04}-{:010}.py", campaign, index); }

/// Who added the file; 0 and 0 for names that people gave.
CorpusEntry entry_of(const std::string& name) {
    CorpusEntry entry{.name = name, .text = {}};
    unsigned long long campaign = 0, index = 0;
    if (std::sscanf(name.c_str(), "%llu-%llu.py", &campaign, &index) == 2 && name == file_name(campaign, index)) entry.campaign = campaign, entry.index = index;
    return entry;
}

}  // namespace

void Corpus::refresh() {
    std::set<std::string_view> known;
    for (const CorpusEntry& entry : entries_) known.insert(entry.name);
    std::vector<CorpusEntry> found;
    std::error_code error;
    for (const auto& file : std::filesystem::directory_iterator(folder_, error)) {
        const std::string name = file.path().filename().string();
        if (file.path().extension() != ".py" || name.starts_with(".") || known.contains(name)) continue;
        CorpusEntry entry = entry_of(name);
        entry.text = read_file(file.path()).value_or("");
        if (!entry.text.empty()) found.push_back(std::move(entry));
    }
    std::ranges::move(found, std::back_inserter(entries_));
    std::ranges::sort(entries_);
}

std::span<const CorpusEntry> Corpus::before(const CorpusEntry& entry) const {
    return {entries_.begin(), std::ranges::lower_bound(entries_, entry)};
}

bool Corpus::add(std::uint64_t index, const std::string& text) {
    CorpusEntry entry{campaign_, index, file_name(campaign_, index), text};
    if (std::ranges::binary_search(entries_, entry)) return false;
    std::error_code error;
    std::filesystem::create_directories(folder_, error);
    if (!write_whole(folder_ / entry.name, text, false)) return false;
    entries_.insert(std::ranges::lower_bound(entries_, entry), std::move(entry));
    return true;
}

std::optional<std::string> derive_program(std::span<const CorpusEntry> entries, ChoiceSequence& choices, const std::function<syntax::Module()>& fresh) {
    const auto draw = [&] { return syntax::parse(entries[choices.below(static_cast<std::uint32_t>(entries.size()))].text, "<corpus>"); };
    auto module = draw();
    if (!module) return std::nullopt;
    if (choices.chance(50)) {
        syntax::Module other = fresh();
        mutate(*module, choices, &other);
    } else if (auto other = draw()) {
        mutate(*module, choices, &*other);
    }
    return syntax::unparse(*module);
}

}  // namespace sidewinder::fuzz
