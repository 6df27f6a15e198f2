# collections against CPython's.
from collections import ChainMap, Counter, OrderedDict, defaultdict, deque, namedtuple

# deque
d = deque([1, 2, 3])
d.append(4)
d.appendleft(0)
print(d, len(d), d[0], d[-1], d.pop(), d.popleft(), d, 2 in d, 9 in d, d.index(3), d.count(2), list(reversed(d)), d.maxlen)
d.extend("ab")
d.extendleft("xy")
d.rotate(2)
print(d, d.copy() == d, d + deque([1]), d * 2, d < deque(["z"]) if False else 0, bool(deque()))
d.rotate(-3)
d.insert(1, "i")
d.remove("a")
d.reverse()
d[0] = "first"
del d[-1]
print(d, deque("abc") < deque("abd"), deque([1]) == [1], deque([1]) != deque([1]))
m = deque(range(5), maxlen=3)
print(m, m.maxlen)
m.append(9)
m.appendleft(8)
m += [1, 2]
print(m, deque([], 0), deque("ab", maxlen=1))
m.extend(m)
print(m)
r = deque([1])
r.append(r)
print(r)
for f in (lambda: deque().pop(), lambda: deque().popleft(), lambda: d[99], lambda: d["a"], lambda: d[1:2], lambda: d.remove("zz"), lambda: d.index("zz"), lambda: m.insert(0, 1), lambda: deque([1], -1), lambda: deque([1], "a"), lambda: d + [1], lambda: deque(3)):
    try:
        print(f())
    except (IndexError, TypeError, ValueError) as e:
        print(type(e).__name__, e)
try:
    for x in d:
        d.append(x)
except RuntimeError as e:
    print(e)
q = deque()
total = 0
for i in range(2000):
    q.append(i)
    if i % 3 == 0:
        q.appendleft(-i)
    if len(q) > 50:
        total += q.popleft() * 2 + q.pop()
print(total, len(q))

# defaultdict
dd = defaultdict(list, {1: [2]}, k=[3])
for i, c in enumerate("abcabc"):
    dd[c].append(i)
print(dd, dd["new"], len(dd), dd.get("none"), dd.default_factory, dd.copy() == dd, type(dd | {}).__name__, {0: 1} | defaultdict(int, {2: 3}), defaultdict(None))
for f in (lambda: defaultdict(None)[1], lambda: defaultdict(3)):
    try:
        print(f())
    except (KeyError, TypeError) as e:
        print(type(e).__name__, e)

# OrderedDict
o = OrderedDict([("a", 1), ("b", 2)], c=3)
o.move_to_end("a")
print(o, list(o), o.popitem(), o.popitem(last=False), o)
o["z"] = 1
o.move_to_end("z", last=False)
print(o, o == {"c": 3, "z": 1}, o == OrderedDict([("c", 3), ("z", 1)]), o != OrderedDict([("z", 1), ("c", 3)]), list(reversed(o)), OrderedDict.fromkeys("ab", 0), o | {"q": 2}, {"q": 2} | o, OrderedDict())
for f in (lambda: OrderedDict().popitem(), lambda: o.move_to_end("none")):
    try:
        print(f())
    except KeyError as e:
        print(e)

# Counter
c = Counter("abracadabra")
print(c, c.most_common(2), c["a"], c["zz"], c.total(), sorted(c.elements()), len(c), Counter(a=2, b=0), Counter({"x": 3}), Counter())
c.update("aaz")
c.subtract({"a": 2, "b": 5})
print(c, +c, -c, c - Counter(a=1), c + Counter(a=1, q=2), c & Counter(a=9, c=1), c | Counter(b=2), Counter(a=1) == Counter(a=1, b=0), Counter(a=1) < Counter(a=2), Counter(a=1) >= Counter(b=1))
del c["nothing"]
c += Counter(b=10)
c -= Counter(a=1)
print(c, c.copy() == c, Counter([1, "a", 1]), Counter(x="s", y=1) if False else 0)
c |= Counter(w=7)
c &= Counter(w=3, b=2)
print(c)

