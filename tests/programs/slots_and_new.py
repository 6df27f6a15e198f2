class P:
    __slots__ = ('x', 'y')
    def __init__(self, x, y): self.x, self.y = x, y
    def __repr__(self): return f'P({self.x}, {self.y})'
p = P(1, 2)
print(p, p.x + p.y)
try: p.z = 3
except AttributeError as e: print(e)
try: print(p.z)
except AttributeError as e: print(e)
del p.x
try: print(p.x)
except AttributeError as e: print(e)
p.x = 5
print(p)
class Q(P): pass
q = Q(1, 2); q.z = 4; print(q, q.z)
class R(P):
    __slots__ = 'w'
r = R(3, 4); r.w = 1
try: r.v = 2
except AttributeError as e: print(e)
class S:
    __slots__ = ['__hidden', '__dict__']
    def __init__(self): self.__hidden = 1; self.any = 2
    def both(self): return self.__hidden, self.any
print(S().both())
for bad in ("__slots__ = (1,)", "__slots__ = 'a b'", "__slots__ = 'x'; x = 1", "__slots__ = 5"):
    try: 
        if bad == "__slots__ = (1,)":
            class B: __slots__ = (1,)
        elif bad == "__slots__ = 'a b'":
            class B: __slots__ = 'a b'
        elif bad == "__slots__ = 5":
            class B: __slots__ = 5
        else:
            class B: __slots__ = 'x'; x = 1
    except (TypeError, ValueError) as e: print(type(e).__name__, e)
class A: __slots__ = 'a'
class B: __slots__ = 'b'
try:
    class C(A, B): pass
except TypeError as e: print(e)
class E: __slots__ = ()
class F(E, A): __slots__ = 'f'
f = F(); f.f = f.a = 1
try: f.b = 1
except AttributeError as e: print(e)
total = 0
for i in range(200):
    p = P(i, 1); p.x += 1; total += p.x * p.y
print(total)
class Meta:
    made = 0
    def __new__(cls, *args, **kw):
        Meta.made += 1
        self = super().__new__(cls)
        self.args = args
        return self
    def __init__(self, a, b=2): self.sum = a + b
m = Meta(1); print(m.args, m.sum, Meta.made, Meta(1, b=5).sum)
class Single:
    it = None
    def __new__(cls):
        if cls.it is None: cls.it = object.__new__(cls)
        return cls.it
print(Single() is Single())
class Other:
    def __new__(cls, x): return x
    def __init__(self, x): print('never')
print(Other(5), Other('a'))
class Sub(Meta):
    def __new__(cls, *a): return Meta.__new__(cls, *a)
for i in range(100): s = Sub(i)
print(s.sum, Meta.made)
for call in (lambda: object(1), lambda: object.__new__(), lambda: object.__new__(5), lambda: object.__new__(int), lambda: Single(1), lambda: Meta()):
    try: call()
    except TypeError as e: print(e)
class Plain: pass
try: Plain(1)
except TypeError as e: print(e)
for i in range(300): last = Plain()
class G:
    def __class_getitem__(cls, item): return cls.__name__, item
print(G[int], G[1, 2])
w, p = 10, 3
print(f'{3.14159:{w}.{p}f}|{"x":>{w - 5}}|{w!r:<{p}}|{"é"!a}|{"é\U0001F600"!a:>20}|{5:{"0"}>{w}}')
print(..., Ellipsis is ..., type(...).__name__, [...], ascii('aé'), '%a' % 'é', '{!a}'.format('é'))
def g(): ...
print(g(), bool(...), {...: 1}[...])
# expect: P(1, 2) 3
# expect: 'P' object has no attribute 'z' and no __dict__ for setting new attributes
# expect: 'P' object has no attribute 'z'
# expect: 'P' object has no attribute 'x'
# expect: P(5, 2)
# expect: P(1, 2) 4
# expect: 'R' object has no attribute 'v' and no __dict__ for setting new attributes
# expect: (1, 2)
# expect: TypeError __slots__ items must be strings, not 'int'
# expect: TypeError __slots__ must be identifiers
# expect: ValueError 'x' in __slots__ conflicts with class variable
# expect: TypeError 'int' object is not iterable
# expect: multiple bases have instance lay-out conflict
# expect: 'F' object has no attribute 'b' and no __dict__ for setting new attributes
# expect: 20100
# expect: (1,) 3 1 6
# expect: True
# expect: 5 a
# expect: 101 102
# expect: object() takes no arguments
# expect: object.__new__(): not enough arguments
# expect: object.__new__(X): X is not a type object (int)
# expect: object.__new__(int) is not safe, use int.__new__()
# expect: Single.__new__() takes 1 positional argument but 2 were given
# expect: Meta.__init__() missing 1 required positional argument: 'a'
# expect: Plain() takes no arguments
# expect: ('G', <class 'int'>) ('G', (1, 2))
# expect:      3.142|    x|10 |'\xe9'|    '\xe9\U0001f600'|0000000005
# expect: Ellipsis True ellipsis [Ellipsis] 'a\xe9' '\xe9' '\xe9'
# expect: None True 1
