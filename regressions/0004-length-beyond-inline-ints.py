# specializer: len() of a range or of an instance whose length needs more than 49 bits came out as another
# number, and the optimizer took any length for an inline int. Found by program_fuzzer.
class Sized:
    def __len__(self):
        return 2 ** 50
def f(v, n):
    total = 0
    for i in range(n):
        total = total + len(v) * 3
    return total
print(f(range(2 ** 48), 40))
print(f(Sized(), 40))
print(f(range(2 ** 48 - 1), 40))
