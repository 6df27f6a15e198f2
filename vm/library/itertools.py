# SPDX-License-Identifier: MIT
"""itertools: generators, so that loops over them become part of traces. What is wrong with arguments
is said at the call, as CPython's classes do."""


def _not_negative(name, n):
    if n < 0:
        raise ValueError(f"{name} must be non-negative")
    return n


def _index(n):
    """What is no int but can stand for one, as int."""
    return range(n).stop


def count(start=0, step=1):
    for n in (start, step):
        if not hasattr(n, "__add__") or isinstance(n, (str, list, tuple)):
            raise TypeError("a number is required")
    return _count(start, step)


def _count(n, step):
    while True:
        yield n
        n += step


def cycle(iterable, /):
    return _cycle(iter(iterable))


def _cycle(iterator):
    saved = []
    for x in iterator:
        yield x
        saved.append(x)
    while saved:
        for x in saved:
            yield x


def repeat(object, times=None):
    return _repeat_forever(object) if times is None else _repeat(object, _index(times))


def _repeat_forever(object):
    while True:
        yield object


def _repeat(object, times):
    for _ in range(times):
        yield object


def chain(*iterables):
    return _chain(iter(iterables))


def _chain(iterables):
    for iterable in iterables:
        for x in iterable:
            yield x


def _from_iterable(iterables, /):
    return _chain(iter(iterables))


chain.from_iterable = _from_iterable


def islice(iterable, /, *bounds):
    if not 1 <= len(bounds) <= 3:
        raise TypeError(f"islice expected at {'least 2' if not bounds else 'most 4'} arguments, got {len(bounds) + 1}")
    start, stop, step = (0, bounds[0], 1) if len(bounds) == 1 else (*bounds, 1)[:3]

    def bound(n, otherwise, message):
        if n is None:
            return otherwise
        try:
            n = _index(n)
        except TypeError:
            raise ValueError(message) from None
        if n < (1 if "Step" in message else 0):
            raise ValueError(message)
        return n

    message = "Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize."
    stop = bound(stop, None, "Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.")
    start = bound(start, 0, message)
    step = bound(step, 1, "Step for islice() must be a positive integer or None.")
    return _islice(iter(iterable), start, stop, step)


def _islice(iterator, start, stop, step):
    at = 0
    wanted = start
    while stop is None or at < stop:
        if stop is not None and wanted >= stop:
            # Goes on to where the slice ends, as CPython's does.
            for _ in iterator:
                at += 1
                if at >= stop:
                    return
            return
        for x in iterator:
            at += 1
            if at > wanted:
                break
        else:
            return
        yield x
        wanted += step


def takewhile(predicate, iterable, /):
    return _takewhile(predicate, iter(iterable))


def _takewhile(predicate, iterator):
    for x in iterator:
        if not predicate(x):
            return
        yield x


def dropwhile(predicate, iterable, /):
    return _dropwhile(predicate, iter(iterable))


def _dropwhile(predicate, iterator):
    for x in iterator:
        if not predicate(x):
            yield x
            break
    for x in iterator:
        yield x


def filterfalse(function, iterable, /):
    return _filterfalse(bool if function is None else function, iter(iterable))


def _filterfalse(predicate, iterator):
    for x in iterator:
        if not predicate(x):
            yield x


def starmap(function, iterable, /):
    return _starmap(function, iter(iterable))


def _starmap(function, iterator):
    for arguments in iterator:
        yield function(*tuple(arguments))


def compress(data, selectors):
    return _compress(iter(data), iter(selectors))


def _compress(data, selectors):
    for x, selected in zip(data, selectors):
        if selected:
            yield x


def pairwise(iterable, /):
    return _pairwise(iter(iterable))


def _pairwise(iterator):
    for a in iterator:
        break
    else:
        return
    for b in iterator:
        yield a, b
        a = b


def batched(iterable, n, *, strict=False):
    n = _index(n)
    if n < 1:
        raise ValueError("n must be at least one")
    return _batched(iter(iterable), n, strict)


def _batched(iterator, n, strict):
    batch = []
    for x in iterator:
        batch.append(x)
        if len(batch) == n:
            yield tuple(batch)
            batch = []
    if batch:
        if strict:
            raise ValueError("batched(): incomplete batch")
        yield tuple(batch)


def accumulate(iterable, func=None, *, initial=None):
    return _accumulate(iter(iterable), func, initial)