# ChainMap
cm = ChainMap({"a": 1}, {"a": 2, "b": 3})
print(cm, cm["a"], cm["b"], len(cm), list(cm), "b" in cm, cm.get("q", 0), dict(cm), cm.new_child({"a": 9})["a"], cm.parents, cm == {"a": 1, "b": 3}, sorted(cm.items()), bool(ChainMap()))
cm["b"] = 7
print(cm, cm.pop("b"), cm.maps, cm.setdefault("n", 5), cm)
for f in (lambda: cm["zz"], lambda: cm.pop("zz"), lambda: ChainMap().popitem(), lambda: cm.__delitem__("b")):
    try:
        print(f())
    except KeyError as e:
        print(e)

# namedtuple
Point = namedtuple("Point", "x y")
p = Point(1, y=2)
print(p, p.x, p[1], len(p), tuple(p), p == (1, 2), p._replace(x=5), p._asdict(), Point._fields, Point._make([3, 4]), isinstance(p, tuple), hash(p) == hash((1, 2)), Point.__name__, Point.__match_args__)
D = namedtuple("D", ["a", "b", "c"], defaults=[7, 8])
print(D(1), D(1, 2), D(c=3, a=1), D._field_defaults, namedtuple("R", "a def a _x 1", rename=True)._fields, namedtuple("E", "")(), Point(*[1, 2]) < Point(1, 3), "%s-%s" % p)
x, y = p
match p:
    case Point(1, b):
        print("matched", x, y, b)


class Sub(namedtuple("Base", "w h")):
    __slots__ = ()
    @property
    def area(self):
        return self.w * self.h


print(Sub(3, 4), Sub(3, 4).area, Sub(3, 4)._replace(w=1).area)
for f in (lambda: Point(1), lambda: Point(1, 2, 3), lambda: Point(1, 2, z=3), lambda: Point(1, x=2), lambda: Point(), lambda: D(), lambda: D(1, 2, 3, 4), lambda: namedtuple("P", "a a"), lambda: namedtuple("P", "_a"), lambda: namedtuple("P", "def"), lambda: namedtuple("1", "a"),
          lambda: namedtuple("P", "a", defaults=[1, 2]), lambda: p._replace(q=1), lambda: Point._make([1]), lambda: setattr(p, "x", 3), lambda: p.q):
    try:
        print(f())
    except (TypeError, ValueError, AttributeError) as e:
        print(type(e).__name__, e)
total = 0
for i in range(400):
    p = Point(i, i + 1)
    total += p.x * 2 - p.y
