// SPDX-License-Identifier: MIT
// Reading programs, running them, and saying what went wrong.
#include "cli/program.hpp"

#include "vm/bytecode/code_object.hpp"
#include "vm/library/library.hpp"
#include "vm/modules/builtins.hpp"
#include "vm/objects/exception.hpp"
#include "vm/objects/operations.hpp"
#include "vm/objects/support.hpp"

#include <fmt/format.h>
#include <pthread.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <string_view>
#include <utility>

namespace sidewinder::cli {

namespace {

constexpr std::size_t stack_bytes = std::size_t{256} << 20;

Result<std::string> read_stream(std::FILE* stream, const std::string& name) {
    std::string text;
    char buffer[1 << 16];
    for (std::size_t n; (n = std::fread(buffer, 1, sizeof buffer, stream)) > 0;) text.append(buffer, n);
    if (std::ferror(stream) != 0) return fail(fmt::format("can't read '{}': {}", name, std::strerror(errno)));
    return text;
}

void write_stdout(void*, std::string_view text) { std::fwrite(text.data(), 1, text.size(), stdout); }

void write_stderr(void*, std::string_view text) {
    std::fflush(stdout);
    std::fwrite(text.data(), 1, text.size(), stderr);
}

/// Line `number` of the text, without the white space around it.
std::string_view stripped_line(std::string_view text, int number) {
    for (; number > 1; --number) {
        std::size_t end = text.find('\n');
        if (end == std::string_view::npos) return {};
        text.remove_prefix(end + 1);
    }
    std::string_view line = text.substr(0, text.find('\n'));
    std::size_t first = line.find_first_not_of(" \t\f\r");
    if (first == std::string_view::npos) return {};
    return line.substr(first, line.find_last_not_of(" \t\f\r") - first + 1);
}

/// The line number in `  File "NAME", line N, in …`; 0 when it is not such a line.
int place_in(std::string_view line, std::string_view filename) {
    std::string prefix = fmt::format("  File \"{}\", line ", filename);
    if (!line.starts_with(prefix)) return 0;
    line.remove_prefix(prefix.size());
    int number = 0;
    std::from_chars(line.data(), line.data() + line.size(), number);
    return number;
}

}  // namespace

Result<std::string> read_text_file(const std::string& path) {
    std::error_code error;
    if (std::filesystem::is_directory(path, error)) return fail(fmt::format("'{}' is a directory", path));
    std::FILE* file = std::fopen(path.c_str(), "rb");
    if (file == nullptr) return fail(fmt::format("can't open file '{}': {}", path, std::strerror(errno)));
    auto text = read_stream(file, path);
    std::fclose(file);
    return text;
}

Result<Program> read_program(const std::string& path) {
    auto text = path == "-" ? read_stream(stdin, "<stdin>") : read_text_file(path);
    if (!text) return fail(text.error().message);
    return Program{std::move(*text), path == "-" ? "<stdin>" : path, {path}};
}

std::string add_source_lines(const std::string& traceback, const Program& program) {
    std::string out;
    bool inside = false;
    for (std::string_view rest = traceback; !rest.empty();) {
        std::size_t end = std::min(rest.find('\n'), rest.size() - 1);
        std::string_view line = rest.substr(0, end + 1);
        rest.remove_prefix(end + 1);
        out += line;
        inside = line.starts_with("Traceback (most recent") || (inside && line.starts_with("  "));
        int number = inside ? place_in(line, program.filename) : 0;
        std::string_view text = number > 0 ? stripped_line(program.source, number) : std::string_view{};
        if (!text.empty()) out += fmt::format("    {}\n", text);
    }
    return out;
}

int on_big_stack(const std::function<int()>& work) {
    struct Task {
        const std::function<int()>& work;
        int result = 0;
    } task{work};
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, stack_bytes);
    auto start = [](void* argument) -> void* {
        auto* t = static_cast<Task*>(argument);
        t->result = t->work();
        return nullptr;
    };
    pthread_t thread;
    int error = pthread_create(&thread, &attributes, start, &task);
    pthread_attr_destroy(&attributes);
    if (error != 0) return complain(fmt::format("cannot start a thread: {}", std::strerror(error)));
    pthread_join(thread, nullptr);
    return task.result;
}

