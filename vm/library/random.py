# SPDX-License-Identifier: MIT
"""random: the streams that CPython gives for the same seed. The generator is MT19937 (Matsumoto and
Nishimura 1998); where a distribution names no other source, it is by inversion."""
import math
import time
from bisect import bisect as _bisect
from itertools import accumulate

__all__ = [
    "Random", "betavariate", "choice", "choices", "expovariate", "gammavariate", "gauss", "getrandbits", "getstate",
    "lognormvariate", "normalvariate", "paretovariate", "randint", "random", "randrange", "sample", "seed", "setstate",
    "shuffle", "triangular", "uniform", "vonmisesvariate", "weibullvariate",
]

_WORD = 0xFFFFFFFF
_LENGTH, _MIDDLE = 624, 397


class Random:
    VERSION = 3

    def __init__(self, x=None):
        self.gauss_next = None
        self.seed(x)

    def __init_subclass__(cls, **keywords):
        super().__init_subclass__(**keywords)
        # The nearest class that has one of them says what whole numbers are made of.
        for each in cls.__mro__:
            if "_randbelow" in each.__dict__:
                break
            if "getrandbits" in each.__dict__:
                cls._randbelow = Random._randbelow
                break
            if "random" in each.__dict__:
                cls._randbelow = Random._randbelow_of_reals
                break

    # ---- the generator ----

    def seed(self, a=None, version=2):
        if a is None:
            a = int(time.time() * 1_000_000)
        elif isinstance(a, str) and version == 2:
            text = _utf8(a)
            a = _number(text + _sha512(text))
        elif isinstance(a, str):
            x = ord(a[0]) << 7 if a else 0
            for c in a:
                x = ((1000003 * x) ^ ord(c)) & 0xFFFFFFFFFFFFFFFF
            x ^= len(a)
            a = -2 if x == -1 else x
        elif isinstance(a, float):
            a = hash(a) & 0xFFFFFFFFFFFFFFFF
        elif not isinstance(a, int):
            raise TypeError("The only supported seed types are:\nNone, int, float, str, bytes, and bytearray.")
        a = abs(int(a))
        key = []
        while a:
            key.append(a & _WORD)
            a >>= 32
        self._begin(key or [0])
        self.gauss_next = None

    def _begin(self, key):
        """init_by_array of the reference implementation."""
        words = [19650218]
        for i in range(1, _LENGTH):
            before = words[-1]
            words.append((1812433253 * (before ^ before >> 30) + i) & _WORD)
        i, j = 1, 0
        for _ in range(max(_LENGTH, len(key))):
            before = words[i - 1]
            words[i] = ((words[i] ^ (before ^ before >> 30) * 1664525) + key[j] + j) & _WORD
            i += 1
            j += 1
            if i == _LENGTH:
                words[0] = words[-1]
                i = 1
            if j == len(key):
                j = 0
        for _ in range(_LENGTH - 1):
            before = words[i - 1]
            words[i] = ((words[i] ^ (before ^ before >> 30) * 1566083941) - i) & _WORD
            i += 1
            if i == _LENGTH:
                words[0] = words[-1]
                i = 1
        words[0] = 0x80000000
        self._words = words
        self._at = _LENGTH

    def _renew(self):
        words = self._words
        for i in range(_LENGTH):
            y = words[i] & 0x80000000 | words[(i + 1) % _LENGTH] & 0x7FFFFFFF
            words[i] = words[(i + _MIDDLE) % _LENGTH] ^ y >> 1 ^ (0x9908B0DF if y & 1 else 0)
        self._at = 0

    def _word(self):
        """The next 32 bits."""
        if self._at >= _LENGTH:
            self._renew()
        y = self._words[self._at]
        self._at += 1
        y ^= y >> 11
        y ^= y << 7 & 0x9D2C5680
        y ^= y << 15 & 0xEFC60000
        return y ^ y >> 18

    def random(self):
        """A float in [0, 1), of 53 bits."""
        return ((self._word() >> 5) * 67108864 + (self._word() >> 6)) / 9007199254740992

    def getrandbits(self, k, /):
        if k < 0:
            raise ValueError("Cannot convert negative int")
        if k <= 32:
            return self._word() >> 32 - k if k else 0
        made = shift = 0
        while k > 0:
            made |= (self._word() if k >= 32 else self._word() >> 32 - k) << shift
            shift += 32
            k -= 32
        return made

    def getstate(self):
        return self.VERSION, (*self._words, self._at), self.gauss_next

    def setstate(self, state):
        version, words, gauss_next = state
        if version != self.VERSION:
            raise ValueError(f"state with version {version} passed to Random.setstate() of version {self.VERSION}")
        if not isinstance(words, tuple):
            raise TypeError("state vector must be a tuple")
        if len(words) != _LENGTH + 1:
            raise ValueError("state vector is the wrong size")
        if not 0 <= words[-1] <= _LENGTH:
            raise ValueError("invalid state")
        self._words = list(words[:-1])
        self._at = words[-1]
        self.gauss_next = gauss_next

    # ---- whole numbers and sequences ----

    def _randbelow(self, n):
        """An int in range(n), n > 0: bits until they are one."""
        bits = self.getrandbits
        k = n.bit_length()
        r = bits(k)
        while r >= n:
            r = bits(k)
        return r

    def _randbelow_of_reals(self, n):
        """The same where a class has only a random() of its own."""
        most = 9007199254740992
        if n >= most:
            return math.floor(self.random() * n)
        limit = (most - most % n) / most
        r = self.random()
        while r >= limit:
            r = self.random()
        return math.floor(r * most) % n

    def randrange(self, start, stop=None, step=1):
        start = _index(start)
        step = _index(step)
        if stop is None:
            if step != 1:
                raise TypeError("Missing a non-None stop argument")
            if start > 0:
                return self._randbelow(start)
            raise ValueError("empty range for randrange()")
        stop = _index(stop)
        width = stop - start
        if step == 1:
            if width > 0:
                return start + self._randbelow(width)
            raise ValueError(f"empty range in randrange({start}, {stop})")
        if step == 0:
            raise ValueError("zero step for randrange()")
        n = (width + step + (-1 if step > 0 else 1)) // step
        if n <= 0:
            raise ValueError(f"empty range in randrange({start}, {stop}, {step})")
        return start + step * self._randbelow(n)

    def randint(self, a, b):
        a = _index(a)
        b = _index(b)
        if b < a:
            raise ValueError(f"empty range in randint({a}, {b})")
        return a + self._randbelow(b - a + 1)

    def choice(self, seq):
        if not len(seq):
            raise IndexError("Cannot choose from an empty sequence")
        return seq[self._randbelow(len(seq))]

    def shuffle(self, x):
        for i in range(len(x) - 1, 0, -1):
            j = self._randbelow(i + 1)
            x[i], x[j] = x[j], x[i]

    def sample(self, population, k, *, counts=None):
        if isinstance(population, (set, frozenset, dict)) or not hasattr(population, "__getitem__"):
            raise TypeError("Population must be a sequence.  For dicts or sets, use sorted(d).")
        n = len(population)
        if counts is not None:
            ends = list(accumulate(counts))
            if len(ends) != n:
                raise ValueError("The number of counts does not match the population")
            total = ends.pop() if ends else 0
            if not isinstance(total, int):
                raise TypeError("Counts must be integers")
            if total < 0:
                raise ValueError("Counts must be non-negative")
            return [population[_bisect(ends, at, 0, len(ends))] for at in self.sample(range(total), k)]
        if not 0 <= k <= n:
            raise ValueError("Sample larger than population or is negative")
        # What CPython takes a list for, and what a set: it decides which numbers are drawn.
        small = 21 + (4 ** math.ceil(math.log(k * 3, 4)) if k > 5 else 0)
        picked = []
        if n <= small:
            pool = list(population)
            for left in range(n, n - k, -1):
                j = self._randbelow(left)
                picked.append(pool[j])
                pool[j] = pool[left - 1]
            return picked
        seen = set()
        for _ in range(k):
            j = self._randbelow(n)
            while j in seen:
                j = self._randbelow(n)
            seen.add(j)
            picked.append(population[j])
        return picked

    def choices(self, population, weights=None, *, cum_weights=None, k=1):
        n = len(population)
        if cum_weights is None:
            if weights is None:
                return [population[math.floor(self.random() * float(n))] for _ in range(k)]
            if isinstance(weights, int):
                raise TypeError(f"The number of choices must be a keyword argument: k={weights!r}")
            cum_weights = list(accumulate(weights))
        elif weights is not None:
            raise TypeError("Cannot specify both weights and cumulative weights")
        if len(cum_weights) != n:
            raise ValueError("The number of weights does not match the population")
        total = cum_weights[-1] + 0.0
        if total <= 0.0:
            raise ValueError("Total of weights must be greater than zero")
        if not math.isfinite(total):
            raise ValueError("Total of weights must be finite")
        return [population[_bisect(cum_weights, self.random() * total, 0, n - 1)] for _ in range(k)]

    # ---- distributions ----

    def uniform(self, a, b):
        return a + (b - a) * self.random()

    def triangular(self, low=0.0, high=1.0, mode=None):
        u = self.random()
        if mode is None:
            c = 0.5
        elif high == low:
            return low
        else:
            c = (mode - low) / (high - low)
        if u > c:
            u = 1.0 - u
            c = 1.0 - c
            low, high = high, low
        return low + (high - low) * math.sqrt(u * c)

    def normalvariate(self, mu=0.0, sigma=1.0):
        """By the ratio of uniforms (Kinderman and Monahan 1977)."""
        magic = 4 * math.exp(-0.5) / math.sqrt(2.0)
        while True:
            u = self.random()
            v = 1.0 - self.random()
            z = magic * (u - 0.5) / v
            if z * z / 4.0 <= -math.log(v):
                return mu + z * sigma

    def gauss(self, mu=0.0, sigma=1.0):
        """By Box and Muller's transformation (1958), which makes two at a time."""
        z = self.gauss_next
        self.gauss_next = None
        if z is None:
            angle = self.random() * math.tau
            radius = math.sqrt(-2.0 * math.log(1.0 - self.random()))
            z = math.cos(angle) * radius
            self.gauss_next = math.sin(angle) * radius
        return mu + z * sigma

    def lognormvariate(self, mu, sigma):
        return math.exp(self.normalvariate(mu, sigma))

    def expovariate(self, lambd=1.0):
        return -math.log(1.0 - self.random()) / lambd

    def vonmisesvariate(self, mu, kappa):
        """By rejection (Best and Fisher 1979)."""
        if kappa <= 1e-6:
            return math.tau * self.random()
        s = 0.5 / kappa
        r = s + math.sqrt(1.0 + s * s)
        while True:
            z = math.cos(math.pi * self.random())
            d = z / (r + z)
            u = self.random()
            if u < 1.0 - d * d or u <= (1.0 - d) * math.exp(d):
                break
        q = 1.0 / r
        f = (q + z) / (1.0 + q * z)
        if self.random() > 0.5:
            return (mu + math.acos(f)) % math.tau
        return (mu - math.acos(f)) % math.tau

    def gammavariate(self, alpha, beta):
        """By rejection: Cheng 1977 for alpha > 1, Ahrens and Dieter 1974 (GS) below."""
        if alpha <= 0.0 or beta <= 0.0:
            raise ValueError("gammavariate: alpha and beta must be > 0.0")
        if alpha == 1.0:
            return -math.log(1.0 - self.random()) * beta
        if alpha > 1.0:
            a = math.sqrt(2.0 * alpha - 1.0)
            b = alpha - math.log(4.0)
            c = alpha + a
            while True:
                u = self.random()
                if not 1e-7 < u < 0.9999999:
                    continue
                v = math.log(u / (1.0 - u)) / a
                x = alpha * math.exp(v)
                z = u * u * (1.0 - self.random())
                r = b + c * v - x
                if r + (1.0 + math.log(4.5)) - 4.5 * z >= 0.0 or r >= math.log(z):
                    return x * beta
        while True:
            b = (math.e + alpha) / math.e
            p = b * self.random()
            x = p ** (1.0 / alpha) if p <= 1.0 else -math.log((b - p) / alpha)
            u = self.random()
            if u <= (x ** (alpha - 1.0) if p > 1.0 else math.exp(-x)):
                return x * beta

    def betavariate(self, alpha, beta):
        y = self.gammavariate(alpha, 1.0)
        return y / (y + self.gammavariate(beta, 1.0)) if y else 0.0

    def paretovariate(self, alpha):
        return (1.0 - self.random()) ** (-1.0 / alpha)

    def weibullvariate(self, alpha, beta):
        return alpha * (-math.log(1.0 - self.random())) ** (1.0 / beta)


