def add(a, b):
    return a + b

out = []
for a, b in [(1, 2), (1.5, 2), ("a", "b"), ([1], [2]), (2 ** 60, 1), (True, 1), ((1,), (2,))] * 15:
    out.append(add(a, b))
print(out[:7], out[-7:] == out[:7])

def size(x):
    return len(x) if not isinstance(x, int) else x

t = 0
for x in ["abc", [1], {1: 2}, (1, 2), 9, range(4), ""] * 12:
    t += size(x)
    if x:
        t += 1
print(t)
# expect: [3, 3.5, 'ab', [1, 2], 1152921504606846977, 2, (1, 2)] True
# expect: 312
