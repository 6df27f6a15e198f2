# SPDX-License-Identifier: MIT
"""functools: what makes functions out of functions."""

WRAPPER_ASSIGNMENTS = ("__module__", "__name__", "__qualname__", "__doc__", "__annotate__", "__type_params__")
WRAPPER_UPDATES = ("__dict__",)
_missing = object()


def update_wrapper(wrapper, wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=WRAPPER_UPDATES):
    for name in assigned:
        value = getattr(wrapped, name, _missing)
        if value is not _missing:
            setattr(wrapper, name, value)
    for name in updated:
        getattr(wrapper, name).update(getattr(wrapped, name, {}))
    wrapper.__wrapped__ = wrapped
    return wrapper


def wraps(wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=WRAPPER_UPDATES):
    return lambda wrapper: update_wrapper(wrapper, wrapped, assigned, updated)


def reduce(function, iterable, /, initial=_missing):
    iterator = iter(iterable)
    if initial is _missing:
        for initial in iterator:
            break
        else:
            raise TypeError("reduce() of empty iterable with no initial value")
    for x in iterator:
        initial = function(initial, x)
    return initial


# ---- partial ----


class _Placeholder:
    def __repr__(self):
        return "Placeholder"


Placeholder = _Placeholder()


def _filled(given, args):
    """The arguments given before, with the later ones in their places and behind them."""
    if not any(x is Placeholder for x in given):
        return (*given, *args)
    places = sum(1 for x in given if x is Placeholder)
    if len(args) < places:
        raise TypeError(f"missing positional arguments in 'partial' call; expected at least {places}, got {len(args)}")
    rest = iter(args)
    return (*[next(rest) if x is Placeholder else x for x in given], *rest)


class partial:
    def __new__(cls, func, /, *args, **keywords):
        if not callable(func):
            raise TypeError("the first argument must be callable")
        if args and args[-1] is Placeholder:
            raise TypeError("trailing Placeholders are not allowed")
        self = super().__new__(cls)
        if isinstance(func, partial):
            args = _merged(func.args, args)
            keywords = {**func.keywords, **keywords}
            func = func.func
        self.func = func
        self.args = args
        self.keywords = keywords
        return self

    def __call__(self, /, *args, **keywords):
        return self.func(*_filled(self.args, args), **{**self.keywords, **keywords})

    def __get__(self, instance, owner=None):
        return self if instance is None else partial(self, instance)

    def __repr__(self):
        shown = [repr(self.func), *[repr(x) for x in self.args], *[f"{k}={v!r}" for k, v in self.keywords.items()]]
        name = "functools.partial" if type(self) is partial else type(self).__qualname__
        return f"{name}({', '.join(shown)})"


def _merged(given, args):
    rest = list(args)
    out = []
    for x in given:
        out.append(rest.pop(0) if x is Placeholder and rest else x)
    return (*out, *rest)


class partialmethod:
    def __init__(self, func, /, *args, **keywords):
        if not callable(func) and not hasattr(func, "__get__"):
            raise TypeError(f"the first argument {func!r} must be a callable or a descriptor")
        self.func = func
        self.args = args
        self.keywords = keywords

    def __get__(self, instance, owner=None):
        getter = getattr(type(self.func), "__get__", None)
        bound = self.func if getter is None else getter(self.func, instance, owner)
        if bound is self.func and instance is not None:
            return partial(self.func, instance, *self.args, **self.keywords)
        return partial(bound, *self.args, **self.keywords)


# ---- order ----


def cmp_to_key(mycmp):
    class K:
        __slots__ = ("obj",)
        __hash__ = None

        def __init__(self, obj):
            self.obj = obj

        def __lt__(self, other):
            return mycmp(self.obj, other.obj) < 0

        def __gt__(self, other):
            return mycmp(self.obj, other.obj) > 0

        def __eq__(self, other):
            return mycmp(self.obj, other.obj) == 0

        def __le__(self, other):
            return mycmp(self.obj, other.obj) <= 0

        def __ge__(self, other):
            return mycmp(self.obj, other.obj) >= 0

    return K


def _from(root, negate, or_equal, and_unequal):
    """A comparison by another: its opposite, or with equality said apart."""

    def compare(self, other):
        result = getattr(type(self), root)(self, other)
        if result is NotImplemented:
            return result
        if negate:
            result = not result
        if or_equal:
            return result or self == other
        if and_unequal:
            return result and self != other
        return result

    return compare


