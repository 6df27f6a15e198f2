#include "jit/tiering/jit.hpp"
#include "vm/interpreter/vm.hpp"
#include "vm/bytecode/disassembler.hpp"
#include <fstream>
#include <sstream>
#include <cstdio>
#include <fmt/format.h>
#include <cstdlib>
using namespace sidewinder;
int main(int argc, char** argv) {
    std::ifstream in(argv[1]); std::ostringstream s; s << in.rdbuf();
    VmOptions vo; Vm vm(vo);
    vm.thread.write = [](void*, std::string_view t) { std::fwrite(t.data(), 1, t.size(), stdout); };
    std::string engine = argc > 2 ? argv[2] : "tier1";
    std::unique_ptr<jit::Jit> j;
    if (engine != "tier1") { jit::JitOptions o; o.machine_code = engine.starts_with("jit"); o.optimize = engine.find("un") == std::string::npos; if (getenv("T")) { o.backward_threshold = 10; o.entry_threshold = 10; o.side_exit_threshold=4; } j = std::make_unique<jit::Jit>(vm, o); }
    int rc = 0;
    { auto code = vm.compile(s.str(), argv[1]);
    if (!code) { fmt::print(stderr, "{}\n", code.error().message); return 2; }
    if (getenv("DIS")) fmt::print("{}", disassemble(*code->as<CodeObject>()));
    Ref g = vm.make_globals();
    Ref r = vm.run_module(code->get(), g.get());
    if (!r) { Ref e = Ref::steal(std::exchange(vm.thread.exception, Value::null())); fmt::print(stderr, "{}", format_traceback(vm.thread, e.get())); rc = 1; } }
    if (j && getenv("STATS")) { auto& st = j->statistics(); fmt::print(stderr, "traces {} side {} abandoned {} inval {} entries {} exits {} code {} compile ns {} opt ns {} uops {} fail {}\n", st.traces, st.side_traces, st.abandoned, st.invalidations, st.entries, st.exits, st.code_bytes, st.compile_nanoseconds, st.optimize_nanoseconds, st.uops_compiled, st.compile_failures); }
    j.reset();
    return rc;
}
