# functools and contextlib against CPython's.
import contextlib
import functools
import io
from contextlib import contextmanager
from functools import cache, cached_property, cmp_to_key, lru_cache, partial, reduce, singledispatch, total_ordering, wraps

print(reduce(lambda a, b: a * b, [1, 2, 3, 4]), reduce(max, [], 5), reduce(lambda a, b: a + b, "abc"), reduce(max, iter([3]), 1))


def f(a, b=2, *args, **kw):
    return (a, b, args, kw)


p = partial(f, 1, k=3)
print(p(), p(5, 6), p(b=9), partial(p, 7, z=1)(8), p.func is f, p.args, p.keywords, partial(int, base=2)("101"))
q = partial(f, functools.Placeholder, 5, functools.Placeholder, 8)
print(q(1, 2), q(1, 2, 3), partial(q, 4)(6), functools.Placeholder)


class C:
    n = 3
    def scaled(self, by, plus=0):
        return self.n * by + plus
    double = functools.partialmethod(scaled, 2)
    triple = functools.partialmethod(scaled, 3, plus=1)
    @cached_property
    def slow(self):
        print("computed", end=" ")
        return self.n + 1


c = C()
print(c.double(), c.triple(), c.double(plus=5), c.slow, c.slow, c.__dict__, type(C.slow).__name__)


def deco(func):
    @wraps(func)
    def wrapper(*args):
        return func(*args) + 1
    return wrapper


@deco
def named(x):
    return x * 2


named.extra = 1
print(named(4), named.__name__, named.__qualname__, named.__wrapped__(4), deco(named).extra)

calls = []


@lru_cache(maxsize=2)
def square(x):
    calls.append(x)
    return x * x


print([square(x) for x in (1, 2, 1, 3, 2, 1)], calls, square.cache_info(), square.cache_parameters())
square.cache_clear()
print(square.cache_info(), square.__name__)


@cache
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


@lru_cache
def kinds(*args, **kw):
    return (args, kw)


@lru_cache(maxsize=None, typed=True)
def typed(x):
    return type(x).__name__


print(fib(60), fib.cache_info().currsize, fib.cache_info().hits, kinds(1, k=2), kinds(1, k=2) is kinds(1, k=2), kinds.cache_info(), typed(1), typed(1.0), typed(True), typed.cache_info(), lru_cache(maxsize=0)(abs)(-3))
print(sorted([3, 1, 2], key=cmp_to_key(lambda a, b: b - a)), cmp_to_key(lambda a, b: a - b)(1) < cmp_to_key(lambda a, b: a - b)(2))


@total_ordering
class V:
    def __init__(self, n):
        self.n = n
    def __eq__(self, other):
        return self.n == other.n
    def __lt__(self, other):
        return self.n < other.n if isinstance(other, V) else NotImplemented


print(V(1) <= V(1), V(2) > V(1), V(1) >= V(2), V(1) > V(1), sorted([V(3), V(1)])[0].n)


@singledispatch
def show(x, *more):
    return f"object {x}"


@show.register(int)
def show_int(x, *more):
    return f"int {x} {more}"


show.register(list, lambda x: f"list of {len(x)}")
print(show("a"), show(3, 4), show(True), show([1]), show.dispatch(bool) is show_int, show.__name__)
for g in (lambda: reduce(max, []), lambda: partial(3), lambda: partial(f, functools.Placeholder), lambda: q(1), lambda: V(1) < 3, lambda: total_ordering(type("T", (), {})), lambda: square([]), lambda: lru_cache("a"), lambda: show()):
    try:
        print(g())
    except (TypeError, ValueError) as e:
        print(type(e).__name__, e)


@contextmanager
def manager(name, swallow=()):
    print("enter", name)
    try:
        yield name.upper()
    except swallow as e:
        print("swallowed", e)
    finally:
        print("leave", name)


with manager("a") as x:
    print(x)
with manager("b", ValueError):
    raise ValueError("v")
try:
    with manager("c"):
        raise KeyError("k")
except KeyError as e:
    print("out", e)


