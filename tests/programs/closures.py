def counter(start):
    value = start

    def step(by=1):
        nonlocal value
        value += by
        return value

    def reset():
        nonlocal value
        value = start

    return step, reset

step, reset = counter(10)
for i in range(100):
    step()
    if i % 30 == 29:
        reset()
    step(2)
print(step(0))

def adders():
    return [lambda x, i=i: x + i for i in range(4)]

def late():
    made = []
    for i in range(4):
        def f():
            return i
        made.append(f)
    return made

print([f(10) for f in adders()], [f() for f in late()])
# expect: 42
# expect: [10, 11, 12, 13] [3, 3, 3, 3]
