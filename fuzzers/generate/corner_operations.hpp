// SPDX-License-Identifier: MIT
// Patterns of corners.cpp, which says what is filled in: kinds of values, and one operation on them.
// Only that file includes this one.
#pragma once

#include <array>
#include <span>

namespace sidewinder::fuzz::corners {

/// What the operations below work on. No instance has __repr__, so none may reach output.
inline constexpr const char* helpers = R"(
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
        return k if type(k) is int else 1
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
    def __class_getitem__(cls, k):
        return k
    def __iter__(self):
        return iter((self.b, 1))
class W$u:
    def __init__(self, a=1):
        self.a = a
    def __enter__(self):
        return self.a
    def __exit__(self, kind, e, tb):
        return kind is not None and issubclass(kind, (ValueError, TypeError))
class S$u:
    def __init__(self):
        self.m = P$u.m
        self.a = 5
        self.s = 6
def g$u(n, m=3):
    got = yield n
    try:
        while m:
            m -= 1
            got = yield (got, n)
    except ValueError as e:
        yield repr(e)
    return n
def d$u(v):
    return (yield from v)
def one$u(x):
    return x
def two$u(x, y=1):
    return y
def named$u(x, reverse=False):
    return x
)";

/// Classes derived from builtin ones: as they are, and with methods of their own.
inline constexpr const char* derived_helpers = R"(
class I$u(int):
    a = 4
class J$u(I$u):
    def __add__(self, other):
        return J$u(int(self) & 7)
    def __bool__(self):
        return False
    def __eq__(self, other):
        return NotImplemented
    __hash__ = int.__hash__
class F$u(float):
    pass
class T$u(str):
    def __str__(self):
        return 'told'
class L$u(list):
    def last(self):
        return self[-1]
class K$u(L$u):
    def __getitem__(self, k):
        return super().__getitem__(k) if type(k) is int and k else 1
    def __len__(self):
        return 1
    def __iter__(self):
        return iter((1, 2))
class U$u(tuple):
    def __new__(cls, *args):
        return super().__new__(cls, args)
class M$u(dict):
    def __init__(self, **more):
        super().__init__(more)
class N$u(M$u):
    def __missing__(self, k):
        return k
    def __setitem__(self, k, v):
        super().__setitem__(0, v)
class Y$u(set):
    pass
class Z$u(frozenset):
    pass
)";

/// Metaclasses, and classes that they make.
inline constexpr const char* metaclass_helpers = R"(
class H$u(type):
    tag = 2
    def __len__(cls):
        return cls.tag & 3
    def __add__(cls, other):
        return cls.tag
    def __iter__(cls):
        return iter((cls.tag, 1))
    def __getitem__(cls, k):
        return k
    def __eq__(cls, other):
        return cls is other or other == 1
    def __hash__(cls):
        return 3
    @property
    def doubled(cls):
        return cls.tag
    @doubled.setter
    def doubled(cls, x):
        cls.tag = x
    def m(cls, x=1):
        return x
class G$u(H$u):
    def __new__(mcs, name, bases, space, **more):
        made = super().__new__(mcs, name, bases, space)
        made.more = len(more)
        return made
    def __call__(cls, *args):
        return super().__call__(*args[0:1])
    def __instancecheck__(cls, x):
        return x == 1
    def __subclasscheck__(cls, c):
        return c is int
    def __getattr__(cls, name):
        return 3
    @classmethod
    def __prepare__(mcs, name, bases, **more):
        return dict(prepared=4)
class A$u(metaclass=H$u):
    def __init__(self, a=1):
        self.a = a
class B$u(A$u, metaclass=G$u, k=1):
    s = 4
)";

/// Values that suit the operations of the same group.
struct Group {
    std::span<const char* const> values, operations;
    const char* more = "";  ///< what they need besides the helpers
};

inline constexpr std::array numbers = {"$i", "$i", "$f", "$f", "1", "2.5", "True", "10**20", "0", "0.0", "None"};
inline constexpr std::array number_operations = {
    "w = v + v", "w = v - v", "w = v * v", "w = v // $z", "w = v % $z", "w = v / $z", "w = v / ($z + 0.0)", "w = 7 // v", "w = 7 % v",
    "w = 2.5 / v", "w = v & 6", "w = 5 | v", "w = v ^ v", "w = v << 1", "w = v << $s", "w = v >> $s", "w = -v", "w = ~v", "w = +v",
    "w = v < v", "w = v == 1", "w = 1.5 < v", "w = v + 1", "w = 1 + v", "w = v + 0.5", "w = 2.5 * v", "w = 2.5 - v", "w = v * 1.5 + v",
    "w = v - 2.5 * v", "w = v // 4294967296", "w = v % 1099511627776", "w = v // 8", "w = v // -1", "w = v // 1", "w = v % 1", "w = t[v]",
    "w = t[v - v]", "w = x + t[v & 1]", "if v: x += 1", "if v < 5: x += 1", "if not v >= 2: x += 1", "w = v + v if v != 3 else t[v]",
    "w = abs(v)", "w = int(v)", "w = u[v]", "w = f'{v:>4}'", "w = f'{v!r}'", "w = r[v]"};

inline constexpr std::array containers = {
    "[1, 2, 3]", "[]", "[i]", "(1, 2)", "(3,)", "()", "(1, 2, 3)", "'ab'", "''", "'xyz'", "{0: 1, 1: 2, -1: 3}", "{}", "range(3)",
    "range(0)", "range(1)", "Q$u(2)", "R$u(1)", "[0, 1]", "(i, 2)", "None"};
