# Which complaint comes first, in CPython's words.
for f in (lambda: sum(), lambda: sum(1,2,3), lambda: sum(start=3), lambda: sum([1],2,start=3), lambda: sum([1],2,start=3,q=2)):
    try: print(f())
    except Exception as e: print(e)
class A:
    def __repr__(s): return None
class B(Exception):
    def __str__(s): return 3
for f in (lambda: str(A()), lambda: f"{A()}", lambda: print(A()), lambda: f"{A()!s}", lambda: f"{A()!r}", lambda: "%s" % A(), lambda: str(B()), lambda: str([A()]), lambda: "%r" % A()):
    try: print(f())
    except Exception as e: print(type(e), e)
def f(a,b=2): pass
for g in (lambda: f(1,2,3,c=2), lambda: f(1,2,3,a=2), lambda: f(1,2,3,b=2), lambda: f(), lambda: f(b=2), lambda: f(1,a=2), lambda: f(1,2,3), lambda: f(1,2,3,4,d=2,a=5)):
    try: print(g())
    except Exception as e: print(type(e), e)
# expect: sum() takes at least 1 positional argument (0 given)
# expect: sum() takes at most 2 arguments (3 given)
# expect: sum() takes at least 1 positional argument (0 given)
# expect: sum() takes at most 2 arguments (3 given)
# expect: sum() takes at most 2 arguments (4 given)
# expect: <class 'TypeError'> __str__ returned non-string (type NoneType)
# expect: <class 'TypeError'> __str__ returned non-string (type NoneType)
# expect: <class 'TypeError'> __str__ returned non-string (type NoneType)
# expect: <class 'TypeError'> __str__ returned non-string (type NoneType)
# expect: <class 'TypeError'> __repr__ returned non-string (type NoneType)
# expect: <class 'TypeError'> __str__ returned non-string (type NoneType)
# expect: <class 'TypeError'> __str__ returned non-string (type int)
# expect: <class 'TypeError'> __repr__ returned non-string (type NoneType)
# expect: <class 'TypeError'> __repr__ returned non-string (type NoneType)
# expect: <class 'TypeError'> f() got an unexpected keyword argument 'c'
# expect: <class 'TypeError'> f() got multiple values for argument 'a'
# expect: <class 'TypeError'> f() got multiple values for argument 'b'
# expect: <class 'TypeError'> f() missing 1 required positional argument: 'a'
# expect: <class 'TypeError'> f() missing 1 required positional argument: 'a'
# expect: <class 'TypeError'> f() got multiple values for argument 'a'
# expect: <class 'TypeError'> f() takes from 1 to 2 positional arguments but 3 were given
# expect: <class 'TypeError'> f() got an unexpected keyword argument 'd'
