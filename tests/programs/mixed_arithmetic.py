def poly(x):
    return 3 * x * x - 2 * x + 1

out = []
for x in [1, 2.5, True, -3, 10 ** 20, 0.1] * 12:
    out.append(poly(x))
print(out[:6], out == out[:6] * 12)
t = 0
for i in range(50):
    t = t + (i if i % 3 else i * 0.5)
print(t, type(t).__name__, True + True, True * 3.5, -True, ~True, 5 & True)
# expect: [2, 14.75, 2, 34, 29999999999999999999800000000000000000001, 0.83] True
# expect: 1021.0 float 2 3.5 -1 -2 1
