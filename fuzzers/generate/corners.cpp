// SPDX-License-Identifier: MIT
// Corners: states of the Jit that random composition seldom meets, written as patterns of program
// text. Most are one operation at one place on values of several kinds, which come in phases: long
// enough that a trace is made for one kind, then another kind fails its guards.
//
// In patterns $ and a letter is filled in:
//   u  a number that makes names unique       n  iterations of a hot loop
//   i  an int, f a float, near a boundary      v  any value
//   s  a shift count                           z  a divisor, now and then 0
//   m  one iteration of the loop               p  an index that goes through phases
//   y  a small factor                          a  statements with many names
//   c  a condition on k                        r  a condition of a loop
//   d  a statement in loops                    l  an expression with a loop in it
//   o  an operation that changes globals       x  one that may be in a function
//   w  a value for the operations e            e  statements for too long a trace
//   g  something with an item or none          h  a loop over it in an expression
#include "fuzzers/generate/generator.hpp"

#include "vm/base/check.hpp"
#include "vm/syntax/parser.hpp"

#include <array>
#include <span>

namespace sidewinder::fuzz {

namespace {

/// What the operations below work on. No instance has __repr__, so none may reach output.
constexpr const char* helpers = R"(
class P$u:
    s = 4
    def __init__(self, a=1):
        self.a = a
    def m(self, x=2):
        return self.a + x
    def append(self, x):
        self.a = x
class Q$u(P$u):
    def __init__(self, a=1):
        self.b = a
        self.a = a
    def __bool__(self):
        return self.a > 1
    def __getitem__(self, k):
        return k
class R$u:
    def __init__(self, a=1):
        self.m = abs
        self.b = a
    @property
    def a(self):
        return self.b
    @property
    def append(self):
        return abs
    def __getattr__(self, name):
        return 3
    def __call__(self, x, y=0, key=None):
        return x
    def __len__(self):
        return 2
    def __iter__(self):
        return iter((self.b, 1))
class S$u:
    def __init__(self):
        self.m = P$u.m
        self.a = 5
        self.s = 6
def one$u(x):
    return x
def two$u(x, y=1):
    return y
def named$u(x, reverse=False):
    return x
)";

/// Values that suit the operations of the same group.
struct Group {
    std::span<const char* const> values, operations;
};

constexpr std::array numbers = {"$i", "$i", "$f", "$f", "1", "2.5", "True", "10**20", "0", "0.0", "None"};
constexpr std::array number_operations = {
    "w = v + v", "w = v - v", "w = v * v", "w = v // $z", "w = v % $z", "w = v / $z", "w = v / ($z + 0.0)", "w = 7 // v", "w = 7 % v",
    "w = 2.5 / v", "w = v & 6", "w = 5 | v", "w = v ^ v", "w = v << 1", "w = v << $s", "w = v >> $s", "w = -v", "w = ~v", "w = +v",
    "w = v < v", "w = v == 1", "w = 1.5 < v", "w = v + 1", "w = 1 + v", "w = v + 0.5", "w = 2.5 * v", "w = 2.5 - v", "w = v * 1.5 + v",
    "w = v - 2.5 * v", "w = v // 4294967296", "w = v % 1099511627776", "w = v // 8", "w = v // -1", "w = v // 1", "w = v % 1", "w = t[v]",
    "w = t[v - v]", "w = x + t[v & 1]", "if v: x += 1", "if v < 5: x += 1", "if not v >= 2: x += 1", "w = v + v if v != 3 else t[v]",
    "w = abs(v)", "w = int(v)", "w = u[v]", "w = f'{v:>4}'", "w = f'{v!r}'", "w = r[v]"};

constexpr std::array containers = {
    "[1, 2, 3]", "[]", "[i]", "(1, 2)", "(3,)", "()", "(1, 2, 3)", "'ab'", "''", "'xyz'", "{0: 1, 1: 2, -1: 3}", "{}", "range(3)",
    "range(0)", "range(1)", "Q$u(2)", "R$u(1)", "[0, 1]", "(i, 2)", "None"};
constexpr std::array container_operations = {
    "w = v[0]", "w = v[-1]", "w = v[i % 4]", "w = v[i % 2]", "v[0] = i", "v[i % 3] = x", "w = 1 in v", "x += len(v)", "for k in v: x += 1",
    "for k in v: break", "for k in enumerate(v): break", "a, b = v", "a, *b = v", "w = v[0:1]", "w = v[i % 2:]", "v[0:1] = (i,)",
    "v[0:1] += [i]", "w = [k for k in v]", "w = [k for k in v if k]", "w = {k: 1 for k in v}", "w = t[1 if v else 0]", "w = x + t[len(v)]",
    "w = t[v[0]]", "w = x + t[v[i % 2]]", "w = t[len([k for k in v])]", "w = v + v", "w = v * 2", "w = v == v", "w = v < v", "if v: x += 1",
    "x += 1 if not v else 2", "w = v[i % 3] + v[0]", "w = v.append(i)", "v.append(i)", "w = str(v[0:1])", "w = t[one$u(v)[0]]", "del v[0]",
    "v[0] += 1", "w = v[::2]", "w = sorted(v)", "w = tuple(v)", "w = v[i % 2] * 2 if v else 1", "w = t[0 if isinstance(v, list) else 1]",
    "w = x + t[1 if i in v else 0]", "w = t[0 if callable(v) else 1]", "w = x + t[0 if R$u(1)(v) else 1]", "k, w = v", "w = (i, x, t, k)",
    "k = w = v", "w = len(v) is None"};

constexpr std::array truths = {
    "None", "None", "True", "False", "0", "7", "''", "'a'", "[]", "[1]", "()", "0.0", "P$u(1)", "Q$u(1)", "Q$u(2)", "R$u()", "$i", "{}",
    "{1: 2}", "two$u"};
constexpr std::array truth_operations = {
    "if v: x += 1", "if not v: x += 1", "x += 1 if v else 2", "if v is None: x += 1", "if v is not None: x += 3", "w = v and 1",
    "w = v or 2", "w = not v", "w = t[1 if v else 0]", "w = x + t[1 if v is None else 0]", "while v: break", "w = v is None or v is True",
    "w = v == None", "v = None", "w = v", "assert v", "w = isinstance(v, int)", "w = type(v) is int", "w = str(v)[0:0]"};

constexpr std::array objects = {"P$u(1)", "P$u(2)", "Q$u(3)", "R$u(4)", "S$u()", "P$u", "Q$u", "P$u(i)", "[1]", "2", "None"};
constexpr std::array object_operations = {
    "w = v.a", "v.a = i", "v.a += 1", "w = v.s", "w = v.m(i)", "w = v.m()", "m = v.m; w = m(i)", "w = v.m(v.a)", "v.z = i; del v.z",
    "v.q$u = i", "w = v.q$u", "w = v.append(i)", "w = v.a + v.a", "w = x + t[v.a]", "w = t[v.a & 1]", "w = v.s + v.s", "w = P$u.s",
    "w = P$u.m(v)", "m = v.append; m(i)", "w = v.m", "w = v.a < 3", "w = x + v.m(t[0])", "w = t[v.m(i)]", "P$u.s = i", "del v.b",
    "w = P$u(i)"};

constexpr std::array callables = {
    "one$u", "two$u", "lambda x, y=2: y", "len", "str", "type", "abs", "int", "P$u", "R$u()", "P$u(1).m", "Q$u(2).m", "isinstance", "min",
    "[].append", "list", "ValueError", "named$u", "sorted", "tuple", "None", "repr", "R$u", "max", "lambda: 1"};
constexpr std::array callable_operations = {
    "w = v(i)", "w = v(t)", "w = v(i, int)", "w = v(i, 3)", "w = v(1, 2, 3)", "w = v()", "w = v(t, reverse=True)", "w = v(i, key=None)",
    "w = v(x=i)", "w = t[v(0)]", "w = x + t[v(1)]", "w = v(v(t))", "w = v(one$u(i))", "w = one$u(v)(i)", "w = callable(v)"};

// Only read: another program may run in the same CPython.
constexpr std::array modules = {"math", "sys", "math", "R$u()"};
constexpr std::array module_operations = {
    "w = v.pi", "w = v.maxsize", "w = v.floor(2.5)", "w = t[v.floor(1.5)]", "w = x + t[v.floor(1.5)]", "w = v.pi + v.pi"};

// Few kinds and few operations, for guards that the large groups above seldom fail.
constexpr std::array divisors = {"1.5", "2.5", "0.0", "-0.0", "3", "7", "0", "-1", "-281474976710656"};
constexpr std::array divisions = {
    "w = 2.5 / v", "w = (x + 0.5) / v", "w = 7 // v", "w = -281474976710656 // v", "w = 7 % v", "w = x % v", "w = v // -1"};
constexpr std::array indices = {"0", "1", "5", "-1", "-9", "True", "2.5"};
constexpr std::array index_operations = {"w = r[v]", "w = t[v]", "w = u[v]", "u[v] = i", "w = r[v] + r"};
constexpr std::array dicts = {"{0: 1}", "{}", "{0: 2, 'a': 1}", "[1]", "(1, 2)", "'ab'"};
constexpr std::array dict_operations = {"w = 1 in v", "w = v[0]", "v[0] = i", "if 0 in v: x += 1", "w = x + t[v[0]]", "v[i] = x"};
constexpr std::array pairs = {"(1, 2)", "(i, 2)", "[1, 2]", "(1, 2, 3)", "{1: 2, 3: 4}"};
constexpr std::array pair_operations = {"a, b = v", "a, b = v; x += a", "for k, l in (v, v): x += 1"};
constexpr std::array iterables = {"range(3)", "range(1)", "range(0)", "[1]", "[]", "(1, 2)", "()", "{1: 2}", "R$u(1)"};
constexpr std::array iterations = {
    "for k in v: x += 1", "for k in v: break", "w = [k for k in v]", "w = {k: k for k in v}", "w = t[len([k for k in v])]"};
constexpr std::array nones = {"None", "1", "'a'", "[]"};
constexpr std::array none_operations = {
    "if v is None: x += 1", "if v is not None: x += 1", "x += 1 if v is None else 2", "w = t[0 if v is not None else 1]", "if v: x += 1"};
constexpr std::array methods = {"P$u(1).m", "P$u(2).append", "Q$u(2).m", "one$u", "two$u", "abs"};
constexpr std::array method_operations = {"w = v(i)", "w = v(1)", "w = x + (v(i) or 1)"};
constexpr std::array natives = {"str", "type", "one$u", "len", "repr", "list", "abs", "int", "R$u()"};
constexpr std::array native_operations = {"w = v(t)", "w = v(i)", "w = v('7')"};
constexpr std::array natives_of_two = {"isinstance", "two$u", "min", "R$u()", "int"};
constexpr std::array native_of_two_operations = {"w = v(i, int)", "w = v(i, 3)"};
constexpr std::array with_keywords = {"sorted", "named$u", "R$u()", "lambda t, reverse=0, key=0: t"};
constexpr std::array keyword_operations = {"w = v(t, reverse=True)", "w = v(t, key=None)"};
constexpr std::array appendable = {"[1]", "P$u(1)", "R$u(1)", "Q$u(1)", "[]"};
constexpr std::array appends = {"v.append(i)", "w = v.append(i)", "w = v.append(-1)"};

constexpr Group groups[] = {
    {numbers, number_operations}, {containers, container_operations}, {truths, truth_operations}, {objects, object_operations}, {callables, callable_operations}, {modules, module_operations},
    {divisors, divisions}, {indices, index_operations}, {dicts, dict_operations}, {pairs, pair_operations}, {iterables, iterations}, {nones, none_operations}, {methods, method_operations},
    {natives, native_operations}, {natives_of_two, native_of_two_operations}, {with_keywords, keyword_operations}, {appendable, appends}};
constexpr std::size_t large_groups = 6;

/// Whole programs on their own: what they do is more than one operation.
constexpr std::array wholes = {
    // Constants near boundaries, folded.
    R"(
K$u = $v
L$u = $v
def q$u(n):
    x = 0
    for i in range(n):
        a = $i
        b = $i
        c = $i
        w = a + b
        w = c - b
        w = a * c
        w = a & b
        w = c | a
        w = b ^ c
        w = c << $s
        w = c << 0
        w = c * $y
        w = $y * a
        w = i // 4294967296
        w = i % 4294967296
        d = None
        w = d
        w = a >> $s
        try:
            w = b << $s
            w = b // c
            w = a % b
        except ArithmeticError:
            x += 1
        if a:
            x += 1
        if b < c:
            x += 2
        w = K$u
        w = L$u
        if K$u:
            x += 1
    return x
)",
    R"(
E$u = $f
F$u = $f
def q$u(n):
    x = 0
    for i in range(n):
        a = $f
        b = E$u
        c = F$u
        w = a + b
        w = b + c
        w = a - b
        w = c - b
        w = a * b
        w = b * c
        if a < b or b > c:
            x += 1
        try:
            w = a / b
            w = b / c
        except ZeroDivisionError:
            x += 2
        w = 1e999
        w = __debug__
        w = NotImplemented
    return x
)",
    // Globals of all kinds.
    R"(
