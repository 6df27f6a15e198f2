# Who asks an iterable for its length before reading it.
class A:
    def __len__(self): print("len"); return 3
    def __iter__(self): return iter([1,2])
class B:
    def __len__(self): raise ValueError(1)
    def __iter__(self): return iter([1,2])
class C:
    def __len__(self): raise TypeError(1)
    def __iter__(self): return iter([1,2])
class D:
    def __len__(self): return -1
    def __iter__(self): return iter([1,2])
for K in (A,B,C,D):
    for f in (list,tuple,sorted,lambda x: sum(x), lambda x: [0].extend(x), lambda x: max(x), lambda x: list(zip(x)),lambda x:list(enumerate(x)), lambda x: dict([(1,2)]), lambda x: ''.join(x), lambda x: [i for i in x]):
        try: print(K.__name__,f(K()))
        except Exception as e: print(K.__name__,type(e).__name__,e)
def un(x):
    a,*b=x
    return a,b
for K in (A,B,C,D):
    try: print(un(K()))
    except Exception as e: print(K.__name__,type(e).__name__,e)
l=[1,2,3]
try:
    l[0:1]=A()
    print(l)
    l+=A()
    print(l)
except Exception as e: print(e)
# expect: len
# expect: A [1, 2]
# expect: A (1, 2)
# expect: len
# expect: A [1, 2]
# expect: A 3
# expect: len
# expect: A None
# expect: A 2
# expect: A [(1,), (2,)]
# expect: A [(0, 1), (1, 2)]
# expect: A {1: 2}
# expect: A TypeError sequence item 0: expected str instance, int found
# expect: A [1, 2]
# expect: B ValueError 1
# expect: B (1, 2)
# expect: B ValueError 1
# expect: B 3
# expect: B ValueError 1
# expect: B 2
# expect: B [(1,), (2,)]
# expect: B [(0, 1), (1, 2)]
# expect: B {1: 2}
# expect: B TypeError sequence item 0: expected str instance, int found
# expect: B [1, 2]
# expect: C [1, 2]
# expect: C (1, 2)
# expect: C [1, 2]
# expect: C 3
# expect: C None
# expect: C 2
# expect: C [(1,), (2,)]
# expect: C [(0, 1), (1, 2)]
# expect: C {1: 2}
# expect: C TypeError sequence item 0: expected str instance, int found
# expect: C [1, 2]
# expect: D ValueError __len__() should return >= 0
# expect: D (1, 2)
# expect: D ValueError __len__() should return >= 0
# expect: D 3
# expect: D ValueError __len__() should return >= 0
# expect: D 2
# expect: D [(1,), (2,)]
# expect: D [(0, 1), (1, 2)]
# expect: D {1: 2}
# expect: D TypeError sequence item 0: expected str instance, int found
# expect: D [1, 2]
# expect: (1, [2])
# expect: (1, [2])
# expect: (1, [2])
# expect: (1, [2])
# expect: [1, 2, 2, 3]
# expect: len
# expect: [1, 2, 2, 3, 1, 2]
