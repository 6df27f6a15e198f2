// SPDX-License-Identifier: MIT
// Bugs of recorded traces: what the recorder would write down wrongly. Seen by every rung that has
// traces, so blamed on the first of them.
#include "oracle/planted_bugs/edits.hpp"
#include "oracle/planted_bugs/planted_bugs.hpp"
#include "oracle/planted_bugs/proofs.hpp"
#include "vm/objects/operations.hpp"

#include <utility>
#include <vector>

namespace sidewinder::oracle {

namespace {

using jit::StageHooks;
using enum Uop;

template <void (*change)(Trace&)>
void recorded(StageHooks& hooks) { hooks.recorded = change; }

void invert_branch(Trace& t) {
    for (TraceUop& u : t.uops) {
        if (u.op == _GUARD_IS_TRUE_POP) u.op = _GUARD_IS_FALSE_POP;
        else if (u.op == _GUARD_IS_FALSE_POP) u.op = _GUARD_IS_TRUE_POP;
        else continue;
        return;  // only the first branch of a trace
    }
}
/// Puts _SWAP_2 before each uop that `wanted` names.
template <class Wanted>
void swap_before(Trace& t, Wanted wanted) {
    std::vector<TraceUop> uops;
    for (const TraceUop& u : t.uops) {
        if (wanted(u)) uops.push_back({_SWAP_2, 2, u.target, 0, u.borrowed});
        uops.push_back(u);
    }
    t.uops = std::move(uops);
}
void swap_subtraction(Trace& t) {
    swap_before(t, [](const TraceUop& u) { return u.op == _BINARY_OP_SUBTRACT_INT; });
}
void swap_unpacked(Trace& t) {
    bool due = false;
    swap_before(t, [&](const TraceUop& u) {
        due |= u.op == _UNPACK_SEQUENCE_TWO_TUPLE;
        return u.op == _STORE_FAST && std::exchange(due, false);
    });
}
void drop_periodic(Trace& t) {
    if (t.uops.size() > 12) drop<_CHECK_PERIODIC>(t);
}
void lt_for_le(Trace& t) {
    change_each(t, _COMPARE_OP_INT, [](TraceUop& u) {
        if ((u.oparg & 7) == 1) --u.oparg;
    });
}
void ge_for_gt_float(Trace& t) {
    change_each(t, _COMPARE_OP_FLOAT, [](TraceUop& u) {
        if ((u.oparg & 7) == 4) ++u.oparg;
    });
}
void wrong_local(Trace& t) {
    change_nth(t, _LOAD_FAST, 3, [](TraceUop& u) { u.oparg -= u.oparg > 0; });
}
void neighbour_store(Trace& t) {
    change_nth(t, _STORE_FAST, 2, [](TraceUop& u) { u.oparg -= u.oparg > 0; });
}
void lost_store(Trace& t) {
    change_nth(t, _STORE_FAST, 3, [](TraceUop& u) { u.op = _POP_TOP; });
}
void wrong_int_constant(Trace& t) {
    change_each(t, _LOAD_SMALL_INT, [](TraceUop& u) {
        if (u.oparg == 7) u.oparg = 8;
    });
}
void subtract_for_add(Trace& t) {
    if (t.uops.size() > 25) turn<_BINARY_OP_ADD_FLOAT, _BINARY_OP_SUBTRACT_FLOAT>(t);
}
/// Operators from inplace_add on are those before it, done in place.
void forget_in_place(Trace& t) {
    constexpr auto first = static_cast<std::uint16_t>(BinaryOperator::inplace_add);
    change_each(t, _BINARY_OP, [](TraceUop& u) {
        if (u.oparg >= first) u.oparg -= first;
    });
}
void unguard_branches(Trace& t) {
    turn<_GUARD_IS_TRUE_POP, _POP_TOP_NOP>(t);
    turn<_GUARD_IS_FALSE_POP, _POP_TOP_NOP>(t);
}
void unguard_none(Trace& t) {
    turn<_GUARD_IS_NONE_POP, _POP_TOP>(t);
    drop<_GUARD_IS_NOT_NONE>(t);
}

constexpr PlantedBug table[] = {
    {"inverted_branch_guard", "guards", "recorder", "the first branch of a trace is guarded the wrong way round", recorded<invert_branch>, proofs::a_branch_goes_both_ways},
    {"dropped_int_guard", "guards", "recorder", "operands of int arithmetic are not checked", recorded<drop<_GUARD_BOTH_INT, _GUARD_TOS_INT, _GUARD_NOS_INT>>, R"(
def f(n):
    x = 1
    for i in range(n):
        if i == 60:
            x = 1.5
        y = x + 2
    return y
print(f(100))
)"},
    {"dropped_float_guard", "guards", "recorder", "operands of float arithmetic are not checked", recorded<drop<_GUARD_BOTH_FLOAT, _GUARD_TOS_FLOAT, _GUARD_NOS_FLOAT>>, R"(
def f(n):
    x = 1.0
    for i in range(n):
        if i == 60:
            x = 7
        y = x + 2.5
    return y
print(f(100))
)"},
    {"dropped_exhaustion_check", "guards", "recorder", "a loop over a range does not end", recorded<drop<_GUARD_NOT_EXHAUSTED_RANGE>>, R"(
def f(n):
    s = 0
    for i in range(n):
        s = s + i
    return s
print(f(100))
)"},
    {"dropped_iterator_check", "guards", "recorder", "what is iterated over is not checked", recorded<drop<_ITER_CHECK_RANGE, _ITER_CHECK_LIST, _ITER_CHECK_TUPLE>>, R"(
def f(xs):
    s = 0
    for x in xs:
        s = s + x
    return s
for k in range(40):
    print(f([1, 2, 3, k]) if k < 30 else f(range(5)))
)"},
    {"dropped_list_index_check", "guards", "recorder", "list indices are not checked", recorded<drop<_GUARD_LIST_INDEX>>, R"(
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
    {"dropped_function_version", "guards", "recorder", "the function that is called is not checked", recorded<drop<_CHECK_FUNCTION_VERSION>>, R"(
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
    {"dropped_keyword_function_version", "guards", "recorder", "the function that is called with keywords is not checked", recorded<drop<_CHECK_FUNCTION_VERSION_KW>>, R"(
def add(a, b):
    return a + b
def sub(b, a):
    return a - b
def f(g, n):
    s = 0
    for i in range(n):
        s = g(a=s, b=i)
    return s
print(f(add, 60))
print(f(sub, 60))
)"},
    {"dropped_star_function_version", "guards", "recorder", "the function that is called with *args is not checked", recorded<drop<_CHECK_FUNCTION_VERSION_EX>>, R"(
def add(a, b):
    return a + b
def sub(a, b):
    return a - b
def f(g, n):
    s = 0
    for i in range(n):
        s = g(*(s, i))
    return s
print(f(add, 60))
print(f(sub, 60))
)"},
    {"dropped_generator_position", "guards", "recorder", "where a generator goes on is not checked", recorded<drop<_GUARD_GENERATOR_AT, _GUARD_RECEIVER_AT>>, R"(
def steps(n):
    i = 0
    while i < n:
        if i % 7 == 6:
            yield 100
            i = i + 2
        else:
            yield 1
            i = i + 1
s = 0
for x in steps(300):
    s = s + x
print(s)
)"},
    {"dropped_callable_guard", "guards", "recorder", "which builtin is called is not checked", recorded<drop<_GUARD_CALLABLE_LEN, _GUARD_CALLABLE_STR_1, _GUARD_CALLABLE_TYPE_1>>, R"(
def f(g, n):
    s = 0
    for i in range(n):
        s = g('ab')
    return s
print(f(len, 60))
print(f(str, 60))
)"},
    {"dropped_return_guard", "guards", "recorder", "a trace returns to where it was recorded", recorded<drop<_GUARD_RETURN_TO>>, R"(
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
    {"dropped_periodic_check", "fuel", "recorder", "iterations of some traces cost no fuel", recorded<drop_periodic>, proofs::a_loop_of_the_module},
    {"dropped_class_guards", "guards", "recorder", "the class of an object is not checked", recorded<drop<_GUARD_TYPE_VERSION, _GUARD_SHAPE>>, R"(
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
    {"dropped_set_ip", "exceptions", "recorder", "instructions do not save where they are", recorded<drop<_SET_IP>>, proofs::a_key_is_missing},
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
    {"floor_for_remainder", "wrong code", "recorder", "% of ints is //", recorded<turn<_BINARY_OP_REMAINDER_INT, _BINARY_OP_FLOOR_DIVIDE_INT>>, R"(
def f(n):
    s = 0
    for i in range(n):
        s = s + i % 5
    return s
print(f(100))
)"},
    {"dropped_tuple_index_check", "guards", "recorder", "tuple indices are not checked", recorded<drop<_GUARD_TUPLE_INDEX>>, R"(
def f(t, n):
    s = 0
    for i in range(n):
        s = s + t[i]
    return s
t = (1,) * 50
print(f(t, 50))
try:
    print(f(t, 51))
except IndexError:
    print('IndexError')
)"},
    {"dropped_str_index_check", "guards", "recorder", "str indices are not checked", recorded<drop<_GUARD_STR_INDEX>>, R"(
def f(t, n):
    s = ''
    for i in range(n):
        s = t[i]
    return s
print(f('a' * 50, 50))
try:
    print(f('a' * 50, 51))
except IndexError:
    print('IndexError')
)"},
    {"dropped_unpack_guard", "guards", "recorder", "what is unpacked into two is not checked", recorded<drop<_GUARD_TOS_TUPLE_OF_TWO>>, R"(
def f(xs):
    s = 0
    for x in xs:
        a, b = x
        s = s + a - b
    return s
try:
    print(f([(1, 2)] * 40 + [(1, 2, 3)]))
except ValueError:
    print('ValueError')
)"},
    {"dropped_method_version", "guards", "recorder", "the method that is called is not checked", recorded<drop<_CHECK_METHOD_VERSION>>, R"(
class A:
    def f(self, x):
        return x + 1
    def g(self, x):
        return x * 2
def h(m):
    s = 0
    for i in range(60):
        s = s + m(i)
    return s
print(h(A().f))
print(h(A().g))
)"},
    {"dropped_class_version", "guards", "recorder", "the class that is called is not checked", recorded<drop<_CHECK_CLASS_VERSION>>, R"(
class A:
    def __init__(self, x):
        self.x = x
class B:
    def __init__(self, x):
        self.x = x * 2
def f(c):
    s = 0
    for i in range(60):
        s = s + c(i).x
    return s
print(f(A))
print(f(B))
)"},
    {"unguarded_none", "guards", "recorder", "whether something is None is not checked", recorded<unguard_none>, R"(
def f(xs):
    s = 0
    for x in xs:
        if x is None:
            s = s + 1
        else:
            s = s + x
    return s
print(f([None, 5, None, None] * 20))
)"},
    {"dropped_globals_version", "guards", "recorder", "the order of globals is not checked", recorded<drop<_GUARD_GLOBALS_VERSION>>, R"(
z = 3
k = 1
def f(n):
    s = 0
    for i in range(n):
        s = s + k
    return s
print(f(60))
del z
z = 4
print(f(60))
del k
z2 = 5
k = 7
print(f(60))
)"},
    {"wrong_global_index", "holes", "recorder", "a global is taken from the slot before", recorded<lower_index<_LOAD_GLOBAL_MODULE>>, R"(
j = 3
k = 5
def f(n):
    s = 0
    for i in range(n):
        s = s + k
    return s
print(f(60))
)"},
    {"wrong_attribute_index", "holes", "recorder", "an attribute is taken from the slot before", recorded<lower_index<_LOAD_ATTR_INSTANCE_VALUE>>, R"(
class A:
    def __init__(self):
        self.x = 1
        self.y = 2
def f(a):
    s = 0
    for i in range(60):
        s = s + a.y
    return s
print(f(A()))
)"},
    {"wrong_attribute_store", "holes", "recorder", "an attribute is stored in the slot before", recorded<lower_index<_STORE_ATTR_INSTANCE_VALUE>>, R"(
class A:
    def __init__(self):
        self.x = 1
        self.y = 2
def f(a):
    for i in range(60):
        a.y = i
    return a.x + a.y
print(f(A()))
)"},
    {"flipped_str_equality", "wrong code", "recorder", "== of strs is !=", recorded<flip_oparg<1, _COMPARE_OP_STR>>, R"(
def f(xs):
    s = 0
    for x in xs:
        if x == 'ab':
            s = s + 1
    return s
print(f(['ab', 'ac', 'ab'] * 20))
)"},
    {"greater_or_equal_for_greater", "wrong code", "recorder", "> of floats compares as >=", recorded<ge_for_gt_float>, R"(
def f(n):
    s = 0
    x = 0.5
    for i in range(n):
        if x > 0.5:
            s = s + 1
        x = x + 0.0
    return s
print(f(60))
)"},
    {"or_for_and", "wrong code", "recorder", "& of ints is |", recorded<turn<_BINARY_OP_AND_INT, _BINARY_OP_OR_INT>>, R"(
def f(n):
    s = 0
    for i in range(n):
        s = s + (i & 6)
    return s
print(f(60))
)"},
    {"right_for_left_shift", "wrong code", "recorder", "<< of ints is >>", recorded<turn<_BINARY_OP_LSHIFT_INT, _BINARY_OP_RSHIFT_INT>>, R"(
def f(n):
    s = 0
    for i in range(n):
        s = s + (i << 2)
    return s
print(f(60))
)"},
    {"add_for_multiply", "wrong code", "recorder", "* of ints is +", recorded<turn<_BINARY_OP_MULTIPLY_INT, _BINARY_OP_ADD_INT>>, R"(
def f(n):
    s = 0
    for i in range(n):
        s = s + i * 3
    return s
print(f(60))
)"},
    {"lost_store", "wrong code", "recorder", "the third store to a local does not happen", recorded<lost_store>, R"(
def f(n):
    for i in range(n):
        a = i
        b = i + 1
        c = i + 2
    return a + b + c
print(f(60))
)"},
    {"neighbour_store", "wrong code", "recorder", "the second store goes to the local before", recorded<neighbour_store>, R"(
def f(n):
    a = b = 0
    for i in range(n):
        b = i
    return (a, b)
print(f(60))
)"},
    {"swapped_unpacking", "wrong code", "recorder", "a, b = pair stores them the wrong way round", recorded<swap_unpacked>, R"(
def f(xs):
    s = 0
    for x in xs:
        a, b = x
        s = s + a - b
    return s
print(f([(1, 5)] * 60))
)"},
    {"lost_list_append", "wrong code", "recorder", "list comprehensions do not append", recorded<turn<_LIST_APPEND, _POP_TOP>>, R"(
xs = [i * 2 for i in range(60)]
print(len(xs))
)"},
    {"lost_set_add", "wrong code", "recorder", "set comprehensions do not add", recorded<turn<_SET_ADD, _POP_TOP>>, R"(
xs = {i * 2 for i in range(60)}
print(len(xs))
)"},
    {"lost_keyword_merge", "wrong code", "recorder", "keywords after the first ** are not passed", recorded<turn<_DICT_MERGE, _POP_TOP>>, R"(
def count(**keywords):
    return len(keywords)
def f(n, d):
    s = 0
    for i in range(n):
        s = s + count(a=i, **d)
    return s
print(f(60, {'b': 1, 'c': 2}))
)"},
    {"iterator_for_result", "wrong code", "recorder", "yield from gives its iterator, not what that returned", recorded<turn<_END_SEND, _POP_TOP>>, R"(
def ones(n):
    yield 1
    return n
def sums(n):
    s = 0
    for i in range(n):
        s = s + (yield from ones(i))
    yield s
print(list(sums(60)))
)"},
    {"inverted_is", "wrong code", "recorder", "is means is not", recorded<flip_oparg<1, _IS_OP>>, R"(
def f(xs, y):
    s = 0
    for x in xs:
        s = s + int(x is y)
    return s
y = [1]
print(f([y, [1], y] * 20, y))
)"},
    {"inverted_contains", "wrong code", "recorder", "in means not in", recorded<flip_oparg<1, _CONTAINS_OP, _CONTAINS_OP_DICT, _CONTAINS_OP_SET>>, R"(
def f(xs, y):
    s = 0
    for x in xs:
        s = s + int(x in y)
    return s
print(f([1, 2, 3] * 20, (1, 7)))
print(f([1, 2, 3] * 20, {1: 7}))
)"},
    {"str_for_repr", "wrong code", "recorder", "{x!r} is formatted as {x!s}", recorded<flip_oparg<3, _CONVERT_VALUE>>, R"(
def f(x):
    for i in range(60):
        s = f'{x!r}'
    return s
print(f('a'))
)"},
    {"lost_not", "wrong code", "recorder", "not does nothing", recorded<drop<_UNARY_NOT>>, R"(
def f(n):
    for i in range(n):
        x = not i > 100
    return x
print(f(60))
)"},
    {"invert_for_negative", "wrong code", "recorder", "-x is ~x", recorded<turn<_UNARY_NEGATIVE, _UNARY_INVERT>>, R"(
def f(n):
    s = 0
    for i in range(n):
        s = s + -i
    return s
print(f(60))
)"},
    {"in_place_forgotten", "side effects", "recorder", "+= makes a new list", recorded<forget_in_place>, R"(
def f(n):
    a = []
    b = a
    for i in range(n):
        a += [i]
    return len(b)
print(f(60))
)"},
    {"dropped_unbound_check", "exceptions", "recorder", "locals are taken to be bound", recorded<turn<_LOAD_FAST_CHECK, _LOAD_FAST>>, R"(
def f(n):
    s = x = 0
    for i in range(n):
        s = s + x
        if i == 50:
            del x
    return s
try:
    print(f(60))
except UnboundLocalError:
    print('unbound')
)"},
    {"lost_cell_store", "side effects", "recorder", "stores to variables of outer functions do not happen", recorded<turn<_STORE_DEREF, _POP_TOP>>, R"(
def f(n):
    x = 0
    def g():
        return x
    for i in range(n):
        x = i
    return g()
print(f(60))
)"},
    {"lost_global_store", "side effects", "recorder", "stores to globals do not happen", recorded<turn<_STORE_GLOBAL, _POP_TOP>>, R"(
k = 0
def f(n):
    global k
    for i in range(n):
        k = i
f(60)
print(k)
)"},
    {"unguarded_branches", "guards", "recorder", "branches go on as recorded", recorded<unguard_branches>, R"(
def f(n):
    s = 0
    for i in range(n):
        if i % 7 == 3:
            s = s + 100
        s = s + 1
    return s
print(f(100))
)"},
    {"dropped_init_check", "exceptions", "recorder", "__init__ may return anything", recorded<turn<_EXIT_INIT_CHECK, _POP_TOP>>, R"(
class A:
    def __init__(self, x):
        return x
def f(n):
    for i in range(n):
        A([None, 1][i // 50])
try:
    f(60)
except TypeError:
    print('TypeError')
)"},
};

}  // namespace

std::span<const PlantedBug> recorder_bugs() { return table; }

}  // namespace sidewinder::oracle