import math as math$u
A$u = $v
B$u = NotImplemented
C$u = len
def q$u(n):
    x = 0
    for i in range(n):
        w = A$u
        w = B$u
        x += C$u('ab')
        w = math$u.pi
        w = math$u
        w = __debug__
        w = NotImplemented
        if A$u:
            x += 1
        if A$u is None:
            x += 1
        w = None
    return x
)",
    // Locals and cells that may be unbound.
    R"(
def q$u(n):
    x = 0
    k = 1
    def get():
        return k
    for i in range(n):
        if i > 5:
            t = i
        try:
            x += t
            if i % 7 == 3:
                del t
        except NameError:
            x -= 1
        k = i
        x ^= get()
        del k
        if i % $z == 1:
            k = 1
        try:
            del k
            x += get()
        except NameError:
            x += 2
        k = 2
    return x
)",
    // Class bodies that get hot.
    R"(
def make$u(i):
    class T:
        a = 3
        b = a + 1
        c = len
        del a
        def m(self):
            return self.b
    return T
def q$u(n):
    x = 0
    for i in range(n):
        T = make$u(i)
        x += T.b + T().m()
    return x
)",
    // The handler's expression calls what is traced.
    R"(
def kind$u(i):
    return ValueError if i % $z else KeyError
def q$u(n):
    x = 0
    for i in range(n):
        try:
            raise ValueError(i)
        except kind$u(i):
            x += 1
        except (KeyError, ValueError) as error:
            x += len(error.args)
    return x
)",
    // Imports, keywords of natives.
    R"(
