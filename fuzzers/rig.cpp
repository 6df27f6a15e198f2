// SPDX-License-Identifier: MIT
#include "fuzzers/rig.hpp"

#include "fuzzers/reduce/configuration_reducer.hpp"
#include "oracle/planted_bugs/planted_bugs.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <fstream>
#include <sstream>

namespace sidewinder::fuzz {

int reduce_file(const std::string& path, const ReduceOptions& options) {
    std::ifstream in(path);
    std::ostringstream source;
    source << in.rdbuf();
    if (!in) {
        fmt::print(stderr, "{}: cannot be read\n", path);
        return 2;
    }
    oracle::LadderOptions ladder = options.ladder;
    ladder.isolated = true;
    if (!options.planted_bug.empty() && !oracle::plant(options.planted_bug, ladder.run.hooks)) {
        fmt::print(stderr, "no planted bug is called {}\n", options.planted_bug);
        return 2;
    }
    oracle::LadderReport report = run_ladder(source.str(), ladder);
    fmt::print(stderr, "{}", report.to_text());
    auto symptom = symptom_of(report);
    if (!symptom) return 1;
    auto reduction = reduce_finding(source.str(), *symptom, report.run, options.limits);
    if (!reduction) {
        fmt::print(stderr, "{}\n", reduction.error().message);
        return 2;
    }
    fmt::print(stderr, "{} lines after {} runs\n", count_lines(reduction->text), reduction->executions);
    const oracle::RunOptions plain = reduce_configuration(reduction->text, *symptom, report.run, {.seconds = options.limits.seconds / 3, .executions = 200});
    fmt::print(stderr, "shown by: {}{}\n", command_line(*symptom, plain), options.planted_bug.empty() ? "" : " --plant " + options.planted_bug);
    if (options.output.empty()) {
        fmt::print("{}", reduction->text);
        return 0;
    }
    std::ofstream(options.output) << reduction->text;
    return 0;
}

}  // namespace sidewinder::fuzz
