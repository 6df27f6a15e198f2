// SPDX-License-Identifier: MIT
// Stencil: the machine code of one uop for one number of stack words in registers, with holes.
// The generated header is a table of these; the backend copies and patches them.
//
// A stencil has a hot part, which falls through into the next stencil's, and a cold part, which
// the backend puts at the end of the trace. On x86-64 the registers between stencils are those of
// clang's preserve_none convention: frame r12, thread r13, cached stack words r14, r15, rdi.
#pragma once

#include "vm/uops/uop.hpp"

#include <cstdint>
#include <span>

namespace sidewinder::jit {

/// How many words of the top of the stack may be in registers.
inline constexpr int max_cached = 3;

/// What is put into a hole. Read holes.def for their meaning.
enum class HoleValue : std::uint8_t {
#define HOLE(name, symbol) name,
#include "jit/stencils/holes.def"
#undef HOLE
};

/// How it is put there: the ELF relocation of the same meaning.
enum class HoleKind : std::uint8_t {
    abs64,    ///< R_X86_64_64: 8 bytes, value + addend
    abs32,    ///< R_X86_64_32: 4 bytes, must fit unsigned
    abs32s,   ///< R_X86_64_32S: 4 bytes, must fit signed
    pc32,     ///< R_X86_64_PC32, PLT32: 4 bytes, value + addend - address of the hole
};

struct Hole {
    std::uint16_t offset;
    HoleKind kind;
    HoleValue value;
    std::int32_t addend;
    std::uint16_t helper;  ///< index into helpers.def when value is helper
};

struct StencilPart {
    const std::uint8_t* code = nullptr;
    std::uint16_t size = 0;
    std::uint16_t hole_count = 0;
    const Hole* holes = nullptr;

    std::span<const std::uint8_t> bytes() const { return {code, size}; }
    std::span<const Hole> hole_list() const { return {holes, hole_count}; }
};

struct Stencil {
    StencilPart hot, cold;
    std::int8_t cached_after = -1;  ///< words in registers afterwards; -1: never falls through
};

/// Stencils for some opargs of a uop, where a constant oparg makes much better code. Comparisons
/// have one for each operator; calls and returns one for each of 0..4 arguments or locals, and
/// replica 5 for all else.
constexpr int most_replicated = 5;
constexpr int replica_count(Uop op) {
    switch (op) {
        case Uop::_COMPARE_OP_INT:
        case Uop::_GUARD_COMPARE_OP_INT:
        case Uop::_COMPARE_OP_FLOAT:
        case Uop::_PUSH_FRAME:
        case Uop::_RETURN_VALUE: return most_replicated + 1;
        default: return 1;
    }
}
/// The replica for an oparg.
constexpr int replica_of(Uop op, unsigned oparg) {
    if (op == Uop::_COMPARE_OP_INT || op == Uop::_GUARD_COMPARE_OP_INT || op == Uop::_COMPARE_OP_FLOAT) return static_cast<int>(oparg & 7);
    if (replica_count(op) == 1) return 0;
    return oparg < most_replicated ? static_cast<int>(oparg) : most_replicated;
}

/// Borrowed; null for uops that traces cannot contain. `cached` is 0..max_cached.
const Stencil* find_stencil(Uop op, unsigned oparg, int cached);
/// Leaves the trace: stores `cached` registers to the stack and follows the ExitData in
/// operand64; the second also gives borrowed slots a reference of their own.
const Stencil& exit_stencil(int cached);
const Stencil& borrowed_exit_stencil(int cached);
/// Where an exit leads that is not linked: returns the ExitData to C++.
const Stencil& leave_stencil();
/// A C function (Frame*, Thread*, const void* code) -> ExitData* that enters a trace.
const Stencil& enter_stencil();

/// All stencils by name, for tests and dumps.
struct NamedStencil {
    const char* name;
    const Stencil* stencil;
};
std::span<const NamedStencil> all_stencils();
/// The digest of the inputs from which the header was made: its first line.
const char* stencil_digest();

}  // namespace sidewinder::jit
