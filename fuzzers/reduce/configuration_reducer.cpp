// SPDX-License-Identifier: MIT
#include "fuzzers/reduce/configuration_reducer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <utility>

namespace sidewinder::fuzz {

using oracle::RunOptions;

namespace {

class ConfigurationReducer {
public:
    ConfigurationReducer(const std::string& text, const Symptom& symptom, const RunOptions& run, const ReductionLimits& limits)
        : text_(text), symptom_(symptom), best_(run), executions_left_(limits.executions),
          end_(std::chrono::steady_clock::now() + std::chrono::duration_cast<std::chrono::steady_clock::duration>(std::chrono::duration<double>(limits.seconds))) {}

    RunOptions reduce() {
        const RunOptions usual;
        attempt([&](RunOptions& r) { r.force_exit = r.force_exit_from = 0, r.force_exit_site = {}; });
        attempt([&](RunOptions& r) { r.perturbation = 0; });
        attempt([&](RunOptions& r) { r.recursion_limit = usual.recursion_limit, r.memory_limit = usual.memory_limit, r.fuel = usual.fuel; });
        leave_out_passes();
        allow_few_rewrites();
        for (auto field : {&RunOptions::adaptive_threshold, &RunOptions::side_exit_threshold, &RunOptions::entry_threshold, &RunOptions::backward_threshold}) raise(field);
        return best_;
    }

private:
    bool attempt(const std::function<void(RunOptions&)>& edit) {
        RunOptions candidate = best_;
        edit(candidate);
        if (executions_left_-- <= 0 || std::chrono::steady_clock::now() > end_ || !shows(text_, symptom_, candidate)) return false;
        best_ = std::move(candidate);
        return true;
    }
    void leave_out_passes() {
        if (!oracle::is_optimizing(symptom_.engine.id)) return;
        for (const std::string& pass : oracle::optimizer_passes())
            if (std::ranges::find(best_.disabled_passes, pass) == best_.disabled_passes.end()) attempt([&](RunOptions& r) { r.disabled_passes.push_back(pass); });
    }
    /// Whether it shows need not grow with the number: any that is smaller and shows will do.
    void allow_few_rewrites() {
        if (!oracle::is_optimizing(symptom_.engine.id)) return;
        auto allow = [&](std::int64_t n) { return attempt([&](RunOptions& r) { r.max_rewrites = n; }); };
        if (allow(0)) return;
        std::int64_t low = 0, high = 1;
        while (high < best_.max_rewrites && !allow(high)) {
            low = high;
            if (high > std::int64_t{1} << 24) return;
            high *= 4;
        }
        while (best_.max_rewrites - low > 1)
            if (const std::int64_t middle = low + (best_.max_rewrites - low) / 2; !allow(middle)) low = middle;
    }
    /// By doubling, then to the last one.
    void raise(std::uint16_t RunOptions::* field) {
        auto set = [&](std::uint32_t value) { return value <= 4000 && attempt([&](RunOptions& r) { r.*field = static_cast<std::uint16_t>(value); }); };
        while (set(std::uint32_t{best_.*field} * 2)) continue;
        for (std::uint32_t step = best_.*field / 2; step > 0; step /= 2) set(best_.*field + step);
    }

    const std::string& text_;
    const Symptom& symptom_;
    RunOptions best_;
    int executions_left_;
    std::chrono::steady_clock::time_point end_;
};

}  // namespace

RunOptions reduce_configuration(const std::string& text, const Symptom& symptom, const RunOptions& run, const ReductionLimits& limits) {
    return ConfigurationReducer(text, symptom, run, limits).reduce();
}

std::string command_line(const Symptom& symptom, const RunOptions& run) {
    std::string engines = fmt::format("{},{}", engine_name(symptom.reference), engine_name(symptom.engine));
    if (engines.contains(' ')) engines = '"' + engines + '"';
    return fmt::format("sidewinder diff --engines {}{}{}", engines, option_text(run), symptom.sort == "state" ? " --lockstep" : "");
}

}  // namespace sidewinder::fuzz
