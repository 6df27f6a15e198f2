// SPDX-License-Identifier: MIT
// Configuration reducer: the options with which a program shows a symptom -> the plainest with which
// it still does: high thresholds, few rewrites, few passes, little fuel, nothing forced.
#pragma once

#include "fuzzers/finding.hpp"

#include <string>

namespace sidewinder::fuzz {

/// `shows(text, symptom, run)` must hold, and does for the result. The best so far is never lost.
oracle::RunOptions reduce_configuration(const std::string& text, const Symptom& symptom, const oracle::RunOptions& run, const ReductionLimits& limits);
/// What `sidewinder diff` needs to show it: engines, and the options that are not the usual ones.
std::string command_line(const Symptom& symptom, const oracle::RunOptions& run);

}  // namespace sidewinder::fuzz
