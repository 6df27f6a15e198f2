// SPDX-License-Identifier: MIT
// What can be is read from uops.def, instructions.def, the recorder's alternatives, the optimizer's
// rules and the stencils. What cannot be although a table has it is said here, with the reason.
#include "jit/coverage/universe.hpp"

#include "jit/trace/recorded_sequences.hpp"
#include "vm/base/check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace sidewinder::jit {

namespace {

/// Why a uop that is not of tier 1 alone is in no trace that a campaign runs; empty when it may be.
std::string_view why_in_no_trace(Uop op) {
    switch (op) {
        case Uop::_NOP: return "taken out before a trace is installed";
        case Uop::_FORCE_EXIT: return "only --force-exit puts it in";
        case Uop::_COUNT_INSTRUCTION: return "only recorded for statistics";
        case Uop::_LOAD_CONST: return "recorded as _LOAD_CONST_INLINE";
        case Uop::_WITH_EXCEPT_START:
        case Uop::_CLEANUP_THROW:
        case Uop::_PUSH_EXC_INFO: return "handlers are entered by unwinding, which ends a recording";
        default: return {};
    }
}

std::string_view why_not_optimized(Uop op) {
    if (op == Uop::_CHECK_PERIODIC) return "always has its _SET_IP before it and becomes _CHECK_PERIODIC_AT";
    return why_in_no_trace(op);
}

std::string_view why_guard_never(Uop op, GuardOutcome outcome) {
    if (outcome == GuardOutcome::passed) return {};
    if (op == Uop::_GUARD_BUILTINS_VERSION) return "programs cannot change the builtins";
    if (outcome == GuardOutcome::failed) return {};
    switch (op) {
        case Uop::_CHECK_VALIDITY: return "nothing grows from an invalid trace";
        case Uop::_BINARY_OP_REMAINDER_INT:
        case Uop::_BINARY_OP_TRUEDIV_FLOAT:
        case Uop::_GUARD_LIST_INDEX:
        case Uop::_GUARD_TUPLE_INDEX:
        case Uop::_GUARD_STR_INDEX:
        case Uop::_CHECK_STACK_SPACE: return "what misses it raises at once, which ends a recording";
        default: return {};
    }
}

std::string_view why_exit_never(ExitReason reason, ExitRecipe recipe, bool may_store) {
    if (recipe.stores_registers && !may_store) return "no stencil leaves so with words in registers";
    if (recipe.owns_borrowed && reason == ExitReason::end) return "what is borrowed is popped within the trace";
    return {};
}

std::string_view why_hole_never(Uop op, HoleValue value) {
    if (op == Uop::_CHECK_PERIODIC) return why_not_optimized(op);
    if (value != HoleValue::stack) return why_in_no_trace(op);
    switch (op) {
        case Uop::_LOAD_BUILD_CLASS:
        case Uop::_LOAD_COMMON_CONSTANT: return "between statements no more than two words are in registers";
        default: return why_in_no_trace(op);
    }
}

std::set<Uop> recordable_uops() {
    std::set<Uop> uops = {Uop::_JUMP_TO_TOP, Uop::_EXIT_TRACE};
    for (std::size_t i = 0; i < opcode_count; ++i)
        for (const UopSequence& sequence : recorded_sequences(static_cast<Opcode>(i))) uops.insert(sequence.begin(), sequence.end());
    return uops;
}

std::set<Uop> optimizable_uops() {
    std::set<Uop> uops = recordable_uops();
    uops.insert(Uop::_START_LOOP);
    for (const RewriteRule& rule : rewrite_rules()) uops.insert(rule.after);
    uops.erase(Uop::_NOP);
    return uops;
}

/// Both ends of a trace count as one: which it is depends on other traces.
Uop as_end(Uop op) { return op == Uop::_JUMP_TO_TOP ? Uop::_EXIT_TRACE : op; }

std::set<std::pair<Uop, Uop>> recordable_pairs() {
    std::set<std::pair<Uop, Uop>> pairs;
    for (std::size_t i = 0; i < opcode_count; ++i)
        for (const UopSequence& sequence : recorded_sequences(static_cast<Opcode>(i))) {
            for (std::size_t k = 1; k < sequence.size(); ++k) pairs.insert({sequence[k - 1], sequence[k]});
            pairs.insert({sequence.back(), Uop::_CHECK_VALIDITY});
            pairs.insert({sequence.back(), Uop::_EXIT_TRACE});
        }
    return pairs;
}

/// Stencils for entry with any number of cached words, of all replicas.
std::set<const Stencil*> stencils_of(Uop op) {
    std::set<const Stencil*> stencils;
    for (int oparg = 0; oparg < replica_count(op); ++oparg)
        for (int cached = 0; cached <= max_cached; ++cached)
            if (const Stencil* s = find_stencil(op, static_cast<unsigned>(oparg), cached)) stencils.insert(s);
    return stencils;
}

/// Which continuation a stencil has depends only on how many words are in registers.
HoleValue any_continue(HoleValue value) { return value >= HoleValue::continue_0 && value <= HoleValue::continue_3 ? HoleValue::continue_0 : value; }

std::set<HoleValue> holes_of(const Stencil& stencil) {
    std::set<HoleValue> values;
    for (const StencilPart* part : {&stencil.hot, &stencil.cold})
        for (const Hole& hole : part->hole_list()) values.insert(any_continue(hole.value));
    return values;
}

std::string_view hole_name(HoleValue value) {
    if (value == HoleValue::continue_0) return "continue";
    static constexpr std::string_view names[] = {
#define HOLE(name, symbol) #name,
#include "jit/stencils/holes.def"
#undef HOLE
    };
    return names[static_cast<std::size_t>(value)];
}

constexpr std::string_view hole_class_names[] = {"0", "small", "large", "negative int", "other int", "float", "None, bool or null", "pointer", "near", "far"};

/// The classes that numbers in such a hole have; none for addresses of code.
std::vector<HoleClass> classes_of(HoleValue hole) {
    using enum HoleClass;
    switch (hole) {
        case HoleValue::oparg: return {zero, small, large};
        case HoleValue::operand32: return {zero, small};  // versions and indices count up from 0
        case HoleValue::operand64: return {negative_int, other_int, float_word, constant_word, pointer};
        case HoleValue::local:
        case HoleValue::stack: return {near, far};
        case HoleValue::call_depth: return {zero, small};
        default: return {};
    }
}

HoleClass class_of(HoleValue hole, std::uint64_t value) {
    using enum HoleClass;
    switch (hole) {
        case HoleValue::operand64: {
            const Value v = Value::from_bits(value);
            if (v.is_small_int()) return v.as_small_int() < 0 ? negative_int : other_int;
            return v.is_float() ? float_word : v.is_pointer() ? pointer : constant_word;
        }
        case HoleValue::local:
        case HoleValue::stack: return value < 128 ? near : far;
        case HoleValue::oparg: return value == 0 ? zero : value < 256 ? small : large;
        default: return value == 0 ? zero : small;
    }
}

constexpr std::string_view reason_names[] = {"guard", "branch", "exhausted iterator", "invalidated", "exception", "out of fuel", "end of trace"};

std::string exit_name(ExitReason reason, ExitRecipe recipe) {
    std::string name(reason_names[static_cast<std::size_t>(reason)]);
    if (recipe.stores_registers) name += ", stores registers";
    if (recipe.owns_borrowed) name += ", owns borrowed slots";
    if (recipe.leaves_inlined) name += ", in an inlined frame";
    return name;
}

/// Reasons for which some stencil leaves with words in registers.
std::set<ExitReason> reasons_with_registers() {
    std::set<ExitReason> reasons;
    for (Uop op : optimizable_uops())
        for (int oparg = 0; oparg < replica_count(op); ++oparg)
            for (int cached = 1; cached <= max_cached; ++cached) {
                const Stencil* stencil = find_stencil(op, static_cast<unsigned>(oparg), cached);
                if (stencil == nullptr) continue;
                const std::set<HoleValue> holes = holes_of(*stencil);
                if (holes.contains(HoleValue::miss)) reasons.insert(exit_reason(op, false));
                if (holes.contains(HoleValue::error)) reasons.insert(exit_reason(op, true));
            }
    return reasons;
}

constexpr std::string_view watched_names[] = {"globals", "builtins", "function", "class"};

}  // namespace

