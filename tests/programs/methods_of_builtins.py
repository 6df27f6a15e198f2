# Methods of builtin classes that operations use under other names, and some of str, dict, range and slice.
class D(dict):
    pass


def numbers():
    print((7).__divmod__(2), (7).__rdivmod__(20), (7).__divmod__(2.5), (7.5).__divmod__(2), (2.5).__round__(), (3.14159).__round__(2), (1234).__round__(-2), (7).__trunc__(), (-2.5).__trunc__(), (-2.5).__floor__(), (2.1).__ceil__())
    print((7).conjugate(), True.conjugate(), (2.5).conjugate(), (7).is_integer(), (7).as_integer_ratio(), True.as_integer_ratio(), (0.75).as_integer_ratio(), (-1e20).as_integer_ratio(), (0.1).as_integer_ratio(), (0.0).as_integer_ratio())
    for f in (lambda: float("nan").as_integer_ratio(), lambda: float("inf").as_integer_ratio(), lambda: (7).__divmod__(0), lambda: int.__add__(1), lambda: int.__add__("a", 1), lambda: (1).__add__()):
        try:
            print(f())
        except (ValueError, OverflowError, ZeroDivisionError, TypeError) as e:
            print(type(e).__name__, e)
    print([(5).__add__(3), (5).__radd__(3), (5).__sub__(3), (5).__rsub__(3), (5).__mul__(2.0), (5.0).__mul__(2), (5).__truediv__(2), (5).__floordiv__(2), (5).__mod__(3), (2).__pow__(3), (2).__rpow__(3), (5).__lshift__(1), (5).__rshift__(1), (5).__and__(4), (5).__or__(2), (5).__xor__(1)])
    print([(5).__lt__(6), (5).__eq__(5.0), (5.0).__eq__(5), (5).__ne__("a"), (5).__neg__(), (5).__abs__(), (-5.5).__abs__(), (5).__invert__(), (5).__bool__(), (5).__int__(), (5).__float__(), (5).__index__(), (5).__hash__(), (5).__repr__(), (5).__format__("03d")])


def strings():
    print("Abc Def".istitle(), "abc".istitle(), "".istitle(), "A1b".istitle(), "abc".isascii(), "é".isascii(), "".isascii())
    print("abcabc".removeprefix("abc"), "abcabc".removesuffix("abc"), "abc".removeprefix("x"), "abc".removesuffix(""), "a\tbc\td\n\te".expandtabs(), "a\tb".expandtabs(3), "a\tb".expandtabs(tabsize=0))
    print("hello".translate({104: "J", 108: None, 111: 48}), "hello".translate(str.maketrans("el", "ip")), "hello".translate(str.maketrans("el", "ip", "h")), str.maketrans({"a": 1, 98: None}))
    for f in (lambda: str.maketrans("a", "bc"), lambda: str.maketrans(1), lambda: str.maketrans(1, "a"), lambda: str.maketrans({"ab": 1}), lambda: "a".translate({97: 1.5}), lambda: "a".translate({97: -1}), lambda: "abc".removeprefix(1)):
        try:
            print(f())
        except (ValueError, TypeError) as e:
            print(type(e).__name__, e)
    print("ab".__len__(), "ab".__contains__("a"), "ab".__getitem__(1), "ab".__add__("c"), "ab".__mul__(2), "ab".__rmul__(2), "%s".__mod__(1), "ab".__eq__(1), "ab".__lt__("b"), "ab".__str__(), "ab".__repr__(), "ab".__hash__() == hash("ab"), list("ab".__iter__()))


