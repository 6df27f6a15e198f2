// SPDX-License-Identifier: MIT
// State: all that a campaign knows, in a file that its processes share as memory. So it outlives
// any of them: what `kill -9` ends goes on from here. Invariant: all effects that a program has on
// a worker's Progress become visible by one store, or the program is run again. A program that shows a
// difference has two: when it is handed over to be looked into, and when that is done.
#pragma once

#include "vm/base/result.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sidewinder::fuzz {

constexpr std::size_t cluster_rows = 256, reason_rows = 32, suppression_rows = 64;

/// Numbers that add up over workers.
struct Counts {
    std::uint64_t programs = 0, valid = 0, terminating = 0, traced = 0, missed = 0, side = 0, incomparable = 0, findings = 0, exceptions = 0, reached = 0;
    std::uint64_t traces = 0, side_traces = 0, invalidations = 0, compared = 0;
    std::uint64_t from_corpus = 0;      ///< programs that were made of kept ones
    std::uint64_t timeouts = 0, died = 0, suppressed = 0;
    std::uint64_t heartbeats = 0, unseen = 0;  ///< planted bugs that were shown to the rig, and those it did not see
    std::uint64_t looking_into = 0;     ///< nanoseconds spent on findings
    std::array<std::uint64_t, cluster_rows> clusters{};        ///< findings by row of the table of names
    std::array<std::uint64_t, reason_rows> reasons{};          ///< of what could not be compared
    std::array<std::uint64_t, suppression_rows> suppressions{};
    Counts& operator+=(const Counts& other);
};

struct Progress {
    std::uint64_t next = 0;  ///< the program to run
    bool differed = false;   ///< it has run and showed a difference, which another worker looks into
    Counts counts;
};

/// One worker's part. The parent reads it while the worker lives and after it has died.
class WorkerState {
public:
    const Progress& progress() const { return slots_[current_.load(std::memory_order_acquire)]; }
    /// The one store.
    void commit(const Progress& progress) {
        const std::uint32_t other = current_ ^ 1;
        slots_[other] = progress;
        current_.store(other, std::memory_order_release);
    }

    /// Holds on to the text of program `index`, which others may have a part in: whoever goes on
    /// after this process needs the same.
    void begin(std::uint64_t index, std::string_view text, bool from_corpus);
    struct Begun {
        std::string_view text;
        bool from_corpus;
    };
    /// nullopt when that is not the program that was begun last, or it was too long.
    std::optional<Begun> begun(std::uint64_t index) const;

    // Not part of what a program does:
    std::atomic<std::int64_t> since = 0;    ///< nanoseconds; when the program under way began
    std::atomic<int> engine = -1;           ///< of the campaign's, that is running it
    std::atomic<int> holds = -1;            ///< row of the cluster of the finding that is being looked into
    std::atomic<bool> triage = false;       ///< the program at `next` ended a worker, and has not been looked into
    std::atomic<bool> hung = false;         ///< by taking too long, not by a signal
    std::atomic<bool> triaging = false;     ///< the death of a worker means nothing about its program
    std::atomic<bool> showing = false;      ///< a planted bug, to see whether it is seen
    std::atomic<bool> finished = false;

private:
    std::array<Progress, 2> slots_{};
    std::atomic<std::uint32_t> current_ = 0;
    std::atomic<std::uint64_t> begun_ = UINT64_MAX;
    std::uint32_t text_size_ = 0;
    bool from_corpus_ = false;
    std::array<char, std::size_t{1} << 17> text_{};
};

/// Names that get rows as they come; a row is taken by the first that writes a name into it.
template <std::size_t rows>
class NameTable {
public:
    /// -1 when the table is full.
    int row(std::string_view name) {
        name = name.substr(0, width - 1);
        for (std::size_t i = 0; i < rows; ++i) {
            if (rows_[i].state == named ? name == rows_[i].text.data() : claim(rows_[i], name)) return static_cast<int>(i);
        }
        return -1;
    }
    /// Empty when the row has none.
    std::string_view name(std::size_t i) const { return rows_[i].state == named ? rows_[i].text.data() : std::string_view(); }
    std::size_t size() const {
        std::size_t n = 0;
        while (n < rows && rows_[n].state == named) ++n;
        return n;
    }

private:
    static constexpr std::size_t width = 160;
    enum Use : std::uint32_t { free, named };  ///< other values: the process that is writing the name
    struct Row {
        std::atomic<std::uint32_t> state;
        std::array<char, width> text;
    };
    static bool claim(Row& row, std::string_view name);
    std::array<Row, rows> rows_{};
};

struct Header {
    std::array<char, 8> magic;
    std::uint64_t size = 0, universes = 0;   ///< of the file, and which states its map is of: other builds have others
    std::uint64_t campaign = 1;              ///< how many there have been in this directory
    std::uint64_t jobs = 1;
    std::uint64_t seeds = 0;                 ///< programs that the corpus had when it began
    std::atomic<std::int64_t> active = 0;    ///< nanoseconds that it ran, in all sessions
    std::atomic<std::uint64_t> findings = 0; ///< number of the last folder of a finding
    std::atomic<std::uint64_t> corpus = 0;   ///< additions to the corpus
    std::atomic<bool> ended = false;         ///< not just stopped
    NameTable<cluster_rows> clusters;
    NameTable<reason_rows> reasons;
    NameTable<suppression_rows> suppressions;
};

class State {
public:
    ~State();
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    /// A new one, over whatever is there.
    static Result<std::unique_ptr<State>> create(const std::filesystem::path& file, std::uint64_t campaign, std::uint64_t jobs);
    /// Refuses what another build has written.
    static Result<std::unique_ptr<State>> open(const std::filesystem::path& file);

    Header& header() { return *header_; }
    const Header& header() const { return *header_; }
    std::span<WorkerState> workers() { return {workers_, header_->jobs}; }
    std::span<const WorkerState> workers() const { return {workers_, header_->jobs}; }
    /// Features that programs of any worker reached.
    std::span<std::uint8_t> coverage() { return coverage_; }
    std::span<const std::uint8_t> coverage() const { return coverage_; }
    Counts totals() const;
    /// Puts it on the disk, for a power cut; no process that is killed needs that.
    void sync() const;

private:
    explicit State(void* memory, std::size_t size);
    Header* header_;
    WorkerState* workers_;
    std::span<std::uint8_t> coverage_;
    std::size_t size_;
};

}  // namespace sidewinder::fuzz
