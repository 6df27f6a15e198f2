// SPDX-License-Identifier: MIT
#include "vm/bytecode/verifier.hpp"

#include "vm/base/check.hpp"
#include "vm/bytecode/instruction.hpp"
#include "vm/objects/operations.hpp"
#include "vm/objects/thread.hpp"

#include <algorithm>
#include <vector>

namespace sidewinder {

namespace {

class Verifier {
public:
    explicit Verifier(CodeObject& code) : code_(code) {}

    Result<void> run() {
        code_.stack_depth_at.assign(code_.units.size(), -1);
        if (!find_instruction_starts()) return fail(message_);
        reach(0, 0);
        while (message_.empty() && !pending_.empty()) {
            std::uint32_t offset = pending_.back();
            pending_.pop_back();
            step(offset);
        }
        if (!message_.empty()) return fail(message_);
        code_.max_stack = static_cast<std::uint16_t>(deepest_);
        return {};
    }

private:
    void complain(std::uint32_t offset, std::string text) {
        if (!message_.empty()) return;
        std::string_view name = offset < code_.units.size() ? opcode_name(opcode_of(code_.units[offset])) : "end";
        message_ = fmt::format("{}+{} {}: {}", to_utf8(code_.qualname), offset, name, text);
    }

    bool find_instruction_starts() {
        starts_.assign(code_.units.size(), false);
        std::size_t i = 0;
        while (i < code_.units.size()) {
            if ((code_.units[i] & 0xFF) >= opcode_count) {
                complain(static_cast<std::uint32_t>(i), "no such opcode");
                return false;
            }
            starts_[i] = true;
            i += instruction_length(opcode_of(code_.units[i]));
        }
        if (i == code_.units.size() && i > 0) return true;
        complain(static_cast<std::uint32_t>(i), "the last instruction's cache is cut off");
        return false;
    }

    void reach(std::int64_t target, int depth) {
        if (target < 0 || target >= static_cast<std::int64_t>(code_.units.size()) ||
            !starts_[static_cast<std::size_t>(target)])
            return complain(static_cast<std::uint32_t>(std::max<std::int64_t>(target, 0)), "jump into nowhere");
        auto& known = code_.stack_depth_at[static_cast<std::size_t>(target)];
        if (known >= 0) {
            if (known != depth)
                complain(static_cast<std::uint32_t>(target),
                         fmt::format("stack height {} on one path, {} on another", known, depth));
            return;
        }
        known = static_cast<std::int16_t>(depth);
        deepest_ = std::max(deepest_, depth);
        pending_.push_back(static_cast<std::uint32_t>(target));
    }

    void check_operand(std::uint32_t offset, Uop uop, unsigned oparg) {
        if (traits(uop).has(uop_flags::local) && oparg >= code_.local_count)
            complain(offset, fmt::format("local {} of {}", oparg, code_.local_count));
        if (uop == Uop::_LOAD_CONST && oparg >= code_.constants.size())
            complain(offset, fmt::format("constant {} of {}", oparg, code_.constants.size()));
        if (std::size_t name = name_index(uop, oparg); name != no_name && name >= code_.names.size())
            complain(offset, fmt::format("name {} of {}", name, code_.names.size()));
        if (uop == Uop::_BINARY_OP && oparg > static_cast<unsigned>(BinaryOperator::subscript))
            complain(offset, "no such operator");
    }

    static constexpr std::size_t no_name = static_cast<std::size_t>(-1);
    static std::size_t name_index(Uop uop, unsigned oparg) {
        switch (uop) {
            case Uop::_LOAD_GLOBAL:
            case Uop::_LOAD_ATTR: return oparg >> 1;
            case Uop::_STORE_GLOBAL:
            case Uop::_DELETE_GLOBAL:
            case Uop::_LOAD_NAME:
            case Uop::_STORE_NAME:
            case Uop::_DELETE_NAME:
            case Uop::_STORE_ATTR:
            case Uop::_DELETE_ATTR:
            case Uop::_IMPORT_NAME:
            case Uop::_IMPORT_FROM: return oparg;
            default: return no_name;
        }
    }

