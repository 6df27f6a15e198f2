// SPDX-License-Identifier: MIT
// Traces that must not reach optimizer or backend are refused, and the answer says why.
#include "jit/trace/trace_verifier.hpp"

#include "jit/trace/trace_text.hpp"

#include <gtest/gtest.h>

namespace sidewinder::jit {
namespace {

std::string verdict(std::string_view text) {
    auto trace = parse_trace(nullptr, text);
    if (!trace) return "cannot be read: " + trace.error().message;
    auto result = verify_trace(*trace);
    return result ? "fine" : result.error().message;
}

TEST(TraceVerifier, AcceptsALoop) {
    EXPECT_EQ(verdict("trace locals 2 depth 1\n _LOAD_FAST 0 @1\n _LOAD_FAST 1 @1\n _GUARD_BOTH_INT @2 borrowed 6\n"
                      " _BINARY_OP_ADD_INT @2\n _STORE_FAST 0 @3\n _JUMP_TO_TOP @0\n"),
              "fine");
}

TEST(TraceVerifier, FollowsCalls) {
    constexpr const char* call = "trace locals 1 depth 0\n _LOAD_FAST 0 @1\n _PUSH_NULL @1\n _LOAD_SMALL_INT 3 @1\n _PUSH_FRAME 1 [locals 2] @2\n"
                                 " _LOAD_FAST 1 @0\n _RETURN_VALUE {} @4\n _POP_TOP @5\n _EXIT_TRACE @6\n";
    auto returning = [&](std::string shape) { return std::string(call).replace(std::string_view(call).find("{}"), 2, shape); };
    auto with_oparg = [](std::string text) {
        // _RETURN_VALUE may have an oparg: how the caller goes on.
        return uses_oparg(Uop::_RETURN_VALUE) ? "0 " + text : text;
    };
    EXPECT_EQ(verdict(returning(with_oparg("[locals 1 depth 0]"))), "fine");
    EXPECT_EQ(verdict(returning(with_oparg("[locals 2 depth 0]"))), "uop 5 _RETURN_VALUE: returns to another frame than the one that called");
}

TEST(TraceVerifier, RefusesTheEmptyTrace) { EXPECT_EQ(verdict("trace locals 0 depth 0\n"), "the trace is empty"); }

TEST(TraceVerifier, RefusesAStackThatIsTooShallow) {
    EXPECT_EQ(verdict("trace locals 1 depth 1\n _BINARY_OP_ADD_INT @0\n _EXIT_TRACE @1\n"), "uop 0 _BINARY_OP_ADD_INT: pops 2 of 1 words");
}

TEST(TraceVerifier, RefusesLocalsThatAreNotThere) {
    EXPECT_EQ(verdict("trace locals 1 depth 0\n _LOAD_FAST 1 @0\n _EXIT_TRACE @1\n"), "uop 0 _LOAD_FAST: local 1 of 1");
}

TEST(TraceVerifier, RefusesWrongEnds) {
    EXPECT_EQ(verdict("trace locals 1 depth 0\n _LOAD_FAST 0 @0\n"), "uop 0 _LOAD_FAST: does not end the trace");
    EXPECT_EQ(verdict("trace locals 1 depth 0\n _EXIT_TRACE @0\n _EXIT_TRACE @1\n"), "uop 0 _EXIT_TRACE: ends the trace too early");
}

TEST(TraceVerifier, RefusesALoopThatDoesNotCloseWhereItBegan) {
    EXPECT_EQ(verdict("trace locals 1 depth 0\n _LOAD_FAST 0 @0\n _JUMP_TO_TOP @1\n"),
              "uop 1 _JUMP_TO_TOP: closes the loop with 1 locals and 1 words, began with 1 and 0");
}

TEST(TraceVerifier, RefusesBorrowedSlotsAboveTheStack) {
    EXPECT_EQ(verdict("trace locals 1 depth 1\n _TO_BOOL_BOOL @0 borrowed 2\n _EXIT_TRACE @1\n"),
              "uop 0 _TO_BOOL_BOOL: borrowed slots 0x2 with 1 words on the stack");
}

TEST(TraceVerifier, RefusesUopsOfBytecode) {
    EXPECT_EQ(verdict("trace locals 1 depth 2\n _PUSH_NULL_CONDITIONAL 1 @0\n _EXIT_TRACE @1\n"), "uop 0 _PUSH_NULL_CONDITIONAL: belongs to bytecode only");
}

}  // namespace
}  // namespace sidewinder::jit
