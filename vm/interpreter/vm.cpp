// SPDX-License-Identifier: MIT
#include "vm/interpreter/vm.hpp"

#include "vm/base/check.hpp"
#include "vm/bytecode/compiler.hpp"
#include "vm/bytecode/verifier.hpp"
#include "vm/interpreter/interpreter.hpp"
#include "vm/modules/builtins.hpp"
#include "vm/syntax/parser.hpp"

#include <sys/mman.h>

#include <algorithm>

namespace sidewinder {

namespace {

/// Events between two looks at fuel and the collector; the same in every engine.
constexpr std::int64_t slice = 1000;
constexpr std::uint16_t never = 0xFFFF;

}  // namespace

Vm::Vm(const VmOptions& options) : fuel_limit_(options.fuel), stack_words_(options.stack_words) {
    // Reserved, not touched: pages come as frames reach them.
    void* memory = mmap(nullptr, stack_words_ * sizeof(Value), PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    SW_CHECK(memory != MAP_FAILED, "no address space for a value stack of {} words", stack_words_);
    stack_ = static_cast<Value*>(memory);
    thread.vm = this;
    thread.stack_base = stack_;
    thread.stack_limit = stack_ + stack_words_;
    thread.recursion_limit = options.recursion_limit;
    thread.deterministic = options.deterministic;
    thread.heap.limit = options.memory_limit;
    thread.warmup = options.warmup;
    if (!options.specialize) thread.warmup.adaptive = never;
    thread.call = call_value;
    thread.resume = resume_generator;
    thread.super_arguments = find_super_arguments;
    thread.running_names = running_names;
    thread.countdown = 0;
    initialize_objects(thread);
    install_builtins(thread);
    make_init_shim(thread);
    thread.countdown = 0;  // setting up costs nothing
}

Vm::~Vm() {
    decref(Value::object(thread.init_shim));
    finalize_objects(thread);
    munmap(stack_, stack_words_ * sizeof(Value));
}

std::int64_t Vm::fuel_used() const {
    return fuel_taken_ - thread.countdown - reserve_;
}

bool Vm::periodic() {
    if (!on_event) return next_slice();
    thread.countdown += std::exchange(reserve_, 0);
    if (thread.countdown < 0 && !next_slice()) return false;
    reserve_ = std::exchange(thread.countdown, 0);
    on_event();
    return true;
}

bool Vm::next_slice() {
    // What natives charged beyond the last slice.
    fuel_taken_ -= thread.countdown + 1;
    // The event under way is the first of the new slice.
    std::int64_t amount = std::min(slice, fuel_limit_ - fuel_taken_);
    if (amount <= 0) {
        thread.countdown = 0;
        thread.terminated = true;
        if (!thread.has_exception())
            raise_error(thread, ExceptionKind::RuntimeError, std::string_view("out of fuel"));
        return false;
    }
    fuel_taken_ += amount;
    thread.countdown = amount - 1;
    if (thread.heap.collection_due()) thread.heap.collect();
    return true;
}

void Vm::begin_program(std::int64_t fuel) {
    SW_CHECK(thread.frame == nullptr && !thread.has_exception(), "another program is to begin while one runs");
    while (thread.heap.collect() > 0) continue;
    fuel_limit_ = fuel;
    fuel_taken_ = reserve_ = 0;
    thread.countdown = 0;
    thread.work = 0;
    thread.clock_ticks = 0;
    thread.limited = thread.terminated = false;
}

Ref Vm::make_globals() {
    Ref globals = make_dict(thread);
    Ref name = make_string(thread, "__main__");
    if (!globals || !name) return {};
    Value key = Value::object(intern(thread, "__name__"));
    return dict_set(thread, globals.as<DictObject>(), key, name.get()) ? std::move(globals) : Ref{};
}

Result<Ref> Vm::compile(std::string_view source, std::string_view filename) {
    auto text = syntax::make_source(source, std::string(filename));
    if (!text) return fail(text.error().message);
    auto tree = syntax::parse(*text);
    if (!tree) return fail(syntax::format(tree.error(), filename));
    auto code = sidewinder::compile(thread, *tree, filename);
    if (!code) {
        syntax::attach_source(code.error(), *text);
        return fail(syntax::format(code.error(), filename));
    }
    if (!*code) {
        decref(std::exchange(thread.exception, Value::null()));
        return fail("the program does not fit the memory limit");
    }
    finish_code(thread, *code->as<CodeObject>());
    return std::move(*code);
}

Ref Vm::run_module(Value code, Value globals) {
    return run_code(thread, code.as_object(), globals.as<DictObject>(), Value::null());
}

extern "C" bool sw_periodic(Thread* thread) { return vm_of(*thread).periodic(); }

}  // namespace sidewinder
