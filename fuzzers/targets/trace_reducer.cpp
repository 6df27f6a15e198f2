// SPDX-License-Identifier: MIT
#include "fuzzers/targets/trace_reducer.hpp"

#include "jit/trace/trace_verifier.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace sidewinder::fuzz {

using jit::Trace;

Trace reduce_trace(Trace trace, const std::function<bool(const Trace&)>& interesting, const ReductionLimits& limits) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(limits.seconds);
    int executions = 0;
    auto is_left_out = [&](std::size_t at, std::size_t length) {
        Trace candidate = trace;
        const auto from = candidate.uops.begin() + static_cast<std::ptrdiff_t>(at);
        candidate.uops.erase(from, from + static_cast<std::ptrdiff_t>(length));
        if (!verify_trace(candidate) || ++executions > limits.executions || !interesting(candidate)) return false;
        trace = std::move(candidate);
        return true;
    };
    for (bool again = true; std::exchange(again, false);)
        for (std::size_t length = std::max<std::size_t>(trace.uops.size() / 2, 1); length > 0; --length)
            for (std::size_t at = 0; at + length <= trace.uops.size();) {
                if (executions > limits.executions || std::chrono::steady_clock::now() > end) return trace;
                if (is_left_out(at, length)) again = true;
                else ++at;
            }
    return trace;
}

}  // namespace sidewinder::fuzz
