// SPDX-License-Identifier: MIT
// Patterns of corners.cpp, which says what is filled in: whole programs, and what goes into them.
// Only that file includes this one.
#pragma once

#include <array>

namespace sidewinder::fuzz::corners {

/// Whole programs on their own: what they do is more than one operation.
inline constexpr std::array wholes = {
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
    // Decorators of functions, methods and classes; several names imported at once.
    R"(
from math import ceil, floor
def twice$u(f):
    def inner(*args):
        return f(*args) * 2
    return inner
def marked$u(c):
    c.mark = $y
    return c
@marked$u
class D$u:
    @classmethod
    @twice$u
    def m(cls, x):
        return x + cls.mark
@twice$u
@twice$u
def f$u(x):
    return x
def q$u(n):
    x = 0
    for i in range(n):
        x += f$u(i % 3) + D$u.m(floor(i / 2)) - ceil(1.5)
        if i == $m:
            D$u.mark = i
    return x
)",
    // Patterns of all kinds.
    R"(
class M$u:
    __match_args__ = ('a', 'b')
    def __init__(self, a, b=$y):
        self.a = a
        self.b = b
def q$u(n):
    x = 0
    w = None
    for i in range(n):
        v = (i, [1, i % 3], {'a': i, 'b': 2}, M$u(i % 3), 'ab', None, 2.5, (1, 2, i), {1: 2, 3: 4}, M$u(1, 2), [[i], (i, 2)], range(2))[$p % 12]
        match v:
            case 0 | 1 | 2:
                x += 1
            case [1, (0 | 1) as k]:
                x += k
            case (1, k) | [1, 2, k]:
                w = k
            case {'a': k, **w} if k % 2:
                x += len(w)
            case {1: 2} | {3: _}:
                x += 3
            case M$u(1, 2) | M$u(a=0):
                x += 4
            case M$u(k, b=l):
                x += k + l
            case int(k):
                w = k
            case [[k], (l, _)] | (k, l):
                w = k + l
            case None | 2.5:
                x += 5
            case str() as w:
                pass
        match i % 3, x:
            case 0, k if k > $m:
                w = k
            case (1 as k), _:
                x += k
            case [*w]:
                x += len(w)
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
    // Properties made piece by piece, which change while they are used.
    R"(
class V$u:
    def __init__(self):
        self.b = 1
def g$u(self):
    return self.b
def s$u(self, x):
    self.b = x
def d$u(self):
    self.b = -1
def q$u(n):
    x = 0
    o = V$u()
    p = property(g$u)
    V$u.a = p
    for i in range(n):
        try:
            x += o.a
            o.a = i
            if i == $m:
                V$u.a = p.setter(s$u)
            if i == $m:
                V$u.a = V$u.a.deleter(d$u)
            if i == $m:
                V$u.a = p.getter(lambda self: 5)
            if i % $z == 1:
                del o.a
        except AttributeError:
            x -= 1
    return x + (p.fget is g$u)
)",
    // __init__ gives something back now and then.
    R"(
class I$u:
    def __init__(self, a, given):
        self.a = a
        return given
def q$u(n):
    x = 0
    given = (None, None, $v)
    for i in range(n):
        try:
            x += I$u(i, given[$p % 3]).a
        except TypeError:
            x -= 1
    return x
)",
    // A local that is unbound from some iteration on, or only in some.
    R"(
def q$u(n):
    x = 0
    t = 1
    for i in range(n):
        try:
            x += t
            w = t
        except NameError:
            x -= 1
            t = 2
        if $p % $z == 1:
            del t
            t = i
        if $p % 3 == 1:
            del t
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
    // Deep stacks: copies and swaps far down.
    R"(
def q$u(n):
    x = 0
    t = [1, 2, 3, 4]
    d = {}
    for i in range(n):
        x += (i, i + 1, t[slice(1, 3)], i < x < 9, [k for k in t if k & i])[i & 1]
        t[0:1] += [i]
        d[i & 1, 1:2] = t
        d[i & 1, 1:2] += (x,)
        w = 0 < (1, 2, 3, [k for k in (i, x)])[$p % 3] < 3
        t[1:] = (x & 3, i & 7)
        del d[i & 1, 1:2]
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
    // Exceptions of all kinds, caught by their bases.
    R"(
def q$u(n):
    x = 0
    for i in range(n):
        try:
            try:
                if $p % 2:
                    raise $k(i)
                raise $k
            except ($k, $k) as error:
                x += 1
                w = error.args
            except Exception:
                x += 2
        except BaseException as error:
            x += 4
            w = type(error).__name__
    return x, w
)",
    // Methods that are bound to classes, or to nothing.
    R"(