inline constexpr std::array container_operations = {
    "w = v[0]", "w = v[-1]", "w = v[i % 4]", "w = v[i % 2]", "v[0] = i", "v[i % 3] = x", "w = 1 in v", "x += len(v)", "for k in v: x += 1",
    "for k in v: break", "for k in enumerate(v): break", "a, b = v", "a, *b = v", "w = v[0:1]", "w = v[slice(0, 2)]", "w = v[i % 2:]", "v[0:1] = (i,)",
    "v[0:1] += [i]", "w = [k for k in v]", "w = [k for k in v if k]", "w = {k: 1 for k in v}", "w = t[1 if v else 0]", "w = x + t[len(v)]",
    "w = t[v[0]]", "w = x + t[v[i % 2]]", "w = t[len([k for k in v])]", "w = v + v", "w = v * 2", "w = v == v", "w = v < v", "if v: x += 1",
    "x += 1 if not v else 2", "w = v[i % 3] + v[0]", "w = v.append(i)", "v.append(i)", "w = str(v[0:1])", "w = t[one$u(v)[0]]", "del v[0]",
    "v[0] += 1", "w = v[::2]", "w = v[slice(0, i % 3)]", "v[0:1] += (i,)", "w = sorted(v)", "w = tuple(v)", "w = v[i % 2] * 2 if v else 1", "w = t[0 if isinstance(v, list) else 1]",
    "w = x + t[1 if i in v else 0]", "w = t[0 if callable(v) else 1]", "w = x + t[0 if R$u(1)(v) else 1]", "k, w = v", "w = (i, x, t, k)",
    "k = w = v", "w = len(v) is None", "w = [*v]", "w = [i, *v, x]", "w = (*v, i)", "w = t[len([*v]) % 3]", "w = one$u(*v)", "w = two$u(*v)", "for k in map(one$u, v): x += 1", "w = list(map(two$u, v, t))",
    "w = list(map(len, v))", "w = list(filter(None, v))", "for k in filter(lambda k: k == 1, v): x += 1", "w = next(map(one$u, v), x)", "w = list(iter(lambda: i, i))", "w = iter([1, 2, x].pop, 1)",
    "w = sorted(locals())", "w = locals().get('x')", "w = locals()['v'] is v", "w = 'q$u' in globals()", "globals()['g$u'] = g$u"};

inline constexpr std::array truths = {
    "None", "None", "True", "False", "0", "7", "''", "'a'", "[]", "[1]", "()", "0.0", "P$u(1)", "Q$u(1)", "Q$u(2)", "R$u()", "$i", "{}",
    "{1: 2}", "two$u"};
inline constexpr std::array truth_operations = {
    "if v: x += 1", "if not v: x += 1", "x += 1 if v else 2", "if v is None: x += 1", "if v is not None: x += 3", "w = v and 1",
    "w = v or 2", "w = not v", "w = t[1 if v else 0]", "w = x + t[1 if v is None else 0]", "while v: break", "w = v is None or v is True",
    "w = v == None", "v = None", "w = v", "assert v", "w = isinstance(v, int)", "w = type(v) is int", "w = str(v)[0:0]"};

inline constexpr std::array objects = {"P$u(1)", "P$u(2)", "Q$u(3)", "R$u(4)", "S$u()", "P$u", "Q$u", "P$u(i)", "[1]", "2", "None"};
inline constexpr std::array object_operations = {
    "w = v.a", "v.a = i", "v.a += 1", "w = v.s", "w = v.m(i)", "w = v.m()", "m = v.m; w = m(i)", "w = v.m(v.a)", "v.z = i; del v.z",
    "v.q$u = i", "w = v.q$u", "w = v.append(i)", "w = v.a + v.a", "w = x + t[v.a]", "w = t[v.a & 1]", "w = v.s + v.s", "w = P$u.s",
    "w = P$u.m(v)", "m = v.append; m(i)", "w = v.m", "w = v.a < 3", "w = x + v.m(t[0])", "w = t[v.m(i)]", "P$u.s = i", "del v.b",
    "w = P$u(i)", "w = R$u[i]", "w = v[i]", "w = v.__dict__", "v.__dict__['a'] = i", "v.__dict__['m'] = one$u", "v.__dict__.pop('m', 0)", "vars(v)['z'] = i",
    "w = vars(v)", "v.__dict__.update(b=i)", "del v.__dict__['a']", "v.__dict__ = {'a': i, 's': x}", "if i == 40: w = v.__dict__", "w = len(dir(v)) > 0", "w = type(v).__dict__.get('s')", "w = 's' in P$u.__dict__", "w = ascii(v) if i & 1 else ..."};

inline constexpr std::array callables = {
    "one$u", "two$u", "lambda x, y=2: y", "len", "str", "type", "abs", "int", "P$u", "R$u()", "P$u(1).m", "Q$u(2).m", "isinstance", "min",
    "[].append", "list", "ValueError", "named$u", "sorted", "tuple", "None", "repr", "R$u", "max", "lambda: 1"};
inline constexpr std::array callable_operations = {
    "w = v(i)", "w = v(t)", "w = v(i, int)", "w = v(i, 3)", "w = v(1, 2, 3)", "w = v()", "w = v(t, reverse=True)", "w = v(i, key=None)",
    "w = v(x=i)", "w = v(t, key=None, reverse=True)", "w = v(x=i, y=2)", "w = t[v(0)]", "w = x + t[v(1)]", "w = v(v(t))", "w = v(one$u(i))", "w = one$u(v)(i)", "w = callable(v)", "w = v(*t)", "w = v(*t[0:1])", "w = v(i, *t[0:1])",
    "w = v(**{'x': i})", "w = v(*t[0:1], **{})", "w = x + t[len(v(*u[0:1], **{}))]"};

