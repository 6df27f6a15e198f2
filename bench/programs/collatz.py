# While loop with data-dependent branches.
def longest(limit):
    best = 0
    start = 1
    while start < limit:
        n = start
        steps = 0
        while n != 1:
            if n % 2 == 0:
                n = n // 2
            else:
                n = 3 * n + 1
            steps += 1
        if steps > best:
            best = steps
        start += 1
    return best

print(longest(200000))
