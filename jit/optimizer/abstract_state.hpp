// SPDX-License-Identifier: MIT
// AbstractState: the abstract interpreter. It steps over a trace and knows, of every local and
// stack slot of every frame, which symbol it holds and what is known of that symbol. A guard
// teaches about the symbol, so that all places that hold it learn.
//
// At _START_LOOP only what holds on every way there may be believed: the greatest set of facts
// that the part before the loop establishes and the loop preserves, found by going round until
// nothing more has to be given up.
#pragma once

#include "jit/optimizer/abstract_value.hpp"
#include "jit/trace/trace.hpp"

#include <vector>

namespace sidewinder::jit {

using Symbol = std::uint32_t;

class AbstractState {
public:
    explicit AbstractState(const Trace& trace);

    /// Applies a uop. What it may not know, it forgets.
    void step(const TraceUop& u);

    std::size_t depth() const { return frames_.back().stack.size(); }
    Symbol peek(std::size_t i) const { return frames_.back().stack[depth() - 1 - i]; }
    Symbol local(std::size_t i) const { return frames_.back().locals[i]; }
    const Fact& fact(Symbol s) const { return symbols_[s].fact; }
    const Fact& top(std::size_t i = 0) const { return fact(peek(i)); }
    /// Facts that hold until other code may have run; 0 is not known.
    std::uint32_t type_version(Symbol s) const { return current(s).type_version; }
    std::uint32_t shape(Symbol s) const { return current(s).shape; }
    std::uint32_t function_version(Symbol s) const { return current(s).function_version; }
    /// The keys version proven for the frame's globals, or builtins; 0 is not known.
    std::uint32_t globals_version() const { return versions_valid() ? frames_.back().globals_version : 0; }
    std::uint32_t builtins_version() const { return versions_valid() ? frames_.back().builtins_version : 0; }
    /// Two facts disagreed: a guard ahead of here always misses, and nothing more is known.
    bool contradiction() const { return contradiction_; }

private:
    explicit AbstractState(FrameShape entry);
    /// What is known of the frame's locals, then of its stack.
    std::vector<Fact> frame_facts() const;
    void find_loop_facts(const Trace& trace);
    void restart(const std::vector<Fact>& facts);

    struct Known {
        Fact fact;
        std::uint32_t type_version = 0, shape = 0, function_version = 0;
        std::uint32_t epoch = 0;  ///< when the three above were learnt
    };
    struct AbstractFrame {
        std::vector<Symbol> locals, stack;
        std::uint32_t globals_version = 0, builtins_version = 0;
        std::uint32_t epoch = 0;
    };

    Symbol fresh(Fact fact = {});
    Known current(Symbol s) const;
    Known& learn(Symbol s);
    bool versions_valid() const { return frames_.back().epoch == epoch_; }
    AbstractFrame& frame() { return frames_.back(); }
    void push(Symbol s) { frame().stack.push_back(s); }
    void push(Fact fact) { push(fresh(fact)); }
    void drop(std::size_t n) { frame().stack.resize(frame().stack.size() - n); }
    void refine(Symbol s, const Fact& fact);
    bool step_stack(const TraceUop& u);
    bool step_guard(const TraceUop& u);
    bool step_result(const TraceUop& u);
    bool step_frame(const TraceUop& u);
    void enter(std::uint32_t locals, const std::vector<Symbol>& args);

    std::vector<Known> symbols_;
    std::vector<AbstractFrame> frames_;
    std::vector<Fact> loop_facts_;  ///< what holds each time at _START_LOOP
    std::uint32_t epoch_ = 1;
    bool contradiction_ = false;
};

}  // namespace sidewinder::jit
