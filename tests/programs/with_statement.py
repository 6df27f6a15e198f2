class W:
    def __enter__(self): print('enter'); return 5
    def __exit__(self, t, v, tb): print('exit', t, v, tb is None); return t is ValueError
with W() as w: print(w)
with W(): raise ValueError('sup')
try:
    with W() as a, W() as b: raise KeyError('k')
except KeyError as e: print('out', e)
def early():
    for i in range(3):
        with W():
            if i == 1: continue
            if i == 2: return i
print(early())
try:
    with 5: pass
except TypeError as e: print(e)
class H:
    def __enter__(self): pass
try:
    with H(): pass
except TypeError as e: print(e)
def gw():
    with W() as x:
        got = yield x
        print('g', got)
        yield got
g = gw(); print(next(g), g.send('s')); g.close()
n = 0
class Q:
    def __enter__(self): global n; n += 1; return self
    def __exit__(self, *a): return False
for i in range(300):
    with Q() as q: n += i
print(n)
with (W() as a, W() as b,): pass
with (W()): pass
with (1, 2) if 0 else W() as (z): print(z)

def managed(n):
    total = 0
    for i in range(n):
        with Q() as q:
            if i % 7 == 3: continue
            total += i
            if i == 50: break
    return total
n = 0
print(managed(60), n)
class Raises:
    def __init__(self, where): self.where = where
    def __enter__(self):
        if self.where == 'enter': raise KeyError('enter')
        return self
    def __exit__(self, kind, e, tb):
        if self.where == 'exit': raise KeyError('exit')
        return self.where == 'swallow'
def outcome(where, fails):
    try:
        with Raises(where):
            if fails: raise IndexError('body')
    except LookupError as e:
        return type(e).__name__, e.args, type(e.__context__).__name__
    return 'quiet'
for where in ('enter', 'exit', 'swallow', 'no'):
    print(where, outcome(where, False), outcome(where, True))
for i in range(40):
    last = [outcome(w, i % 2) for w in ('enter', 'exit', 'swallow', 'no')]
print(last)
class Static:
    @staticmethod
    def __enter__(): return 'static'
    @classmethod
    def __exit__(cls, kind, e, tb): return cls is Static
with Static() as s: print(s)
with Static(): 1 / 0
def returns():
    with W() as w: return w
print(returns())
def nested():
    with W() as a:
        try:
            with W() as b: raise OSError('inner')
        finally: print('finally')
try: nested()
except OSError as e: print(e)
class A: pass
with W() as A.x, W() as (lambda: A)().y: print(A.x, A.y)
try:
    raise ValueError('tb')
except ValueError as e:
    tb = e.__traceback__
    print(tb.tb_lineno, tb.tb_next, type(tb).__name__, e.__traceback__ is tb)
    print(e.with_traceback(None) is e, e.__traceback__)
# expect: enter
# expect: 5
# expect: exit None None True
# expect: enter
# expect: exit <class 'ValueError'> sup False
# expect: enter
# expect: enter
# expect: exit <class 'KeyError'> 'k' False
# expect: exit <class 'KeyError'> 'k' False
# expect: out 'k'
# expect: enter
# expect: exit None None True
# expect: enter
# expect: exit None None True
# expect: enter
# expect: exit None None True
# expect: 2
# expect: 'int' object does not support the context manager protocol (missed __exit__ method)
# expect: 'H' object does not support the context manager protocol (missed __exit__ method)
# expect: enter
# expect: g s
# expect: 5 s
# expect: exit <class 'GeneratorExit'>  False
# expect: 45150
# expect: enter
# expect: enter
# expect: exit None None True
# expect: exit None None True
# expect: enter
# expect: exit None None True
# expect: enter
# expect: 5
# expect: exit None None True
# expect: 1107 51
# expect: enter ('KeyError', ('enter',), 'NoneType') ('KeyError', ('enter',), 'NoneType')
# expect: exit ('KeyError', ('exit',), 'NoneType') ('KeyError', ('exit',), 'IndexError')
# expect: swallow quiet quiet
# expect: no quiet ('IndexError', ('body',), 'NoneType')
# expect: [('KeyError', ('enter',), 'NoneType'), ('KeyError', ('exit',), 'IndexError'), 'quiet', ('IndexError', ('body',), 'NoneType')]
# expect: static
# expect: enter
# expect: exit None None True
# expect: 5
# expect: enter
# expect: enter
# expect: exit <class 'OSError'> inner False
# expect: finally
# expect: exit <class 'OSError'> inner False
# expect: inner
# expect: enter
# expect: enter
# expect: 5 5
# expect: exit None None True
# expect: exit None None True
# expect: 90 None traceback True
# expect: True None
