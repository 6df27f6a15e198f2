rate = 2

def scale(x):
    return x * rate

def run(n):
    t = 0
    for i in range(n):
        t += scale(i)
        if i == 70:
            change()
    return t

def change():
    global rate
    rate = rate + 0.5

print(run(100), rate)
print(run(100), rate)

def scale(x):
    return -x

print(run(100), rate)
print(len([1, 2, 3]))
len = lambda x: "shadowed"
for i in range(30):
    y = len([i])
print(y)
del len
for i in range(30):
    y = len([i])
print(y)
# expect: 11132.5 2.5
# expect: 13607.5 3.0
# expect: -4950 3.5
# expect: 3
# expect: shadowed
# expect: 1
