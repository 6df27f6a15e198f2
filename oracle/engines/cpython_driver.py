# SPDX-License-Identifier: MIT
# CPython as an engine: reads {"source", "seconds"}, answers an Outcome. The dump must be the one
# that dump.cpp writes. Programs run in this process; an alarm ends those that do not end.
import json
import re
import signal
import sys
import types

VERSION = sys.version_info[0] * 100 + sys.version_info[1]
HIDDEN = {"__module__", "__dict__", "__weakref__", "__doc__", "__qualname__", "__firstlineno__",
          "__static_attributes__", "__annotations__", "__annotate__", "__annotations_cache__",
          "__annotate_func__", "__hash__", "__classdictcell__"}
sys.setrecursionlimit(1500)
LIMIT_DIGITS = getattr(sys, "set_int_max_str_digits", lambda limit: None)


class TimeUp(BaseException):
    pass


def on_alarm(number, frame):
    raise TimeUp


signal.signal(signal.SIGALRM, on_alarm)


class Output:
    def __init__(self):
        self.parts = []
        self.size = 0

    def write(self, text):
        if self.size < 4 << 20:
            self.parts.append(text)
            self.size += len(text)

    def flush(self):
        pass


def is_user(cls):
    return cls.__module__ == "__main__"


class Dumper:
    def __init__(self):
        self.numbers = {}
        self.keep = []
        self.budget = 20000
        self.depth = 0
        self.out = []

    def value(self, v):
        self.budget -= 1
        if self.budget < 0 or self.depth > 200:
            self.out.append("...")
            return
        self.depth += 1
        self.any(v)
        self.depth -= 1

    def sequence(self, items, left, right):
        self.out.append(left)
        for i, item in enumerate(items):
            if i:
                self.out.append(", ")
            self.value(item)
        self.out.append(right)

    def any(self, v):
        t = type(v)
        out = self.out
        if t is int and v.bit_length() > 10000:
            out.append("<int: %s%d bits, %d modulo 2**61-1>" % ("-" if v < 0 else "", v.bit_length(), abs(v) % (2**61 - 1)))
        elif t in (int, bool, str, type(None), type(NotImplemented)):
            out.append(repr(v))
        elif t is float:
            out.append("nan" if v != v else repr(v))
        elif t is tuple:
            self.sequence(v, "(", ")")
        elif t is range:
            out.append("range(%d, %d, %d)" % (v.start, v.stop, v.step))
        elif t is types.BuiltinFunctionType and not isinstance(v.__self__, (types.ModuleType, type(None))):
            out.append("<bound <builtin %s> of " % v.__name__)
            self.value(v.__self__)
            out.append(">")
        elif t in (types.BuiltinFunctionType, types.MethodDescriptorType):
            out.append("<builtin %s>" % v.__name__)
        elif t is types.ModuleType:
            out.append("<module %s>" % v.__name__)
        elif t is type and not is_user(v):
            out.append("<class %s>" % v.__name__)
        elif t is types.MethodType:
            out.append("<bound ")
            self.value(v.__func__)
            out.append(" of ")
            self.value(v.__self__)
            out.append(">")
        else:
            number = self.numbers.get(id(v))
            if number is not None:
                out.append("#%d" % number)
                return
            number = self.numbers[id(v)] = len(self.numbers) + 1
            self.keep.append(v)
            out.append("#%d" % number)
            self.fresh(v, t)

    def fresh(self, v, t):
        out = self.out
        if t is list:
            self.sequence(v, "[", "]")
        elif t is dict:
            out.append("{")
            for i, (key, item) in enumerate(v.items()):
                if i:
                    out.append(", ")
                self.value(key)
                out.append(": ")
                self.value(item)
            out.append("}")
        elif t is slice:
            self.sequence((v.start, v.stop, v.step), "slice(", ")")
        elif t is types.FunctionType:
            self.function(v)
        elif t is types.CellType:
            out.append("<cell ")
            self.value(v.cell_contents)
            out.append(">")
        elif t is type:
            self.cls(v)
        elif isinstance(v, BaseException):
            message = not is_user(t)
            out.append("<%s%s" % (t.__name__, "\x02" if message else ""))
            self.sequence(v.args, "(", ")")
            if message:
                out.append("\x03")
            self.attributes(v)
            out.append(">")
        elif is_user(t):
            out.append("<%s" % t.__name__)
            self.attributes(v)
            out.append(">")
        else:
            out.append("<%s>" % t.__name__)

    def attributes(self, v):
        for name, item in object.__getattribute__(v, "__dict__").items():
            self.out.append(" %s=" % name)
            self.value(item)

    def function(self, f):
        out = self.out
        out.append("<function %s" % f.__name__)
        if f.__defaults__:
            out.append(" defaults ")
            self.sequence(f.__defaults__, "(", ")")
        if f.__closure__:
            for name, cell in sorted(zip(f.__code__.co_freevars, f.__closure__), key=lambda p: p[0]):
                out.append(" %s=" % name)
                try:
                    content = cell.cell_contents
                except ValueError:
                    out.append("<null>")
                else:
                    self.value(content)
        out.append(">")

    def cls(self, c):
        out = self.out
        out.append("<class %s(%s) {" % (c.__name__, c.__base__.__name__))
        first = True
        for name, item in c.__dict__.items():
            if name in HIDDEN:
                continue
            if not first:
                out.append(", ")
            first = False
            out.append(name + ": ")
            self.value(item)
        out.append("}>")