// Only read: another program may run in the same CPython.
inline constexpr std::array modules = {"math", "sys", "math", "R$u()"};
inline constexpr std::array module_operations = {
    "w = v.pi", "w = v.maxsize", "w = v.floor(2.5)", "w = t[v.floor(1.5)]", "w = x + t[v.floor(1.5)]", "w = v.pi + v.pi"};

// Few kinds and few operations, for guards that the large groups above seldom fail.
inline constexpr std::array divisors = {"1.5", "2.5", "0.0", "-0.0", "3", "7", "0", "-1", "-281474976710656"};
inline constexpr std::array divisions = {
    "w = 2.5 / v", "w = (x + 0.5) / v", "w = 7 // v", "w = -281474976710656 // v", "w = 7 % v", "w = x % v", "w = v // -1"};
inline constexpr std::array indices = {"0", "1", "5", "-1", "-9", "True", "2.5"};
inline constexpr std::array index_operations = {"w = r[v]", "w = t[v]", "w = u[v]", "u[v] = i", "w = r[v] + r"};
inline constexpr std::array dicts = {"{0: 1}", "{}", "{0: 2, 'a': 1}", "[1]", "(1, 2)", "'ab'"};
inline constexpr std::array dict_operations = {"w = 1 in v", "w = v[0]", "v[0] = i", "if 0 in v: x += 1", "w = x + t[v[0]]", "v[i] = x"};
inline constexpr std::array pairs = {"(1, 2)", "(i, 2)", "[1, 2]", "(1, 2, 3)", "{1: 2, 3: 4}"};
inline constexpr std::array pair_operations = {"a, b = v", "a, b = v; x += a", "for k, l in (v, v): x += 1"};
inline constexpr std::array iterables = {"range(3)", "range(1)", "range(0)", "[1]", "[]", "(1, 2)", "()", "{1: 2}", "R$u(1)"};
inline constexpr std::array iterations = {
    "for k in v: x += 1", "for k in v: break", "w = [k for k in v]", "w = {k: k for k in v}", "w = t[len([k for k in v])]"};
inline constexpr std::array nones = {"None", "1", "'a'", "[]"};
inline constexpr std::array none_operations = {
    "if v is None: x += 1", "if v is not None: x += 1", "x += 1 if v is None else 2", "w = t[0 if v is not None else 1]", "if v: x += 1"};
inline constexpr std::array methods = {"P$u(1).m", "P$u(2).append", "Q$u(2).m", "one$u", "two$u", "abs"};
inline constexpr std::array method_operations = {"w = v(i)", "w = v(1)", "w = x + (v(i) or 1)"};
inline constexpr std::array natives = {"str", "type", "one$u", "len", "repr", "list", "abs", "int", "R$u()"};
inline constexpr std::array native_operations = {"w = v(t)", "w = v(i)", "w = v('7')", "w = v(*t[0:1])", "w = x + (v(*t[0:1]) is None)"};
inline constexpr std::array natives_of_two = {"isinstance", "two$u", "min", "R$u()", "int"};
inline constexpr std::array native_of_two_operations = {"w = v(i, int)", "w = v(i, 3)"};
inline constexpr std::array with_keywords = {"sorted", "named$u", "R$u()", "lambda t, reverse=0, key=0: t"};
inline constexpr std::array keyword_operations = {"w = v(t, reverse=True)", "w = v(t, key=None)", "w = v(t, **{'reverse': True})", "w = v(*(t,), **{'key': None})"};
inline constexpr std::array appendable = {"[1]", "P$u(1)", "R$u(1)", "Q$u(1)", "[]"};
inline constexpr std::array appends = {"v.append(i)", "w = v.append(i)", "w = v.append(-1)"};

// Builtin functions and methods of builtin types: all that the VM has are here.
inline constexpr std::array strings = {"'abc'", "''", "'a,b,,c'", "'  x '", "'007'", "'A1 b'", "'ab\\ncd\\n'", "'\\xdf\\xe9'", "'%'", "'-5'", "'x' * 9"};
inline constexpr std::array string_operations = {
    "w = v.upper()", "w = v.lower()", "w = v.capitalize()", "w = v.title()", "w = v.swapcase()", "w = v.strip()", "w = v.lstrip(' a')",
    "w = v.rstrip('\\n')", "w = v.split()", "w = v.split(',', i % 3)", "w = v.rsplit(',', maxsplit=1)", "w = v.splitlines()",
    "w = v.splitlines(keepends=True)", "w = v.partition(',')", "w = v.rpartition('b')", "w = v.center(i % 9, '*')", "w = v.ljust(6)",
    "w = v.rjust(i % 7, '0')", "w = v.zfill(i % 7)", "w = v.find('b')", "w = v.rfind('b', 0, i % 4)", "w = v.index('a')", "w = v.rindex('c', 1)",
    "w = v.count('')", "w = v.count('a', i % 3)", "w = v.startswith('a')", "w = v.startswith(('x', 'a'), 1)", "w = v.endswith('c', 0, i % 5)",
    "w = v.replace('a', 'zz')", "w = v.replace('', '-', 2)", "w = v.isdigit()", "w = v.isalpha()", "w = v.isalnum()", "w = v.isspace()",
    "w = v.isprintable()", "w = v.isupper()", "w = v.islower()", "w = '{} {!r}'.format(v, i)", "w = v.join([r, 'x'])", "w = ', '.join((v, v))",
    "w = int(v)", "w = float(v)", "w = ord(v)", "w = v[::-1]", "w = list(reversed(v))", "w = v % ()", "w = '%s %5.2f %d' % (v, i / 3, i)",
    "w = f'{v:>6}|{v:.2}'", "w = '{a} {0:x}'.format(i, a=v)", "w = repr(v)", "w = v < r", "w = sorted(v)", "w = max(v)", "w = format(v, '^5')"};
