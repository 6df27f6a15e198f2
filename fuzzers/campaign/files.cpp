// SPDX-License-Identifier: MIT
#include "fuzzers/campaign/files.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

namespace sidewinder::fuzz {

namespace {

/// False when the disk is full, say.
bool write_bytes(int fd, std::string_view text) {
    while (!text.empty()) {
        const ssize_t n = write(fd, text.data(), text.size());
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        text.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
}

}  // namespace

std::optional<std::string> read_file(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in || std::filesystem::is_directory(path)) return std::nullopt;
    return std::string{std::istreambuf_iterator<char>(in), {}};
}

Result<void> write_whole(const std::filesystem::path& path, std::string_view text, bool durable) {
    const auto trouble = [&] { return fail(fmt::format("cannot write {}: {}", path.string(), std::strerror(errno))); };
    // Hidden, and of this process alone: nobody takes it for the file.
    const std::filesystem::path draft = path.parent_path() / fmt::format(".{}.{}", path.filename().string(), getpid());
    const int fd = open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd < 0) return trouble();
    const bool written = write_bytes(fd, text) && (!durable || fsync(fd) == 0);
    if (close(fd) != 0 || !written || rename(draft.c_str(), path.c_str()) != 0) {
        const auto error = trouble();
        unlink(draft.c_str());
        return error;
    }
    if (durable) sync_folder(path.parent_path());
    return {};
}

void sync_folder(const std::filesystem::path& folder) {
    const int fd = open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return;
    fsync(fd);
    close(fd);
}

void append_line(const std::filesystem::path& path, std::string line) {
    const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (fd < 0) return;
    // With the line's end first, what an earlier process left unfinished does not spoil this one.
    write_bytes(fd, "\n" + line + "\n");
    close(fd);
}

}  // namespace sidewinder::fuzz
