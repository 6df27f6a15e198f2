// SPDX-License-Identifier: MIT
#include "fuzzers/campaign/options.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace sidewinder::fuzz {

namespace {

using nlohmann::json;

/// Calls `visit` with the name and the place of each option that is kept as it is.
template <class Options, class Visit>
void for_each_option(Options& o, Visit visit) {
    visit("seconds", o.seconds), visit("seed", o.seed), visit("first_index", o.first_index), visit("programs", o.programs), visit("jobs", o.jobs);
    visit("lockstep", o.lockstep), visit("output_only", o.output_only), visit("swarm", o.swarm), visit("planted_bug", o.planted_bug), visit("max_findings", o.max_findings), visit("max_per_cluster", o.max_per_cluster);
    visit("reduce_seconds", o.reduce_seconds), visit("mutate_percent", o.mutate_percent), visit("feedback_percent", o.feedback_percent);
    visit("heartbeat", o.heartbeat), visit("replays", o.replays), visit("replay_seconds", o.replay_seconds);
    oracle::for_each_number(o.run, visit);
    visit("force-exit-trace", o.run.force_exit_site.trace), visit("force-exit-uop", o.run.force_exit_site.uop), visit("disabled-passes", o.run.disabled_passes);
    auto& g = o.generator;
    visit("functions", g.functions), visit("classes", g.classes), visit("statements", g.statements), visit("depth", g.depth), visit("iterations", g.iterations);
}

}  // namespace

std::string options_text(const CampaignOptions& options) {
    json text;
    for_each_option(options, [&](const char* name, const auto& value) { text[name] = value; });
    for (const oracle::Engine& engine : options.engines) text["engines"].push_back(engine_name(engine));
    text["cpython"] = oracle::cpython_command();
    text["suppressions"] = json::parse(suppressions_text(options.suppressions));
    text["regressions"] = options.regressions.string();
    return text.dump(2) + "\n";
}

Result<void> take_options(std::string_view text, CampaignOptions& options) {
    try {
        const json kept = json::parse(text);
        for_each_option(options, [&](const char* name, auto& value) { kept.at(name).get_to(value); });
        if (oracle::cpython_command().empty()) oracle::set_cpython_command(kept.at("cpython"));
        if (options.suppressions.empty()) {
            auto suppressions = parse_suppressions(kept.at("suppressions").dump());
            if (!suppressions) return fail(suppressions.error().message);
            options.suppressions = std::move(*suppressions);
        }
        options.regressions = kept.at("regressions").get<std::string>();
        options.engines.clear();
        for (const std::string name : kept.at("engines")) {
            auto engine = oracle::find_engine(name);
            if (!engine) return fail(fmt::format("no engine is called '{}'", name));
            options.engines.push_back(*engine);
        }
    } catch (const json::exception& error) {
        return fail(error.what());
    }
    return {};
}

}  // namespace sidewinder::fuzz