    void step(std::uint32_t offset) {
        Opcode opcode = opcode_of(code_.units[offset]);
        unsigned oparg = oparg_of(code_.units[offset]);
        int depth = code_.stack_depth_at[offset];
        reach_handlers(offset, depth);
        if ((opcode == Opcode::RETURN_VALUE || opcode == Opcode::RETURN_FROM_GENERATOR) && depth != 1)
            complain(offset, fmt::format("returns with {} words on the stack", depth));
        int height = depth;
        for (const UopUse& use : traits(opcode).sequence()) {
            unsigned part = use.part == OpargPart::high  ? oparg >> 8
                            : use.part == OpargPart::low ? oparg & 255
                                                         : oparg;
            check_operand(offset, use.uop, part);
            int pops = uop_pops(use.uop, static_cast<int>(part));
            if (pops > height) return complain(offset, fmt::format("{} pops {} of {}", uop_name(use.uop), pops, height));
            height += uop_pushes(use.uop, static_cast<int>(part)) - pops;
            deepest_ = std::max(deepest_, height);
        }
        follow(offset, opcode, oparg, depth, height);
    }

    void follow(std::uint32_t offset, Opcode opcode, unsigned oparg, int before, int after) {
        std::int64_t next = offset + instruction_length(opcode);
        switch (opcode) {
            case Opcode::JUMP_FORWARD: return reach(next + oparg, after);
            case Opcode::JUMP_BACKWARD: return reach(next - oparg, after);
            case Opcode::RETURN_VALUE:
            case Opcode::RETURN_FROM_GENERATOR:
            case Opcode::RAISE_VARARGS:
            case Opcode::RERAISE: return;
            case Opcode::FOR_ITER: reach(next + oparg, before); break;
            case Opcode::POP_JUMP_IF_TRUE:
            case Opcode::POP_JUMP_IF_FALSE:
            case Opcode::POP_JUMP_IF_NONE:
            case Opcode::POP_JUMP_IF_NOT_NONE:
            case Opcode::SEND: reach(next + oparg, after); break;
            default: break;
        }
        reach(next, after);
    }

    /// Whatever happens at `offset` may continue at its handler, with the stack cut.
    void reach_handlers(std::uint32_t offset, int depth) {
        for (const ExceptionTableEntry& entry : code_.exception_table) {
            if (offset < entry.start || offset >= entry.end) continue;
            if (entry.depth > depth)
                return complain(offset, fmt::format("handler wants {} of {} words", entry.depth, depth));
            return reach(entry.target, entry.depth + 1 + (entry.push_offset ? 1 : 0));
        }
    }

    CodeObject& code_;
    std::vector<bool> starts_;
    std::vector<std::uint32_t> pending_;
    std::string message_;
    int deepest_ = 0;
};

void set_counters(const Thread& thread, CodeObject& code) {
    for (std::size_t i = 0; i < code.units.size(); i += instruction_length(opcode_of(code.units[i]))) {
        Opcode opcode = opcode_of(code.units[i]);
        if (opcode == Opcode::RESUME)
            code.units[i + 1] = thread.warmup.entry;
        else if (opcode == Opcode::JUMP_BACKWARD)
            code.units[i + 1] = thread.warmup.backward;
        else if (is_adaptive(opcode))
            code.units[i + 1] = thread.warmup.adaptive;
    }
}

}  // namespace

Result<void> verify(CodeObject& code) { return Verifier(code).run(); }

void finish_code(Thread& thread, CodeObject& code) {
    Result<void> verdict = verify(code);
    SW_CHECK(verdict.has_value(), "bytecode does not verify: {}", verdict.error().message);
    set_counters(thread, code);
    code.constant_table = code.constants.data();
    code.name_table = code.names.data();
    code.local_name_table = code.local_names.data();
    code.first_unit = code.units.data();
    code.frame_words = std::uint32_t{code.local_count} + code.max_stack;
    code.id = thread.fresh_version();
    for (Value constant : code.constants)
        if (is_kind(constant, Kind::code)) finish_code(thread, *constant.as<CodeObject>());
}

}  // namespace sidewinder
