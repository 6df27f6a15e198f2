// SPDX-License-Identifier: MIT
#include "oracle/process.hpp"

#include "oracle/engine.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstring>

namespace sidewinder::oracle {

namespace {

constexpr std::size_t errors_limit = 8000;
int answers = -1;  ///< in a child: where its answer goes

void write_all(int fd, std::string_view text) {
    while (!text.empty()) {
        ssize_t n = write(fd, text.data(), text.size());
        if (n <= 0) return;
        text.remove_prefix(static_cast<std::size_t>(n));
    }
}

[[noreturn]] void be_child(int answer_fd, int errors_fd, const std::function<std::string()>& work) {
    // A stack overflow or an abort is an answer here, not something to keep a dump of.
    rlimit none{0, 0};
    setrlimit(RLIMIT_CORE, &none);
    dup2(errors_fd, STDERR_FILENO);
    signal(SIGPIPE, SIG_IGN);
    answers = answer_fd;
    say_in_child(work());
    say_in_child("\x04");
    _exit(0);
}

/// False at end of file.
bool take(int fd, std::string& into, std::size_t limit) {
    std::array<char, 65536> buffer;
    ssize_t n = read(fd, buffer.data(), buffer.size());
    if (n <= 0) return false;
    if (into.size() < limit) into.append(buffer.data(), static_cast<std::size_t>(n));
    return true;
}

void collect(ChildResult& result, int answer_fd, int errors_fd, double seconds) {
    auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
    std::array<pollfd, 2> fds = {pollfd{answer_fd, POLLIN, 0}, pollfd{errors_fd, POLLIN, 0}};
    while (fds[0].fd >= 0 || fds[1].fd >= 0) {
        auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now()).count();
        if (left <= 0) {
            result.timed_out = true;
            return;
        }
        if (poll(fds.data(), fds.size(), static_cast<int>(left)) <= 0) continue;
        if (fds[0].revents && !take(answer_fd, result.answer, std::string::npos)) fds[0].fd = -1;
        if (fds[1].revents && !take(errors_fd, result.errors, errors_limit)) fds[1].fd = -1;
    }
}

std::string first_line(const std::string& text) {
    return text.substr(0, std::min(text.find('\n'), std::size_t{300}));
}

}  // namespace

void say_in_child(std::string_view text) { write_all(answers, text); }

ChildResult run_in_child(const std::function<std::string()>& work, double seconds) {
    int answer[2], errors[2];
    ChildResult result;
    if (pipe2(answer, O_CLOEXEC) != 0) return result;
    if (pipe2(errors, O_CLOEXEC) != 0) {
        close(answer[0]), close(answer[1]);
        return result;
    }
    std::fflush(nullptr);
    const pid_t parent = getpid();
    pid_t pid = fork();
    if (pid == 0) {
        // Nobody would end it, should it hang, after a parent that was killed.
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent) _exit(1);
        close(answer[0]);
        close(errors[0]);
        be_child(answer[1], errors[1], work);
    }
    close(answer[1]);
    close(errors[1]);
    if (pid > 0) {
        collect(result, answer[0], errors[0], seconds);
        if (result.timed_out) kill(pid, SIGKILL);
        int status = 0;
        waitpid(pid, &status, 0);
        if (WIFSIGNALED(status) && !result.timed_out) result.signal = WTERMSIG(status);
        if (WIFEXITED(status)) result.exit_code = WEXITSTATUS(status);
    }
    close(answer[0]);
    close(errors[0]);
    result.answered = !result.answer.empty() && result.answer.back() == '\x04';
    if (result.answered) result.answer.pop_back();
    return result;
}

Outcome run_isolated(const Engine& engine, std::string_view source, const RunOptions& options) {
    if (engine.is_cpython()) {
        CPythonLimits limits = cpython_limits(options);
        limits.fresh = true;
        return run_in_cpython(engine.cpython, source, limits);
    }
    ChildResult child = run_in_child(
        [&] {
            return run_program(engine, source, options).to_json().dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
        },
        options.isolated_seconds);
    Outcome outcome;
    if (child.answered) {
        auto json = nlohmann::json::parse(child.answer, nullptr, false);
        if (auto read = Outcome::from_json(json)) return *read;
    }
    outcome.status = child.timed_out ? Status::timeout : Status::crash;
    if (!child.timed_out)
        outcome.note = child.signal ? fmt::format("signal {} ({})", child.signal, strsignal(child.signal))
                                    : fmt::format("exit code {}", child.exit_code);
    if (!child.errors.empty()) outcome.note += ": " + first_line(child.errors);
    return outcome;
}

}  // namespace sidewinder::oracle
