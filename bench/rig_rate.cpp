// SPDX-License-Identifier: MIT
// What the rig costs: the same programs on two bare engines (parse, compile, run; nothing is dumped,
// compared or counted) and in campaigns of one job, in one process after the other.
//     rig_rate [PROGRAMS]
#include "fuzzers/campaign.hpp"
#include "jit/tiering/jit.hpp"
#include "vm/interpreter/vm.hpp"
#include "vm/objects/support.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

using namespace sidewinder;

namespace {

using Clock = std::chrono::steady_clock;
double since(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

void run_bare(const std::string& text, const oracle::RunOptions& run, bool with_jit) {
    VmOptions options;
    options.fuel = run.fuel, options.memory_limit = run.memory_limit, options.recursion_limit = run.recursion_limit;
    options.stack_words = std::size_t{1} << 17, options.deterministic = true, options.warmup.adaptive = run.adaptive_threshold;
    Vm vm(options);
    std::string output;
    vm.thread.write_context = &output;
    vm.thread.write = [](void* context, std::string_view written) { static_cast<std::string*>(context)->append(written); };
    std::optional<jit::Jit> jit;
    if (with_jit) {
        jit::JitOptions settings;
        settings.machine_code = settings.optimize = true;
        settings.backward_threshold = run.backward_threshold, settings.entry_threshold = run.entry_threshold, settings.side_exit_threshold = run.side_exit_threshold;
        settings.code_bytes = std::size_t{4} << 20;
        jit.emplace(vm, std::move(settings));
    }
    if (auto code = vm.compile(text, "<program>")) {
        Ref globals = vm.make_globals();
        (void)vm.run_module(code->get(), globals.get());
        drop(vm.thread.exception);
        jit.reset();
        dict_clear(vm.thread, globals.as<DictObject>());
    }
    drop(vm.thread.exception);
}

double campaign_rate(fuzz::CampaignOptions options, bool lockstep) {
    options.directory = std::filesystem::temp_directory_path() / fmt::format("sidewinder-rig-rate-{}", getpid());
    options.lockstep = lockstep;
    const auto begin = Clock::now();
    const fuzz::CampaignResult result = run_campaign(options);
    const double rate = static_cast<double>(result.programs) / since(begin);
    std::filesystem::remove_all(options.directory);
    return rate;
}

}  // namespace

int main(int count, char** arguments) {
    fuzz::CampaignOptions options;
    options.seed = 9, options.seconds = 1e6, options.jobs = 1, options.silent = true, options.feedback_percent = 0, options.heartbeat = 0;
    options.engines = {oracle::EngineId::tier1, oracle::EngineId::jit};
    options.programs = count > 1 ? std::strtoull(arguments[1], nullptr, 10) : 2000;
    std::vector<std::string> texts;
    for (std::uint64_t i = 0; i < options.programs; ++i) texts.push_back(program_text(options, i));
    const auto begin = Clock::now();
    for (const std::string& text : texts) run_bare(text, options.run, false), run_bare(text, options.run, true);
    const double bare = static_cast<double>(texts.size()) / since(begin);
    fmt::print("{} programs on tier1 and jit, one job\nbare engines   {:6.0f} pairs/s\n", texts.size(), bare);
    for (bool lockstep : {false, true}) {
        const double rate = campaign_rate(options, lockstep);
        fmt::print("{}  {:6.0f} pairs/s, {:.2f} of that\n", lockstep ? "with lockstep" : "campaign     ", rate, rate / bare);
    }
    return 0;
}
