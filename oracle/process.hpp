// SPDX-License-Identifier: MIT
// Work in a child process: what it answers, or how it died. Invariant: no child outlives the call.
#pragma once

#include <functional>
#include <string>

namespace sidewinder::oracle {

struct ChildResult {
    bool answered = false;   ///< ended by itself with its whole answer
    bool timed_out = false;
    int signal = 0;
    int exit_code = 0;
    std::string answer;
    std::string errors;      ///< the first of what it wrote to stderr
};

/// Forks, runs `work` there and brings back its string. The calling process must have one thread.
ChildResult run_in_child(const std::function<std::string()>& work, double seconds);

}  // namespace sidewinder::oracle