ExitReason exit_reason(Uop op, bool raises) {
    if (raises) return op == Uop::_CHECK_PERIODIC || op == Uop::_CHECK_PERIODIC_AT ? ExitReason::fuel : ExitReason::raised;
    switch (op) {
        case Uop::_EXIT_TRACE: return ExitReason::end;
        case Uop::_CHECK_VALIDITY: return ExitReason::invalidated;
        case Uop::_FOR_ITER_TIER_TWO: return ExitReason::exhausted;
        default: break;
    }
    // Guards that only traces have tell which way the program goes.
    return traits(op).has(uop_flags::trace) && uop_name(op).starts_with("_GUARD_") && op != Uop::_GUARD_RETURN_TO ? ExitReason::branch : ExitReason::guard;
}

/// Adds members to the universes of `u`, one universe after the other.
struct Universes::Builder {
    Universes& u;

    void begin(Id id, std::string_view name) {
        SW_CHECK(u.universes_.size() == id, "universes are made in another order than they are numbered");
        u.universes_.push_back({name, static_cast<Feature>(u.size_), 0, {}});
    }
    void add(std::uint64_t key, std::string name, std::string_view impossible = {}) {
        Universe& universe = u.universes_.back();
        universe.members.push_back({std::move(name), std::string(impossible)});
        u.features_[(std::uint64_t{u.universes_.size() - 1} << 56) | key] = static_cast<Feature>(u.size_);
        ++universe.size;
        ++u.size_;
    }

