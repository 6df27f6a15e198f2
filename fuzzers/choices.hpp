// SPDX-License-Identifier: MIT
// ChoiceSequence: where a generator's decisions come from: bytes of a fuzzing engine, or a seeded
// random source that gives the same numbers on every machine. Bytes that run out are zeros, so
// generators put the simplest alternative first and always end.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <vector>

namespace sidewinder::fuzz {

class ChoiceSequence {
public:
    /// Bytes; they must outlive the sequence.
    explicit ChoiceSequence(std::span<const std::uint8_t> bytes) : bytes_(bytes), random_(false) {}
    /// Endless.
    explicit ChoiceSequence(std::uint64_t seed, std::uint64_t index = 0);

    /// 0 <= result < n; 0 for n < 2.
    std::uint32_t below(std::uint32_t n);
    /// low <= result <= high.
    int between(int low, int high) { return low + static_cast<int>(below(static_cast<std::uint32_t>(high - low + 1))); }
    /// True `percent` times of a hundred; false once bytes ran out.
    bool chance(std::uint32_t percent) { return percent > 0 && below(100) >= 100 - percent; }
    std::uint64_t word();
    template <class T>
    const T& pick(const std::vector<T>& list) { return list[below(static_cast<std::uint32_t>(list.size()))]; }
    template <class T, std::size_t N>
    const T& pick(const std::array<T, N>& list) { return list[below(N)]; }
    template <class T>
    T pick(std::initializer_list<T> list) { return list.begin()[below(static_cast<std::uint32_t>(list.size()))]; }
    /// True when bytes ran out: time to come to an end.
    bool exhausted() const { return !random_ && at_ >= bytes_.size(); }

private:
    std::uint64_t next();

    std::span<const std::uint8_t> bytes_;
    std::size_t at_ = 0;
    bool random_;
    std::array<std::uint64_t, 4> state_{};
};

}  // namespace sidewinder::fuzz
