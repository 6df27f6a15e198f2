// SPDX-License-Identifier: MIT
// All passes together: the talk's example, any prefix of the rewrites, passes left out.
#include "jit/optimizer/pipeline.hpp"

#include "jit/optimizer/pass_testing.hpp"

#include <gtest/gtest.h>

namespace sidewinder::jit {
namespace {

constexpr const char* addition =
    "trace locals 0 depth 0\n"
    "_CHECK_VALIDITY\n_SET_IP\n_LOAD_SMALL_INT 1\n_LOAD_SMALL_INT 2\n_CHECK_VALIDITY\n_SET_IP\n_GUARD_BOTH_INT\n_BINARY_OP_ADD_INT\n_EXIT_TRACE\n";

TEST(Pipeline, TheAdditionOfTheTalkBecomesAConstant) {
    auto trace = parse_trace(nullptr, addition);
    ASSERT_TRUE(trace);
    Rewriter rewriter;
    optimize(*trace, rewriter);
    EXPECT_EQ(bare(*trace), "_LOAD_CONST_INLINE_BORROW (3)\n_EXIT_TRACE\n");
}

TEST(Pipeline, AnyPrefixOfTheRewritesIsAValidTrace) {
    for (std::int64_t n = 0; n < 20; ++n) {
        auto trace = parse_trace(nullptr, addition);
        Rewriter rewriter(n);
        optimize(*trace, rewriter);
        EXPECT_TRUE(verify_trace(*trace)) << n << "\n" << print_trace(*trace);
        EXPECT_GE(rewriter.remaining(), 0);
    }
}

TEST(Pipeline, PassesCanBeLeftOut) {
    auto trace = parse_trace(nullptr, addition);
    Rewriter rewriter;
    std::vector<std::string> disabled;
    for (const PassEntry& pass : passes()) disabled.emplace_back(pass.name);
    std::string before = bare(*trace);
    optimize(*trace, rewriter, disabled);
    EXPECT_EQ(bare(*trace), before);
    EXPECT_TRUE(rewriter.log().empty());
}

TEST(Pipeline, TheLogSaysWhoDidWhat) {
    auto trace = parse_trace(nullptr, addition);
    auto recorded = trace->uops;
    Rewriter rewriter;
    optimize(*trace, rewriter);
    for (const Rewrite& r : rewriter.log()) {
        EXPECT_NE(find_pass(r.pass), nullptr);
        ASSERT_LT(r.index, recorded.size());
        EXPECT_EQ(recorded[r.index], r.before);
        recorded[r.index] = r.after;
    }
    std::erase_if(recorded, [](const TraceUop& u) { return u.op == Uop::_NOP; });
    EXPECT_EQ(recorded, trace->uops);
}

TEST(Pipeline, PeelingWritesALoopTwice) {
    auto trace = parse_trace(nullptr, "trace locals 1 depth 0\n_LOAD_FAST 0\n_POP_TOP\n_JUMP_TO_TOP\n");
    peel_loop(*trace);
    EXPECT_EQ(bare(*trace), "_LOAD_FAST 0\n_POP_TOP\n_START_LOOP\n_LOAD_FAST 0\n_POP_TOP\n_JUMP_TO_TOP\n");
    peel_loop(*trace);
    EXPECT_EQ(loop_start(*trace), 3u) << "a peeled loop is not peeled again";
    auto straight = parse_trace(nullptr, "trace locals 1 depth 0\n_LOAD_FAST 0\n_POP_TOP\n_EXIT_TRACE\n");
    peel_loop(*straight);
    EXPECT_EQ(straight->uops.size(), 3u);
}

}  // namespace
}  // namespace sidewinder::jit
