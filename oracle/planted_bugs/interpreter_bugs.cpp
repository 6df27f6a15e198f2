// SPDX-License-Identifier: MIT
// Bugs below all traces: of the specializer, and of the bytecode, which all engines share and only
// CPython can tell.
#include "oracle/planted_bugs/planted_bugs.hpp"
#include "vm/bytecode/code_object.hpp"
#include "vm/bytecode/instruction.hpp"

namespace sidewinder::oracle {

namespace {

using jit::StageHooks;
using enum Opcode;

template <Opcode from, Opcode to>
void specialized_as(StageHooks& hooks) {
    hooks.specialized = [](CodeUnit* ip) {
        if (opcode_of(*ip) == from) *ip = encode(to, oparg_of(*ip));
    };
}
/// The unit `offset` of the cache of `op` holds an index: it becomes that of the neighbour before.
template <Opcode op, int offset>
void cached_index(StageHooks& hooks) {
    hooks.specialized = [](CodeUnit* ip) {
        if (opcode_of(*ip) == op && ip[offset] > 0) --ip[offset];
    };
}
/// Applies `change` to each instruction of each code object.
template <class Change>
void change_bytecode(StageHooks& hooks, Change change) {
    hooks.bytecode = [change](CodeObject& code) {
        for (std::size_t i = 0; i < code.units.size(); i += instruction_length(opcode_of(code.units[i]))) change(code.units[i]);
    };
}
/// Of the lowest four bits of the oparg.
template <Opcode op, unsigned from, unsigned to>
void oparg_as(StageHooks& hooks) {
    change_bytecode(hooks, [](CodeUnit& unit) {
        if (opcode_of(unit) == op && (oparg_of(unit) & 15) == from) unit = encode(op, (oparg_of(unit) & ~15u) | to);
    });
}
template <Opcode from, Opcode to>
void compiled_as(StageHooks& hooks) {
    change_bytecode(hooks, [](CodeUnit& unit) {
        if (opcode_of(unit) == from) unit = encode(to, oparg_of(unit));
    });
}

constexpr PlantedBug table[] = {
    {"specialized_add_for_subtract", "specialization", "specializer", "- of ints is specialized as +", specialized_as<BINARY_OP_SUBTRACT_INT, BINARY_OP_ADD_INT>, R"(
def f(n):
    s = 0
    for i in range(n):
        s = s - i
    return s
print(f(20))
)"},
    {"specialized_remainder_for_floor", "specialization", "specializer", "// of ints is specialized as %", specialized_as<BINARY_OP_FLOOR_DIVIDE_INT, BINARY_OP_REMAINDER_INT>, R"(
def f(n):
    s = 0
    for i in range(n):
        s = s + i // 3
    return s
print(f(20))
)"},
    {"stale_attribute_index", "specialization", "specializer", "the cached slot of an attribute is the one before", cached_index<LOAD_ATTR_INSTANCE_VALUE, 4>, R"(
class A:
    def __init__(self):
        self.x = 1
        self.y = 2
def f(a):
    s = 0
    for i in range(20):
        s = s + a.y
    return s
print(f(A()))
)"},
    {"stale_store_index", "specialization", "specializer", "the cached slot of a stored attribute is the one before", cached_index<STORE_ATTR_INSTANCE_VALUE, 4>, R"(
class A:
    def __init__(self):
        self.x = 1
        self.y = 2
def f(a):
    for i in range(20):
        a.y = i
    return a.x
print(f(A()))
)"},
    {"stale_global_index", "specialization", "specializer", "the cached slot of a global is the one before", cached_index<LOAD_GLOBAL_MODULE, 4>, R"(
j = 1
k = 2
def f(n):
    s = 0
    for i in range(n):
        s = s + k
    return s
print(f(20))
)"},
    {"compiled_less_for_less_or_equal", "semantics", "semantics", "<= is compiled as <", oparg_as<COMPARE_OP, 1, 0>, R"(
print(1 <= 1, 1 <= 2)
)"},
    {"compiled_remainder_for_floor", "semantics", "semantics", "// is compiled as %", oparg_as<BINARY_OP, 2, 6>, R"(
print([i // 3 for i in range(-5, 5)])
)"},
    {"compiled_wrong_constant", "semantics", "semantics", "7 is compiled as 8", oparg_as<LOAD_SMALL_INT, 7, 8>, R"(
print(7)
)"},
    {"compiled_inverted_jump", "semantics", "semantics", "if not is compiled as if", compiled_as<POP_JUMP_IF_TRUE, POP_JUMP_IF_FALSE>, R"(
def f(x):
    if not x:
        return 'no'
    return 'yes'
print(f(0), f(1))
)"},
};

}  // namespace

std::span<const PlantedBug> interpreter_bugs() { return table; }

}  // namespace sidewinder::oracle