def containers():
    print(dict.fromkeys("ab"), dict.fromkeys([1, 2], 0), D.fromkeys("x", 1), type(D.fromkeys("x")).__name__, list(reversed({1: 2, 3: 4})), list(reversed(D(a=1, b=2))), list({1: 2}.__reversed__()), list([1, 2].__reversed__()))
    r = range(0, 20, 3)
    print(r.count(6), r.count(7), r.index(9), r.count(6.0), r.count("a"), r.index(6.0), r.__len__(), r.__contains__(3), r.__getitem__(2), r == range(0, 21, 3), list(r.__reversed__())[:2], r.__eq__(1))
    for f in (lambda: r.index(7), lambda: r.index("a"), lambda: slice(0).indices(-1), lambda: {}.__getitem__(1), lambda: [].__delitem__(0), lambda: [].__hash__, lambda: iter([]).__next__(), lambda: {1}.__or__([1])):
        try:
            print(f())
        except (ValueError, KeyError, IndexError, StopIteration) as e:
            print(type(e).__name__, e)
    print(slice(None, None, -2).indices(7), slice(-3, 100).indices(5), slice(1, 2, 3).indices(0))
    d = {1: 2, 3: 4}
    print(sorted(d.keys() & [1, 9]), sorted(d.keys() | {7}), sorted(d.keys() - {1}), sorted(d.keys() ^ (3, 5)), d.items() & {(1, 2)}, sorted([1, 3] & d.keys()), d.keys().isdisjoint([2]), d.items().isdisjoint([(3, 4)]), d.keys().__contains__(1), list(reversed(d.values())) if hasattr(d.values(), "__reversed__") else 0)
    it = iter([1, 2])
    print(it.__next__(), it.__iter__() is it, map(str, [5]).__next__(), enumerate("a").__next__(), zip("a", "b").__next__(), iter({1}).__next__(), iter("x").__next__())
    l = [3]
    l.__setitem__(0, 4)
    l.__iadd__([5])
    l.__imul__(2)
    print(l, l.__len__(), l.__eq__([4, 5, 4, 5]), l.__add__([1]), l.__contains__(5), (1,).__add__((2,)), (1, 2).__getitem__(0), {1}.__and__({1, 2}), {1}.__contains__(1), {1}.__iand__({2}), frozenset([1]).__hash__() == hash(frozenset([1])))
    l.__init__("ab")
    d.__init__({5: 6}, k=1)
    print(l, d, object.__ne__(1, 1), object.__lt__(1, 2), object.__format__(3, ""), object().__eq__(1), (1).__ne__(2))


def notes():
    e = ValueError("a")
    e.add_note("first")
    e.add_note("second")
    print(e.__notes__)
    try:
        e.add_note(3)
    except TypeError as error:
        print(error)


numbers()
strings()
containers()
notes()
# expect: (3, 1) (2, 6) NotImplemented (3.0, 1.5) 2 3.14 1200 7 -2 -3 3
# expect: 7 1 2.5 True (7, 1) (1, 1) (3, 4) (-100000000000000000000, 1) (3602879701896397, 36028797018963968) (0, 1)
# expect: ValueError cannot convert NaN to integer ratio
# expect: OverflowError cannot convert Infinity to integer ratio
# expect: ZeroDivisionError division by zero
# expect: TypeError expected 1 argument, got 0
# expect: TypeError descriptor '__add__' requires a 'int' object but received a 'str'
# expect: TypeError expected 1 argument, got 0
# expect: [8, 8, 2, -2, NotImplemented, 10.0, 2.5, 2, 2, 8, 9, 10, 2, 4, 7, 4]
# expect: [True, NotImplemented, True, NotImplemented, -5, 5, 5.5, -6, True, 5, 5.0, 5, 5, '5', '005']
# expect: True False False False True False True
# expect: abc abc abc abc a       bc      d
# expect:         e a  b ab
# expect: Je0 hippo ippo {97: 1, 98: None}
# expect: ValueError the first two maketrans arguments must have equal length
# expect: TypeError if you give only one argument to maketrans it must be a dict
# expect: TypeError first maketrans argument must be a string if there is a second argument
# expect: ValueError string keys in translatetable must be of length 1
# expect: TypeError character mapping must return integer, None or str
# expect: ValueError character mapping must be in range(0x110000)
# expect: TypeError removeprefix() argument must be str, not int
# expect: 2 True b abc abab abab 1 NotImplemented True ab 'ab' True ['a', 'b']
# expect: {'a': None, 'b': None} {1: 0, 2: 0} {'x': 1} D [3, 1] ['b', 'a'] [1] [2, 1]
# expect: 1 0 3 1 0 2 7 True 6 True [18, 15] NotImplemented
# expect: ValueError range.index(x): x not in range
# expect: ValueError sequence.index(x): x not in sequence
# expect: ValueError length should not be negative
# expect: KeyError 1
# expect: IndexError list assignment index out of range
# expect: None
# expect: StopIteration 
# expect: NotImplemented
# expect: (6, -1, -2) (2, 5, 1) (0, 0, 3)
# expect: [1] [1, 3, 7] [3] [1, 5] {(1, 2)} [1, 3] True False True [4, 2]
# expect: 1 True 5 (0, 'a') ('a', 'b') 1 x
# expect: [4, 5, 4, 5] 4 True [4, 5, 4, 5, 1] True (1, 2) 1 {1} True set() True
# expect: ['a', 'b'] {1: 2, 3: 4, 5: 6, 'k': 1} False NotImplemented 3 NotImplemented True
# expect: ['first', 'second']
# expect: add_note() argument must be str, not int
