// SPDX-License-Identifier: MIT
#include "vm/bytecode/disassembler.hpp"

#include "vm/bytecode/instruction.hpp"
#include "vm/objects/exception.hpp"
#include "vm/objects/function.hpp"
#include "vm/objects/operations.hpp"
#include "vm/objects/type.hpp"

#include <fmt/format.h>

namespace sidewinder {

namespace {

constexpr const char* compare_symbols[] = {"<", "<=", "==", "!=", ">", ">="};

std::string local_name(const CodeObject& code, unsigned i) {
    return i < code.local_names.size() ? to_utf8(code.local_names[i]) : "?";
}
std::string name(const CodeObject& code, unsigned i) {
    return i < code.names.size() ? to_utf8(code.names[i]) : "?";
}

/// What oparg means, for the first uop of the generic instruction.
std::string meaning(const CodeObject& code, std::uint32_t offset) {
    CodeUnit unit = code.units[offset];
    unsigned oparg = oparg_of(unit);
    Opcode family = traits(opcode_of(unit)).family;
    auto next = static_cast<unsigned>(offset + instruction_length(family));
    switch (family) {
        case Opcode::LOAD_CONST: return describe_value(code.constants[oparg]);
        case Opcode::LOAD_GLOBAL:
        case Opcode::LOAD_ATTR:
            return name(code, oparg >> 1) + ((oparg & 1) == 0 ? ""
                                             : family == Opcode::LOAD_GLOBAL ? " + NULL"
                                                                             : " + NULL|self");
        case Opcode::STORE_GLOBAL:
        case Opcode::DELETE_GLOBAL:
        case Opcode::LOAD_NAME:
        case Opcode::STORE_NAME:
        case Opcode::DELETE_NAME:
        case Opcode::STORE_ATTR:
        case Opcode::DELETE_ATTR:
        case Opcode::IMPORT_NAME:
        case Opcode::IMPORT_FROM: return name(code, oparg);
        case Opcode::LOAD_FAST_LOAD_FAST:
        case Opcode::STORE_FAST_LOAD_FAST:
        case Opcode::STORE_FAST_STORE_FAST:
            return local_name(code, oparg >> 8) + ", " + local_name(code, oparg & 255);
        case Opcode::BINARY_OP: return operator_symbol(static_cast<BinaryOperator>(oparg));
        case Opcode::COMPARE_OP:
            return std::string((oparg & 16) != 0 ? "bool(" : "") + compare_symbols[oparg & 7] + ((oparg & 16) != 0 ? ")" : "");
        case Opcode::JUMP_FORWARD:
        case Opcode::FOR_ITER:
        case Opcode::POP_JUMP_IF_TRUE:
        case Opcode::POP_JUMP_IF_FALSE:
        case Opcode::POP_JUMP_IF_NONE:
        case Opcode::POP_JUMP_IF_NOT_NONE: return fmt::format("to {}", next + oparg);
        case Opcode::JUMP_BACKWARD: return fmt::format("to {}", next - oparg);
        default: break;
    }
    const InstructionTraits& row = traits(family);
    bool local = row.uop_count == 1 && traits(row.uops[0].uop).has(uop_flags::local);
    return local ? local_name(code, oparg) : "";
}

bool has_oparg(Opcode family) {
    for (const UopUse& use : traits(family).sequence())
        if (use.uop == Uop::_POP_TOP || use.uop == Uop::_RETURN_VALUE || use.uop == Uop::_PUSH_NULL ||
            use.uop == Uop::_TO_BOOL || use.uop == Uop::_GET_ITER)
            return false;
    return family != Opcode::NOP;
}

}  // namespace

std::string describe_value(Value v) {
    if (v.is_null()) return "NULL";
    if (v.is_small_int()) return std::to_string(v.as_small_int());
    if (v.is_float()) return float_repr(v.as_float());
    if (v.is_none()) return "None";
    if (v.is_bool()) return v.is_true() ? "True" : "False";
    if (v.is_not_implemented()) return "NotImplemented";
    switch (v.as_object()->kind) {
        case Kind::integer: return int_to_text(v);
        case Kind::string: return string_repr(v.as<StringObject>());
        case Kind::code: return fmt::format("<code object {}>", to_utf8(v.as<CodeObject>()->qualname));
        case Kind::function:
            return fmt::format("<function {}>", to_utf8(v.as<FunctionObject>()->qualname));
        case Kind::native_function: return fmt::format("<built-in {}>", v.as<NativeFunction>()->name);
        case Kind::type: return fmt::format("<class {}>", to_utf8(v.as<TypeObject>()->name));
        case Kind::tuple: {
            auto* tuple = v.as<TupleObject>();
            std::string text = "(";
            for (std::uint32_t i = 0; i < tuple->size(); ++i)
                text += (i > 0 ? ", " : "") + describe_value(tuple->items[i]);
            return text + (tuple->size() == 1 ? ",)" : ")");
        }
        default: return fmt::format("<{} object>", to_utf8(v.as_object()->type->name));
    }
}

std::string disassemble_instruction(const CodeObject& code, std::uint32_t offset) {
    CodeUnit unit = code.units[offset];
    Opcode opcode = opcode_of(unit);
    std::string text = fmt::format("{:4} {:<24}", offset, opcode_name(opcode));
    if (has_oparg(traits(opcode).family)) text += fmt::format(" {}", oparg_of(unit));
    if (std::string what = meaning(code, offset); !what.empty()) text += fmt::format(" ({})", what);
    while (text.back() == ' ') text.pop_back();
    return text;
}

std::string disassemble(const CodeObject& code) {
    std::string text;
    std::int32_t line = -1;
    for (std::uint32_t i = 0; i < code.units.size(); i += instruction_length(opcode_of(code.units[i]))) {
        bool fresh = code.lines[i] != line;
        line = code.lines[i];
        text += fmt::format("{:>5} {}\n", fresh ? std::to_string(line) : "", disassemble_instruction(code, i));
    }
    for (const ExceptionTableEntry& e : code.exception_table)
        text += fmt::format("      {} to {} -> {} [{}]{}\n", e.start, e.end, e.target, e.depth, e.push_offset ? " lasti" : "");
    return text;
}

}  // namespace sidewinder
