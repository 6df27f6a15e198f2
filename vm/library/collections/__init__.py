# SPDX-License-Identifier: MIT
"""collections: deque, defaultdict, OrderedDict, Counter, ChainMap and namedtuple."""
from itertools import chain, repeat, starmap
from operator import itemgetter as _itemgetter
import heapq as _heapq

__all__ = ["ChainMap", "Counter", "OrderedDict", "defaultdict", "deque", "namedtuple"]


# ---- deque ----


class deque:
    """The items are _items[_first:]; what lies before them is room."""

    __hash__ = None

    def __init__(self, iterable=(), maxlen=None):
        if maxlen is not None:
            if not isinstance(maxlen, int):
                raise TypeError("an integer is required")
            if maxlen < 0:
                raise ValueError("maxlen must be non-negative")
        self._items = []
        self._first = 0
        self._maxlen = maxlen
        self._changes = 0
        self.extend(iterable)

    @property
    def maxlen(self):
        return self._maxlen

    def __len__(self):
        return len(self._items) - self._first

    def _at(self, i, message="deque index out of range"):
        """The place in _items of index i."""
        if not isinstance(i, int):
            if not hasattr(type(i), "__index__"):
                raise TypeError(f"sequence index must be integer, not '{type(i).__name__}'")
            i = type(i).__index__(i)
        at = i + (self._first if i >= 0 else len(self._items))
        if not self._first <= at < len(self._items):
            raise IndexError(message)
        return at

    def __getitem__(self, i):
        return self._items[self._at(i)]

    def __setitem__(self, i, x):
        self._items[self._at(i)] = x

    def __delitem__(self, i):
        at = self._at(i)
        self._changes += 1
        del self._items[at]

    def append(self, x, /):
        if self._maxlen is not None and len(self) >= self._maxlen:
            if not self._maxlen:
                return
            self.popleft()
        self._changes += 1
        self._items.append(x)

    def appendleft(self, x, /):
        if self._maxlen is not None and len(self) >= self._maxlen:
            if not self._maxlen:
                return
            self.pop()
        self._changes += 1
        if not self._first:
            room = max(8, len(self._items))
            self._items[:0] = [None] * room
            self._first = room
        self._first -= 1
        self._items[self._first] = x

    def pop(self):
        if len(self._items) == self._first:
            raise IndexError("pop from an empty deque")
        self._changes += 1
        return self._items.pop()

    def popleft(self):
        first = self._first
        if len(self._items) == first:
            raise IndexError("pop from an empty deque")
        self._changes += 1
        x = self._items[first]
        self._items[first] = None
        first += 1
        if first > 32 and first * 2 > len(self._items):
            del self._items[:first]
            first = 0
        self._first = first
        return x

    def extend(self, iterable, /):
        for x in list(iterable) if iterable is self else iterable:
            self.append(x)

    def extendleft(self, iterable, /):
        for x in list(iterable) if iterable is self else iterable:
            self.appendleft(x)

    def clear(self):
        self._changes += 1
        self._items = []
        self._first = 0

    def copy(self):
        return type(self)(self) if self._maxlen is None else type(self)(self, self._maxlen)

    __copy__ = copy

    def rotate(self, n=1, /):
        size = len(self)
        if not isinstance(n, int):
            raise TypeError(f"'{type(n).__name__}' object cannot be interpreted as an integer")
        if size > 1:
            self._changes += 1
            items = self._items[self._first:]
            n %= size
            self._items = items[size - n:] + items[:size - n]
            self._first = 0

    def reverse(self):
        items = self._items[self._first:]
        items.reverse()
        self._items = items
        self._first = 0

    def _find(self, x, start=0, stop=None):
        """The index of the first that equals x, or -1."""
        changes = self._changes
        for i in range(start, len(self) if stop is None else stop):
            item = self._items[self._first + i]
            if item is x or item == x:
                return i
            if changes != self._changes:
                raise RuntimeError("deque mutated during iteration")
        return -1

    def index(self, x, start=0, stop=None, /):
        size = len(self)
        start = max(start + size, 0) if start < 0 else start
        stop = size if stop is None else max(stop + size, 0) if stop < 0 else min(stop, size)
        at = self._find(x, start, stop)
        if at < 0:
            raise ValueError("deque.index(x): x not in deque")
        return at

    def count(self, x, /):
        changes = self._changes
        found = 0
        for i in range(len(self)):
            item = self._items[self._first + i]
            if item is x or item == x:
                found += 1
            if changes != self._changes:
                raise RuntimeError("deque mutated during iteration")
        return found

    def __contains__(self, x):
        return self._find(x) >= 0

    def remove(self, x, /):
        at = self._find(x)
        if at < 0:
            raise ValueError("deque.remove(x): x not in deque")
        self._changes += 1
        del self._items[self._first + at]

    def insert(self, i, x, /):
        if self._maxlen is not None and len(self) >= self._maxlen:
            raise IndexError("deque already at its maximum size")
        size = len(self)
        self._changes += 1
        self._items.insert(self._first + (max(i + size, 0) if i < 0 else min(i, size)), x)

    def __iter__(self):
        changes = self._changes
        for i in range(len(self)):
            if changes != self._changes:
                raise RuntimeError("deque mutated during iteration")
            yield self._items[self._first + i]

    def __reversed__(self):
        changes = self._changes
        for i in range(len(self) - 1, -1, -1):
            if changes != self._changes:
                raise RuntimeError("deque mutated during iteration")
            yield self._items[self._first + i]

    def __repr__(self):
        global _shown
        if any(each is self for each in _shown):
            return "[...]"
        _shown = [*_shown, self]
        try:
            items = repr(list(self))
        finally:
            _shown = _shown[:-1]
        return f"{type(self).__name__}({items})" if self._maxlen is None else f"{type(self).__name__}({items}, maxlen={self._maxlen})"

    def __eq__(self, other):
        return list(self) == list(other) if isinstance(other, deque) else NotImplemented

    def __ne__(self, other):
        return list(self) != list(other) if isinstance(other, deque) else NotImplemented

    def __lt__(self, other):
        return list(self) < list(other) if isinstance(other, deque) else NotImplemented

    def __le__(self, other):
        return list(self) <= list(other) if isinstance(other, deque) else NotImplemented

    def __gt__(self, other):
        return list(self) > list(other) if isinstance(other, deque) else NotImplemented

    def __ge__(self, other):
        return list(self) >= list(other) if isinstance(other, deque) else NotImplemented

    def __add__(self, other):
        if not isinstance(other, deque):
            raise TypeError(f'can only concatenate deque (not "{type(other).__name__}") to deque')
        made = self.copy()
        made.extend(other)
        return made

    def __iadd__(self, other):
        self.extend(other)
        return self

    def __mul__(self, n):
        made = self.copy()
        made *= n
        return made

    __rmul__ = __mul__

    def __imul__(self, n):
        items = list(self) * n
        self.clear()
        self.extend(items)
        return self


