class P:
    shared = 5

    def __init__(self, n):
        self.a = n
        if n % 2:
            self.b = n * 2
            self.c = 1
        else:
            self.c = 2
            self.b = n

total = 0
for n in range(60):
    p = P(n)
    p.a += p.b
    p.extra = n
    if n % 10 == 0:
        p.shared = n
    total += p.a + p.b * p.c + p.extra + p.shared
print(total, P.shared)
P.shared = 50
for n in range(20):
    total += P(n).shared
print(total)
del p.extra
try:
    p.extra
except AttributeError as e:
    print(e)
# expect: 10170 5
# expect: 11170
# expect: 'P' object has no attribute 'extra'
