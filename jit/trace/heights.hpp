// SPDX-License-Identifier: MIT
// Heights: walks a trace and knows, before each uop, the frame it is in and how high its stack is.
// The verifier, the optimizer and the backend all walk with it.
#pragma once

#include "jit/trace/trace.hpp"

#include <vector>

namespace sidewinder::jit {

class Heights {
public:
    explicit Heights(FrameShape entry) : current_(entry) {}

    FrameShape frame() const { return current_; }
    std::uint32_t depth() const { return current_.depth; }
    /// Frames pushed since the trace began and not yet left.
    std::size_t inlined() const { return callers_.size(); }

    /// Steps over `u`; requires that the stack holds what it pops (see too_shallow).
    void step(const TraceUop& u) {
        int pops = uop_pops(u.op, u.oparg), pushes = uop_pushes(u.op, u.oparg);
        current_.depth -= static_cast<std::uint32_t>(pops);
        if (pushes_frame(u.op) || resumes_frame(u.op)) return enter(FrameShape::unpack(u.operand));
        if (leaves_frame(u.op)) leave(FrameShape::unpack(u.operand));
        switch (u.op) {
            case Uop::_CREATE_INIT_FRAME:
                enter({0, 1});  // the shim, with the instance on its stack
                enter(FrameShape::unpack(u.operand));
                return;
            // A loop may come round in another frame: who called the first time is not known.
            case Uop::_START_LOOP: callers_.clear(); break;
            default: break;
        }
        current_.depth += static_cast<std::uint32_t>(pushes);
    }
    bool too_shallow(const TraceUop& u) const {
        return static_cast<std::uint32_t>(uop_pops(u.op, u.oparg)) > current_.depth;
    }
    /// The caller that what leaves the frame goes back to, when it was entered in this trace.
    const FrameShape* caller() const { return callers_.empty() ? nullptr : &callers_.back(); }

private:
    void enter(FrameShape callee) {
        callers_.push_back(current_);
        current_ = callee;
    }
    void leave(FrameShape caller) {
        if (!callers_.empty()) callers_.pop_back();
        current_ = caller;
    }

    FrameShape current_;
    std::vector<FrameShape> callers_;
};

}  // namespace sidewinder::jit