_shown = []  # deques whose repr is under way


# ---- dictionaries ----


class defaultdict(dict):
    def __init__(self, default_factory=None, /, *args, **kwargs):
        if default_factory is not None and not callable(default_factory):
            raise TypeError("first argument must be callable or None")
        super().__init__(*args, **kwargs)
        self.default_factory = default_factory

    def __missing__(self, key):
        if self.default_factory is None:
            raise KeyError(key)
        self[key] = value = self.default_factory()
        return value

    def __repr__(self):
        return f"{type(self).__name__}({self.default_factory!r}, {dict.__repr__(self)})"

    def copy(self):
        return type(self)(self.default_factory, self)

    __copy__ = copy

    def __or__(self, other):
        if not isinstance(other, dict):
            return NotImplemented
        made = self.copy()
        made.update(other)
        return made

    def __ror__(self, other):
        if not isinstance(other, dict):
            return NotImplemented
        made = type(self)(self.default_factory, other)
        made.update(self)
        return made


class OrderedDict(dict):
    def move_to_end(self, key, last=True):
        value = dict.pop(self, key)
        if last:
            dict.__setitem__(self, key, value)
            return
        rest = list(dict.items(self))
        dict.clear(self)
        dict.__setitem__(self, key, value)
        dict.update(self, rest)

    def popitem(self, last=True):
        if not self:
            raise KeyError("dictionary is empty")
        if last:
            return dict.popitem(self)
        key = next(iter(self))
        return key, dict.pop(self, key)

    def __eq__(self, other):
        if isinstance(other, OrderedDict):
            return dict.__eq__(self, other) and all(a is b or a == b for a, b in zip(self, other))
        return dict.__eq__(self, other)

    def __ne__(self, other):
        same = self == other
        return same if same is NotImplemented else not same

    def __repr__(self):
        return f"{type(self).__name__}({dict(self.items())!r})" if self else f"{type(self).__name__}()"

    def copy(self):
        return type(self)(self)

    __copy__ = copy

    @classmethod
    def fromkeys(cls, iterable, value=None):
        made = cls()
        for key in iterable:
            made[key] = value
        return made

    def __or__(self, other):
        if not isinstance(other, dict):
            return NotImplemented
        made = type(self)(self)
        made.update(other)
        return made

    def __ror__(self, other):
        if not isinstance(other, dict):
            return NotImplemented
        made = type(self)(other)
        made.update(self)
        return made


