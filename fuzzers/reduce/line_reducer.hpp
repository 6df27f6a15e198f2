// SPDX-License-Identifier: MIT
// Line reducer: for programs that our parser does not know. Knows lines and their indentation, nothing
// else of Python, so many of its candidates are no programs; `interesting` sees to that.
#pragma once

#include "fuzzers/reduce/reducer.hpp"

namespace sidewinder::fuzz {

/// As reduce(), which calls it for what does not parse; `interesting` holds for `source`.
Reduction reduce_lines(std::string_view source, const std::function<bool(const std::string&)>& interesting, const ReductionLimits& limits);

}  // namespace sidewinder::fuzz
