# itertools against CPython's: what each gives, in which order sources are read, what is wrong with arguments.
import itertools
from itertools import *


def told(n, name="t"):
    for i in range(n):
        print(name, i, end="; ")
        yield i


def take(n, iterable):
    return list(islice(iterable, n))


print(take(3, count()), take(3, count(5, -2)), take(3, count(1.5)), take(3, count(step=3, start=1)), next(count(10**20)))
print(take(7, cycle("abc")), list(cycle("")), take(2, repeat(7)), list(repeat("x", 3)), list(repeat(1, -1)), list(repeat(1, times=2)))
print(list(chain("ab", [1], (), {3: 4})), list(chain()), list(chain.from_iterable(["ab", "cd"])), next(chain([], "z")))
print([list(islice(range(20), *b)) for b in ((5,), (0,), (2, 5), (2, None), (None, 5), (2, 15, 3), (5, 3), (3, 3), (None, None, 7), (None,))])
t = iter(range(20))
print(list(islice(t, 3)), next(t), list(islice(t, 2, 5)), next(t), list(islice(t, 1, 8, 3)), next(t, "end"), list(islice(t, 9)), next(t, "end"))
print(list(takewhile(lambda x: x < 3, [1, 2, 5, 1])), list(dropwhile(lambda x: x < 3, [1, 2, 5, 1])), list(filterfalse(None, [0, 1, "", "a"])), list(filterfalse(lambda x: x % 2, range(7))))
print(list(starmap(pow, [(2, 3), (3, 2)])), list(starmap(lambda *a: a, ["ab", [1]])), list(compress("abcdef", [1, 0, 1, 0, 1])), list(compress("ab", [])))
print(list(pairwise("abcd")), list(pairwise("a")), list(pairwise("")), list(batched("abcdefg", 3)), list(batched("", 2)), list(batched("abcd", 2, strict=True)))
print(list(accumulate([1, 2, 3])), list(accumulate("abc")), list(accumulate([3, 1, 2], max)), list(accumulate([1, 2], initial=10)), list(accumulate([], initial=10)), list(accumulate([])), list(accumulate([1, 2, 3], lambda a, b: a * b, initial=2)))
print(list(zip_longest("abc", [1], (), fillvalue="-")), list(zip_longest()), list(zip_longest("a")), list(zip_longest([1, 2], [3])))
print(list(product("ab", [1, 2])), list(product()), list(product("a", "")), list(product([0, 1], repeat=2)), list(product("a", repeat=0)), list(product("ab", range(2), repeat=1)))
print(list(combinations("abcd", 2)), list(combinations("abc", 0)), list(combinations("ab", 3)), list(combinations("abc", 3)), list(combinations(range(4), 3)))
print(list(combinations_with_replacement("abc", 2)), list(combinations_with_replacement("a", 3)), list(combinations_with_replacement("", 1)), list(combinations_with_replacement("", 0)))
print(list(permutations("abc")), list(permutations("abc", 2)), list(permutations("ab", 3)), list(permutations("ab", 0)), len(list(permutations(range(5)))), list(permutations(range(4), 3))[-2:])
a, b, c = tee(told(3), 3)
print(next(a), next(a), next(b), list(c), list(a), list(b))
print([list(x) for x in tee("ab")], tee([], 0), [(k, list(g)) for k, g in groupby("aabbbca")], [(k, list(g)) for k, g in groupby([1, 3, 2, 4, 5], lambda x: x % 2)], list(groupby([])))
groups = groupby("aab")
k, first = next(groups)
print(k, next(first), end=" ")
k, second = next(groups)
print(k, list(first), list(second), next(groups, "end"), list(second))
groups = list(groupby("aabb"))
print([k for k, g in groups], [list(g) for k, g in groups])
print(list(zip(count(), "ab")), next(iter(chain.from_iterable(told(2) for _ in range(2)))))
print(list(islice(told(9), 1, 4, 2)))
print(list(zip_longest(told(2, "p"), told(1, "q"))))
print(list(product(told(2, "r"), told(2, "s")))[1])
for f in (lambda: islice("a", -1), lambda: islice("a", 1, -1), lambda: islice("a", 0, 1, 0), lambda: islice("a"), lambda: islice(1, 2), lambda: islice("a", "b"), lambda: count("a"), lambda: cycle(1), lambda: combinations("a", -1),
          lambda: permutations("a", -1), lambda: product("a", repeat=-1), lambda: batched("a", 0), lambda: list(batched("abc", 2, strict=True)), lambda: tee("a", -1), lambda: zip_longest(1), lambda: accumulate(1), lambda: list(starmap(pow, [1])),
          lambda: pairwise(1), lambda: list(chain(1)), lambda: takewhile(1, 2), lambda: list(takewhile(1, [2])), lambda: repeat(1, "a"), lambda: groupby(1), lambda: permutations("a", "b")):
    try:
        f()
        print("no error")
    except (ValueError, TypeError) as e:
        print(type(e).__name__, e)


