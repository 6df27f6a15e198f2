class Point:
    __match_args__ = ('x', 'y')
    def __init__(self, x, y): self.x, self.y = x, y
class Shape:
    def __init__(self, kind): self.kind = kind
class Colour:
    RED = 'red'
    GREEN = 'green'
def describe(v):
    match v:
        case 0: return 'zero'
        case -1 | -2.5: return 'negative'
        case 'a' 'b' | 'c': return 'text'
        case None | True | False: return 'constant'
        case Colour.RED: return 'red'
        case []: return 'empty'
        case [x]: return f'one {x}'
        case [1, (2 | 3) as two, *rest]: return f'starts {two} {rest}'
        case (x, y) if x == y: return f'pair {x}'
        case [first, *_, last]: return f'{first}..{last}'
        case {}if not v: return 'empty dict'
        case {'kind': 'point', 'at': [x, y]}: return f'at {x} {y}'
        case {'kind': kind, **rest}: return f'{kind} {sorted(rest)}'
        case {1: one}: return f'one is {one}'
        case Point(0, y): return f'on y at {y}'
        case Point(x=px, y=0): return f'on x at {px}'
        case Point(x, y) as p if p.x > 5: return f'far {x} {y}'
        case Shape(kind='square' | 'circle' as k): return f'shape {k}'
        case int(n) | float(n): return f'number {n}'
        case str() as s: return f'str {s}'
        case Point() | Shape(): return 'other'
        case _: return 'nothing'
values = [0, -1, -2.5, 'ab', 'c', None, True, 'red', [], (), [5], [1, 2, 3, 4], (1, 3), (7, 7), [1, 9, 4], range(4), {}, {'kind': 'point', 'at': (3, 4)},
          {'kind': 'x', 'b': 1, 'a': 2}, {1: 'uno', 2: 3}, Point(0, 3), Point(4, 0), Point(9, 1), Point(1, 1), Shape('circle'), Shape('z'), 17, 2.25, 'hello', {2: 3}, {3}, len]
for v in values: print(describe(v))
count = {}
for i in range(40):
    for v in values:
        d = describe(v)
        count[d] = count.get(d, 0) + 1
print(sorted(count.items())[:5], len(count))
def swap(v):
    match v:
        case (a, [b, c]) | ([b, c], a) if a: return a, b, c
        case [a, b] | {'a': a, 'b': b}: return a, b
        case {'b': b, 'a': a, **others}: return a, b, others
    return 'no'
print(swap((1, [2, 3])), swap(([2, 3], 1)), swap((0, [2, 3])), swap([5, 6]), swap({'a': 1, 'b': 2}), swap({'b': 1, 'a': 2, 'c': 3}), swap(1))
def orders(v):
    match v:
        case (1, a, b, c) | (2, c, a, b) | (3, b, c, a): return a, b, c
print([orders((k, 'x', 'y', 'z')) for k in (1, 2, 3)])
match 5, 6:
    case a, b: print(a + b)
match {'x': [1, {'y': (2, 3)}]}:
    case {'x': [one, {'y': (two, three)}]}: print(one, two, three)
match (z := [1, 2]):
    case [*all_of]: print(all_of, z)
for bad in (5, Point(1, 2)):
    try:
        match bad:
            case Point(1, 2, 3): pass
            case Shape(1): pass
            case int(1, 2): pass
    except TypeError as e: print(e)
class Odd: __match_args__ = ['a']
class Same: __match_args__ = ('a', 'a'); a = 1
for o in (Odd(), Same()):
    try:
        match o:
            case Odd(1): pass
            case Same(1, 1): pass
    except TypeError as e: print(e)
try:
    not_class = 5
    match 5:
        case not_class(): pass
except TypeError as e: print(e)
key = 'k'
class K: k = 'k'
try:
    match {'k': 1}:
        case {K.k: 1, 'k': 2}: pass
except ValueError as e: print(e)
match = 1
case = match + 1
print(match, case)
def loops():
    for i in range(10):
        match i:
            case 3: continue
            case 7: break
            case n if n % 2: print('odd', n)
    return i
print(loops())
def depth(t):
    match t:
        case [left, right]: return 1 + max(depth(left), depth(right))
        case _: return 0
print(depth([[1, [2, 3]], 4]))
total = 0
for i in range(300):
    match i % 4, i % 3:
        case 0, x: total += x
        case 1, 1 | 2: total += 10
        case (a, b) if a > b: total += a * b
        case _: total -= 1
print(total)
# expect: zero
# expect: negative
# expect: negative
# expect: text
# expect: text
# expect: constant
# expect: constant
# expect: red
# expect: empty
# expect: empty
# expect: one 5
# expect: starts 2 [3, 4]
# expect: starts 3 []
# expect: pair 7
# expect: 1..4
# expect: 0..3
# expect: empty dict
# expect: at 3 4
# expect: x ['a', 'b']
# expect: one is uno
# expect: on y at 3
# expect: on x at 4
# expect: far 9 1
# expect: other
# expect: shape circle
# expect: other
# expect: number 17
# expect: number 2.25
# expect: str hello
# expect: nothing
# expect: nothing
# expect: nothing
# expect: [('0..3', 40), ('1..4', 40), ('at 3 4', 40), ('constant', 80), ('empty', 80)] 25
# expect: (1, 2, 3) (1, 2, 3) (0, [2, 3]) (5, 6) (1, 2) (2, 1) no
# expect: [('x', 'y', 'z'), ('y', 'z', 'x'), ('z', 'x', 'y')]
# expect: 11
# expect: 1 2 3
# expect: [1, 2] [1, 2]
# expect: int() accepts 1 positional sub-pattern (2 given)
# expect: Point() accepts 2 positional sub-patterns (3 given)
# expect: Odd.__match_args__ must be a tuple (got list)
# expect: Same() got multiple sub-patterns for attribute 'a'
# expect: called match pattern must be a class
# expect: 1 2
# expect: odd 1
# expect: odd 5
# expect: 7
# expect: 3
# expect: 825