    void add_uops() {
        const std::set<Uop> recordable = recordable_uops(), optimizable = optimizable_uops();
        begin(recorded_uops, "uops as recorded");
        for (Uop op : recordable) add(index(op), std::string(uop_name(op)), why_in_no_trace(op));
        begin(optimized_uops, "uops as optimized");
        for (Uop op : optimizable) add(index(op), std::string(uop_name(op)), why_not_optimized(op));
        for (std::size_t i = 0; i < uop_count; ++i) {
            const auto op = static_cast<Uop>(i);
            bool known = recordable.contains(op) || optimizable.contains(op) || traits(op).has(uop_flags::tier1) || !why_in_no_trace(op).empty();
            SW_CHECK(known, "neither the recorder nor the optimizer makes {}", uop_name(op));
        }
    }
    void add_pairs() {
        begin(recorded_pairs, "pairs of uops as recorded");
        for (auto [a, b] : recordable_pairs())
            add(pair(a, b), fmt::format("{} {}", uop_name(a), b == Uop::_EXIT_TRACE ? "end" : uop_name(b)), why_in_no_trace(a).empty() ? why_in_no_trace(b) : why_in_no_trace(a));
        begin(optimized_pairs, "pairs of uops as optimized");
        u.universes_.back().size = uop_count * uop_count;
        u.size_ += uop_count * uop_count;
    }
    void add_guards() {
        begin(guards, "guards by outcome");
        for (Uop op : optimizable_uops()) {
            if (!traits(op).has(uop_flags::guard)) continue;
            for (GuardOutcome outcome : {GuardOutcome::passed, GuardOutcome::failed, GuardOutcome::grew}) {
                constexpr std::string_view outcomes[] = {"passed", "failed", "grew a side trace"};
                add(index(op) * 4 + static_cast<unsigned>(outcome), fmt::format("{} {}", uop_name(op), outcomes[static_cast<std::size_t>(outcome)]), why_guard_never(op, outcome));
            }
        }
    }
    void add_exits() {
        begin(exits, "exits by reason and recipe");
        const std::set<ExitReason> with_registers = reasons_with_registers();
        for (std::size_t r = 0; r < std::size(reason_names); ++r)
            for (unsigned bits = 0; bits < 8; ++bits) {
                const auto reason = static_cast<ExitReason>(r);
                const ExitRecipe recipe{(bits & 4) != 0, (bits & 2) != 0, (bits & 1) != 0};
                add(exit_key(reason, recipe), exit_name(reason, recipe), why_exit_never(reason, recipe, with_registers.contains(reason)));
            }
    }
    template <class Why>
    void add_owner(std::uint64_t owner, std::string_view name, const std::set<const Stencil*>& stencils, const Why& why) {
        std::set<HoleValue> values;
        for (const Stencil* s : stencils) {
            u.owners_[s] = owner;
            values.merge(holes_of(*s));
        }
        for (HoleValue value : values) add(hole_key(owner, value), fmt::format("{} {}", name, hole_name(value)), why(value));
    }
    void add_holes() {
        begin(holes, "stencils by hole");
        for (Uop op : optimizable_uops()) add_owner(index(op), uop_name(op), stencils_of(op), [op](HoleValue value) { return why_hole_never(op, value); });
        std::set<const Stencil*> plain, borrowed;
        for (int cached = 0; cached <= max_cached; ++cached) plain.insert(&exit_stencil(cached)), borrowed.insert(&borrowed_exit_stencil(cached));
        const auto no_reason = [](HoleValue) { return std::string_view{}; };
        add_owner(uop_count, "exit", plain, no_reason);
        add_owner(uop_count + 1, "exit with borrowed slots", borrowed, no_reason);
        begin(hole_values, "holes by class of value");
        for (std::size_t h = 0; h <= static_cast<std::size_t>(HoleValue::helper); ++h)
            for (HoleClass c : classes_of(static_cast<HoleValue>(h)))
                add(h * 16 + static_cast<std::size_t>(c), fmt::format("{} {}", hole_name(static_cast<HoleValue>(h)), hole_class_names[static_cast<std::size_t>(c)]));
    }
    void add_rules() {
        begin(rules, "optimizer rules by operand class");
        for (const RewriteRule& rule : rewrite_rules()) {
            const std::string name = fmt::format("{}: {} -> {}", rule.pass, uop_name(rule.before), uop_name(rule.after));
            if (rule.sees == RewriteRule::Sees::nothing) add(u.rule_key(rule, 0, std::nullopt), name, rule.impossible);
            const bool binary = !rule.classes[1].empty();
            for (std::size_t operand : {0u, 1u})
                for (OperandClass c : rule.classes[operand])
                    add(u.rule_key(rule, operand, c), fmt::format("{}, {}{}", name, !binary ? "" : operand == 0 ? "right " : "left ", operand_class_name(c)), rule.impossible);
        }
    }
    void add_specializations() {
        begin(specializations, "specializations");
        for (std::size_t i = 0; i < opcode_count; ++i) {
            const auto opcode = static_cast<Opcode>(i);
            if (traits(opcode).family == opcode) continue;
            add(i * 2, fmt::format("{} chosen", opcode_name(opcode)));
            add(i * 2 + 1, fmt::format("{} given up", opcode_name(opcode)));
        }
    }
    void add_invalidations() {
        begin(invalidations, "invalidations");
        for (std::size_t i = 0; i < std::size(watched_names); ++i)
            for (bool running : {false, true}) {
                std::string_view impossible;
                if (static_cast<Watched>(i) == Watched::builtins) impossible = "programs cannot change the builtins";
                if (static_cast<Watched>(i) == Watched::type) impossible = "no pass relies on a class";
                add(i * 2 + running, fmt::format("{}, {}", watched_names[i], running ? "noticed by the running trace" : "while no trace runs"), impossible);
            }
    }
};

