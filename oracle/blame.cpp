// SPDX-License-Identifier: MIT
#include "oracle/blame.hpp"

#include "jit/optimizer/pass.hpp"
#include "jit/optimizer/pipeline.hpp"
#include "oracle/compare.hpp"
#include "oracle/ladder.hpp"
#include "oracle/process.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace sidewinder::oracle {

using jit::TraceUop;

namespace {

using Uops = std::vector<TraceUop>;

std::string names_of(std::span<const TraceUop> uops) {
    std::string names;
    for (const TraceUop& u : uops)
        if (!jit::is_transparent(u) && u.op != Uop::_CHECK_VALIDITY) names += (names.empty() ? "" : " ") + std::string(uop_name(u.op));
    return names.empty() ? "nothing" : names;
}

/// Those of `uops` that `others` do not have so often.
Uops only_in(Uops uops, const Uops& others) {
    for (const TraceUop& u : others)
        if (auto at = std::ranges::find(uops, u); at != uops.end()) uops.erase(at);
    return uops;
}

/// The smallest number above 0 with which it shows, taking it that it does with all above; nullopt: none does.
std::optional<std::int64_t> first_that_shows(const std::function<bool(std::int64_t)>& shows) {
    constexpr std::int64_t most = std::int64_t{1} << 22;
    std::int64_t low = 0, high = 1;
    while (!shows(high)) {
        if (high >= most) return std::nullopt;
        low = high;
        high *= 4;
    }
    while (high - low > 1) {
        const std::int64_t middle = low + (high - low) / 2;
        (shows(middle) ? high : low) = middle;
    }
    return high;
}

/// Says which uops there are from the first forced exit to the next guard.
struct ForcedExit : Observer {
    bool found = false;
    void event(Thread&, std::string_view) override {}
    void left_trace(Thread&, const jit::ExitData& exit) override {
        const Uops& uops = static_cast<const jit::Executor*>(exit.owner)->trace.uops;
        if (found || uops[exit.uop].op != Uop::_FORCE_EXIT) return;
        found = true;
        const auto begin = uops.begin() + exit.uop + 1;
        say_in_child(names_of({begin, std::ranges::find(begin, uops.end(), Uop::_FORCE_EXIT, &TraceUop::op)}));
    }
};

}  // namespace

bool Suspect::differs(const RunOptions& run) const {
    if (in_state) return compare_in_lockstep(engine, source, run).different();
    return compare_engines(reference, run_isolated(engine, source, run)).different();
}

std::string blame_pass(const Suspect& suspect, const RunOptions& run) {
    std::string names;
    for (const jit::PassEntry& pass : jit::passes()) {
        RunOptions without = run;
        without.disabled_passes.emplace_back(pass.name);
        if (suspect.differs(without)) continue;
        if (!names.empty()) names += ", ";
        names += pass.name;
    }
    return names;
}

std::int64_t blame_rewrite(const Suspect& suspect, const RunOptions& run) {
    const auto shows = [&](std::int64_t n) {
        RunOptions limited = run;
        limited.max_rewrites = n;
        return suspect.differs(limited);
    };
    return shows(0) ? 0 : first_that_shows(shows).value_or(0);
}

std::string rewritten_uop(const Suspect& suspect, const RunOptions& run, std::int64_t rewrite) {
    const auto run_and_see = [&](std::int64_t rewrites, const std::function<void(const Uops&)>& see) {
        RunOptions limited = run;
        limited.max_rewrites = rewrites;
        limited.hooks.optimized = [&](jit::Trace& trace) {
            see(trace.uops);
            if (run.hooks.optimized) run.hooks.optimized(trace);
        };
        run_program(suspect.engine, suspect.source, limited);
    };
    // Said as soon as it is known: the run with the rewrite may crash.
    const auto work = [&] {
        std::vector<Uops> before;
        run_and_see(rewrite - 1, [&](const Uops& uops) { before.push_back(uops); });
        std::size_t number = 0;
        run_and_see(rewrite, [&](const Uops& uops) {
            if (number < before.size() && before[number] != uops) {
                say_in_child(names_of(only_in(before[number], uops)) + " -> " + names_of(only_in(uops, before[number])));
                number = before.size();
            }
            ++number;
        });
        return std::string();
    };
    return run_in_child(work, 2 * run.isolated_seconds).answer;
}

std::string blame_uops(const Suspect& suspect, const RunOptions& run) {
    if (run.forces_exits()) return {};
    RunOptions forced = run;
    const auto shows = [&](std::int64_t n) {
        forced.force_exit_from = n;
        return suspect.differs(forced);
    };
    const auto first = first_that_shows(shows);
    if (!first || *first == 1) return {};
    forced.force_exit_from = *first - 1;
    ForcedExit exit;
    forced.observer = &exit;
    const auto work = [&] {
        run_program(suspect.engine, suspect.source, forced);
        return std::string();
    };
    return run_in_child(work, run.isolated_seconds).answer;
}

}  // namespace sidewinder::oracle
