// SPDX-License-Identifier: MIT
// Opcode and what instructions.def says of each: name, inline cache, family, uops. The rule
// "no guard after an effect" is checked here, at compile time, for every row.
#pragma once

#include "vm/uops/frame.hpp"
#include "vm/uops/uop.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace sidewinder {

enum class Opcode : std::uint8_t {
#define INSTRUCTION(name, cache, ...) name,
#define SPECIALIZED(name, family, ...) name,
#include "vm/bytecode/instructions.def"
#undef INSTRUCTION
#undef SPECIALIZED
};

/// Which part of the instruction's oparg a uop gets.
enum class OpargPart : std::uint8_t { whole, high, low };

/// One uop of an instruction: `word` is the inline cache word its operand starts at (-1: none).
struct UopUse {
    Uop uop;
    OpargPart part = OpargPart::whole;
    std::int8_t word = -1;
};

inline constexpr std::size_t max_uops_per_instruction = 6;

struct InstructionTraits {
    std::string_view name;
    Opcode family;       ///< the generic instruction; itself where it is one
    std::uint8_t cache_words;
    std::uint8_t uop_count;
    std::array<UopUse, max_uops_per_instruction> uops;

    constexpr std::span<const UopUse> sequence() const { return {uops.data(), uop_count}; }
};

namespace detail {

template <class... Uses>
constexpr InstructionTraits make_traits(std::string_view name, Opcode family, int cache,
                                        Uses... uses) {
    static_assert(sizeof...(Uses) <= max_uops_per_instruction);
    return {name, family, static_cast<std::uint8_t>(cache), sizeof...(Uses), {uses...}};
}

inline constexpr auto instruction_traits = [] {
    constexpr std::uint8_t from_family = 0xFF;
    auto U = [](Uop uop, int word = -1) {
        return UopUse{uop, OpargPart::whole, static_cast<std::int8_t>(word)};
    };
    auto HI = [](Uop uop) { return UopUse{uop, OpargPart::high}; };
    auto LO = [](Uop uop) { return UopUse{uop, OpargPart::low}; };
    using enum Uop;
    auto table = std::to_array<InstructionTraits>({
#define INSTRUCTION(name, cache, ...) \
    make_traits(#name, Opcode::name, cache __VA_OPT__(, ) __VA_ARGS__),
#define SPECIALIZED(name, family, ...) \
    make_traits(#name, Opcode::family, from_family, __VA_ARGS__),
#include "vm/bytecode/instructions.def"
#undef INSTRUCTION
#undef SPECIALIZED
    });
    for (auto& row : table)
        if (row.cache_words == from_family)
            row.cache_words = table[static_cast<std::size_t>(row.family)].cache_words;
    return table;
}();

/// Guards of one instruction come before anything that has an effect; values converted in place
/// (_BOTH_TO_FLOAT) count as effects only when a guard of another kind follows.
constexpr bool guards_come_first(const InstructionTraits& row) {
    bool effect = false;
    for (const UopUse& use : row.sequence()) {
        const UopTraits& t = traits(use.uop);
        if (t.has(uop_flags::guard) && effect) return false;
        if (!t.has(uop_flags::guard) || t.has(uop_flags::pure)) effect = true;
    }
    return true;
}
constexpr bool all_guards_come_first() {
    for (const auto& row : instruction_traits)
        if (!guards_come_first(row)) return false;
    return true;
}
static_assert(all_guards_come_first(), "instructions.def: a guard follows an effect");

}  // namespace detail

inline constexpr std::size_t opcode_count = detail::instruction_traits.size();
static_assert(opcode_count <= 256);

constexpr const InstructionTraits& traits(Opcode opcode) {
    return detail::instruction_traits[static_cast<std::size_t>(opcode)];
}
constexpr std::string_view opcode_name(Opcode opcode) { return traits(opcode).name; }
constexpr unsigned cache_words(Opcode opcode) { return traits(opcode).cache_words; }
constexpr unsigned instruction_length(Opcode opcode) { return 1 + cache_words(opcode); }
/// Has a counter that leads to specialization.
constexpr bool is_adaptive(Opcode opcode) {
    return traits(opcode).family == opcode && cache_words(opcode) > 0 &&
           opcode != Opcode::RESUME && opcode != Opcode::JUMP_BACKWARD &&
           opcode != Opcode::ENTER_EXECUTOR;
}

constexpr CodeUnit encode(Opcode opcode, std::uint16_t oparg) {
    return static_cast<CodeUnit>(opcode) | (CodeUnit{oparg} << 16);
}
constexpr Opcode opcode_of(CodeUnit unit) { return static_cast<Opcode>(unit & 0xFF); }
constexpr std::uint16_t oparg_of(CodeUnit unit) { return static_cast<std::uint16_t>(unit >> 16); }

static_assert(instruction_length(Opcode::CALL) == call_length &&
              instruction_length(Opcode::CALL_KW) == call_length &&
              instruction_length(Opcode::CALL_FUNCTION_EX) == call_length);
static_assert(instruction_length(Opcode::FOR_ITER) == resume_length && instruction_length(Opcode::SEND) == resume_length);
static_assert(instruction_length(Opcode::RETURN_GENERATOR) == yield_length && instruction_length(Opcode::YIELD_VALUE) == yield_length);

}  // namespace sidewinder
