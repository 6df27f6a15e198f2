pairs = []
for a in range(-7, 8):
    for b in [-3, -2, 2, 3]:
        pairs.append((a // b, a % b, a / b))
print(pairs[:6], pairs[-6:], len(pairs))
acc = 0
for a in range(-60, 60):
    acc = acc * 3 + a // 7 * 5 + a % -7
    acc = acc % 1000003
print(acc)
zeros = 0
for i in range(40):
    for f in [lambda: i // (i - i), lambda: i % 0, lambda: 1.5 / (i * 0), lambda: 2.0 % 0.0]:
        try:
            f()
        except ZeroDivisionError as e:
            zeros += len(str(e))
print(zeros, 7.5 // 2, -7.5 // 2, -7.5 % 2, 7.5 % -2, -0.0 % 3)
# expect: [(2, -1, 2.3333333333333335), (3, -1, 3.5), (-4, 1, -3.5), (-3, 2, -2.3333333333333335), (2, 0, 2.0), (3, 0, 3.0)] [(3, 0, 3.0), (2, 0, 2.0), (-3, -2, -2.3333333333333335), (-4, -1, -3.5), (3, 1, 3.5), (2, 1, 2.3333333333333335)] 60
# expect: 162071
# expect: 2560 3.0 -4.0 0.5 -0.5 0.0
