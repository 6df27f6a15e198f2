a, b = 1, 2
for i in range(50):
    a, b = b, a + b
print(a, b)
first, *rest = range(5)
*start, last = "abc"
x, (y, *z), w = 1, [2, 3, 4], 5
print(first, rest, start, last, x, y, z, w)
total = 0
for k, (p, q) in [(1, (2, 3)), (4, [5, 6])] * 20:
    total += k * p - q
print(total)
for bad in [(1,), (1, 2, 3), 5]:
    try:
        m, n = bad
    except (ValueError, TypeError) as e:
        print(e)
i = j = [0]
i[0] += 5
print(j)
# expect: 32951280099 53316291173
# expect: 0 [1, 2, 3, 4] ['a', 'b'] c 1 2 [3, 4] 5
# expect: 260
# expect: not enough values to unpack (expected 2, got 1)
# expect: too many values to unpack (expected 2, got 3)
# expect: cannot unpack non-iterable int object
# expect: [5]
