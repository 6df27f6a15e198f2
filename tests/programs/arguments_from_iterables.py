def f(a, b=2, *, key=3, **more):
    return (a, b, key, more)

def g(*args, **kwargs):
    return args, kwargs

class Bag:
    def __init__(self, **items):
        self.items = items
    def keys(self):
        return iter(self.items)
    def __getitem__(self, key):
        return self.items[key]

class Three:
    def __iter__(self):
        return iter((1, 2, 3))

pairs = [(1, 2), [3], (4,)]
seen = []
for i in range(60):
    pair = pairs[i % 3]
    seen.append(f(*pair, key=i)[1])
    seen.append(f(0, **{"b": i, "c": i})[3])
    seen.append(len(*([pair] if i % 2 else ((),))))
    seen.append(max(*pair, i, **{}))
print(seen[-8:], len(seen))
print(g(*Three(), *"ab", 4, **Bag(x=1, y=2), z=3))
print(f(*(), **{}, **{"a": 5}), f(*[1], *[2]), print(*[1, 2], sep="-"))
print([*Three(), *range(2)], (*Three(), 9), [*"xy"], {**{"a": 1, "b": 2}, "a": 3, **Bag(b=4, c=5)})
for x in *[1, 2], *(3,):
    print(x, end=" ")
print()
table = {(1, 2): "found"}
print(table[*[1], 2])
order = []
def note(x):
    order.append(x)
    return x
g(*[note(1)], note(2), k=note(4), *[note(3)], **{"l": note(5)})
print(order)
for bad in [
    lambda: f(*1), lambda: f(1, *2), lambda: f(**3), lambda: f(**{1: 2}), lambda: f(a=1, **{"a": 2}),
    lambda: f(**{"a": 1}, **{"a": 2}), lambda: len(*1), lambda: [].append(*1), lambda: Bag(*1), lambda: [*1],
    lambda: {**1}, lambda: (*None,), lambda: f(1, 2, **{"b": 1}), lambda: f(1, **Three()), lambda: Bag().keys(*3),
]:
    try:
        bad()
    except TypeError as e:
        print(e)
# expect: [2, {'c': 58}, 0, 58, 2, {'c': 59}, 1, 59] 240
# expect: ((1, 2, 3, 'a', 'b', 4), {'x': 1, 'y': 2, 'z': 3})
# expect: 1-2
# expect: (5, 2, 3, {}) (1, 2, 3, {}) None
# expect: [1, 2, 3, 0, 1] (1, 2, 3, 9) ['x', 'y'] {'a': 3, 'b': 4, 'c': 5}
# expect: 1 2 3 
# expect: found
# expect: [1, 2, 3, 4, 5]
# expect: __main__.f() argument after * must be an iterable, not int
# expect: Value after * must be an iterable, not int
# expect: __main__.f() argument after ** must be a mapping, not int
# expect: keywords must be strings
# expect: __main__.f() got multiple values for keyword argument 'a'
# expect: __main__.f() got multiple values for keyword argument 'a'
# expect: len() argument after * must be an iterable, not int
# expect: list.append() argument after * must be an iterable, not int
# expect: __main__.Bag() argument after * must be an iterable, not int
# expect: Value after * must be an iterable, not int
# expect: 'int' object is not a mapping
# expect: Value after * must be an iterable, not NoneType
# expect: f() got multiple values for argument 'b'
# expect: __main__.f() argument after ** must be a mapping, not Three
# expect: __main__.Bag.keys() argument after * must be an iterable, not int
