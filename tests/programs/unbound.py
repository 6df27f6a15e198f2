def f(n):
    total = 0
    for i in range(n):
        if i == 40:
            del total
        try:
            total += 1
        except UnboundLocalError as e:
            message = str(e)
            total = -1000
    return total, message

print(f(60))
def g():
    for i in range(0):
        pass
    return i
try:
    g()
except NameError as e:
    print(type(e).__name__, e)
try:
    undefined_name
except NameError as e:
    print(e)
# expect: (-981, "cannot access local variable 'total' where it is not associated with a value")
# expect: UnboundLocalError cannot access local variable 'i' where it is not associated with a value
# expect: name 'undefined_name' is not defined
