# bisect, heapq and operator against CPython's.
import heapq
import operator
from bisect import bisect, bisect_left, bisect_right, insort, insort_left

a = [1, 3, 3, 3, 7, 9]
print([bisect_left(a, x) for x in range(11)], [bisect_right(a, x) for x in range(11)], bisect(a, 3, 2, 4), bisect_left(a, 3, lo=2), bisect_right("aabbc", "b"))
insort(a, 3)
insort_left(a, 8)
insort(a, 0)
print(a, bisect_left([(1, "a"), (3, "b")], 2, key=lambda p: p[0]))
b = ["a", "bb", "dddd"]
insort(b, "ccc", key=len)
print(b)
try:
    bisect([1], 1, -1)
except ValueError as e:
    print(e)


class Seen:
    log = []
    def __init__(self, n):
        self.n = n
    def __lt__(self, other):
        self.log.append((self.n, other.n))
        return self.n < other.n
    def __repr__(self):
        return f"S{self.n}"


h = []
for x in (5, 2, 8, 1, 9, 3, 3, 7):
    heapq.heappush(h, x)
print(h, heapq.heappop(h), h, heapq.heapreplace(h, 4), heapq.heappushpop(h, 0), heapq.heappushpop(h, 6), h)
h = [9, 4, 7, 1, 8, 2, 6]
heapq.heapify(h)
print(h, [heapq.heappop(h) for _ in range(7)], h)
s = [Seen(n) for n in (4, 2, 6, 1, 3)]
heapq.heapify(s)
heapq.heappush(s, Seen(0))
print(s, heapq.heappop(s), s, len(Seen.log), Seen.log)
print(list(heapq.merge([1, 4, 7], [2, 5], [], [0, 9])), list(heapq.merge([7, 4], [5, 2], reverse=True)), list(heapq.merge(["a", "ccc"], ["bb"], key=len)), heapq.nsmallest(3, [5, 1, 4, 2]), heapq.nlargest(2, "hello"), heapq.nlargest(2, [1, -5, 3], key=abs), heapq.nsmallest(0, [1]), heapq.nsmallest(9, [2, 1]))
for f in (lambda: heapq.heappop([]), lambda: heapq.heappush((), 1), lambda: heapq.heapreplace([], 1), lambda: heapq.heapify("a")):
    try:
        f()
    except (IndexError, TypeError) as e:
        print(type(e).__name__, e)

o = operator
print(o.add(1, 2), o.sub(5, 3), o.mul(2, "a"), o.truediv(7, 2), o.floordiv(7, 2), o.mod(7, 4), o.pow(2, 5), o.lshift(1, 3), o.rshift(8, 1), o.and_(6, 3), o.or_(6, 1), o.xor(6, 3), o.neg(3), o.pos(-3), o.invert(0), o.abs(-4), o.not_([]), o.truth([0]))
print(o.lt(1, 2), o.le(2, 2), o.eq(1, 1.0), o.ne(1, 2), o.ge(1, 2), o.gt(3, 2), o.is_(None, None), o.is_not(1, None), o.contains("abc", "b"), o.getitem([1, 2], 1), o.concat([1], [2]), o.countOf([1, 2, 1], 1), o.indexOf("abc", "c"), o.index(True), o.length_hint([1, 2]), o.length_hint(3, 9), o.call(max, 1, 2), o.is_none(None), o.is_not_none(None))
l = [1]
print(o.iadd(l, [2]) is l, o.imul(l, 2) is l, l, o.isub(5, 2), o.ior({1}, {2}), o.iconcat("a", "b"), o.itruediv(1, 2), o.ipow(2, 3), o.__add__(1, 1), o.__invert__(5))
d = {}
o.setitem(d, "k", 1)
o.delitem(d, "k")
print(d, o.itemgetter(1)("abc"), o.itemgetter("a", "b")({"a": 1, "b": 2}), o.attrgetter("real", "imag")(3), o.attrgetter("__class__.__name__")(3), o.methodcaller("upper")("a"), o.methodcaller("split", ",", maxsplit=1)("a,b,c"))
print(o.itemgetter(1, "a"), o.attrgetter("a.b"), o.methodcaller("f", 1, k=2), sorted([(1, "b"), (2, "a")], key=o.itemgetter(1)))
for f in (lambda: o.concat(1, 2), lambda: o.indexOf([1], 2), lambda: o.attrgetter(1), lambda: o.methodcaller(1), lambda: o.itemgetter(0)(3), lambda: o.length_hint([], "a"), lambda: o.index(1.5), lambda: o.attrgetter("x")(3)):
    try:
        print(f())
    except (TypeError, ValueError, AttributeError) as e:
        print(type(e).__name__, e)
total = 0
for i in range(300):
    heapq.heappush(h, i * 7919 % 1009)
    if len(h) > 20:
        total += heapq.heappop(h) * bisect(a, i % 10)
print(total)
# expect: [0, 0, 1, 1, 4, 4, 4, 4, 5, 5, 6] [0, 1, 1, 4, 4, 4, 4, 5, 5, 6, 6] 4 2 4
# expect: [0, 1, 3, 3, 3, 3, 7, 8, 9] 1
# expect: ['a', 'bb', 'ccc', 'dddd']
# expect: lo must be non-negative
# expect: [3, 5, 4, 7, 9, 8, 6] 1 [3, 5, 4, 7, 9, 8, 6] 2 0 3 [3, 5, 4, 7, 9, 8, 6]
# expect: [] [1, 2, 4, 6, 7, 8, 9] []
# expect: [S1, S2, S6, S4, S3] S0 [S1, S2, S6, S4, S3] 9 [(1, 3), (2, 1), (1, 6), (2, 3), (4, 2), (0, 6), (0, 1), (2, 1), (6, 1)]
# expect: [0, 1, 2, 4, 5, 7, 9] [7, 5, 4, 2] ['a', 'bb', 'ccc'] [1, 2, 4] ['o', 'l'] [-5, 3] [] [1, 2]
# expect: IndexError index out of range
# expect: TypeError heappush() argument 1 must be list, not tuple
# expect: IndexError index out of range
# expect: TypeError heapify() argument must be list, not str
# expect: 3 2 aa 3.5 3 3 32 8 4 2 7 5 -3 -3 -1 4 True True
# expect: True True True True False True True True True 2 [1, 2] 2 2 1 2 9 2 True False
# expect: True True [1, 2, 1, 2] 3 {1, 2} ab 0.5 8 2 -6
# expect: {} b (1, 2) (3, 0) int A ['a', 'b,c']
# expect: operator.itemgetter(1, 'a') operator.attrgetter('a.b') operator.methodcaller('f', 1, k=2) [(2, 'a'), (1, 'b')]
# expect: TypeError 'int' object can't be concatenated
# expect: ValueError sequence.index(x): x not in sequence
# expect: TypeError attribute name must be a string
# expect: TypeError method name must be a string
# expect: TypeError 'int' object is not subscriptable
# expect: TypeError 'str' object cannot be interpreted as an integer
# expect: TypeError 'float' object cannot be interpreted as an integer
# expect: AttributeError 'int' object has no attribute 'x'
# expect: 708693
