// SPDX-License-Identifier: MIT
#include "fuzzers/mutate/mutator.hpp"

#include "fuzzers/generate/build.hpp"
#include "fuzzers/reduce/places.hpp"

namespace sidewinder::fuzz {

namespace {

using syntax::Module;

std::uint32_t count(const auto& list) { return static_cast<std::uint32_t>(list.size()); }

/// A node of the kinds that have something to turn; false when `e` is another.
bool turn(syntax::Expression& e, ChoiceSequence& c) {
    if (auto* n = std::get_if<syntax::IntLiteral>(&e.node)) {
        n->digits = c.pick({"0", "1", "2", "255", "281474976710655", "281474976710656", "9223372036854775807"});
        return true;
    }
    if (auto* n = std::get_if<syntax::FloatLiteral>(&e.node)) {
        n->value = c.pick({0.0, 0.5, 1e308, 281474976710656.0});
        n->text.clear();
        return true;
    }
    if (auto* n = std::get_if<syntax::BinaryOperation>(&e.node)) {
        n->op = c.pick({BinaryKind::add, BinaryKind::subtract, BinaryKind::floor_divide, BinaryKind::remainder, BinaryKind::xor_, BinaryKind::true_divide});
        return true;
    }
    if (auto* n = std::get_if<syntax::Comparison>(&e.node)) {
        n->tails[0].op = static_cast<ComparisonKind>(c.below(6));
        return true;
    }
    return false;
}

void turn_some(Module& m, ChoiceSequence& c) {
    Places all = places(m);
    for (int tries = 0; tries < 20 && !all.expressions.empty(); ++tries)
        if (turn(**all.expressions[c.below(count(all.expressions))], c)) return;
}

void edit_block(Module& m, ChoiceSequence& c, Module* other) {
    Places all = places(m);
    syntax::Block& block = *all.blocks[c.below(count(all.blocks))];
    if (block.empty()) return;
    auto at = static_cast<std::ptrdiff_t>(c.below(count(block)));
    switch (c.below(other ? 4 : 3)) {
        case 0: block.erase(block.begin() + at); break;
        case 1: block.insert(block.begin() + at, syntax::clone(block[static_cast<std::size_t>(at)])); break;
        case 2: std::swap(block[0], block[static_cast<std::size_t>(at)]); break;
        default: {
            Places from = places(*other);
            syntax::Block& source = *from.blocks[c.below(count(from.blocks))];
            if (!source.empty()) block.insert(block.begin() + at, syntax::clone(source[c.below(count(source))]));
        }
    }
}

}  // namespace

void mutate(Module& module, ChoiceSequence& choices, Module* other) {
    for (int i = choices.between(1, 3); i > 0; --i) {
        if (choices.chance(50)) turn_some(module, choices);
        else edit_block(module, choices, other);
    }
}

}  // namespace sidewinder::fuzz
