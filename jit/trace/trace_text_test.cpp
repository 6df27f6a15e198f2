// SPDX-License-Identifier: MIT
// The text form of traces: what is printed is read back as the same trace; what is wrong is named.
#include "jit/trace/trace_text.hpp"
#include "vm/interpreter/vm.hpp"

#include <gtest/gtest.h>

namespace sidewinder::jit {
namespace {

class TraceText : public testing::Test {
protected:
    std::string round_trip(std::string_view text) {
        auto trace = parse_trace(&vm_.thread, text);
        return trace ? print_trace(*trace) : "error: " + trace.error().message;
    }
    std::string error_of(std::string_view text) {
        auto trace = parse_trace(nullptr, text);
        return trace ? "no error" : trace.error().message;
    }
    Vm vm_{VmOptions{}};
};

TEST_F(TraceText, RoundTrip) {
    std::string text =
        "trace locals 3 depth 1\n"
        "  _LOAD_FAST 0 @12\n"
        "  _LOAD_CONST_INLINE_BORROW (3) @14\n"
        "  _LOAD_CONST_INLINE ('text') @14\n"
        "  _LOAD_CONST_INLINE_BORROW (-2.5) @14\n"
        "  _LOAD_CONST_INLINE_BORROW (None) @14\n"
        "  _LOAD_CONST_INLINE_BORROW (True) @14\n"
        "  _GUARD_BOTH_INT @15 borrowed 0x1\n"
        "  _GUARD_GLOBALS_VERSION #340 @18\n"
        "  _PUSH_FRAME 2 [locals 2] @20\n"
        "  _JUMP_TO_TOP @9\n";
    EXPECT_EQ(round_trip(text), text);
}

TEST_F(TraceText, EveryUopCanBeWrittenAndRead) {
    for (std::size_t i = 0; i < uop_count; ++i) {
        TraceUop u{.op = static_cast<Uop>(i), .target = 7};
        if (uses_oparg(u.op)) u.oparg = 2;
        if (operand_is_frame(u.op)) u.operand = FrameShape{3, leaves_frame(u.op) || resumes_frame(u.op) ? 4u : 0u}.pack();
        else if (operand_is_value(u.op)) u.operand = Value::small_int(-5).bits;
        else if (traits(u.op).operand == OperandKind::u32) u.operand = 99;
        Trace trace;
        trace.uops.push_back(u);
        auto again = parse_trace(nullptr, print_trace(trace));
        ASSERT_TRUE(again) << print_uop(u) << ": " << again.error().message;
        EXPECT_EQ(again->uops, trace.uops) << print_uop(u);
    }
}

TEST_F(TraceText, EdgesOfValues) {
    for (const char* value : {"0", "-1", "281474976710655", "-281474976710656", "-0.0", "1e+300", "inf", "nan", "''", "'a)b'", "\"it's\"", R"('\'")')", R"('\n\t\\\x00\ud800\U0010ffff')", "'\u00e9'", "NULL", "False"}) {
        std::string text = std::string("trace locals 0 depth 0\n  _LOAD_CONST_INLINE (") + value + ") @1\n";
        EXPECT_EQ(round_trip(text), text);
    }
}

TEST_F(TraceText, CommentsAndSpaceDoNotCount) {
    EXPECT_EQ(round_trip("# a comment\n\n\ttrace locals 1 depth 0  \r\n # another\n _LOAD_FAST   0   @3\n"), "trace locals 1 depth 0\n  _LOAD_FAST 0 @3\n");
}

TEST_F(TraceText, ErrorsNameTheLine) {
    EXPECT_EQ(error_of(""), "no line 'trace locals N depth N'");
    EXPECT_EQ(error_of("trace locals 1\n"), "line 1: expected 'trace locals N depth N'");
    EXPECT_EQ(error_of("trace locals 99999 depth 0\n"), "line 1: locals and depth are at most 65535");
    EXPECT_EQ(error_of("trace locals 1 depth 0\n_NO_SUCH @1\n"), "line 2: no uop is called '_NO_SUCH'");
    EXPECT_EQ(error_of("trace locals 1 depth 0\n\n_LOAD_FAST @1\n"), "line 3: expected an oparg of 0..65535");
    EXPECT_EQ(error_of("trace locals 1 depth 0\n_LOAD_FAST 70000 @1\n"), "line 2: expected an oparg of 0..65535");
    EXPECT_EQ(error_of("trace locals 1 depth 0\n_LOAD_CONST_INLINE 3 @1\n"), "line 2: expected a value in parentheses");
    EXPECT_EQ(error_of("trace locals 1 depth 0\n_LOAD_CONST_INLINE (3 @1\n"), "line 2: expected )");
    EXPECT_EQ(error_of("trace locals 1 depth 0\n_LOAD_CONST_INLINE (<list object>) @1\n"), "line 2: '<list object>' is no value that can be read back");
    EXPECT_EQ(error_of("trace locals 1 depth 0\n_LOAD_CONST_INLINE (281474976710656) @1\n"), "line 2: '281474976710656' is not an int of 49 bits");
    EXPECT_EQ(error_of("trace locals 1 depth 0\n_LOAD_CONST_INLINE ('x') @1\n"), "line 2: text needs a heap");
    EXPECT_FALSE(parse_trace(&vm_.thread, "trace locals 1 depth 0\n_LOAD_CONST_INLINE ('\\xg0') @1\n"));
    EXPECT_FALSE(parse_trace(&vm_.thread, "trace locals 1 depth 0\n_LOAD_CONST_INLINE ('\\x1') @1\n"));
    EXPECT_EQ(error_of("trace locals 1 depth 0\n_PUSH_FRAME 2 @1\n"), "line 2: expected [locals N]");
    EXPECT_EQ(error_of("trace locals 1 depth 0\n_NOP @x\n"), "line 2: expected an instruction after @");
    EXPECT_EQ(error_of("trace locals 1 depth 0\n_NOP @1 more\n"), "line 2: did not expect 'more'");
}

}  // namespace
}  // namespace sidewinder::jit
