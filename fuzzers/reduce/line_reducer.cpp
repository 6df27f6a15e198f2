// SPDX-License-Identifier: MIT
// A line and the deeper ones after it are a block. Rounds: leave blocks out, many at a time first; put
// the inside of a block in its place. Ends when a round changes nothing.
#include "fuzzers/reduce/line_reducer.hpp"

#include <algorithm>
#include <chrono>
#include <unordered_set>
#include <vector>

namespace sidewinder::fuzz {

namespace {

using LineList = std::vector<std::string>;

LineList split(std::string_view text) {
    LineList lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        if (text.substr(0, end).find_first_not_of(' ') != std::string_view::npos) lines.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

std::string join(const LineList& lines) {
    std::string text;
    for (const std::string& line : lines) text += line + "\n";
    return text;
}

std::size_t indentation(const std::string& line) { return line.find_first_not_of(' '); }

/// Behind the last line of the block that begins at `i`.
std::size_t end_of_block(const LineList& lines, std::size_t i) {
    std::size_t end = i + 1;
    while (end < lines.size() && indentation(lines[end]) > indentation(lines[i])) ++end;
    return end;
}

class LineReducer {
public:
    LineReducer(const std::function<bool(const std::string&)>& interesting, const ReductionLimits& limits)
        : interesting_(interesting), limits_(limits), end_(Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(limits.seconds))) {}

    Reduction run(std::string_view source) {
        best_ = split(source);
        for (int before = -1; before != accepted_ && !done();) {
            before = accepted_;
            for (std::size_t chunk = best_.size(); chunk > 0; chunk /= 2) leave_out(chunk);
            for (std::size_t i = 0; i < best_.size(); ++i) hoist(i);
        }
        return {join(best_), executions_, accepted_, !done()};
    }

private:
    using Clock = std::chrono::steady_clock;

    bool done() const { return executions_ >= limits_.executions || Clock::now() > end_; }

    bool attempt(LineList candidate) {
        std::string text = join(candidate);
        if (done() || !tried_.insert(text).second) return false;
        ++executions_;
        if (!interesting_(text)) return false;
        ++accepted_;
        best_ = std::move(candidate);
        return true;
    }

    /// From the end: what is defined first is used by what follows.
    void leave_out(std::size_t chunk) {
        for (std::size_t at = best_.size(); at > 0 && !done();) {
            at = at > chunk ? at - chunk : 0;
            if (at >= best_.size()) continue;
            const std::size_t end = end_of_block(best_, std::min(at + chunk, best_.size()) - 1);
            LineList candidate = best_;
            candidate.erase(candidate.begin() + static_cast<std::ptrdiff_t>(at), candidate.begin() + static_cast<std::ptrdiff_t>(end));
            const bool empties = at > 0 && best_[at - 1].ends_with(':') && end_of_block(candidate, at - 1) == at;
            if (empties) candidate.insert(candidate.begin() + static_cast<std::ptrdiff_t>(at), std::string(indentation(best_[at]), ' ') + "pass");
            attempt(std::move(candidate));
        }
    }
    void hoist(std::size_t i) {
        if (!best_[i].ends_with(':')) return;
        const std::size_t end = end_of_block(best_, i);
        if (end == i + 1) return;
        LineList candidate = best_;
        const std::size_t deeper = indentation(best_[i + 1]) - indentation(best_[i]);
        for (std::size_t j = i + 1; j < end; ++j) candidate[j].erase(0, deeper);
        candidate.erase(candidate.begin() + static_cast<std::ptrdiff_t>(i));
        attempt(std::move(candidate));
    }

    const std::function<bool(const std::string&)>& interesting_;
    ReductionLimits limits_;
    Clock::time_point end_;
    LineList best_;
    std::unordered_set<std::string> tried_;
    int executions_ = 0, accepted_ = 0;
};

}  // namespace

Reduction reduce_lines(std::string_view source, const std::function<bool(const std::string&)>& interesting, const ReductionLimits& limits) {
    return LineReducer(interesting, limits).run(source);
}

}  // namespace sidewinder::fuzz
