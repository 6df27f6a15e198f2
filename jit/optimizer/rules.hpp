// SPDX-License-Identifier: MIT
// RewriteRule: what the passes may put in place of what, and which operands make a difference to
// it. Nothing here decides a rewrite; it says which are possible, so that tests and fuzzers can
// tell which of them happened.
#pragma once

#include "jit/optimizer/abstract_state.hpp"
#include "jit/optimizer/pass.hpp"

#include <array>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace sidewinder::jit {

/// What a rule can see of an operand: a value near a boundary, what kind of thing it is, which
/// comparison it makes, or by which power of two it divides.
enum class OperandClass : std::uint8_t {
#define OPERAND_CLASS(name, text) name,
#include "jit/optimizer/operand_classes.def"
#undef OPERAND_CLASS
};
std::string_view operand_class_name(OperandClass c);
/// Of a word, by its value.
OperandClass value_class(Value v);
/// Of what is known, by its sort alone.
OperandClass sort_class(const Fact& fact);

struct RewriteRule {
    /// Which operand the classes are of.
    enum class Sees : std::uint8_t { nothing, inputs, result, loaded, popped, comparison, power };

    std::string_view pass;
    Uop before, after;
    Sees sees = Sees::nothing;
    /// Classes that can be; [0] of the only or top operand, [1] of the one below it.
    std::array<std::vector<OperandClass>, 2> classes;
    std::string_view impossible = {};  ///< why it never happens after the passes before it; empty: it does
};

/// All rules, made once; addresses stay.
std::span<const RewriteRule> rewrite_rules();
/// Null when no rule says so.
const RewriteRule* find_rule(const Rewrite& rewrite);

/// What a rewrite saw in operand 0 and 1; nullopt where it sees none. `state` is that before the
/// uop; null when it is not known, as after a contradiction.
std::array<std::optional<OperandClass>, 2> seen_classes(const RewriteRule& rule, const Rewrite& rewrite, const AbstractState* state);

}  // namespace sidewinder::jit