class Counter(dict):
    def __init__(self, iterable=None, /, **kwds):
        super().__init__()
        self.update(iterable, **kwds)

    def __missing__(self, key):
        return 0

    def total(self):
        return sum(self.values())

    def most_common(self, n=None):
        items = self.items()
        if n is None:
            return sorted(items, key=_itemgetter(1), reverse=True)
        return _heapq.nlargest(n, items, key=_itemgetter(1))

    def elements(self):
        return chain.from_iterable(starmap(repeat, self.items()))

    @classmethod
    def fromkeys(cls, iterable, v=None):
        raise NotImplementedError("Counter.fromkeys() is undefined.  Use Counter(iterable) instead.")

    def update(self, iterable=None, /, **kwds):
        if iterable is not None:
            if hasattr(iterable, "keys"):
                if self:
                    for element in iterable:
                        self[element] = iterable[element] + self.get(element, 0)
                else:
                    super().update(iterable)
            else:
                for element in iterable:
                    self[element] = self.get(element, 0) + 1
        if kwds:
            self.update(kwds)

    def subtract(self, iterable=None, /, **kwds):
        if iterable is not None:
            if hasattr(iterable, "keys"):
                for element in iterable:
                    self[element] = self[element] - iterable[element]
            else:
                for element in iterable:
                    self[element] = self[element] - 1
        if kwds:
            self.subtract(kwds)

    def copy(self):
        return type(self)(self)

    __copy__ = copy

    def __delitem__(self, element):
        if element in self:
            super().__delitem__(element)

    def __repr__(self):
        if not self:
            return f"{type(self).__name__}()"
        try:
            ordered = dict(self.most_common())
        except TypeError:
            ordered = dict(self)
        return f"{type(self).__name__}({ordered!r})"

    def __eq__(self, other):
        if not isinstance(other, Counter):
            return NotImplemented
        return all(self[e] == other[e] for c in (self, other) for e in c)

    def __ne__(self, other):
        return not self == other if isinstance(other, Counter) else NotImplemented

    def __le__(self, other):
        if not isinstance(other, Counter):
            return NotImplemented
        return all(self[e] <= other[e] for c in (self, other) for e in c)

    def __lt__(self, other):
        return self <= other and self != other if isinstance(other, Counter) else NotImplemented

    def __ge__(self, other):
        return other <= self if isinstance(other, Counter) else NotImplemented

    def __gt__(self, other):
        return other < self if isinstance(other, Counter) else NotImplemented

    def _combined(self, other, combine):
        """What is positive of combine(count here, count there), in the order of both."""
        made = Counter()
        for element in chain(self, (e for e in other if e not in self)):
            count = combine(self[element], other[element])
            if count > 0:
                made[element] = count
        return made

    def __add__(self, other):
        return self._combined(other, lambda a, b: a + b) if isinstance(other, Counter) else NotImplemented

    def __sub__(self, other):
        return self._combined(other, lambda a, b: a - b) if isinstance(other, Counter) else NotImplemented

    def __or__(self, other):
        return self._combined(other, max) if isinstance(other, Counter) else NotImplemented

    def __and__(self, other):
        return self._combined(other, min) if isinstance(other, Counter) else NotImplemented

    def __pos__(self):
        return self + Counter()

    def __neg__(self):
        return Counter() - self

    def _keep_positive(self):
        for element in [e for e, count in self.items() if not count > 0]:
            del self[element]
        return self

    def __iadd__(self, other):
        for element, count in other.items():
            self[element] += count
        return self._keep_positive()

    def __isub__(self, other):
        for element, count in other.items():
            self[element] -= count
        return self._keep_positive()

    def __ior__(self, other):
        for element, count in other.items():
            if count > self[element]:
                self[element] = count
        return self._keep_positive()

    def __iand__(self, other):
        for element, count in self.items():
            if other[element] < count:
                self[element] = other[element]
        return self._keep_positive()


