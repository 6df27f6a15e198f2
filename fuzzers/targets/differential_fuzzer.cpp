// SPDX-License-Identifier: MIT
// Bytes -> a program -> all engines of ours in this process; aborts when two differ. Campaigns do
// the same with more comfort; this is for fuzzing engines that steer by coverage.
#include "fuzzers/generate/generator.hpp"
#include "fuzzers/targets/agreement.hpp"
#include "vm/syntax/unparser.hpp"

using namespace sidewinder;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::Generator generator{fuzz::ChoiceSequence(std::span(data, size))};
    fuzz::check_agreement(syntax::unparse(generator.program()));
    return 0;
}
