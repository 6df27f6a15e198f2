def all_kinds(a, b=2, /, c=3, *rest, d, e=5, **more):
    return (a, b, c, rest, d, e, sorted(more.items()))

def only_names(*, x, y=1):
    return x * 10 + y

def only_places(x, y=1, /):
    return x * 10 + y

def gather(*args, **kwargs):
    return len(args), list(kwargs)

class Point:
    def __init__(self, *at, name="p", **rest):
        self.at, self.name, self.rest = at, name, rest
    def moved(self, *by, scale=1):
        return [a + b * scale for a, b in zip(self.at, by)]

total = 0
for i in range(60):
    total += only_names(x=i) + only_names(y=i, x=1) + only_places(i) + only_places(i, 2)
    n, names = gather(1, i, z=i) if i % 3 else gather()
    total += n + len(names)
print(total)
print(all_kinds(1, d=4), all_kinds(1, 2, 30, 40, 50, d=6, e=7, f=8, a=9))
for i in range(40):
    p = Point(i, 2, name="q", colour=i % 3)
    moved = p.moved(1, 2, scale=i)
print(p.at, p.name, p.rest, moved)
print((lambda a, /, *b, c=1, **d: (a, b, c, d))(0, 1, c=2, a=3))
print(only_names.__kwdefaults__, only_names.__defaults__, all_kinds.__kwdefaults__)
for i in range(40):
    if i == 30:
        only_names.__kwdefaults__ = {"y": 7}
    last = only_names(x=i)
print(last)
for bad in [
    lambda: all_kinds(), lambda: all_kinds(1), lambda: all_kinds(a=1, d=2), lambda: only_names(1, x=2),
    lambda: only_names(), lambda: only_places(1, y=2), lambda: only_places(1, 2, 3), lambda: only_names(xx=1),
    lambda: only_names(x=1, nothing=2), lambda: all_kinds(1, 2, 3, c=4, d=5), lambda: only_places(),
]:
    try:
        bad()
    except TypeError as e:
        print(e)
# expect: 55830
# expect: (1, 2, 3, (), 4, 5, []) (1, 2, 30, (40, 50), 6, 7, [('a', 9), ('f', 8)])
# expect: (39, 2) q {'colour': 0} [78, 80]
# expect: (0, (1,), 2, {'a': 3})
# expect: {'y': 1} None {'e': 5}
# expect: 397
# expect: all_kinds() missing 1 required positional argument: 'a'
# expect: all_kinds() missing 1 required keyword-only argument: 'd'
# expect: all_kinds() missing 1 required positional argument: 'a'
# expect: only_names() takes 0 positional arguments but 1 positional argument (and 1 keyword-only argument) were given
# expect: only_names() missing 1 required keyword-only argument: 'x'
# expect: only_places() got some positional-only arguments passed as keyword arguments: 'y'
# expect: only_places() takes from 1 to 2 positional arguments but 3 were given
# expect: only_names() got an unexpected keyword argument 'xx'. Did you mean 'x'?
# expect: only_names() got an unexpected keyword argument 'nothing'
# expect: all_kinds() got multiple values for argument 'c'
# expect: only_places() missing 1 required positional argument: 'x'
