// SPDX-License-Identifier: MIT
// Bugs of optimized traces: guards dropped too many, constants folded wrongly, references borrowed
// or counted wrongly, changes that nobody noticed.
#include "oracle/planted_bugs/edits.hpp"
#include "oracle/planted_bugs/planted_bugs.hpp"

#include <bit>
#include <cmath>

namespace sidewinder::oracle {

namespace {

using jit::StageHooks;

template <void (*change)(Trace&)>
void optimized(StageHooks& hooks) { hooks.optimized = change; }

bool is_folded(const TraceUop& u) {
    return u.op == Uop::_LOAD_CONST_INLINE_BORROW || u.op == Uop::_POP_TWO_LOAD_CONST_INLINE_BORROW || u.op == Uop::_POP_TOP_LOAD_CONST_INLINE_BORROW;
}
void drop_validity(Trace& t) { drop_each(t, {Uop::_CHECK_VALIDITY}); }
void drop_shape(Trace& t) { drop_each(t, {Uop::_GUARD_SHAPE}); }
void drop_unicode_guard(Trace& t) { drop_each(t, {Uop::_GUARD_BOTH_UNICODE}); }
void store_without_release(Trace& t) { turn_each(t, Uop::_STORE_FAST, Uop::_STORE_FAST_NO_RELEASE); }
void pop_without_release(Trace& t) { turn_each(t, Uop::_POP_TOP, Uop::_POP_TOP_NOP); }
void borrow_too_much(Trace& t) { turn_each(t, Uop::_LOAD_FAST, Uop::_LOAD_FAST_BORROW); }
void forget_borrowed(Trace& t) {
    for (TraceUop& u : t.uops) u.borrowed = 0;
}
void lose_negative_zero(Trace& t) {
    for (TraceUop& u : t.uops)
        if (is_folded(u) && operand_value(u).is_float() && operand_value(u).as_float() == 0) u.operand = Value::number(0.0).bits;
}
void fold_wrongly(Trace& t) {
    for (TraceUop& u : t.uops)
        if (is_folded(u) && operand_value(u).is_small_int() && operand_value(u).as_small_int() > 255)
            u.operand = Value::small_int(operand_value(u).as_small_int() - 1).bits;
}
/// As if a folder computed in 32 bits.
void fold_past_overflow(Trace& t) {
    for (TraceUop& u : t.uops)
        if (is_folded(u) && operand_value(u).is_small_int())
            u.operand = Value::small_int(static_cast<std::int32_t>(operand_value(u).as_small_int())).bits;
}
void fold_bool_wrongly(Trace& t) {
    // A guard on the folded word would miss, so only what is stored or passed on shows it.
    for (TraceUop& u : t.uops)
        if (is_folded(u) && operand_value(u).is_none()) u.operand = Value::false_().bits;
}
void widen_comparison(Trace& t) {
    change_each(t, Uop::_GUARD_COMPARE_OP_INT, [](TraceUop& u) {
        if (u.oparg == 0) u.oparg = 1;
    });
}
void drop_range_end(Trace& t) { drop_each(t, {Uop::_GUARD_EXHAUSTED_RANGE, Uop::_GUARD_EXHAUSTED_LIST}); }
void miss_invalidation(StageHooks& hooks) {
    hooks.watcher = [](Object*) { return false; };
}
void miss_dict_invalidation(StageHooks& hooks) {
    hooks.watcher = [](Object* object) { return object->kind != Kind::dict; };
}

constexpr PlantedBug table[] = {
    {"missed_invalidation", "invalidation", "optimizer", "nobody notices that a watched object changed", miss_invalidation, R"(
k = 1
def f(n):
    s = 0
    for i in range(n):
        s = s + k
    return s
print(f(50))
k = 10
print(f(50))
)"},
    {"missed_dict_invalidation", "invalidation", "optimizer", "changes of globals are not noticed", miss_dict_invalidation, R"(
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
    {"dropped_validity_check", "invalidation", "optimizer", "a trace runs on after it became invalid", optimized<drop_validity>, R"(
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
    {"dropped_shape_guard", "guards", "optimizer", "the order of an object's attributes is not checked", optimized<drop_shape>, R"(
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
    {"dropped_str_guard", "guards", "optimizer", "operands of str + str are not checked", optimized<drop_unicode_guard>, R"(
def f(xs):
    s = 0
    for x in xs:
        s = s + len(str(x + x))
    return s
print(f(['a'] * 40))
print(f([[1]] * 40))
)"},
    {"store_without_release", "references", "optimizer", "a local's old value is not released", optimized<store_without_release>, R"(
def f(n):
    for i in range(n):
        x = [i]
    return x
print(f(60))
)"},
    {"pop_without_release", "references", "optimizer", "a popped value is not released", optimized<pop_without_release>, R"(
def g(x):
    return [x]
def f(n):
    for i in range(n):
        g(i)
f(60)
)"},
    {"borrowed_too_much", "references", "optimizer", "locals are borrowed where the stack must own", optimized<borrow_too_much>, R"(
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
    {"folded_one_less", "folding", "optimizer", "constants above 255 come out one less", optimized<fold_wrongly>, R"(
def f(n):
    s = 0
    for i in range(n):
        s = s + 1000
    return s
print(f(60))
)"},
    {"folded_past_overflow", "folding", "optimizer", "constants are folded in 32 bits", optimized<fold_past_overflow>, R"(
def f(n):
    s = 0
    for i in range(n):
        a = 3000000000
        s = s + a
    return s
print(f(60))
)"},
    {"folded_none", "folding", "optimizer", "None is folded to False", optimized<fold_bool_wrongly>, R"(
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
    {"dropped_loop_end", "guards", "optimizer", "an inner loop ends where it ended when recorded", optimized<drop_range_end>, R"(
def f(n):
    s = 0
    for i in range(n):
        for j in range(2 if i < 60 else 5):
            s = s + 1
    return s
print(f(100))
)"},
};

}  // namespace

std::span<const PlantedBug> optimizer_bugs() { return table; }

}  // namespace sidewinder::oracle
