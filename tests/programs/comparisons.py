n = 0
for i in range(-20, 20):
    if -5 < i <= 5:
        n += 1
    if 0 <= i < 10 != i:
        n += 100
    if not i or i == 3 and i is not None:
        n += 10000
print(n)
log = []
def f(x):
    log.append(x)
    return x
print(f(1) < f(3) < f(2) < f(9), log)
print(1 == 1.0, 1 is 1, "a" != 1, None is None, [] is [], 2 ** 60 < 1e18, 2 ** 60 > 1e18, True == 1)
print(1 and 0 or 5, "" or None, 3 if [] else 4, not 0)
try:
    1 < "a"
except TypeError as e:
    print(e)
# expect: 21010
# expect: False [1, 3, 2]
# expect: True True True True False False True True
# expect: 5 None 4 True
# expect: '<' not supported between instances of 'int' and 'str'
