// SPDX-License-Identifier: MIT
// Reducer: a program that has a property -> a smaller one that still has it. Works on the tree, so
// every candidate is a program, and on lines first where our parser does not know the program; keeps the best so far, whatever stops it.
#pragma once

#include "vm/base/result.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace sidewinder::fuzz {

struct ReductionLimits {
    double seconds = 60;
    int executions = 5000;
};

struct Reduction {
    std::string text;
    int executions = 0;
    int accepted = 0;
    bool complete = false;  ///< nothing smaller was found, as opposed to out of time
};

/// `interesting` is asked about program texts; it must hold for `source`. The error says that the
/// source is not interesting.
Result<Reduction> reduce(std::string_view source, const std::function<bool(const std::string&)>& interesting,
                         const ReductionLimits& limits = {});

/// Lines that are not blank.
int count_lines(std::string_view text);

}  // namespace sidewinder::fuzz
