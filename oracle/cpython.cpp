// SPDX-License-Identifier: MIT
// Starts drivers and speaks to them: a decimal length and a line end, then that many bytes of JSON,
// both ways. Modes are environment variables. A driver for `fresh` runs has run nothing itself: it
// forks for each program.
#include "oracle/cpython.hpp"

#include "oracle/cpython_driver_text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <sstream>
#include <vector>

namespace sidewinder::oracle {

namespace {

constexpr std::array<std::string_view, 5> names = {"plain", "generic", "nojit", "unoptimized", "jit"};
constexpr rlim_t memory_limit = rlim_t{2} << 30;

std::string configured;

using Variables = std::vector<std::pair<const char*, std::string>>;

Variables variables_of(CPythonMode mode, const CPythonLimits& limits) {
    Variables out = {{"PYTHONHASHSEED", "0"}};
    switch (mode) {
        case CPythonMode::plain: return out;
        case CPythonMode::generic: out.emplace_back("PYTHON_SPECIALIZATION_OFF", "1"); [[fallthrough]];
        case CPythonMode::nojit: out.emplace_back("PYTHON_JIT", "0"); return out;
        case CPythonMode::unoptimized: out.emplace_back("PYTHON_UOPS_OPTIMIZE", "0"); break;
        case CPythonMode::jit: break;
    }
    out.emplace_back("PYTHON_JIT", "1");
    auto threshold = [&](const char* value, const char* backoff, int n) {
        out.emplace_back(value, std::to_string(n));
        out.emplace_back(backoff, "1");
    };
    threshold("PYTHON_JIT_JUMP_BACKWARD_INITIAL_VALUE", "PYTHON_JIT_JUMP_BACKWARD_INITIAL_BACKOFF", limits.backward_threshold);
    threshold("PYTHON_JIT_RESUME_INITIAL_VALUE", "PYTHON_JIT_RESUME_INITIAL_BACKOFF", limits.entry_threshold);
    threshold("PYTHON_JIT_SIDE_EXIT_INITIAL_VALUE", "PYTHON_JIT_SIDE_EXIT_INITIAL_BACKOFF", limits.side_exit_threshold);
    return out;
}

/// What the driver found its interpreter to do.
struct Offer {
    int version = 0;
    bool specialized = false, has_jit = false, jit = false, traces = false, optimized = false;
};

/// Of a driver that was started in `mode`.
std::string why_not(const Offer& offer, CPythonMode mode) {
    if (offer.version == 0) return "it does not start";
    switch (mode) {
        case CPythonMode::plain: return {};
        case CPythonMode::generic: return offer.specialized ? "it goes on specializing" : "";
        case CPythonMode::nojit: return !offer.has_jit ? "this build has no JIT" : offer.jit ? "its JIT cannot be switched off" : "";
        case CPythonMode::unoptimized:
        case CPythonMode::jit: break;
    }
    if (!offer.has_jit) return "this build has no JIT";
    if (!offer.jit) return "its JIT cannot be switched on";
    if (!offer.traces) return "its JIT's thresholds cannot be lowered";
    if (mode == CPythonMode::unoptimized && offer.optimized) return "its optimizer cannot be switched off";
    return {};
}

/// Comes back only when that fails.
void execute(const std::vector<std::string>& command, const Variables& variables, const std::vector<std::string>& arguments) {
    std::vector<std::string> inherited;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        std::string_view text = *entry;
        if (text.starts_with("PYTHON")) inherited.emplace_back(text.substr(0, text.find('=')));
    }
    for (const std::string& name : inherited) unsetenv(name.c_str());
    for (const auto& [name, value] : variables) setenv(name, value.c_str(), 1);
    std::vector<char*> words;
    for (const auto* list : {&command, &arguments})
        for (const std::string& word : *list) words.push_back(const_cast<char*>(word.c_str()));
    words.push_back(nullptr);
    execv(words[0], words.data());
}

class Driver {
public:
    Driver(const std::vector<std::string>& command, const Variables& variables) : owner_(getpid()) {
        int in[2], out[2];
        if (pipe2(in, O_CLOEXEC) != 0) return;
        if (pipe2(out, O_CLOEXEC) != 0) return;
        errors_ = memfd_create("errors", MFD_CLOEXEC);
        pid_ = fork();
        if (pid_ == 0) become(command, variables, in[0], out[1], errors_);
        close(in[0]);
        close(out[1]);
        to_ = in[1];
        from_ = out[0];
        if (auto hello = read_message(20.0))
            offer_ = {hello->value("version", 0), hello->value("specialized", false), hello->value("has_jit", false),
                      hello->value("jit", false), hello->value("traces", false), hello->value("optimized", false)};
        else stop();
    }
    ~Driver() { stop(); }
    Driver(const Driver&) = delete;
    Driver& operator=(const Driver&) = delete;

