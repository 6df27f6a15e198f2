// SPDX-License-Identifier: MIT
#include "fuzzers/coverage_report.hpp"

#include "jit/coverage/universe.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>

namespace sidewinder::fuzz {

namespace {

UniverseCoverage read_universe(const jit::Universe& universe, std::span<const std::uint8_t> seen) {
    UniverseCoverage coverage;
    coverage.name = universe.name;
    if (universe.members.empty()) {
        coverage.covered = static_cast<std::size_t>(std::ranges::count_if(seen, [](std::uint8_t byte) { return byte != 0; }));
        return coverage;
    }
    for (std::size_t i = 0; i < universe.members.size(); ++i) {
        const jit::Member& member = universe.members[i];
        if (!member.impossible.empty()) {
            coverage.excluded.push_back({member.name, member.impossible, seen[i] != 0});
            continue;
        }
        ++coverage.total;
        if (seen[i] != 0) ++coverage.covered;
        else coverage.missing.push_back(member.name);
    }
    return coverage;
}

double percent(std::size_t part, std::size_t whole) { return whole == 0 ? 0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole); }

std::string line(const UniverseCoverage& u) {
    if (u.total == 0) return fmt::format("{:<36} {:>5} seen, how many can be is not known\n", u.name, u.covered);
    return fmt::format("{:<36} {:>5} of {:>5} {:>6.1f}%\n", u.name, u.covered, u.total, percent(u.covered, u.total));
}

}  // namespace

std::size_t coverage_map_size() { return jit::Universes::get().size(); }

std::vector<UniverseCoverage> read_coverage(std::span<const std::uint8_t> map) {
    std::vector<UniverseCoverage> coverage;
    for (const jit::Universe& universe : jit::Universes::get().all()) coverage.push_back(read_universe(universe, map.subspan(universe.first, universe.size)));
    return coverage;
}

double coverage_percent(std::span<const std::uint8_t> map) {
    std::size_t covered = 0, total = 0;
    for (const UniverseCoverage& u : read_coverage(map)) covered += u.total > 0 ? u.covered : 0, total += u.total;
    return percent(covered, total);
}

std::string coverage_summary(const std::vector<UniverseCoverage>& coverage) {
    std::string text;
    for (const UniverseCoverage& u : coverage) text += "  " + line(u);
    return text;
}

std::string coverage_text(const std::vector<UniverseCoverage>& coverage) {
    std::string text = coverage_summary(coverage);
    for (const UniverseCoverage& u : coverage) {
        text += "\n" + line(u);
        for (std::string_view name : u.missing) text += fmt::format("  missing: {}\n", name);
        for (const auto& e : u.excluded) text += fmt::format("  {}: {} ({})\n", e.seen ? "excluded, but seen" : "excluded", e.name, e.reason);
    }
    return text;
}

nlohmann::json coverage_json(const std::vector<UniverseCoverage>& coverage) {
    nlohmann::json json = nlohmann::json::array();
    for (const UniverseCoverage& u : coverage) {
        nlohmann::json excluded = nlohmann::json::array();
        for (const auto& e : u.excluded) excluded.push_back({{"name", e.name}, {"reason", e.reason}, {"seen", e.seen}});
        json.push_back({{"universe", u.name}, {"covered", u.covered}, {"total", u.total > 0 ? nlohmann::json(u.total) : nlohmann::json()},
                        {"missing", u.missing}, {"excluded", excluded}});
    }
    return json;
}

Result<void> write_coverage(const std::filesystem::path& file, const std::vector<UniverseCoverage>& coverage) {
    std::ofstream out(file, std::ios::binary);
    out << (file.extension() == ".json" ? coverage_json(coverage).dump(2) + "\n" : coverage_text(coverage));
    out.close();
    if (!out) return fail(fmt::format("cannot write {}", file.string()));
    return {};
}

}  // namespace sidewinder::fuzz
