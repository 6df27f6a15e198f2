// SPDX-License-Identifier: MIT
// `sidewinder replay [PATH...]`: runs kept regressions up the ladder again.
#include "cli/commands.hpp"
#include "cli/program.hpp"
#include "cli/rig_options.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace sidewinder::cli {

namespace {

int report(const std::vector<oracle::ReplayResult>& results) {
    std::size_t failed = 0;
    for (const oracle::ReplayResult& result : results) {
        if (result.passed()) continue;
        ++failed;
        fmt::print("{}: {}\n", result.path.string(), result.problem.empty() ? result.report.to_text() : result.problem);
    }
    fmt::print("{} passed, {} failed\n", results.size() - failed, failed);
    return failed == 0 ? 0 : 1;
}

}  // namespace

int replay_command(const Arguments& arguments) {
    CLI::App app("Runs programs that once showed a bug on every engine again.", "sidewinder replay");
    app.footer("Exit status: 0 all agree, 1 some differ, 2 a path does not exist.");
    std::vector<std::string> given;
    oracle::LadderOptions options;
    app.add_option("path", given, "files or directories (default: regressions/)");
    add_engines_option(app, options.engines);
    add_rig_options(app, options.run);
    if (auto status = parse(app, arguments)) return *status;
    if (given.empty()) given = {"regressions"};
    std::vector<std::filesystem::path> paths(given.begin(), given.end());
    for (const std::filesystem::path& path : paths)
        if (!std::filesystem::exists(path)) return complain(fmt::format("'{}' does not exist", path.string()));
    return on_big_stack([&] { return report(oracle::replay(paths, options)); });
}

}  // namespace sidewinder::cli
