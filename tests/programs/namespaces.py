# __dict__, vars, dir, globals and locals; attributes that come and go by way of the dictionary.
class C:
    shared = 1
    def __init__(self, x):
        self.x = x
        self.y = 2
    def get(self):
        return self.x


class S:
    __slots__ = ("a",)


def instances():
    c = C(1)
    d = c.__dict__
    print(d, d is c.__dict__, vars(c) is d, type(d).__name__)
    d["z"] = 5
    c.w = 6
    del c.y
    print(c.z, d, c.get())
    d["get"] = lambda: "own"
    print(c.get(), "get" in d)
    del d["get"]
    d["x"] = 9
    print(c.get(), c.x, hasattr(c, "y"), getattr(c, "y", None))
    c.__dict__ = {"q": 3}
    print(c.q, hasattr(c, "x"), d.get("x"), vars(c))
    c.__dict__.update(x=4, **{"not a name": 1})
    print(c.x, vars(c), getattr(c, "not a name"))
    d = C(2).__dict__
    print(d)
    for f in (lambda: S().__dict__, lambda: (3).__dict__, lambda: vars(3), lambda: setattr(C(1), "__dict__", 3), lambda: vars(1, 2)):
        try:
            print(f())
        except (AttributeError, TypeError) as e:
            print(type(e).__name__, e)
    class L(list):
        pass
    l = L([1])
    l.a = 1
    print(vars(l), l)
    e = ValueError("x")
    e.note = 3
    print(e.__dict__, vars(e))


def hot():
    total = 0
    objects = [C(i) for i in range(20)]
    for k in range(40):
        for i, o in enumerate(objects):
            if k == 20 and i % 2:
                o.__dict__
            if k == 25 and i % 4 == 1:
                o.__dict__["get"] = lambda: 1000
            if k == 30 and i == 3:
                vars(o)["x"] = 500
            if k == 33:
                o.n = k
            total += o.get() + o.x + o.y
            o.x += 1
    print(total, [o.x for o in objects][:6], sorted(vars(objects[1])))


def classes():
    d = C.__dict__
    print(d["shared"], "get" in d, type(d).__name__, d.get("none"), [k for k in d if not k.startswith("__")], len(d) > 2)
    C.later = 7
    print(d["later"], sorted(k for k in vars(C) if k[0] != "_"), [k for k, v in d.items() if v == 7])
    for f in (lambda: d.update(), lambda: d["q"]):
        try:
            f()
        except (TypeError, AttributeError, KeyError) as e:
            print(type(e).__name__, e)
    try:
        d["q"] = 1
    except TypeError as e:
        print(e)
    print({**d}["later"], dict(d)["later"], d == dict(d), repr(type("E", (), {}).__dict__)[:14])
    def f():
        pass
    f.a = 1
    print(f.__dict__, vars(f))
    f.__dict__["b"] = 2
    print(f.b)


def names():
    a = 1
    b = [2]
    def inner():
        return b, sorted(locals())
    print(locals()["a"], sorted(locals()), inner(), "names" in globals(), globals() is globals())
    globals()["made"] = 8
    print(made, [k for k in dir(C(1)) if not k.startswith("_")], [k for k in dir(C) if k[0] != "_"], dir()[:2])
    class D:
        p = 1
        q = sorted(k for k in locals() if k[0] != "_")
        def __dir__(self):
            return ["z", "a"]
    print(D.q, dir(D()))


def lazy():
    print(list(map(str, [1, 2, 3])), list(map(lambda a, b: a + b, [1, 2, 3], (10, 20))), list(filter(None, [0, 1, "", "a"])), list(filter(lambda x: x % 2, range(9))))
    it = iter([1, 2, 3, 0, 4].pop, 0)
    print(list(it), list(it), type(it).__name__, type(map(str, ())).__name__, next(filter(str.isdigit, "ab3")))
    n = 0
    for x in map(abs, range(-200, 0)):
        n += x
    for x in filter(lambda k: k & 1, range(300)):
        n += x
    for x in map(pow, range(50), range(50)):
        n ^= x
    print(n)
    for f in (lambda: list(map(str, [1], [2])), lambda: map(str), lambda: filter(str), lambda: iter(3, 4), lambda: list(map(len, [1])), lambda: map(len, 3), lambda: list(map(lambda a, b: 1, [1], [], strict=True)),
              lambda: list(map(lambda a, b: 1, [], [1], strict=True)), lambda: filter(None, 1), lambda: filter(None, [], k=1)):
        try:
            print(f())
        except (TypeError, ValueError) as e:
            print(type(e).__name__, e)
    def stops(x):
        if x > 2:
            raise StopIteration("enough")
        return x
    print(list(map(stops, range(9))))


instances()
hot()
classes()
names()
lazy()
# expect: {'x': 1, 'y': 2} True True dict
# expect: 5 {'x': 1, 'z': 5, 'w': 6} 1
# expect: own True
# expect: 9 9 False None
# expect: 3 False 9 {'q': 3}
# expect: 4 {'q': 3, 'x': 4, 'not a name': 1} 1
# expect: {'x': 2, 'y': 2}
# expect: AttributeError 'S' object has no attribute '__dict__'
# expect: AttributeError 'int' object has no attribute '__dict__'
# expect: TypeError vars() argument must have __dict__ attribute
# expect: TypeError __dict__ must be set to a dictionary, not a 'int'
# expect: TypeError vars expected at most 1 argument, got 2
# expect: {'a': 1} [1]
# expect: {'note': 3} {'note': 3}
# expect: 129265 [40, 41, 42, 510, 44, 45] ['get', 'n', 'x', 'y']
# expect: 1 True mappingproxy None ['shared', 'get'] True
# expect: 7 ['get', 'later', 'shared'] ['later']
# expect: AttributeError 'mappingproxy' object has no attribute 'update'
# expect: KeyError 'q'
# expect: 'mappingproxy' object does not support item assignment
# expect: 7 7 True mappingproxy({
# expect: {'a': 1} {'a': 1}
# expect: 2
# expect: 1 ['a', 'b', 'inner'] ([2], ['b']) True True
# expect: 8 ['get', 'later', 'shared', 'x', 'y'] ['get', 'later', 'shared'] ['a', 'b']
# expect: ['p'] ['a', 'z']
# expect: ['1', '2', '3'] [11, 22] [1, 'a'] [1, 3, 5, 7]
# expect: [4] [] callable_iterator map 3
# expect: 65512617015325684244713840258116003177116466352659565406283143310917756017238316908
# expect: TypeError str() argument 'encoding' must be str, not int
# expect: TypeError map() must have at least two arguments.
# expect: TypeError filter expected 2 arguments, got 1
# expect: TypeError iter(v, w): v must be callable
# expect: TypeError object of type 'int' has no len()
# expect: TypeError 'int' object is not iterable
# expect: ValueError map() argument 2 is shorter than argument 1
# expect: ValueError map() argument 2 is longer than argument 1
# expect: TypeError 'int' object is not iterable
# expect: TypeError filter() takes no keyword arguments
# expect: [0, 1, 2]
