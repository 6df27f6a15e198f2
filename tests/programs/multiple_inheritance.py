log = []
class Base:
    shared = 1
    def __init_subclass__(cls, tag=None, **more):
        log.append((cls.__name__, tag, sorted(more.items())))
        super().__init_subclass__(**more)
    def __init__(self, x):
        self.x = x
    def who(self):
        return ["Base"]
    @property
    def twice(self):
        return self.x * 2
    @classmethod
    def make(cls, x):
        return cls(x)
    @staticmethod
    def plain():
        return "plain"
class Left(Base, tag="l"):
    def who(self):
        return ["Left"] + super().who()
    def __init__(self, x):
        super().__init__(x + 1)
class Right(Base):
    def who(self):
        return ["Right"] + super().who()
    @classmethod
    def make(cls, x):
        return super().make(x * 10)
class Both(Left, Right, tag=2):
    shared = 3
    def who(self):
        return ["Both"] + super().who()
    @property
    def twice(self):
        return super().twice + 1
    def rest(self):
        return super().plain(), super().shared, super(Left, self).who(), __class__.__name__
class Mixin:
    def extra(self):
        return self.x + 100
class Late(Both, Mixin):
    pass
total = 0
for i in range(80):
    both = Both(i)
    total += len(both.who()) + both.twice + Both.make(1).x
    late = Late(i) if i % 2 else both
    total += late.extra() if isinstance(late, Mixin) else 0
print(total, both.who(), both.rest(), log)
print([c.__name__ for c in Late.__mro__], [c.__name__ for c in Late.__bases__], Late.__base__.__name__)
print(isinstance(late, (Right, int)), issubclass(Late, Mixin), issubclass(Left, Right))
Right.who = lambda self: ["changed"] + super(Right, self).who()
print(Both(1).who())
class Changing:
    def __init__(self): self.n = 0
    def step(self): self.n += 1
class Sub(Changing):
    def step(self):
        super().step()
        def inner():
            return super(Sub, self).step()
        inner()
s = Sub()
for i in range(60):
    if i == 40:
        Changing.step = lambda self: setattr(self, "n", self.n + 100)
    s.step()
print(s.n)
class Error(Mixin, ValueError):
    def __init__(self, x):
        super().__init__(x, "more")
        self.x = x
try:
    raise Error(5)
except ValueError as e:
    print(e.args, e.extra(), [c.__name__ for c in type(e).__mro__])
class Parent:
    pass
class Child(Parent):
    pass
for bad in [
    lambda: type("X", (Parent, Child), {}), lambda: type("X", (Parent, Parent), {}), lambda: super(), lambda: super(Left, 5),
    lambda: super(5), lambda: super(Both, both).nothing, lambda: super(Left, Right), lambda: super(1, 2, 3), lambda: super(a=1),
]:
    try:
        print(bad())
    except (TypeError, RuntimeError, AttributeError) as e:
        print(type(e).__name__, e)
def keywords():
    class Q(Parent, z=1):
        pass
try:
    keywords()
except TypeError as e:
    print(e)
# expect: 13400 ['Both', 'Left', 'Right', 'Base'] ('plain', 1, ['Right', 'Base'], 'Both') [('Left', 'l', []), ('Right', None, []), ('Both', 2, []), ('Late', None, [])]
# expect: ['Late', 'Both', 'Left', 'Right', 'Base', 'Mixin', 'object'] ['Both', 'Mixin'] Both
# expect: True True False
# expect: ['Both', 'Left', 'changed', 'Base']
# expect: 4080
# expect: (5, 'more') 105 ['Error', 'Mixin', 'ValueError', 'Exception', 'BaseException', 'object']
# expect: TypeError Cannot create a consistent method resolution order (MRO) for bases Parent, Child
# expect: TypeError duplicate base class Parent
# expect: RuntimeError super(): no arguments
# expect: TypeError super(type, obj): obj (instance of int) is not an instance or subtype of type (Left).
# expect: TypeError super() argument 1 must be a type, not int
# expect: AttributeError 'super' object has no attribute 'nothing'
# expect: TypeError super(type, obj): obj (type Right) is not an instance or subtype of type (Left).
# expect: TypeError super() expected at most 2 arguments, got 3
# expect: TypeError super() takes no keyword arguments
# expect: keywords.<locals>.Q.__init_subclass__() takes no keyword arguments
