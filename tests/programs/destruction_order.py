# An instruction releases its operands from the top of the stack down, a frame its last local first,
# a traceback its innermost frame first; what an exception's traceback holds lives as long as it.
class C:
    def __init__(s,n): s.n=n
    def __del__(s): print("del", s.n)
    def __add__(s,o): return 1
    def __lt__(s,o): return True
    def __getitem__(s,o): return 1
    def __setitem__(s,o,v): return 1
    def __contains__(s,o): return True
    def __call__(s,a,b): return 1
    def m(self,a,b=0): return 1
    def __iadd__(s,o): return 1
    def __hash__(s): return 1
    def __eq__(s,o): return False
    def __bool__(s): return True
    def __neg__(s): return 1
    def __iter__(s): return iter([1,2])
def f(a,b): return 1
def run():
    print("call"); f(C(1),C(2))
    print("\nprint"); print(C(1).n, min(C(1),C(2)) and 1)
    print("\nisinstance"); isinstance(C(1),C)
    print("\nlt"); C(1)<C(2)
    print("\neq"); C(1)==C(2)
    print("\nis"); C(1) is C(2)
    print("\nin"); C(1) in C(2)
    print("\nsetitem"); C(1)[C(2)]=C(3)
    print("\nm"); C(1).m(C(2),C(3))
    print("\nmkw"); C(1).m(C(2),b=C(3))
    print("\ncallinst"); C(0)(C(1),C(2))
    print("\ntuple"); (C(1),C(2))
    print("\nlist"); [C(1),C(2)]
    print("\ndict"); {C(1):C(2), C(3):C(4)}
    print("\nfstr"); f"{C(1).n}{C(2).n}"
    print("\nunpack"); a,b = C(1)
    print("\nattr"); C(1).x = C(2)
    print("\nrange");
    try: range(C(1),C(2))
    except TypeError: pass
    print("\nappend"); l=[]; l.append(C(1)); l=None
    print("\nchain"); C(1)<C(2)<C(3)
    print("\nstr"); str(C(4).n)
    print("\ntypes"); type(C(1))
    print("\nlistctor"); list(C(1)); 
    print("\nbuild"); D=dict([(C(1),C(2))]); D=None
    print("\nidx"); l=[C(1),C(2)]; l[0]=C(3); l[0:2]=[C(4)]; l=None
    print("\nraise")
    try: raise ValueError(C(1),C(2))
    except ValueError as e: print("h")
    print("\nassert")
    try: assert False, C(1)
    except AssertionError as e: print("h")
    print("\ncomp"); [C(i) for i in range(3)]
    print("\nunary"); -C(1); not C(2)
    print("\nand"); C(1) and C(2)
    print("\ncompare"); [C(1)]==[C(2)]
    print("\nformat"); "%s" % (C(1).n,)
    print()
for i in range(40):
    run() if i in (0,39) else None
    a = C(1)
    a.x = C(2)
    a = None
run()


class Named:
    def __init__(self, name):
        self.name = name
    def __del__(self):
        print("del", self.name)
def raising():
    a=Named("a"); b=Named("b")
    raise ValueError
def between():
    c=Named("c"); d=Named("d")
    raising()
try: between()
except Exception: print("handling")
print("after")
def two_and_two(x, y):
    z = Named("z"); w = Named("w")
    return 1
two_and_two(Named("x"), Named("y"))
def leaves_loop():
    for i in [Named(1)]:
        q=[Named(j) for j in range(3)]
        return Named(9)
leaves_loop()
def with_cells():
    a=Named("ka"); b=Named("kb")
    def inner(): return a, b
with_cells()

def raises_again():
    d = Named("not in the traceback")
    raise
def handles():
    try:
        try:
            1 / 0
        except ZeroDivisionError:
            raises_again()
    except ZeroDivisionError:
        print("caught")
handles()
def twice():
    x, x = 1, 2
    return x
for i in range(30):
    y = twice()