class S$u:
    k = 1
    @staticmethod
    def f(x, y=2):
        return x + y
    @classmethod
    def g(cls, x):
        return cls.k + x
    def h(self, x):
        return self.k - x
class T$u(S$u):
    k = 5
def q$u(n):
    x = 0
    v = (S$u(), T$u(), S$u, T$u)
    for i in range(n):
        o = v[$p & 3]
        try:
            x += o.f(i)
            x += o.g(i)
            if i == $m:
                S$u.f = staticmethod(lambda x: x)
            if i == $m:
                T$u.g = classmethod(lambda cls, x: -cls.k)
            x += o.h(i)
        except TypeError:
            x -= 1
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
class D$u:
    def __init__(self, i):
        self.i = i
    def __del__(self):
        global step$u
        if self.i == $m:
            step$u = 2
class W$u:
    def __init__(self, i):
        self.i = i
        self.d = [D$u(i)]
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
inline constexpr std::array in_expressions = {
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
inline constexpr std::array looping = {
    "t[len([k for k in ((1,) if i & 1 else e) if $c])]", "t[len([k for k in ((1,) if i % 3 == 1 else e) if $c])]",
    "(i & 1) + t[len([k for k in ((1,) if i & 1 else e) if $c])]",
    "t[len([k for k in ((1,) if i & 1 else e) if $c]) + len([k for k in ((1,) if i & 1 else e) if $c])]",
    "t[len({k: k for k in ((1,) if i & 1 else e)})]"};
inline constexpr std::array surrounded = {
    "assert i < 0", "assert i", "import math", "from math import pi", "k = i", "del k", "t[0:1] = [i]; del t[0]", "o.z = i; del o.z",
    "y = i; del y", "w = lambda: 1", "w = lambda y=i: y", "w = f'{i!r:>3}'", "class T: a = 1", "w = y = x", "k, y = t", "k, y = [i, 2]",
    "w = (i, n, x, y) if i & 1 else 0; y = i", "t[0] += 1", "t[x & 1] += x", "w = 0 < x < 9", "w = T$u(i)", "w = f'{i:>3}'",
    "class T: a, b = [1, 2]; c = (1, 2, 3, a)", "class T:\n                                for z in (1,): b = z; c = b; del b",
    "x += t[0]; y = x", "w = get()", "x = -x", "w = not x", "w = k", "w = y", "raise ValueError", "w = o.z", "w = t[x]", "k = t[k]"};
/// Kinds of exceptions that are not raised by anything else here; all take one argument.
inline constexpr std::array errors = {
    "ArithmeticError", "AssertionError", "AttributeError", "BaseException", "BufferError", "DeprecationWarning", "EOFError", "Exception",
    "FileNotFoundError", "FloatingPointError", "GeneratorExit", "IOError", "ImportError", "IndentationError", "IndexError", "KeyError",
    "KeyboardInterrupt", "LookupError", "MemoryError", "ModuleNotFoundError", "NameError", "NotImplementedError", "OSError", "OverflowError",
    "PermissionError", "RecursionError", "ReferenceError", "RuntimeError", "RuntimeWarning", "StopAsyncIteration", "StopIteration",
    "SyntaxError", "SystemError", "SystemExit", "TimeoutError", "TypeError", "UnboundLocalError", "UnicodeError", "UserWarning", "ValueError",
    "Warning", "ZeroDivisionError"};
inline constexpr std::array in_memory = {
    "w = +v", "w = -v", "w = ~v", "w = not v", "if v: x = 1", "if not v: x = 1", "w = f'{v}'", "w = f'{v!r}'", "w = f'{v!s:>4}'",
    "w = f'{v:>4}'", "from math import pi", "import math", "w = v is None", "w = v is not v", "w = v and i", "w = v + v", "w = v < v",
    "w = v[0]", "w = 1 in v", "w = i + 1", "w = len(v)", "w = lambda y=v: y", "w = 1 + v"};
inline constexpr std::array unsteady = {
    "t[w + 1] + step$u", "step$u + t[w + 1] + h$u(1)", "t[w(1)] + h$u(x)", "x + t[w(1)] + step$u", "(w + 1) + step$u", "h$u(w + 1)",
    "t[h$u(w + 1)] + step$u", "t[w.d.pop() and 1] + step$u"};
inline constexpr std::array large_ints = {
    "0", "1", "2", "7", "-1", "-65537", "255", "281474976710655", "281474976710654", "140737488355328", "-281474976710656",
    "-140737488355329", "3", "48"};
inline constexpr std::array large_reals = {
    "0.0", "-0.0", "1.5", "-2.5", "1e308", "float('inf')", "float('-inf')", "float('nan')", "5e-324", "0.5"};

}  // namespace sidewinder::fuzz::corners
