// SPDX-License-Identifier: MIT
// What engines are given stays a program within its limit; trimming ends at what is needed.
#include "fuzzers/generate/generator.hpp"
#include "fuzzers/mutate/text_mutator.hpp"
#include "vm/syntax/parser.hpp"

#include <gtest/gtest.h>

#include <set>

namespace sidewinder::fuzz {
namespace {

TEST(TextMutator, MakesOtherProgramsOfAProgram) {
    std::string text = generate_text(1, 1), other = generate_text(1, 2);
    std::set<std::string> seen;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        ChoiceSequence choices(seed);
        std::string result = mutate_text(text, other, choices, 100'000);
        EXPECT_TRUE(syntax::parse(result)) << result;
        EXPECT_NE(result, text);
        seen.insert(result);
    }
    EXPECT_GT(seen.size(), 80u);
}

TEST(TextMutator, MakesAProgramOfAnything) {
    ChoiceSequence choices(3);
    std::string result = mutate_text("def (", "", choices, 100'000);
    EXPECT_TRUE(syntax::parse(result));
    EXPECT_GT(result.size(), 50u);
}

TEST(TextMutator, KeepsToTheLimit) {
    ChoiceSequence choices(4);
    EXPECT_EQ(mutate_text("def (", "", choices, 10), "");
    EXPECT_EQ(cross_texts("x = 1\n", "y = 2\n", choices, 8), "");
}

TEST(TextMutator, CrossesTwoPrograms) {
    std::set<std::string> seen;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        ChoiceSequence choices(seed);
        seen.insert(cross_texts("x = 1\n", "y = 2\n", choices, 100));
    }
    EXPECT_EQ(seen, (std::set<std::string>{"x = 1\ny = 2\n", "y = 2\nx = 1\n"}));
    ChoiceSequence choices(1);
    EXPECT_EQ(cross_texts("x = 1\n", "y =\n", choices, 100), "");
}

TEST(TextTrimmer, TrimsToWhatIsNeeded) {
    TextTrimmer trimmer("a = 1\nif a:\n    b = 2\n    c = 3\nelse:\n    d = 4\ndef f():\n    return 5\n");
    std::string kept;
    std::size_t done = 0, runs = 0;
    ASSERT_EQ(trimmer.steps(), 7u);
    while (done < trimmer.steps() && ++runs < 100) {
        std::string candidate = trimmer.candidate();
        bool same = candidate.contains("c = 3");
        if (same) kept = candidate;
        std::size_t now = trimmer.answer(same);
        EXPECT_GT(now, done);
        done = now;
    }
    EXPECT_EQ(kept, "if a:\n    c = 3\n");
    EXPECT_EQ(TextTrimmer("def (").steps(), 0u);
}

}  // namespace
}  // namespace sidewinder::fuzz
