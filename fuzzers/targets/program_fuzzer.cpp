// SPDX-License-Identifier: MIT
// A program's text -> all engines of ours in this process; aborts when two differ. As
// differential_fuzzer, but a corpus of it is of programs: it can be read, seeded with what is in
// tests/ and regressions/, and outlives changes of the generator. Engines mutate trees, not bytes.
#include "fuzzers/mutate/text_mutator.hpp"
#include "fuzzers/targets/agreement.hpp"
#include "vm/syntax/parser.hpp"

#include <algorithm>
#include <cstring>

using namespace sidewinder;

namespace {

std::string_view text_of(const std::uint8_t* data, std::size_t size) { return {reinterpret_cast<const char*>(data), size}; }

std::size_t give(const std::string& result, std::uint8_t* out, std::size_t limit) {
    std::size_t size = std::min(result.size(), limit);
    std::memcpy(out, result.data(), size);
    return size;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view text = text_of(data, size);
    if (!syntax::parse(text)) return -1;  // not kept in the corpus
    fuzz::check_agreement(text);
    return 0;
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t limit, unsigned seed) {
    fuzz::ChoiceSequence choices(seed);
    return give(fuzz::mutate_text(text_of(data, size), {}, choices, limit), data, limit);
}

extern "C" std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* a, std::size_t a_size, const std::uint8_t* b, std::size_t b_size,
                                                 std::uint8_t* out, std::size_t limit, unsigned seed) {
    fuzz::ChoiceSequence choices(seed);
    return give(fuzz::cross_texts(text_of(a, a_size), text_of(b, b_size), choices, limit), out, limit);
}