def q$u(n):
    x = 0
    for i in range(n):
        import math
        from math import floor
        x += floor(2.5) + math.floor(1.5)
        w = sorted((3, i, 2), reverse=True)
        x += max((), default=i)
        print(end='')
        w = int('7', base=8)
        w = dict(a=i)
    return x
)",
    // Globals, functions and classes change while traces run that rely on them.
    R"(
step$u = 1
def h$u(i=1):
    return i
class W$u:
    def __init__(self, i):
        self.i = i
    def __add__(self, o):
        global step$u
        if self.i == $m:
            step$u = 2
        if self.i == $m:
            h$u.__defaults__ = (self.i,)
        if self.i == $m:
            raise ValueError
        return o
    def __call__(self, o):
        return self + o
def op$u(t, w, x):
    return $o
def q$u(n):
    t = (1, 2, 3)
    x = 0
    for i in range(n):
        w = W$u(i)
        try:
            x += op$u(t, w, x)
            x += $o
        except ValueError:
            x += 1
        x += h$u(step$u)
    return x
q$u($n)
step$u = 3
h$u.__defaults__ = (7,)
)",
    R"(
def h$u(i=1):
    return i
def q$u(n):
    x = 0
    for i in range(n):
        x += h$u(i)
    return x
q$u($n)
h$u.__defaults__ = (7,)
)",
    // Globals come and go: their keys get other versions.
    R"(
