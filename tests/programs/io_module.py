# io.StringIO, sys.stdout and print(file=…).
import io
import sys
from io import StringIO

s = StringIO()
print("a", 1, file=s)
print("b", "c", sep="-", end="!", file=s, flush=True)
print(repr(s.getvalue()), s.tell(), s.write("xyz"), s.seek(2), repr(s.read()), repr(s.read()), s.seek(0), repr(s.readline()), s.readlines())
t = StringIO("one\ntwo\nthree")
print(list(t), t.tell(), t.seek(4), t.read(2), t.tell(), t.readline(), t.readline(3), t.read(None))
t.seek(0)
t.write("ONE")
print(repr(t.getvalue()), t.tell(), t.truncate(5), repr(t.getvalue()), t.seek(8), t.write("z"), repr(t.getvalue()))
t.seek(0, 2)
t.writelines(["a\n", "b\n"])
print(repr(t.getvalue()), t.seek(0), t.readlines(4), t.readlines(), t.readable(), t.writable(), t.seekable(), t.closed, t.isatty())
for newline in (None, "", "\n", "\r", "\r\n"):
    u = StringIO("a\nb\r\nc\rd", newline)
    u.seek(0, io.SEEK_END)
    u.write("\ne")
    u.seek(0)
    print(repr(newline), repr(u.getvalue()), list(u))
with StringIO("q") as v:
    print(v.read())
print(v.closed)
for f in (lambda: v.read(), lambda: v.getvalue(), lambda: StringIO(1), lambda: StringIO("", 3), lambda: StringIO("", "x"), lambda: StringIO().write(1), lambda: StringIO().seek(-1), lambda: StringIO().seek(1, 1), lambda: StringIO().seek(0, 5),
          lambda: StringIO().truncate(-1), lambda: StringIO().fileno(), lambda: print(1, file=3), lambda: next(StringIO())):
    try:
        f()
        print("no error")
    except (ValueError, TypeError, OSError, AttributeError, StopIteration) as e:
        print(type(e).__name__, e)


class Writer:
    def __init__(self):
        self.parts = []
    def write(self, text):
        self.parts.append(text)


w = Writer()
print(1, "b", [2], file=w)
print(w.parts)
old = sys.stdout
sys.stdout = Writer()
print("caught", 5)
caught, sys.stdout = sys.stdout, old
print(caught.parts, sys.stdout is sys.__stdout__, sys.stdout.write("direct\n"))
sys.stdout.writelines(["x", "y\n"])
sys.stdout.flush()
print("lost", file=sys.stderr)
sys.stderr.write("lost\n")
sys.stdout = None
print("nowhere")
sys.stdout = old
print(file=None)
try:
    sys.stdout.write(3)
except TypeError as e:
    print(e)
out = StringIO()
for i in range(300):
    print(i % 7, end="", file=out)
    out.write(str(i % 3))
print(len(out.getvalue()), out.getvalue()[-9:])
# expect: 'a 1\nb-c!' 8 3 2 '1\nb-c!xyz' '' 0 'a 1\n' ['b-c!xyz']
# expect: ['one\n', 'two\n', 'three'] 13 4 tw 6 o
# expect:  thr ee
# expect: 'ONE\ntwo\nthree' 3 5 'ONE\nt' 8 1 'ONE\nt\x00\x00\x00z'
# expect: 'ONE\nt\x00\x00\x00za\nb\n' 0 ['ONE\n', 't\x00\x00\x00za\n'] ['b\n'] True True True False False
# expect: None 'a\nb\nc\nd\ne' ['a\n', 'b\n', 'c\n', 'd\n', 'e']
# expect: '' 'a\nb\r\nc\rd\ne' ['a\n', 'b\r\n', 'c\r', 'd\n', 'e']
# expect: '\n' 'a\nb\r\nc\rd\ne' ['a\n', 'b\r\n', 'c\rd\n', 'e']
# expect: '\r' 'a\rb\r\rc\rd\re' ['a\r', 'b\r', '\r', 'c\r', 'd\r', 'e']
# expect: '\r\n' 'a\r\nb\r\r\nc\rd\r\ne' ['a\r\n', 'b\r\r\n', 'c\rd\r\n', 'e']
# expect: q
# expect: True
# expect: ValueError I/O operation on closed file
# expect: ValueError I/O operation on closed file
# expect: TypeError initial_value must be str or None, not int
# expect: TypeError newline must be str or None, not int
# expect: ValueError illegal newline value: 'x'
# expect: TypeError string argument expected, got 'int'
# expect: ValueError Negative seek position -1
# expect: OSError Can't do nonzero cur-relative seeks
# expect: ValueError Invalid whence (5, should be 0, 1 or 2)
# expect: ValueError Negative size value -1
# expect: UnsupportedOperation fileno
# expect: AttributeError 'int' object has no attribute 'write'
# expect: StopIteration 
# expect: ['1', ' ', 'b', ' ', '[2]', '\n']
# expect: direct
# expect: ['caught', ' ', '5', '\n'] True 7
# expect: xy
# expect:
# expect: write() argument must be str, not int
# expect: 600 122304152
