# Classes of classes: how they make classes, what their instances answer to, changed while loops are hot.
class Meta(type):
    made = []
    def __new__(mcs, name, bases, space, **more):
        cls = super().__new__(mcs, name, bases, space)
        cls.tag = more.get("tag", 0)
        return cls
    def __init__(cls, name, bases, space, **more):
        super().__init__(name, bases, space)
        Meta.made.append(name)
    def __call__(cls, *args):
        cls.calls = getattr(cls, "calls", 0) + 1
        return super().__call__(*args)
    def __len__(cls):
        return cls.tag
    def __iter__(cls):
        yield cls.__name__
        yield cls.tag
    def __getitem__(cls, i):
        return (cls.__name__, i)
    def __contains__(cls, x):
        return x == cls.tag
    def __repr__(cls):
        return f"<{cls.__name__} of Meta>"
    def __add__(cls, other):
        return cls.__name__ + str(other)
    def __eq__(cls, other):
        return isinstance(other, Meta) and cls.tag == other.tag
    def __hash__(cls):
        return cls.tag
    def __bool__(cls):
        return cls.tag > 0
    @property
    def doubled(cls):
        return cls.tag * 2
    @doubled.setter
    def doubled(cls, value):
        cls.tag = value // 2
    def method(cls, x):
        return cls.tag + x


class A(metaclass=Meta, tag=3):
    def __init__(self, x=1):
        self.x = x
    def get(self):
        return self.x


class B(A, tag=5):
    pass


class Plain:
    pass


def basics():
    print(Meta.made, A, B, type(A) is Meta, type(B).__name__, isinstance(A, type), isinstance(B, Meta), issubclass(B, A))
    print(len(A), list(B), A[7], 5 in B, A + "x", A == B, A != B, hash(B), {A: 1}[A], bool(A), A.doubled, A.method(4), B.method)
    A.doubled = 20
    print(A.tag, A.doubled, len(A), A().x, B(5).get(), A.calls, B.calls)
    try:
        A().doubled
    except AttributeError as e:
        print(e)
    try:
        A.nothing
    except AttributeError as e:
        print(e)
    print(Meta.__name__, Meta.__mro__ == (Meta, type, object), A.__mro__, A.mro(), A.__class__ is Meta, Meta.__base__, type.__subclasses__(Meta), A.__subclasses__())
    print("%s %r" % (A, B), f"{A}", [A], str(B))
    x, y = B
    print(x, y, *A)


def hot():
    total = 0
    for i in range(300):
        o = B(i)
        total += o.get() + o.x + len(B) + B.tag
        if i == 150:
            Meta.__call__ = lambda cls, x: type.__call__(cls, x + 1)
        if i == 200:
            del Meta.__call__
        if i == 250:
            B.tag = 9
    print(total, B.calls)
    Meta.shared = 1
    seen = 0
    for i in range(200):
        seen += A.shared
        if i == 100:
            Meta.shared = 5
        if i == 150:
            A.shared = 100
    print(seen)
    log = []
    for i in range(120):
        log.append(isinstance(3, Checks) + issubclass(int, Checks))
        if i == 60:
            CheckMeta.answer = True
    print(sum(log), isinstance(Checks(), Checks), isinstance("a", (int, Checks)))


class CheckMeta(type):
    answer = False
    def __instancecheck__(cls, x):
        return cls.answer or super().__instancecheck__(x) or isinstance(x, str)
    def __subclasscheck__(cls, c):
        return cls.answer or type.__subclasscheck__(cls, c)


class Checks(metaclass=CheckMeta):
    pass


class Ordered(dict):
    def __setitem__(self, key, value):
        if not key.startswith("_"):
            print("set", key)
        super().__setitem__(key, value)
    def __missing__(self, key):
        if key.isupper():
            return key.lower()
        raise KeyError(key)


class Prepared(type):
    @classmethod
    def __prepare__(mcs, name, bases, **more):
        print("prepare", name, bases, more)
        return Ordered()
    def __new__(mcs, name, bases, space, **more):
        print(type(space).__name__, [k for k in space if not k.startswith("_")])
        return type.__new__(mcs, name, bases, dict(space))
    def __init__(cls, name, bases, space, extra=None):
        print("init", extra)


class Made(metaclass=Prepared, extra=4):
    a = 1
    b = RED
    def m(self):
        return __class__
    del a


class Singleton(type):
    instances = {}
    def __call__(cls, *args, **kwargs):
        if cls not in cls.instances:
            cls.instances[cls] = super().__call__(*args, **kwargs)
        return cls.instances[cls]


class One(metaclass=Singleton):
    def __init__(self, x):
        self.x = x


