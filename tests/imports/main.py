# Run by command_test, here and by python3, which must print the same.
from __future__ import annotations
import helper, helper as h2
print(helper.value, h2 is helper, helper.__name__, __name__)
from helper import value as v, double
print(double(v))
import pkg.sub.leaf
print(pkg.sub.leaf.NAME, pkg.__name__, pkg.sub.__package__)
import pkg.sub.leaf as leaf
print(leaf.up())
from pkg import sub, other
print(sub is pkg.sub, other.X)
from pkg.star import *
print(a, b)
for what in ("import nothing", "import pkg.nothing", "import helper.inner", "from helper import missing", "from pkg import missing2"):
    try:
        if what == "import nothing": import nothing
        elif what == "import pkg.nothing": import pkg.nothing
        elif what == "import helper.inner": import helper.inner
        elif what == "from helper import missing": from helper import missing
        else: from pkg import missing2
    except ImportError as e: print(type(e).__name__, str(e).split(' (')[0])
import cycle_a
print(cycle_a.done, cycle_a.cycle_b.seen)
try: import broken
except ZeroDivisionError as e: print(e)
try: import broken
except ZeroDivisionError as e: print('again', e)
try: import syntax_bad
except SyntaxError as e: print('syntax')
import sys
print(sys.modules['helper'] is helper, 'broken' in sys.modules, 'pkg.sub.leaf' in sys.modules)
def late():
    import math
    from pkg.sub import leaf as l
    return l.NAME, math.floor(2.5)
for i in range(100): r = late()
print(r)
try: from . import x
except ImportError as e: print(e)
