class A:
    def value(self):
        return 1

class B:
    def value(self):
        return 1000

def total(items):
    t = 0
    for i in range(80):
        item = items[i % 4]
        if i == 50:
            items[2].__class__ = B
        t += item.value()
    return t

items = [A(), A(), A(), A()]
print(total(items), type(items[2]).__name__)
print(total(items))
A.value = lambda self: 7
print(total(items))


class Plain:
    a = 1


for change in (lambda: object.__setattr__(Plain, "a", 2), lambda: object.__delattr__(Plain, "a")):
    try:
        change()
    except TypeError as error:
        print(error)
print(Plain.a)
# expect: 8072 B
# expect: 20060
# expect: 20420
# expect: can't apply this __setattr__ to type object
# expect: can't apply this __delattr__ to type object
# expect: 1
