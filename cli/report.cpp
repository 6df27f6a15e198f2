// SPDX-License-Identifier: MIT
// `sidewinder report DIR`: a campaign as one HTML file that can be read anywhere, without a network.
#include "cli/commands.hpp"
#include "cli/listing.hpp"
#include "cli/program.hpp"

#include "fuzzers/campaign/files.hpp"
#include "fuzzers/campaign/report.hpp"
#include "oracle/engine.hpp"
#include "oracle/planted_bugs/planted_bugs.hpp"
#include "oracle/process.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <unistd.h>

namespace sidewinder::cli {

namespace {

constexpr const char* chart_library = "/usr/share/javascript/chart.js/chart.min.js";

/// The traces that the engine `traces` makes of it, with a campaign's thresholds and limits.
std::string list_traces(const std::string& source, const std::string& planted_bug) {
    const oracle::RunOptions usual;
    Settings settings;
    settings.has_jit = settings.jit.keep_recorded = true;
    settings.jit.machine_code = false;
    settings.jit.backward_threshold = usual.backward_threshold, settings.jit.entry_threshold = usual.entry_threshold;
    settings.jit.side_exit_threshold = usual.side_exit_threshold;
    settings.vm.fuel = usual.fuel, settings.vm.memory_limit = usual.memory_limit;
    if (!planted_bug.empty()) oracle::plant(planted_bug, settings.jit.hooks);
    // What the program prints is not wanted.
    if (const int nowhere = open("/dev/null", O_WRONLY); nowhere >= 0) dup2(nowhere, STDOUT_FILENO), close(nowhere);
    Session session(settings);
    const Program program{source, "reduced.py", {}};
    if (!session.compile(program)) return "it cannot be compiled";
    session.run(program);
    std::string text;
    for (const jit::Executor* executor : session.jit()->executors()) text += list_executor(*executor, {.recorded = true, .optimized = true}) + "\n";
    return text.empty() ? "no trace is recorded" : text;
}

std::string explain(const std::string& program, const std::string& planted_bug) {
    const oracle::ChildResult child = oracle::run_in_child([&] { return list_traces(program, planted_bug); }, 10);
    if (child.answered) return child.answer;
    return child.timed_out ? "it takes too long" : fmt::format("the run ends by signal {}: {}", child.signal, child.errors);
}

int write_report(const std::filesystem::path& directory, const std::filesystem::path& output) {
    auto library = fuzz::read_file(chart_library);
    if (!library) return complain(fmt::format("{} is missing: install libjs-chart.js (ci/setup does)", chart_library));
    const auto page = fuzz::report_html(directory, {.chart_library = std::move(*library), .explain = explain});
    if (!page) return complain(page.error().message);
    if (auto written = fuzz::write_whole(output, *page, false); !written) return complain(written.error().message);
    fmt::print("{}\n", output.string());
    return 0;
}

}  // namespace

int report_command(const Arguments& arguments) {
    CLI::App app("Writes what a campaign has come to as one HTML file: charts, states, findings.", "sidewinder report");
    app.footer("It may be written while the campaign runs. Exit status: 0, or 2 trouble.");
    std::string directory = "findings", output = "report.html";
    app.add_option("directory", directory, "of the campaign, as `sidewinder fuzz --out` was told")->capture_default_str();
    app.add_option("--output", output, "file to write")->capture_default_str();
    if (auto status = parse(app, arguments)) return *status;
    return on_big_stack([&] { return write_report(directory, output); });
}

}  // namespace sidewinder::cli
