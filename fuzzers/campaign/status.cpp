// SPDX-License-Identifier: MIT
#include "fuzzers/campaign/status.hpp"

#include "fuzzers/campaign/heartbeat.hpp"
#include "fuzzers/coverage_report.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <unistd.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace sidewinder::fuzz {

namespace {

double percent(std::uint64_t part, std::uint64_t whole) { return whole ? 100.0 * static_cast<double>(part) / static_cast<double>(whole) : 0; }

std::string duration(double seconds) {
    const auto s = static_cast<long>(seconds);
    if (s < 60) return fmt::format("{}s", s);
    if (s < 3600) return fmt::format("{}m{:02}s", s / 60, s % 60);
    if (s < 86400) return fmt::format("{}h{:02}m", s / 3600, s % 3600 / 60);
    return fmt::format("{}d{:02}h", s / 86400, s % 86400 / 3600);
}

/// The rows that have a name and were counted, most first.
template <class Table, class Numbers>
std::vector<std::pair<std::uint64_t, std::string_view>> counted(const Table& names, const Numbers& numbers) {
    std::vector<std::pair<std::uint64_t, std::string_view>> rows;
    for (std::size_t i = 0; i < numbers.size(); ++i)
        if (numbers[i] > 0 && !names.name(i).empty()) rows.emplace_back(numbers[i], names.name(i));
    std::ranges::sort(rows, std::greater{});
    return rows;
}

std::string heartbeat_text(const CampaignStatus& s) {
    if (s.options.heartbeat == 0) return "off";
    if (heartbeats_for(s.options.engines).empty()) return "none: no planted bug tells these engines apart";
    if (s.counts.heartbeats == 0) return "none yet";
    return fmt::format("{} of {} seen", s.counts.heartbeats - s.counts.unseen, s.counts.heartbeats);
}

std::string waste_text(const CampaignStatus& s) {
    const Counts& c = s.counts;
    const double spent = s.elapsed * s.options.jobs;
    std::string text = fmt::format("invalid {}, incomparable {}, timeouts {}, died {}, looking into findings {:.0f}% of the time", c.programs - c.valid - std::min(c.died, c.programs - c.valid),
                                   c.incomparable, c.timeouts, c.died, spent > 0 ? static_cast<double>(c.looking_into) / 1e7 / spent : 0);
    for (const auto& [n, why] : counted(s.state.header().reasons, c.reasons)) text += fmt::format("; {} {}", n, why);
    return text;
}

std::uint64_t corpus_size(const CampaignStatus& s) { return s.state.header().seeds + s.state.header().corpus; }

std::string suppressions_text(const CampaignStatus& s) {
    std::string text;
    const auto rows = counted(s.state.header().suppressions, s.counts.suppressions);
    for (const auto& [n, what] : rows) text += fmt::format("  suppressed {} times: {}\n", n, what);
    for (const Suppression& suppression : s.options.suppressions) {
        const std::string what = suppression.to_text().substr(0, 159);
        if (suppression.expired(today())) text += fmt::format("  suppression expired: {}\n", what);
        else if (std::ranges::find(rows, what, &decltype(rows)::value_type::second) == rows.end()) text += fmt::format("  suppression not used: {}\n", what);
    }
    return text;
}

}  // namespace

std::string_view clear_screen(int fd) { return isatty(fd) != 0 ? "\r\033[J" : ""; }

std::string loud(const std::string& text, int fd) { return isatty(fd) != 0 ? "\033[1;31m" + text + "\033[0m" : text; }

std::string status_line(const CampaignStatus& s) {
    const Counts& c = s.counts;
    return fmt::format("{} {} programs {:.0f}/s valid {:.0f}% ends {:.0f}% trace {:.0f}% miss {:.0f}% side {:.0f}% states {:.1f}% corpus {} findings {} heartbeat {}", duration(s.elapsed),
                       c.programs, s.rate(), percent(c.valid, c.programs), percent(c.terminating, c.programs), percent(c.traced, c.programs), percent(c.missed, c.programs),
                       percent(c.side, c.programs), coverage_percent(s.state.coverage()), corpus_size(s), c.findings, heartbeat_text(s));
}

