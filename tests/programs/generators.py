def count(n):
    i = 0
    while i < n:
        got = yield i
        if got: print('got', got)
        i += 1
    return 'done'
print(list(count(5)))
g = count(3)
print(next(g), g.send('x'), next(g))
try: next(g)
except StopIteration as e: print('stop', e.value, e.args)
try: next(g)
except StopIteration as e: print('stop', e.value, e.args)
def outer(n):
    r = yield from count(n)
    print('r', r)
    r = yield from [10, 20]
    print('r', r)
    return n
print(list(outer(3)))
def f():
    try:
        yield 1
        yield 2
    except ValueError as e:
        print('caught', e)
        yield 'v'
    finally:
        print('finally')
g = f(); print(next(g)); print(g.throw(ValueError('bad')));
try: next(g)
except StopIteration: print('end')
g = f(); next(g); g.close(); print('closed')
g = f(); next(g); del g; print('deleted')
def d():
    x = yield from f()
g = d(); print(next(g)); print(g.throw(ValueError, 'deep')); print(list(g))
g = d(); next(g)
try: g.throw(KeyError('k'))
except KeyError as e: print('KeyError', e)
def bad():
    yield 1
    raise StopIteration('boo')
g = bad(); next(g)
try: next(g)
except RuntimeError as e: print(repr(e), repr(e.__cause__), e.__context__ is e.__cause__)
def ignore():
    for i in range(2):
        try: yield 1
        except GeneratorExit: print('ignored')
        else: pass
g = ignore(); next(g)
try: g.close()
except RuntimeError as e: print(e)
del g
def rec(n):
    if n:
        yield n
        yield from rec(n - 1)
print(sum(rec(50)))
print(sum(x * y for x in range(10) if x % 2 for y in range(x)))
print(any(x > 5 for x in [1, 9]), max((len(s) for s in ['a', 'bbb']), default=0))
def me():
    try:
        next(g)
    except ValueError as e:
        print(e)
    yield 1
g = me(); print(list(g))
g = count(2)
try: g.send(1)
except TypeError as e: print(e)
print(type(g).__name__, g.__name__, g.__qualname__, repr(g)[:22], g.gi_running, g.gi_suspended, g.gi_yieldfrom)
def ctx():
    try:
        1 / 0
    except ZeroDivisionError:
        yield 1
        try:
            raise ValueError('in')
        except ValueError as e:
            print(repr(e.__context__))
        yield 2
    try:
        raise KeyError('after')
    except KeyError as e:
        print(repr(e.__context__))
    yield 3
g = ctx()
next(g)
try:
    raise TypeError('caller')
except TypeError:
    next(g)
    try: raise IndexError('x')
    except IndexError as e: print(repr(e.__context__))
    next(g)
def closing():
    return (yield (yield 1))
g = closing(); print(next(g), g.send(2))
try: g.send(3)
except StopIteration as e: print(e.value)
class C:
    def __init__(self, xs): self.xs = xs
    def __iter__(self):
        for x in self.xs: yield x
print(list(C([1, 2, 3])), tuple(C('ab')))
a, *b = C(range(4)); print(a, b)
def swallow():
    try: yield
    except BaseException as e: print(type(e).__name__)
g = swallow(); next(g)
try: g.throw(KeyboardInterrupt)
except StopIteration: print('si')
gen = (i for i in range(3))
print(next(gen)); 
try: gen.throw(OSError('x'))
except OSError as e: print('os', e)
print(list(gen))
lam = lambda: (yield 5)
print(list(lam()))
y = [(lambda z: (yield z))]
print([list(q(3)) for q in y])
def fib():
    a, b = 0, 1
    while True:
        yield a
        a, b = b, a + b
t = 0
for i, v in zip(range(2000), fib()):
    t = (t + v) % 1000007
print(t)
def evens(xs):
    for x in xs:
        if x % 2 == 0: yield x
def squares(xs):
    for x in xs: yield x * x
s = 0
for q in range(30):
    for x in squares(evens(range(60))): s += x
print(s)

