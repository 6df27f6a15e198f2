// SPDX-License-Identifier: MIT
// Pass: what all optimizer passes share. A pass goes over a trace and rewrites uops in place, one
// at a time, through a Rewriter, which counts, logs and may refuse; uops that are no longer wanted
// become _NOP, and `compact` takes those out at the end. So index i means the same uop throughout,
// and any prefix of the rewrites is a valid trace: that is what --max-rewrites=N bisects.
#pragma once

#include "jit/trace/trace.hpp"
#include "vm/objects/thread.hpp"

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

namespace sidewinder::jit {

/// One change: which pass made it, where, and what stood there before.
struct Rewrite {
    std::string_view pass;
    std::size_t index;
    TraceUop before, after;
};

class Rewriter {
public:
    explicit Rewriter(std::int64_t max_rewrites = INT64_MAX) : allowed_(max_rewrites) {}

    /// True, and counted, while rewrites are still allowed. Changes that only make sense together
    /// ask once for all of them.
    bool allow() {
        if (allowed_ <= 0) return false;
        --allowed_;
        return true;
    }
    void replace(Trace& trace, std::size_t index, TraceUop after) {
        log_.push_back({pass_, index, trace.uops[index], after});
        trace.uops[index] = after;
    }
    /// allow() and replace() in one.
    bool try_replace(Trace& trace, std::size_t index, TraceUop after) {
        if (trace.uops[index] == after || !allow()) return false;
        replace(trace, index, after);
        return true;
    }

    void begin(std::string_view pass) { pass_ = pass; }
    const std::vector<Rewrite>& log() const { return log_; }
    std::int64_t remaining() const { return allowed_; }

private:
    std::int64_t allowed_;
    std::string_view pass_;
    std::vector<Rewrite> log_;
};

/// The same place in the program, another uop.
inline TraceUop with_op(const TraceUop& u, Uop op, std::uint16_t oparg = 0, std::uint64_t operand = 0) {
    return {op, oparg, u.target, operand, u.borrowed};
}
inline TraceUop nop(const TraceUop& u) { return {Uop::_NOP, 0, u.target, 0, 0}; }

/// May stand between uops that are changed together: neither leaves nor looks at the stack.
inline bool is_transparent(const TraceUop& u) { return u.op == Uop::_NOP || u.op == Uop::_SET_IP || u.op == Uop::_COUNT_INSTRUCTION; }

// ---- the passes, each in the file of its name -------------------------------------------------
/// Values of globals and builtins that never change become constants, watched by assumptions.
void global_promotion(Trace&, Rewriter&);
/// Guards that must hold go away, or are weakened to what is not yet known.
void guard_elimination(Trace&, Rewriter&);
/// Pure uops on constants become their result; known locals become constants.
void constant_folding(Trace&, Rewriter&);
/// _CHECK_VALIDITY where nothing can have changed, _SET_IP that nobody reads, go away.
void validity_and_ip_elimination(Trace&, Rewriter&);
/// References that need not be counted are borrowed.
void refcount_elision(Trace&, Rewriter&);
/// What is pushed only to be popped is not pushed.
void dead_uop_elimination(Trace&, Rewriter&);
/// Neighbours become one uop, or cheaper ones.
void uop_fusion(Trace&, Rewriter&);
/// Writes a loop twice, the second time after _START_LOOP, so that what the first iteration has
/// proven need not be proven again. Done before the passes; indices count from its result.
void peel_loop(Trace&);
/// Takes out the _NOPs. Not a pass: it changes indices.
void compact(Trace&);

}  // namespace sidewinder::jit
