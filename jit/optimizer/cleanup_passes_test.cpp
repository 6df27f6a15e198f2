// SPDX-License-Identifier: MIT
// The passes that take things out: validity checks, _SET_IP, reference counts, dead pushes.
#include "jit/optimizer/pass_testing.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace sidewinder::jit {
namespace {

TEST(ValidityAndIp, OneCheckAfterEachEscapeIsEnough) {
    EXPECT_EQ(run_pass("validity_and_ip_elimination", "locals 1 depth 0",
                       "_CHECK_VALIDITY\n_LOAD_FAST 0\n_CHECK_VALIDITY\n_LOAD_FAST 0\n_BINARY_OP 0\n_CHECK_VALIDITY\n_CHECK_VALIDITY\n_POP_TOP\n_CHECK_VALIDITY\n_EXIT_TRACE\n"),
              "_LOAD_FAST 0\n_LOAD_FAST 0\n_BINARY_OP 0\n_CHECK_VALIDITY\n_POP_TOP\n_CHECK_VALIDITY\n_EXIT_TRACE\n");
}

TEST(ValidityAndIp, ALoopThatEscapesIsCheckedAtItsTop) {
    std::string loop = "_START_LOOP\n_CHECK_VALIDITY\n_LOAD_FAST 0\n_POP_TOP\n_JUMP_TO_TOP\n";
    EXPECT_EQ(run_pass("validity_and_ip_elimination", "locals 1 depth 0", loop), loop);
    EXPECT_EQ(run_pass("validity_and_ip_elimination", "locals 1 depth 0", "_CHECK_VALIDITY\n_LOAD_FAST 0\n_POP_TOP\n_JUMP_TO_TOP\n"),
              "_CHECK_VALIDITY\n_LOAD_FAST 0\n_POP_TOP\n_JUMP_TO_TOP\n");
}

TEST(ValidityAndIp, OnlyTheLastSetIpBeforeAUseStays) {
    EXPECT_EQ(run_pass("validity_and_ip_elimination", "locals 1 depth 0",
                       "_SET_IP @1\n_LOAD_FAST 0 @1\n_SET_IP @2\n_LOAD_FAST 0 @2\n_SET_IP @3\n_BINARY_OP 0 @3\n_SET_IP @4\n_STORE_FAST 0 @4\n_SET_IP @5\n_EXIT_TRACE @5\n"),
              "_LOAD_FAST 0 @1\n_LOAD_FAST 0 @2\n_SET_IP @3\n_BINARY_OP 0 @3\n_SET_IP @4\n_STORE_FAST 0 @4\n_EXIT_TRACE @5\n");
}

TEST(RefcountElision, ImmediatesNeedNoCounts) {
    EXPECT_EQ(run_pass("refcount_elision", "locals 1 depth 0",
                       "_LOAD_SMALL_INT 1\n_STORE_FAST 0\n_LOAD_FAST 0\n_POP_TOP\n_LOAD_SMALL_INT 2\n_STORE_FAST 0\n_EXIT_TRACE\n"),
              "_LOAD_SMALL_INT 1\n_STORE_FAST 0\n_LOAD_FAST_BORROW 0\n_POP_TOP_NOP\n_LOAD_SMALL_INT 2\n_STORE_FAST_NO_RELEASE 0\n_EXIT_TRACE\n");
}

TEST(RefcountElision, WhatIsOnlyLookedAtIsBorrowedAndExitsAreTold) {
    EXPECT_EQ(run_pass("refcount_elision", "locals 1 depth 0",
                       "_LOAD_FAST 0\n_GUARD_TYPE_VERSION #7\n_GUARD_SHAPE #3\n_LOAD_ATTR_INSTANCE_VALUE #0\n_POP_TOP\n_EXIT_TRACE\n"),
              "_LOAD_FAST_BORROW 0\n_GUARD_TYPE_VERSION #7 borrowed 0x1\n_GUARD_SHAPE #3 borrowed 0x1\n_LOAD_ATTR_INSTANCE_VALUE #0\n_POP_TOP_NOP\n_EXIT_TRACE\n");
}

TEST(RefcountElision, AReferenceThatIsTakenOverIsCounted) {
    for (const char* text : {"_LOAD_FAST 0\n_STORE_FAST 1\n_EXIT_TRACE\n",                                   // stored elsewhere
                             "_LOAD_FAST 0\n_LOAD_SMALL_INT 1\n_STORE_FAST 0\n_POP_TOP\n_EXIT_TRACE\n",      // its local is rebound
                             "_LOAD_FAST 0\n_LOAD_FAST_AND_CLEAR 0\n_STORE_FAST 1\n_POP_TOP\n_EXIT_TRACE\n", // its local is emptied
                             "_LOAD_FAST 0\n_BUILD_LIST 1\n_POP_TOP\n_EXIT_TRACE\n"})                        // goes into a list
        EXPECT_EQ(run_pass("refcount_elision", "locals 2 depth 0", text), text);
    // What crosses the start of a loop is not the same load every time round.
    std::string loop = "_POP_TOP\n_LOAD_FAST 0\n_START_LOOP\n_POP_TOP\n_LOAD_FAST 0\n_JUMP_TO_TOP\n";
    EXPECT_EQ(run_pass("refcount_elision", "locals 2 depth 1", loop), loop);
}

TEST(RefcountElision, LoadAndPopChangeTogetherOrNotAtAll) {
    std::string text = "_LOAD_FAST 0\n_POP_TOP\n_EXIT_TRACE\n";
    EXPECT_EQ(run_pass("refcount_elision", "locals 1 depth 0", text, 0), text);
    EXPECT_EQ(run_pass("refcount_elision", "locals 1 depth 0", text, 1), "_LOAD_FAST_BORROW 0\n_POP_TOP_NOP\n_EXIT_TRACE\n");
}

TEST(DeadUops, APushThatIsPoppedGoes) {
    EXPECT_EQ(run_pass("dead_uop_elimination", "locals 1 depth 0", "_LOAD_FAST_BORROW 0\n_SET_IP\n_POP_TOP_NOP\n_EXIT_TRACE\n"), "_SET_IP\n_EXIT_TRACE\n");
    EXPECT_EQ(run_pass("dead_uop_elimination", "locals 0 depth 0",
                       "_LOAD_SMALL_INT 1\n_LOAD_SMALL_INT 2\n_POP_TWO_LOAD_CONST_INLINE_BORROW (3)\n_EXIT_TRACE\n"),
              "_LOAD_CONST_INLINE_BORROW (3)\n_EXIT_TRACE\n");
}

TEST(DeadUops, WhatAnExitNeedsStays) {
    for (const char* text : {"_LOAD_FAST_BORROW 0\n_CHECK_VALIDITY\n_POP_TOP_NOP\n_EXIT_TRACE\n",
                             "_LOAD_FAST_BORROW 0\n_GUARD_TOS_INT\n_POP_TOP_NOP\n_EXIT_TRACE\n",
                             "_LOAD_FAST 0\n_POP_TOP_NOP\n_EXIT_TRACE\n",  // counts a reference
                             "_LOAD_FAST_CHECK 0\n_POP_TOP_NOP\n_EXIT_TRACE\n"})
        EXPECT_EQ(run_pass("dead_uop_elimination", "locals 1 depth 0", text), text);
}

TEST(DeadUops, HalfAPairIsNotTaken) {
    std::string text = "_LOAD_FAST 0\n_LOAD_SMALL_INT 2\n_POP_TWO_LOAD_CONST_INLINE_BORROW (3)\n_EXIT_TRACE\n";
    EXPECT_EQ(run_pass("dead_uop_elimination", "locals 1 depth 0", text), text);
}

TEST(GlobalPromotion, WithoutADictionaryNothingIsKnown) {
    std::string text = "_GUARD_GLOBALS_VERSION #9\n_LOAD_GLOBAL_MODULE #1\n_EXIT_TRACE\n";
    EXPECT_EQ(run_pass("global_promotion", "locals 0 depth 0", text), text);
}

TEST(UopFusion, AGuardOnAComparisonLeavesBeforeIt) {
    EXPECT_EQ(run_pass("uop_fusion", "locals 2 depth 0", "_LOAD_FAST 0 @1\n_LOAD_FAST 1 @1\n_COMPARE_OP_INT 16 @2\n_SET_IP @3\n_GUARD_IS_TRUE_POP @3\n_EXIT_TRACE @4\n"),
              "_LOAD_FAST 0 @1\n_LOAD_FAST 1 @1\n_GUARD_COMPARE_OP_INT 0 @2\n_SET_IP @3\n_EXIT_TRACE @4\n");
    // What is borrowed below the operands still is.
    EXPECT_EQ(run_pass("uop_fusion", "locals 1 depth 0", "_LOAD_FAST_BORROW 0\n_LOAD_FAST 0\n_LOAD_FAST 0\n_COMPARE_OP_INT 2\n_GUARD_IS_TRUE_POP borrowed 0x1\n_POP_TOP_NOP\n_EXIT_TRACE\n"),
              "_LOAD_FAST_BORROW 0\n_LOAD_FAST 0\n_LOAD_FAST 0\n_GUARD_COMPARE_OP_INT 2 borrowed 0x1\n_POP_TOP_NOP\n_EXIT_TRACE\n");
    // <, <=, ==, !=, >, >= that must not hold
    for (int op = 0; op < 6; ++op)
        EXPECT_EQ(run_pass("uop_fusion", "locals 2 depth 0", fmt::format("_LOAD_FAST 0\n_LOAD_FAST 1\n_COMPARE_OP_INT {}\n_GUARD_IS_FALSE_POP\n_EXIT_TRACE\n", op)),
                  fmt::format("_LOAD_FAST 0\n_LOAD_FAST 1\n_GUARD_COMPARE_OP_INT {}\n_EXIT_TRACE\n", 5 - op));
    // What may leave in between must find the bool.
    std::string kept = "_LOAD_FAST 0\n_LOAD_FAST 1\n_COMPARE_OP_INT 0\n_CHECK_VALIDITY\n_GUARD_IS_TRUE_POP\n_EXIT_TRACE\n";
    EXPECT_EQ(run_pass("uop_fusion", "locals 2 depth 0", kept), kept);
}

TEST(UopFusion, ProductsAreAddedAtOnce) {
    auto sum = [](const std::string& op) { return "_LOAD_FAST 0\n_LOAD_FAST 1\n_LOAD_FAST 1\n_BINARY_OP_MULTIPLY_FLOAT\n" + op + "\n_EXIT_TRACE\n"; };
    EXPECT_EQ(run_pass("uop_fusion", "locals 2 depth 0", sum("_BINARY_OP_ADD_FLOAT")), "_LOAD_FAST 0\n_LOAD_FAST 1\n_LOAD_FAST 1\n_MULTIPLY_ADD_FLOAT\n_EXIT_TRACE\n");
    EXPECT_EQ(run_pass("uop_fusion", "locals 2 depth 0", sum("_BINARY_OP_SUBTRACT_FLOAT")), "_LOAD_FAST 0\n_LOAD_FAST 1\n_LOAD_FAST 1\n_MULTIPLY_SUBTRACT_FLOAT\n_EXIT_TRACE\n");
    EXPECT_EQ(run_pass("uop_fusion", "locals 2 depth 0", sum("_GUARD_NOS_FLOAT\n_BINARY_OP_ADD_FLOAT")), sum("_GUARD_NOS_FLOAT\n_BINARY_OP_ADD_FLOAT"));
}

TEST(UopFusion, PowersOfTwoAreNotDividedBy) {
    auto divided = [](const std::string& by, const std::string& op) {
        return run_pass("uop_fusion", "locals 1 depth 0", "_LOAD_FAST 0\n_LOAD_CONST_INLINE_BORROW (" + by + ")\n" + op + "\n_EXIT_TRACE\n");
    };
    EXPECT_EQ(divided("8", "_BINARY_OP_REMAINDER_INT"), "_LOAD_FAST 0\n_LOAD_CONST_INLINE_BORROW (7)\n_BINARY_OP_AND_INT\n_EXIT_TRACE\n");
    EXPECT_EQ(divided("8", "_BINARY_OP_FLOOR_DIVIDE_INT"), "_LOAD_FAST 0\n_FLOOR_DIVIDE_INT_BY_POWER 3\n_EXIT_TRACE\n");
    EXPECT_EQ(divided("1", "_BINARY_OP_REMAINDER_INT"), "_LOAD_FAST 0\n_LOAD_CONST_INLINE_BORROW (0)\n_BINARY_OP_AND_INT\n_EXIT_TRACE\n");
    for (const char* other : {"0", "-8", "6", "8.0", "True"})
        EXPECT_EQ(divided(other, "_BINARY_OP_REMAINDER_INT"), fmt::format("_LOAD_FAST 0\n_LOAD_CONST_INLINE_BORROW ({})\n_BINARY_OP_REMAINDER_INT\n_EXIT_TRACE\n", other));
}

TEST(UopFusion, ThePlaceIsSavedWhenSomethingIsDue) {
    EXPECT_EQ(run_pass("uop_fusion", "locals 0 depth 0", "_SET_IP @1\n_CHECK_PERIODIC @1\n_SET_IP @2\n_EXIT_TRACE @2\n"), "_CHECK_PERIODIC_AT @1\n_SET_IP @2\n_EXIT_TRACE @2\n");
    std::string kept = "_SET_IP @1\n_CHECK_PERIODIC @1\n_CHECK_PERIODIC @1\n_EXIT_TRACE @2\n";
    EXPECT_EQ(run_pass("uop_fusion", "locals 0 depth 0", kept), "_SET_IP @1\n_CHECK_PERIODIC @1\n_CHECK_PERIODIC @1\n_EXIT_TRACE @2\n");
}

}  // namespace
}  // namespace sidewinder::jit