def hot(n):
    total = 0
    for i in range(n):
        got = yield total
        if got is None: total += i
        elif got == 'reset': total = 0
        else: total += got
    return -1
def drive(n):
    g = hot(n)
    seen = next(g)
    for k in range(n):
        try:
            if k % 11 == 10: seen = g.send('reset')
            elif k % 3: seen = g.send(k)
            else: seen = next(g)
        except StopIteration as stop:
            return seen, stop.value
print(drive(80), drive(3))
def tree(depth):
    if depth:
        yield from tree(depth - 1)
        yield depth
        yield from tree(depth - 1)
for i in range(4):
    print(sum(tree(6)), [x for x in tree(3)])
def pairs(xs):
    for x in xs:
        for y in xs:
            if x != y: yield x, y
count = 0
for i in range(12):
    for a, b in pairs(range(i)):
        count += a * b - 1
        if count % 50 == 3: break
print(count)
depth = 0
def deep(n):
    global depth
    depth = n
    yield from deep(n + 1)
    yield n
try:
    for x in deep(0): print(x)
except RecursionError as e: print('too deep', depth > 50)
def handled():
    for i in range(30):
        try:
            yield 1 // (i % 3)
        except ZeroDivisionError as e:
            yield str(e)
print(list(handled())[:5])
def closes():
    try:
        yield 1
    finally:
        print('closed')
def leaves():
    for x in closes(): return x
print(leaves())
def keep(value):
    while True:
        value = (yield value) or value
k = keep(1)
next(k)
print([k.send(i % 4) for i in range(60)][-5:])
def total_of(xs): return sum(x * y for x in xs for y in xs if x > y)
print([total_of(range(n)) for n in range(8)])
class Scope:
    name = 'class'
    names = list(n for n in [name])
print(Scope.names)
def walrus():
    found = any((last := x) > 3 for x in range(9))
    return found, last
print(walrus())
for kind in (None, [], 5, 'text'):
    try:
        for x in (y for y in kind): pass
        print('ran')
    except TypeError as e: print(e)
# expect: [0, 1, 2, 3, 4]
# expect: got x
# expect: 0 1 2
# expect: stop done ('done',)
# expect: stop None ()
# expect: r done
# expect: r None
# expect: [0, 1, 2, 10, 20]
# expect: 1
# expect: caught bad
# expect: v
# expect: finally
# expect: end
# expect: finally
# expect: closed
# expect: finally
# expect: deleted
# expect: 1
# expect: caught deep
# expect: v
# expect: finally
# expect: []
# expect: finally
# expect: KeyError 'k'
# expect: RuntimeError('generator raised StopIteration') StopIteration('boo') True
# expect: ignored
# expect: generator ignored GeneratorExit
# expect: ignored
# expect: 1275
# expect: 530
# expect: True 3
# expect: generator already executing
# expect: [1]
# expect: can't send non-None value to a just-started generator
# expect: generator count count <generator object coun False False None
# expect: ZeroDivisionError('division by zero')
# expect: TypeError('caller')
# expect: TypeError('caller')
# expect: 1 2
# expect: 3
# expect: [1, 2, 3] ('a', 'b')
# expect: 0 [1, 2, 3]
# expect: KeyboardInterrupt
# expect: si
# expect: 0
# expect: os x
# expect: []
# expect: [5]
# expect: [[3]]
# expect: 265930
# expect: 1026600
# expect: (155, -1) (1, -1)
# expect: 120 [1, 2, 1, 3, 1, 2, 1]
# expect: 120 [1, 2, 1, 3, 1, 2, 1]
# expect: 120 [1, 2, 1, 3, 1, 2, 1]
# expect: 120 [1, 2, 1, 3, 1, 2, 1]
# expect: 3283
# expect: too deep True
# expect: ['division by zero', 1, 0, 'division by zero', 1]
# expect: closed
# expect: 1
# expect: [3, 3, 1, 2, 3]
# expect: [0, 0, 0, 2, 11, 35, 85, 175]
# expect: ['class']
# expect: (True, 4)
# expect: 'NoneType' object is not iterable
# expect: ran
# expect: 'int' object is not iterable
# expect: ran
