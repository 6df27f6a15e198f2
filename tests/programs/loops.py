found = []
for n in range(2, 60):
    for d in range(2, n):
        if n % d == 0:
            break
    else:
        found.append(n)
print(found)
n = 27
steps = 0
while n != 1:
    n = n // 2 if n % 2 == 0 else 3 * n + 1
    steps += 1
print(steps)
total = 0
for i in range(10, -30, -3):
    if i < -20:
        break
    if i % 2:
        continue
    total += i
print(total, i)
for i in range(0):
    pass
print(i, [x for x in range(5, 5)], len(range(3, 100, 7)), 31 in range(3, 100, 7))
while True:
    total += 1
    if total > 200:
        break
print(total)
# expect: [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59]
# expect: 111
# expect: -30 -23
# expect: -23 [] 14 True
# expect: 201
