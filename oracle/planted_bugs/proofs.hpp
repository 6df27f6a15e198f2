// SPDX-License-Identifier: MIT
// Programs that prove more than one planted bug.
#pragma once

#include <string_view>

namespace sidewinder::oracle::proofs {

inline constexpr std::string_view a_branch_goes_both_ways = R"(
def f(n):
    s = 0
    for i in range(n):
        if i % 3 == 0:
            s = s + 1
        else:
            s = s + 100
    return s
print(f(100))
)";

inline constexpr std::string_view a_loop_of_the_module = R"(
s = 0
for i in range(100):
    s = s + i
print(s)
)";

inline constexpr std::string_view a_key_is_missing = R"(
def f(d, n):
    s = 0
    for i in range(n):
        a = i + 1
        s = s + d[i]
        b = i + 2
    return s
f({i: i for i in range(50)}, 60)
)";

inline constexpr std::string_view a_global_changes = R"(
k = 1
def f(n):
    s = 0
    for i in range(n):
        s = s + k
    return s
print(f(50))
k = 10
print(f(50))
)";

inline constexpr std::string_view an_int_is_added = R"(
def f(n):
    s = 0
    for i in range(n):
        s = s + 1000
    return s
print(f(60))
)";

inline constexpr std::string_view a_float_is_added = R"(
def f(n):
    s = 0.0
    for i in range(n):
        s = s + 0.1
    return s
print(f(60))
)";

inline constexpr std::string_view a_local_becomes_a_float = R"(
def f(n):
    x = 1
    for i in range(n):
        if i == 60:
            x = 1.5
        y = i + x * 2
    return y
print(f(100))
)";

}  // namespace sidewinder::oracle::proofs
