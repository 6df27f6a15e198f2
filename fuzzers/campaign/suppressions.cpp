// SPDX-License-Identifier: MIT
#include "fuzzers/campaign/suppressions.hpp"

#include "fuzzers/campaign/files.hpp"
#include "fuzzers/campaign/state.hpp"
#include "fuzzers/finding.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <ctime>
#include <utility>

namespace sidewinder::fuzz {

namespace {

constexpr std::array<std::pair<std::string_view, std::string Suppression::*>, 8> fields = {{
    {"layer", &Suppression::layer}, {"engine", &Suppression::engine}, {"pass", &Suppression::pass}, {"uop", &Suppression::uop}, {"where", &Suppression::where},
    {"cluster", &Suppression::cluster}, {"reason", &Suppression::reason}, {"expires", &Suppression::expires}}};

bool is_date(const std::string& text) {
    if (text.size() != 10) return false;
    for (std::size_t i = 0; i < text.size(); ++i)
        if (i == 4 || i == 7 ? text[i] != '-' : std::isdigit(static_cast<unsigned char>(text[i])) == 0) return false;
    const int month = std::stoi(text.substr(5, 2)), day = std::stoi(text.substr(8, 2));
    return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

Result<Suppression> parse_one(const nlohmann::json& json) {
    Suppression s;
    if (!json.is_object()) return fail("is no object");
    for (const auto& [key, value] : json.items()) {
        const auto* field = std::ranges::find(fields, key, &decltype(fields)::value_type::first);
        if (field == fields.end()) return fail(fmt::format("has a field '{}', which is not known", key));
        if (!value.is_string()) return fail(fmt::format("has a '{}' that is no string", key));
        s.*field->second = value.get<std::string>();
    }
    if (s.layer.empty() && s.cluster.empty()) return fail("needs a 'layer' or a 'cluster'");
    if (s.reason.empty()) return fail("needs a 'reason'");
    if (!is_date(s.expires)) return fail("needs 'expires', as in \"2026-12-31\"");
    return s;
}

}  // namespace

bool Suppression::applies(const oracle::LadderReport& report) const {
    const auto fits = [](const std::string& wanted, const std::string& is) { return wanted.empty() || wanted == is; };
    return fits(layer, report.layer) && fits(engine, report.engine) && fits(pass, report.pass) && fits(uop, report.uop) && fits(where, report.where) &&
           (cluster.empty() || cluster == cluster_of(report));
}

std::string Suppression::to_text() const {
    std::string text;
    for (const std::string* part : {&layer, &engine, &pass, &uop, &where, &cluster})
        if (!part->empty()) text += (text.empty() ? "" : " ") + *part;
    return fmt::format("{} (until {}: {})", text, expires, reason);
}

Result<std::vector<Suppression>> parse_suppressions(std::string_view text) {
    nlohmann::json json;
    try {
        json = nlohmann::json::parse(text);
    } catch (const nlohmann::json::parse_error& error) {
        return fail(error.what());
    }
    if (!json.is_array()) return fail("is no list of suppressions");
    if (json.size() > suppression_rows) return fail(fmt::format("has {} suppressions: {} are too many already", json.size(), suppression_rows));
    std::vector<Suppression> all;
    for (std::size_t i = 0; i < json.size(); ++i) {
        auto one = parse_one(json[i]);
        if (!one) return fail(fmt::format("suppression {} {}", i + 1, one.error().message));
        all.push_back(std::move(*one));
    }
    return all;
}

std::string suppressions_text(const std::vector<Suppression>& suppressions) {
    auto list = nlohmann::json::array();
    for (const Suppression& s : suppressions) {
        auto& one = list.emplace_back();
        for (const auto& [name, field] : fields) one[name] = s.*field;
    }
    return list.dump();
}

Result<std::vector<Suppression>> read_suppressions(const std::filesystem::path& file) {
    const auto text = read_file(file);
    if (!text) return fail(fmt::format("{}: cannot be read", file.string()));
    auto all = parse_suppressions(*text);
    if (!all) return fail(fmt::format("{}: {}", file.string(), all.error().message));
    return all;
}

std::string today() {
    const std::time_t now = std::time(nullptr);
    std::tm day{};
    gmtime_r(&now, &day);
    return fmt::format("{:04}-{:02}-{:02}", day.tm_year + 1900, day.tm_mon + 1, day.tm_mday);
}

}  // namespace sidewinder::fuzz
