// SPDX-License-Identifier: MIT
#include "fuzzers/campaign/distill.hpp"

#include "fuzzers/campaign/files.hpp"
#include "fuzzers/campaign/folder.hpp"
#include "fuzzers/campaign/options.hpp"
#include "fuzzers/coverage_report.hpp"
#include "oracle/process.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <set>

namespace sidewinder::fuzz {

namespace {

/// How many features of `set` are not in `reached`.
std::size_t news(const std::vector<std::uint32_t>& set, const std::vector<bool>& reached) {
    return static_cast<std::size_t>(std::ranges::count_if(set, [&](std::uint32_t f) { return !reached[f]; }));
}

int move_away(const std::filesystem::path& directory, const std::vector<CorpusEntry>& entries, const std::set<std::size_t>& kept) {
    const std::filesystem::path left_out = directory / "corpus.left-out";
    std::error_code error;
    std::filesystem::create_directories(left_out, error);
    for (std::size_t i = 0; i < entries.size() && !error; ++i)
        if (!kept.contains(i)) std::filesystem::rename(directory / "corpus" / entries[i].name, left_out / entries[i].name, error);
    if (!error) return 0;
    fmt::print(stderr, "cannot move programs to {}: {}\n", left_out.string(), error.message());
    return 2;
}

}  // namespace

std::vector<std::uint32_t> features_of(const std::string& text, std::span<const oracle::Engine> engines, const oracle::RunOptions& options) {
    const oracle::ChildResult child = oracle::run_in_child(
        [&] {
            std::vector<std::uint8_t> map(coverage_map_size());
            oracle::RunOptions run = options;
            run.coverage = map;
            for (const oracle::Engine& engine : engines)
                if (!engine.is_cpython()) run_program(engine, text, run);
            return std::string(map.begin(), map.end());
        },
        options.isolated_seconds);
    std::vector<std::uint32_t> features;
    if (!child.answered) return features;
    for (std::size_t i = 0; i < child.answer.size(); ++i)
        if (child.answer[i] != 0) features.push_back(static_cast<std::uint32_t>(i));
    return features;
}

std::vector<std::size_t> cover(const std::vector<std::vector<std::uint32_t>>& sets, const std::vector<std::size_t>& cost) {
    std::uint32_t highest = 0;
    for (const auto& set : sets)
        if (!set.empty()) highest = std::max(highest, std::ranges::max(set));
    std::vector<bool> reached(highest + std::size_t{1});
    // What a set adds only becomes less: one that still adds as much as when last looked at, and
    // more than all others did then, is the best.
    struct Candidate {
        std::size_t adds, cost, set;
        bool operator<(const Candidate& o) const { return adds != o.adds ? adds < o.adds : cost != o.cost ? cost > o.cost : set > o.set; }
    };
    std::set<Candidate> candidates;
    for (std::size_t i = 0; i < sets.size(); ++i) candidates.insert({sets[i].size(), cost[i], i});
    std::vector<std::size_t> chosen;
    while (!candidates.empty()) {
        const Candidate best = *candidates.rbegin();
        candidates.erase(best);
        const std::size_t adds = news(sets[best.set], reached);
        if (adds == 0) continue;
        if (adds < best.adds) {
            candidates.insert({adds, best.cost, best.set});
            continue;
        }
        chosen.push_back(best.set);
        for (std::uint32_t feature : sets[best.set]) reached[feature] = true;
    }
    return chosen;
}

int distill(const std::filesystem::path& directory) {
    auto lock = lock_directory(directory);
    if (!lock) return fmt::print(stderr, "{}\n", lock.error().message), 2;
    CampaignOptions options;
    if (const auto kept = read_file(directory / "campaign" / "options.json"); kept && !take_options(*kept, options))
        fmt::print(stderr, "{}: not as this build writes it; usual engines and limits are taken\n", (directory / "campaign" / "options.json").string());
    Corpus corpus(directory / "corpus", UINT64_MAX);
    corpus.refresh();
    const std::vector<CorpusEntry> entries(corpus.seeds().begin(), corpus.seeds().end());
    std::vector<std::vector<std::uint32_t>> sets;
    std::vector<std::size_t> cost;
    const bool shown = isatty(STDERR_FILENO) != 0;
    for (const CorpusEntry& entry : entries) {
        sets.push_back(features_of(entry.text, options.engines, options.run));
        cost.push_back(entry.text.size());
        if (shown) fmt::print(stderr, "\r\033[K{} of {} programs", sets.size(), entries.size());
    }
    if (shown) fmt::print(stderr, "\r\033[K");
    const std::vector<std::size_t> chosen = cover(sets, cost);
    std::set<std::uint32_t> states;
    for (const auto& set : sets) states.insert(set.begin(), set.end());
    if (const int trouble = move_away(directory, entries, {chosen.begin(), chosen.end()}); trouble != 0) return trouble;
    fmt::print("{} of {} programs reach the same {} states; the others are in {}\n", chosen.size(), entries.size(), states.size(), (directory / "corpus.left-out").string());
    close(*lock);
    return 0;
}

}  // namespace sidewinder::fuzz
