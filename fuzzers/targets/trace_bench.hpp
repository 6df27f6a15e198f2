// SPDX-License-Identifier: MIT
// TraceBench: runs traces that no bytecode stands behind in a frame of their own, in the trace
// interpreter and as machine code.
#pragma once

#include "jit/backend/copy_and_patch.hpp"
#include "jit/trace/trace.hpp"
#include "oracle/planted_bugs/planted_bugs.hpp"
#include "vm/interpreter/vm.hpp"

#include <array>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace sidewinder::fuzz {

class TraceBench {
public:
    static constexpr std::uint16_t locals = 4;

    /// What a run begins with.
    struct Start {
        std::array<Value, locals> slots;   ///< borrowed
        bool valid = true;                 ///< what _CHECK_VALIDITY finds
        std::int64_t force_exit = 0;       ///< >0: the n-th _FORCE_EXIT leaves
    };

    TraceBench();

    /// What can be seen after a run in the trace interpreter: the uop it left at and how, locals, stack,
    /// and how many objects are alive that were not before.
    std::string interpret(const jit::Trace& trace, const Start& start);
    /// The same of the trace's machine code, made with these hooks.
    std::string compiled(const jit::Trace& trace, const Start& start, const jit::StageHooks& hooks = {});
    /// What can be seen after a run to the end. A trace may leave earlier than `original` would, with
    /// less done: what is left to do is done as there before looking.
    std::string run(const jit::Trace& trace, const jit::Trace& original, const Start& start);

    Vm& vm() { return vm_; }
    /// Words at the edges of what there is, and one object.
    std::span<const Value> constants() const { return constants_; }
    std::uint32_t text_references() const { return text_.get().as_object()->refcount; }

private:
    Frame* enter(const Start& start);
    /// Looks at the frame and takes it down.
    std::string leave(Frame* frame, bool raised);

    Vm vm_;
    Ref globals_, text_;
    Value function_;
    std::vector<Value> constants_;
    std::vector<Ref> spare_;  ///< references to the text: some may be lost before that is seen
    std::unique_ptr<jit::CodeMemory> memory_;
    jit::Entry entry_;
    std::size_t objects_ = 0;  ///< alive before the run
};

/// The trace with a chance to be forced out before each guard but that of a division.
jit::Trace with_forced_exits(const jit::Trace& trace);

}  // namespace sidewinder::fuzz
