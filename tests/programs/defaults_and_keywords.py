def f(a, b=2, c=3):
    return a * 100 + b * 10 + c

total = 0
for i in range(50):
    total += f(i) + f(i, 1) + f(i, c=i % 7) + f(b=0, a=1) + f(1, 2, 3)
print(total)

def remember(item, bag=[]):
    bag.append(item)
    return bag

for i in range(5):
    remember(i)
print(remember("end"))
for bad in [lambda: f(), lambda: f(1, 2, 3, 4), lambda: f(1, a=2), lambda: f(1, d=2)]:
    try:
        bad()
    except TypeError as e:
        print(e)
# expect: 381747
# expect: [0, 1, 2, 3, 4, 'end']
# expect: f() missing 1 required positional argument: 'a'
# expect: f() takes from 1 to 3 positional arguments but 4 were given
# expect: f() got multiple values for argument 'a'
# expect: f() got an unexpected keyword argument 'd'
