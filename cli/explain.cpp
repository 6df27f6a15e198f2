// SPDX-License-Identifier: MIT
// `sidewinder explain PROGRAM.py [--function NAME]`: runs the program, then shows each function in
// all its stages: source, bytecode, specialized bytecode, uops as recorded and as optimized,
// machine code, exits.
#include "cli/commands.hpp"
#include "cli/listing.hpp"
#include "cli/program.hpp"

#include "vm/bytecode/disassembler.hpp"
#include "vm/bytecode/instruction.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <map>

namespace sidewinder::cli {

namespace {

/// The instructions of a code object as compiled, by offset: a run changes them in place.
struct Snapshot {
    CodeObject* code;
    std::map<std::uint32_t, std::string> compiled;
};

std::vector<Snapshot> take_snapshots(CodeObject& root) {
    std::vector<Snapshot> all;
    for (CodeObject* code : all_code(root)) {
        Snapshot shot{code, {}};
        for (std::uint32_t i = 0; i < code->units.size(); i += instruction_length(opcode_of(code->units[i])))
            shot.compiled[i] = disassemble_instruction(*code, i);
        all.push_back(std::move(shot));
    }
    return all;
}

std::vector<std::string> split_lines(const std::string& text) {
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < text.size();) {
        std::size_t end = std::min(text.find('\n', at), text.size());
        lines.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return lines;
}

std::string trim_right(std::string text) {
    text.erase(text.find_last_not_of(' ') + 1);
    return text;
}

std::string show_bytecode(const Snapshot& shot, const std::vector<std::string>& source) {
    std::string out = fmt::format("    {:<54} {}\n", "bytecode as compiled", "specialized, where the run changed it");
    std::int32_t line = -1;
    for (const auto& [offset, compiled] : shot.compiled) {
        std::int32_t here = shot.code->lines[offset];
        if (here != line && here > 0 && static_cast<std::size_t>(here) <= source.size())
            out += fmt::format("\n  line {}: {}\n", here, source[static_cast<std::size_t>(here) - 1]);
        line = here;
        std::string now = list_instruction(*shot.code, offset);
        now = now == compiled ? "" : now.substr(5);
        out += trim_right(fmt::format("    {:<54} {}", compiled, now)) + "\n";
    }
    return out;
}

bool is_named(const CodeObject& code, const std::string& function) {
    return function.empty() || to_utf8(code.name) == function || to_utf8(code.qualname) == function;
}

std::string show_function(const Snapshot& shot, const jit::Jit& jit, const std::vector<std::string>& source) {
    std::string name = to_utf8(shot.code->qualname);
    std::string out = fmt::format("==== {} ====\n\n{}", name, show_bytecode(shot, source));
    bool traced = false;
    for (const jit::Executor* e : jit.executors()) {
        if (e->trace.code != shot.code) continue;
        traced = true;
        out += "\n---- " + list_executor(*e, {.recorded = true, .optimized = true, .code = true, .exits = true});
    }
    if (!traced) out += fmt::format("\n  no trace begins in {} (calls are followed: see the traces of its callers)\n", name);
    return out + "\n";
}

int explain(const Program& program, const Settings& settings, const std::string& function) {
    Session session(settings);
    if (!session.compile(program)) return usage_error;
    std::vector<Snapshot> snapshots = take_snapshots(*session.code());
    std::erase_if(snapshots, [&](const Snapshot& s) { return !is_named(*s.code, function); });
    if (snapshots.empty()) return complain(fmt::format("no function is called '{}'", function));
    int status = session.run(program);
    std::vector<std::string> source = split_lines(program.source);
    fmt::print("\n");
    for (const Snapshot& shot : snapshots) fmt::print("{}", show_function(shot, *session.jit(), source));
    return status;
}

}  // namespace

int explain_command(const Arguments& arguments) {
    CLI::App app("Runs a program and shows what became of each of its functions, stage by stage.", "sidewinder explain");
    app.footer("Thresholds are low, so that a loop of a hundred iterations is compiled. What a trace does when it is\n"
               "left is told by its exits: where the interpreter goes on, and where each stack word is.");
    std::string path, function;
    std::vector<std::string> rest;
    Settings settings;
    settings.jit.backward_threshold = 20;
    settings.jit.entry_threshold = 40;
    settings.jit.side_exit_threshold = 5;
    settings.jit.keep_recorded = true;
    app.add_option("program", path, "a Python file, or - for standard input")->required();
    app.add_option("args", rest, "the program's arguments");
    app.add_option("--function", function, "only this function (its name or qualified name; <module> for the module)");
    settings.add_engine_options(app);
    settings.add_limit_options(app);
    if (auto status = parse(app, arguments)) return *status;
    if (auto resolved = settings.resolve(); !resolved) return complain(resolved.error().message);
    if (settings.cpython) return complain("explain shows what an engine of ours makes of a program, not a CPython");
    if (!settings.has_jit) return complain("explain needs an engine with traces: not " + settings.engine);
    auto program = read_program(path);
    if (!program) return complain(program.error().message);
    program->arguments.insert(program->arguments.end(), rest.begin(), rest.end());
    return on_big_stack([&] { return explain(*program, settings, function); });
}

}  // namespace sidewinder::cli
