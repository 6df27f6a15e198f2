// SPDX-License-Identifier: MIT
// Bytecode, traces and exits as text.
#include "cli/listing.hpp"

#include "jit/optimizer/pass.hpp"
#include "jit/trace/heights.hpp"
#include "jit/trace/trace_text.hpp"
#include "vm/bytecode/disassembler.hpp"
#include "vm/bytecode/instruction.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace sidewinder::cli {

namespace {

using jit::Executor;
using jit::Trace;
using jit::TraceUop;

void collect_code(CodeObject& code, std::vector<CodeObject*>& out) {
    out.push_back(&code);
    for (Value v : code.constants)
        if (is_kind(v, Kind::code)) collect_code(*v.as<CodeObject>(), out);
}

const Executor* executor_at(const CodeObject& code, std::uint32_t offset) {
    std::size_t index = oparg_of(code.units[offset]);
    bool here = opcode_of(code.units[offset]) == Opcode::ENTER_EXECUTOR && index < code.executors.size();
    return here ? static_cast<const Executor*>(code.executors[index]) : nullptr;
}

/// What the optimizer made of each recorded uop; nullopt where it is gone.
struct Fate {
    std::optional<TraceUop> after;
    std::string passes;
};

std::vector<Fate> fates(const Executor& executor) {
    std::vector<Fate> all;
    for (const TraceUop& u : executor.recorded->uops) all.push_back({u, {}});
    for (const jit::Rewrite& r : executor.rewrites) {
        Fate& fate = all[r.index];
        fate.after = r.after;
        if (!fate.passes.ends_with(r.pass)) fate.passes += (fate.passes.empty() ? "" : ", ") + std::string(r.pass);
    }
    for (Fate& fate : all)
        if (fate.after->op == Uop::_NOP) fate.after.reset();
    return all;
}

std::string list_side_by_side(const Executor& executor) {
    std::string out = fmt::format("      {:<50} {:<54} {}\n", "as recorded", "as optimized", "by");
    std::vector<Fate> all = fates(executor);
    for (std::size_t i = 0; i < all.size(); ++i) {
        const TraceUop& before = executor.recorded->uops[i];
        std::string after = "(removed)";
        if (all[i].after) after = *all[i].after == before ? "=" : jit::print_uop(*all[i].after);
        std::string row = fmt::format("  {:>3} {:<50} {:<54} {}", i, jit::print_uop(before), after, all[i].passes);
        row.erase(row.find_last_not_of(' ') + 1);
        out += row + "\n";
    }
    return out;
}

std::string list_uops(const Trace& trace) {
    std::string out;
    for (std::size_t i = 0; i < trace.uops.size(); ++i) out += fmt::format("  {:>3} {}\n", i, jit::print_uop(trace.uops[i]));
    return out;
}

std::string list_assumptions(const Trace& trace) {
    std::string out;
    for (const jit::Assumption& a : trace.assumptions) {
        std::string what = describe_value(Value::object(a.object));
        if (a.object->kind == Kind::dict)
            what = fmt::format("entry {} of a namespace is {}", a.index, describe_value(a.value));
        else
            what += " does not change";
        std::string line = fmt::format("  assumes: {}\n", what);
        if (out.find(line) == std::string::npos) out += line;
    }
    return out;
}

std::string heading(const Executor& e) {
    std::string where = fmt::format("instruction {} of {}", e.trace.start, to_utf8(e.trace.code->qualname));
    std::string name = fmt::format("trace {}: begins at {}, entered {} time{} from the interpreter", e.id, where, e.entered,
                                   e.entered == 1 ? "" : "s");
    if (e.parent != nullptr) {
        auto* owner = static_cast<const Executor*>(e.parent->owner);
        name = fmt::format("trace {}: a side trace of trace {}, from its uop {} {}, at {}", e.id, owner->id, e.parent->uop,
                           uop_name(owner->trace.uops[e.parent->uop].op), where);
    }
    return fmt::format("{}\n", name);
}

/// Frame shapes before each uop, and how many inlined calls deep it is.
struct Place {
    jit::FrameShape frame;
    std::size_t inlined;
};
std::vector<Place> places(const Trace& trace) {
    std::vector<Place> all;
    jit::Heights heights(trace.entry);
    for (const TraceUop& u : trace.uops) {
        all.push_back({heights.frame(), heights.inlined()});
        if (!heights.too_shallow(u)) heights.step(u);
    }
    return all;
}

constexpr const char* registers[] = {"r14", "r15", "rdi"};

std::string stack_recipe(const jit::ExitPlan& plan, const jit::ExitData& exit) {
    if (exit.depth == 0) return "the stack is empty";
    std::string out = fmt::format("{} word{} on the stack:", exit.depth, exit.depth == 1 ? "" : "s");
    for (std::uint32_t i = 0; i < exit.depth; ++i) {
        std::uint32_t in_memory = plan.depth - static_cast<std::uint32_t>(plan.cached);
        bool cached = i >= in_memory && i - in_memory < std::size(registers);
        out += fmt::format("{} {} {}{}", i == 0 ? "" : ",", i, cached ? fmt::format("in {}", registers[i - in_memory]) : "in its slot",
                           (exit.borrowed >> i & 1) != 0 ? " (borrowed: gets a reference)" : "");
    }
    return out;
}

}  // namespace

