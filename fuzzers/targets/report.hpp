// SPDX-License-Identifier: MIT
// How a fuzz target tells what it found: a text, then an abort, which is what fuzzing engines catch.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace sidewinder::fuzz {

/// Prints what is wrong and the input in a form that people can read, then aborts.
[[noreturn]] inline void report(std::string_view what, std::string_view input) {
    fmt::print(stderr, "{}\n--- input\n{}\n--- end of input\n", what, input);
    std::abort();
}

/// The first line that differs, as "line N: expected …, got …".
inline std::string first_difference(std::string_view expected, std::string_view got) {
    for (int line = 1;; ++line) {
        std::string_view a = expected.substr(0, expected.find('\n')), b = got.substr(0, got.find('\n'));
        if (a != b || expected.empty() || got.empty()) return fmt::format("line {}: expected '{}', got '{}'", line, a, b);
        expected.remove_prefix(std::min(a.size() + 1, expected.size()));
        got.remove_prefix(std::min(b.size() + 1, got.size()));
    }
}

}  // namespace sidewinder::fuzz
