items = []
for i in range(50):
    items.append(i * 7 % 13)
    if len(items) > 20:
        items.pop(0)
print(items, sorted(items) if False else min(items), max(items), sum(items))
items[3] = items[-1] + 100
items.insert(2, "x")
print(items[:5], items.index("x"), [1, 2] + [3], [0] * 4, [1, [2]] == [1, [2]], [1, 2] < [1, 3])
total = 0
for i in range(-10, 10):
    total += items[i] if items[i] != "x" else 1000
print(total)
nested = [[]] * 2
nested[0].append(1)
print(nested, items.count(6), [] or "empty")
for i in [100, -100]:
    try:
        items[i] = 1
    except IndexError as e:
        print(e)
grow = [1]
for v in grow:
    if len(grow) < 40:
        grow.append(v + 1)
print(len(grow), grow[-1])
# expect: [2, 9, 3, 10, 4, 11, 5, 12, 6, 0, 7, 1, 8, 2, 9, 3, 10, 4, 11, 5] 0 12 122
# expect: [2, 9, 'x', 3, 105] 2 [1, 2, 3] [0, 0, 0, 0] True True
# expect: 1217
# expect: [[1], [1]] 1 empty
# expect: list assignment index out of range
# expect: list assignment index out of range
# expect: 40 40