    bool alive() const { return to_ >= 0; }
    /// A forked copy must not speak on its parent's pipes.
    bool mine() const { return owner_ == getpid(); }
    const Offer& offer() const { return offer_; }

    Outcome run(std::string_view source, const CPythonLimits& limits) {
        nlohmann::json request = {{"source", source}, {"seconds", limits.seconds}, {"fresh", limits.fresh}, {"exact", limits.exact}};
        std::string text = request.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
        std::optional<nlohmann::json> answer;
        // It ends itself well before that.
        if (send(fmt::format("{}\n{}", text.size(), text))) answer = read_message(3 * limits.seconds + 6);
        if (!answer) return settle_death();
        if (answer->contains("died")) return death(answer->value("died", 0));
        if (auto read = Outcome::from_json(*answer)) return *read;
        Outcome outcome;
        outcome.status = Status::crash;
        outcome.note = "the answer is no outcome";
        return outcome;
    }

private:
    [[noreturn]] static void become(const std::vector<std::string>& command, const Variables& variables, int in, int out, int errors) {
        setpgid(0, 0);
        dup2(in, STDIN_FILENO);
        dup2(out, STDOUT_FILENO);
        dup2(errors, STDERR_FILENO);
        rlimit memory{}, none{0, 0};
        getrlimit(RLIMIT_AS, &memory);
        memory.rlim_cur = std::min(memory.rlim_max, memory_limit);  // the command itself may ask for more
        setrlimit(RLIMIT_AS, &memory);
        setrlimit(RLIMIT_CORE, &none);
        // Not -I, which ignores the variables that make the mode.
        execute(command, variables, {"-s", "-P", "-S", "-W", "ignore", "-c", cpython_driver_text});
        _exit(127);
    }
    /// What ended with `status`, as waitpid tells it. SIGALRM is how it ends itself when it hangs; it exits
    /// when a program left it in a state that it cannot go on from.
    Outcome death(int status) const {
        Outcome outcome;
        const int signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
        outcome.status = signal == 0 || signal == SIGALRM ? Status::timeout : Status::crash;
        outcome.note = signal ? fmt::format("signal {} ({})", signal, strsignal(signal)) : fmt::format("exit code {}", WEXITSTATUS(status));
        std::array<char, 2000> text;
        off_t size = lseek(errors_, 0, SEEK_END);
        ssize_t n = pread(errors_, text.data(), text.size(), std::max<off_t>(0, size - static_cast<off_t>(text.size())));
        if (n > 0) outcome.note += ": " + std::string(text.data(), static_cast<std::size_t>(n));
        return outcome;
    }
    /// There was no answer: it died, or hangs and is ended.
    Outcome settle_death() {
        int status = 0;
        bool died = false;
        for (int wait = 0; wait < 20 && !died && !hung_; ++wait) {
            died = waitpid(pid_, &status, WNOHANG) == pid_;
            if (!died) usleep(10'000);
        }
        Outcome outcome;
        outcome.status = Status::timeout;
        outcome.note = "no answer";
        if (died) outcome = death(status), pid_ = -1;
        stop();
        return outcome;
    }
    bool send(std::string_view text) {
        while (!text.empty()) {
            ssize_t n = write(to_, text.data(), text.size());
            if (n <= 0) return false;
            text.remove_prefix(static_cast<std::size_t>(n));
        }
        return true;
    }
    /// False at the end of time or of the stream.
    bool fill(double seconds) {
        pollfd fd{from_, POLLIN, 0};
        hung_ = poll(&fd, 1, static_cast<int>(seconds * 1000)) == 0;
        if (hung_) return false;
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
        for (int* fd : {&to_, &from_, &errors_}) {
            if (*fd >= 0) close(*fd);
            *fd = -1;
        }
        if (pid_ > 0 && mine()) {
            kill(-pid_, SIGKILL);  // with what it forked
            kill(pid_, SIGKILL);
            waitpid(pid_, nullptr, 0);
        }
        pid_ = -1;
    }

    pid_t owner_, pid_ = -1;
    int to_ = -1, from_ = -1, errors_ = -1;
    bool hung_ = false;
    Offer offer_;
    std::string pending_;
};

std::vector<std::string> words_of(const std::string& command) {
    std::istringstream in(command);
    std::vector<std::string> words;
    for (std::string word; in >> word;) words.push_back(word);
    return words;
}

/// Version managers put scripts in front of python; these are where systems keep the real one.
std::vector<std::vector<std::string>> candidates(const std::string& command) {
    if (!command.empty()) return {words_of(command)};
    if (!configured.empty()) return {words_of(configured)};
    std::vector<std::vector<std::string>> list;
    for (const char* path : {"/usr/bin/python3.14", "/usr/local/bin/python3.14", "/usr/bin/python3.13",
                             "/usr/bin/python3.12", "/usr/bin/python3.11", "/usr/bin/python3"})
        if (access(path, X_OK) == 0) list.push_back({path});
    return list;
}

/// One for each command, environment and way to run; not null, but perhaps not alive.
Driver& driver(const CPython& cpython, const CPythonLimits& limits) {
    static std::map<std::string, std::unique_ptr<Driver>> drivers;
    static std::map<std::string, bool> hopeless;
    Variables variables = variables_of(cpython.mode, limits);
    std::string key = fmt::format("{} {}", cpython.command, limits.fresh);
    for (const auto& [name, value] : variables) key += fmt::format(" {}={}", name, value);
    std::unique_ptr<Driver>& current = drivers[key];
    if (current && current->mine() && (current->alive() || hopeless[key])) return *current;
    signal(SIGPIPE, SIG_IGN);
    for (const auto& command : candidates(cpython.command)) {
        current = std::make_unique<Driver>(command, variables);
        if (current->alive()) return *current;
    }
    if (!current) current = std::make_unique<Driver>(words_of("/none"), variables);
    hopeless[key] = true;
    return *current;
}

}  // namespace

std::string_view mode_name(CPythonMode mode) { return names[static_cast<std::size_t>(mode)]; }

std::optional<CPython> find_cpython(std::string_view name) {
    if (!name.starts_with("cpython")) return std::nullopt;
    name.remove_prefix(7);
    CPython out;
    if (name.starts_with("+")) {
        std::string_view mode = name.substr(1, name.find(':') - 1);
        auto found = std::ranges::find(names, mode);
        if (found == names.end()) return std::nullopt;
        out.mode = static_cast<CPythonMode>(found - names.begin());
        name.remove_prefix(1 + mode.size());
    }
    if (name.empty()) return out;
    if (name[0] != ':' || words_of(std::string(name.substr(1))).empty()) return std::nullopt;
    out.command = name.substr(1);
    return out;
}

std::string cpython_name(const CPython& cpython) {
    std::string name = "cpython";
    if (cpython.mode != CPythonMode::plain) name += fmt::format("+{}", mode_name(cpython.mode));
    if (!cpython.command.empty()) name += ":" + cpython.command;
    return name;
}

void set_cpython_command(std::string command) { configured = std::move(command); }

const std::string& cpython_command() { return configured; }

int cpython_version(const CPython& cpython) { return driver(cpython, {}).offer().version; }

std::string become_cpython(const CPython& cpython, const std::vector<std::string>& arguments, const CPythonLimits& limits) {
    std::string refusal = why_not_on_offer(cpython, limits);
    if (!refusal.empty()) return fmt::format("{} is not on offer: {}", cpython_name(cpython), refusal);
    for (const auto& command : candidates(cpython.command)) execute(command, variables_of(cpython.mode, limits), arguments);
    return fmt::format("{}: {}", cpython_name(cpython), std::strerror(errno));
}

std::string why_not_on_offer(const CPython& cpython, const CPythonLimits& limits) {
    return why_not(driver(cpython, limits).offer(), cpython.mode);
}

Outcome run_in_cpython(const CPython& cpython, std::string_view source, const CPythonLimits& limits) {
    Driver& d = driver(cpython, limits);
    std::string refusal = why_not(d.offer(), cpython.mode);
    if (refusal.empty()) return d.run(source, limits);
    Outcome outcome;
    outcome.status = Status::skipped;
    outcome.note = fmt::format("{} is not on offer: {}", cpython_name(cpython), refusal);
    return outcome;
}

}  // namespace sidewinder::oracle