Universes::Universes() {
    Builder builder{*this};
    builder.add_uops();
    builder.add_pairs();
    builder.add_guards();
    builder.add_exits();
    builder.add_holes();
    builder.add_rules();
    builder.add_specializations();
    builder.add_invalidations();
}

const Universes& Universes::get() {
    static const Universes universes;
    return universes;
}

Feature Universes::recorded(Uop first, Uop second) const { return find(recorded_pairs, pair(first, as_end(second))); }

Feature Universes::hole(const Stencil& stencil, HoleValue value) const { return find(holes, hole_key(owners_.at(&stencil), any_continue(value))); }

std::optional<Feature> Universes::hole_value(HoleValue hole, std::uint64_t value) const {
    if (classes_of(hole).empty()) return std::nullopt;
    return find(hole_values, static_cast<std::uint64_t>(hole) * 16 + static_cast<std::uint64_t>(class_of(hole, value)));
}

std::uint64_t Universes::rule_key(const RewriteRule& rule, std::size_t operand, std::optional<OperandClass> seen) const {
    const auto number = static_cast<std::uint64_t>(&rule - rewrite_rules().data());
    return (number * 2 + operand) * 256 + (seen ? static_cast<std::uint64_t>(*seen) : 255);
}
Feature Universes::rule(const RewriteRule& r, std::size_t operand, std::optional<OperandClass> seen) const { return find(rules, rule_key(r, operand, seen)); }

Feature Universes::find(Id universe, std::uint64_t key) const {
    const auto at = features_.find((std::uint64_t{universe} << 56) | key);
    SW_CHECK(at != features_.end(), "seen, but not a member of {}: number {}", universes_[universe].name, key);
    return at->second;
}

}  // namespace sidewinder::jit