def _index(n):
    if isinstance(n, int):
        return n
    return range(n).stop


# ---- seeds that are text ----


def _utf8(text):
    """The bytes, as a list of ints."""
    out = []
    for c in text:
        c = ord(c)
        if c < 0x80:
            out.append(c)
        elif c < 0x800:
            out += [0xC0 | c >> 6, 0x80 | c & 63]
        elif c < 0x10000:
            out += [0xE0 | c >> 12, 0x80 | c >> 6 & 63, 0x80 | c & 63]
        else:
            out += [0xF0 | c >> 18, 0x80 | c >> 12 & 63, 0x80 | c >> 6 & 63, 0x80 | c & 63]
    return out


def _number(data):
    n = 0
    for byte in data:
        n = n << 8 | byte
    return n


def _sha512(data):
    """FIPS 180-4. Its constants are bits of the roots of primes, computed here."""
    whole = (1 << 64) - 1
    primes = [p for p in range(2, 410) if all(p % d for d in range(2, math.isqrt(p) + 1))]

    def fraction_of_root(n, power):
        """64 bits behind the point of the square (2) or cube (3) root."""
        low, high = 0, n << 64
        n <<= 64 * power
        while low < high:
            middle = (low + high + 1) // 2
            if middle ** power <= n:
                low = middle
            else:
                high = middle - 1
        return low & whole

    state = [fraction_of_root(p, 2) for p in primes[:8]]
    constants = [fraction_of_root(p, 3) for p in primes[:80]]
    bits = 8 * len(data)
    data = list(data) + [0x80]
    data += [0] * (-(len(data) + 16) % 128)
    data += [bits >> 8 * i & 255 for i in range(15, -1, -1)]

    def turn(x, *counts):
        result = 0
        for n in counts:
            result ^= x >> n | x << 64 - n
        return result & whole

    for start in range(0, len(data), 128):
        w = [_number(data[at:at + 8]) for at in range(start, start + 128, 8)]
        for i in range(16, 80):
            x, y = w[i - 15], w[i - 2]
            w.append(w[i - 16] + (turn(x, 1, 8) ^ x >> 7) + w[i - 7] + (turn(y, 19, 61) ^ y >> 6) & whole)
        a, b, c, d, e, f, g, h = state
        for i in range(80):
            first = h + turn(e, 14, 18, 41) + (e & f ^ ~e & g) + constants[i] + w[i]
            second = turn(a, 28, 34, 39) + (a & b ^ a & c ^ b & c)
            a, b, c, d, e, f, g, h = first + second & whole, a, b, c, d + first & whole, e, f, g
        state = [x + y & whole for x, y in zip(state, (a, b, c, d, e, f, g, h))]
    return [x >> 8 * i & 255 for x in state for i in range(7, -1, -1)]


_shared = Random()
seed = _shared.seed
getstate = _shared.getstate
setstate = _shared.setstate
random = _shared.random
getrandbits = _shared.getrandbits
randrange = _shared.randrange
randint = _shared.randint
choice = _shared.choice
choices = _shared.choices
shuffle = _shared.shuffle
sample = _shared.sample
uniform = _shared.uniform
triangular = _shared.triangular
normalvariate = _shared.normalvariate
gauss = _shared.gauss
lognormvariate = _shared.lognormvariate
expovariate = _shared.expovariate
vonmisesvariate = _shared.vonmisesvariate
gammavariate = _shared.gammavariate
betavariate = _shared.betavariate
paretovariate = _shared.paretovariate
weibullvariate = _shared.weibullvariate
