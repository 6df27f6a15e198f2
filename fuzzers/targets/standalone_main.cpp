// SPDX-License-Identifier: MIT
// main() of a fuzz target that is not linked with libFuzzer: runs the files that are named, or
// random inputs: -seconds=N -seed=S -bytes=B; those of a target with a mutator of its own come from
// that and begin with the files of -seeds=FOLDER, if it is given. Ends at the first input that aborts.
// -plant=NAME: with that fault; 0 when it made the target abort.
#include "fuzzers/choices.hpp"
#include "fuzzers/targets/planted.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
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

bool text_option(std::string_view argument, std::string_view name, std::string& value) {
    if (!argument.starts_with(name)) return false;
    value = argument.substr(name.size());
    return true;
}

using Bytes = std::vector<std::uint8_t>;

Bytes read_file(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}
/// In the order of their names.
std::vector<Bytes> read_seeds(const std::string& folder) {
    std::vector<std::filesystem::path> paths;
    if (!folder.empty())
        for (const auto& entry : std::filesystem::directory_iterator(folder)) paths.push_back(entry.path());
    std::ranges::sort(paths);
    std::vector<Bytes> seeds;
    for (const auto& path : paths) seeds.push_back(read_file(path));
    return seeds;
}

/// The input after `data`: random bytes, or what the target's mutator makes of it, now and then of a seed.
void next_input(Bytes& data, sidewinder::fuzz::ChoiceSequence& choices, std::uint64_t bytes, const std::vector<Bytes>& seeds) {
    if (LLVMFuzzerCustomMutator != nullptr) {
        constexpr std::size_t limit = 20'000;
        if (data.empty() || choices.chance(20)) data = seeds.empty() ? Bytes() : choices.pick(seeds);
        const std::size_t size = std::min(data.size(), limit);
        data.resize(limit);
        data.resize(LLVMFuzzerCustomMutator(data.data(), size, limit, choices.below(1u << 31)));
        return;
    }
    data.resize(1 + choices.below(static_cast<std::uint32_t>(bytes)));
    for (std::uint8_t& byte : data) byte = static_cast<std::uint8_t>(choices.below(256));
}

void run_random(std::uint64_t seconds, std::uint64_t seed, std::uint64_t bytes, const std::vector<Bytes>& seeds) {
    using Clock = std::chrono::steady_clock;
    auto begin = Clock::now();
    auto end = begin + std::chrono::seconds(seconds);
    std::uint64_t inputs = 0;
    Bytes data;
    for (; Clock::now() < end; ++inputs) {
        sidewinder::fuzz::ChoiceSequence choices(seed, inputs);
        next_input(data, choices, bytes, seeds);
        LLVMFuzzerTestOneInput(data.data(), data.size());
    }
    double elapsed = std::chrono::duration<double>(Clock::now() - begin).count();
    fmt::print("{} inputs in {:.1f} s ({:.0f}/s), seed {}\n", inputs, elapsed, static_cast<double>(inputs) / elapsed, seed);
}

/// A target that aborts with its fault planted does what it should.
void end_well_on_abort() {
    std::signal(SIGABRT, [](int) {
        std::fputs("the planted fault was seen\n", stderr);
        std::_Exit(0);
    });
}

}  // namespace

int main(int count, char** arguments) {
    std::uint64_t seconds = 10, seed = 1, bytes = 2000;
    std::string seeds;
    int files = 0;
    for (int i = 1; i < count; ++i) {
        std::string_view argument = arguments[i];
        if (option(argument, "-seconds=", seconds) || option(argument, "-seed=", seed) || option(argument, "-bytes=", bytes)) continue;
        if (text_option(argument, "-seeds=", seeds)) continue;
        if (text_option(argument, "-plant=", sidewinder::fuzz::planted_fault)) {
            end_well_on_abort();
            continue;
        }
        const Bytes data = read_file(arguments[i]);
        LLVMFuzzerTestOneInput(data.data(), data.size());
        ++files;
    }
    if (files == 0) run_random(seconds, seed, bytes, read_seeds(seeds));
    if (sidewinder::fuzz::planted_fault.empty()) return 0;
    fmt::print(stderr, "the planted fault '{}' was not seen\n", sidewinder::fuzz::planted_fault);
    return 1;
}
