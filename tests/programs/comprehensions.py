squares = [x * x for x in range(30) if x % 3]
grid = [[r * c for c in range(4)] for r in range(3)]
flat = [v for row in grid for v in row if v]
print(squares, grid, flat)
x = "outer"
made = [x for x in "abc"]
print(x, made, sum([i for i in range(100)]), [(i, j) for i in range(3) for j in range(i)])
def scoped(n):
    k = 5
    return [i * k + n for i in range(n)]
t = 0
for i in range(30):
    t += sum(scoped(i))
print(t)
# expect: [1, 4, 16, 25, 49, 64, 100, 121, 169, 196, 256, 289, 361, 400, 484, 529, 625, 676, 784, 841] [[0, 0, 0, 0], [0, 1, 2, 3], [0, 2, 4, 6]] [1, 2, 3, 2, 4, 6]
# expect: outer ['a', 'b', 'c'] 4950 [(1, 0), (2, 0), (2, 1)]
# expect: 28855