std::string status_screen(const CampaignStatus& s, int width) {
    const Counts& c = s.counts;
    std::vector<std::string> lines;
    lines.push_back(fmt::format("{} passed, {} left   {} programs   {:.0f}/s   seed {}   {} jobs", duration(s.elapsed), duration(std::max(0.0, s.options.seconds - s.elapsed)), c.programs, s.rate(),
                                s.options.seed, s.options.jobs));
    lines.push_back(fmt::format("valid {:.1f}%  ends {:.1f}%  trace {:.1f}%  miss {:.1f}%  side {:.1f}%  from corpus {:.1f}%  corpus {}", percent(c.valid, c.programs),
                                percent(c.terminating, c.programs), percent(c.traced, c.programs), percent(c.missed, c.programs), percent(c.side, c.programs), percent(c.from_corpus, c.programs),
                                corpus_size(s)));
    lines.push_back(fmt::format("states {:.1f}%:", coverage_percent(s.state.coverage())));
    for (const UniverseCoverage& u : read_coverage(s.state.coverage())) {
        if (u.total == 0) continue;
        const std::string share = fmt::format(" {} {:.0f}%", u.name, percent(u.covered, u.total));
        if (lines.back().size() + share.size() < static_cast<std::size_t>(width)) lines.back() += share;
        else lines.push_back("      " + share);
    }
    lines.push_back("waste: " + waste_text(s));
    lines.push_back("heartbeat: " + heartbeat_text(s));
    lines.push_back(fmt::format("findings {}{}", c.findings, c.suppressed > 0 ? fmt::format(", suppressed {}", c.suppressed) : ""));
    const auto clusters = counted(s.state.header().clusters, c.clusters);
    for (std::size_t i = 0; i < std::min<std::size_t>(clusters.size(), 8); ++i) lines.push_back(fmt::format("{:6} {}", clusters[i].first, clusters[i].second));
    std::string screen;
    for (const std::string& line : lines) screen += line.substr(0, static_cast<std::size_t>(std::max(20, width - 1))) + "\n";
    return screen;
}

std::string summary_text(const CampaignStatus& s, int fd) {
    const Counts& c = s.counts;
    std::string text = fmt::format("{} programs in {:.1f} s ({:.0f}/s), seed {}, {} comparisons\n", c.programs, s.elapsed, s.rate(), s.options.seed, c.compared);
    text += fmt::format("  valid {:.1f}%, terminating {:.1f}%, ended by an exception {:.1f}%, incomparable {}\n", percent(c.valid, c.programs), percent(c.terminating, c.programs),
                        percent(c.exceptions, c.programs), c.incomparable);
    text += fmt::format("  with a trace {:.1f}%, with a guard failure {:.1f}%, with a side trace {:.1f}%; {} traces, {} side traces, {} invalidations\n", percent(c.traced, c.programs),
                        percent(c.missed, c.programs), percent(c.side, c.programs), c.traces, c.side_traces, c.invalidations);
    if (s.options.feedback_percent > 0) text += fmt::format("  corpus: {} programs, of which {:.1f}% of all were made\n", corpus_size(s), percent(c.from_corpus, c.programs));
    text += fmt::format("  waste: {}\n  heartbeat: {}\n", waste_text(s), heartbeat_text(s));
    if (c.unseen > 0) text += loud("  THE RIG IS BLIND: do not trust that nothing was found", fd) + "\n";
    // Without an engine that has traces there is nothing to cover.
    if (c.traces > 0) text += coverage_summary(read_coverage(s.state.coverage()));
    text += suppressions_text(s);
    text += fmt::format("  findings: {}\n", c.findings);
    for (const auto& [n, cluster] : counted(s.state.header().clusters, c.clusters)) text += fmt::format("  {:6} {}\n", n, cluster);
    return text;
}

std::string history_line(const CampaignStatus& s) {
    const Counts& c = s.counts;
    nlohmann::json line = {{"seconds", s.elapsed}, {"programs", c.programs}, {"rate", s.rate()}, {"valid", c.valid}, {"traced", c.traced}, {"missed", c.missed}, {"side", c.side},
                           {"findings", c.findings}, {"corpus", corpus_size(s)}, {"timeouts", c.timeouts}, {"heartbeats", c.heartbeats}, {"unseen", c.unseen}};
    std::uint64_t states = 0;
    for (const UniverseCoverage& u : read_coverage(s.state.coverage())) {
        line["universes"][std::string(u.name)] = u.covered;
        if (u.total > 0) states += u.covered;
    }
    line["states"] = states;
    line["clusters"] = counted(s.state.header().clusters, c.clusters).size();
    return line.dump();
}

}  // namespace sidewinder::fuzz