inline constexpr std::array lists = {"[3, 1, 2]", "[]", "[1]", "[i, i, 2]", "[2.5, True, 1]", "['b', 'a']", "[[1], [0]]", "(3, 1, 3)", "[None, 1]"};
inline constexpr std::array list_operations = {
    "w = list(v); w.extend(t)", "w = list(v); w.extend('ab')", "w = list(v); w.insert(i % 3 - 1, x)", "w = list(v).pop()", "w = list(v); w.pop(i % 3)",
    "w = list(v); w.remove(1)", "w = v.index(1)", "w = v.index(2, 1, 3)", "w = v.count(3)", "w = list(v); w.reverse()", "w = list(v); w.clear()",
    "w = v.copy()", "w = list(v); w.sort()", "w = list(v); w.sort(key=lambda e: -e, reverse=True)", "w = sorted(v, reverse=i & 1, key=str)",
    "w = sum(v)", "w = sum(v, start=i)", "w = min(v)", "w = max(v, key=repr)", "w = min(v, default=i)", "w = any(v)", "w = all(v)",
    "w = list(reversed(v))", "w = list(zip(v, t))", "w = list(enumerate(v, 1))", "w = next(iter(v), i)", "w = next(iter(v))", "w = tuple(v)",
    "w = dict(zip(v, v))", "w = isinstance(v, (list, str))", "w = repr(v)", "w = [k for k in v for l in (i, k)]", "w = v == sorted(v)",
    "w = hash(tuple(v)) if v and v[0] != 'b' else 0", "w = {k: l for k in v for l in t}", "w = [k for k in v if k if i]"};
inline constexpr std::array maps = {"{1: 2}", "{}", "{0: 'a', 1: 'b'}", "{'a': 1}", "{2.5: None, True: 3}"};
inline constexpr std::array map_operations = {
    "w = v.get(1)", "w = v.get(i % 3, x)", "w = list(v.keys())", "w = list(v.values())", "w = list(v.items())", "w = dict(v).pop(1)",
    "w = v.copy(); w.pop(9, None)", "w = dict(v).popitem()", "w = dict(v); w.setdefault(i % 3, x)", "w = dict(v); w.update({i: 1})",
    "w = dict(v); w.update(a=i, b=x)", "w = v.copy(); w.clear()", "w = sorted(v)", "w = 1 in v.keys()", "w = len(v.items())",
    "for k, l in v.items(): x += 1", "w = list(reversed(v))", "w = repr(v)", "w = v == dict(v)", "w = dict(v, b=i)", "w = sum(v.values())",
    "w = {**v}", "w = {'z': i, **v, 1: x}", "w = dict(**v)", "w = dict(a=i, **v)", "w = dict(**v, **{'b': x})", "w = two$u(i, **v)"};
inline constexpr std::array sets = {"{1, 2}", "{i, 3, 'a'}", "set()", "frozenset((1, 2, i))", "frozenset()", "{2.5, None, (1, 2)}", "[1, 2]", "{0, 8, 16, i * 8}"};
inline constexpr std::array set_operations = {
    "w = 1 in v", "w = len(v)", "w = v | {i}", "w = v & {1, i}", "w = v - {1}", "w = v ^ {1, 9}", "w = v == {1, 2}", "w = v < {1, 2, 3}", "w = v >= {1}",
    "w = set(v); w.add(i)", "w = set(v); w.discard(1)", "w = set(v); w.remove(i)", "w = set(v); w.pop()", "w = set(v); w.clear()", "w = set(v); w.update(t, r)",
    "w = set(v); w |= {i}", "w = set(v); w &= {1, 2}", "w = set(v); w -= {1}", "w = set(v); w ^= {2, i}", "w = set(v); w.difference_update(t)",
    "w = set(v); w.intersection_update(t)", "w = set(v); w.symmetric_difference_update(t)", "w = v.union(t)", "w = v.union(t, r)", "w = v.intersection(t)",
    "w = v.difference(t, r)", "w = v.symmetric_difference(t)", "w = v.issubset(t)", "w = v.issuperset(t)", "w = v.isdisjoint(t)", "w = v.copy()",
    "w = frozenset(v)", "w = hash(frozenset(v))", "w = {frozenset(v): i}", "w = {k for k in v}", "w = {*v, i}", "w = sorted(v, key=str)", "for k in v: x += 1",
    "w = [k for k in v if k in {1, 2, 'a'}]", "if i not in v: x += 1", "w = repr(v)", "w = list(v)", "w = tuple(v)[0:1]", "w = set(); w.add(v)", "w = {v}"};
