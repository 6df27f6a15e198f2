small = {3, 1, 2}
empty = set()
frozen = frozenset([1, 2, 2, 3])
seen = set()
total = 0
for i in range(120):
    if i % 7 in small:
        total += 1
    if i * i % 31 not in seen:
        seen.add(i * i % 31)
    if i == 60:
        small = frozen
print(total, len(seen), sorted(seen)[:5], seen)
print({i % 5 for i in range(30)}, {*[1, 2], *"a"} == {1, 2, "a"}, {0, 8, 16, 24, 1}, {-1, -2, 100, 1000})
a, b = {1, 2, 3, 4}, {3, 4, 5}
print(a | b, a & b, a - b, a ^ b, a < b, a >= {1, 2}, a == {4, 3, 2, 1}, a != b, {1} < {1}, {1} <= {1})
c = set(a)
c |= {9}
c &= {1, 2, 9, 10}
c -= {2}
c ^= {1, 7}
print(c, c is a, frozen | {9}, type(frozen | {9}).__name__, type({9} | frozen).__name__)
c.update([1, 2], "x", {4: 5})
c.discard("nothing")
c.remove("x")
print(c, a.union([7], (8,)), a.intersection([1, 9], {1}), a.difference([1], [2]), a.symmetric_difference([1, 9]))
print(a.issubset(range(9)), a.issuperset([1]), a.isdisjoint([7, 8]), a.isdisjoint({1}), a.copy() is a, frozen.copy() is frozen)
d = set(range(20))
d.difference_update(range(0, 20, 3))
d.intersection_update(range(10))
d.symmetric_difference_update([1, 100])
print(d, len(d), bool(d), bool(empty), 100 in d)
order = []
while d:
    order.append(d.pop())
print(order, d, frozenset(), frozenset({1}), repr(empty), {frozenset({1}): 2}[frozenset([1])])
print(hash(frozen) == hash(frozenset({3, 2, 1})), hash(frozenset()), {frozen} == {frozenset({1, 2, 3})}, {1, 2} in [{2, 1}])
print({True, 1, 1.0}, {0.0, -0.0, False}, {None, None}, {(1, 2), (1, 2)}, set("hello") == set("ohell"))
class Key:
    def __init__(self, v): self.v = v
    def __hash__(self): return self.v % 3
    def __eq__(self, other): return self.v == other.v
    def __repr__(self): return "K" + str(self.v)
keys = set()
for i in range(50):
    keys.add(Key(i % 9))
print(len(keys), keys, Key(4) in keys, Key(44) in keys)
for bad in [
    lambda: {[]}, lambda: {1}.add({}), lambda: set().pop(), lambda: {1}.remove(2), lambda: {1} | [2], lambda: {1} < [2],
    lambda: set(1), lambda: set([1], [2]), lambda: frozenset().add(1), lambda: hash({1}), lambda: {1}[0], lambda: [] in {1},
    lambda: {*1}, lambda: set(x=1), lambda: {{1}},
]:
    try:
        print(bad())
    except (TypeError, KeyError, AttributeError) as e:
        print(type(e).__name__, e)
try:
    for x in a:
        a.add(x + 100)
except RuntimeError as e:
    print(e)
loops = 0
for s in [{1, 2}, "ab", {3}, [1], frozen] * 12:
    for x in s:
        loops += 1
    if 1 in s if not isinstance(s, str) else False:
        loops += 100
print(loops)
# expect: 51 16 [0, 1, 2, 4, 5] {0, 1, 2, 4, 5, 7, 8, 9, 10, 14, 16, 18, 19, 20, 25, 28}
# expect: {0, 1, 2, 3, 4} True {0, 1, 16, 8, 24} {1000, 100, -1, -2}
# expect: {1, 2, 3, 4, 5} {3, 4} {1, 2} {1, 2, 5} False True True True False True
# expect: {9, 7} False frozenset({1, 2, 3, 9}) frozenset set
# expect: {1, 2, 4, 7, 9} {1, 2, 3, 4, 7, 8} {1} {3, 4} {2, 3, 4, 9}
# expect: True True True False False True
# expect: {2, 4, 5, 100, 7, 8} 6 True False True
# expect: [2, 4, 5, 100, 7, 8] set() frozenset() frozenset({1}) set() 2
# expect: True 133146708735736 True True
# expect: {True} {0.0} {None} {(1, 2)} True
# expect: 9 {K0, K1, K2, K3, K4, K5, K6, K7, K8} True False
# expect: TypeError cannot use 'list' as a set element (unhashable type: 'list')
# expect: TypeError cannot use 'dict' as a set element (unhashable type: 'dict')
# expect: KeyError 'pop from an empty set'
# expect: KeyError 2
# expect: TypeError unsupported operand type(s) for |: 'set' and 'list'
# expect: TypeError '<' not supported between instances of 'set' and 'list'
# expect: TypeError 'int' object is not iterable
# expect: TypeError set expected at most 1 argument, got 2
# expect: AttributeError 'frozenset' object has no attribute 'add'
# expect: TypeError unhashable type: 'set'
# expect: TypeError 'set' object is not subscriptable
# expect: TypeError cannot use 'list' as a set element (unhashable type: 'list')
# expect: TypeError 'int' object is not iterable
# expect: TypeError set() takes no keyword arguments
# expect: TypeError cannot use 'set' as a set element (unhashable type: 'set')
# expect: Set changed size during iteration
# expect: 3708
