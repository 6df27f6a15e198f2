// SPDX-License-Identifier: MIT
// The passes that take things out: validity checks, _SET_IP, reference counts, dead pushes.
#include "jit/optimizer/pass_testing.hpp"

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

}  // namespace
}  // namespace sidewinder::jit
