// SPDX-License-Identifier: MIT
// The layout step on small functions: the common path must end in going on, everything else must
// still be reachable, in the cold section.
#include "jit/stencils/optimize_assembly.hpp"

#include <gtest/gtest.h>

namespace sidewinder::jit {
namespace {

std::string function(const std::string& body) { return "f:\n" + body + ".Lfunc_end0:\n"; }

TEST(OptimizeAssembly, PutsGoingOnLastWhenClangPutTheMissLast) {
    std::string text = optimize_assembly(function(
        "\taddq\t%rcx, %rax\n\tjo\t.LBB0_1\n\tjmp\tJIT_CONTINUE_1\n.LBB0_1:\n\tjmp\tJIT_MISS\n"));
    EXPECT_EQ(text, "f:\n\taddq\t%rcx, %rax\n\tjo\tJIT_MISS\n\tjmp\tJIT_CONTINUE_1\n");
}

TEST(OptimizeAssembly, InvertsABranchThatGoesOn) {
    std::string text = optimize_assembly(function("\tcmpl\t$1, %eax\n\tja\tJIT_CONTINUE_2\n\tjmp\tJIT_MISS\n"));
    EXPECT_EQ(text, "f:\n\tcmpl\t$1, %eax\n\tjbe\tJIT_MISS\n\tjmp\tJIT_CONTINUE_2\n");
}

TEST(OptimizeAssembly, MovesCallsToTheColdSection) {
    std::string text = optimize_assembly(function(
        "\tdecl\t(%r14)\n\tjne\tJIT_CONTINUE_0\n\tcallq\tsw_destroy\n\tjmp\tJIT_CONTINUE_0\n"));
    std::size_t cold = text.find(".text.cold.f");
    ASSERT_NE(cold, std::string::npos);
    EXPECT_LT(text.find("jmp\tJIT_CONTINUE_0"), cold) << text;
    EXPECT_GT(text.find("callq"), cold) << text;
    EXPECT_NE(text.find("\tje\t.LSW_f_1"), std::string::npos) << text;
}

TEST(OptimizeAssembly, KeepsLoopsAndTheirWayOut) {
    std::string text = optimize_assembly(function(
        "\txorl\t%eax, %eax\n.LBB0_1:\n\tincq\t%rax\n\tcmpq\t%rax, %rcx\n\tjne\t.LBB0_1\n\tjmp\tJIT_CONTINUE_0\n"));
    EXPECT_NE(text.find(".LSW_f_1:\n\tincq"), std::string::npos) << text;
    EXPECT_NE(text.find("jne\t.LSW_f_1"), std::string::npos) << text;
    EXPECT_TRUE(text.ends_with("\tjmp\tJIT_CONTINUE_0\n")) << text;
}

TEST(OptimizeAssembly, CopiesWhatIsNoFunction) {
    EXPECT_EQ(optimize_assembly("\t.section\t.text.f,\"ax\"\n\t.size\tf, .-f\n"), "\t.section\t.text.f,\"ax\"\n");
}

}  // namespace
}  // namespace sidewinder::jit
