// SPDX-License-Identifier: MIT
// SW_CHECK and SW_DCHECK: a broken invariant stops the process with a message. To a fuzzer that
// message is the report, so it should name what was being worked on (trace, uop, instruction).
#pragma once

#include "vm/base/attributes.hpp"

#include <fmt/format.h>

#include <string_view>

namespace sidewinder {

/// Prints "file:line: broken invariant: condition: message" to stderr and aborts.
[[noreturn]] SW_COLD void check_failed(const char* file, int line, const char* condition,
                                       std::string_view message);

}  // namespace sidewinder

/// Always checked. The arguments after the condition are an fmt format string and its values.
#define SW_CHECK(condition, ...)                                                                  \
    do {                                                                                          \
        if (!(condition)) [[unlikely]]                                                            \
            ::sidewinder::check_failed(__FILE__, __LINE__, #condition, ::fmt::format(__VA_ARGS__)); \
    } while (false)

/// Checked in debug and rig builds (SIDEWINDER_DCHECK), free elsewhere.
#if defined(SIDEWINDER_DCHECK)
#define SW_DCHECK(condition, ...) SW_CHECK(condition, __VA_ARGS__)
#else
#define SW_DCHECK(condition, ...) \
    do {                          \
    } while (false)
#endif
