// SPDX-License-Identifier: MIT
// Vm: the public door of vm/. It owns a thread, its value stack, fuel and the hook for a JIT; any
// number of them in a process are independent.
#pragma once

#include "vm/base/result.hpp"
#include "vm/interpreter/tier_hook.hpp"
#include "vm/objects/thread.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace sidewinder {

struct VmOptions {
    bool specialize = true;
    std::int64_t fuel = INT64_MAX;        ///< loop back-edges, function entries, work of natives
    std::size_t memory_limit = std::size_t{2} << 30;  ///< bytes
    std::uint32_t recursion_limit = 1000;
    std::size_t stack_words = std::size_t{1} << 20;   ///< size of the value stack
    bool deterministic = false;           ///< time and addresses do not reach output
    Thread::Warmup warmup;
};

class Vm {
public:
    explicit Vm(const VmOptions& options);
    ~Vm();
    Vm(const Vm&) = delete;
    Vm& operator=(const Vm&) = delete;

    Thread thread;
    TierHook hook;

    /// A fresh dictionary of globals with __name__ = "__main__" and __builtins__ absent.
    Ref make_globals();
    /// Parses, compiles and verifies; the error is the text of a SyntaxError as python prints it.
    Result<Ref> compile(std::string_view source, std::string_view filename);
    /// Runs compiled module code in these globals; null with an exception pending.
    Ref run_module(Value code, Value globals);

    /// Makes ready for another program, with that much fuel: whatever ran before, it meets fuel,
    /// collections and clocks as the first one does. Nothing may run, and nothing be pending.
    void begin_program(std::int64_t fuel);

    /// Events counted so far by this program.
    std::int64_t fuel_used() const;
    /// Called when thread.countdown has run out. False with the thread terminated: out of fuel.
    bool periodic();
    /// When set before the run, called at each event: a back-edge or a function entry, in
    /// interpreter and traces alike. Fuel and collections stay as they are without it.
    std::function<void()> on_event;
    /// When set, called with each instruction that the specializer has changed.
    std::function<void(CodeUnit* ip)> on_specialized;
    std::uint32_t next_code_id = 1;

private:
    /// Refills the countdown and collects when due.
    bool next_slice();

    std::int64_t fuel_limit_;
    std::int64_t fuel_taken_ = 0;  ///< handed to countdown and reserve so far
    std::int64_t reserve_ = 0;     ///< what countdown would be if events were not observed
    Value* stack_ = nullptr;
    std::size_t stack_words_;
};

inline Vm& vm_of(Thread& thread) { return *static_cast<Vm*>(thread.vm); }

}  // namespace sidewinder