int complain(const std::string& message) {
    std::fflush(stdout);
    fmt::print(stderr, "sidewinder: {}\n", message);
    return usage_error;
}

Session::Session(const Settings& settings) : vm_(std::make_unique<Vm>(settings.vm)) {
    vm_->thread.write = write_stdout;
    vm_->thread.write_error = write_stderr;
    vm_->thread.count_instructions = settings.count_instructions;
    if (!settings.has_jit) return;
    jit_ = std::make_unique<jit::Jit>(*vm_, settings.jit);
    if (!jit_->machine_code_problem().empty())
        fmt::print(stderr, "sidewinder: no machine code: {}\n", jit_->machine_code_problem());
}

/// Traces first: they own values. Then the globals, whose __del__ methods may still print.
Session::~Session() {
    jit_.reset();
    if (globals_) dict_clear(vm_->thread, globals_.as<DictObject>());
    globals_ = {};
    code_ = {};
    vm_.reset();
    std::fflush(stdout);
}

bool Session::compile(const Program& program) {
    auto code = vm_->compile(program.source, program.filename);
    if (code) {
        code_ = std::move(*code);
        return true;
    }
    std::string text = code.error().message;
    // What is not even text has no line; it is worded as python does.
    if (!text.starts_with("  File ")) text = fmt::format("  File \"{}\"\nSyntaxError: {}", program.filename, text);
    if (!text.ends_with('\n')) text += '\n';
    std::fputs(text.c_str(), stderr);
    return false;
}

int Session::run(const Program& program) {
    globals_ = vm_->make_globals();
    Ref result;
    if (globals_ && set_arguments(program)) result = vm_->run_module(code_.get(), globals_.get());
    int status = result ? 0 : settle_exception(program);
    std::fflush(stdout);
    return status;
}

/// sys.argv and sys.path: the program's folder, then those of PYTHONPATH.
bool Session::set_arguments(const Program& program) {
    Thread& thread = vm_->thread;
    Ref sys = import_module(thread, intern(thread, "sys"));
    if (!sys) return false;
    std::vector<std::string> folders{program.filename.find('/') == std::string::npos ? "" : program.filename.substr(0, program.filename.rfind('/'))};
    const char* more = std::getenv("PYTHONPATH");
    for (std::string_view rest = more != nullptr ? more : ""; !rest.empty();) {
        const std::size_t colon = std::min(rest.find(':'), rest.size());
        folders.emplace_back(rest.substr(0, colon));
        rest.remove_prefix(std::min(colon + 1, rest.size()));
    }
    folders.emplace_back(library_folder);
    auto set_list = [&](const char* name, const std::vector<std::string>& texts) {
        std::vector<Ref> owned;
        std::vector<Value> items;
        for (const std::string& text : texts) {
            owned.push_back(make_string(thread, text));
            if (!owned.back()) return false;
            items.push_back(owned.back().get());
        }
        Ref list = make_list(thread, items);
        return list && dict_set(thread, sys.as<ModuleObject>()->globals, Value::object(intern(thread, name)), list.get());
    };
    return set_list("argv", program.arguments) && set_list("path", folders);
}

/// Prints what was not caught. SystemExit says itself which status it wants.
int Session::settle_exception(const Program& program) {
    Thread& thread = vm_->thread;
    std::fflush(stdout);
    Ref exception = Ref::borrow(thread.exception);
    thread.terminated = false;
    if (catch_exception(thread, ExceptionKind::SystemExit)) {
        auto* arguments = exception.as<ExceptionObject>()->arguments;
        if (arguments->size() == 0) return 0;
        return exit_status(arguments->size() == 1 ? arguments->items[0] : Value::object(arguments));
    }
    drop(thread.exception);
    std::string text = add_source_lines(format_traceback(thread, exception.get()), program);
    std::fputs(text.c_str(), stderr);
    return 1;
}

int Session::exit_status(Value code) {
    if (code.is_none()) return 0;
    if (code.is_small_int()) return static_cast<int>(code.as_small_int() & 0xFF);
    if (code.is_bool()) return code.is_true() ? 1 : 0;
    Ref text = to_str(vm_->thread, code);
    if (text) fmt::print(stderr, "{}\n", to_utf8(text.as<StringObject>()));
    else drop(vm_->thread.exception);
    return 1;
}

}  // namespace sidewinder::cli
