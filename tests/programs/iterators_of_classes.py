class Countdown:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return self

    def __next__(self):
        if self.n == 0:
            raise StopIteration
        self.n -= 1
        return self.n

class Old:
    def __getitem__(self, i):
        if i >= 5:
            raise IndexError(i)
        return i * i

total = 0
for round in range(20):
    for x in Countdown(15):
        total += x
    for y in Old():
        total += y
print(total, [x for x in Countdown(4)], list(Old()), 16 in Old())
a, b, c = Countdown(3)
print(a, b, c)
# expect: 2700 [3, 2, 1, 0] [0, 1, 4, 9, 16] True
# expect: 2 1 0