def q$u(n):
    global y$u
    x = 0
    for i in range(n):
        if i % $z == 1:
            y$u = i
            x += y$u
            del y$u
        x += len('ab')
    return x
)",
    // Names with large numbers, locals far from the frame.
    R"(
class N$u:
    @property
    def zp(self):
        return 1
def q$u(n):
    o = N$u()
    x = 0
    l0 = l1 = l2 = l3 = l4 = l5 = l6 = l7 = l8 = l9 = 1
    if n < 0:
        $a
    for i in range(n):
        o.zz = i
        o.zy = o.zz
        x += o.zy + o.zp + l9 + l8
        del o.zz
    return x
)",
    // Loops that end at once, or by a break.
    R"(
def first$u(v):
    for k in v:
        return 1
    return 0
def q$u(n):
    x = 0
    d = ({1: 2}, 'ab', {}, '', {3: 4}, [1], (1,), (), [])
    for i in range(n):
        v = d[$p % 9]
        x += first$u(v)
        for k in v:
            x += 1
            break
        for k in enumerate(v):
            if x % 5:
                break
        else:
            x += 3
        x += first$u(enumerate(v))
    return x
)",
    // The same function as a method and as an attribute: other arguments, the same version.
    R"(
class P$u:
    def m(self, x=2):
        return 1
