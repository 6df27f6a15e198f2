// SPDX-License-Identifier: MIT
// Universes: all states that a Jit can be in, of some kind, enumerated from the tables that the
// code has anyway. Each member is a feature, a number; what programs reach is a set of features,
// and what they miss has a name.
#pragma once

#include "jit/optimizer/rules.hpp"
#include "jit/stencils/stencil.hpp"
#include "jit/tiering/observer.hpp"
#include "vm/bytecode/instruction.hpp"
#include "vm/uops/uop.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace sidewinder::jit {

/// An index into a map of one byte a feature.
using Feature = std::uint32_t;

struct Member {
    std::string name;
    std::string impossible;  ///< why no program reaches it; empty when one may
};

struct Universe {
    std::string_view name;
    Feature first = 0;            ///< feature of the first member; the others follow
    std::size_t size = 0;
    std::vector<Member> members;  ///< empty when they are only counted: no one knows which can be
};

enum class GuardOutcome : std::uint8_t { passed, failed, grew };

enum class ExitReason : std::uint8_t { guard, branch, exhausted, invalidated, raised, fuel, end };
/// Why a trace is left at `op`, by an exception or not.
ExitReason exit_reason(Uop op, bool raises);

/// What an exit has to do before the interpreter goes on.
struct ExitRecipe {
    bool stores_registers = false;  ///< stack words are in registers
    bool owns_borrowed = false;     ///< borrowed slots get references of their own
    bool leaves_inlined = false;    ///< the frame was entered in the trace
};

/// Of what is put into a hole: of numbers their size, of value words their kind, of offsets whether
/// a byte could hold them.
enum class HoleClass : std::uint8_t { zero, small, large, negative_int, other_int, float_word, constant_word, pointer, near, far };

class Universes {
public:
    /// The only one; made at the first call.
    static const Universes& get();

    std::span<const Universe> all() const { return universes_; }
    /// Features in all; a map needs so many bytes.
    std::size_t size() const { return size_; }

    // The features of what was seen. Asking for what is not in a universe is a broken invariant.
    Feature recorded(Uop op) const { return find(recorded_uops, index(op)); }
    Feature recorded(Uop first, Uop second) const;
    Feature optimized(Uop op) const { return find(optimized_uops, index(op)); }
    Feature optimized(Uop first, Uop second) const { return universes_[optimized_pairs].first + static_cast<Feature>(pair(first, second)); }
    Feature guard(Uop op, GuardOutcome outcome) const { return find(guards, index(op) * 4 + static_cast<unsigned>(outcome)); }
    Feature exit(ExitReason reason, ExitRecipe recipe) const { return find(exits, exit_key(reason, recipe)); }
    Feature hole(const Stencil& stencil, HoleValue value) const;
    /// The feature of the class that `value` has in a hole of that kind; nullopt for addresses of code.
    std::optional<Feature> hole_value(HoleValue hole, std::uint64_t value) const;
    Feature rule(const RewriteRule& rule, std::size_t operand, std::optional<OperandClass> seen) const;
    Feature specialization(Opcode opcode, bool given_up) const { return find(specializations, static_cast<unsigned>(opcode) * 2u + given_up); }
    Feature invalidation(Watched cause, bool running) const { return find(invalidations, static_cast<unsigned>(cause) * 2u + running); }

private:
    enum Id : std::uint8_t {
        recorded_uops, optimized_uops, recorded_pairs, optimized_pairs, guards, exits, holes, hole_values, rules, specializations, invalidations,
    };
    struct Builder;

    Universes();
    static std::uint64_t index(Uop op) { return static_cast<std::uint64_t>(op); }
    static std::uint64_t pair(Uop a, Uop b) { return index(a) * uop_count + index(b); }
    static std::uint64_t exit_key(ExitReason reason, ExitRecipe r) {
        return static_cast<std::uint64_t>(reason) * 8 + r.stores_registers * 4u + r.owns_borrowed * 2u + r.leaves_inlined;
    }
    static std::uint64_t hole_key(std::uint64_t owner, HoleValue value) { return owner * 64 + static_cast<std::uint64_t>(value); }
    std::uint64_t rule_key(const RewriteRule& rule, std::size_t operand, std::optional<OperandClass> seen) const;
    Feature find(Id universe, std::uint64_t key) const;

    std::vector<Universe> universes_;
    std::size_t size_ = 0;
    std::unordered_map<std::uint64_t, Feature> features_;       ///< by universe and key
    std::unordered_map<const Stencil*, std::uint64_t> owners_;  ///< the uop, or the kind of exit
};

}  // namespace sidewinder::jit
