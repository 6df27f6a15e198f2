// SPDX-License-Identifier: MIT
// TraceBench: runs traces that no bytecode stands behind in a frame of their own.
#pragma once

#include "jit/trace/trace.hpp"
#include "vm/interpreter/vm.hpp"

#include <span>
#include <string>
#include <vector>

namespace sidewinder::fuzz {

class TraceBench {
public:
    static constexpr std::uint16_t locals = 4;

    TraceBench();

    /// What can be seen after a run: where it left, locals, stack. A trace may leave earlier than
    /// `original` would, with less done: what is left to do is done as there before looking.
    std::string run(const jit::Trace& trace, const jit::Trace& original, std::span<const Value> initial);

    Vm& vm() { return vm_; }
    /// Words at the edges of what there is, and one object.
    std::span<const Value> constants() const { return constants_; }
    std::uint32_t text_references() const { return text_.get().as_object()->refcount; }

private:
    Vm vm_;
    Ref globals_, text_;
    Value function_;
    std::vector<Value> constants_;
};

}  // namespace sidewinder::fuzz
