class Problem(Exception):
    def __init__(self, code, text):
        self.code = code
        self.text = text

    def __str__(self):
        return f"[{self.code}] {self.text}"

class Worse(Problem):
    pass

seen = []
for i in range(50):
    try:
        if i % 10 == 9:
            raise Worse(i, "worse")
        if i % 5 == 4:
            raise Problem(i, "bad")
    except Worse as e:
        seen.append(str(e) + "!")
    except Problem as e:
        seen.append(str(e))
print(seen)
assert isinstance(Worse(1, "x"), Exception)
try:
    assert seen == [], "not empty"
except AssertionError as e:
    print(type(e), e)
# expect: ['[4] bad', '[9] worse!', '[14] bad', '[19] worse!', '[24] bad', '[29] worse!', '[34] bad', '[39] worse!', '[44] bad', '[49] worse!']
# expect: <class 'AssertionError'> not empty