_derived = {
    "__lt__": {"__gt__": (True, False, True), "__le__": (False, True, False), "__ge__": (True, False, False)},
    "__le__": {"__ge__": (True, True, False), "__lt__": (False, False, True), "__gt__": (True, False, False)},
    "__gt__": {"__lt__": (True, False, True), "__ge__": (False, True, False), "__le__": (True, False, False)},
    "__ge__": {"__le__": (True, True, False), "__gt__": (False, False, True), "__lt__": (True, False, False)},
}


def total_ordering(cls):
    own = [root for root in _derived if getattr(cls, root, None) is not getattr(object, root, None)]
    if not own:
        raise ValueError("must define at least one ordering operation: < > <= >=")
    root = next(each for each in ("__lt__", "__le__", "__gt__", "__ge__") if each in own)
    for name, how in _derived[root].items():
        if name not in own:
            compare = _from(root, *how)
            compare.__name__ = name
            setattr(cls, name, compare)
    return cls


# ---- memory ----


class _CacheInfo(tuple):
    _fields = ("hits", "misses", "maxsize", "currsize")
    hits, misses, maxsize, currsize = [property(lambda self, i=i: self[i]) for i in range(4)]

    def __repr__(self):
        return f"CacheInfo({', '.join([f'{name}={value!r}' for name, value in zip(self._fields, self)])})"


def _key(args, keywords, typed):
    if not keywords and not typed:
        return args[0] if len(args) == 1 and type(args[0]) in (int, str) else (args,)
    parts = [args, tuple(keywords.items())]
    if typed:
        parts += [tuple([type(x) for x in args]), tuple([type(x) for x in keywords.values()])]
    return tuple(parts)


def lru_cache(maxsize=128, typed=False):
    if callable(maxsize) and isinstance(typed, bool):
        return lru_cache(128, typed)(maxsize)
    if maxsize is not None:
        if not isinstance(maxsize, int):
            raise TypeError("Expected first argument to be an integer, a callable, or None")
        maxsize = max(maxsize, 0)

    def decorate(function):
        # In the order of last use, the longest unused first.
        known = {}
        hits = misses = 0

        def wrapper(*args, **keywords):
            nonlocal hits, misses
            key = _key(args, keywords, typed)
            key.__hash__()  # says what cannot be hashed, as the dict would not
            value = known.get(key, _missing)
            if value is not _missing:
                hits += 1
                if maxsize is not None:
                    del known[key]
                    known[key] = value
                return value
            misses += 1
            value = function(*args, **keywords)
            if maxsize != 0:
                if maxsize is not None and key not in known and len(known) >= maxsize:
                    del known[next(iter(known))]
                known[key] = value
            return value

        def cache_info():
            return _CacheInfo((hits, misses, maxsize, len(known)))

        def cache_clear():
            nonlocal hits, misses
            hits = misses = 0
            known.clear()

        wrapper.cache_info = cache_info
        wrapper.cache_clear = cache_clear
        wrapper.cache_parameters = lambda: {"maxsize": maxsize, "typed": typed}
        return update_wrapper(wrapper, function)

    return decorate


def cache(user_function, /):
    return lru_cache(maxsize=None)(user_function)


class cached_property:
    def __init__(self, func):
        self.func = func
        self.attrname = None

    def __set_name__(self, owner, name):
        if self.attrname is None:
            self.attrname = name
        elif name != self.attrname:
            raise TypeError(f"Cannot assign the same cached_property to two different names ({self.attrname!r} and {name!r}).")

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        if self.attrname is None:
            raise TypeError("Cannot use cached_property instance without calling __set_name__ on it.")
        try:
            known = instance.__dict__
        except AttributeError:
            raise TypeError(f"No '__dict__' attribute on {type(instance).__name__!r} instance to cache {self.attrname!r} property.") from None
        value = known.get(self.attrname, _missing)
        if value is _missing:
            value = known[self.attrname] = self.func(instance)
        return value


# ---- dispatch ----


def singledispatch(func):
    registry = {object: func}

    def dispatch(cls):
        for each in cls.__mro__:
            if each in registry:
                return registry[each]
        return func

    def register(cls, func=None):
        if not isinstance(cls, type):
            raise TypeError(f"Invalid first argument to `register()`: {cls!r}. Use either `@register(some_class)` or plain `@register` on an annotated function.")
        if func is None:
            return lambda f: register(cls, f)
        registry[cls] = func
        return func

    def wrapper(*args, **keywords):
        if not args:
            raise TypeError(f"{getattr(func, '__name__', 'singledispatch function')} requires at least 1 positional argument")
        return dispatch(type(args[0]))(*args, **keywords)

    wrapper.register = register
    wrapper.dispatch = dispatch
    wrapper.registry = registry
    return update_wrapper(wrapper, func)