class ChainMap:
    def __init__(self, *maps):
        self.maps = list(maps) or [{}]

    def __missing__(self, key):
        raise KeyError(key)

    def __getitem__(self, key):
        for each in self.maps:
            try:
                return each[key]
            except KeyError:
                pass
        return self.__missing__(key)

    def get(self, key, default=None):
        return self[key] if key in self else default

    def _merged(self):
        merged = {}
        for each in reversed(self.maps):
            merged |= dict.fromkeys(each)
        return merged

    def __len__(self):
        return len(self._merged())

    def __iter__(self):
        return iter(self._merged())

    def __contains__(self, key):
        return any(key in each for each in self.maps)

    def __bool__(self):
        return any(self.maps)

    def keys(self):
        return self._merged().keys()

    def values(self):
        return {key: self[key] for key in self}.values()

    def items(self):
        return {key: self[key] for key in self}.items()

    def __eq__(self, other):
        if not isinstance(other, (ChainMap, dict)):
            return NotImplemented
        return dict(self.items()) == dict(other.items())

    __hash__ = None

    def __repr__(self):
        return f"{type(self).__name__}({', '.join(map(repr, self.maps))})"

    def copy(self):
        return type(self)(self.maps[0].copy(), *self.maps[1:])

    __copy__ = copy

    def new_child(self, m=None, **kwargs):
        if m is None:
            m = kwargs
        elif kwargs:
            m.update(kwargs)
        return type(self)(m, *self.maps)

    @property
    def parents(self):
        return type(self)(*self.maps[1:])

    def __setitem__(self, key, value):
        self.maps[0][key] = value

    def __delitem__(self, key):
        try:
            del self.maps[0][key]
        except KeyError:
            raise KeyError(f"Key not found in the first mapping: {key!r}")

    def popitem(self):
        try:
            return self.maps[0].popitem()
        except KeyError:
            raise KeyError("No keys found in the first mapping.")

    def pop(self, key, *args):
        try:
            return self.maps[0].pop(key, *args)
        except KeyError:
            raise KeyError(f"Key not found in the first mapping: {key!r}")

    def clear(self):
        self.maps[0].clear()

    def setdefault(self, key, default=None):
        if key in self:
            return self[key]
        self[key] = default
        return default

    def update(self, *args, **kwargs):
        self.maps[0].update(*args, **kwargs)


# ---- namedtuple ----

_KEYWORDS = frozenset(
    "False None True and as assert async await break class continue def del elif else except finally for from global "
    "if import in is lambda nonlocal not or pass raise return try while with yield".split())


class _Field:
    """An item of a named tuple under its name."""

    def __init__(self, index):
        self.index = index
        self.__doc__ = f"Alias for field number {index}"

    def __get__(self, instance, owner=None):
        return self if instance is None else tuple.__getitem__(instance, self.index)

    def __set__(self, instance, value):
        raise AttributeError("can't set attribute")

    def __delete__(self, instance):
        raise AttributeError("can't delete attribute")