class Q$u(P$u):
    pass
class R$u(P$u):
    pass
class S$u:
    def __init__(self):
        self.m = P$u.m
def q$u(n):
    x = 0
    v = (P$u(), Q$u(), R$u(), S$u())
    for i in range(n):
        x += v[$p & 3].m(i)
    return x
)",
    // Traces that are too long end anywhere; what the next one finds is in memory.
    R"(
def q$u(n):
    x = 0
    v = $w
    for i in range(n):
        try:
$e        except Exception:
            x += 1
    return x
)",
    // Loops around a statement, whose iterators take the registers.
    R"(
class T$u:
    def __init__(self, a):
        self.a = a
def q$u(n):
    x = 0
    k = 1
    o = T$u(0)
    t = [1, 2, 3]
    def get():
        return k
    for i in range(n):
        try:
$d        except Exception:
            x += 1
    return x
)",
};
/// Loops within expressions: a trace may be left in one with words of the expression around it.
constexpr std::array in_expressions = {
    // An inner loop within an expression, until fuel runs out.
    R"(
def op$u(t, e, i):
    return $l
def q$u(n):
    t = (1, 2, 3, 4)
    e = ()
    x = 0
    i = 0
    while $r:
        i += 1
        x = $x
    return x
)",
    // The same, where the loop's instruction is generic for an item and specialized at its end.
    R"(
def op$u(t, v):
    return t[len([k for k in v])]
def q$u(n):
    t = (1, 2, 3)
    values = ($g, $g, $g, $g, $g)
    x = 0
    for i in range(n):
        v = values[$p % 5]
        x += $h
    return x
)",
};
constexpr std::array looping = {
    "t[len([k for k in ((1,) if i & 1 else e) if $c])]", "t[len([k for k in ((1,) if i % 3 == 1 else e) if $c])]",
    "(i & 1) + t[len([k for k in ((1,) if i & 1 else e) if $c])]",
    "t[len([k for k in ((1,) if i & 1 else e) if $c]) + len([k for k in ((1,) if i & 1 else e) if $c])]",
    "t[len({k: k for k in ((1,) if i & 1 else e)})]"};
