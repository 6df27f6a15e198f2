step = 1

class Bomb:
    def __del__(self):
        global step
        step = step + 1

def run(n):
    total = 0
    for i in range(n):
        b = Bomb() if i % 25 == 0 else None
        total += step
    return total

print(run(100), step)
print(run(100), step)
# expect: 346 5
# expect: 746 9
