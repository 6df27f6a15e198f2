# semantics: `a, *b = x` gathered all that x gives outside the heap, past any limit of memory, until
# the process died. What is left goes into a list now, as CPython does it, which also asks the
# iterator for its __iter__.
# Found by program_fuzzer, from tests/programs, standalone.
class Numbers:
    def __init__(self, n):
        self.n = n
    def __iter__(self):
        print('iter')
        return self
    def __next__(self):
        if self.n == 0:
            raise StopIteration
        self.n -= 1
        return self.n
def f(x):
    for i in range(30):
        try:
            a, *b = x
            print(a, b)
        except MemoryError:
            return 'no memory'
        except ValueError as error:
            return str(error)
print(f(range(10 ** 12)))
print(f(Numbers(3)))
a, *b, c, d = Numbers(5)
print(a, b, c, d)
try:
    a, *b, c, d = Numbers(2)
except ValueError as error:
    print(error)
