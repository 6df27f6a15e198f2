# random against CPython's: the same streams for the same seeds.
import random
from random import Random

for seed in (0, 1, -1, 42, 2**31, 2**32, 2**100 + 7, 1.5, -0.0, "", "abc", "é€𐍈" * 40, True):
    r = Random(seed)
    print(r.random(), r.getrandbits(5), r.getrandbits(32), r.getrandbits(70), r.random())
r = Random("x")
r.seed("abc", 1)
print(r.random())
r = Random(7)
print([r.randrange(10) for _ in range(12)], r.randrange(5, 9), r.randrange(0, 100, 7), r.randrange(10, 0, -3), r.randint(1, 6), r.randrange(10**30))
print(r.choice("abcdef"), r.choices([1, 2, 3], k=5), r.choices("abc", [5, 1, 1], k=6), r.choices("abc", cum_weights=[1, 2, 3], k=3), r.sample(range(1000), 6), r.sample([1, 2, 3, 4], 4), r.sample("ab", 3, counts=[2, 2]), r.sample(range(10**6), 12))
x = list(range(12))
r.shuffle(x)
print(x)
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
for i in range(3000):
    total += r.randrange(100)
print(total, r.random())
for f in (lambda: r.randrange(0), lambda: r.randrange(3, 3), lambda: r.randrange(1, 2, 0), lambda: r.randrange(1, 2, -1), lambda: r.randint(2, 1), lambda: r.choice([]), lambda: r.sample([1], 2), lambda: r.sample({1}, 1),
          lambda: r.choices([1], [1, 2]), lambda: r.choices([1], [0]), lambda: r.choices([1], 3), lambda: r.getrandbits(-1), lambda: r.gammavariate(0, 1), lambda: r.seed([]), lambda: r.setstate((1, 2, 3)), lambda: r.sample([1], 1, counts=[1, 2])):
    try:
        print(f())
    except (ValueError, TypeError, IndexError) as e:
        print(type(e).__name__, e)
# expect: 0.8444218515250481 24 3823568514 295894710194757342293 0.9654648863619172
# expect: 0.13436424411240122 27 3445702192 296312020613258984388 0.11791870367106105
# expect: 0.13436424411240122 27 3445702192 296312020613258984388 0.11791870367106105
# expect: 0.6394267984578837 0 3184935163 262771874424005612119 0.1395379285251439
# expect: 0.3387958510019964 16 3773848694 200944844362678735799 0.6356203266403564
# expect: 0.11299430095636409 13 4014597330 719844007639202981659 0.8760931253853963
# expect: 0.41604161323913513 10 2297707818 855011796640919058142 0.7583282921806865
# expect: 0.551763726942059 8 624696387 653918058354570547164 0.1972681942205815
# expect: 0.8444218515250481 24 3823568514 295894710194757342293 0.9654648863619172
# expect: 0.9602256525641875 19 888572032 864494675183803874384 0.7528543190720144
# expect: 0.7720246314157545 17 1976556168 422749058388705143947 0.9570994438794634
# expect: 0.29678644718651825 3 2495684820 1120504220322041350587 0.08357321249016025
# expect: 0.13436424411240122 27 3445702192 296312020613258984388 0.11791870367106105
# expect: 0.09639374978773074
# expect: [5, 2, 6, 0, 1, 8, 1, 5, 9, 0, 8, 3] 5 7 1 4 641012325617808238136512351119
# expect: d [1, 2, 3, 2, 2] ['a', 'a', 'a', 'a', 'a', 'a'] ['b', 'b', 'b'] [573, 835, 698, 185, 105, 595] [2, 4, 1, 3] ['a', 'b', 'b'] [520528, 713451, 557549, 448363, 814983, 329407, 488218, 614006, 968298, 475198, 379146, 314328]
# expect: [6, 0, 8, 5, 10, 9, 7, 4, 1, 11, 2, 3]
# expect: 2.354197334764886 2.131507808609135 0.6515325908820521 -1.1682721848615976 5.126024557066097 0.6154432127149754 -0.22351783922076307 -0.4527018996188372
# expect: 1.2866579916993983 0.9161900561121363 2.894640568258914 0.5478730945998169 4.407604361363665 8.515509871561354 3.4510985416030397 0.11353122864087971 0.6009373033201078 1.6279814788050864 0.3721612409313393
# expect: 3 625 (2209797851, 1310782419) 170 -1.2647877743013232
# expect: True
# expect: 0.6229016948897019 95 2 0
# expect: 0.25 8 a 1 True
# expect: 144436 0.03571207493869544
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
