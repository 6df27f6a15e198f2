// SPDX-License-Identifier: MIT
// The ladder: one program on every rung. In: source and options. Out: which rungs differ and the
// layer to blame, which is what the first rung that differs adds to the one before.
#pragma once

#include "oracle/compare.hpp"
#include "oracle/engine.hpp"
#include "oracle/lockstep.hpp"

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sidewinder::oracle {

struct LadderOptions {
    RunOptions run;
    std::vector<Engine> engines{all_engines.begin(), all_engines.end()};
    bool isolated = true;     ///< a child a run: what crashes or hangs is a finding, not the end
    bool lockstep = false;    ///< rungs that end the same are compared while they run, too
    bool blame_within_layer = true; ///< find the pass, the rewrite and the uop, too
};

struct Rung {
    Engine engine;
    Outcome outcome;
    Verdict verdict;  ///< against the reference; a cpython's says whether tier1_generic differs from it
};

struct LadderReport {
    std::vector<Rung> rungs;
    RunOptions run;     ///< that `rungs` ran with: other thresholds than asked for where they show that a lower layer is to blame
    /// semantics, runtime, specializer, recorder, optimizer, backend; of CPython cpython-interpreter,
    /// -specializer, -traces, -optimizer, -version; or empty.
    std::string layer;
    std::string engine; ///< the rung that differs first
    std::string where;  ///< what differs there
    std::string detail;
    std::string pass;   ///< of the optimizer: without it the difference goes away
    std::int64_t rewrite = 0;  ///< number of the first rewrite with which it shows; 0: not found
    /// What that rewrite changed, as "_A -> _B"; on other layers with traces the uops among which the first wrong one is.
    std::string uop;
    std::optional<Divergence> parted;  ///< where the rung's state first differs from the reference's

    bool agreed() const { return layer.empty(); }
    std::string to_text() const;
    nlohmann::json to_json() const;
};

/// Runs the chosen rungs in the ladder's order; tier1_generic always runs, as the reference. A fault of a
/// low layer may show on a higher rung only, when code gets hot at other moments there: so the rungs
/// below the first that differs are tried with other thresholds, and blamed when they differ then.
/// Where all are CPythons it is run_cpython_ladder.
LadderReport run_ladder(std::string_view source, const LadderOptions& options = {});
/// Names that RunOptions::disabled_passes may have, in the order in which the passes run.
std::vector<std::string> optimizer_passes();
/// Same, or different in "state": what find_divergence() saw.
Verdict compare_in_lockstep(EngineId engine, std::string_view source, const RunOptions& run);
/// `options.engines` are CPythons, at least one; the first is the reference.
LadderReport run_cpython_ladder(std::string_view source, const LadderOptions& options);
bool all_cpythons(std::span<const Engine> engines);
/// Compares as the kinds of the two engines ask for.
Verdict compare_runs(const Engine& reference, const Outcome& expected, const Engine& other, const Outcome& got);
/// The rung that must agree for the blame of `engine` to stay; nullopt when that is the reference.
std::optional<Engine> rung_below(const Engine& engine);

struct ReplayResult {
    std::filesystem::path path;
    LadderReport report;
    std::string problem;  ///< the file could not be read
    bool passed() const { return problem.empty() && report.agreed(); }
};
/// Runs files, and the *.py of directories, up the ladder.
std::vector<ReplayResult> replay(std::span<const std::filesystem::path> paths, const LadderOptions& options = {});

}  // namespace sidewinder::oracle