print(y)
# expect: call
# expect: del 2
# expect: del 1
# expect:
# expect: print
# expect: del 1
# expect: del 1
# expect: del 2
# expect: 1 1
# expect:
# expect: isinstance
# expect: del 1
# expect:
# expect: lt
# expect: del 2
# expect: del 1
# expect:
# expect: eq
# expect: del 2
# expect: del 1
# expect:
# expect: is
# expect: del 2
# expect: del 1
# expect:
# expect: in
# expect: del 2
# expect: del 1
# expect:
# expect: setitem
# expect: del 2
# expect: del 1
# expect: del 3
# expect:
# expect: m
# expect: del 3
# expect: del 2
# expect: del 1
# expect:
# expect: mkw
# expect: del 3
# expect: del 2
# expect: del 1
# expect:
# expect: callinst
# expect: del 2
# expect: del 1
# expect: del 0
# expect:
# expect: tuple
# expect: del 2
# expect: del 1
# expect:
# expect: list
# expect: del 2
# expect: del 1
# expect:
# expect: dict
# expect: del 1
# expect: del 2
# expect: del 3
# expect: del 4
# expect:
# expect: fstr
# expect: del 1
# expect: del 2
# expect:
# expect: unpack
# expect: del 1
# expect:
# expect: attr
# expect: del 1
# expect: del 2
# expect:
# expect: range
# expect: del 2
# expect: del 1
# expect:
# expect: append
# expect: del 1
# expect:
# expect: chain
# expect: del 1
# expect: del 3
# expect: del 2
# expect:
# expect: str
# expect: del 4
# expect:
# expect: types
# expect: del 1
# expect:
# expect: listctor
# expect: del 1
# expect:
# expect: build
# expect: del 1
# expect: del 2
# expect:
# expect: idx
# expect: del 1
# expect: del 2
# expect: del 3
# expect: del 4
# expect:
# expect: raise
# expect: h
# expect: del 2
# expect: del 1
# expect:
# expect: assert
# expect: h
# expect: del 1
# expect:
# expect: comp
# expect: del 2
# expect: del 1
# expect: del 0
# expect:
# expect: unary
# expect: del 1
# expect: del 2
# expect:
# expect: and
# expect: del 1
# expect: del 2
# expect:
# expect: compare
# expect: del 2
# expect: del 1
# expect:
# expect: format
# expect: del 1
# expect:
# expect: del 1
# expect: del 2
# expect: del 1
# expect: del 2
# expect: del 1
# expect: del 2
# expect: del 1
# expect: del 2
# expect: del 1
# expect: del 2
# expect: del 1
# expect: del 2
# expect: del 1
# expect: del 2
# expect: del 1
# expect: del 2
# expect: del 1
# expect: del 2
# expect: del 1
# expect: del 2
# expect: del 1
# expect: del 2
# expect: del 1
# expect: del 2
# expect: del 1
# expect: del 2
# expect: del 1
# expect: del 2
# expect: del 1
# expect: del 2
# expect: del 1
# expect: del 2
# expect: del 1
# expect: del 2
# expect: del 1
# expect: del 2
# expect: del 1
# expect: del 2
# expect: del 1
# expect: del 2
# expect: del 1
# expect: del 2
# expect: del 1
# expect: del 2
# expect: del 1
# expect: del 2
# expect: del 1
# expect: del 2
# expect: del 1
# expect: del 2
# expect: del 1
# expect: del 2
# expect: del 1
# expect: del 2
# expect: del 1
# expect: del 2
# expect: del 1
# expect: del 2
# expect: del 1
# expect: del 2
# expect: del 1
# expect: del 2
# expect: del 1
# expect: del 2
# expect: del 1
# expect: del 2
# expect: del 1
# expect: del 2
# expect: del 1
# expect: del 2
# expect: del 1
# expect: del 2
# expect: del 1
# expect: del 2
# expect: del 1
# expect: del 2
# expect: del 1
# expect: del 2
# expect: call
# expect: del 2
# expect: del 1
# expect:
# expect: print
# expect: del 1
# expect: del 1
# expect: del 2
# expect: 1 1
# expect:
# expect: isinstance
# expect: del 1
# expect:
# expect: lt
# expect: del 2
# expect: del 1
# expect:
# expect: eq
# expect: del 2
# expect: del 1
# expect:
# expect: is
# expect: del 2
# expect: del 1
# expect:
# expect: in
# expect: del 2
# expect: del 1
# expect:
# expect: setitem
# expect: del 2
# expect: del 1
# expect: del 3
# expect:
# expect: m
# expect: del 3
# expect: del 2
# expect: del 1
# expect:
# expect: mkw
# expect: del 3
# expect: del 2
# expect: del 1
# expect:
# expect: callinst
# expect: del 2
# expect: del 1
# expect: del 0
# expect:
# expect: tuple
# expect: del 2
# expect: del 1
# expect:
# expect: list
# expect: del 2
# expect: del 1
# expect:
# expect: dict
# expect: del 1
# expect: del 2
# expect: del 3
# expect: del 4
# expect:
# expect: fstr
# expect: del 1
# expect: del 2
# expect:
# expect: unpack
# expect: del 1
# expect:
# expect: attr
# expect: del 1
# expect: del 2
# expect:
# expect: range
# expect: del 2
# expect: del 1
# expect:
# expect: append
# expect: del 1
# expect:
# expect: chain
# expect: del 1
# expect: del 3
# expect: del 2
# expect:
# expect: str
# expect: del 4
# expect:
# expect: types
# expect: del 1
# expect:
# expect: listctor
# expect: del 1
# expect:
# expect: build
# expect: del 1
# expect: del 2
# expect:
# expect: idx
# expect: del 1
# expect: del 2
# expect: del 3
# expect: del 4
# expect:
# expect: raise
# expect: h
# expect: del 2
# expect: del 1
# expect:
# expect: assert
# expect: h
# expect: del 1
# expect:
# expect: comp
# expect: del 2
# expect: del 1
# expect: del 0
# expect:
# expect: unary
# expect: del 1
# expect: del 2
# expect:
# expect: and
# expect: del 1
# expect: del 2
# expect:
# expect: compare
# expect: del 2
# expect: del 1
# expect:
# expect: format
# expect: del 1
# expect:
# expect: del 1
# expect: del 2
# expect: call
# expect: del 2
# expect: del 1
# expect:
# expect: print
# expect: del 1
# expect: del 1
# expect: del 2
# expect: 1 1
# expect:
# expect: isinstance
# expect: del 1
# expect:
# expect: lt
# expect: del 2
# expect: del 1
# expect:
# expect: eq
# expect: del 2
# expect: del 1
# expect:
# expect: is
# expect: del 2
# expect: del 1
# expect:
# expect: in
# expect: del 2
# expect: del 1
# expect:
# expect: setitem
# expect: del 2
# expect: del 1
# expect: del 3
# expect:
# expect: m
# expect: del 3
# expect: del 2
# expect: del 1
# expect:
# expect: mkw
# expect: del 3
# expect: del 2
# expect: del 1
# expect:
# expect: callinst
# expect: del 2
# expect: del 1
# expect: del 0
# expect:
# expect: tuple
# expect: del 2
# expect: del 1
# expect:
# expect: list
# expect: del 2
# expect: del 1
# expect:
# expect: dict
# expect: del 1
# expect: del 2
# expect: del 3
# expect: del 4
# expect:
# expect: fstr
# expect: del 1
# expect: del 2
# expect:
# expect: unpack
# expect: del 1
# expect:
# expect: attr
# expect: del 1
# expect: del 2
# expect:
# expect: range
# expect: del 2
# expect: del 1
# expect:
# expect: append
# expect: del 1
# expect:
# expect: chain
# expect: del 1
# expect: del 3
# expect: del 2
# expect:
# expect: str
# expect: del 4
# expect:
# expect: types
# expect: del 1
# expect:
# expect: listctor
# expect: del 1
# expect:
# expect: build
# expect: del 1
# expect: del 2
# expect:
# expect: idx
# expect: del 1
# expect: del 2
# expect: del 3
# expect: del 4
# expect:
# expect: raise
# expect: h
# expect: del 2
# expect: del 1
# expect:
# expect: assert
# expect: h
# expect: del 1
# expect:
# expect: comp
# expect: del 2
# expect: del 1
# expect: del 0
# expect:
# expect: unary
# expect: del 1
# expect: del 2
# expect:
# expect: and
# expect: del 1
# expect: del 2
# expect:
# expect: compare
# expect: del 2
# expect: del 1
# expect:
# expect: format
# expect: del 1
# expect:
# expect: handling
# expect: del b
# expect: del a
# expect: del d
# expect: del c
# expect: after
# expect: del w
# expect: del z
# expect: del y
# expect: del x
# expect: del 2
# expect: del 1
# expect: del 0
# expect: del 1
# expect: del 9
# expect: del kb
# expect: del ka
# expect: del not in the traceback
# expect: caught
# expect: 2
