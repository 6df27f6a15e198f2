log = []

class Noisy:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        log.append(self.name)

def f(i):
    a = Noisy(i)
    b = Noisy(-i)
    a = b
    log.append("mid")

for i in range(1, 40):
    log.clear()
    f(i)
    x = Noisy("x")
    x = None
    keep = [Noisy("k1"), Noisy("k2")]
    keep.pop(0)
    log.append("popped")
    keep[0] = 5
print(log)
# expect: [39, 'mid', -39, 'x', 'k1', 'popped', 'k2']
