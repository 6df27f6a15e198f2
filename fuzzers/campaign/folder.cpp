// SPDX-License-Identifier: MIT
#include "fuzzers/campaign/folder.hpp"

#include "fuzzers/campaign/corpus.hpp"
#include "fuzzers/campaign/files.hpp"
#include "fuzzers/campaign/options.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>

namespace sidewinder::fuzz {

namespace {

Result<void> make_directory(const std::filesystem::path& directory) {
    std::error_code error;
    std::filesystem::create_directories(directory, error);
    if (!error && access(directory.c_str(), W_OK | X_OK) == 0) return {};
    return fail(fmt::format("cannot write findings to {} ({}): choose another place with --out", directory.string(), error ? error.message() : std::strerror(errno)));
}

/// The number of the campaign of which `folder` has the options; 0 when there is none.
std::uint64_t number_of(const std::filesystem::path& folder) {
    const auto json = nlohmann::json::parse(read_file(folder / "options.json").value_or(""), nullptr, false);
    return json.is_object() ? json.value("campaign", std::uint64_t{0}) : 0;
}

Result<void> write_options(const std::filesystem::path& folder, const CampaignOptions& options, std::uint64_t number) {
    auto json = nlohmann::json::parse(options_text(options));
    json["campaign"] = number;
    return write_whole(folder / "options.json", json.dump(2) + "\n", true);
}

Result<std::unique_ptr<State>> resume(const std::filesystem::path& folder, CampaignOptions& options) {
    const auto kept = read_file(folder / "options.json");
    if (!kept || !std::filesystem::exists(folder / "state"))
        return fail(fmt::format("{} has no campaign to go on with: leave out --resume to begin one", options.directory.string()));
    auto state = State::open(folder / "state");
    if (!state) return fail(state.error().message + ": --restart begins another campaign; findings and corpus stay");
    const double passed = static_cast<double>((*state)->header().active) / 1e9;
    const double more = options.seconds_given ? options.seconds : -1;
    if (auto taken = take_options(*kept, options); !taken) return fail(fmt::format("{}: {}", (folder / "options.json").string(), taken.error().message));
    if ((*state)->header().ended && more < 0)
        return fail(fmt::format("the campaign in {} has ended: --seconds tells how long it is to go on", options.directory.string()));
    if (more >= 0) {
        options.seconds = passed + more;
        if (auto written = write_options(folder, options, (*state)->header().campaign); !written) return fail(written.error().message);
    }
    (*state)->header().ended = false;
    for (WorkerState& worker : (*state)->workers()) {
        worker.since = 0, worker.engine = worker.holds = -1;
        worker.triaging = worker.showing = worker.finished = false;
    }
    return state;
}

Result<void> put_away(const std::filesystem::path& folder, const CampaignOptions& options) {
    if (std::filesystem::exists(folder / "state") && !options.restart) {
        auto state = State::open(folder / "state");
        if (!state || !(*state)->header().ended)
            return fail(fmt::format("{} has a campaign that was stopped before its end{}: --resume goes on with it, --restart begins another (findings and corpus stay), "
                                    "--out takes another place",
                                    options.directory.string(), state ? fmt::format(", after {} programs", (*state)->totals().programs) : ""));
    }
    const std::filesystem::path previous = folder.string() + ".previous";
    std::error_code error;
    if (!std::filesystem::exists(folder)) return {};
    std::filesystem::remove_all(previous, error);
    std::filesystem::rename(folder, previous, error);
    if (error) return fail(fmt::format("cannot put {} away: {}", folder.string(), error.message()));
    return {};
}

Result<std::unique_ptr<State>> begin(const std::filesystem::path& folder, const CampaignOptions& options) {
    const std::uint64_t number = std::max(number_of(folder), number_of(folder.string() + ".previous")) + 1;
    if (auto away = put_away(folder, options); !away) return fail(away.error().message);
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (auto written = write_options(folder, options, number); !written) return fail(written.error().message);
    auto state = State::create(folder / "state", number, static_cast<std::uint64_t>(options.jobs));
    if (!state) return state;
    Corpus corpus(options.directory / "corpus", number);
    if (options.feedback_percent > 0) corpus.refresh();
    (*state)->header().seeds = corpus.seeds().size();
    for (std::size_t i = 0; i < static_cast<std::size_t>(options.jobs); ++i)
        (*state)->workers()[i].commit({.next = options.first_index + i, .counts = {}});
    return state;
}

}  // namespace

Result<int> lock_directory(const std::filesystem::path& directory) {
    const int fd = open((directory / ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (fd < 0) return fail(fmt::format("cannot write to {}: {}", directory.string(), std::strerror(errno)));
    // Processes of a campaign that was killed may need a moment to end.
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(5);
    while (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        if (std::chrono::steady_clock::now() > end) {
            close(fd);
            return fail(fmt::format("a campaign is running in {}: choose another place with --out", directory.string()));
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return fd;
}

Result<OpenCampaign> open_campaign(CampaignOptions& options) {
    if (auto made = make_directory(options.directory); !made) return fail(made.error().message);
    auto lock = lock_directory(options.directory);
    if (!lock) return fail(lock.error().message);
    const std::filesystem::path folder = options.directory / "campaign";
    auto state = options.resume ? resume(folder, options) : begin(folder, options);
    if (!state) {
        close(*lock);
        return fail(state.error().message);
    }
    clear_remains(options.directory);
    (*state)->header().findings = last_finding_number(options.directory);
    return OpenCampaign{std::move(*state), *lock};
}

}  // namespace sidewinder::fuzz
