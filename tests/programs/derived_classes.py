# Classes derived from int, str, list and so on: what they inherit, what they override.
class Meters(int):
    def __add__(self, other):
        return Meters(int(self) + int(other))
    def __repr__(self):
        return f"{int(self)}m"


class Plain(int):
    pass


class Loud(str):
    def __str__(self):
        return self.upper() + "!"


class Stack(list):
    pushed = 0
    def push(self, x):
        self.append(x)
        self.pushed += 1
        return self


class Default(dict):
    def __init__(self, make, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.make = make
    def __missing__(self, key):
        self[key] = value = self.make()
        return value


class Point(tuple):
    def __new__(cls, x, y):
        return super().__new__(cls, (x, y))
    @property
    def x(self):
        return self[0]
    @property
    def y(self):
        return self[1]
    def __add__(self, other):
        return Point(self.x + other.x, self.y + other.y)


class Celsius(float):
    def __format__(self, spec):
        return format(float(self), spec or ".1f") + "C"


class Tags(set):
    def add(self, tag):
        super().add(tag.lower())


class Frozen(frozenset):
    pass


def numbers():
    total = Meters(0)
    for i in range(200):
        total = total + i
    print(total, type(total).__name__, total - 1, type(total - 1).__name__, 3 + total, total == 19900, hash(total) == hash(19900))
    p = Plain(7)
    print(p, repr(p), p + 1, 1 + p, p * p, -p, ~p, abs(p), p / 2, p // 2, p % 4, 2 ** p, p ** 2, divmod(p, 3), round(p), bool(p), bool(Plain()))
    print([10, 20, 30, 40, 50, 60, 70, 80][p], "x" * p, p < 8, p >= 7, p != 7, 7 == p, p is not 7 if False else "", f"{p:04d} {p}", "%d %s %x" % (p, p, p))
    print(Plain("12"), Plain("ff", 16), int(Plain(3)), type(int(Plain(3))).__name__, float(Plain(3)), str(Plain(5)), isinstance(p, int), issubclass(Plain, int))
    print(p.real, type(p.real).__name__, p.bit_length(), {7: "seven"}[p], {p: 1}[7], list(range(Plain(3))), chr(Plain(65)), hex(Plain(255)))
    print(int.__add__(p, 1), int.__add__(p, 1.5), p.__add__(2), Plain.__mul__(p, p), int.__repr__(total), int.__new__(Plain, 4) + 0)
    c = Celsius(21.55)
    print(c, f"{c}", f"{c:.2f}", c + 1, c * 2, type(c + 1).__name__, c == 21.55, c > 3, round(c, 1), int(c), c.is_integer(), repr(c), "%.1f" % c)


def strings():
    s = Loud("abc")
    print(s, repr(s), len(s), s + "d", "x" + s, s * 2, s[1], s[::-1], "b" in s, s == "abc", {"abc": 1}[s], {s: 2}["abc"], hash(s) == hash("abc"))
    print(s.upper(), "-".join([s, "q"]), f"{s} {s!r} {s:>5}", "%s %r" % (s, s), "a" < s, s.replace(Loud("b"), Loud("c")), "zabc".endswith(s), sorted([Loud("b"), Loud("a")]))
    print(str(s), type(str(s)).__name__, type(s.strip()).__name__, type(s + "").__name__, isinstance(s, str), str.__len__(s), s.split("b"), [c for c in s], getattr(s, Loud("upper"))())
    setattr(Stack, Loud("extra"), 3)
    print(Stack.extra)


def lists():
    s = Stack([1, 2])
    for i in range(100):
        s.push(i)
    print(len(s), s.pushed, s[0], s[-1], s[1:3], type(s[1:3]).__name__, sum(s), max(s), 50 in s, s.index(2), s.count(1))
    t = Stack("ab")
    u = t
    t += "cd"
    t *= 2
    print(t, u is t, type(t).__name__, t + [1], [1] + t, t * 2, type(t * 2).__name__, t == list("abcdabcd"), list("abcdabcd") == t, t < ["b"], t != u)
    t[0] = "z"
    del t[1:3]
    t.sort()
    t.reverse()
    print(t, list(t), tuple(t), [*t], t.copy(), type(t.copy()).__name__, repr(t), bool(t), bool(Stack()), list(reversed(t)), sorted(t))
    a, *b = t
    print(a, b, list.__len__(t), list.__getitem__(t, 0), list.__contains__(t, "z"))
    t.append(t)
    print(t)
    try:
        hash(t)
    except TypeError as e:
        print(e)


def dicts():
    d = Default(list, a=[1])
    for i in range(60):
        d[i % 3].append(i)
    print(len(d), d["a"], d[0][:3], sorted([str(k) for k in d]), "a" in d, 7 in d, d.get(7), d.make.__name__)
    d["q"].append(1)
    print(d["q"], list(d.keys())[:2], list(d.items())[0], {**d}["a"], dict(d)["q"], d == dict(d), dict(d) == d, d.pop("q"))
    e = Default(int)
    e |= {"x": 1}
    e.update(y=2)
    print(e, type(e).__name__, e | {"z": 3}, type(e | {}).__name__, {"w": 0} | e, e["none"], e)
    del e["x"]
    print(e, repr(e), bool(e), bool(Default(int)), list(e), dict.__getitem__(e, "y"))
    try:
        dict.__getitem__({}, "y")
    except KeyError as err:
        print(repr(err))
    print((lambda **kw: kw)(**e))


def tuples_and_sets():
    p = Point(1, 2)
    for i in range(100):
        p = p + Point(1, i)
    print(p, p.x, p.y, len(p), tuple(p), p == (101, 4952), hash(p) == hash((101, 4952)), type(p[:]).__name__, (1,) + p, p * 2, {p: 1}[(101, 4952)])
    x, y = p
    print(x, y, max(p), sorted([Point(2, 1), Point(1, 2)]), "%d-%d" % p, isinstance(p, tuple), p < (200,), p.index(101))
    t = Tags(["A"])
    for tag in ("X", "y", "Z", "y"):
        t.add(tag)
    print(sorted(t), len(t), "x" in t, t | {"q"} == {"A", "x", "y", "z", "q"}, type(t | {"q"}).__name__, t == {"A", "x", "y", "z"}, repr(Tags(["k"])), repr(Frozen([1])), Tags())
    u = t
    t |= {"w"}
    t &= {"w", "x"}
    t -= {"x"}
    t ^= {"v"}
    print(sorted(t), t is u, type(t).__name__, t <= {"w", "v", "u"}, t.isdisjoint({"a"}), {"w"} < t, hash(Frozen([1, 2])) == hash(frozenset([1, 2])), Frozen([1]) == {1})


def errors():
    for f in (lambda: Plain("x"), lambda: Plain(1) + "a", lambda: Stack(3), lambda: Stack() + (1,), lambda: Point(1), lambda: Stack()[0],
              lambda: int.__new__(Stack), lambda: int.__new__(3), lambda: int.__new__(), lambda: int.__new__(bool, 1), lambda: object.__new__(Stack),
              lambda: list.append(Plain(1), 2), lambda: list.__len__(()), lambda: Tags(3), lambda: Loud(1, 2, 3, 4), lambda: type("B", (bool,), {}),
              lambda: type("T", (int, str), {}), lambda: type("R", (range,), {}), lambda: Default(list).nothing, lambda: "a".join([Loud("x"), 3]),
              lambda: Stack() < Plain(1), lambda: [1] + Plain(2), lambda: "abc"[Loud("a")], lambda: {}[Loud("k")], lambda: Stack(1, 2)):
        try:
            print("no error", f())
        except (TypeError, ValueError, IndexError, AttributeError, KeyError) as e:
            print(type(e).__name__, e)


def patterns():
    for v in (Plain(3), Loud("s"), Stack([1, 2]), Point(1, 2), Default(int, k=4), Celsius(1.5), Tags()):
        match v:
            case int(n):
                print("int", n, type(n).__name__)
            case str(s):
                print("str", s)
            case [1, x]:
                print("sequence", x, type(v).__name__)
            case {"k": k, **rest}:
                print("mapping", k, rest)
            case float(f):
                print("float", f)
            case _:
                print("else", v)


class Counting(list):
    log = []
    def __getitem__(self, i):
        self.log.append(i)
        return super().__getitem__(i)
    def __setitem__(self, i, v):
        self.log.append((i, v))
        super().__setitem__(i, v)
    def __len__(self):
        return super().__len__() + 1
    def __iter__(self):
        yield "first"
        yield from super().__iter__()
    def __contains__(self, x):
        return x == "all" or super().__contains__(x)
    def __eq__(self, other):
        return "equal?"


def overrides():
    c = Counting([5, 6])
    for i in range(60):
        c[i % 2] = c[i % 2] + 1
    print(list(c), len(c), c[0], c == 3, "all" in c, 36 in c, c != 3, len(Counting.log), [*c], c.copy(), bool(Counting()))
    print(hash(Plain(3)), [Counting.__hash__, list.__hash__])
    class Odd(int):
        def __bool__(self):
            return self % 2 == 1
        def __eq__(self, other):
            return True
        __hash__ = int.__hash__
        def __index__(self):
            return 99
        def __radd__(self, other):
            return ("radd", other)
        def __lt__(self, other):
            return "lt"
    o = Odd(2)
    print(bool(o), o == 9, 9 == o, 1 + o, o + 1, [0, 1, 2][o], o < 0, 0 > o, o != 2, hash(o))
    class Quiet(str):
        def __repr__(self):
            return "quiet"
        def __hash__(self):
            return 1
        def __eq__(self, other):
            return "x" == other or str.__eq__(self, other)
    q = Quiet("v")
    d = {q: 1}
    print(q, [q], f"{q} {q!r}", d, d.get("v"), q == "x", "x" == q, q in ["x"], "v" in d)


class Base(list):
    def __init__(self, *items):
        super().__init__(items)
class Mixed(Base, dict.__class__.__base__):
    pass
class Speaks:
    def __len__(self):
        return 77
class First(Speaks, list):
    pass
class Second(list, Speaks):
    pass


def inheritance():
    print(Base(1, 2), Mixed(3), len(First()), len(Second()), First.__mro__[1:3] == (Speaks, list), Second.__base__.__name__, First.__base__.__name__)
    s = Stack()
    s.name = "n"
    s.__class__ = Counting
    print(type(s).__name__, s.name)
    try:
        s.__class__ = Point
    except TypeError as e:
        print(e)
    class Slotted(dict):
        __slots__ = ("a",)
    x = Slotted(k=1)
    x.a = 5
    print(x, x.a)
    try:
        x.b = 1
    except AttributeError as e:
        print(e)


numbers()
strings()
lists()
dicts()
tuples_and_sets()
errors()
patterns()
overrides()
inheritance()
# expect: 19900m Meters 19899 int 19903 True True
# expect: 7 7 8 8 49 -7 -8 7 3.5 3 3 128 49 (2, 1) 7 True False
# expect: 80 xxxxxxx True True False True  0007 7 7 7 7
# expect: 12 255 3 int 3.0 5 True True
# expect: 7 int 3 seven 1 [0, 1, 2] A 0xff
# expect: 8 NotImplemented 9 49 19900 4
# expect: 21.55 21.6C 21.55C 22.55 43.1 float True True 21.6 21 False 21.55 21.6
# expect: ABC! 'abc' 3 abcd xabc abcabc b cba True True 1 2 True
# expect: ABC abc-q ABC! 'abc'   abc ABC! 'abc' True acc True ['a', 'b']
# expect: ABC! str str str True 3 ['a', 'c'] ['a', 'b', 'c'] ABC
# expect: 3
# expect: 102 100 1 99 [2, 0] list 4953 99 True 1 2
# expect: ['a', 'b', 'c', 'd', 'a', 'b', 'c', 'd'] True Stack ['a', 'b', 'c', 'd', 'a', 'b', 'c', 'd', 1] [1, 'a', 'b', 'c', 'd', 'a', 'b', 'c', 'd'] ['a', 'b', 'c', 'd', 'a', 'b', 'c', 'd', 'a', 'b', 'c', 'd', 'a', 'b', 'c', 'd'] list True True True False
# expect: ['z', 'd', 'd', 'c', 'b', 'a'] ['z', 'd', 'd', 'c', 'b', 'a'] ('z', 'd', 'd', 'c', 'b', 'a') ['z', 'd', 'd', 'c', 'b', 'a'] ['z', 'd', 'd', 'c', 'b', 'a'] list ['z', 'd', 'd', 'c', 'b', 'a'] True False ['a', 'b', 'c', 'd', 'd', 'z'] ['a', 'b', 'c', 'd', 'd', 'z']
# expect: z ['d', 'd', 'c', 'b', 'a'] 6 z True
# expect: ['z', 'd', 'd', 'c', 'b', 'a', [...]]
# expect: unhashable type: 'Stack'
# expect: 4 [1] [0, 3, 6] ['0', '1', '2', 'a'] True False None list
# expect: [1] ['a', 0] ('a', [1]) [1] [1] True True [1]
# expect: {'x': 1, 'y': 2, 'none': 0} Default {'x': 1, 'y': 2, 'z': 3} dict {'w': 0, 'x': 1, 'y': 2} 0 {'x': 1, 'y': 2, 'none': 0}
# expect: {'y': 2, 'none': 0} {'y': 2, 'none': 0} True False ['y', 'none'] 2
# expect: KeyError('y')
# expect: {'y': 2, 'none': 0}
# expect: (101, 4952) 101 4952 2 (101, 4952) True True tuple (1, 101, 4952) (101, 4952, 101, 4952) 1
# expect: 101 4952 4952 [(1, 2), (2, 1)] 101-4952 True True 0
# expect: ['A', 'x', 'y', 'z'] 4 True True set True Tags({'k'}) Frozen({1}) Tags()
# expect: ['v', 'w'] True Tags True True True True True
# expect: ValueError invalid literal for int() with base 10: 'x'
# expect: TypeError unsupported operand type(s) for +: 'Plain' and 'str'
# expect: TypeError 'int' object is not iterable
# expect: TypeError can only concatenate list (not "tuple") to list
# expect: TypeError Point.__new__() missing 1 required positional argument: 'y'
# expect: IndexError list index out of range
# expect: TypeError int.__new__(Stack): Stack is not a subtype of int
# expect: TypeError int.__new__(X): X is not a type object (int)
# expect: TypeError int.__new__(): not enough arguments
# expect: TypeError int.__new__(bool) is not safe, use bool.__new__()
# expect: TypeError object.__new__(Stack) is not safe, use Stack.__new__()
# expect: TypeError descriptor 'append' for 'list' objects doesn't apply to a 'Plain' object
# expect: TypeError descriptor '__len__' requires a 'list' object but received a 'tuple'
# expect: TypeError 'int' object is not iterable
# expect: TypeError str() takes at most 3 arguments (4 given)
# expect: TypeError type 'bool' is not an acceptable base type
# expect: TypeError multiple bases have instance lay-out conflict
# expect: TypeError type 'range' is not an acceptable base type
# expect: AttributeError 'Default' object has no attribute 'nothing'
# expect: TypeError sequence item 1: expected str instance, int found
# expect: TypeError '<' not supported between instances of 'Stack' and 'Plain'
# expect: TypeError can only concatenate list (not "Plain") to list
# expect: TypeError string indices must be integers, not 'Loud'
# expect: KeyError 'k'
# expect: TypeError list expected at most 1 argument, got 2
# expect: int 3 Plain
# expect: str S!
# expect: sequence 2 Stack
# expect: sequence 2 Point
# expect: mapping 4 {}
# expect: float 1.5
# expect: else Tags()
# expect: ['first', 35, 36] 3 35 equal? True True True 121 ['first', 35, 36] [35, 36] True
# expect: 3 [None, None]
# expect: False True True ('radd', 1) 3 2 lt lt False 2
# expect: v [quiet] v quiet {quiet: 1} None True True True False
# expect: [1, 2] [3] 77 0 True list list
# expect: Counting n
# expect: __class__ assignment: 'Point' object layout differs from 'Counting'
# expect: {'k': 1} 5
# expect: 'Slotted' object has no attribute 'b' and no __dict__ for setting new attributes