constexpr std::array surrounded = {
    "assert i < 0", "assert i", "import math", "from math import pi", "k = i", "del k", "t[0:1] = [i]; del t[0]", "o.z = i; del o.z",
    "y = i; del y", "w = lambda: 1", "w = lambda y=i: y", "w = f'{i!r:>3}'", "class T: a = 1", "w = y = x", "k, y = t", "k, y = [i, 2]",
    "w = (i, n, x, y) if i & 1 else 0; y = i", "t[0] += 1", "t[x & 1] += x", "w = 0 < x < 9", "w = T$u(i)", "w = f'{i:>3}'",
    "class T: a, b = [1, 2]; c = (1, 2, 3, a)", "class T:\n                                for z in (1,): b = z; c = b; del b",
    "x += t[0]; y = x", "w = get()", "x = -x", "w = not x", "w = k", "w = y", "raise ValueError", "w = o.z", "w = t[x]", "k = t[k]"};
constexpr std::array in_memory = {
    "w = +v", "w = -v", "w = ~v", "w = not v", "if v: x = 1", "if not v: x = 1", "w = f'{v}'", "w = f'{v!r}'", "w = f'{v!s:>4}'",
    "w = f'{v:>4}'", "from math import pi", "import math", "w = v is None", "w = v is not v", "w = v and i", "w = v + v", "w = v < v",
    "w = v[0]", "w = 1 in v", "w = i + 1", "w = len(v)", "w = lambda y=v: y", "w = 1 + v"};
constexpr std::array unsteady = {
    "t[w + 1] + step$u", "step$u + t[w + 1] + h$u(1)", "t[w(1)] + h$u(x)", "x + t[w(1)] + step$u", "(w + 1) + step$u", "h$u(w + 1)",
    "t[h$u(w + 1)] + step$u"};
constexpr std::array large_ints = {
    "0", "1", "2", "7", "-1", "-65537", "255", "281474976710655", "281474976710654", "140737488355328", "-281474976710656",
    "-140737488355329", "3", "48"};
constexpr std::array large_reals = {
    "0.0", "-0.0", "1.5", "-2.5", "1e308", "float('inf')", "float('-inf')", "float('nan')", "5e-324", "0.5"};

/// Appends `lines` until a trace over them is too long.
void repeat(std::string& text, const std::string& lines) {
    for (int i = 0; i < 120; ++i) text += lines;
}

}  // namespace

std::string Generator::fill(std::string_view pattern, const std::string& unique) {
    std::string text;
    for (std::size_t at = 0; at < pattern.size(); ++at) {
        if (pattern[at] != '$') {
            text += pattern[at];
            continue;
        }
        switch (pattern[++at]) {
            case 'u': text += unique; break;
            case 'n': text += std::to_string(rounds(30)); break;
            case 'i': text += c_.pick(large_ints); break;
            case 'f': text += c_.pick(large_reals); break;
            case 'v': text += c_.pick({"None", "True", "False", "len", "int"}); break;
            case 's': text += c_.pick({"0", "1", "2", "5", "47", "48", "49"}); break;
            case 'z': text += c_.pick({"1", "2", "3", "4", "5", "7", "16", "0"}); break;
            case 'm': text += std::to_string(c_.between(14, 60)); break;
            case 'p': text += "(i // " + std::to_string(c_.pick({1, 1, 4, 11, 15, 20, 30})) + ")"; break;
            case 'o': text += fill(c_.pick(unsteady), unique); break;
            case 'r': text += c_.chance(50) ? "True" : "i < n"; break;
            case 'y': text += c_.pick({"0", "1", "-1", "2"}); break;
            case 'x': text += fill(c_.pick({"op$u(t, e, i)", "op$u(t, e, i)", "$l", "$l + op$u(t, e, i)"}), unique); break;
            case 'g': text += c_.pick({"{}", "{}", "[]", "()", "''", "{1: 2}", "{1: 2}", "[1]", "(1,)", "'a'"}); break;
            case 'h': text += fill(c_.pick({"op$u(t, v)", "t[len([k for k in v])]", "len(t) + t[len([k for k in v])]", "op$u(t, v) + op$u(t, v)"}), unique); break;
            case 'w': text += c_.pick({"None", "None", "1", "2.5", "'a'", "True", "[1]", "(1,)", "{1: 2}"}); break;
            case 'e': repeat(text, two_of(in_memory, 12)); break;
            case 'l': text += fill(c_.pick(looping), unique); break;
            case 'd':
                if (c_.chance(60)) text += fill(surround(c_.between(1, 4), 12), unique);
                else repeat(text, fill(surround(0, 12), unique));
                break;
            case 'c': text += c_.pick({"k > 5", "k", "k > 3"}); break;
            case 'a':
                for (int i = 0; i < 140; ++i) text += "o.b" + std::to_string(i) + "; ";
                text += "pass";
                break;
            default: SW_CHECK(false, "no pattern has ${}", pattern[at]);
        }
    }
    return text;
}

