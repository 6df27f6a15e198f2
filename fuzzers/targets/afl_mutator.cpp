// SPDX-License-Identifier: MIT
// libsidewinder_mutator.so: AFL++'s entry points to the text mutator, for program_fuzzer and
// source_fuzzer. AFL_CUSTOM_MUTATOR_LIBRARY names it.
#include "fuzzers/mutate/text_mutator.hpp"

#include <cstdint>
#include <cstring>
#include <memory>
#include <string>

using namespace sidewinder;

namespace {

struct Mutator {
    std::uint64_t seed = 0, calls = 0;
    std::string result, description;
    std::unique_ptr<fuzz::TextTrimmer> trimmer;
};

std::string_view text_of(const std::uint8_t* data, std::size_t size) { return {reinterpret_cast<const char*>(data), size}; }

std::size_t give(Mutator& m, std::uint8_t** out) {
    *out = reinterpret_cast<std::uint8_t*>(m.result.data());
    return m.result.size();
}

}  // namespace

#define SW_EXPORT extern "C" __attribute__((visibility("default")))

SW_EXPORT void* afl_custom_init(void* /*afl*/, unsigned seed) {
    auto* m = new Mutator;
    m->seed = seed;
    return m;
}
SW_EXPORT void afl_custom_deinit(Mutator* m) { delete m; }

SW_EXPORT std::size_t afl_custom_fuzz(Mutator* m, std::uint8_t* data, std::size_t size, std::uint8_t** out, std::uint8_t* other, std::size_t other_size, std::size_t limit) {
    fuzz::ChoiceSequence choices(m->seed, m->calls++);
    std::string_view text = text_of(data, size), donor = other != nullptr ? text_of(other, other_size) : std::string_view();
    m->result.clear();
    if (!donor.empty() && choices.chance(30)) m->result = fuzz::cross_texts(text, donor, choices, limit);
    m->description = m->result.empty() ? "tree" : "tree-cross";
    if (m->result.empty()) m->result = fuzz::mutate_text(text, donor, choices, limit);
    return give(*m, out);
}

SW_EXPORT const char* afl_custom_describe(Mutator* m, std::size_t limit) {
    if (m->description.size() > limit) m->description.resize(limit);
    return m->description.c_str();
}
// No afl_custom_splice_optout: with it there would be no other input to cross with. Splicing of
// bytes, which cuts programs in the middle, is not done under AFL_CUSTOM_MUTATOR_ONLY=1.

SW_EXPORT std::int32_t afl_custom_init_trim(Mutator* m, std::uint8_t* data, std::size_t size) {
    m->trimmer = std::make_unique<fuzz::TextTrimmer>(text_of(data, size));
    return static_cast<std::int32_t>(m->trimmer->steps());
}
SW_EXPORT std::size_t afl_custom_trim(Mutator* m, std::uint8_t** out) {
    m->result = m->trimmer->candidate();
    return give(*m, out);
}
SW_EXPORT std::int32_t afl_custom_post_trim(Mutator* m, unsigned char success) { return static_cast<std::int32_t>(m->trimmer->answer(success != 0)); }
