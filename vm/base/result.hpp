// SPDX-License-Identifier: MIT
// Result<T>: the answer of whatever may fail for a reason outside the guest program (a missing
// file, bad source text, no memory for code). Guest errors are pending exceptions instead.
#pragma once

#include <expected>
#include <string>
#include <utility>

namespace sidewinder {

/// What went wrong, in words meant for the user.
struct Error {
    std::string message;
};

template <class T>
using Result = std::expected<T, Error>;

/// `return fail("...")` from a function that returns any Result.
inline std::unexpected<Error> fail(std::string message) {
    return std::unexpected(Error{std::move(message)});
}

}  // namespace sidewinder