inline constexpr std::array scalars = {"$i", "$f", "3", "-7", "2.5", "-0.5", "True", "10**20", "255", "'9'", "1e22", "None"};
inline constexpr std::array scalar_operations = {
    "w = abs(v)", "w = divmod(v, $z)", "w = divmod(7, v)", "w = pow(v, 2)", "w = pow(3, i % 9, mod=7)", "w = pow(base=v, exp=$y)", "w = round(v)",
    "w = round(v, 1)", "w = round(v, ndigits=-1)", "w = bin(v)", "w = oct(v)", "w = hex(v)", "w = chr(v)", "w = format(v)", "w = format(v, '.3')",
    "w = format(i, '08x')", "w = hash(v)", "w = v.bit_length()", "w = v.bit_count()", "w = float(v).is_integer()", "w = int(v)", "w = float(v)", "w = bool(v)",
    "w = min(v, 1)", "w = max(1, v, i)", "w = repr(v)", "w = str(v)", "w = v ** 2", "w = 2 ** v", "w = v.real", "w = callable(v)",
    "w = math.sqrt(v)", "w = math.floor(v)", "w = math.ceil(v)", "w = math.trunc(v)", "w = math.isnan(v)", "w = math.isinf(v)", "w = math.isfinite(v)",
    "w = math.gcd(v, 12)", "w = math.lcm(v, 4)", "w = math.factorial(v)", "w = math.isqrt(v)", "w = math.copysign(v, -1.0)", "w = math.fabs(v)",
    "w = math.fmod(v, 2.5)", "w = round(math.pow(v, 1.5), 3)", "w = round(math.exp(v), 3)", "w = round(math.log(v), 3)", "w = round(math.log(v, 3), 3)",
    "w = round(math.log2(v), 3)", "w = round(math.log10(v), 3)", "w = round(math.sin(v), 3)", "w = round(math.cos(v), 3)", "w = round(math.tan(v), 3)",
    "w = round(math.asin(v), 3)", "w = round(math.acos(v), 3)", "w = round(math.atan(v), 3)", "w = round(math.atan2(v, 2), 3)",
    "w = round(math.hypot(v, 3), 3)", "w = round(math.degrees(v), 3)", "w = round(math.radians(v), 3)", "w = math.tau + math.e + math.pi", "w = sys.maxsize", "w = sys.intern(r)", "w = math.inf",
    "w = math.nan", "w = range(i // 2)", "w = list(range(3, i, 2))[0:2]", "w = v.numerator"};
inline constexpr std::array any_objects = {"P$u(1)", "R$u(2)", "Q$u", "1", "'a'", "len", "None", "[1]", "ValueError(1)", "ValueError", "(1, 'b')"};
inline constexpr std::array any_operations = {
    "w = getattr(v, 'a')", "w = getattr(v, 'a', 7)", "w = getattr(v, 'zz', i)", "w = hasattr(v, 'b')", "setattr(v, 'a', i)", "delattr(v, 'a')",
    "setattr(v, 'y' + str(i % 3), i); w = v.y1", "w = issubclass(v, P$u)", "w = issubclass(type(v), object)", "w = isinstance(v, (P$u, int, Exception))",
    "w = callable(v)", "w = type(v).__name__", "w = v.args if isinstance(v, Exception) else 0", "w = object.__eq__(v, v)", "w = v.__class__ is type(v)", "w = bool(v)",
    "w = v is Ellipsis", "w = 'sys' in sys.modules", "w = v.with_traceback(None)", "w = v.with_traceback(v.__traceback__)", "object.__setattr__(v, 'a', i); w = v.a", "w = object.__getattribute__(v, 'a')", "object.__delattr__(v, 'a')",
    "w = len(object.__str__(t)) > 0", "w = len(object.__repr__(v)) > 0", "ValueError.__init__(v, i)", "print(v is w, end=';', sep='')",
    "print(i, end='', file=v)", "w = sys.stdout.write('')", "sys.stdout.flush()", "w = sys.stdout is sys.__stdout__", "w = sys.stderr is sys.__stderr__", "print(i, file=sys.stderr)", "print('', end='', file=None, flush=True)"};

inline constexpr std::array slotted = {
    "$i", "2.5", "True", "'ab'", "[1, 2]", "(1, i)", "{1: 2}", "{1, 2}", "frozenset((1, i))", "I$u(i)", "J$u(3)", "F$u(1.5)", "T$u('x')", "L$u(t)", "U$u(1, 2)", "M$u(a=1)", "Y$u(t)", "Z$u(t)"};
