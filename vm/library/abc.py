# SPDX-License-Identifier: MIT
"""abc: classes that say which methods their subclasses must have, and which classes count as theirs."""


def abstractmethod(funcobj):
    funcobj.__isabstractmethod__ = True
    return funcobj


def _is_abstract(value):
    if isinstance(value, property):
        return any(_is_abstract(f) for f in (value.fget, value.fset, value.fdel))
    if isinstance(value, (classmethod, staticmethod)):
        return _is_abstract(value.__func__)
    return getattr(value, "__isabstractmethod__", False)


def _attribute(cls, name):
    """As it lies in the class or one before it, not bound."""
    for each in cls.__mro__:
        if name in each.__dict__:
            return each.__dict__[name]
    return None


class ABCMeta(type):
    _registered = 0  # changes of registries: what was found out before may be untrue after one

    def __new__(mcls, name, bases, namespace, /, **kwargs):
        cls = super().__new__(mcls, name, bases, namespace, **kwargs)
        names = {key for key, value in namespace.items() if _is_abstract(value)}
        for base in bases:
            names |= {key for key in getattr(base, "__abstractmethods__", ()) if _is_abstract(_attribute(cls, key))}
        cls.__abstractmethods__ = frozenset(names)
        cls._abc_registry = []
        cls._abc_known = {}  # class -> whether it is one of ours, as of _abc_version
        cls._abc_version = 0
        return cls

    def __call__(cls, *args, **kwargs):
        names = sorted(cls.__abstractmethods__)
        if names:
            raise TypeError(f"Can't instantiate abstract class {cls.__name__} without an implementation for abstract "
                            f"method{'s' if len(names) > 1 else ''} {', '.join([repr(name) for name in names])}")
        return super().__call__(*args, **kwargs)

    def register(cls, subclass):
        if not isinstance(subclass, type):
            raise TypeError("Can only register classes")
        if issubclass(subclass, cls):
            return subclass
        if issubclass(cls, subclass):
            raise RuntimeError("Refusing to create an inheritance cycle")
        cls._abc_registry.append(subclass)
        ABCMeta._registered += 1
        return subclass

    def __instancecheck__(cls, instance):
        given, kind = instance.__class__, type(instance)
        return cls.__subclasscheck__(given) or (kind is not given and cls.__subclasscheck__(kind))

    def __subclasscheck__(cls, subclass):
        if not isinstance(subclass, type):
            raise TypeError("issubclass() arg 1 must be a class")
        if cls._abc_version != ABCMeta._registered:
            cls._abc_known = {}
            cls._abc_version = ABCMeta._registered
        known = cls._abc_known.get(subclass)
        if known is None:
            known = cls._abc_known[subclass] = cls._counts(subclass)
        return known

    def _counts(cls, subclass):
        hook = getattr(cls, "__subclasshook__", None)
        answer = NotImplemented if hook is None else hook(subclass)
        if answer is not NotImplemented:
            return bool(answer)
        return (cls in subclass.__mro__ or any(issubclass(subclass, each) for each in cls._abc_registry)
                or any(issubclass(subclass, each) for each in type.__subclasses__(cls)))


class ABC(metaclass=ABCMeta):
    __slots__ = ()


def get_cache_token():
    return ABCMeta._registered


def update_abstractmethods(cls):
    if hasattr(cls, "__abstractmethods__"):
        names = {key for key, value in cls.__dict__.items() if _is_abstract(value)}
        for base in cls.__bases__:
            names |= {key for key in getattr(base, "__abstractmethods__", ()) if _is_abstract(_attribute(cls, key))}
        cls.__abstractmethods__ = frozenset(names)
    return cls
