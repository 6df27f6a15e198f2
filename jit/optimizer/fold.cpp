// SPDX-License-Identifier: MIT
#include "jit/optimizer/fold.hpp"

#include "vm/uops/bodies.hpp"

namespace sidewinder::jit {

namespace {

/// A machine with nothing but a small stack and oparg: all that a pure body may touch.
struct FoldMachine {
    Value stack[4];
    int size = 0;
    std::uint16_t oparg_ = 0;

    Value peek(int i) const { return stack[size - 1 - i]; }
    void drop(int n) { size -= n; }
    void push(Value v) { stack[size++] = v; }
    std::uint32_t oparg() const { return oparg_; }
};

template <Uop u>
std::optional<Value> evaluate(std::uint16_t oparg, std::span<const Value> inputs) {
    FoldMachine m;
    m.oparg_ = oparg;
    for (Value v : inputs) m.push(v);
    if (run_uop<u>(m) != Flow::next || m.size != 1) return std::nullopt;
    return m.peek(0);
}

}  // namespace

std::optional<Value> evaluate_pure(Uop op, std::uint16_t oparg, std::span<const Value> inputs) {
    if (inputs.size() != static_cast<std::size_t>(uop_pops(op, oparg))) return std::nullopt;
    switch (op) {
#define UOP(name, pops, pushes, operand, flags)                                             \
    case Uop::name:                                                                         \
        if constexpr (traits(Uop::name).has(uop_flags::pure)) return evaluate<Uop::name>(oparg, inputs); \
        break;
#include "vm/uops/uops.def"
#undef UOP
    }
    return std::nullopt;
}

}  // namespace sidewinder::jit