def function_as_metaclass(name, bases, space, **more):
    return (name, bases, sorted(k for k in space if not k.startswith("__")), more)


class NotAClass(Plain, metaclass=function_as_metaclass, k=2):
    z = 1


class Attributes(type):
    def __getattr__(cls, name):
        return "no " + name
    def __setattr__(cls, name, value):
        super().__setattr__(name, value * 2)
    def __delattr__(cls, name):
        print("del", name)
        type.__delattr__(cls, name)


class Attributed(metaclass=Attributes):
    a = 1


def more():
    print(Made.b, Made().m() is Made, hasattr(Made, "a"), One(1) is One(2), One(3).x, NotAClass)
    Attributed.a = 5
    Attributed.b = 7
    print(Attributed.a, Attributed.b, Attributed.c)
    del Attributed.b
    print(Attributed.b, Attributed().a)
    T = type("T", (A,), {"k": 1, "__init__": lambda self: None})
    print(T, type(T) is Meta, T.tag, Meta("U", (), {}, tag=8).tag, type("V", (Plain,), {}).__name__, type(T()).__name__)
    E = Meta("E", (ValueError,), {}, tag=1)
    try:
        raise E("x")
    except E as e:
        print(type(e).__name__, e, type(e) is E)


def errors():
    class M1(type):
        pass
    class M2(type):
        pass
    class C1(metaclass=M1):
        pass
    class C2(metaclass=M2):
        pass
    def conflict():
        class C3(C1, C2):
            pass
    def wrong_space():
        class M(type):
            @classmethod
            def __prepare__(mcs, *args):
                return 3
        class C(metaclass=M):
            pass
    def unknown():
        class C(metaclass=M1, k=1):
            pass
    for f in (conflict, wrong_space, unknown, lambda: type.__new__(int, "a", (), {}), lambda: type.__new__(3), lambda: type.__new__(), lambda: type("a", (), 1),
              lambda: type(1, (), {}), lambda: M1("a"), lambda: M1(), lambda: type(1, 2), lambda: C1(1), lambda: len(C1), lambda: iter(C1), lambda: C1[0], lambda: C1 + 1, lambda: type.mro(3),
              lambda: isinstance(1, 1), lambda: issubclass(1, C1), lambda: issubclass(C1, 1)):
        try:
            print("no error", f())
        except TypeError as e:
            print(e)


basics()
hot()
more()
errors()
# expect: prepare Made () {'extra': 4}
# expect: set a
# expect: set b
# expect: set m
# expect: Ordered ['b', 'm']
# expect: init 4
# expect: ['A', 'B'] <A of Meta> <B of Meta> True Meta True True True
# expect: 3 ['B', 5] ('A', 7) True Ax False True 5 1 True 6 7 <bound method Meta.method of <B of Meta>>
# expect: 10 20 10 1 5 1 2
# expect: 'A' object has no attribute 'doubled'
# expect: type object 'A' has no attribute 'nothing'
# expect: Meta True (<A of Meta>, <class 'object'>) [<A of Meta>, <class 'object'>] True <class 'type'> [] [<B of Meta>]
# expect: <A of Meta> <B of Meta> <A of Meta> [<A of Meta>] <B of Meta>
# expect: B 5 A 10
# expect: 93192 153
# expect: 5251
# expect: 118 True True
# expect: red True False True 1 ('NotAClass', (<class '__main__.Plain'>,), ['z'], {'k': 2})
# expect: 10 14 no c
# expect: del b
# expect: no b 10
# expect: <T of Meta> True 0 8 V T
# expect: E x True
# expect: metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of the metaclasses of all its bases
# expect: M.__prepare__() must return a mapping, not int
# expect: errors.<locals>.unknown.<locals>.C.__init_subclass__() takes no keyword arguments
# expect: type.__new__(int): int is not a subtype of type
# expect: type.__new__(X): X is not a type object (int)
# expect: type.__new__(): not enough arguments
# expect: type.__new__() argument 3 must be dict, not int
# expect: type.__new__() argument 1 must be str, not int
# expect: type.__new__() takes exactly 3 arguments (1 given)
# expect: type.__new__() takes exactly 3 arguments (0 given)
# expect: type() takes 1 or 3 arguments
# expect: C1() takes no arguments
# expect: object of type 'M1' has no len()
# expect: 'M1' object is not iterable
# expect: type 'C1' is not subscriptable
# expect: unsupported operand type(s) for +: 'M1' and 'int'
# expect: descriptor 'mro' for 'type' objects doesn't apply to a 'int' object
# expect: isinstance() arg 2 must be a type, a tuple of types, or a union
# expect: issubclass() arg 1 must be a class
# expect: issubclass() arg 2 must be a class, a tuple of classes, or a union
