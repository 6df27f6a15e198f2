// SPDX-License-Identifier: MIT
// What the raw text between the quotes of a string means. In: source text. Out: UTF-8, or the
// message of the SyntaxError.
#pragma once

#include <expected>
#include <string>
#include <string_view>

namespace sidewinder::syntax {

/// Replaces escapes. A backslash at the very end (before a `{` in f-strings) stands for itself.
std::expected<std::string, std::string> decode_escapes(std::string_view text);

/// The prefix, content and kind of a complete string token.
struct StringParts {
    std::string_view prefix, content;
    bool raw, format, bytes, template_;
};
StringParts split_string(std::string_view token);

}  // namespace sidewinder::syntax
