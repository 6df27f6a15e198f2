# collections.abc against CPython's.
from collections import deque
from collections.abc import *
from collections.abc import Iterator as It

values = [1, "a", [1], (1,), {1: 2}, {1}, frozenset(), range(3), iter([]), (x for x in ()), {}.keys(), {}.items(), {}.values(), len, lambda: 0, int, None, object(), map(abs, []), type.__dict__]
for cls in (Hashable, Iterable, Iterator, Generator, Reversible, Sized, Container, Callable, Collection, Set, MutableSet, Mapping, MutableMapping, Sequence, MutableSequence, KeysView, ItemsView, ValuesView):
    print(cls.__name__, "".join("01"[isinstance(v, cls)] for v in values))
print(issubclass(list, Sequence), issubclass(Sequence, Sized), issubclass(MutableMapping, Mapping), It is Iterator, issubclass(bool, Hashable), issubclass(list, Hashable))


class Numbers(Sequence):
    def __init__(self, *items):
        self.items = items
    def __getitem__(self, i):
        return self.items[i]
    def __len__(self):
        return len(self.items)


n = Numbers(3, 1, 2, 1)
print(list(n), 2 in n, 9 in n, list(reversed(n)), n.index(1), n.index(1, 2), n.count(1), isinstance(n, Reversible), isinstance(n, Collection))


class Items(MutableSequence):
    def __init__(self, items=()):
        self.items = list(items)
    def __getitem__(self, i):
        return self.items[i]
    def __setitem__(self, i, x):
        self.items[i] = x
    def __delitem__(self, i):
        del self.items[i]
    def __len__(self):
        return len(self.items)
    def insert(self, i, x):
        self.items.insert(i, x)


m = Items([1, 2])
m.append(3)
m.extend([4, 5])
m += [6]
m.reverse()
m.remove(4)
print(m.items, m.pop(), m.pop(0), m.items)
m.extend(m)
print(m.items)
m.clear()
print(len(m))


class Folded(MutableMapping):
    def __init__(self, *args, **kw):
        self.data = {}
        self.update(*args, **kw)
    def __getitem__(self, k):
        return self.data[k.lower()]
    def __setitem__(self, k, v):
        self.data[k.lower()] = v
    def __delitem__(self, k):
        del self.data[k.lower()]
    def __iter__(self):
        return iter(self.data)
    def __len__(self):
        return len(self.data)
    def __repr__(self):
        return f"Folded({self.data})"


f = Folded({"A": 1}, B=2)
print(f, f["a"], "B" in f, f.get("zz"), list(f.keys()), list(f.values()), list(f.items()), f == {"a": 1, "b": 2}, f.pop("A"), f.pop("A", 0), f.setdefault("C", 3), f.popitem(), f.keys() & {"b", "c"}, f.items() | {(1, 2)}, len(f.items()), ("b", 2) in f.items() or ("c", 3) in f.items(), 3 in f.values(), f.keys(), {**f}, dict(f))
f.update([("X", 1)])
f.clear()
print(f, bool(f))


class Bag(MutableSet):
    def __init__(self, items=()):
        self.items = []
        for x in items:
            self.add(x)
    def __contains__(self, x):
        return x in self.items
    def __iter__(self):
        return iter(self.items)
    def __len__(self):
        return len(self.items)
    def add(self, x):
        if x not in self.items:
            self.items.append(x)
    def discard(self, x):
        if x in self.items:
            self.items.remove(x)


a, b = Bag("abc"), Bag("bcd")
print(sorted(a & b), sorted(a | b), sorted(a - b), sorted(a ^ b), a <= b, a == Bag("cba"), a < Bag("abcd"), a.isdisjoint("xy"), a != b, sorted({"a", "z"} - a), sorted({"z"} | a), a >= Bag("a"))
a |= "xy"
a &= Bag("abx")
a -= "b"
a ^= "aq"
print(sorted(a), a.pop() in "xq", len(a))
a.clear()
print(len(a))


class Count(Iterator):
    def __init__(self, n):
        self.n = n
    def __next__(self):
        if not self.n:
            raise StopIteration
        self.n -= 1
        return self.n


print(list(Count(3)), isinstance(Count(1), Iterable))
for g in (lambda: Sequence(), lambda: MutableSet(), lambda: a.remove("none"), lambda: a.pop(), lambda: n.index(99), lambda: Folded().popitem(), lambda: f["q"], lambda: hash(a)):
    try:
        print(g())
    except (TypeError, KeyError, ValueError) as e:
        print(type(e).__name__, e)
total = 0
for i in range(300):
    total += n[i % 4] + len(n) + isinstance(i, Hashable) + isinstance([], Sequence)
print(total)
# expect: Hashable 11010011110011111111
# expect: Iterable 01111111111110000011
# expect: Iterator 00000000110000000010
# expect: Generator 00000000010000000000
# expect: Reversible 01111001001110000001
# expect: Sized 01111111001110000001
# expect: Container 01111111001110000001
# expect: Callable 00000000000001110000
# expect: Collection 01111111001110000001
# expect: Set 00000110001100000000
# expect: MutableSet 00000100000000000000
# expect: Mapping 00001000000000000001
# expect: MutableMapping 00001000000000000000
# expect: Sequence 01110001000000000000
# expect: MutableSequence 00100000000000000000
# expect: KeysView 00000000001000000000
# expect: ItemsView 00000000000100000000
# expect: ValuesView 00000000000010000000
# expect: True True True True True False
# expect: [3, 1, 2, 1] True False [1, 2, 1, 3] 1 3 2 True True
# expect: [5, 3, 2] 1 6 [5, 3, 2]
# expect: [5, 3, 2, 5, 3, 2]
# expect: 0
# expect: Folded({'c': 3}) 1 True None ['a', 'b'] [1, 2] [('a', 1), ('b', 2)] True 1 0 3 ('b', 2) {'c'} {(1, 2), ('c', 3)} 1 True True KeysView(Folded({'c': 3})) {'c': 3} {'c': 3}
# expect: Folded({}) False
# expect: ['b', 'c'] ['a', 'b', 'c', 'd'] ['a'] ['a', 'd'] False True True True True ['z'] ['a', 'b', 'c', 'z'] True
# expect: ['q', 'x'] True 1
# expect: 0
# expect: [2, 1, 0] True
# expect: TypeError Can't instantiate abstract class Sequence without an implementation for abstract methods '__getitem__', '__len__'
# expect: TypeError Can't instantiate abstract class MutableSet without an implementation for abstract methods '__contains__', '__iter__', '__len__', 'add', 'discard'
# expect: KeyError 'none'
# expect: KeyError 
# expect: ValueError 
# expect: KeyError 
# expect: KeyError 'q'
# expect: TypeError unhashable type: 'Bag'
# expect: 2325
