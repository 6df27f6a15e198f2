// SPDX-License-Identifier: MIT
// Traces as text: the format of dumps, tests, regressions and bug reports.
//
//   trace locals 3 depth 1
//     _LOAD_FAST 0 @12
//     _LOAD_CONST_INLINE_BORROW (3) @14
//     _GUARD_BOTH_INT @15 borrowed 1
//     _PUSH_FRAME 2 [locals 2] @20
//     _RETURN_VALUE [locals 3 depth 1] @4
//     _JUMP_TO_TOP @9
//
// A uop is its name, oparg where it has one, operand, @instruction and borrowed slots as a bit
// mask. Values are ints, floats, 'text', None, True, False, NULL; other objects print as
// <kind name> and cannot be read back. Lines that begin with # are comments.
#pragma once

#include "jit/trace/trace.hpp"
#include "vm/base/result.hpp"

#include <string>
#include <string_view>

namespace sidewinder {
struct Thread;
}

namespace sidewinder::jit {

std::string print_uop(const TraceUop& u);
std::string print_trace(const Trace& trace);
/// The error names the line. Text operands are made in `thread`; with a null thread they are
/// refused.
Result<Trace> parse_trace(Thread* thread, std::string_view text);

/// True when the uop's operand is a value word.
constexpr bool operand_is_value(Uop op) {
    switch (op) {
        case Uop::_LOAD_CONST_INLINE:
        case Uop::_LOAD_CONST_INLINE_BORROW:
        case Uop::_POP_TWO_LOAD_CONST_INLINE_BORROW:
        case Uop::_POP_TOP_LOAD_CONST_INLINE_BORROW:
        case Uop::_LOAD_ATTR_CLASS:
        case Uop::_LOAD_ATTR_METHOD: return true;
        default: return false;
    }
}
/// True when the uop's operand is a FrameShape.
constexpr bool operand_is_frame(Uop op) {
    return pushes_frame(op) || op == Uop::_CREATE_INIT_FRAME || resumes_frame(op) || leaves_frame(op);
}
/// True when oparg means something to the uop in a trace.
bool uses_oparg(Uop op);

}  // namespace sidewinder::jit