def _is_name(text):
    return bool(text) and not text[0].isdigit() and text.replace("_", "a").isalnum()


def namedtuple(typename, field_names, *, rename=False, defaults=None, module=None):
    if isinstance(field_names, str):
        field_names = field_names.replace(",", " ").split()
    names = [str(name) for name in field_names]
    typename = str(typename)
    if rename:
        seen = set()
        for i, name in enumerate(names):
            if not _is_name(name) or name in _KEYWORDS or name.startswith("_") or name in seen:
                names[i] = f"_{i}"
            seen.add(name)
    for name in [typename, *names]:
        if not _is_name(name):
            raise ValueError(f"Type names and field names must be valid identifiers: {name!r}")
        if name in _KEYWORDS:
            raise ValueError(f"Type names and field names cannot be a keyword: {name!r}")
    seen = set()
    for name in names:
        if name.startswith("_") and not rename:
            raise ValueError(f"Field names cannot start with an underscore: {name!r}")
        if name in seen:
            raise ValueError(f"Encountered duplicate field name: {name!r}")
        seen.add(name)
    values = () if defaults is None else tuple(defaults)
    if len(values) > len(names):
        raise TypeError("Got more default values than field names")
    fields = tuple(names)
    by_name = dict(zip(fields[len(fields) - len(values):], values))
    count = len(fields)

    def __new__(cls, *args, **kwargs):
        if len(args) == count and not kwargs:
            return tuple.__new__(cls, args)
        return tuple.__new__(cls, _arguments(typename, fields, by_name, args, kwargs))

    def _make(cls, iterable, /):
        made = tuple.__new__(cls, iterable)
        if len(made) != count:
            raise TypeError(f"Expected {count} arguments, got {len(made)}")
        return made

    def _replace(self, /, **kwds):
        made = self._make([kwds.pop(name, value) for name, value in zip(fields, self)])
        if kwds:
            raise TypeError(f"Got unexpected field names: {list(kwds)!r}")
        return made

    def __repr__(self):
        return f"{type(self).__name__}({', '.join([f'{name}={value!r}' for name, value in zip(fields, self)])})"

    def _asdict(self):
        return dict(zip(fields, self))

    def __getnewargs__(self):
        return tuple(self)

    space = {
        "__slots__": (), "_fields": fields, "_field_defaults": by_name, "__match_args__": fields,
        "__new__": __new__, "_make": classmethod(_make), "_replace": _replace, "__replace__": _replace,
        "__repr__": __repr__, "_asdict": _asdict, "__getnewargs__": __getnewargs__,
        "__doc__": f"{typename}({', '.join(fields)})", "__module__": module or "__main__",
    }
    for i, name in enumerate(fields):
        space[name] = _Field(i)
    return type(typename, (tuple,), space)


def _arguments(typename, fields, defaults, args, kwargs):
    """The values of the fields, bound as parameters are."""
    count = len(fields)
    if len(args) > count:
        least = count - len(defaults)
        takes = f"from {least + 1} to {count + 1}" if defaults else f"{count + 1}"
        raise TypeError(f"{typename}.__new__() takes {takes} positional argument{'s' if count else ''} but {len(args) + 1} were given")
    values = dict(zip(fields, args))
    for name, value in kwargs.items():
        if name not in fields:
            raise TypeError(f"{typename}.__new__() got an unexpected keyword argument {name!r}")
        if name in values:
            raise TypeError(f"{typename}.__new__() got multiple values for argument {name!r}")
        values[name] = value
    missing = [name for name in fields if name not in values and name not in defaults]
    if missing:
        quoted = [repr(name) for name in missing]
        shown = quoted[0] if len(quoted) == 1 else " and ".join(quoted) if len(quoted) == 2 else f"{', '.join(quoted[:-1])}, and {quoted[-1]}"
        raise TypeError(f"{typename}.__new__() missing {len(missing)} required positional argument{'s' if len(missing) > 1 else ''}: {shown}")
    return [values[name] if name in values else defaults[name] for name in fields]