def _accumulate(iterator, function, total):
    if total is None:
        for total in iterator:
            break
        else:
            return
    yield total
    if function is None:
        for x in iterator:
            total = total + x
            yield total
    else:
        for x in iterator:
            total = function(total, x)
            yield total


def zip_longest(*iterables, fillvalue=None):
    return _zip_longest([iter(iterable) for iterable in iterables], fillvalue)


def _zip_longest(iterators, fillvalue):
    left = len(iterators)
    if not left:
        return
    ended = []
    while True:
        values = []
        for i, iterator in enumerate(iterators):
            if iterator is ended:
                values.append(fillvalue)
                continue
            for x in iterator:
                break
            else:
                left -= 1
                if not left:
                    return
                iterators[i] = ended
                x = fillvalue
            values.append(x)
        yield tuple(values)


def product(*iterables, repeat=1):
    if _index(repeat) < 0:
        raise ValueError("repeat argument cannot be negative")
    return _product([tuple(iterable) for iterable in iterables] * repeat)


def _product(pools):
    if not all(pools):
        return
    indices = [0] * len(pools)
    values = [pool[0] for pool in pools]
    while True:
        yield tuple(values)
        for i in range(len(pools) - 1, -1, -1):
            pool = pools[i]
            at = indices[i] + 1
            if at < len(pool):
                indices[i] = at
                values[i] = pool[at]
                break
            indices[i] = 0
            values[i] = pool[0]
        else:
            return


def combinations(iterable, r):
    return _combinations(tuple(iterable), _not_negative("r", _index(r)), 1)


def combinations_with_replacement(iterable, r):
    return _combinations(tuple(iterable), _not_negative("r", _index(r)), 0)


def _combinations(pool, r, apart):
    """Indices that grow by at least `apart` from place to place, in lexicographic order."""
    n = len(pool)
    if apart * r > n or (r and not n):
        return
    indices = [i * apart for i in range(r)]
    while True:
        yield tuple([pool[i] for i in indices])
        for i in range(r - 1, -1, -1):
            if indices[i] < n - 1 - (r - 1 - i) * apart:
                break
        else:
            return
        first = indices[i] + 1
        for j in range(i, r):
            indices[j] = first + (j - i) * apart


def permutations(iterable, r=None):
    pool = tuple(iterable)
    if r is not None and not isinstance(r, int):
        raise TypeError("Expected int as r")
    return _permutations(pool, len(pool) if r is None else _not_negative("r", r))


def _permutations(pool, r):
    n = len(pool)
    if r > n:
        return
    indices = list(range(n))
    cycles = list(range(n, n - r, -1))
    yield tuple(pool[:r])
    while True:
        for i in range(r - 1, -1, -1):
            cycles[i] -= 1
            if cycles[i]:
                j = n - cycles[i]
                indices[i], indices[j] = indices[j], indices[i]
                yield tuple([pool[k] for k in indices[:r]])
                break
            indices[i:] = indices[i + 1:] + indices[i:i + 1]
            cycles[i] = n - i
        else:
            return


def tee(iterable, n=2, /):
    n = _index(n)
    if n < 0:
        raise ValueError("n must be >= 0")
    first = iterable if isinstance(iterable, _Tee) else _Tee(iter(iterable), [None, None])
    return tuple([first if i == 0 and first is not iterable else first.__copy__() for i in range(n)])


class _Tee:
    """One of several that read the same iterator: links [value, next], the last one empty."""

    def __init__(self, iterator, link):
        self.iterator = iterator
        self.link = link

    def __iter__(self):
        return self

    def __next__(self):
        link = self.link
        if link[1] is None:
            link[0] = next(self.iterator)
            link[1] = [None, None]
        self.link = link[1]
        return link[0]

    def __copy__(self):
        return _Tee(self.iterator, self.link)


def groupby(iterable, key=None):
    return _groupby(iter(iterable), key)


def _groupby(iterator, key):
    value = found = target = None
    keyed = taken = False  # whether there is a key yet; whether a group had its value
    number = 0             # of the group that may read on

    def read():
        nonlocal value, found, keyed, taken
        for value in iterator:
            found = value if key is None else key(value)
            keyed, taken = True, False
            return True
        return False

    def members(own, target):
        nonlocal taken
        while number == own and (not taken or read()) and (found is target or found == target):
            taken = True
            yield value

    while True:
        number += 1
        while not keyed or (number > 1 and (found is target or found == target)):
            if not read():
                return
        target = found
        yield found, members(number, target)
