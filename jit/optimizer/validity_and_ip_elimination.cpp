// SPDX-License-Identifier: MIT
// A trace can only become invalid while other code runs: _CHECK_VALIDITY is needed once after a
// uop that escapes. The instruction pointer in the frame is read only when something raises,
// escapes (tracebacks, nested frames) or calls: of several _SET_IPs only the last before such a
// uop counts. Exits set it themselves.
#include "jit/optimizer/pass.hpp"

namespace sidewinder::jit {

namespace {

/// Reads frame->ip, or lets others read it.
bool needs_ip(Uop op) {
    return traits(op).has(uop_flags::raises | uop_flags::escapes | uop_flags::frame);
}

/// Whether the trace, entered in doubt, is still in doubt when it jumps to its top.
bool doubtful_at_top(const Trace& trace) {
    if (trace.uops.empty() || trace.uops.back().op != Uop::_JUMP_TO_TOP) return false;
    bool doubt = true;
    for (std::size_t i = loop_start(trace); i < trace.uops.size(); ++i) {
        const TraceUop& u = trace.uops[i];
        if (u.op == Uop::_CHECK_VALIDITY) doubt = false;
        if (traits(u.op).has(uop_flags::escapes)) doubt = true;
    }
    return doubt;
}

}  // namespace

void validity_and_ip_elimination(Trace& trace, Rewriter& rewriter) {
    const bool doubtful = doubtful_at_top(trace);
    bool may_be_invalid = loop_start(trace) == 0 && doubtful;
    for (std::size_t i = 0; i < trace.uops.size(); ++i) {
        const TraceUop u = trace.uops[i];
        if (u.op == Uop::_START_LOOP) may_be_invalid = may_be_invalid || doubtful;
        if (u.op == Uop::_CHECK_VALIDITY) {
            if (!may_be_invalid) rewriter.try_replace(trace, i, nop(u));
            may_be_invalid = false;
        } else if (traits(u.op).has(uop_flags::escapes)) {
            may_be_invalid = true;
        }
    }
    bool needed = false;
    for (std::size_t i = trace.uops.size(); i-- > 0;) {
        const TraceUop u = trace.uops[i];
        if (u.op == Uop::_SET_IP) {
            if (!needed) rewriter.try_replace(trace, i, nop(u));
            needed = false;
        } else if (needs_ip(u.op)) {
            needed = true;
        }
    }
}

}  // namespace sidewinder::jit
