# Division of ints by constant powers of two, which the optimizer does without dividing.
def divide(n):
    s = 0
    i = -n
    while i < n:
        s = s * 3 % 1024 + i // 8 - i // 1 + i // 281474976710656 + i % 16
        i = i + 1
    return s

def collatz(n):
    steps = 0
    while n != 1:
        if n % 2 == 0:
            n = n // 2
        else:
            n = 3 * n + 1
        steps += 1
    return steps

print(divide(50))
print([collatz(n) for n in range(1, 30)])
print([(x // 4, x % 4) for x in (-5, -4, -1, 0, 1, 3, 4, 140737488355327, -140737488355328)])
# expect: 888
# expect: [0, 1, 7, 2, 5, 8, 16, 3, 19, 6, 14, 9, 9, 17, 17, 4, 12, 20, 20, 7, 7, 15, 15, 10, 23, 10, 111, 18, 18]
# expect: [(-2, 3), (-1, 0), (-1, 3), (0, 0), (0, 1), (0, 3), (1, 0), (35184372088831, 3), (-35184372088832, 0)]
