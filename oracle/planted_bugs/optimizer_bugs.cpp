// SPDX-License-Identifier: MIT
// Bugs of optimized traces: guards dropped too many, constants folded wrongly, references borrowed
// or counted wrongly, changes that nobody noticed.
#include "oracle/planted_bugs/edits.hpp"
#include "oracle/planted_bugs/planted_bugs.hpp"
#include "oracle/planted_bugs/proofs.hpp"

#include <algorithm>
#include <cfloat>
#include <cmath>
#include <utility>

namespace sidewinder::oracle {

namespace {

using jit::StageHooks;
using enum Uop;

template <void (*change)(Trace&)>
void optimized(StageHooks& hooks) { hooks.optimized = change; }

bool is_folded(const TraceUop& u) {
    return u.op == _LOAD_CONST_INLINE_BORROW || u.op == _POP_TWO_LOAD_CONST_INLINE_BORROW || u.op == _POP_TOP_LOAD_CONST_INLINE_BORROW;
}
/// Changes the folded constants that are ints (floats, any).
template <class Change>
void change_ints(Trace& t, Change change) {
    for (TraceUop& u : t.uops)
        if (is_folded(u) && operand_value(u).is_small_int()) u.operand = Value::small_int(change(operand_value(u).as_small_int())).bits;
}
template <class Change>
void change_floats(Trace& t, Change change) {
    for (TraceUop& u : t.uops)
        if (is_folded(u) && operand_value(u).is_float()) u.operand = Value::number(change(operand_value(u).as_float())).bits;
}
void change_constant(Trace& t, Value from, Value to) {
    for (TraceUop& u : t.uops)
        if (is_folded(u) && operand_value(u) == from) u.operand = to.bits;
}
void lose_negative_zero(Trace& t) {
    change_floats(t, [](double x) { return x == 0 ? 0.0 : x; });
}
void round_to_float(Trace& t) {
    change_floats(t, [](double x) { return static_cast<double>(static_cast<float>(x)); });
}
void lose_infinity(Trace& t) {
    change_floats(t, [](double x) { return std::isinf(x) ? std::copysign(DBL_MAX, x) : x; });
}
void fold_wrongly(Trace& t) {
    change_ints(t, [](std::int64_t i) { return i > 255 ? i - 1 : i; });
}
void lose_sign(Trace& t) {
    change_ints(t, [](std::int64_t i) { return i < 0 && i > Value::int_min ? -i : i; });
}
/// As if a folder computed in 32 bits.
void fold_past_overflow(Trace& t) {
    change_ints(t, [](std::int64_t i) { return std::int64_t{static_cast<std::int32_t>(i)}; });
}
// A guard on the folded word would miss, so only what is stored or passed on shows it.
void fold_none_wrongly(Trace& t) { change_constant(t, Value::none(), Value::false_()); }
void fold_true_wrongly(Trace& t) { change_constant(t, Value::true_(), Value::small_int(1)); }

void widen_comparison(Trace& t) {
    change_each(t, _GUARD_COMPARE_OP_INT, [](TraceUop& u) {
        if (u.oparg == 0) u.oparg = 1;
    });
}
void raise_power(Trace& t) {
    change_each(t, _FLOOR_DIVIDE_INT_BY_POWER, [](TraceUop& u) { ++u.oparg; });
}
void forget_borrowed(Trace& t) {
    for (TraceUop& u : t.uops) u.borrowed = 0;
}
/// Each instruction saves the place of the one before.
void save_late(Trace& t) {
    std::uint64_t before = 0;
    change_each(t, _SET_IP, [&](TraceUop& u) {
        if (before == 0) before = u.operand;
        u.operand = std::exchange(before, u.operand);
    });
}
/// As if what is stored last were not needed any more.
void drop_last_store(Trace& t) {
    auto last = std::ranges::find_if(t.uops.rbegin(), t.uops.rend(), [](const TraceUop& u) { return u.op == _STORE_FAST || u.op == _STORE_FAST_NO_RELEASE; });
    if (last != t.uops.rend()) last->op = _POP_TOP;
}
void unguard_second_branch(Trace& t) {
    int seen = 0;
    for (TraceUop& u : t.uops)
        if (u.op == _GUARD_IS_TRUE_POP || u.op == _GUARD_IS_FALSE_POP)
            if (++seen == 2) u.op = _POP_TOP_NOP;
}
void forget_assumptions(Trace& t) { t.assumptions.clear(); }

void miss_invalidation(StageHooks& hooks) {
    hooks.watcher = [](Object*) { return false; };
}
template <Kind missed>
void miss_kind(StageHooks& hooks) {
    hooks.watcher = [](Object* object) { return object->kind != missed; };
}

constexpr PlantedBug table[] = {
    {"missed_invalidation", "invalidation", "optimizer", "nobody notices that a watched object changed", miss_invalidation, proofs::a_global_changes},
    {"missed_dict_invalidation", "invalidation", "optimizer", "changes of globals are not noticed", miss_kind<Kind::dict>, R"(
def g(x):
    return x + 1
def f(n):
    s = 0
    for i in range(n):
        s = s + g(i)
    return s
print(f(50))
def g(x):
    return x * 2
print(f(50))
)"},
    {"dropped_validity_check", "invalidation", "optimizer", "a trace runs on after it became invalid", optimized<drop<_CHECK_VALIDITY>>, R"(
k = 1
def f(n):
    global k
    s = 0
    for i in range(n):
        s = s + k
        if i == 60:
            k = 100
    return s
class C:
    def __init__(self, n):
        self.n = n
    def __add__(self, other):
        global k
        if other == 60:
            k = 1000
        return self.n + other
def h(n):
    s = 0
    c = C(1)
    for i in range(n):
        s = s + (c + i) + k
    return s
print(h(100))
print(f(100))
)"},
    {"dropped_shape_guard", "guards", "optimizer", "the order of an object's attributes is not checked", optimized<drop<_GUARD_SHAPE>>, R"(
class A:
    pass
def make(i):
    a = A()
    if i < 60:
        a.x = 1
        a.y = 2
    else:
        a.y = 2
        a.x = 1
    return a
def f(xs):
    s = 0
    for a in xs:
        s = s + a.x
    return s
print(f([make(i) for i in range(100)]))
)"},
    {"dropped_str_guard", "guards", "optimizer", "operands of str + str are not checked", optimized<drop<_GUARD_BOTH_UNICODE>>, R"(
def f(xs):
    s = 0
    for x in xs:
        s = s + len(str(x + x))
    return s
print(f(['a'] * 40))
print(f([[1]] * 40))
)"},
    {"store_without_release", "references", "optimizer", "a local's old value is not released", optimized<turn<_STORE_FAST, _STORE_FAST_NO_RELEASE>>, R"(
def f(n):
    for i in range(n):
        x = [i]
    return x
print(f(60))
)"},
    {"pop_without_release", "references", "optimizer", "a popped value is not released", optimized<turn<_POP_TOP, _POP_TOP_NOP>>, R"(
def g(x):
    return [x]
def f(n):
    for i in range(n):
        g(i)
f(60)
)"},
    {"borrowed_too_much", "references", "optimizer", "locals are borrowed where the stack must own", optimized<turn<_LOAD_FAST, _LOAD_FAST_BORROW>>, R"(
def f(n):
    x = [1]
    for i in range(n):
        y = x
        z = [y, x]
    return z
print(f(60))
)"},
    {"forgotten_borrowed_slots", "references", "optimizer", "slots that are borrowed at an exit get no reference", optimized<forget_borrowed>, R"(
def f(xs, n):
    s = 0
    for i in range(n):
        s = s + len(xs[i] + [i])
        s = s + xs[i][i - i]
        if i > 40:
            s = s + xs[0][0]
    return s
xs = [[1] for i in range(70)]
try:
    print(f(xs, 80))
except IndexError:
    print('IndexError')
print(xs[3])
def g(x, y):
    z = x
    for i in range(60):
        w = x + y
        if i == 30:
            y = 2.5
            x = 1
    return w
print(g('abc' * 2, 'def' * 2) if False else 1)
def h(xs):
    t = 0
    for x in xs:
        t = t + (x < 'zz')
        t = t + (x == x)
    return t
a = 'pq' * 3
print(h([a] * 50 + [[1]]) if False else h([a] * 50))
class A:
    def __init__(self, v):
        self.v = v
def k(objs):
    t = 0
    for o in objs:
        t = t + o.v + o.v
    return t
print(k([A(1) for i in range(50)] + [A(2.5), A(True)]))
)"},
    {"lost_negative_zero", "folding", "optimizer", "-0.0 is folded to 0.0", optimized<lose_negative_zero>, R"(
def f(n):
    for i in range(n):
        z = -0.0
        x = z * 1.0
    return x
print(f(60))
)"},
    {"folded_one_less", "folding", "optimizer", "constants above 255 come out one less", optimized<fold_wrongly>, proofs::an_int_is_added},
    {"folded_past_overflow", "folding", "optimizer", "constants are folded in 32 bits", optimized<fold_past_overflow>, R"(
def f(n):
    s = 0
    for i in range(n):
        a = 3000000000
        s = s + a
    return s
print(f(60))
)"},
    {"folded_none", "folding", "optimizer", "None is folded to False", optimized<fold_none_wrongly>, R"(
def f(n):
    for i in range(n):
        x = None
    return x
print(f(60))
)"},
    {"widened_comparison", "wrong code", "optimizer", "a guard on < also lets equal ints pass", optimized<widen_comparison>, R"(
def f(n):
    s = 0
    i = 0
    while i < n:
        s = s + i
        i = i + 1
    return s
print(f(100))
)"},
    {"dropped_loop_end", "guards", "optimizer", "an inner loop ends where it ended when recorded", optimized<drop<_GUARD_EXHAUSTED_RANGE, _GUARD_EXHAUSTED_LIST>>, R"(
def f(n):
    s = 0
    for i in range(n):
        for j in range(2 if i < 60 else 5):
            s = s + 1
    return s
print(f(100))
)"},
    {"guard_proven_too_far", "guards", "optimizer", "one int operand is taken to prove the other", optimized<drop<_GUARD_TOS_INT, _GUARD_NOS_INT>>, R"(
def f(xs):
    s = 0
    for x in xs:
        s = 1 + x
    return s
print(f([1] * 40 + [2.5]))
)"},
    {"unguarded_floats", "guards", "optimizer", "operands of float arithmetic are not checked", optimized<drop<_GUARD_BOTH_FLOAT, _GUARD_TOS_FLOAT, _GUARD_NOS_FLOAT>>, R"(
def f(xs):
    s = 0
    for x in xs:
        s = x * 0.5
    return s
print(f([1.5] * 40 + [True]))
)"},
    {"dropped_type_version", "guards", "optimizer", "the class of an object is taken to be known", optimized<drop<_GUARD_TYPE_VERSION, _GUARD_SHAPE, _CHECK_ATTR_CLASS>>, R"(
class A:
    def f(self):
        return 1
class B:
    def f(self):
        return 2
def g(xs):
    s = 0
    for x in xs:
        s = s + x.f()
    return s
print(g([A()] * 40))
print(g([B()] * 40))
)"},
    {"unguarded_second_branch", "guards", "optimizer", "the second branch of a trace goes on as recorded", optimized<unguard_second_branch>, R"(
def f(xs):
    s = 0
    for x in xs:
        if x:
            s = s + 1
        if x == 'ab':
            s = s + 100
        s = s + 1
    return s
print(f(['', 'a', 'ab'] * 30))
)"},
    {"stale_ip", "exceptions", "optimizer", "instructions that raise do not save where they are", optimized<drop<_SET_IP>>, proofs::a_key_is_missing},
    {"late_ip", "exceptions", "optimizer", "instructions save where the one before was", optimized<save_late>, R"(
def f(d, n):
    s = 0
    for i in range(n):
        s = d[i]
        s = d[i + 1]
    return s
f({i: i for i in range(50)}, 60)
)"},
    {"unpaid_iterations", "fuel", "optimizer", "iterations cost no fuel", optimized<drop<_CHECK_PERIODIC, _CHECK_PERIODIC_AT>>, proofs::a_loop_of_the_module},
    {"dropped_last_store", "wrong code", "optimizer", "the last store of a trace is taken to be dead", optimized<drop_last_store>, R"(
def f(n):
    s = 0
    for i in range(n):
        t = i
        s = s + t
    return s
print(f(60))
)"},
    {"folded_in_single_precision", "folding", "optimizer", "floats are folded in 32 bits", optimized<round_to_float>, proofs::a_float_is_added},
    {"folded_infinity", "folding", "optimizer", "infinity is folded to the largest float", optimized<lose_infinity>, R"(
def f(n):
    for i in range(n):
        x = 1e308 * 10.0
    return x
print(f(60))
)"},
    {"folded_sign", "folding", "optimizer", "negative ints lose their sign", optimized<lose_sign>, R"(
def f(n):
    s = 0
    for i in range(n):
        s = s + (3 - 5)
    return s
print(f(60))
)"},
    {"folded_true_to_one", "folding", "optimizer", "True is folded to 1", optimized<fold_true_wrongly>, R"(
def f(n):
    for i in range(n):
        x = True
    return x
print(f(60))
)"},
    {"constant_not_owned", "references", "optimizer", "a constant that is pushed gets no reference", optimized<turn<_LOAD_CONST_INLINE, _LOAD_CONST_INLINE_BORROW>>, R"(
def f(n):
    for i in range(n):
        x = (1, 'a')
    return x
print(f(60))
)"},
    {"popped_twice", "references", "optimizer", "what is borrowed is released when popped", optimized<turn<_POP_TOP_NOP, _POP_TOP>>, R"(
class A:
    def __init__(self):
        self.x = 1
def f(a):
    s = 0
    for i in range(60):
        s = s + a.x
    return s
a = A()
print(f(a))
print(a.x)
)"},
    {"borrowed_and_counted", "references", "optimizer", "what should be borrowed gets a reference", optimized<turn<_LOAD_FAST_BORROW, _LOAD_FAST>>, R"(
class A:
    def __init__(self):
        self.x = 1
def f(a):
    s = 0
    for i in range(60):
        s = s + a.x
    return s
print(f(A()))
)"},
    {"wrong_power", "wrong code", "optimizer", "// by a power of two shifts by one bit more", optimized<raise_power>, R"(
def f(n):
    s = 0
    for i in range(n):
        s = s + i // 4
    return s
print(f(60))
)"},
    {"fused_to_subtract", "wrong code", "optimizer", "x + a * b is computed as x - a * b", optimized<turn<_MULTIPLY_ADD_FLOAT, _MULTIPLY_SUBTRACT_FLOAT>>, R"(
def f(n):
    s = 1.0
    for i in range(n):
        s = s + s * 0.5
    return s
print(f(60))
)"},
    {"forgotten_assumptions", "invalidation", "optimizer", "what a trace takes for granted is not watched", optimized<forget_assumptions>, proofs::a_global_changes},
};

}  // namespace

std::span<const PlantedBug> optimizer_bugs() { return table; }

}  // namespace sidewinder::oracle
