text = "sidewinder"
items = list(range(10))
print(text[2:5], text[::-1], text[-3:], text[:100], items[::3], items[8:2:-2], items[5:5])
n = 0
for i in range(-12, 12):
    n += len(text[i:]) * 100 + len(items[:i]) + len(items[i::2])
print(n)
items[2:4] = "xyz"
items[:1] = []
del items[-1]
print(items, (1, 2, 3)[1:], range(20)[3:15:4])
for i in [10, -11]:
    try:
        text[i]
    except IndexError as e:
        print(e)
# expect: dew redniwedis der sidewinder [0, 3, 6, 9] [8, 6, 4] []
# expect: 13180
# expect: [1, 'x', 'y', 'z', 4, 5, 6, 7, 8] (2, 3) range(3, 15, 4)
# expect: string index out of range
# expect: string index out of range
