// SPDX-License-Identifier: MIT
// Folding: what is known becomes a constant; what would overflow, raise or lose a sign does not.
#include "jit/optimizer/pass_testing.hpp"

#include <gtest/gtest.h>

namespace sidewinder::jit {
namespace {

/// What `op` on two constants becomes: its last line before the exit.
std::string folded(const std::string& a, const std::string& b, const std::string& op) {
    std::string out = run_pass("constant_folding", "locals 0 depth 0",
                               "_LOAD_CONST_INLINE_BORROW (" + a + ")\n_LOAD_CONST_INLINE_BORROW (" + b + ")\n" + op + "\n_EXIT_TRACE\n");
    out.resize(out.rfind("_EXIT_TRACE"));
    out.pop_back();
    return out.substr(out.rfind('\n') + 1);
}
std::string constant(const std::string& value) { return "_POP_TWO_LOAD_CONST_INLINE_BORROW (" + value + ")"; }

TEST(ConstantFolding, Ints) {
    EXPECT_EQ(folded("1", "2", "_BINARY_OP_ADD_INT"), constant("3"));
    EXPECT_EQ(folded("-7", "2", "_BINARY_OP_FLOOR_DIVIDE_INT"), constant("-4"));
    EXPECT_EQ(folded("-7", "2", "_BINARY_OP_REMAINDER_INT"), constant("1"));
    EXPECT_EQ(folded("-5", "3", "_BINARY_OP_RSHIFT_INT"), constant("-1"));
    EXPECT_EQ(folded("6", "-4", "_BINARY_OP_XOR_INT"), constant("-6"));
    EXPECT_EQ(folded("1", "2", "_COMPARE_OP_INT 0"), constant("True"));
}

TEST(ConstantFolding, LeavesOverflowAlone) {
    EXPECT_EQ(folded("281474976710655", "1", "_BINARY_OP_ADD_INT"), "_BINARY_OP_ADD_INT");
    EXPECT_EQ(folded("281474976710655", "0", "_BINARY_OP_ADD_INT"), constant("281474976710655"));
    EXPECT_EQ(folded("-281474976710656", "1", "_BINARY_OP_SUBTRACT_INT"), "_BINARY_OP_SUBTRACT_INT");
    EXPECT_EQ(folded("-281474976710656", "-1", "_BINARY_OP_MULTIPLY_INT"), "_BINARY_OP_MULTIPLY_INT");
    EXPECT_EQ(folded("-281474976710656", "-1", "_BINARY_OP_FLOOR_DIVIDE_INT"), "_BINARY_OP_FLOOR_DIVIDE_INT");
    EXPECT_EQ(folded("1", "48", "_BINARY_OP_LSHIFT_INT"), "_BINARY_OP_LSHIFT_INT");
    EXPECT_EQ(folded("1", "47", "_BINARY_OP_LSHIFT_INT"), constant("140737488355328"));
}

TEST(ConstantFolding, LeavesWhatRaisesAlone) {
    EXPECT_EQ(folded("1", "0", "_BINARY_OP_FLOOR_DIVIDE_INT"), "_BINARY_OP_FLOOR_DIVIDE_INT");
    EXPECT_EQ(folded("1", "0", "_BINARY_OP_REMAINDER_INT"), "_BINARY_OP_REMAINDER_INT");
    EXPECT_EQ(folded("1.0", "0.0", "_BINARY_OP_TRUEDIV_FLOAT"), "_BINARY_OP_TRUEDIV_FLOAT");
    EXPECT_EQ(folded("1", "-1", "_BINARY_OP_LSHIFT_INT"), "_BINARY_OP_LSHIFT_INT");
    EXPECT_EQ(folded("1", "-1", "_BINARY_OP_RSHIFT_INT"), "_BINARY_OP_RSHIFT_INT");
}

TEST(ConstantFolding, Floats) {
    EXPECT_EQ(folded("0.1", "0.2", "_BINARY_OP_ADD_FLOAT"), constant("0.30000000000000004"));
    EXPECT_EQ(folded("0.0", "-1.0", "_BINARY_OP_MULTIPLY_FLOAT"), constant("-0.0"));
    EXPECT_EQ(folded("-0.0", "-0.0", "_BINARY_OP_ADD_FLOAT"), constant("-0.0"));
    EXPECT_EQ(folded("0.0", "-0.0", "_BINARY_OP_ADD_FLOAT"), constant("0.0"));
    EXPECT_EQ(folded("inf", "inf", "_BINARY_OP_SUBTRACT_FLOAT"), constant("nan"));
    EXPECT_EQ(folded("nan", "nan", "_COMPARE_OP_FLOAT 2"), constant("False"));
    EXPECT_EQ(folded("1e+300", "1e+300", "_BINARY_OP_MULTIPLY_FLOAT"), constant("inf"));
}

TEST(ConstantFolding, LocalsKeepTheirConstants) {
    EXPECT_EQ(run_pass("constant_folding", "locals 2 depth 0",
                       "_LOAD_SMALL_INT 5\n_STORE_FAST 0\n_LOAD_FAST 0\n_LOAD_FAST 1\n_GUARD_BOTH_INT\n_BINARY_OP_ADD_INT\n_EXIT_TRACE\n"),
              lines("_LOAD_CONST_INLINE_BORROW (5)\n_STORE_FAST 0\n_LOAD_CONST_INLINE_BORROW (5)\n_LOAD_FAST 1\n_GUARD_BOTH_INT\n_BINARY_OP_ADD_INT\n_EXIT_TRACE\n"));
}

TEST(ConstantFolding, ALoopForgetsWhatItChanges) {
    // Local 0 is 5 the first time round only.
    std::string loop = "_LOAD_CONST_INLINE_BORROW (5)\n_STORE_FAST 0\n_START_LOOP\n_LOAD_FAST 0\n_LOAD_CONST_INLINE_BORROW (1)\n_GUARD_BOTH_INT\n"
                       "_BINARY_OP_ADD_INT\n_STORE_FAST 0\n_JUMP_TO_TOP\n";
    EXPECT_EQ(run_pass("constant_folding", "locals 1 depth 0", loop), loop);
}

TEST(ConstantFolding, StopsAtMaxRewrites) {
    std::string text = "_LOAD_SMALL_INT 1\n_LOAD_SMALL_INT 2\n_BINARY_OP_ADD_INT\n_EXIT_TRACE\n";
    EXPECT_EQ(run_pass("constant_folding", "locals 0 depth 0", text, 0), text);
}

}  // namespace
}  // namespace sidewinder::jit
