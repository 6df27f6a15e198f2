// SPDX-License-Identifier: MIT
#include "cli/statistics.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

namespace sidewinder::cli {

namespace {

template <class T>
std::size_t bytes_of(const std::vector<T>& v) {
    return v.capacity() * sizeof(T);
}

std::size_t bytes_of_trace(const jit::Trace& t) {
    return bytes_of(t.uops) + bytes_of(t.owned) + bytes_of(t.dictionaries) + bytes_of(t.assumptions);
}

std::size_t bytes_of_executor(const jit::Executor& e) {
    std::size_t bytes = sizeof e + bytes_of_trace(e.trace) + bytes_of(e.plan) + bytes_of(e.exits) + bytes_of(e.incoming) +
                        bytes_of(e.machine_code.spans) + bytes_of(e.rewrites);
    return bytes + (e.recorded ? bytes_of_trace(*e.recorded) : 0);
}

double ratio(double a, double b) { return b == 0 ? 0 : a / b; }

long peak_kilobytes() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

std::string line(std::string_view what, const std::string& value) { return fmt::format("{:<32}{}\n", what, value); }

/// The share of the work that traces did: of instructions where they were counted, of events else.
std::string describe_share(const Vm& vm, const jit::JitStatistics& s) {
    auto share = [](double part, double whole) { return fmt::format("{:.2f} %", 100 * ratio(part, whole)); };
    const Thread& t = vm.thread;
    if (!t.count_instructions)
        return line("share inside traces", share(static_cast<double>(s.events_in_traces), static_cast<double>(vm.fuel_used())) + " of events");
    auto inside = static_cast<double>(t.trace_instructions), all = inside + static_cast<double>(t.instructions);
    return line("share inside traces", fmt::format("{} of {} instructions", share(inside, all), t.trace_instructions + t.instructions));
}

}  // namespace

std::size_t trace_memory(const jit::Jit& jit) {
    std::size_t bytes = jit.code_in_use();
    for (const jit::Executor* e : jit.executors()) bytes += bytes_of_executor(*e);
    return bytes;
}

std::string describe_statistics(const Vm& vm, const jit::Jit* jit, const std::string& engine) {
    std::string out = line("engine", engine);
    out += line("events", fmt::format("{} loop iterations and function entries, with what natives charged", vm.fuel_used()));
    if (jit == nullptr) return out + line("peak memory of the process", fmt::format("{} kB", peak_kilobytes()));
    const jit::JitStatistics& s = jit->statistics();
    out += describe_share(vm, s);
    out += line("memory added by the JIT", fmt::format("{} bytes ({} of machine code in use)", trace_memory(*jit), jit->code_in_use()));
    out += line("peak memory of the process", fmt::format("{} kB", peak_kilobytes()));
    out += line("traces", fmt::format("{} ({} side traces; {} recordings abandoned, {} not compiled)", s.traces,
                                      s.side_traces, s.abandoned, s.compile_failures));
    out += line("entries", fmt::format("{} from the interpreter, {} links from trace to trace", s.entries, s.links));
    out += line("exits", fmt::format("{} to the interpreter, {} of them guard failures", s.exits, s.guard_failures));
    out += line("invalidations", fmt::format("{}", s.invalidations));
    out += line("uops", fmt::format("{} recorded, {} after optimization, {} compiled", s.uops_recorded, s.uops_optimized, s.uops_compiled));
    double compiled = static_cast<double>(s.uops_compiled), recorded = static_cast<double>(s.uops_recorded);
    out += line("code", fmt::format("{} bytes, {:.1f} bytes/uop", s.code_bytes, ratio(static_cast<double>(s.code_bytes), compiled)));
    out += line("time to optimize", fmt::format("{} ns, {:.1f} ns/uop recorded", s.optimize_nanoseconds,
                                                ratio(static_cast<double>(s.optimize_nanoseconds), recorded)));
    out += line("time to compile", fmt::format("{} ns, {:.1f} ns/uop compiled", s.compile_nanoseconds,
                                               ratio(static_cast<double>(s.compile_nanoseconds), compiled)));
    return out;
}

}  // namespace sidewinder::cli