std::vector<CodeObject*> all_code(CodeObject& root) {
    std::vector<CodeObject*> all;
    collect_code(root, all);
    return all;
}

std::string list_instruction(CodeObject& code, std::uint32_t offset) {
    const Executor* executor = executor_at(code, offset);
    if (executor == nullptr) return disassemble_instruction(code, offset);
    CodeUnit now = std::exchange(code.units[offset], executor->original);
    std::string replaced = disassemble_instruction(code, offset);
    code.units[offset] = now;
    std::size_t name = replaced.find_first_not_of(" 0123456789");
    std::string words = replaced.substr(name);
    auto twice = [](char a, char b) { return a == ' ' && b == ' '; };
    words.erase(std::ranges::unique(words, twice).begin(), words.end());
    return fmt::format("{:4} ENTER_EXECUTOR {} (trace {}, in place of {})", offset, oparg_of(now), executor->id, words);
}

std::string list_bytecode(CodeObject& root) {
    std::string out;
    for (CodeObject* code : all_code(root)) {
        out += fmt::format("bytecode of {}:\n", to_utf8(code->qualname));
        std::int32_t line = -1;
        for (std::uint32_t i = 0; i < code->units.size(); i += instruction_length(opcode_of(code->units[i]))) {
            bool fresh = code->lines[i] != line;
            line = code->lines[i];
            out += fmt::format("{:>5} {}\n", fresh ? std::to_string(line) : "", list_instruction(*code, i));
        }
        for (const ExceptionTableEntry& e : code->exception_table)
            out += fmt::format("      {} to {} -> {} [{}]{}\n", e.start, e.end, e.target, e.depth, e.push_offset ? " lasti" : "");
    }
    return out;
}

std::string list_exits(const Executor& executor) {
    std::string out;
    std::vector<Place> all = places(executor.trace);
    for (std::size_t i = 0; i < executor.exits.size(); ++i) {
        const jit::ExitData& exit = executor.exits[i];
        const TraceUop& u = executor.trace.uops[exit.uop];
        std::size_t inlined = exit.uop < all.size() ? all[exit.uop].inlined : 0;
        std::string frame = inlined == 0 ? "" : fmt::format(" of inlined call {}", inlined);
        std::string where = exit.raises ? fmt::format("raises at instruction {}{}", exit.target, frame)
                                        : fmt::format("goes on at instruction {}{}", exit.target, frame);
        out += fmt::format("  exit {} of uop {} {}: {}; {}", i, exit.uop, uop_name(u.op), where,
                           stack_recipe(executor.plan[i], exit));
        if (exit.linked != nullptr) out += fmt::format("; leads to trace {}", static_cast<const Executor*>(exit.linked)->id);
        out += "\n";
    }
    return out;
}

std::string list_executor(const Executor& executor, const ExecutorParts& parts) {
    if (!parts.recorded && !parts.optimized && !parts.code && !parts.exits) return {};
    std::string out = heading(executor);
    bool recorded = parts.recorded && executor.recorded.has_value();
    if (recorded && parts.optimized) {
        out += list_side_by_side(executor);
    } else if (recorded || parts.optimized) {
        out += list_uops(recorded ? *executor.recorded : executor.trace);
    }
    if (parts.optimized) out += list_assumptions(executor.trace);
    if (parts.code) out += "\n" + list_machine_code(executor);
    if (parts.exits) out += "\n" + list_exits(executor);
    return out;
}

}  // namespace sidewinder::cli
