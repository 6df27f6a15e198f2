// SPDX-License-Identifier: MIT
// Mutation, crossover and trimming of programs as text, for fuzzing engines: text is parsed, its
// tree changed, and the tree unparsed. So inputs stay programs, and outlive changes of the
// generator. libFuzzer's and AFL++'s entry points are thin layers over this.
#pragma once

#include "fuzzers/choices.hpp"
#include "vm/syntax/ast.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace sidewinder::fuzz {

/// A program like `text`, with statements of `other` spliced in when that is one too; a generated
/// program when `text` is none. At most `limit` bytes; empty when nothing as small was found.
std::string mutate_text(std::string_view text, std::string_view other, ChoiceSequence& choices, std::size_t limit);
/// Statements of both; empty when either is no program or the result does not fit.
std::string cross_texts(std::string_view a, std::string_view b, ChoiceSequence& choices, std::size_t limit);

/// Takes statements out, one subtree after the other, outer ones first.
class TextTrimmer {
public:
    explicit TextTrimmer(std::string_view text);

    /// Steps that there will be at most; 0 when the text is no program.
    std::size_t steps() const { return total_; }
    /// The next smaller program to try.
    std::string candidate();
    /// Whether that did what the program before it did. Returns the number of steps done.
    std::size_t answer(bool same);

private:
    std::size_t statements() const;

    syntax::Module tree_, tried_;
    std::size_t next_ = 0, total_ = 0;
};

}  // namespace sidewinder::fuzz