inline constexpr std::array slots = {
    "w = v.__divmod__(3)", "w = v.__rdivmod__(7)", "w = v.__round__()", "w = v.__trunc__()", "w = v.__floor__()", "w = v.__ceil__()",
    "w = v.conjugate()", "w = v.is_integer()", "w = v.as_integer_ratio()", "w = v.__reversed__()", "w = iter(v).__next__()",
    "w = iter(v).__iter__()", "w = v.istitle()", "w = v.isascii()", "w = v.removeprefix('a')", "w = v.removesuffix(r)", "w = v.expandtabs()",
    "w = v.expandtabs(tabsize=i)", "w = v.translate({97: 'x', 98: None})", "w = r.translate(v)", "w = str.maketrans(r, r)",
    "w = str.maketrans({'a': i})", "w = str.maketrans('a', 'b', 'c')", "w = dict.fromkeys(v)", "w = dict.fromkeys(v, i)", "w = M$u.fromkeys(t)",
    "w = range(9).count(v)", "w = range(9).index(v)", "w = range(i).__contains__(v)", "w = slice(v).indices(9)", "w = slice(1, None, -1).indices(i)",
    "w = {1: 2}.keys() & v", "w = {1: i}.keys() | v", "w = v - {1: 2}.items()", "w = {1: 2}.items() ^ {1}", "w = {1: 2}.keys().isdisjoint(v)",
    "w = ValueError(v).add_note('a')", "w = len(str(object.__hash__(v))) > 0", "w = object.__ne__(v, v)", "w = object.__lt__(v, i)",
    "w = object.__le__(v, i)", "w = object.__gt__(v, i)", "w = object.__ge__(v, i)", "w = object.__format__(v, '')",
    "w = v.__lt__(v)", "w = v.__le__(i)", "w = v.__eq__(1)", "w = v.__ne__(v)", "w = v.__gt__(i)", "w = v.__ge__(1)", "w = v.__add__(v)",
    "w = v.__radd__(i)", "w = v.__sub__(1)", "w = v.__rsub__(v)", "w = v.__mul__(2)", "w = v.__rmul__(2)", "w = v.__truediv__(v)",
    "w = v.__rtruediv__(i)", "w = v.__floordiv__(1)", "w = v.__rfloordiv__(v)", "w = v.__mod__(i)", "w = v.__rmod__(1)", "w = v.__pow__(1)",
    "w = v.__rpow__(1)", "w = v.__and__(1)", "w = v.__rand__(v)", "w = v.__or__(i)", "w = v.__ror__(1)", "w = v.__xor__(v)", "w = v.__rxor__(i)",
    "w = v.__lshift__(1)", "w = v.__rlshift__(1)", "w = v.__rshift__(i)", "w = v.__rrshift__(1)", "w = v.__getitem__(v)", "w = v.__contains__(i)",
    "w = v.__delitem__(1)", "w = v.__iadd__(())", "w = v.__imul__(1)", "w = v.__ior__(1)", "w = v.__iand__(v)", "w = v.__isub__(i)",
    "w = v.__ixor__(1)", "w = v.__neg__()", "w = v.__pos__()", "w = v.__abs__()", "w = v.__bool__()", "w = v.__int__()", "w = v.__float__()",
    "w = v.__hash__()", "w = v.__repr__()", "w = v.__invert__()", "w = v.__index__()", "w = v.__str__()", "w = v.__len__()", "w = v.__iter__()",
    "w = v.__format__('')", "v.__setitem__(0, i)", "v.__init__(t)", "v.__init__()", "w = v.__new__(type(v), i)", "w = type(v).__new__(type(v))"};
inline constexpr std::array derived = {
    "I$u(i)", "I$u(2)", "J$u(3)", "J$u(i)", "F$u(1.5)", "F$u($f)", "I$u($i)", "T$u('x')", "T$u(i)", "L$u(t)", "L$u()", "K$u(t)", "K$u()", "U$u(1, 2)", "U$u()", "M$u(a=1)", "N$u(a=1)", "Y$u(t)", "Z$u(t)",
    "7", "'a'", "[1, 2]", "(1, 2)", "{1: 2}", "{1}"};
inline constexpr std::array derived_operations = {
    "w = v + v", "w = v - 1", "w = 2 * v", "w = v * 2", "w = v / 2", "w = v // 3", "w = v % 4", "w = v ** 2", "w = -v", "w = abs(v)", "w = 7 - v",
    "w = v & 6", "w = v | v", "w = v ^ v", "w = v << 1", "w = v == v", "w = v < v", "w = v == 1", "w = 1 < v", "w = [1] + v", "w = v + [1]",
    "w = v[0]", "w = v[-1]", "w = v[0:1]", "w = v[i]", "w = len(v)", "w = 1 in v", "w = i in v", "w = t[v]", "w = u[v]", "w = repr(v)", "w = str(v)",
    "w = hash(v)", "w = f'{v} {v!r:>9}'", "w = f'{v:5}'", "w = '%s %r' % (v, v)", "w = int(v)", "w = float(v)", "w = list(v)", "w = tuple(v)",
    "w = set(v)", "w = dict(v)", "w = sorted(v)", "w = {v: 1}", "w = [*v]", "w = {**v}", "w = isinstance(v, (int, list))", "w = v is v",
    "w = round(v)", "w = divmod(v, 3)", "w = v.upper()", "w = v.real", "w = v.pop()", "w = v.get(i)", "w = v.copy()", "w = r + v", "w = r.join([v])",
    "w = v.a", "w = x + t[len(v)]", "w = x + t[v]", "w = t[v] + x", "w = type(v)(v)", "w = bool(v)", "w = v.bit_length()", "w = min(v, 1)",
    "w = sum(v)", "w = range(v)", "w = one$u(v) + 1", "w = v.index(1)", "w = v.count(1)", "w = v | {i: 1}", "w = v | {i}", "w = v & {1}", "v += ()",
    "v += 1", "v += [i]", "v *= 1", "v |= {i}", "v |= {i: 1}", "v &= {1}", "v -= {1}", "v ^= {3}", "v[0] = i", "v[i] = x", "del v[0]", "v.append(i)",
    "v.add(i)", "v.update(v)", "v.extend(t)", "v.sort()", "v.clear()", "v.a = i", "for k in v: x += 1", "a, b = v", "if v: x += 1",
    "if not v: x += 1", "if v == 1: x += 1", "x += len(v)", "w = t[1 if v else 0]", "w = x + t[1 if 1 in v else 0]", "w = two$u(*v)",
    "w = two$u(**v)", "v.__class__ = L$u", "L$u.__len__ = lambda self: 3 if i & 1 else 0", "if i == 9: I$u.__add__ = lambda self, other: 5",
    "if i == 20: M$u.__missing__ = lambda self, k: k"};

