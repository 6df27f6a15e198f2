// SPDX-License-Identifier: MIT
// References that need not be counted. Two kinds:
//
// Immediate values (ints, floats, bools, None, null) have no count: loads of them need none, pops
// of them release nothing, and a local that held one has nothing to let go.
//
// An object loaded from a local, looked at and popped again is kept alive by the local all the
// while, provided that nobody stores to the local, leaves the frame or takes the reference over in
// between. Then the load borrows and the pop releases nothing; uops in between that may leave are
// told which slot is borrowed, so that an exit gives it a reference of its own.
#include "jit/optimizer/abstract_state.hpp"
#include "jit/optimizer/pass.hpp"
#include "jit/trace/heights.hpp"

#include <optional>
#include <vector>

namespace sidewinder::jit {

namespace {

/// Where a stack slot goes when `u` runs, for uops that only look at it: its new distance from the
/// bottom. nullopt: `u` takes the reference, or what it does with it is not known here.
std::optional<std::uint32_t> slot_after(const TraceUop& u, std::uint32_t slot, std::uint32_t depth) {
    auto pops = static_cast<std::uint32_t>(uop_pops(u.op, u.oparg));
    if (slot + pops < depth) return slot;  // below what it touches
    std::uint32_t from_top = depth - 1 - slot;
    switch (u.op) {
        case Uop::_LOAD_ATTR_INSTANCE_VALUE:
        case Uop::_LOAD_ATTR_MODULE:
        case Uop::_LOAD_ATTR_CLASS: return slot + 1;  // the owner moves up
        case Uop::_BINARY_OP_SUBSCR_LIST_INT:
        case Uop::_BINARY_OP_SUBSCR_TUPLE_INT:
            if (from_top == 1) return slot + 1;  // item, container: the container moves up
            return std::nullopt;
        case Uop::_STORE_SUBSCR_LIST_INT:
            if (from_top == 1) return depth - 3;
            return std::nullopt;
        case Uop::_STORE_ATTR_INSTANCE_VALUE:
            if (from_top == 0) return depth - 2;
            return std::nullopt;
        default: break;
    }
    bool only_looks = traits(u.op).has(uop_flags::guard) &&
                      !traits(u.op).has(uop_flags::pure | uop_flags::escapes) &&
                      pops == static_cast<std::uint32_t>(uop_pushes(u.op, u.oparg));
    return only_looks ? std::optional(slot) : std::nullopt;
}

bool rebinds(const TraceUop& u, std::uint16_t local) {
    switch (u.op) {
        case Uop::_STORE_FAST:
        case Uop::_STORE_FAST_NO_RELEASE:
        case Uop::_DELETE_FAST:
        case Uop::_LOAD_FAST_AND_CLEAR:
        case Uop::_MAKE_CELL: return u.oparg == local;
        default: return false;
    }
}

/// The index of the _POP_TOP that ends the life of what uop `load` pushed, with `slots[k]` its
/// slot before uop load + 1 + k; nullopt when the reference is needed.
std::optional<std::size_t> find_pop(const Trace& trace, std::size_t load, std::uint32_t depth,
                                    std::vector<std::uint32_t>& slots) {
    std::uint32_t slot = depth;  // pushed here
    std::uint32_t height = depth + 1;
    for (std::size_t i = load + 1; i < trace.uops.size(); ++i) {
        const TraceUop& u = trace.uops[i];
        if (traits(u.op).has(uop_flags::frame | uop_flags::ends) || u.op == Uop::_START_LOOP) return std::nullopt;
        if (rebinds(u, trace.uops[load].oparg) || slot >= 32) return std::nullopt;
        slots.push_back(slot);
        if (u.op == Uop::_POP_TOP && slot + 1 == height) return i;
        std::optional<std::uint32_t> after = slot_after(u, slot, height);
        if (!after) return std::nullopt;
        slot = *after;
        height = height - static_cast<std::uint32_t>(uop_pops(u.op, u.oparg)) +
                 static_cast<std::uint32_t>(uop_pushes(u.op, u.oparg));
    }
    return std::nullopt;
}

void elide_immediates(Trace& trace, Rewriter& rewriter) {
    AbstractState state(trace);
    for (std::size_t i = 0; i < trace.uops.size(); ++i) {
        const TraceUop u = trace.uops[i];
        TraceUop better = u;
        if (u.op == Uop::_LOAD_FAST && state.fact(state.local(u.oparg)).is_immediate())
            better.op = Uop::_LOAD_FAST_BORROW;
        else if (u.op == Uop::_POP_TOP && state.top().is_immediate())
            better.op = Uop::_POP_TOP_NOP;
        else if (u.op == Uop::_STORE_FAST && state.fact(state.local(u.oparg)).is_immediate())
            better.op = Uop::_STORE_FAST_NO_RELEASE;
        else if (u.op == Uop::_LOAD_CONST_INLINE && !Value::from_bits(u.operand).is_pointer())
            better.op = Uop::_LOAD_CONST_INLINE_BORROW;
        rewriter.try_replace(trace, i, better);
        state.step(u);
        if (state.contradiction()) return;
    }
}

void borrow_from_locals(Trace& trace, Rewriter& rewriter) {
    Heights heights(trace.entry);
    for (std::size_t i = 0; i < trace.uops.size(); ++i) {
        const TraceUop u = trace.uops[i];
        std::vector<std::uint32_t> slots;
        std::optional<std::size_t> pop;
        if (u.op == Uop::_LOAD_FAST) pop = find_pop(trace, i, heights.depth(), slots);
        // Load, pop and the uops between change together, or not at all.
        if (pop && rewriter.allow()) {
            rewriter.replace(trace, i, with_op(u, Uop::_LOAD_FAST_BORROW, u.oparg));
            for (std::size_t j = i + 1; j < *pop; ++j)
                if (may_leave(trace.uops[j].op)) trace.uops[j].borrowed |= 1u << slots[j - i - 1];
            rewriter.replace(trace, *pop, with_op(trace.uops[*pop], Uop::_POP_TOP_NOP));
        }
        heights.step(trace.uops[i]);
    }
}

}  // namespace

void refcount_elision(Trace& trace, Rewriter& rewriter) {
    elide_immediates(trace, rewriter);
    borrow_from_locals(trace, rewriter);
}

}  // namespace sidewinder::jit
