// SPDX-License-Identifier: MIT
// Universes are complete and their names unique; known programs raise the features they must.
#include "jit/coverage/collector.hpp"
#include "jit/coverage/universe.hpp"
#include "jit/tiering/jit.hpp"
#include "vm/interpreter/vm.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

namespace sidewinder::jit {
namespace {

/// Runs a program with a low threshold and tells which members it reached.
class Reached {
public:
    explicit Reached(std::string_view source, bool machine_code = true, std::uint16_t threshold = 10) : seen_(Universes::get().size()) {
        Vm vm(VmOptions{});
        vm.thread.write = [](void*, std::string_view) {};
        Collector collector(seen_);
        JitOptions options;
        options.machine_code = machine_code;
        options.backward_threshold = options.entry_threshold = threshold;
        options.side_exit_threshold = 3;
        options.observer = collector.observer();
        Jit jit(vm, options);
        auto code = vm.compile(source, "<test>");
        EXPECT_TRUE(code) << (code ? "" : code.error().message);
        if (!code) return;
        Ref globals = vm.make_globals();
        EXPECT_TRUE(vm.run_module(code->get(), globals.get()));
    }
    bool operator()(std::string_view universe, std::string_view member) const {
        for (const Universe& u : Universes::get().all()) {
            if (u.name != universe) continue;
            for (std::size_t i = 0; i < u.members.size(); ++i)
                if (u.members[i].name == member) return seen_[u.first + i] != 0;
        }
        ADD_FAILURE() << "no member " << member << " of " << universe;
        return false;
    }

private:
    std::vector<std::uint8_t> seen_;
};

constexpr std::string_view int_loop = R"(
def f(n):
    total = 0
    for i in range(n):
        total = total + i
    return total
f(100)
)";

TEST(Universes, AreNotEmptyAndNameEachMemberOnce) {
    Feature next = 0;
    for (const Universe& u : Universes::get().all()) {
        EXPECT_GT(u.size, 0u) << u.name;
        EXPECT_EQ(u.first, next);
        next += static_cast<Feature>(u.size);
        EXPECT_TRUE(u.members.empty() || u.members.size() == u.size) << u.name;
        std::set<std::string> names;
        for (const Member& m : u.members) EXPECT_TRUE(names.insert(m.name).second) << u.name << ": " << m.name;
    }
    EXPECT_EQ(next, Universes::get().size());
}

/// A new uop needs a member: asking for one that is not there would end the process.
TEST(Universes, KnowEachUopThatCompiles) {
    std::set<std::string_view> members;
    for (const Universe& u : Universes::get().all())
        if (u.name == "uops as recorded" || u.name == "uops as optimized")
            for (const Member& m : u.members) members.insert(m.name);
    for (std::size_t i = 0; i < uop_count; ++i) {
        const auto op = static_cast<Uop>(i);
        const bool never = op == Uop::_NOP || op == Uop::_FORCE_EXIT || op == Uop::_COUNT_INSTRUCTION || op == Uop::_LOAD_CONST;
        EXPECT_EQ(members.contains(uop_name(op)), !never && !traits(op).has(uop_flags::tier1)) << uop_name(op);
    }
}

TEST(Universes, KnowEachRuleOnce) {
    for (const RewriteRule& rule : rewrite_rules()) {
        EXPECT_EQ(find_rule({rule.pass, 0, {rule.before}, {rule.after}}), &rule) << rule.pass << ": " << uop_name(rule.before);
        EXPECT_EQ(rule.classes[0].empty(), rule.sees == RewriteRule::Sees::nothing) << rule.pass << ": " << uop_name(rule.before);
    }
}

TEST(Collector, SeesWhatAnIntLoopIsMadeOf) {
    const Reached reached(int_loop);
    EXPECT_TRUE(reached("uops as recorded", "_BINARY_OP_ADD_INT"));
    EXPECT_TRUE(reached("uops as optimized", "_BINARY_OP_ADD_INT"));
    EXPECT_TRUE(reached("uops as optimized", "_START_LOOP"));
    EXPECT_TRUE(reached("pairs of uops as recorded", "_GUARD_BOTH_INT _BINARY_OP_ADD_INT"));
    EXPECT_TRUE(reached("stencils by hole", "_BINARY_OP_ADD_INT miss"));
    EXPECT_TRUE(reached("optimizer rules by operand class", "refcount_elision: _LOAD_FAST -> _LOAD_FAST_BORROW, an int"));
    EXPECT_TRUE(reached("specializations", "BINARY_OP_ADD_INT chosen"));
    EXPECT_FALSE(reached("specializations", "BINARY_OP_ADD_INT given up"));
    EXPECT_FALSE(reached("uops as recorded", "_BINARY_OP_ADD_FLOAT"));
}

TEST(Collector, SeesNoHolesWhereNoMachineCodeIsMade) {
    const Reached reached(int_loop, false);
    EXPECT_TRUE(reached("uops as optimized", "_BINARY_OP_ADD_INT"));
    EXPECT_FALSE(reached("stencils by hole", "_BINARY_OP_ADD_INT miss"));
}

TEST(Collector, TellsHowGuardsEnd) {
    const Reached reached(R"(
def f(n):
    total = 0
    for i in range(n):
        total = total + (i if i % 2 else i + 0.5)
    return total
f(200)
)");
    EXPECT_TRUE(reached("guards by outcome", "_GUARD_NOT_EXHAUSTED_RANGE passed"));
    EXPECT_TRUE(reached("guards by outcome", "_GUARD_NOT_EXHAUSTED_RANGE failed"));
    EXPECT_TRUE(reached("guards by outcome", "_GUARD_IS_FALSE_POP grew a side trace") || reached("guards by outcome", "_GUARD_IS_TRUE_POP grew a side trace"));
    EXPECT_FALSE(reached("guards by outcome", "_ITER_CHECK_LIST passed"));
    EXPECT_TRUE(reached("exits by reason and recipe", "branch"));
}

TEST(Collector, TellsWhyTracesBecameInvalid) {
    const Reached running(R"(
step = 1
def change(i):
    global step
    if i == 60:
        step = 2
class Changes:
    def __init__(self, i):
        self.i = i
    def __add__(self, other):
        change(self.i)
        return other
def f(n):
    total = 0
    for i in range(n):
        total = total + (Changes(i) + step)
    return total
f(100)
)");
    EXPECT_TRUE(running("invalidations", "globals, noticed by the running trace"));
    EXPECT_TRUE(running("guards by outcome", "_CHECK_VALIDITY failed"));
    const Reached idle(R"(
step = 1
def f(n):
    total = 0
    for i in range(n):
        total = total + step
    return total
f(100)
step = 2
f(100)
)");
    EXPECT_TRUE(idle("invalidations", "globals, while no trace runs"));
    EXPECT_FALSE(idle("invalidations", "globals, noticed by the running trace"));
}

TEST(Collector, SeesBoundariesOfFoldedOperands) {
    const Reached reached(R"(
def f(n):
    for i in range(n):
        a = -0.0
        b = 281474976710655
        c = a + 1.5
        d = b - 7
    return c, d
f(100)
)");
    constexpr std::string_view rules = "optimizer rules by operand class";
    EXPECT_TRUE(reached(rules, "constant_folding: _BINARY_OP_ADD_FLOAT -> _POP_TWO_LOAD_CONST_INLINE_BORROW, left -0.0"));
    EXPECT_TRUE(reached(rules, "constant_folding: _BINARY_OP_SUBTRACT_INT -> _POP_TWO_LOAD_CONST_INLINE_BORROW, left int >= 2**47"));
    EXPECT_FALSE(reached(rules, "constant_folding: _BINARY_OP_SUBTRACT_INT -> _POP_TWO_LOAD_CONST_INLINE_BORROW, left int 0"));
}

/// These were never chosen for a while, and nothing else told.
TEST(Collector, SeesCallsOfBuiltinsSpecialized) {
    const Reached reached(R"(
def f(n):
    items = []
    for i in range(n):
        items.append(i)
        if isinstance(len(items), int):
            i = type(i)(str(i))
f(100)
)");
    for (const char* member : {"CALL_LEN chosen", "CALL_ISINSTANCE chosen", "CALL_LIST_APPEND chosen", "CALL_TYPE_1 chosen", "CALL_STR_1 chosen"})
        EXPECT_TRUE(reached("specializations", member)) << member;
}

TEST(Collector, SeesSpecializationsGivenUp) {
    const Reached reached(R"(
def f(a, b):
    return a + b
for i in range(100):
    f(1, 2)
for i in range(100):
    f(1.5, 2.5)
)", true, 1000);
    EXPECT_TRUE(reached("specializations", "BINARY_OP_ADD_INT given up"));
    EXPECT_TRUE(reached("specializations", "BINARY_OP_ADD_FLOAT chosen"));
}

}  // namespace
}  // namespace sidewinder::jit
