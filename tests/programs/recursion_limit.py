def dive(n):
    return dive(n + 1) + 1

class Deep:
    def __getattr__(self, name):
        return 1

    def __repr__(self):
        return repr(self)

caught = 0
for i in range(5):
    try:
        dive(0)
    except RecursionError as e:
        caught += 1
        text = str(e)[:32]
print(caught, text)
try:
    repr(Deep())
except RecursionError:
    print("repr too")
def shallow(n):
    return 0 if n == 0 else 1 + shallow(n - 1)
print(shallow(150))
# expect: 5 maximum recursion depth exceeded
# expect: repr too
# expect: 150
