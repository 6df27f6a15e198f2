# runtime: C(1) of a class without __init__ made the instance before it refused the argument, so
# __del__ ran for an object that CPython never makes. Found by a campaign against CPython.
class C:
    def __del__(self):
        print('deleted')
try:
    v = C(1)
except TypeError:
    print('TypeError')