print(total)
# expect: deque([1, 2, 3]) 5 0 4 4 0 deque([1, 2, 3]) True False 2 1 [3, 2, 1] None
# expect: deque(['a', 'b', 'y', 'x', 1, 2, 3]) True deque(['a', 'b', 'y', 'x', 1, 2, 3, 1]) deque(['a', 'b', 'y', 'x', 1, 2, 3, 'a', 'b', 'y', 'x', 1, 2, 3]) 0 False
# expect: deque(['first', 'b', 3, 2, 1, 'i']) True False False
# expect: deque([2, 3, 4], maxlen=3) 3
# expect: deque([4, 1, 2], maxlen=3) deque([], maxlen=0) deque(['b'], maxlen=1)
# expect: deque([4, 1, 2], maxlen=3)
# expect: deque([1, [...]])
# expect: IndexError pop from an empty deque
# expect: IndexError pop from an empty deque
# expect: IndexError deque index out of range
# expect: TypeError sequence index must be integer, not 'str'
# expect: TypeError sequence index must be integer, not 'slice'
# expect: ValueError deque.remove(x): x not in deque
# expect: ValueError deque.index(x): x not in deque
# expect: IndexError deque already at its maximum size
# expect: ValueError maxlen must be non-negative
# expect: TypeError an integer is required
# expect: TypeError can only concatenate deque (not "list") to deque
# expect: TypeError 'int' object is not iterable
# expect: deque mutated during iteration
# expect: 1143795 49
# expect: defaultdict(<class 'list'>, {1: [2], 'k': [3], 'a': [0, 3], 'b': [1, 4], 'c': [2, 5], 'new': []}) [] 6 None <class 'list'> True defaultdict defaultdict(<class 'int'>, {0: 1, 2: 3}) defaultdict(None, {})
# expect: KeyError 1
# expect: TypeError first argument must be callable or None
# expect: OrderedDict({'c': 3}) ['b', 'c', 'a'] ('a', 1) ('b', 2) OrderedDict({'c': 3})
# expect: OrderedDict({'z': 1, 'c': 3}) True False False ['c', 'z'] OrderedDict({'a': 0, 'b': 0}) OrderedDict({'z': 1, 'c': 3, 'q': 2}) OrderedDict({'q': 2, 'z': 1, 'c': 3}) OrderedDict()
# expect: 'dictionary is empty'
# expect: 'none'
# expect: Counter({'a': 5, 'b': 2, 'r': 2, 'c': 1, 'd': 1}) [('a', 5), ('b', 2)] 5 0 11 ['a', 'a', 'a', 'a', 'a', 'b', 'b', 'c', 'd', 'r', 'r'] 5 Counter({'a': 2, 'b': 0}) Counter({'x': 3}) Counter()
# expect: Counter({'a': 5, 'r': 2, 'c': 1, 'd': 1, 'z': 1, 'b': -3}) Counter({'a': 5, 'r': 2, 'c': 1, 'd': 1, 'z': 1}) Counter({'b': 3}) Counter({'a': 4, 'r': 2, 'c': 1, 'd': 1, 'z': 1}) Counter({'a': 6, 'r': 2, 'q': 2, 'c': 1, 'd': 1, 'z': 1}) Counter({'a': 5, 'c': 1}) Counter({'a': 5, 'b': 2, 'r': 2, 'c': 1, 'd': 1, 'z': 1}) True True False
# expect: Counter({'b': 7, 'a': 4, 'r': 2, 'c': 1, 'd': 1, 'z': 1}) True Counter({1: 2, 'a': 1}) 0
# expect: Counter({'w': 3, 'b': 2})
# expect: ChainMap({'a': 1}, {'a': 2, 'b': 3}) 1 3 2 ['a', 'b'] True 0 {'a': 1, 'b': 3} 9 ChainMap({'a': 2, 'b': 3}) True [('a', 1), ('b', 3)] False
# expect: ChainMap({'a': 1, 'n': 5}, {'a': 2, 'b': 3}) 7 [{'a': 1, 'n': 5}, {'a': 2, 'b': 3}] 5 ChainMap({'a': 1, 'n': 5}, {'a': 2, 'b': 3})
# expect: 'zz'
# expect: "Key not found in the first mapping: 'zz'"
# expect: 'No keys found in the first mapping.'
# expect: "Key not found in the first mapping: 'b'"
# expect: Point(x=1, y=2) 1 2 2 (1, 2) True Point(x=5, y=2) {'x': 1, 'y': 2} ('x', 'y') Point(x=3, y=4) True True Point ('x', 'y')
# expect: D(a=1, b=7, c=8) D(a=1, b=2, c=8) D(a=1, b=7, c=3) {'b': 7, 'c': 8} ('a', '_1', '_2', '_3', '_4') E() True 1-2
# expect: matched 1 2 2
# expect: Sub(w=3, h=4) 12 4
# expect: TypeError Point.__new__() missing 1 required positional argument: 'y'
# expect: TypeError Point.__new__() takes 3 positional arguments but 4 were given
# expect: TypeError Point.__new__() got an unexpected keyword argument 'z'
# expect: TypeError Point.__new__() got multiple values for argument 'x'
# expect: TypeError Point.__new__() missing 2 required positional arguments: 'x' and 'y'
# expect: TypeError D.__new__() missing 1 required positional argument: 'a'
# expect: TypeError D.__new__() takes from 2 to 4 positional arguments but 5 were given
# expect: ValueError Encountered duplicate field name: 'a'
# expect: ValueError Field names cannot start with an underscore: '_a'
# expect: ValueError Type names and field names cannot be a keyword: 'def'
# expect: ValueError Type names and field names must be valid identifiers: '1'
# expect: TypeError Got more default values than field names
# expect: TypeError Got unexpected field names: ['q']
# expect: TypeError Expected 2 arguments, got 1
# expect: AttributeError can't set attribute
# expect: AttributeError 'Point' object has no attribute 'q'
# expect: 79400