@manager("d")
def decorated():
    return 5


print(decorated(), decorated(), manager.__name__)


@contextmanager
def broken(how):
    if how:
        yield 1
        yield 2


for how in (0, 1):
    try:
        with broken(how):
            pass
    except RuntimeError as e:
        print(e)
with contextlib.suppress(KeyError, IndexError):
    [][1]
    print("not here")
with contextlib.nullcontext(4) as n, contextlib.closing(io.StringIO("s")) as s:
    print(n, s.read())
print(s.closed)
out = io.StringIO()
with contextlib.redirect_stdout(out):
    print("captured")
print(repr(out.getvalue()))
with contextlib.ExitStack() as stack:
    for name in "xy":
        stack.enter_context(manager(name))
    stack.callback(print, "callback", 1, sep="-")
    stack.push(lambda *details: print(details[0]) or True)
    raise ValueError("inside")
try:
    with contextlib.ExitStack() as stack:
        stack.push(lambda *details: print("sees", details[0].__name__))
        stack.callback(lambda: 1 // 0)
        raise ValueError("first")
except ZeroDivisionError as e:
    print(type(e).__name__)
stack = contextlib.ExitStack()
stack.callback(print, "later")
other = stack.pop_all()
stack.close()
other.close()
try:
    stack.enter_context(3)
except TypeError as e:
    print(e)
total = 0
for i in range(300):
    total += partial(f, i)(1)[0] + fib(i % 50) % 7 + square(i % 3)
    with contextlib.suppress(ZeroDivisionError):
        total += i // (i % 3)
print(total)
# expect: 24 5 abc 3
# expect: (1, 2, (), {'k': 3}) (1, 5, (6,), {'k': 3}) (1, 9, (), {'k': 3}) (1, 7, (8,), {'k': 3, 'z': 1}) True (1,) {'k': 3} 5
# expect: (1, 5, (2, 8), {}) (1, 5, (2, 8, 3), {}) (4, 5, (6, 8), {}) Placeholder
# expect: computed 6 10 11 4 4 {'slow': 4} cached_property
# expect: 9 named named 8 1
# expect: [1, 4, 1, 9, 4, 1] [1, 2, 3, 2, 1] CacheInfo(hits=1, misses=5, maxsize=2, currsize=2) {'maxsize': 2, 'typed': False}
# expect: CacheInfo(hits=0, misses=0, maxsize=2, currsize=0) square
# expect: 1548008755920 61 58 ((1,), {'k': 2}) True CacheInfo(hits=2, misses=1, maxsize=128, currsize=1) int float bool CacheInfo(hits=0, misses=3, maxsize=None, currsize=3) 3
# expect: [3, 2, 1] True
# expect: True True False False 1
# expect: object a int 3 (4,) int True () list of 1 True show
# expect: TypeError reduce() of empty iterable with no initial value
# expect: TypeError the first argument must be callable
# expect: TypeError trailing Placeholders are not allowed
# expect: TypeError missing positional arguments in 'partial' call; expected at least 2, got 1
# expect: TypeError '<' not supported between instances of 'V' and 'int'
# expect: ValueError must define at least one ordering operation: < > <= >=
# expect: TypeError unhashable type: 'list'
# expect: TypeError Expected first argument to be an integer, a callable, or None
# expect: TypeError show requires at least 1 positional argument
# expect: enter a
# expect: A
# expect: leave a
# expect: enter b
# expect: swallowed v
# expect: leave b
# expect: enter c
# expect: leave c
# expect: out 'k'
# expect: enter d
# expect: leave d
# expect: enter d
# expect: leave d
# expect: 5 5 manager
# expect: generator didn't yield
# expect: generator didn't stop
# expect: 4 s
# expect: True
# expect: 'captured\n'
# expect: enter x
# expect: enter y
# expect: <class 'ValueError'>
# expect: callback-1
# expect: leave y
# expect: leave x
# expect: sees ZeroDivisionError
# expect: ZeroDivisionError
# expect: later
# expect: 'builtins.int' object does not support the context manager protocol
# expect: 68688
