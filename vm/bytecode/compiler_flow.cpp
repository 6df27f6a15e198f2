// SPDX-License-Identifier: MIT
// From instructions with labels to code units: which locals may be unbound where (a forward data
// flow over basic blocks, exception edges included), superinstructions, offsets, the exception
// table. Nothing here changes what the code does.
#include <algorithm>

#include "vm/base/check.hpp"
#include "vm/bytecode/compiler_builder.hpp"

namespace sidewinder {
namespace {

bool is_unconditional(Opcode opcode) {
    return opcode == Opcode::RETURN_VALUE || opcode == Opcode::RETURN_FROM_GENERATOR || opcode == Opcode::RAISE_VARARGS ||
           opcode == Opcode::RERAISE || opcode == Opcode::JUMP_FORWARD ||
           opcode == Opcode::JUMP_BACKWARD;
}

/// Locals that may be unbound, one bit each.
using LocalSet = std::vector<std::uint64_t>;

void set_bit(LocalSet& set, std::uint32_t i, bool on) {
    const std::uint64_t bit = std::uint64_t{1} << (i % 64);
    if (on) {
        set[i / 64] |= bit;
    } else {
        set[i / 64] &= ~bit;
    }
}
bool has_bit(const LocalSet& set, std::uint32_t i) {
    return set[i / 64] >> (i % 64) & 1;
}

/// True when `into` grew.
bool merge(LocalSet& into, const LocalSet& from) {
    bool grew = false;
    for (std::size_t i = 0; i < into.size(); ++i) {
        const std::uint64_t merged = into[i] | from[i];
        grew |= merged != into[i];
        into[i] = merged;
    }
    return grew;
}

/// What an instruction does to locals; slots with cells are always bound.
void apply_to(const CodeBuilder::Instruction& instruction, const std::vector<bool>& is_cell,
              LocalSet& maybe_unbound) {
    if (instruction.oparg >= is_cell.size() || is_cell[instruction.oparg]) return;
    switch (instruction.opcode) {
        case Opcode::STORE_FAST:
            return set_bit(maybe_unbound, instruction.oparg, instruction.may_store_null);
        case Opcode::LOAD_FAST:  // past a load that did not raise, the local is bound
        case Opcode::LOAD_FAST_CHECK: return set_bit(maybe_unbound, instruction.oparg, false);
        case Opcode::DELETE_FAST:
        case Opcode::LOAD_FAST_AND_CLEAR: return set_bit(maybe_unbound, instruction.oparg, true);
        default: return;  // no other instruction touches a local that is not a cell
    }
}

}  // namespace

/// Before which instructions a label stands that something jumps to.
std::vector<bool> CodeBuilder::jump_targets() const {
    std::vector<bool> targets(instructions_.size() + 1);
    auto mark = [&](Label label) {
        if (label != no_label)
            targets[static_cast<std::size_t>(labels_[static_cast<std::size_t>(label)].position)] =
                true;
    };
    for (const Instruction& instruction : instructions_) mark(instruction.target);
    for (const Handler& handler : handlers_) {
        if (handler.used) mark(handler.target);
    }
    return targets;
}

void CodeBuilder::check_locals(const Header& header) {
    const std::size_t count = instructions_.size();
    const std::vector<bool> targets = jump_targets();
    std::vector<std::size_t> block_of(count + 1);
    std::vector<std::size_t> starts;
    for (std::size_t i = 0; i < count; ++i) {
        if (i == 0 || targets[i] || is_unconditional(instructions_[i - 1].opcode))
            starts.push_back(i);
        block_of[i] = starts.size() - 1;
    }
    starts.push_back(count);
    // Locals that hold cells count as bound.
    LocalSet entry(header.local_names.size() / 64 + 1);
    for (std::uint32_t i = header.bound_on_entry; i < header.local_names.size(); ++i) {
        set_bit(entry, i, !header.is_cell[i]);
    }
    std::vector<std::optional<LocalSet>> at_start(starts.size());
    std::vector<std::size_t> work;
    auto flow_to = [&](std::size_t instruction, const LocalSet& state) {
        SW_CHECK(instruction < count, "control runs off the end of the code");
        const std::size_t block = block_of[instruction];
        if (!at_start[block]) {
            at_start[block] = state;
        } else if (!merge(*at_start[block], state)) {
            return;
        }
        work.push_back(block);
    };
    auto position = [&](Label label) {
        return static_cast<std::size_t>(labels_[static_cast<std::size_t>(label)].position);
    };
    if (count > 0) flow_to(0, entry);
    while (!work.empty()) {
        const std::size_t block = work.back();
        work.pop_back();
        LocalSet state = *at_start[block];
        for (std::size_t i = starts[block]; i < starts[block + 1]; ++i) {
            const Instruction& instruction = instructions_[i];
            if (instruction.handler >= 0) {
                flow_to(position(handlers_[static_cast<std::size_t>(instruction.handler)].target),
                        state);
            }
            apply_to(instruction, header.is_cell, state);
            if (instruction.target != no_label) flow_to(position(instruction.target), state);
        }
        const std::size_t end = starts[block + 1];
        if (!is_unconditional(instructions_[end - 1].opcode)) flow_to(end, state);
    }
    for (std::size_t block = 0; block + 1 < starts.size(); ++block) {
        if (!at_start[block]) continue;
        LocalSet state = *at_start[block];
        for (std::size_t i = starts[block]; i < starts[block + 1]; ++i) {
            Instruction& instruction = instructions_[i];
            if (instruction.opcode == Opcode::LOAD_FAST && has_bit(state, instruction.oparg)) {
                instruction.opcode = Opcode::LOAD_FAST_CHECK;
            }
            apply_to(instruction, header.is_cell, state);
        }
    }
}

void CodeBuilder::combine() {
    const std::vector<bool> targets = jump_targets();
    std::vector<Instruction> out;
    std::vector<std::int32_t> moved(instructions_.size() + 1);
    auto pair_of = [](const Instruction& a, const Instruction& b) -> std::optional<Opcode> {
        if (a.oparg > 0xFF || b.oparg > 0xFF || a.may_store_null || b.may_store_null)
            return std::nullopt;
        if (a.line != b.line || a.handler != b.handler) return std::nullopt;
        if (a.opcode == Opcode::LOAD_FAST && b.opcode == Opcode::LOAD_FAST)
            return Opcode::LOAD_FAST_LOAD_FAST;
        if (a.opcode == Opcode::STORE_FAST && b.opcode == Opcode::LOAD_FAST)
            return Opcode::STORE_FAST_LOAD_FAST;
        if (a.opcode == Opcode::STORE_FAST && b.opcode == Opcode::STORE_FAST)
            return Opcode::STORE_FAST_STORE_FAST;
        return std::nullopt;
    };
    for (std::size_t i = 0; i < instructions_.size(); ++i) {
        moved[i] = static_cast<std::int32_t>(out.size());
        out.push_back(instructions_[i]);
        if (i + 1 == instructions_.size() || targets[i + 1]) continue;
        if (const auto both = pair_of(instructions_[i], instructions_[i + 1])) {
            out.back().opcode = *both;
            out.back().oparg = instructions_[i].oparg << 8 | instructions_[i + 1].oparg;
            ++i;
            moved[i] = static_cast<std::int32_t>(out.size());  // no jump goes there
        }
    }
    moved[instructions_.size()] = static_cast<std::int32_t>(out.size());
    for (LabelState& label : labels_) {
        if (label.position >= 0) label.position = moved[static_cast<std::size_t>(label.position)];
    }
    instructions_ = std::move(out);
}

/// False when a jump is too far.
bool CodeBuilder::assemble(CodeObject& code) {
    std::vector<std::uint32_t> offsets;
    std::uint32_t offset = 0;
    for (const Instruction& instruction : instructions_) {
        offsets.push_back(offset);
        offset += 1 + cache_words(instruction.opcode);
    }
    offsets.push_back(offset);
    code.units.reserve(offset);
    code.lines.reserve(offset);
    for (std::size_t i = 0; i < instructions_.size(); ++i) {
        const Instruction& instruction = instructions_[i];
        std::uint32_t oparg = instruction.oparg;
        if (instruction.target != no_label) {
            const auto target = static_cast<std::size_t>(
                labels_[static_cast<std::size_t>(instruction.target)].position);
            const bool backward = instruction.opcode == Opcode::JUMP_BACKWARD;
            const std::uint32_t end = offsets[i + 1];
            SW_CHECK(backward ? offsets[target] < end : offsets[target] >= end,
                     "{} in the wrong direction", opcode_name(instruction.opcode));
            oparg = backward ? end - offsets[target] : offsets[target] - end;
        }
        if (oparg > 0xFFFF) return false;
        code.units.push_back(encode(instruction.opcode, static_cast<std::uint16_t>(oparg)));
        code.units.resize(offsets[i + 1], 0);
        code.lines.resize(offsets[i + 1], instruction.line);
    }
    assemble_exceptions(code, offsets);
    return true;
}

/// Each instruction's innermost region covers it; the region around that one is found when the
/// handler raises, because the handler's own instructions name it. So entries never overlap.
void CodeBuilder::assemble_exceptions(CodeObject& code,
                                      const std::vector<std::uint32_t>& offsets) const {
    for (std::size_t i = 0; i < instructions_.size();) {
        const std::int32_t region = instructions_[i].handler;
        std::size_t end = i + 1;
        while (end < instructions_.size() && instructions_[end].handler == region) ++end;
        if (region >= 0) {
            const Handler& handler = handlers_[static_cast<std::size_t>(region)];
            const auto target = static_cast<std::size_t>(
                labels_[static_cast<std::size_t>(handler.target)].position);
            code.exception_table.push_back({offsets[i], offsets[end], offsets[target],
                                            static_cast<std::uint16_t>(handler.depth),
                                            handler.push_offset});
        }
        i = end;
    }
}

}  // namespace sidewinder
