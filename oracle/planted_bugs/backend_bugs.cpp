// SPDX-License-Identifier: MIT
// Bugs of exits and machine code: wrong recipes, holes patched wrongly, spills forgotten. Bytes are
// changed the way a wrong patch would, through the memory's own door.
#include "oracle/planted_bugs/edits.hpp"
#include "oracle/planted_bugs/planted_bugs.hpp"
#include "oracle/planted_bugs/proofs.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <vector>

namespace sidewinder::oracle {

namespace {

using jit::CodeMemory;
using jit::CodeSpan;
using jit::ExitData;
using jit::ExitPlan;
using jit::MachineCode;
using jit::StageHooks;

/// Exits of guards, not of raising uops.
template <class Change>
auto guard_exits(Change change) {
    return [change](const Trace& trace, std::vector<ExitPlan>&, std::vector<ExitData>& exits) {
        for (ExitData& exit : exits)
            if (!exit.raises) change(trace, exit);
    };
}

/// The instruction after (or before) that of uop `at` in the same frame, as far as the trace tells.
std::optional<std::uint32_t> neighbour(const Trace& trace, std::uint32_t at, int step) {
    std::uint32_t target = trace.uops[at].target;
    for (auto i = static_cast<std::ptrdiff_t>(at); i >= 0 && i < static_cast<std::ptrdiff_t>(trace.uops.size()); i += step) {
        const TraceUop& u = trace.uops[static_cast<std::size_t>(i)];
        if (traits(u.op).has(uop_flags::frame)) return std::nullopt;
        if (u.target != target && u.op != Uop::_NOP) return u.target;
    }
    return std::nullopt;
}

void exit_too_far(StageHooks& hooks) {
    hooks.exits = guard_exits([](const Trace& trace, ExitData& exit) {
        // A branch that is skipped leaves its bool on the stack; arithmetic leaves its operands.
        if (trace.uops[exit.uop].op != Uop::_GUARD_IS_TRUE_POP && trace.uops[exit.uop].op != Uop::_GUARD_IS_FALSE_POP) return;
        if (auto next = neighbour(trace, exit.uop, 1)) exit.target = *next, exit.depth -= 1;
    });
}
void exit_too_early(StageHooks& hooks) {
    hooks.exits = guard_exits([](const Trace& trace, ExitData& exit) {
        // Back to a store: what it stores is gone from the stack, but the one before it is there.
        if (exit.depth > 1 || trace.uops[exit.uop].op != Uop::_GUARD_NOT_EXHAUSTED_RANGE) return;
        for (std::size_t i = 0; i + 1 < trace.uops.size(); ++i)
            if (trace.uops[i].op == Uop::_LOAD_FAST || trace.uops[i].op == Uop::_LOAD_FAST_BORROW) {
                if (i > exit.uop) exit.target = trace.uops[i].target;
                if (i > exit.uop) return;
            }
    });
}
void exit_depth_short(StageHooks& hooks) {
    hooks.exits = guard_exits([](const Trace& trace, ExitData& exit) {
        if (exit.depth > 1 && trace.uops[exit.uop].op == Uop::_GUARD_BOTH_INT) exit.depth -= 1;
    });
}
void exit_borrowed_lost(StageHooks& hooks) {
    hooks.exits = [](const Trace&, std::vector<ExitPlan>&, std::vector<ExitData>& exits) {
        for (ExitData& exit : exits) exit.borrowed = 0;
    };
}

template <class Edit>
void edit_spans(const MachineCode& code, CodeMemory& memory, Edit edit) {
    memory.write(code.code, code.size, [&] {
        for (const CodeSpan& span : code.spans) edit(span, std::span(code.code + span.offset, span.size));
    });
}

/// movq of a cached register to the stack: 4d/49 89 xx 24 disp32 with %r12 as base.
std::uint8_t* find_spill(std::span<std::uint8_t> bytes) {
    for (std::size_t i = 0; i + 8 <= bytes.size(); ++i) {
        bool move = (bytes[i] == 0x4D || bytes[i] == 0x49) && bytes[i + 1] == 0x89 && (bytes[i + 2] & 0xC7) == 0x84 && bytes[i + 3] == 0x24;
        if (move) return &bytes[i];
    }
    return nullptr;
}

void dropped_spill(StageHooks& hooks) {
    hooks.compiled = [](const Trace& trace, MachineCode& code, CodeMemory& memory) {
        edit_spans(code, memory, [&](const CodeSpan& span, std::span<std::uint8_t> bytes) {
            if (span.part != CodeSpan::Part::exit || trace.uops[span.uop].op == Uop::_EXIT_TRACE) return;
            if (std::uint8_t* spill = find_spill(bytes)) std::memset(spill, 0x90, 8);
        });
    };
}
void wrong_spill_slot(StageHooks& hooks) {
    hooks.compiled = [](const Trace&, MachineCode& code, CodeMemory& memory) {
        edit_spans(code, memory, [&](const CodeSpan& span, std::span<std::uint8_t> bytes) {
            if (span.part != CodeSpan::Part::exit) return;
            std::uint8_t* spill = find_spill(bytes);
            if (spill == nullptr) return;
            std::int32_t displacement;
            std::memcpy(&displacement, spill + 4, 4);
            displacement += 8;
            std::memcpy(spill + 4, &displacement, 4);
        });
    };
}

/// Changes the eight bytes of an operand in the hot code of uops of that kind.
template <class Change>
void change_operand(const Trace& trace, const MachineCode& code, CodeMemory& memory, Uop op, Change change) {
    edit_spans(code, memory, [&](const CodeSpan& span, std::span<std::uint8_t> bytes) {
        const TraceUop& u = trace.uops[span.uop];
        if (span.part != CodeSpan::Part::hot || u.op != op) return;
        for (std::size_t i = 0; i + 8 <= bytes.size(); ++i) {
            std::uint64_t word;
            std::memcpy(&word, &bytes[i], 8);
            if (word != u.operand) continue;
            word = change(word);
            std::memcpy(&bytes[i], &word, 8);
            return;
        }
    });
}

void wrong_operand_hole(StageHooks& hooks) {
    hooks.compiled = [](const Trace& trace, MachineCode& code, CodeMemory& memory) {
        for (Uop op : {Uop::_LOAD_CONST_INLINE_BORROW, Uop::_POP_TOP_LOAD_CONST_INLINE_BORROW})
            change_operand(trace, code, memory, op, [](std::uint64_t word) { return Value::from_bits(word).is_small_int() ? word ^ 1 : word; });
    };
}
void truncated_operand_hole(StageHooks& hooks) {
    hooks.compiled = [](const Trace& trace, MachineCode& code, CodeMemory& memory) {
        // As if the high half of a float were never written.
        change_operand(trace, code, memory, Uop::_LOAD_CONST_INLINE_BORROW, [](std::uint64_t word) {
            return Value::from_bits(word).is_float() ? word & 0xFFFF'FFFF'0000'0000 : word;
        });
    };
}
void wrong_local_hole(StageHooks& hooks) {
    hooks.compiled = [](const Trace& trace, MachineCode& code, CodeMemory& memory) {
        int seen = 0;
        edit_spans(code, memory, [&](const CodeSpan& span, std::span<std::uint8_t> bytes) {
            const TraceUop& u = trace.uops[span.uop];
            bool loads = u.op == Uop::_LOAD_FAST || u.op == Uop::_LOAD_FAST_BORROW;
            if (span.part != CodeSpan::Part::hot || !loads || u.oparg == 0 || ++seen != 2) return;
            // movq disp32(%r12), register.
            for (std::size_t i = 0; i + 8 <= bytes.size(); ++i) {
                bool move = (bytes[i] & 0xFB) == 0x49 && bytes[i + 1] == 0x8B && (bytes[i + 2] & 0xC7) == 0x84 && bytes[i + 3] == 0x24;
                if (!move) continue;
                std::int32_t displacement;
                std::memcpy(&displacement, &bytes[i + 4], 4);
                displacement -= 8;
                std::memcpy(&bytes[i + 4], &displacement, 4);
                return;
            }
        });
    };
}
/// jo after int arithmetic becomes a jump that is never taken.
void ignored_overflow(StageHooks& hooks) {
    hooks.compiled = [](const Trace& trace, MachineCode& code, CodeMemory& memory) {
        edit_spans(code, memory, [&](const CodeSpan& span, std::span<std::uint8_t> bytes) {
            Uop op = trace.uops[span.uop].op;
            if (span.part != CodeSpan::Part::hot || (op != Uop::_BINARY_OP_ADD_INT && op != Uop::_BINARY_OP_SUBTRACT_INT && op != Uop::_BINARY_OP_MULTIPLY_INT)) return;
            for (std::size_t i = 0; i + 6 <= bytes.size(); ++i)
                if (bytes[i] == 0x0F && (bytes[i + 1] & 0xF0) == 0x80) {
                    static constexpr std::array<std::uint8_t, 6> nop = {0x66, 0x0F, 0x1F, 0x44, 0x00, 0x00};
                    std::memcpy(&bytes[i], nop.data(), nop.size());
                    i += 5;
                }
        });
    };
}

void exit_depth_long(StageHooks& hooks) {
    hooks.exits = guard_exits([](const Trace& trace, ExitData& exit) {
        if (trace.uops[exit.uop].op == Uop::_GUARD_BOTH_INT || trace.uops[exit.uop].op == Uop::_GUARD_TOS_INT) exit.depth += 1;
    });
}
void exit_borrowed_extra(StageHooks& hooks) {
    hooks.exits = guard_exits([](const Trace&, ExitData& exit) {
        if (exit.borrowed != 0) exit.borrowed |= (1u << exit.depth) - 1;
    });
}
/// The first conditional jump (0F 8x rel32) in each uop's hot code gets another condition.
template <class Change>
void change_conditions(StageHooks& hooks, Uop op, Change change) {
    hooks.compiled = [=](const Trace& trace, MachineCode& code, CodeMemory& memory) {
        edit_spans(code, memory, [&](const CodeSpan& span, std::span<std::uint8_t> bytes) {
            if (span.part != CodeSpan::Part::hot || trace.uops[span.uop].op != op) return;
            for (std::size_t i = 0; i + 6 <= bytes.size(); ++i)
                if (bytes[i] == 0x0F && (bytes[i + 1] & 0xF0) == 0x80) {
                    bytes[i + 1] = change(bytes[i + 1]);
                    return;
                }
        });
    };
}
void inverted_condition(StageHooks& hooks) {
    change_conditions(hooks, Uop::_GUARD_NOT_EXHAUSTED_RANGE, [](std::uint8_t code) { return static_cast<std::uint8_t>(code ^ 1); });
}
/// jl, jge, jle, jg become jb, jae, jbe, ja.
void unsigned_condition(StageHooks& hooks) {
    change_conditions(hooks, Uop::_GUARD_COMPARE_OP_INT, [](std::uint8_t code) {
        static constexpr std::array<std::uint8_t, 4> without_sign = {0x82, 0x83, 0x86, 0x87};
        return code >= 0x8C ? without_sign[code - 0x8C] : code;
    });
}
/// The operands of two constants that are pushed change places.
void swapped_holes(StageHooks& hooks) {
    hooks.compiled = [](const Trace& trace, MachineCode& code, CodeMemory& memory) {
        std::vector<std::uint64_t> ints;
        for (const TraceUop& u : trace.uops)
            if (u.op == Uop::_LOAD_CONST_INLINE_BORROW && operand_value(u).is_small_int()) ints.push_back(u.operand);
        if (ints.size() < 2) return;
        change_operand(trace, code, memory, Uop::_LOAD_CONST_INLINE_BORROW, [&](std::uint64_t word) {
            return word == ints[0] ? ints[1] : word == ints[1] ? ints[0] : word;
        });
    };
}
void dropped_spill_before_call(StageHooks& hooks) {
    hooks.compiled = [](const Trace& trace, MachineCode& code, CodeMemory& memory) {
        edit_spans(code, memory, [&](const CodeSpan& span, std::span<std::uint8_t> bytes) {
            const auto& t = traits(trace.uops[span.uop].op);
            if (span.part != CodeSpan::Part::hot || !t.has(uop_flags::spills)) return;
            while (std::uint8_t* spill = find_spill(bytes)) std::memset(spill, 0x90, 8);
        });
    };
}
/// incl (register): FF /0 without displacement.
void lost_reference(StageHooks& hooks) {
    hooks.compiled = [](const Trace& trace, MachineCode& code, CodeMemory& memory) {
        edit_spans(code, memory, [&](const CodeSpan& span, std::span<std::uint8_t> bytes) {
            if (span.part == CodeSpan::Part::exit || trace.uops[span.uop].op != Uop::_LOAD_FAST) return;
            for (std::size_t i = 0; i + 2 <= bytes.size(); ++i)
                if (bytes[i] == 0xFF && (bytes[i + 1] & 0xF8) == 0) bytes[i] = bytes[i + 1] = 0x90;
        });
    };
}

constexpr PlantedBug table[] = {
    {"exit_too_far", "exit target", "backend", "a missed branch resumes after the branch, on the way recorded", exit_too_far, proofs::a_branch_goes_both_ways},
    {"exit_too_early", "exit target", "backend", "the end of a loop resumes inside the loop: an effect twice", exit_too_early, R"(
def f(n):
    s = 0
    for i in range(n):
        s = s + 1
    return s
print(f(100))
)"},
    {"exit_depth_short", "exit recipe", "backend", "the stack is one word too low after some exits", exit_depth_short, proofs::a_local_becomes_a_float},
    {"exit_borrowed_lost", "references", "backend", "borrowed slots get no reference at exits of machine code", exit_borrowed_lost, R"(
class A:
    def __init__(self, v):
        self.v = v
class B:
    def __init__(self, v):
        self.v = v
def f(objects):
    t = 0
    for o in objects:
        t = t + o.v
    return t
bs = [B(2), B(3)]
print(f([A(1) for i in range(50)] + bs))
xs = [A(7) for i in range(10)]
print([b.v for b in bs])
)"},
    {"dropped_spill", "exit recipe", "backend", "a cached word is not written back at an exit", dropped_spill, proofs::a_local_becomes_a_float},
    {"wrong_spill_slot", "holes", "backend", "a cached word is written to the next slot", wrong_spill_slot, proofs::a_local_becomes_a_float},
    {"wrong_operand_hole", "holes", "backend", "the lowest bit of an int in the code is wrong", wrong_operand_hole, proofs::an_int_is_added},
    {"truncated_operand_hole", "holes", "backend", "the low half of a float in the code is missing", truncated_operand_hole, proofs::a_float_is_added},
    {"wrong_local_hole", "holes", "backend", "the offset of a local is one word short", wrong_local_hole, R"(
def f(a, b):
    s = 0
    for i in range(100):
        s = (s + a + b) % 1000
    return s
print(f(3, 5))
)"},
    {"ignored_overflow", "folding", "backend", "int arithmetic does not check that its result fits", ignored_overflow, R"(
def f(n):
    s = 281474976708000
    for i in range(n):
        s = s + 100
    return s
print(f(60))
)"},
    {"exit_depth_long", "exit recipe", "backend", "the stack is one word too high after some exits", exit_depth_long, proofs::a_local_becomes_a_float},
    {"exit_borrowed_extra", "references", "backend", "where one slot is borrowed, all get references at exits", exit_borrowed_extra, R"(
class A:
    k = 1
class B:
    k = 2
def f(objects):
    t = 0
    for o in objects:
        t = t + o.k
    return t
print(f([A()] * 50 + [B()] * 2))
)"},
    {"inverted_condition", "guards", "backend", "the jump at the end of a range is taken the wrong way round", inverted_condition, R"(
def f(n):
    s = 0
    for i in range(n):
        s = s + i
    return s
print(f(60))
)"},
    {"unsigned_condition", "wrong code", "backend", "ints are compared as if they had no sign", unsigned_condition, R"(
def f(limits):
    s = 0
    for x in limits:
        if 5 < x:
            s = s + 1
    return s
print(f([100] * 50 + [-100] * 10))
)"},
    {"swapped_holes", "holes", "backend", "the operands of two constants are swapped", swapped_holes, R"(
def f(n):
    s = 0
    for i in range(n):
        s = s * 3 % 1000
        s = s + 5
    return s
print(f(60))
)"},
    {"dropped_spill_before_call", "exit recipe", "backend", "cached words are not written back before a call", dropped_spill_before_call, R"(
def f(n):
    s = 0
    for i in range(n):
        s = s + max(i, 3)
    return s
print(f(60))
)"},
    {"lost_reference", "references", "backend", "a local that is pushed gets no reference", lost_reference, R"(
def f(n):
    x = [1]
    for i in range(n):
        y = [x, x]
    return y
print(f(60))
)"},
};

}  // namespace

std::span<const PlantedBug> backend_bugs() { return table; }

}  // namespace sidewinder::oracle
