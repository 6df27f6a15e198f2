// SPDX-License-Identifier: MIT
// The stages of a program as text: bytecode, traces before and after optimization, machine code,
// exits. What `explain` and `--dump` print.
#pragma once

#include "jit/tiering/executor.hpp"
#include "vm/bytecode/code_object.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace sidewinder::cli {

/// The code object and all code objects among its constants, outer ones first; borrowed.
std::vector<CodeObject*> all_code(CodeObject& root);
/// One instruction as dumps show it; an ENTER_EXECUTOR names its trace and what it replaced.
std::string list_instruction(CodeObject& code, std::uint32_t offset);
/// All of it, nested code too, as it is now.
std::string list_bytecode(CodeObject& root);

struct ExecutorParts {
    bool recorded = false, optimized = false, code = false, exits = false;
};
/// Chosen parts of an executor. `recorded` with `optimized` stand side by side, with the passes
/// that made the difference; `recorded` needs JitOptions::keep_recorded.
std::string list_executor(const jit::Executor& executor, const ExecutorParts& parts);

/// Machine code uop by uop: bytes and, where LLVM is there, disassembly. In machine_listing.cpp.
std::string list_machine_code(const jit::Executor& executor);
/// One line an exit: where it goes on, how high the stack is, where each word is.
std::string list_exits(const jit::Executor& executor);

}  // namespace sidewinder::cli
