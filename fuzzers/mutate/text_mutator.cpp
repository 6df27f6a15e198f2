// SPDX-License-Identifier: MIT
#include "fuzzers/mutate/text_mutator.hpp"

#include "fuzzers/generate/generator.hpp"
#include "fuzzers/mutate/mutator.hpp"
#include "fuzzers/reduce/places.hpp"
#include "vm/syntax/parser.hpp"
#include "vm/syntax/unparser.hpp"

#include <utility>

namespace sidewinder::fuzz {

namespace {

/// Small changes that are tried before giving up on a result that fits.
constexpr int tries = 5;

std::optional<syntax::Module> tree_of(std::string_view text) {
    auto tree = syntax::parse(text);
    return tree ? std::optional(std::move(*tree)) : std::nullopt;
}

/// Takes statement number `index` (outer before inner) out of its block.
bool remove_statement(syntax::Module& tree, std::size_t index) {
    Places all = places(tree);
    if (index >= all.statements.size()) return false;
    for (syntax::Block* block : all.blocks)
        for (auto at = block->begin(); at != block->end(); ++at)
            if (at->get() == all.statements[index]) {
                block->erase(at);
                return true;
            }
    return false;
}

}  // namespace

std::string mutate_text(std::string_view text, std::string_view other, ChoiceSequence& choices, std::size_t limit) {
    std::optional<syntax::Module> tree = tree_of(text), donor;
    if (!other.empty()) donor = tree_of(other);
    for (int i = 0; i < tries; ++i) {
        syntax::Module changed = tree ? clone(*tree) : Generator(ChoiceSequence(choices.word())).program();
        if (tree) mutate(changed, choices, donor ? &*donor : nullptr);
        std::string result = unparse(changed);
        if (result.size() <= limit && result != text) return result;
    }
    return {};
}

std::string cross_texts(std::string_view a, std::string_view b, ChoiceSequence& choices, std::size_t limit) {
    std::optional<syntax::Module> first = tree_of(a), second = tree_of(b);
    if (!first || !second) return {};
    // A run of top-level statements of the one goes between those of the other.
    const syntax::Block& from = second->body;
    if (from.empty()) return {};
    auto begin = choices.below(static_cast<std::uint32_t>(from.size()));
    auto count = 1 + choices.below(static_cast<std::uint32_t>(from.size() - begin));
    auto at = choices.below(static_cast<std::uint32_t>(first->body.size() + 1));
    for (std::uint32_t i = 0; i < count; ++i)
        first->body.insert(first->body.begin() + at + i, syntax::clone(from[begin + i]));
    std::string result = unparse(*first);
    return result.size() <= limit ? result : std::string();
}

TextTrimmer::TextTrimmer(std::string_view text) {
    auto tree = tree_of(text);
    if (!tree) return;
    tree_ = std::move(*tree);
    total_ = statements();
}

std::size_t TextTrimmer::statements() const {
    syntax::Module copy = clone(tree_);
    return places(copy).statements.size();
}

std::string TextTrimmer::candidate() {
    tried_ = clone(tree_);
    remove_statement(tried_, next_);
    return unparse(tried_);
}

std::size_t TextTrimmer::answer(bool same) {
    if (same) tree_ = std::move(tried_);
    else ++next_;
    const std::size_t left = statements();
    return next_ >= left ? total_ : total_ - (left - next_);
}

}  // namespace sidewinder::fuzz
