// SPDX-License-Identifier: MIT
// Program: the text to run and the arguments it sees; and Session, which runs it as python would:
// a Vm, perhaps a Jit, the traceback of what is not caught, the exit status.
#pragma once

#include "cli/settings.hpp"
#include "jit/tiering/jit.hpp"
#include "vm/base/result.hpp"
#include "vm/interpreter/vm.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace sidewinder::cli {

struct Program {
    std::string source;
    std::string filename;                ///< as tracebacks name it
    std::vector<std::string> arguments;  ///< sys.argv
};

/// Reads a file, or standard input for "-". The error is ready to be printed.
Result<Program> read_program(const std::string& path);
/// The whole of a file; the error names it.
Result<std::string> read_text_file(const std::string& path);

/// The traceback as format_traceback gives it, with the line of source under each line that names
/// a place in `program`.
std::string add_source_lines(const std::string& traceback, const Program& program);

/// Runs `work` on a thread with a stack that native recursion does not exhaust; gives its result.
int on_big_stack(const std::function<int()>& work);
/// Prints "sidewinder: message" and gives usage_error.
int complain(const std::string& message);

/// One run of a program. Guest objects live until the session ends.
class Session {
public:
    explicit Session(const Settings& settings);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    /// Compiles; prints the SyntaxError and gives false when the text is refused.
    bool compile(const Program& program);
    /// Runs what compile() made; gives the exit status of the guest.
    int run(const Program& program);

    Vm& vm() { return *vm_; }
    jit::Jit* jit() { return jit_.get(); }
    CodeObject* code() { return code_.as<CodeObject>(); }

private:
    bool set_arguments(const Program& program);
    int settle_exception(const Program& program);
    int exit_status(Value code);

    std::unique_ptr<Vm> vm_;
    std::unique_ptr<jit::Jit> jit_;
    Ref code_;
    Ref globals_;
};

}  // namespace sidewinder::cli
