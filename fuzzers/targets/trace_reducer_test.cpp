// SPDX-License-Identifier: MIT
// A trace becomes as short as what is asked of it allows, and stays one that verifies.
#include "fuzzers/targets/trace_reducer.hpp"

#include "jit/trace/trace_text.hpp"
#include "jit/trace/trace_verifier.hpp"
#include "vm/interpreter/vm.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace sidewinder::fuzz {
namespace {

TEST(TraceReducer, LeavesWhatMatters) {
    Vm vm{VmOptions{}};
    auto trace = jit::parse_trace(&vm.thread, "trace locals 3 depth 0\n_LOAD_FAST 0\n_STORE_FAST 1\n_LOAD_FAST 1\n_LOAD_FAST 2\n_GUARD_BOTH_INT @1\n_BINARY_OP_ADD_INT\n_STORE_FAST 0\n"
                                               "_LOAD_FAST 0\n_POP_TOP\n_EXIT_TRACE @9\n");
    ASSERT_TRUE(trace) << trace.error().message;
    ASSERT_TRUE(verify_trace(*trace));
    auto adds = [](const jit::Trace& t) { return std::ranges::count(t.uops, Uop::_BINARY_OP_ADD_INT, &jit::TraceUop::op) == 1; };
    const jit::Trace small = reduce_trace(*trace, adds);
    EXPECT_TRUE(adds(small) && verify_trace(small));
    // Two loads, the addition, the end.
    EXPECT_EQ(small.uops.size(), 4u) << print_trace(small);
}

}  // namespace
}  // namespace sidewinder::fuzz
