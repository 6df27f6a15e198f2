// SPDX-License-Identifier: MIT
// Guards go when facts prove them, and only then.
#include "jit/optimizer/pass_testing.hpp"

#include <gtest/gtest.h>

namespace sidewinder::jit {
namespace {

std::string run(std::string_view header, std::string_view uops) { return run_pass("guard_elimination", header, uops); }

TEST(GuardElimination, TheSecondOfTwoEqualGuardsGoes) {
    EXPECT_EQ(run("locals 2 depth 0", "_LOAD_FAST 0\n_LOAD_FAST 1\n_GUARD_BOTH_INT\n_BINARY_OP_ADD_INT\n_LOAD_FAST 0\n_GUARD_BOTH_INT\n_BINARY_OP_ADD_INT\n_EXIT_TRACE\n"),
              "_LOAD_FAST 0\n_LOAD_FAST 1\n_GUARD_BOTH_INT\n_BINARY_OP_ADD_INT\n_LOAD_FAST 0\n_BINARY_OP_ADD_INT\n_EXIT_TRACE\n");
}

TEST(GuardElimination, AGuardOnTwoIsWeakenedToTheUnknownOne) {
    EXPECT_EQ(run("locals 1 depth 0", "_LOAD_FAST 0\n_LOAD_SMALL_INT 1\n_GUARD_BOTH_INT\n_BINARY_OP_ADD_INT\n_EXIT_TRACE\n"),
              "_LOAD_FAST 0\n_LOAD_SMALL_INT 1\n_GUARD_NOS_INT\n_BINARY_OP_ADD_INT\n_EXIT_TRACE\n");
    EXPECT_EQ(run("locals 1 depth 0", "_LOAD_CONST_INLINE_BORROW (1.5)\n_LOAD_FAST 0\n_GUARD_BOTH_FLOAT\n_BINARY_OP_ADD_FLOAT\n_EXIT_TRACE\n"),
              "_LOAD_CONST_INLINE_BORROW (1.5)\n_LOAD_FAST 0\n_GUARD_TOS_FLOAT\n_BINARY_OP_ADD_FLOAT\n_EXIT_TRACE\n");
}

TEST(GuardElimination, StoringToALocalForgetsIt) {
    std::string text = "_LOAD_FAST 0\n_LOAD_FAST 0\n_GUARD_BOTH_INT\n_BINARY_OP 0\n_STORE_FAST 0\n_LOAD_FAST 0\n_GUARD_TOS_INT\n_EXIT_TRACE\n";
    EXPECT_EQ(run("locals 1 depth 0", text), text);
}

TEST(GuardElimination, TypeVersionsAreForgottenWhenOtherCodeRuns) {
    // Between the guards an __add__ may have changed the class.
    std::string text = "_LOAD_FAST 0\n_GUARD_TYPE_VERSION #7\n_GUARD_SHAPE #3\n_LOAD_FAST 1\n_LOAD_FAST 1\n_BINARY_OP 0\n_POP_TOP\n"
                       "_GUARD_TYPE_VERSION #7\n_GUARD_SHAPE #3\n_EXIT_TRACE\n";
    EXPECT_EQ(run("locals 2 depth 0", text), text);
    EXPECT_EQ(run("locals 1 depth 0", "_LOAD_FAST 0\n_GUARD_TYPE_VERSION #7\n_LOAD_SMALL_INT 1\n_STORE_FAST 0\n_GUARD_TYPE_VERSION #7\n_EXIT_TRACE\n"),
              "_LOAD_FAST 0\n_GUARD_TYPE_VERSION #7\n_LOAD_SMALL_INT 1\n_STORE_FAST 0\n_GUARD_TYPE_VERSION #7\n_EXIT_TRACE\n");
    EXPECT_EQ(run("locals 1 depth 0", "_LOAD_FAST 0\n_GUARD_TYPE_VERSION #7\n_GUARD_TYPE_VERSION #7\n_GUARD_TYPE_VERSION #8\n_EXIT_TRACE\n"),
              "_LOAD_FAST 0\n_GUARD_TYPE_VERSION #7\n_GUARD_TYPE_VERSION #8\n_EXIT_TRACE\n");
}

TEST(GuardElimination, KindsAreKeptWhenOtherCodeRuns) {
    // A list stays a list: only __class__ of instances of user classes can be assigned.
    EXPECT_EQ(run("locals 2 depth 0", "_LOAD_FAST 0\n_GUARD_TOS_LIST\n_LOAD_FAST 1\n_LOAD_FAST 1\n_BINARY_OP 0\n_POP_TOP\n_GUARD_TOS_LIST\n_EXIT_TRACE\n"),
              "_LOAD_FAST 0\n_GUARD_TOS_LIST\n_LOAD_FAST 1\n_LOAD_FAST 1\n_BINARY_OP 0\n_POP_TOP\n_EXIT_TRACE\n");
}

TEST(GuardElimination, GlobalsVersionsAreForgottenWhenOtherCodeRuns) {
    std::string twice = "_GUARD_GLOBALS_VERSION #9\n_GUARD_GLOBALS_VERSION #9\n_EXIT_TRACE\n";
    EXPECT_EQ(run("locals 0 depth 0", twice), "_GUARD_GLOBALS_VERSION #9\n_EXIT_TRACE\n");
    std::string apart = "_GUARD_GLOBALS_VERSION #9\n_LOAD_FAST 0\n_LOAD_FAST 0\n_BINARY_OP 0\n_POP_TOP\n_GUARD_GLOBALS_VERSION #9\n_EXIT_TRACE\n";
    EXPECT_EQ(run("locals 1 depth 0", apart), apart);
}

TEST(GuardElimination, BranchesOnConstantsBecomePops) {
    EXPECT_EQ(run("locals 0 depth 0", "_LOAD_CONST_INLINE_BORROW (True)\n_GUARD_IS_TRUE_POP\n_EXIT_TRACE\n"),
              "_LOAD_CONST_INLINE_BORROW (True)\n_POP_TOP_NOP\n_EXIT_TRACE\n");
    // The wrong way round it always misses, and must still.
    std::string wrong = "_LOAD_CONST_INLINE_BORROW (True)\n_GUARD_IS_FALSE_POP\n_EXIT_TRACE\n";
    EXPECT_EQ(run("locals 0 depth 0", wrong), wrong);
}

TEST(GuardElimination, WhatAlwaysMissesStays) {
    std::string text = "_LOAD_CONST_INLINE_BORROW (1.5)\n_GUARD_TOS_INT\n_LOAD_SMALL_INT 1\n_GUARD_BOTH_INT\n_EXIT_TRACE\n";
    EXPECT_EQ(run("locals 0 depth 0", text), text);
}

TEST(GuardElimination, InALoopOnlyWhatHoldsEveryTimeGoes) {
    std::string loop = "_LOAD_FAST 0\n_LOAD_FAST 1\n_GUARD_BOTH_INT\n_BINARY_OP_ADD_INT\n_STORE_FAST 0\n_START_LOOP\n"
                       "_LOAD_FAST 0\n_LOAD_FAST 1\n_GUARD_BOTH_INT\n_BINARY_OP_ADD_INT\n_STORE_FAST 0\n_JUMP_TO_TOP\n";
    EXPECT_EQ(run("locals 2 depth 0", loop),
              "_LOAD_FAST 0\n_LOAD_FAST 1\n_GUARD_BOTH_INT\n_BINARY_OP_ADD_INT\n_STORE_FAST 0\n_START_LOOP\n"
              "_LOAD_FAST 0\n_LOAD_FAST 1\n_BINARY_OP_ADD_INT\n_STORE_FAST 0\n_JUMP_TO_TOP\n");
    std::string changing = "_LOAD_FAST 0\n_GUARD_TOS_INT\n_POP_TOP\n_START_LOOP\n_LOAD_FAST 0\n_GUARD_TOS_INT\n_POP_TOP\n_LOAD_FAST 1\n_STORE_FAST 0\n_JUMP_TO_TOP\n";
    EXPECT_EQ(run("locals 2 depth 0", changing), changing);
}

}  // namespace
}  // namespace sidewinder::jit
