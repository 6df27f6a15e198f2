// SPDX-License-Identifier: MIT
// Uop: the enumeration of uops.def and its constexpr traits; one tag type a uop, by which bodies
// are found.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace sidewinder {

enum class Uop : std::uint16_t {
#define UOP(name, pops, pushes, operand, flags) name,
#include "vm/uops/uops.def"
#undef UOP
};

/// What a uop reads beside oparg.
enum class OperandKind : std::uint8_t { none, u32, u64 };

namespace uop_flags {
inline constexpr std::uint32_t guard = 1, raises = 2, escapes = 4, pure = 8, local = 16,
                               spills = 32, frame = 64, tier1 = 128, trace = 256, ends = 512;
}

struct UopTraits {
    std::string_view name;
    OperandKind operand;
    std::uint32_t flags;

    constexpr bool has(std::uint32_t flag) const { return (flags & flag) != 0; }
};

namespace detail {
using enum OperandKind;
inline constexpr auto uop_traits = [] {
    using namespace uop_flags;
    return std::to_array<UopTraits>({
#define UOP(name, pops, pushes, operand, flags) {#name, operand, flags},
#include "vm/uops/uops.def"
#undef UOP
    });
}();
}  // namespace detail

inline constexpr std::size_t uop_count = detail::uop_traits.size();

constexpr const UopTraits& traits(Uop uop) {
    return detail::uop_traits[static_cast<std::size_t>(uop)];
}
constexpr std::string_view uop_name(Uop uop) { return traits(uop).name; }

/// Words taken from the stack.
constexpr int uop_pops(Uop uop, [[maybe_unused]] int oparg) {
    switch (uop) {
#define UOP(name, pops, pushes, operand, flags) \
    case Uop::name:                             \
        return pops;
#include "vm/uops/uops.def"
#undef UOP
    }
    return 0;
}
/// Words put on the stack.
constexpr int uop_pushes(Uop uop, [[maybe_unused]] int oparg) {
    switch (uop) {
#define UOP(name, pops, pushes, operand, flags) \
    case Uop::name:                             \
        return pushes;
#include "vm/uops/uops.def"
#undef UOP
    }
    return 0;
}

/// By name as printed; nullopt for an unknown one.
constexpr std::optional<Uop> find_uop(std::string_view name) {
    for (std::size_t i = 0; i < uop_count; ++i)
        if (detail::uop_traits[i].name == name) return static_cast<Uop>(i);
    return std::nullopt;
}

/// Tag types: `run(uop::_LOAD_FAST, machine)` is the body of Uop::_LOAD_FAST.
namespace uop {
#define UOP(name, pops, pushes, operand, flags) \
    struct name {                               \
        static constexpr Uop value = Uop::name; \
    };
#include "vm/uops/uops.def"
#undef UOP
}  // namespace uop

}  // namespace sidewinder
