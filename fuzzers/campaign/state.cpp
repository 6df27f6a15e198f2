// SPDX-License-Identifier: MIT
#include "fuzzers/campaign/state.hpp"

#include "fuzzers/coverage_report.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <new>

namespace sidewinder::fuzz {

namespace {

constexpr std::array<char, 8> magic = {'S', 'W', 's', 't', 'a', 't', 'e', '1'};
constexpr std::size_t workers_at = (sizeof(Header) + alignof(WorkerState) - 1) / alignof(WorkerState) * alignof(WorkerState);

std::size_t size_for(std::uint64_t jobs) { return workers_at + jobs * sizeof(WorkerState) + coverage_map_size(); }

/// The same for builds whose maps mean the same.
std::uint64_t universes_digest() {
    std::uint64_t digest = 0xCBF2'9CE4'8422'2325;
    auto mix = [&](std::string_view text) {
        for (char c : text) digest = (digest ^ static_cast<std::uint8_t>(c)) * 0x100'0000'01B3;
    };
    const std::vector<std::uint8_t> nothing(coverage_map_size());
    for (const UniverseCoverage& u : read_coverage(nothing)) {
        mix(u.name);
        for (std::string_view name : u.missing) mix(name);
    }
    return digest ^ coverage_map_size();
}

Result<void*> map_file(const std::filesystem::path& file, std::size_t size, bool make) {
    const auto trouble = [&](int number) { return fail(fmt::format("{}: {}", file.string(), std::strerror(number))); };
    const int fd = open(file.c_str(), O_RDWR | O_CLOEXEC | (make ? O_CREAT | O_TRUNC : 0), 0644);
    if (fd < 0) return trouble(errno);
    // A full disk is an error now rather than a signal later.
    const int full = make ? posix_fallocate(fd, 0, static_cast<off_t>(size)) : 0;
    void* memory = full != 0 ? MAP_FAILED : mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    const int why = full != 0 ? full : errno;
    close(fd);
    if (memory == MAP_FAILED) return trouble(why);
    return memory;
}

}  // namespace

void WorkerState::begin(std::uint64_t index, std::string_view text, bool from_corpus) {
    begun_ = UINT64_MAX;
    if (text.size() > text_.size()) return;
    text_size_ = static_cast<std::uint32_t>(text.copy(text_.data(), text_.size()));
    from_corpus_ = from_corpus;
    begun_ = index;
}

std::optional<WorkerState::Begun> WorkerState::begun(std::uint64_t index) const {
    if (begun_ != index) return std::nullopt;
    return Begun{{text_.data(), text_size_}, from_corpus_};
}

Counts& Counts::operator+=(const Counts& o) {
    static_assert(std::is_trivially_copyable_v<Counts> && sizeof(Counts) % sizeof(std::uint64_t) == 0);
    constexpr std::size_t words = sizeof(Counts) / sizeof(std::uint64_t);
    std::array<std::uint64_t, words> mine, other;
    std::memcpy(mine.data(), static_cast<const void*>(this), sizeof(Counts));
    std::memcpy(other.data(), &o, sizeof(Counts));
    for (std::size_t i = 0; i < words; ++i) mine[i] += other[i];
    std::memcpy(static_cast<void*>(this), mine.data(), sizeof(Counts));
    return *this;
}

template <std::size_t rows>
bool NameTable<rows>::claim(Row& row, std::string_view name) {
    const auto self = static_cast<std::uint32_t>(getpid());
    for (std::uint32_t seen = row.state; seen != named; seen = row.state) {
        // The one who was at it may have been killed; then the row is free.
        if (seen != free && seen != self && kill(static_cast<pid_t>(seen), 0) == 0) {
            sched_yield();
            continue;
        }
        if (!row.state.compare_exchange_strong(seen, self)) continue;
        row.text.fill(0);
        name.copy(row.text.data(), width - 1);
        row.state = named;
        return true;
    }
    return name == row.text.data();
}
template class NameTable<cluster_rows>;
template class NameTable<reason_rows>;
template class NameTable<suppression_rows>;

State::State(void* memory, std::size_t size)
    : header_(static_cast<Header*>(memory)),
      workers_(reinterpret_cast<WorkerState*>(static_cast<char*>(memory) + workers_at)),
      coverage_(static_cast<std::uint8_t*>(memory) + size - coverage_map_size(), coverage_map_size()),
      size_(size) {}

State::~State() { munmap(header_, size_); }

Result<std::unique_ptr<State>> State::create(const std::filesystem::path& file, std::uint64_t campaign, std::uint64_t jobs) {
    const std::filesystem::path draft = file.string() + ".new";
    const std::size_t size = size_for(jobs);
    auto memory = map_file(draft, size, true);
    if (!memory) return fail(memory.error().message);
    std::unique_ptr<State> state(new State(*memory, size));
    auto* header = new (*memory) Header{};
    header->magic = magic;
    header->size = size, header->universes = universes_digest();
    header->campaign = campaign, header->jobs = jobs;
    for (std::uint64_t i = 0; i < jobs; ++i) new (state->workers_ + i) WorkerState{};
    if (rename(draft.c_str(), file.c_str()) != 0) return fail(fmt::format("{}: {}", file.string(), std::strerror(errno)));
    return state;
}

Result<std::unique_ptr<State>> State::open(const std::filesystem::path& file) {
    struct stat about {};
    if (stat(file.c_str(), &about) != 0) return fail(fmt::format("{}: {}", file.string(), std::strerror(errno)));
    const auto size = static_cast<std::size_t>(about.st_size);
    const auto foreign = [&] { return fail(fmt::format("{} was written by another build of sidewinder", file.string())); };
    if (size < workers_at) return foreign();
    auto memory = map_file(file, size, false);
    if (!memory) return fail(memory.error().message);
    const auto* header = static_cast<Header*>(*memory);
    if (header->magic != magic || header->size != size || size != size_for(header->jobs) || header->universes != universes_digest()) {
        munmap(*memory, size);
        return foreign();
    }
    return std::unique_ptr<State>(new State(*memory, size));
}

Counts State::totals() const {
    Counts total;
    for (const WorkerState& worker : workers()) total += worker.progress().counts;
    return total;
}

void State::sync() const { msync(header_, size_, MS_SYNC); }

}  // namespace sidewinder::fuzz
