// SPDX-License-Identifier: MIT
// Bytecode as text, in the manner of CPython's dis: line, offset, instruction, oparg, meaning.
#pragma once

#include "vm/bytecode/code_object.hpp"

#include <string>

namespace sidewinder {

/// One instruction without its line: "12 BINARY_OP 0 (+)".
std::string disassemble_instruction(const CodeObject& code, std::uint32_t offset);
/// All instructions, a line each, with source lines in the margin.
std::string disassemble(const CodeObject& code);
/// A constant or other value as dumps print it: its repr for plain data, else its kind and name.
std::string describe_value(Value v);

}  // namespace sidewinder
