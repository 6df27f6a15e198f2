# abc against CPython's.
import abc
from abc import ABC, ABCMeta, abstractmethod


class Shape(ABC):
    @abstractmethod
    def area(self):
        return 1
    @property
    @abstractmethod
    def name(self):
        pass
    @classmethod
    @abstractmethod
    def make(cls):
        pass
    def double(self):
        return self.area() * 2


class Half(Shape):
    def area(self):
        return super().area() + 1
    name = "half"


class Square(Half):
    def __init__(self, side=3):
        self.side = side
    @classmethod
    def make(cls):
        return cls(5)


print(sorted(Shape.__abstractmethods__), sorted(Half.__abstractmethods__), Square.__abstractmethods__, Square.make().side, Square(4).double(), Square().name)
for cls in (Shape, Half):
    try:
        cls()
    except TypeError as e:
        print(e)


class Sized(metaclass=ABCMeta):
    @classmethod
    def __subclasshook__(cls, c):
        if cls is Sized:
            return any("__len__" in each.__dict__ for each in c.__mro__)
        return NotImplemented


class Registered(ABC):
    pass


class Later:
    pass


print(isinstance([], Sized), isinstance(3, Sized), issubclass(dict, Sized), isinstance(Later(), Registered), Registered.register(Later) is Later, isinstance(Later(), Registered), issubclass(Later, Registered), Later.__mro__ == (Later, object))


class Below(Registered):
    pass


class Other:
    pass


Below.register(Other)
print(issubclass(Other, Registered), isinstance(Other(), Below), issubclass(Below, Registered), isinstance(Below(), Registered), issubclass(int, Registered))


@Registered.register
class Decorated:
    pass


print(isinstance(Decorated(), Registered), type(Shape).__name__)
for f in (lambda: Registered.register(3), lambda: Below.register(Registered), lambda: issubclass(3, Registered)):
    try:
        print(f())
    except (TypeError, RuntimeError) as e:
        print(type(e).__name__, e)
Shape.extra = abstractmethod(lambda self: 1)
abc.update_abstractmethods(Shape)
print(sorted(Shape.__abstractmethods__))
total = 0
for i in range(300):
    s = Square(i)
    total += s.side + isinstance(s, Shape) + isinstance(i, Registered) + s.double()
    if i == 150:
        Registered.register(int)
print(total)
# expect: ['area', 'make', 'name'] ['make'] frozenset() 5 4 half
# expect: Can't instantiate abstract class Shape without an implementation for abstract methods 'area', 'make', 'name'
# expect: Can't instantiate abstract class Half without an implementation for abstract method 'make'
# expect: True False True False True True True True
# expect: True True True True False
# expect: True ABCMeta
# expect: TypeError Can only register classes
# expect: RuntimeError Refusing to create an inheritance cycle
# expect: TypeError issubclass() arg 1 must be a class
# expect: ['area', 'extra', 'make', 'name']
# expect: 46499
