// SPDX-License-Identifier: MIT
#include "jit/coverage/collector.hpp"

#include "jit/coverage/universe.hpp"
#include "jit/optimizer/abstract_state.hpp"
#include "jit/tiering/observer.hpp"
#include "jit/trace/heights.hpp"
#include "vm/base/check.hpp"

#include <memory>
#include <optional>
#include <vector>

namespace sidewinder::jit {

namespace {

/// The frame that `uop` leaves was entered in the trace.
bool is_inlined(const Trace& trace, std::size_t uop) {
    Heights heights(trace.entry);
    for (std::size_t i = 0; i < uop; ++i) heights.step(trace.uops[i]);
    return heights.inlined() > 0;
}

bool needs_state(const RewriteRule& rule) {
    using enum RewriteRule::Sees;
    return rule.sees == inputs || rule.sees == loaded || rule.sees == popped;
}

/// Goes over a trace as the passes do, and knows the state before each uop.
class Walk {
public:
    explicit Walk(const Trace& trace) : trace_(trace), state_(trace) {}

    /// The state before uop `index`; null after a contradiction. Goes only forwards.
    const AbstractState* at(std::size_t index) {
        while (next_ < index && !state_.contradiction()) state_.step(trace_.uops[next_++]);
        return state_.contradiction() ? nullptr : &state_;
    }
    bool is_past(std::size_t index) const { return next_ > index; }
    void rewrite(std::size_t index, const TraceUop& after) { trace_.uops[index] = after; }

private:
    Trace trace_;
    AbstractState state_;
    std::size_t next_ = 0;
};

}  // namespace

class Collector::Marker final : public Observer {
public:
    explicit Marker(std::span<std::uint8_t> seen);

    void recorded(const Trace& trace) override;
    void optimized(const Trace& before, const Trace& after, const std::vector<Rewrite>& rewrites) override;
    void patched(const Stencil& stencil, const Hole& hole, std::uint64_t value) override;
    void left(const ExitData& exit) override;
    void grew(const ExitData& exit) override;
    void invalidated(const Executor& executor, Watched cause, bool trace_runs) override;
    void specialized(Opcode before, Opcode after) override;

private:
    /// What was seen of one executor.
    struct Known {
        std::vector<bool> exits;         ///< those it was left by
        std::optional<Watched> invalid;  ///< why it was invalidated while a trace ran
    };

    void mark(Feature feature) { seen_[feature] = 1; }
    Known& known(const Executor& executor);

    const Universes& universes_;
    std::span<std::uint8_t> seen_;
    std::vector<Known> executors_;  ///< by id
};

Collector::Marker::Marker(std::span<std::uint8_t> seen) : universes_(Universes::get()), seen_(seen) {
    SW_CHECK(seen.size() >= universes_.size(), "{} features do not fit into {} bytes", universes_.size(), seen.size());
}

void Collector::Marker::recorded(const Trace& trace) {
    for (std::size_t i = 0; i < trace.uops.size(); ++i) {
        mark(universes_.recorded(trace.uops[i].op));
        if (i > 0) mark(universes_.recorded(trace.uops[i - 1].op, trace.uops[i].op));
    }
}

void Collector::Marker::optimized(const Trace& before, const Trace& after, const std::vector<Rewrite>& rewrites) {
    for (std::size_t i = 0; i < after.uops.size(); ++i) {
        mark(universes_.optimized(after.uops[i].op));
        if (i > 0) mark(universes_.optimized(after.uops[i - 1].op, after.uops[i].op));
    }
    // The rewrites are done again, to know what the optimizer knew where it did them.
    Trace trace = before;
    std::unique_ptr<Walk> walk;
    std::string_view pass;
    for (const Rewrite& rewrite : rewrites) {
        const RewriteRule* rule = find_rule(rewrite);
        SW_CHECK(rule != nullptr, "no rule of {} makes {} of {}", rewrite.pass, uop_name(rewrite.after.op), uop_name(rewrite.before.op));
        if (rewrite.pass != pass) walk.reset();
        pass = rewrite.pass;
        const AbstractState* state = nullptr;
        if (needs_state(*rule)) {
            // Some passes go over the trace twice.
            if (!walk || walk->is_past(rewrite.index)) walk = std::make_unique<Walk>(trace);
            state = walk->at(rewrite.index);
        }
        const auto classes = seen_classes(*rule, rewrite, state);
        mark(universes_.rule(*rule, 0, classes[0]));
        if (classes[1]) mark(universes_.rule(*rule, 1, classes[1]));
        trace.uops[rewrite.index] = rewrite.after;
        if (walk) walk->rewrite(rewrite.index, rewrite.after);
    }
}

void Collector::Marker::patched(const Stencil& stencil, const Hole& hole, std::uint64_t value) {
    mark(universes_.hole(stencil, hole.value));
    if (auto feature = universes_.hole_value(hole.value, value)) mark(*feature);
}

Collector::Marker::Known& Collector::Marker::known(const Executor& executor) {
    if (executor.id >= executors_.size()) executors_.resize(executor.id + 1);
    Known& k = executors_[executor.id];
    if (k.exits.empty()) k.exits.resize(executor.exits.size());
    return k;
}

void Collector::Marker::left(const ExitData& exit) {
    const auto& executor = *static_cast<const Executor*>(exit.owner);
    Known& k = known(executor);
    const auto number = static_cast<std::size_t>(&exit - executor.exits.data());
    if (k.exits[number]) return;
    k.exits[number] = true;
    const std::vector<TraceUop>& uops = executor.trace.uops;
    const Uop op = uops[exit.uop].op;
    for (std::size_t i = 0; i < exit.uop; ++i)
        if (traits(uops[i].op).has(uop_flags::guard)) mark(universes_.guard(uops[i].op, GuardOutcome::passed));
    if (traits(op).has(uop_flags::guard) && !exit.raises) mark(universes_.guard(op, GuardOutcome::failed));
    if (op == Uop::_CHECK_VALIDITY && k.invalid) mark(universes_.invalidation(*k.invalid, true));
    // The trace interpreter has nothing in registers, whatever was planned.
    const bool stores = executor.machine_code.code != nullptr && executor.plan[number].cached > 0;
    mark(universes_.exit(exit_reason(op, exit.raises), {stores, exit.borrowed != 0, is_inlined(executor.trace, exit.uop)}));
}

void Collector::Marker::grew(const ExitData& exit) {
    const Uop op = static_cast<const Executor*>(exit.owner)->trace.uops[exit.uop].op;
    if (traits(op).has(uop_flags::guard)) mark(universes_.guard(op, GuardOutcome::grew));
}

void Collector::Marker::invalidated(const Executor& executor, Watched cause, bool trace_runs) {
    if (trace_runs) known(executor).invalid = cause;
    else mark(universes_.invalidation(cause, false));
}

void Collector::Marker::specialized(Opcode before, Opcode after) {
    if (traits(after).family != after) mark(universes_.specialization(after, false));
    if (traits(before).family != before) mark(universes_.specialization(before, true));
}

Collector::Collector(std::span<std::uint8_t> seen) : marker_(std::make_unique<Marker>(seen)) {}
Collector::~Collector() = default;
Observer* Collector::observer() { return marker_.get(); }
void Collector::specialized(Opcode before, Opcode after) { marker_->specialized(before, after); }

}  // namespace sidewinder::jit
