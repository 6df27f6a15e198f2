// SPDX-License-Identifier: MIT
#include "jit/trace/trace_verifier.hpp"

#include "jit/trace/heights.hpp"

#include <fmt/format.h>

namespace sidewinder::jit {

namespace {

/// What is wrong with one uop in its place; empty when nothing is.
std::string complaint(const Trace& trace, std::size_t index, const Heights& heights) {
    const TraceUop& u = trace.uops[index];
    bool last = index + 1 == trace.uops.size();
    if (traits(u.op).has(uop_flags::tier1)) return "belongs to bytecode only";
    if (traits(u.op).has(uop_flags::ends) != last)
        return last ? "does not end the trace" : "ends the trace too early";
    if (heights.too_shallow(u))
        return fmt::format("pops {} of {} words", uop_pops(u.op, u.oparg), heights.depth());
    if (traits(u.op).has(uop_flags::local) && u.oparg >= heights.frame().locals)
        return fmt::format("local {} of {}", u.oparg, heights.frame().locals);
    if (heights.depth() < 32 && (u.borrowed >> heights.depth()) != 0)
        return fmt::format("borrowed slots {:#x} with {} words on the stack", u.borrowed, heights.depth());
    if (leaves_frame(u.op)) {
        const std::uint32_t rest = u.op == Uop::_RETURN_GENERATOR ? 0 : 1;
        if (u.op != Uop::_YIELD_VALUE && heights.depth() != rest) return fmt::format("returns with {} words on the stack", heights.depth());
        const FrameShape* caller = heights.caller();
        if (caller != nullptr && *caller != FrameShape::unpack(u.operand))
            return "returns to another frame than the one that called";
    }
    bool loops = u.op == Uop::_JUMP_TO_TOP || u.op == Uop::_START_LOOP;
    if (loops && heights.frame() != trace.entry)
        return fmt::format("closes the loop with {} locals and {} words, began with {} and {}",
                           heights.frame().locals, heights.depth(), trace.entry.locals, trace.entry.depth);
    return {};
}

}  // namespace

Result<void> verify_trace(const Trace& trace) {
    if (trace.uops.empty()) return fail("the trace is empty");
    Heights heights(trace.entry);
    for (std::size_t i = 0; i < trace.uops.size(); ++i) {
        if (std::string text = complaint(trace, i, heights); !text.empty())
            return fail(fmt::format("uop {} {}: {}", i, uop_name(trace.uops[i].op), text));
        heights.step(trace.uops[i]);
    }
    return {};
}

}  // namespace sidewinder::jit
