// SPDX-License-Identifier: MIT
#include "fuzzers/campaign/report.hpp"

#include "fuzzers/campaign/files.hpp"
#include "fuzzers/campaign/options.hpp"
#include "fuzzers/campaign/status.hpp"
#include "fuzzers/coverage_report.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <sstream>
#include <vector>

namespace sidewinder::fuzz {

namespace {

using nlohmann::json;

constexpr std::string_view style = R"(
body { font: 15px/1.45 system-ui, sans-serif; max-width: 75rem; margin: 2rem auto; padding: 0 1rem; color: #222; background: #fff; }
pre { background: #f5f5f5; padding: .6rem; overflow-x: auto; font-size: 13px; }
table { border-collapse: collapse; } td, th { padding: .15rem .8rem .15rem 0; text-align: left; vertical-align: top; }
td.number { text-align: right; } details { margin: .4rem 0; } summary { cursor: pointer; } .bad { color: #b00020; font-weight: bold; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(30rem, 1fr)); gap: 1.5rem; }
)";

// Each chart is [title, [[label, values], ...]]; all have the hours of `data.hours` below them.
constexpr std::string_view draw = R"(
const colours = ['#1f6feb', '#d1242f', '#1a7f37', '#9a6700'];
data.charts.forEach(([title, lines]) => {
  const canvas = document.createElement('canvas');
  const box = document.createElement('div');
  box.appendChild(canvas);
  document.getElementById('charts').appendChild(box);
  new Chart(canvas, {
    type: 'line',
    data: { datasets: lines.map(([label, values], i) => ({ label, borderColor: colours[i], backgroundColor: colours[i], pointRadius: 0, borderWidth: 2,
                                                           data: values.map((y, k) => ({ x: data.hours[k], y })) })) },
    options: { animation: false, plugins: { title: { display: true, text: title } },
               scales: { x: { type: 'linear', title: { display: true, text: 'hours' } }, y: { beginAtZero: true } } },
  });
});
)";

/// No text in a string can end the script then.
std::string script_json(const json& value) {
    std::string text;
    for (char c : value.dump(-1, ' ', true, json::error_handler_t::replace)) text += c == '<' ? std::string("\\u003c") : std::string(1, c);
    return text;
}

std::vector<json> read_lines(const std::filesystem::path& file) {
    std::vector<json> lines;
    std::istringstream in(read_file(file).value_or(""));
    // What was being written when the process was killed is no JSON.
    for (std::string line; std::getline(in, line);)
        if (auto value = json::parse(line, nullptr, false); value.is_object()) lines.push_back(std::move(value));
    return lines;
}

/// The numbers called `name`, or their percentage of those called `of`.
json values(const std::vector<json>& history, const char* name, const char* of = nullptr) {
    json list = json::array();
    for (const json& sample : history) {
        const double whole = of ? sample.value(of, 0.0) / 100 : 1;
        list.push_back(whole > 0 ? sample.value(name, 0.0) / whole : 0.0);
    }
    return list;
}

json charts(const std::vector<json>& history) {
    json hours = json::array();
    for (const json& sample : history) hours.push_back(sample.value("seconds", 0.0) / 3600);
    const auto line = [&](const char* label, const char* name, const char* of = nullptr) { return json::array({label, values(history, name, of)}); };
    const auto chart = [](const char* title, json lines) { return json::array({title, std::move(lines)}); };
    return {{"hours", hours},
            {"charts", json::array({chart("states reached", json::array({line("states", "states")})),
                                    chart("findings", json::array({line("findings", "findings"), line("clusters", "clusters")})),
                                    chart("programs a second", json::array({line("programs/s", "rate")})),
                                    chart("yield, % of programs", json::array({line("valid", "valid", "programs"), line("with a trace", "traced", "programs"),
                                                                                line("with a guard failure", "missed", "programs"), line("with a side trace", "side", "programs")})),
                                    chart("corpus", json::array({line("programs", "corpus")}))})}};
}

std::string pre(std::string_view text) { return fmt::format("<pre>{}</pre>\n", escape_html(text)); }
std::string fold(std::string_view title, const std::string& body) { return fmt::format("<details><summary>{}</summary>\n{}</details>\n", escape_html(title), body); }

std::string universe_row(const UniverseCoverage& u) {
    std::string missing, excluded;
    for (std::string_view name : u.missing) missing += fmt::format("{}\n", name);
    for (const auto& e : u.excluded) excluded += fmt::format("{}: {}{}\n", e.name, e.reason, e.seen ? " (BUT IT WAS SEEN)" : "");
    std::string lists;
    if (!missing.empty()) lists += fold(fmt::format("{} missing", u.missing.size()), pre(missing));
    if (!excluded.empty()) lists += fold(fmt::format("{} that no program reaches, with the reason", u.excluded.size()), pre(excluded));
    return fmt::format("<tr><td>{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td><td>{}</td></tr>\n", escape_html(u.name), u.covered,
                       u.total > 0 ? fmt::format("{} ({:.1f}%)", u.total, 100.0 * static_cast<double>(u.covered) / static_cast<double>(u.total)) : "not known", lists);
}

std::string finding_section(const std::filesystem::path& folder, const ReportParts& parts) {
    const json about = json::parse(read_file(folder / "finding.json").value_or(""), nullptr, false);
    if (!about.is_object()) return {};
    const auto said = [&](const char* name) { return about.contains(name) && about[name].is_string() ? about[name].get<std::string>() : std::string(); };
    const std::string name = folder.filename().string();
    const std::string reduced = read_file(folder / "reduced.py").value_or("");
    std::string facts;
    const auto fact = [&](std::string_view what, const std::string& text) {
        if (!text.empty()) facts += fmt::format("<tr><th>{}</th><td>{}</td></tr>\n", what, escape_html(text));
    };
    fact("blame", fmt::format("{} {}{}", said("layer"), said("pass"), about.value("rewrite", 0) > 0 ? fmt::format(", rewrite {}", about.value("rewrite", 0)) : ""));
    fact("uop", said("uop"));
    fact("differs", fmt::format("{} in {}: {}", said("engine"), said("where"), said("detail")));
    fact("parted", said("parted")), fact("replayed", said("replayed")), fact("confirmed", said("confirmed")), fact("cluster", said("cluster"));
    fact("program", fmt::format("{} of seed {}, after {:.1f} s", about.value("index", std::uint64_t{0}), about.value("seed", std::uint64_t{0}), about.value("seconds", 0.0)));
    fact("build", said("build")), fact("planted bug", said("planted_bug"));
    if (!about.value("complete", true)) fact("state", "not looked into to its end");
    std::string traces = parts.explain ? parts.explain(reduced, said("planted_bug")) : "";
    return fmt::format("<section id=\"{0}\"><h3>{0}</h3>\n<table>\n{1}</table>\n<p>Reduced program</p>\n{2}{3}{4}</section>\n", escape_html(name), facts, pre(reduced),
                       fold("program as it was found", pre(read_file(folder / "program.py").value_or(""))), fold("traces of the reduced program, before and after the optimizer", pre(traces)));
}

std::string findings_sections(const std::filesystem::path& directory, const ReportParts& parts) {
    std::vector<std::filesystem::path> folders;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(directory, error))
        if (!entry.path().filename().string().starts_with(".") && std::filesystem::exists(entry.path() / "finding.json")) folders.push_back(entry.path());
    std::ranges::sort(folders);
    std::string text;
    for (const auto& folder : folders) text += finding_section(folder, parts);
    return text.empty() ? "<p>none</p>\n" : text;
}

/// What the state file tells: the summary and the universes.
std::string state_sections(const std::filesystem::path& folder, const CampaignOptions& options) {
    auto state = State::open(folder / "state");
    if (!state) return fmt::format("<p class=\"bad\">{}</p>\n", escape_html(state.error().message));
    CampaignStatus status{.options = options, .state = **state, .counts = (*state)->totals()};
    status.elapsed = status.session = static_cast<double>((*state)->header().active) / 1e9;
    std::string text;
    if (status.counts.unseen > 0) text += "<p class=\"bad\">The rig is blind: a planted bug was not seen</p>\n";
    text += pre(summary_text(status, -1)) + "<h2>States of the JIT</h2>\n<table><tr><th>universe</th><th>reached</th><th>of</th><th></th></tr>\n";
    for (const UniverseCoverage& u : read_coverage((*state)->coverage())) text += universe_row(u);
    return text + "</table>\n";
}

}  // namespace

std::string escape_html(std::string_view text) {
    std::string out;
    for (char c : text) {
        switch (c) {
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '&': out += "&amp;"; break;
            case '"': out += "&quot;"; break;
            case '\'': out += "&#39;"; break;
            default:
                if (static_cast<unsigned char>(c) >= 32 || c == '\n' || c == '\t') out += c;
        }
    }
    return out;
}

Result<std::string> report_html(const std::filesystem::path& directory, const ReportParts& parts) {
    const std::filesystem::path folder = directory / "campaign";
    const auto kept = read_file(folder / "options.json");
    if (!kept) return fail(fmt::format("{} has no campaign: what `sidewinder fuzz --out` was told goes here", directory.string()));
    CampaignOptions options;
    if (auto taken = take_options(*kept, options); !taken) return fail(fmt::format("{}: {}", (folder / "options.json").string(), taken.error().message));
    if (parts.chart_library.find("</script") != std::string::npos) return fail("the chart library cannot be put into a page");
    std::string page = "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n";
    // Browsers refuse whatever is not in the page.
    page += "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n";
    page += fmt::format("<title>Sidewinder campaign, seed {}</title>\n<style>{}</style></head><body>\n<h1>Campaign, seed {}</h1>\n", options.seed, style, options.seed);
    page += state_sections(folder, options);
    page += "<h2>Over time</h2>\n<div class=\"charts\" id=\"charts\"></div>\n<h2>Findings</h2>\n" + findings_sections(directory, parts);
    page += fold("options", pre(*kept));
    page += fmt::format("<script>{}</script>\n<script>const data = {};{}</script>\n</body></html>\n", parts.chart_library, script_json(charts(read_lines(folder / "history.jsonl"))), draw);
    return page;
}

}  // namespace sidewinder::fuzz
