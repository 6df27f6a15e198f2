// SPDX-License-Identifier: MIT
// Starts the driver and speaks to it: a decimal length and a line end, then that many bytes of
// JSON, both ways.
#include "oracle/cpython.hpp"

#include "oracle/cpython_driver_text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <memory>
#include <sstream>
#include <vector>

namespace sidewinder::oracle {

namespace {

std::string configured;

class Driver {
public:
    explicit Driver(const std::vector<std::string>& command) : owner_(getpid()) {
        int in[2], out[2];
        if (pipe2(in, O_CLOEXEC) != 0) return;
        if (pipe2(out, O_CLOEXEC) != 0) return;
        pid_ = fork();
        if (pid_ == 0) become(command, in[0], out[1]);
        close(in[0]);
        close(out[1]);
        to_ = in[1];
        from_ = out[0];
        auto hello = read_message(20.0);
        if (hello) version_ = hello->value("version", 0);
        else stop();
    }
    ~Driver() { stop(); }
    Driver(const Driver&) = delete;
    Driver& operator=(const Driver&) = delete;

    bool alive() const { return to_ >= 0; }
    /// A forked copy must not speak on its parent's pipes.
    bool mine() const { return owner_ == getpid(); }
    int version() const { return version_; }

    Outcome run(std::string_view source, double seconds) {
        Outcome outcome;
        nlohmann::json request = {{"source", source}, {"seconds", seconds}};
        std::string text = request.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
        std::optional<nlohmann::json> answer;
        if (send(fmt::format("{}\n{}", text.size(), text))) answer = read_message(seconds + 3);
        if (answer)
            if (auto read = Outcome::from_json(*answer)) return *read;
        stop();
        outcome.status = Status::timeout;
        outcome.note = "cpython gave no answer";
        return outcome;
    }

private:
    [[noreturn]] static void become(const std::vector<std::string>& command, int in, int out) {
        dup2(in, STDIN_FILENO);
        dup2(out, STDOUT_FILENO);
        int quiet = open("/dev/null", O_WRONLY);
        if (quiet >= 0) dup2(quiet, STDERR_FILENO);
        setenv("PYTHONHASHSEED", "0", 1);
        std::vector<char*> arguments;
        for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
        for (const char* word : {"-I", "-S", "-W", "ignore", "-c", cpython_driver_text}) arguments.push_back(const_cast<char*>(word));
        arguments.push_back(nullptr);
        execv(arguments[0], arguments.data());
        _exit(127);
    }
    bool send(std::string_view text) {
        while (!text.empty()) {
            ssize_t n = write(to_, text.data(), text.size());
            if (n <= 0) return false;
            text.remove_prefix(static_cast<std::size_t>(n));
        }
        return true;
    }
    bool fill(double seconds) {
        pollfd fd{from_, POLLIN, 0};
        if (poll(&fd, 1, static_cast<int>(seconds * 1000)) <= 0) return false;
        char buffer[65536];
        ssize_t n = read(from_, buffer, sizeof buffer);
        if (n <= 0) return false;
        pending_.append(buffer, static_cast<std::size_t>(n));
        return true;
    }
    std::optional<nlohmann::json> read_message(double seconds) {
        pending_.clear();
        std::size_t line;
        while ((line = pending_.find('\n')) == std::string::npos)
            if (!fill(seconds)) return std::nullopt;
        std::size_t bytes = std::strtoul(pending_.c_str(), nullptr, 10);
        while (pending_.size() < line + 1 + bytes)
            if (!fill(seconds)) return std::nullopt;
        auto json = nlohmann::json::parse(pending_.substr(line + 1, bytes), nullptr, false);
        if (json.is_discarded()) return std::nullopt;
        return json;
    }
    void stop() {
        if (to_ >= 0) close(to_);
        if (from_ >= 0) close(from_);
        if (pid_ > 0 && mine()) {
            kill(pid_, SIGKILL);
            waitpid(pid_, nullptr, 0);
        }
        to_ = from_ = -1;
        pid_ = -1;
    }

    pid_t owner_, pid_ = -1;
    int to_ = -1, from_ = -1;
    int version_ = 0;
    std::string pending_;
};

/// Version managers put scripts in front of python; these are where systems keep the real one.
std::vector<std::vector<std::string>> candidates() {
    if (!configured.empty()) {
        std::istringstream words(configured);
        std::vector<std::string> command;
        for (std::string word; words >> word;) command.push_back(word);
        return {command};
    }
    std::vector<std::vector<std::string>> list;
    for (const char* path : {"/usr/bin/python3.14", "/usr/local/bin/python3.14", "/usr/bin/python3.13",
                             "/usr/bin/python3.12", "/usr/bin/python3.11", "/usr/bin/python3"})
        if (access(path, X_OK) == 0) list.push_back({path});
    return list;
}

Driver* driver() {
    static std::unique_ptr<Driver> current;
    static bool hopeless = false;
    if (current && current->alive() && current->mine()) return current.get();
    if (hopeless) return nullptr;
    signal(SIGPIPE, SIG_IGN);
    for (const auto& command : candidates()) {
        current = std::make_unique<Driver>(command);
        if (current->alive()) return current.get();
    }
    hopeless = true;
    return nullptr;
}

}  // namespace

void set_cpython_command(std::string command) { configured = std::move(command); }

int cpython_version() {
    Driver* d = driver();
    return d ? d->version() : 0;
}

Outcome run_in_cpython(std::string_view source, double seconds) {
    Driver* d = driver();
    if (d) return d->run(source, seconds);
    Outcome outcome;
    outcome.status = Status::skipped;
    outcome.note = "no CPython found";
    return outcome;
}

}  // namespace sidewinder::oracle
