def f(i):
    return 10 // (30 - i)

total = 0
for i in range(50):
    total += f(i)
    if i % 10 == 0:
        print(i, total)
# expect: 0 0
# expect: 10 0
# expect: 20 1
# expect-error: ZeroDivisionError: division by zero
