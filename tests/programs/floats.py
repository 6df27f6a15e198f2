import math
x = 0.0
for i in range(100):
    x = x * 0.5 + i / 3
print(x, repr(0.1 + 0.2), 1e16, 1e-5, 123456789.0, 1e22, 1.5e300 * 1e10)
print(-0.0, 0.0 * -1, 0.0 == -0.0, math.copysign(1, -0.0))
inf = 1e308 * 10
nan = inf - inf
print(inf, -inf, nan, nan == nan, nan != nan, nan < 1, inf > 1)
total = 0
for v in [0.0, -0.0, nan, inf, 1.5, -2] * 10:
    if v:
        total += 1
    if v < 1:
        total += 100
print(total, int(3.99), int(-3.99), float("1e3"), round(2.5), 7 / 2, 2 ** -1, 2.0 ** 0.5)
z = 1.0
for i in range(50):
    z = z * -0.0
print(z)
# expect: 65.33333333333333 0.30000000000000004 1e+16 1e-05 123456789.0 1e+22 inf
# expect: -0.0 -0.0 True -1.0
# expect: inf -inf nan False True False True
# expect: 3040 3 -3 1000.0 2 3.5 0.5 1.4142135623730951
# expect: 0.0
