d = {}
for i in range(100):
    key = i % 17
    d[key] = d.get(key, 0) + i
print(d)
e = {1: "int", "1": "str", 1.5: "float", (1, 2): "tuple", None: 0}
print(e[1.0], e[True], e[(1, 2)], e[None], len(e), 2 in e, "1" in e)
for k in [5, "x"]:
    try:
        e[k]
    except KeyError as p:
        print("KeyError", p)
del d[3]
d[3] = "again"
print(list(d)[-1], list(e.items())[:2], d.pop(0), list(e.keys()) == [k for k in e])
try:
    for k in e:
        e["new" + str(k)] = 1
except RuntimeError as p:
    print(p)
try:
    e[[1]] = 2
except TypeError as p:
    print(p)
# expect: {0: 255, 1: 261, 2: 267, 3: 273, 4: 279, 5: 285, 6: 291, 7: 297, 8: 303, 9: 309, 10: 315, 11: 321, 12: 327, 13: 333, 14: 339, 15: 245, 16: 250}
# expect: int int tuple 0 5 False True
# expect: KeyError 5
# expect: KeyError 'x'
# expect: 3 [(1, 'int'), ('1', 'str')] 255 True
# expect: dictionary changed size during iteration
# expect: cannot use 'list' as a dict key (unhashable type: 'list')
