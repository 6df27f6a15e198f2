// SPDX-License-Identifier: MIT
// Replays files up the ladder: how regressions are kept from coming back.
#include "oracle/ladder.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

namespace sidewinder::oracle {

namespace {

std::vector<std::filesystem::path> files_of(const std::filesystem::path& path) {
    std::error_code error;
    if (!std::filesystem::is_directory(path, error)) return {path};
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(path, error))
        if (entry.path().extension() == ".py") files.push_back(entry.path());
    std::ranges::sort(files);
    return files;
}

ReplayResult replay_file(const std::filesystem::path& path, const LadderOptions& options) {
    ReplayResult result{path, {}, {}};
    std::ifstream in(path);
    std::ostringstream text;
    text << in.rdbuf();
    if (!in) result.problem = "cannot be read";
    else result.report = run_ladder(text.str(), options);
    return result;
}

}  // namespace

std::vector<ReplayResult> replay(std::span<const std::filesystem::path> paths, const LadderOptions& options) {
    std::vector<ReplayResult> results;
    for (const auto& path : paths)
        for (const auto& file : files_of(path)) results.push_back(replay_file(file, options));
    return results;
}

}  // namespace sidewinder::oracle
