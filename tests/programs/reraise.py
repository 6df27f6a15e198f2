def f(n):
    try:
        if n % 3 == 0:
            raise TypeError(n)
        return n
    except TypeError:
        if n % 2:
            raise
        return -n

total = 0
caught = []
for n in range(60):
    try:
        total += f(n)
    except TypeError as e:
        caught.append(e.args[0])
print(total, caught)
try:
    print(e)
except NameError as problem:
    print(problem)
# expect: 930 [3, 9, 15, 21, 27, 33, 39, 45, 51, 57]
# expect: name 'e' is not defined
