// SPDX-License-Identifier: MIT
// Work in a child process: what it answers, or how it died. Invariant: no child outlives the call.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace sidewinder::oracle {

struct ChildResult {
    bool answered = false;   ///< ended by itself with its whole answer
    bool timed_out = false;
    int signal = 0;
    int exit_code = 0;
    std::string answer;      ///< what it had said when it ended
    std::string errors;      ///< the first of what it wrote to stderr
};

/// Forks, runs `work` there and brings back its string. The calling process must have one thread.
ChildResult run_in_child(const std::function<std::string()>& work, double seconds);
/// In `work`: the next part of its answer, which is brought back even if the child dies afterwards.
void say_in_child(std::string_view text);

}  // namespace sidewinder::oracle