inline constexpr std::array classes_of_classes = {"A$u", "B$u", "A$u", "B$u", "P$u", "int", "H$u", "A$u(2)", "B$u(i)", "B$u()", "1"};
inline constexpr std::array class_operations = {
    "w = v(i)", "w = v()", "w = v(i).a", "w = len(v)", "w = v + i", "w = v[i]", "for k in v: x += 1", "w = 1 in v", "w = v == 1", "w = v != i", "w = 1 == v", "w = {v: 1}",
    "if v: x += 1", "w = v.tag", "v.tag = i", "w = v.doubled", "v.doubled = i", "w = v.m(i)", "w = v.m", "w = v.s", "w = v.more", "w = v.zz", "v.a = i", "w = v.a", "del v.a",
    "w = isinstance(i, v)", "w = isinstance(v, type)", "w = issubclass(int, v)", "w = isinstance(v, (A$u, H$u))", "w = type(v) is H$u", "w = repr(v)", "w = hash(v)",
    "H$u.shared = i", "w = v.shared", "H$u.tag = i", "if i == 9: H$u.__call__ = lambda cls, k=1: k", "if i == 25: del H$u.__call__", "if i == 12: H$u.__bool__ = lambda cls: cls.tag > 5",
    "w = type.__call__(v, i)", "w = type.__call__(A$u)", "w = type.__instancecheck__(v, i)", "w = type.__subclasscheck__(v, A$u)", "w = v.mro()", "w = len(type.__subclasses__(v))",
    "w = type(v).__prepare__('a', ())", "w = H$u('A', (v,), {'k': i})", "w = type('A', (v,), {})", "w = type.__new__(H$u, 'A', (), {})", "type.__init__(v, i)", "w = type.__getattribute__(v, 'tag')",
    "type.__setattr__(v, 'tag', i)", "type.__delattr__(v, 'tag')", "w = [*v]", "a, b = v", "w = x + t[len(v)]", "w = t[v[1]]", "w = x + v.m(t[1])", "w = x + t[v(1).a]"};

inline constexpr const char* itertools_import = "import itertools\n";
inline constexpr std::array sources = {"range(i % 9)", "(1, 2, 3)", "'abab'", "[i, 1, 1]", "{1: 2, 3: 4}", "iter(t)", "(k for k in u)", "R$u(1)", "g$u(2)", "map(one$u, t)", "1"};
inline constexpr std::array chained = {
    "for k in itertools.chain(v, t): x += 1", "for k in itertools.islice(v, 2): x += 1", "w = list(itertools.islice(itertools.cycle(v), 5))", "for k in itertools.islice(itertools.count(i), 3): x += k",
    "w = list(itertools.accumulate(v))", "w = list(itertools.accumulate(t, max, initial=x))", "for k, w in itertools.pairwise(v): x += 1", "w = list(itertools.batched(v, 2))", "w = list(itertools.combinations(v, 2))",
    "w = list(itertools.permutations(v, 2))", "for k in itertools.product(v, t): x += 1", "w = list(itertools.zip_longest(v, t, fillvalue=i))", "for k, w in itertools.groupby(v): x += len(list(w))",
    "w = list(itertools.takewhile(lambda k: k != 3, v))", "w = list(itertools.dropwhile(lambda k: k != 3, v))", "w = list(itertools.filterfalse(None, v))", "w = list(itertools.starmap(two$u, zip(v, t)))",
    "w = list(itertools.compress(v, (1, 0, 1)))", "w = [list(k) for k in itertools.tee(v)]", "for k in itertools.repeat(i, 3): x += k", "w = list(itertools.chain.from_iterable((v, t)))",
    "w = list(itertools.combinations_with_replacement(v, 2))", "w = next(itertools.chain(v), 0)", "w = itertools.islice(v, 1, None, 2); next(w, 0); w.close()"};

inline constexpr const char* library_imports = "import bisect, collections, functools, heapq, operator, random\nrandom.seed(7)\n";
inline constexpr std::array library_values = {"[3, 1, 2]", "[i, 2, 5]", "[1, 2.5, 4]", "(1, 2, 3)", "'abc'", "[]", "{1: 2}", "P$u(1)", "collections.deque(t)", "collections.Counter(r)", "collections.defaultdict(int)", "collections.OrderedDict(a=1)", "collections.namedtuple('N', 'a b')(1, i)"};
inline constexpr std::array library_operations = {
    "w = bisect.bisect(v, i)", "w = bisect.bisect_left(v, 2)", "bisect.insort(v, i)", "heapq.heappush(v, i)", "w = heapq.heappop(v)", "heapq.heapify(v)", "w = heapq.heapreplace(v, i)",
    "w = list(heapq.merge(v, t))", "w = heapq.nsmallest(2, v)", "w = operator.add(v, v)", "w = operator.itemgetter(0)(v)", "w = operator.attrgetter('a')(v)", "w = operator.methodcaller('count', 1)(v)",
    "w = operator.contains(v, i)", "w = random.random()", "w = random.randrange(9)", "w = random.getrandbits(40)", "random.shuffle(v)", "w = random.sample(t, 2)", "w = random.gauss()", "w = random.choice(v)", "v.append(i); w = v.popleft()",
    "v.appendleft(i); w = v.pop()", "v.rotate(i)", "w = v.most_common(1)", "v.update(r)", "w = v[i]", "v[1] += 1", "v.move_to_end('a')", "w = v._replace(a=i)", "w = v.a + v.b", "a, b = v", "w = v == v", "for k in v: x += 1", "w = v + v",
    "w = functools.reduce(max, v)", "w = functools.partial(two$u, i)()", "w = functools.lru_cache(one$u)(i)", "w = sorted(v, key=functools.cmp_to_key(lambda a, b: b - a))"};