/// How often to write a statement. Traces that get too long end anywhere, and others begin there.
int Generator::too_long() { return c_.chance(15) ? c_.between(50, 150) : 1; }

/// Two statements, which may be the same.
std::string Generator::two_of(std::span<const char* const> statements, int indent) {
    std::string text;
    for (int i = 0; i < 2; ++i) {
        text.append(static_cast<std::size_t>(indent), ' ');
        text += statements[c_.below(static_cast<std::uint32_t>(statements.size()))];
        text += '\n';
    }
    return text;
}

/// Statements in that many loops of one iteration.
std::string Generator::surround(int loops, int indent) {
    if (loops == 0) return two_of(surrounded, indent);
    return std::string(static_cast<std::size_t>(indent), ' ') + "for l" + std::to_string(loops) + " in (1,):\n" + surround(loops - 1, indent + 4);
}

/// A loop in which one operation meets values of a group, and now and then others.
std::string Generator::meeting(const std::string& unique) {
    const Group& group = groups[c_.below(c_.chance(60) ? large_groups : std::size(groups))];
    const int kinds = c_.between(2, 4);
    std::string values;
    for (int i = 0; i < kinds; ++i) {
        const Group& from = c_.chance(95) ? group : groups[c_.below(std::size(groups))];
        values += fill(from.values[c_.below(static_cast<std::uint32_t>(from.values.size()))], unique) + ", ";
    }
    const bool inlined = c_.chance(50), fresh_values = c_.chance(25);
    const int repeated = too_long();
    std::string operations;
    const std::string indent = inlined ? "    " : "            ";
    for (int i = c_.between(1, 2); i > 0; --i) {
        const std::string operation = fill(group.operations[c_.below(static_cast<std::uint32_t>(group.operations.size()))], unique);
        for (int k = i == 1 ? repeated : 1; k > 0; --k) operations += indent + operation + "\n";
    }
    std::string text = "import math, sys\n" + fill(helpers, unique);
    if (inlined) text += "def op" + unique + "(v, i, x, t, u, r):\n" + operations + "    return x\n";
    text += "def q" + unique + "(n):\n    x = i = 0\n    t = (1, 2, 3)\n    u = [4, 5, 6]\n    r = 'abc'\n";
    if (!fresh_values) text += "    values = (" + values + ")\n";
    text += "    for i in range(n):\n";
    if (fresh_values) text += "        values = (" + values + ")\n";
    text += "        v = values[" + fill("$p", unique) + " % " + std::to_string(kinds) + "]\n        try:\n";
    text += inlined ? "            x = op" + unique + "(v, i, x, t, u, r)\n" : operations;
    text += "        except Exception:\n            x += 1\n    return x\n";
    return text;
}

void Generator::corner(Block& out) {
    const std::string unique = fresh("");
    std::string text = c_.chance(60) ? meeting(unique) : c_.chance(25) ? fill(c_.pick(in_expressions), unique) : fill(c_.pick(wholes), unique);
    text += fill("try:\n    print('q$u', q$u($n))\nexcept Exception as error:\n    print('q$u', type(error).__name__)\n", unique);
    auto parsed = syntax::parse(text);
    SW_CHECK(parsed.has_value(), "a corner is no program: {}\n{}", parsed.error().message, text);
    for (StatementPtr& statement : parsed->body) out.push_back(std::move(statement));
}

}  // namespace sidewinder::fuzz