def hot():
    total = 0
    for i, x in zip(count(1), chain(range(300), repeat(2, 100))):
        total += i * x
    for a, b in pairwise(range(300)):
        total ^= a * b
    for x in islice(count(), 10, 500, 3):
        total += x
    for x, y in product(range(20), range(20)):
        total += x * y
    for x in takewhile(lambda k: k < 250, accumulate(repeat(3))):
        total -= x
    for k, g in groupby(range(300), lambda k: k // 7):
        total += k * sum(g)
    for p in permutations(range(5), 3):
        total += p[0] - p[2]
    print(total, sum(1 for _ in combinations(range(12), 4)))


hot()
# expect: [0, 1, 2] [5, 3, 1] [1.5, 2.5, 3.5] [1, 4, 7] 100000000000000000000
# expect: ['a', 'b', 'c', 'a', 'b', 'c', 'a'] [] [7, 7] ['x', 'x', 'x'] [] [1, 1]
# expect: ['a', 'b', 1, 3] [] ['a', 'b', 'c', 'd'] z
# expect: [[0, 1, 2, 3, 4], [], [2, 3, 4], [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19], [0, 1, 2, 3, 4], [2, 5, 8, 11, 14], [], [], [0, 7, 14], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19]]
# expect: [0, 1, 2] 3 [6, 7, 8] 9 [11, 14, 17] 18 [19] end
# expect: [1, 2] [5, 1] [0, ''] [0, 2, 4, 6]
# expect: [8, 9] [('a', 'b'), (1,)] ['a', 'c', 'e'] []
# expect: [('a', 'b'), ('b', 'c'), ('c', 'd')] [] [] [('a', 'b', 'c'), ('d', 'e', 'f'), ('g',)] [] [('a', 'b'), ('c', 'd')]
# expect: [1, 3, 6] ['a', 'ab', 'abc'] [3, 3, 3] [10, 11, 13] [10] [] [2, 2, 4, 12]
# expect: [('a', 1, '-'), ('b', '-', '-'), ('c', '-', '-')] [] [('a',)] [(1, 3), (2, None)]
# expect: [('a', 1), ('a', 2), ('b', 1), ('b', 2)] [()] [] [(0, 0), (0, 1), (1, 0), (1, 1)] [()] [('a', 0), ('a', 1), ('b', 0), ('b', 1)]
# expect: [('a', 'b'), ('a', 'c'), ('a', 'd'), ('b', 'c'), ('b', 'd'), ('c', 'd')] [()] [] [('a', 'b', 'c')] [(0, 1, 2), (0, 1, 3), (0, 2, 3), (1, 2, 3)]
# expect: [('a', 'a'), ('a', 'b'), ('a', 'c'), ('b', 'b'), ('b', 'c'), ('c', 'c')] [('a', 'a', 'a')] [] [()]
# expect: [('a', 'b', 'c'), ('a', 'c', 'b'), ('b', 'a', 'c'), ('b', 'c', 'a'), ('c', 'a', 'b'), ('c', 'b', 'a')] [('a', 'b'), ('a', 'c'), ('b', 'a'), ('b', 'c'), ('c', 'a'), ('c', 'b')] [] [()] 120 [(3, 2, 0), (3, 2, 1)]
# expect: t 0; t 1; t 2; 0 1 0 [0, 1, 2] [2] [1, 2]
# expect: [['a', 'b'], ['a', 'b']] () [('a', ['a', 'a']), ('b', ['b', 'b', 'b']), ('c', ['c']), ('a', ['a'])] [(1, [1, 3]), (0, [2, 4]), (1, [5])] []
# expect: a a b [] ['b'] end []
# expect: ['a', 'b'] [[], []]
# expect: t 0; [(0, 'a'), (1, 'b')] 0
# expect: t 0; t 1; t 2; t 3; [1, 3]
# expect: p 0; q 0; p 1; [(0, 0), (1, None)]
# expect: r 0; r 1; s 0; s 1; (0, 1)
# expect: ValueError Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.
# expect: ValueError Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.
# expect: ValueError Step for islice() must be a positive integer or None.
# expect: TypeError islice expected at least 2 arguments, got 1
# expect: TypeError 'int' object is not iterable
# expect: ValueError Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.
# expect: TypeError a number is required
# expect: TypeError 'int' object is not iterable
# expect: ValueError r must be non-negative
# expect: ValueError r must be non-negative
# expect: ValueError repeat argument cannot be negative
# expect: ValueError n must be at least one
# expect: ValueError batched(): incomplete batch
# expect: ValueError n must be >= 0
# expect: TypeError 'int' object is not iterable
# expect: TypeError 'int' object is not iterable
# expect: TypeError 'int' object is not iterable
# expect: TypeError 'int' object is not iterable
# expect: TypeError 'int' object is not iterable
# expect: TypeError 'int' object is not iterable
# expect: TypeError 'int' object is not callable
# expect: TypeError 'str' object cannot be interpreted as an integer
# expect: TypeError 'int' object is not iterable
# expect: TypeError Expected int as r
# expect: 10500716 495
