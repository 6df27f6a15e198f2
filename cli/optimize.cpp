// SPDX-License-Identifier: MIT
// `sidewinder optimize FILE.trace [--pass NAME]...`: runs optimizer passes on a trace typed by hand
// (jit/trace/trace_text.hpp) and prints what comes out, and each change on the way.
#include "cli/commands.hpp"
#include "cli/program.hpp"

#include "jit/optimizer/pipeline.hpp"
#include "jit/trace/trace_text.hpp"
#include "jit/trace/trace_verifier.hpp"

#include <fmt/format.h>

namespace sidewinder::cli {

namespace {

void print_log(const jit::Rewriter& rewriter) {
    std::size_t n = 0;
    for (const jit::Rewrite& r : rewriter.log())
        fmt::print("# rewrite {}, {}: uop {} {} -> {}\n", ++n, r.pass, r.index, jit::print_uop(r.before),
                   r.after.op == Uop::_NOP ? "nothing" : jit::print_uop(r.after));
}

Result<void> run_passes(jit::Trace& trace, jit::Rewriter& rewriter, const std::vector<std::string>& names) {
    for (const jit::PassEntry& pass : jit::passes()) {
        if (!names.empty() && std::ranges::find(names, pass.name) == names.end()) continue;
        rewriter.begin(pass.name);
        pass.run(trace, rewriter);
        if (auto verdict = jit::verify_trace(trace); !verdict)
            return fail(fmt::format("after {}: {}\n{}", pass.name, verdict.error().message, jit::print_trace(trace)));
    }
    jit::compact(trace);
    return {};
}

int optimize_text(const std::string& path, const std::string& text, const std::vector<std::string>& names, std::int64_t max_rewrites) {
    Vm vm{VmOptions{}};
    auto trace = jit::parse_trace(&vm.thread, text);
    if (!trace) return complain(fmt::format("{}: {}", path, trace.error().message));
    if (auto verdict = jit::verify_trace(*trace); !verdict) return complain(fmt::format("{}: {}", path, verdict.error().message));
    jit::Rewriter rewriter(max_rewrites);
    if (auto done = run_passes(*trace, rewriter, names); !done) return complain(done.error().message);
    print_log(rewriter);
    fmt::print("{}", jit::print_trace(*trace));
    return 0;
}

}  // namespace

int optimize_command(const Arguments& arguments) {
    CLI::App app("Runs optimizer passes on a trace typed by hand and prints the result.", "sidewinder optimize");
    std::string passes_text = "Passes, in the order in which they run:\n";
    std::vector<std::string> known;
    for (const jit::PassEntry& pass : jit::passes()) {
        known.emplace_back(pass.name);
        passes_text += fmt::format("  {}\n", pass.name);
    }
    app.footer(passes_text);
    std::string path;
    std::vector<std::string> names;
    std::int64_t max_rewrites = INT64_MAX;
    app.add_option("trace", path, "a file with a trace, or - for standard input")->required();
    app.add_option("--pass", names, "run only this pass (may be repeated)")->expected(1)->take_all()->check(CLI::IsMember(known));
    app.add_option("--max-rewrites", max_rewrites, "make only the first N changes")->check(CLI::NonNegativeNumber);
    if (auto status = parse(app, arguments)) return *status;
    auto file = read_program(path);
    if (!file) return complain(file.error().message);
    return on_big_stack([&] { return optimize_text(path, file->source, names, max_rewrites); });
}

}  // namespace sidewinder::cli
