// SPDX-License-Identifier: MIT
// The random source is xoshiro256**, seeded by splitmix64; both are public domain algorithms by
// Blackman and Vigna.
#include "fuzzers/choices.hpp"

#include <bit>

namespace sidewinder::fuzz {

namespace {

std::uint64_t split_mix(std::uint64_t& state) {
    std::uint64_t z = (state += 0x9E37'79B9'7F4A'7C15);
    z = (z ^ (z >> 30)) * 0xBF58'476D'1CE4'E5B9;
    z = (z ^ (z >> 27)) * 0x94D0'49BB'1331'11EB;
    return z ^ (z >> 31);
}

}  // namespace

ChoiceSequence::ChoiceSequence(std::uint64_t seed, std::uint64_t index) : random_(true) {
    std::uint64_t mix = seed;
    std::uint64_t state = split_mix(mix) ^ (index * 0xD134'2543'DE82'EF95);
    for (std::uint64_t& word : state_) word = split_mix(state);
}

std::uint64_t ChoiceSequence::next() {
    std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
    std::uint64_t t = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= t;
    state_[3] = std::rotl(state_[3], 45);
    return result;
}

std::uint64_t ChoiceSequence::word() {
    if (random_) return next();
    std::uint64_t value = 0;
    for (int i = 0; i < 8 && at_ < bytes_.size(); ++i) value |= std::uint64_t{bytes_[at_++]} << (8 * i);
    return value;
}

std::uint32_t ChoiceSequence::below(std::uint32_t n) {
    if (n < 2) return 0;
    if (random_) return static_cast<std::uint32_t>(((next() >> 32) * n) >> 32);
    // One byte a choice while that is enough: what an engine mutates then changes one decision.
    std::uint32_t value = at_ < bytes_.size() ? bytes_[at_++] : 0;
    if (n > 256 && at_ < bytes_.size()) value |= std::uint32_t{bytes_[at_++]} << 8;
    return value % n;
}

}  // namespace sidewinder::fuzz