inline constexpr std::array suspended = {"g$u(i)", "g$u(2)", "(k for k in t)", "d$u(t)", "d$u(g$u(1))", "iter(t)", "R$u(1)", "[1, 2]", "range(3)", "W$u(i)", "W$u"};
inline constexpr std::array suspensions = {
    "w = next(v, i)", "w = next(v)", "w = v.send(i)", "w = v.send(None)", "w = v.throw(ValueError(i))", "w = v.throw(KeyError)", "w = v.throw(ValueError, i)", "v.close()",
    "for k in v: x += 1", "for k in v: break", "w = list(v)", "w = [k for k in d$u(v)]", "w = next(d$u(v), 0)", "w = d$u(v); next(w, 0); w = w.send(i)",
    "w = d$u(v); next(w, 0); w.throw(ValueError(i))", "w = d$u(v); next(w, 0); w.close()", "w = sum(k for k in t)", "w = t[sum(1 for k in v) % 3]",
    "w = x + t[next(v, 0) is None]", "for k in g$u(i): x += 1", "for k in d$u(g$u(i)): x += 1", "for k in d$u(d$u(v)): x += 1", "for k in (l for l in v): x += 1",
    "w = any(k for k in v)", "w = g$u(x)", "w = (i, v, g$u(i, 2))", "w = v.gi_running", "w = v.__name__"};
inline constexpr std::array managers = {"W$u(1)", "W$u(i)", "R$u(1)", "W$u", "None"};
inline constexpr std::array managed = {
    "with v: x += 1", "with v as k: x += k", "with v: raise $k(i)", "with v, W$u(2) as w: x += 1", "with W$u(i) as w, v: w = t[x]", "with v as w: w = 1 // (i % 3)"};

inline constexpr std::array tested = {"None", "True", "7", "'a'", "[1]", "Q$u(2)", "P$u(1)", "P$u(2)", "P$u", "''", "[]"};
inline constexpr std::array tests = {"if v: x += 1", "x += 1 if not v else 2", "w = not v"};
inline constexpr std::array compared = {"'a'", "'abc'", "1", "2.5", "7", "$i", "0.5"};
inline constexpr std::array comparisons_of = {"if v == 'abc': x += 1", "if v < r: x += 1", "w = v < 2", "if v >= 1.5: x += 1", "w = v == 7"};
inline constexpr std::array looked_in = {"{'1', 2}", "{'1': 1}", "'abc1'", "['1']", "('1',)", "{}"};
inline constexpr std::array lookups = {"w = '1' in v", "if 'b' not in v: x += 1", "w = v['1']", "v['1'] = i"};
inline constexpr std::array members = {"{1, 2}", "{1, 'a', i}", "frozenset((1, i))", "[1, 2]", "(1,)", "{1: 2}"};
inline constexpr std::array memberships = {"w = 1 in v", "if i not in v: x += 1", "w = t[1 if i in v else 0]"};
inline constexpr std::array with_attributes = {"P$u", "Q$u", "P$u(1)", "R$u(1)", "S$u()", "Q$u(2)"};
inline constexpr std::array attributes = {"w = v.s", "w = v.a", "x += v.s", "w = v.m", "x += v.m(1)", "v.a = i", "w = v.pi", "w = v.b"};
// Only read: another program may run in the same CPython.
inline constexpr std::array with_class_attributes = {"P$u", "Q$u(2)", "P$u(1)", "R$u(1)", "S$u()", "math"};
inline constexpr std::array class_attributes = {"w = v.s", "x += v.s", "w = v.m", "w = (v.s, v.m)"};
inline constexpr std::array called = {"len", "str", "type", "tuple", "one$u", "P$u(1).m", "P$u", "Q$u", "abs", "lambda k: k"};
inline constexpr std::array calls = {"w = v(r)", "w = v(t)", "w = v(i)"};
inline constexpr std::array summands = {"1", "$i", "2.5", "'a'", "[1]", "(2,)", "True", "10**20"};
inline constexpr std::array sums = {"w = v + v", "w = v + 1", "w = v * 2", "w = v - 1", "w = v", "x = x + 1 if v == 1 else x", "w = 1 + v", "w += v"};

/// Many kinds and many operations.
inline constexpr Group large_groups[] = {
    {numbers, number_operations}, {containers, container_operations}, {truths, truth_operations}, {objects, object_operations}, {callables, callable_operations}, {modules, module_operations}};
/// What is implemented in C++.
inline constexpr Group native_groups[] = {
    {strings, string_operations}, {sets, set_operations}, {lists, list_operations}, {maps, map_operations}, {scalars, scalar_operations}, {any_objects, any_operations}, {derived, derived_operations, derived_helpers}, {suspended, suspensions}, {slotted, slots, derived_helpers}, {classes_of_classes, class_operations, metaclass_helpers}, {sources, chained, itertools_import}, {library_values, library_operations, library_imports}};
/// Few kinds and few operations: what one specialization expects, and what it does not.
inline constexpr Group small_groups[] = {
    {divisors, divisions}, {indices, index_operations}, {dicts, dict_operations}, {pairs, pair_operations}, {iterables, iterations}, {nones, none_operations}, {methods, method_operations},
    {natives, native_operations}, {natives_of_two, native_of_two_operations}, {with_keywords, keyword_operations}, {appendable, appends}, {tested, tests}, {compared, comparisons_of},
    {looked_in, lookups}, {members, memberships}, {with_attributes, attributes}, {with_class_attributes, class_attributes}, {called, calls}, {summands, sums}, {suspended, suspensions}, {managers, managed}};

}  // namespace sidewinder::fuzz::corners
