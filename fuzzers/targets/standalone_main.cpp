// SPDX-License-Identifier: MIT
// main() of a fuzz target that is not linked with libFuzzer: runs the files that are named, or
// random inputs: -seconds=N -seed=S -bytes=B; those of a target with a mutator of its own come from
// that. Ends at the first input that aborts.
#include "fuzzers/choices.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
/// Null where the target has none.
extern "C" [[gnu::weak]] std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t limit, unsigned seed);

namespace {

bool option(std::string_view argument, std::string_view name, std::uint64_t& value) {
    if (!argument.starts_with(name)) return false;
    value = std::strtoull(argument.substr(name.size()).data(), nullptr, 10);
    return true;
}

/// The input after `data`: random bytes, or what the target's mutator makes of it, now and then anew.
void next_input(std::vector<std::uint8_t>& data, sidewinder::fuzz::ChoiceSequence& choices, std::uint64_t bytes) {
    if (LLVMFuzzerCustomMutator != nullptr) {
        constexpr std::size_t limit = 20'000;
        std::size_t size = choices.chance(20) ? 0 : data.size();
        data.resize(limit);
        data.resize(LLVMFuzzerCustomMutator(data.data(), size, limit, choices.below(1u << 31)));
        return;
    }
    data.resize(1 + choices.below(static_cast<std::uint32_t>(bytes)));
    for (std::uint8_t& byte : data) byte = static_cast<std::uint8_t>(choices.below(256));
}

void run_random(std::uint64_t seconds, std::uint64_t seed, std::uint64_t bytes) {
    using Clock = std::chrono::steady_clock;
    auto begin = Clock::now();
    auto end = begin + std::chrono::seconds(seconds);
    std::uint64_t inputs = 0;
    std::vector<std::uint8_t> data;
    for (; Clock::now() < end; ++inputs) {
        sidewinder::fuzz::ChoiceSequence choices(seed, inputs);
        next_input(data, choices, bytes);
        LLVMFuzzerTestOneInput(data.data(), data.size());
    }
    double elapsed = std::chrono::duration<double>(Clock::now() - begin).count();
    fmt::print("{} inputs in {:.1f} s ({:.0f}/s), seed {}\n", inputs, elapsed, static_cast<double>(inputs) / elapsed, seed);
}

}  // namespace

int main(int count, char** arguments) {
    std::uint64_t seconds = 10, seed = 1, bytes = 2000;
    int files = 0;
    for (int i = 1; i < count; ++i) {
        std::string_view argument = arguments[i];
        if (option(argument, "-seconds=", seconds) || option(argument, "-seed=", seed) || option(argument, "-bytes=", bytes)) continue;
        std::ifstream in(arguments[i], std::ios::binary);
        std::vector<char> data{std::istreambuf_iterator<char>(in), {}};
        LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(data.data()), data.size());
        ++files;
    }
    if (files == 0) run_random(seconds, seed, bytes);
    return 0;
}
