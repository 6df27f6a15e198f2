// SPDX-License-Identifier: MIT
// Bugs of recorded traces: what the recorder would write down wrongly. Seen by every rung that has
// traces, so blamed on the first of them.
#include "oracle/planted_bugs/edits.hpp"
#include "oracle/planted_bugs/planted_bugs.hpp"

namespace sidewinder::oracle {

namespace {

using jit::StageHooks;

template <void (*change)(Trace&)>
void recorded(StageHooks& hooks) { hooks.recorded = change; }

void invert_branch(Trace& t) {
    for (TraceUop& u : t.uops) {
        if (u.op == Uop::_GUARD_IS_TRUE_POP) u.op = Uop::_GUARD_IS_FALSE_POP;
        else if (u.op == Uop::_GUARD_IS_FALSE_POP) u.op = Uop::_GUARD_IS_TRUE_POP;
        else continue;
        return;  // only the first branch of a trace
    }
}
void drop_int_guard(Trace& t) { drop_each(t, {Uop::_GUARD_BOTH_INT, Uop::_GUARD_TOS_INT, Uop::_GUARD_NOS_INT}); }
void drop_float_guard(Trace& t) { drop_each(t, {Uop::_GUARD_BOTH_FLOAT, Uop::_GUARD_TOS_FLOAT, Uop::_GUARD_NOS_FLOAT}); }
void drop_exhaustion(Trace& t) { drop_each(t, {Uop::_GUARD_NOT_EXHAUSTED_RANGE}); }
void drop_iterator_check(Trace& t) { drop_each(t, {Uop::_ITER_CHECK_RANGE, Uop::_ITER_CHECK_LIST, Uop::_ITER_CHECK_TUPLE}); }
void drop_list_index(Trace& t) { drop_each(t, {Uop::_GUARD_LIST_INDEX}); }
void drop_function_version(Trace& t) { drop_each(t, {Uop::_CHECK_FUNCTION_VERSION}); }
void drop_return_guard(Trace& t) { drop_each(t, {Uop::_GUARD_RETURN_TO}); }
void drop_periodic(Trace& t) {
    if (t.uops.size() > 12) drop_each(t, {Uop::_CHECK_PERIODIC});
}
/// Shapes belong to classes, so one of the two guards would do.
void drop_class_guards(Trace& t) { drop_each(t, {Uop::_GUARD_TYPE_VERSION, Uop::_GUARD_SHAPE}); }
void swap_subtraction(Trace& t) {
    std::vector<TraceUop> uops;
    for (const TraceUop& u : t.uops) {
        if (u.op == Uop::_BINARY_OP_SUBTRACT_INT) uops.push_back({Uop::_SWAP_2, 2, u.target, 0, u.borrowed});
        uops.push_back(u);
    }
    t.uops = std::move(uops);
}
void lt_for_le(Trace& t) {
    change_each(t, Uop::_COMPARE_OP_INT, [](TraceUop& u) {
        if ((u.oparg & 7) == 1) u.oparg = static_cast<std::uint16_t>(u.oparg & ~7);
    });
}
void wrong_local(Trace& t) {
    int seen = 0;
    change_each(t, Uop::_LOAD_FAST, [&](TraceUop& u) {
        if (++seen == 3 && u.oparg > 0) --u.oparg;
    });
}
void wrong_int_constant(Trace& t) {
    change_each(t, Uop::_LOAD_SMALL_INT, [](TraceUop& u) {
        if (u.oparg == 7) u.oparg = 8;
    });
}
void drop_set_ip(Trace& t) { drop_each(t, {Uop::_SET_IP}); }
void subtract_for_add(Trace& t) {
    if (t.uops.size() > 25) turn_each(t, Uop::_BINARY_OP_ADD_FLOAT, Uop::_BINARY_OP_SUBTRACT_FLOAT);
}
void floor_for_remainder(Trace& t) { turn_each(t, Uop::_BINARY_OP_REMAINDER_INT, Uop::_BINARY_OP_FLOOR_DIVIDE_INT); }

constexpr PlantedBug table[] = {
    {"inverted_branch_guard", "guards", "recorder", "the first branch of a trace is guarded the wrong way round", recorded<invert_branch>, R"(
def f(n):
    s = 0
    for i in range(n):
        if i % 3 == 0:
            s = s + 1
        else:
            s = s + 100
    return s
print(f(100))
)"},
    {"dropped_int_guard", "guards", "recorder", "operands of int arithmetic are not checked", recorded<drop_int_guard>, R"(
def f(n):
    x = 1
    for i in range(n):
        if i == 60:
            x = 1.5
        y = x + 2
    return y
print(f(100))
)"},
    {"dropped_float_guard", "guards", "recorder", "operands of float arithmetic are not checked", recorded<drop_float_guard>, R"(
def f(n):
    x = 1.0
    for i in range(n):
        if i == 60:
            x = 7
        y = x + 2.5
    return y
print(f(100))
)"},
    {"dropped_exhaustion_check", "guards", "recorder", "a loop over a range does not end", recorded<drop_exhaustion>, R"(
def f(n):
    s = 0
    for i in range(n):
        s = s + i
    return s
print(f(100))
)"},
    {"dropped_iterator_check", "guards", "recorder", "what is iterated over is not checked", recorded<drop_iterator_check>, R"(
def f(xs):
    s = 0
    for x in xs:
        s = s + x
    return s
for k in range(40):
    print(f([1, 2, 3, k]) if k < 30 else f(range(5)))
)"},
    {"dropped_list_index_check", "guards", "recorder", "list indices are not checked", recorded<drop_list_index>, R"(
def f(xs, n):
    s = 0
    for i in range(n):
        s = s + xs[i]
    return s
xs = [1] * 50
print(f(xs, 50))
try:
    print(f(xs, 51))
except IndexError:
    print('IndexError')
)"},
    {"dropped_function_version", "guards", "recorder", "the function that is called is not checked", recorded<drop_function_version>, R"(
def add(a, b):
    return a + b
def sub(a, b):
    return a - b
def f(g, n):
    s = 0
    for i in range(n):
        s = g(s, i)
    return s
print(f(add, 60))
print(f(sub, 60))
)"},
    {"dropped_return_guard", "guards", "recorder", "a trace returns to where it was recorded", recorded<drop_return_guard>, R"(
def f(x):
    return x + 1
def a(n):
    s = 0
    for i in range(n):
        s = s + f(i)
    return s
def b(n):
    s = 0
    t = 1
    for i in range(n):
        s = s - f(i) * 2
    return s
print(f(1), f(2), f(3), f(4), f(5), f(6), f(7), f(8), f(9), f(1), f(2), f(3), f(4))
print(b(40), a(40), b(40))
)"},
    {"dropped_periodic_check", "fuel", "recorder", "iterations of some traces cost no fuel", recorded<drop_periodic>, R"(
s = 0
for i in range(100):
    s = s + i
print(s)
)"},
    {"dropped_class_guards", "guards", "recorder", "the class of an object is not checked", recorded<drop_class_guards>, R"(
class A:
    k = 1
class B:
    k = 2
def f(xs):
    s = 0
    for x in xs:
        s = s + x.k
    return s
print(f([A()] * 40))
print(f([B()] * 40))
)"},
    {"swapped_subtraction", "wrong code", "recorder", "a - b is computed as b - a", recorded<swap_subtraction>, R"(
def f(n):
    s = 0
    for i in range(n):
        s = i - s
    return s
print(f(100))
)"},
    {"less_for_less_or_equal", "wrong code", "recorder", "<= compares as <", recorded<lt_for_le>, R"(
def f(n):
    s = 0
    for i in range(n):
        if i <= 50:
            s = s + 1
    return s
print(f(100))
)"},
    {"wrong_local", "wrong code", "recorder", "the third local that is loaded is its neighbour", recorded<wrong_local>, R"(
def f(a, b):
    s = 0
    for i in range(100):
        s = (a + s + b) % 1000
    return s
print(f(3, 5))
)"},
    {"wrong_int_constant", "wrong code", "recorder", "7 is loaded as 8", recorded<wrong_int_constant>, R"(
def f(n):
    s = 0
    for i in range(n):
        s = s + i % 7
    return s
print(f(100))
)"},
    {"dropped_set_ip", "exceptions", "recorder", "instructions do not save where they are", recorded<drop_set_ip>, R"(
def f(d, n):
    s = 0
    for i in range(n):
        a = i + 1
        s = s + d[i]
        b = i + 2
    return s
f({i: i for i in range(50)}, 60)
)"},
    {"subtract_for_add_float", "wrong code", "recorder", "floats are subtracted in long traces", recorded<subtract_for_add>, R"(
def f(n):
    s = 0.5
    for i in range(n):
        if i > 20:
            s = s + 1.25
        s = s * 1.0
        s = s + 0.5
    return s
print(f(100))
)"},
    {"floor_for_remainder", "wrong code", "recorder", "% of ints is //", recorded<floor_for_remainder>, R"(
def f(n):
    s = 0
    for i in range(n):
        s = s + i % 5
    return s
print(f(100))
)"},
};

}  // namespace

std::span<const PlantedBug> recorder_bugs() { return table; }

}  // namespace sidewinder::oracle
