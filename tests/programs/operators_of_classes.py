class V:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def __add__(self, other):
        if not isinstance(other, V):
            return NotImplemented
        return V(self.x + other.x, self.y + other.y)

    def __radd__(self, other):
        return V(self.x + other, self.y + other)

    def __mul__(self, k):
        return V(self.x * k, self.y * k)

    def __eq__(self, other):
        return isinstance(other, V) and self.x == other.x and self.y == other.y

    def __lt__(self, other):
        return (self.x, self.y) < (other.x, other.y)

    def __bool__(self):
        return self.x != 0 or self.y != 0

    def __len__(self):
        return 2

    def __getitem__(self, i):
        return [self.x, self.y][i]

    def __contains__(self, item):
        return item == self.x or item == self.y

    def __call__(self, z):
        return self.x * z + self.y

    def __neg__(self):
        return V(-self.x, -self.y)

    def __repr__(self):
        return f"V({self.x}, {self.y})"

v = V(0, 0)
for i in range(60):
    v = v + V(i, 1) * 2
    if not v:
        print("zero")
    v = -v if i % 10 == 0 else v
print(v, v == V(1, 2), v != V(1, 2), V(1, 2) < V(1, 3), V(5, 5) > V(1, 3), len(v), v[0], v[-1], 3 in V(3, 4), v(2), 5 + V(1, 1))
try:
    V(1, 1) + 5
except TypeError as e:
    print(e)
# expect: V(480, 0) False True True True 2 480 0 True 960 V(6, 6)
# expect: unsupported operand type(s) for +: 'V' and 'int'