def describe(e):
    records = []
    seen = set()
    joint = ""
    while e is not None and id(e) not in seen:
        seen.add(id(e))
        dumper = Dumper()
        message = not is_user(type(e))
        if message:
            dumper.out.append("\x02")
        dumper.sequence(e.args, "(", ")")
        if message:
            dumper.out.append("\x03")
        lines = []
        tb = e.__traceback__
        while tb is not None:
            code = tb.tb_frame.f_code
            if code.co_filename == "<program>":
                lines.append([code.co_name, tb.tb_lineno])
            tb = tb.tb_next
        records.append({"type": type(e).__name__, "arguments": "".join(dumper.out), "joint": joint,
                        "traceback": lines})
        if e.__cause__ is not None:
            joint, e = "cause", e.__cause__
        elif e.__suppress_context__:
            e = None
        else:
            joint, e = "context", e.__context__
    return records


def run(source, seconds):
    module = types.ModuleType("__main__")
    names = {"__name__": "__main__"}
    output = Output()
    answer = {"status": "ok"}
    old = sys.stdout, sys.stderr
    try:
        code = compile(source, "<program>", "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, OverflowError, MemoryError) as e:
        return {"status": "syntax_error", "note": "%s: %s" % (type(e).__name__, e)}
    # What CPython writes to stderr by itself (warnings, exceptions of __del__) is no output.
    sys.stdout, sys.stderr = output, Output()
    sys.modules["__main__"] = module
    LIMIT_DIGITS(4300)
    try:
        signal.setitimer(signal.ITIMER_REAL, seconds)
        try:
            exec(code, names)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            LIMIT_DIGITS(0)
    except TimeUp:
        answer["status"] = "timeout"
    except BaseException as e:
        answer["status"] = "exception"
        error = e
        answer["exceptions"] = describe(e)
        if any(isinstance(x, (RecursionError, MemoryError)) for x in chain(e)):
            answer["status"] = "timeout"
            answer["note"] = type(e).__name__
        del error
    sys.stdout, sys.stderr = old
    # Addresses tell nothing; where they would stand, the other engines print none.
    answer["output"] = re.sub(" at 0x[0-9a-f]+>", ">", "".join(output.parts))
    dumper = Dumper()
    try:
        for name, item in names.items():
            if name in ("__name__", "__builtins__", "__annotations__", "__annotate__", "__conditional_annotations__",
                        "__warningregistry__"):
                continue
            dumper.out.append(name + " = ")
            dumper.value(item)
            dumper.out.append("\n")
        answer["globals"] = "".join(dumper.out)
    except Exception as e:
        answer["status"] = "timeout"
        answer["note"] = "dump: %r" % (e,)
    dumper = None
    hush = Output()
    sys.stdout = sys.stderr = hush
    names.clear()
    sys.stdout, sys.stderr = old
    return answer


def chain(e):
    seen = []
    while e is not None and e not in seen:
        seen.append(e)
        e = e.__cause__ or e.__context__
    return seen


def main():
    inp, out = sys.stdin.buffer, sys.stdout.buffer

    def send(message):
        data = json.dumps(message).encode()
        out.write(b"%d\n" % len(data) + data)
        out.flush()

    send({"version": VERSION})
    while True:
        line = inp.readline()
        if not line:
            return
        request = json.loads(inp.read(int(line)))
        try:
            answer = run(request["source"], request["seconds"])
        except TimeUp:
            answer = {"status": "timeout", "note": "late alarm"}
        signal.setitimer(signal.ITIMER_REAL, 0)
        send(answer)


main()
