# Nested int loop with masking.
def work(n):
    total = 0
    for i in range(n):
        for j in range(1000):
            total = (total + i * j) & 0xFFFFFF
    return total

print(work(20000))
