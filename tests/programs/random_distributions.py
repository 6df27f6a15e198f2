# Distributions, state and subclasses of random against CPython's.
import random
from random import Random

r = Random(7)
print(r.uniform(2, 5), r.triangular(1, 4, 2), r.triangular(), r.normalvariate(), r.normalvariate(3, 2), r.gauss(), r.gauss(1, 2), r.gauss())
print(r.lognormvariate(0.0, 1.0), r.expovariate(2), r.expovariate(), r.vonmisesvariate(1, 4), r.vonmisesvariate(1, 0), r.gammavariate(2, 3), r.gammavariate(1, 2), r.gammavariate(0.5, 1), r.betavariate(2, 3), r.paretovariate(3), r.weibullvariate(1, 2))
state = r.getstate()
print(state[0], len(state[1]), state[1][:2], state[1][-1], state[2])
a = [r.random() for _ in range(3)] + [r.gauss()]
r.setstate(state)
print(a == [r.random() for _ in range(3)] + [r.gauss()])
random.seed(5)
print(random.random(), random.randint(1, 100), random.choice([1, 2]), random.getrandbits(0))


class Mine(Random):
    def random(self):
        return 0.25


class Bits(Random):
    def getrandbits(self, k):
        return 1


m, b = Mine(), Bits()
print(m.random(), m.randrange(10), m.choice("abcd"), b.randrange(10), b.random() != b.random())
total = 0
r = Random(99)
for i in range(300):
    total += r.randrange(100)
print(total, r.random())
for f in (lambda: r.randrange(0), lambda: r.randrange(3, 3), lambda: r.randrange(1, 2, 0), lambda: r.randrange(1, 2, -1), lambda: r.randint(2, 1), lambda: r.choice([]), lambda: r.sample([1], 2), lambda: r.sample({1}, 1),
          lambda: r.choices([1], [1, 2]), lambda: r.choices([1], [0]), lambda: r.choices([1], 3), lambda: r.getrandbits(-1), lambda: r.gammavariate(0, 1), lambda: r.seed([]), lambda: r.setstate((1, 2, 3)), lambda: r.sample([1], 1, counts=[1, 2])):
    try:
        print(f())
    except (ValueError, TypeError, IndexError) as e:
        print(type(e).__name__, e)
# expect: 2.971498294499487 1.6727165240823996 0.5822288144449487 -1.5804115126732643 2.5107980258099496 -0.2761642433405951 0.9741763719352714 -0.3479674699979267
# expect: 0.2952011305709367 0.8768046394554576 0.13216314184913233 1.1820308836037767 3.6260447674834833 4.709903195312274 0.09540514092516371 1.0932378784304397 0.25495251977697275 1.0687029534747112 0.9334440301347385
# expect: 3 625 (2209797851, 1310782419) 60 0.15410753587651144
# expect: True
# expect: 0.6229016948897019 95 2 0
# expect: 0.25 8 a 1 True
# expect: 15251 0.35983917303508284
# expect: ValueError empty range for randrange()
# expect: ValueError empty range in randrange(3, 3)
# expect: ValueError zero step for randrange()
# expect: ValueError empty range in randrange(1, 2, -1)
# expect: ValueError empty range in randint(2, 1)
# expect: IndexError Cannot choose from an empty sequence
# expect: ValueError Sample larger than population or is negative
# expect: TypeError Population must be a sequence.  For dicts or sets, use sorted(d).
# expect: ValueError The number of weights does not match the population
# expect: ValueError Total of weights must be greater than zero
# expect: TypeError The number of choices must be a keyword argument: k=3
# expect: ValueError Cannot convert negative int
# expect: ValueError gammavariate: alpha and beta must be > 0.0
# expect: TypeError The only supported seed types are:
# expect: None, int, float, str, bytes, and bytearray.
# expect: ValueError state with version 1 passed to Random.setstate() of version 3
# expect: ValueError The number of counts does not match the population
