# SPDX-License-Identifier: MIT
# CPython as an engine: says what it can do, then reads {"source", "seconds", "fresh"} and answers an
# Outcome, again and again. The dump must be the one that dump.cpp writes. Programs run in this
# process, or in a fork of it when "fresh"; an alarm of processor time ends those that do not end.
# What a program leaves switched on is switched off after it, and nothing is collected under way.
import builtins
import gc
import io
import json
import opcode
import os
import re
import signal
import sys
import types

try:
    from _opcode import get_executor
except ImportError:
    def get_executor(code, offset):
        return None

__name__ = "driver"  # so that no class of this file is taken for the program's
MONITORING = getattr(sys, "monitoring", None)
tool_name = MONITORING.get_tool if MONITORING else lambda tool: None
CLEAR_CACHES = getattr(sys, "_clear_internal_caches", lambda: None)
VERSION = sys.version_info[0] * 100 + sys.version_info[1]
HIDDEN = {"__module__", "__dict__", "__weakref__", "__doc__", "__qualname__", "__firstlineno__",
          "__static_attributes__", "__annotations__", "__annotate__", "__annotations_cache__",
          "__annotate_func__", "__hash__", "__classdictcell__"}
PAYLOADS = {int: int.__int__, float: float.__float__, str: str.__str__,
            list: lambda v: list(list.__iter__(v)), tuple: lambda v: tuple(tuple.__iter__(v)),
            dict: lambda v: dict(dict.items(v)), set: lambda v: list(set.__iter__(v)),
            frozenset: lambda v: list(frozenset.__iter__(v))}
RECURSION_LIMIT = 1500
LIMIT_DIGITS = getattr(sys, "set_int_max_str_digits", lambda limit: None)


class TimeUp(BaseException):
    pass


def on_alarm(number, frame):
    raise TimeUp


signal.signal(signal.SIGPROF, on_alarm)


def text_of(output):
    """What was written, up to a limit, without addresses: they tell nothing, and where they would
    stand, the other engines print none."""
    return without_addresses(output.getvalue()[:4 << 20])


def without_addresses(text):
    return re.sub(" at 0x[0-9a-f]+", "", text)


def is_user(cls):
    return cls.__module__ == "__main__"


class Dumper:
    def __init__(self, budget=20000):
        self.numbers = {}
        self.keep = []
        self.budget = budget
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
        elif t is types.MethodWrapperType or t is types.BuiltinFunctionType and not isinstance(v.__self__, (types.ModuleType, type(None))):
            out.append("<bound <builtin %s> of " % v.__name__)
            self.value(v.__self__)
            out.append(">")
        elif t in (types.BuiltinFunctionType, types.MethodDescriptorType, types.WrapperDescriptorType):
            out.append("<builtin %s>" % v.__name__)
        elif t is types.ModuleType:
            out.append("<module %s>" % v.__name__)
        elif isinstance(v, type) and not is_user(v):
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
        elif t is set or t is frozenset:
            self.sequence(list(v), t.__name__ + "{", "}")
        elif t is slice:
            self.sequence((v.start, v.stop, v.step), "slice(", ")")
        elif t is types.FunctionType:
            self.function(v)
        elif t is types.CellType:
            out.append("<cell ")
            self.value(v.cell_contents)
            out.append(">")
        elif isinstance(v, type):
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
            self.payload(v)
            self.attributes(v)
            out.append(">")
        elif t is types.GeneratorType:
            self.generator(v)
        else:
            out.append("<%s>" % t.__name__)

    def payload(self, v):
        """What there is of a builtin class in an instance of a class derived from it."""
        for base, read in PAYLOADS.items():
            if isinstance(v, base):
                self.out.append(" ")
                exact = read(v)
                if base in (int, float, str, tuple):
                    self.value(exact)
                elif base in (set, frozenset):
                    self.sequence(exact, base.__name__ + "{", "}")
                else:
                    self.fresh(exact, base)
                return

    def generator(self, g):
        out = self.out
        state = "running" if g.gi_running else "finished" if g.gi_frame is None else "suspended" if g.gi_suspended else "created"
        out.append("<generator %s %s" % (g.__name__, state))
        if state in ("created", "suspended"):
            for name, item in sorted(g.gi_frame.f_locals.items()):
                if not name.startswith("."):
                    out.append(" %s=" % name)
                    self.value(item)
        out.append(">")

    def attributes(self, v):
        try:
            items = list(object.__getattribute__(v, "__dict__").items())
        except AttributeError:
            items = []
        if any("__slots__" in c.__dict__ for c in type(v).__mro__):
            for c in type(v).__mro__:
                for name, slot in c.__dict__.items():
                    if type(slot) is types.MemberDescriptorType and is_user(c):
                        try:
                            items.append((name, slot.__get__(v)))
                        except AttributeError:
                            pass
            items.sort(key=lambda item: item[0])
        for name, item in items:
            self.out.append(" %s=" % (name if type(name) is str else "?"))
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
            if name in HIDDEN or type(item) is types.MemberDescriptorType:
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
                lines.append([code.co_name, tb.tb_lineno, tb.tb_lasti])
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


def frames_of(e):
    """The locals of the functions that an exception went through."""
    dumper = Dumper()
    tb = e.__traceback__
    while tb is not None:
        frame = tb.tb_frame
        if frame.f_code.co_filename == "<program>" and frame.f_code.co_name != "<module>":
            for name, item in frame.f_locals.items():
                dumper.out.append("%s.%s = " % (frame.f_code.co_name, name))
                dumper.value(item)
                dumper.out.append("\n")
        tb = tb.tb_next
    return "".join(dumper.out)


def is_counted(v):
    """Whether references to it come from the program alone."""
    return is_user(v) if isinstance(v, type) else gc.is_tracked(v) and not isinstance(v, types.ModuleType)


def refcounts(names):
    """Counted by C code, so that what a caller lends to a call does not matter."""
    items = [(name, v) for name, v in names.items() if is_counted(v) and name != "__builtins__"]
    for owner, v in items[:]:
        if isinstance(v, type):
            items += [("%s.%s" % (owner, name), f) for name, f in v.__dict__.items() if isinstance(f, types.FunctionType)]
    counts = list(map(sys.getrefcount, [v for name, v in items]))
    return "".join("%s %d\n" % (name, count) for (name, v), count in zip(items, counts))


def survivors(names):
    """What the program made and nothing should hold any more, but is still there; and how many
    references there are to its namespace, which is empty by now."""
    found = ["namespace %d" % count for count in map(sys.getrefcount, [names])]
    for v in gc.get_objects():
        t = type(v)
        if t is types.FunctionType and v.__code__.co_filename == "<program>":
            found.append("function %s" % v.__name__)
        elif issubclass(t, type) and is_user(v):
            found.append("class %s" % v.__name__)
        elif t in (types.GeneratorType, types.CoroutineType, types.AsyncGeneratorType, types.FrameType, types.TracebackType):
            if t is not types.FrameType or v.f_code.co_filename == "<program>":
                found.append(t.__name__)
        elif is_user(t):
            found.append("instance of %s" % t.__name__)
    return "".join(line + "\n" for line in sorted(found))


def executors(code):
    """How many traces begin in `code` and in what is defined in it."""
    entry = opcode.opmap.get("ENTER_EXECUTOR")
    count = 0
    for i, op in enumerate(code._co_code_adaptive[::2]) if entry else ():
        if op == entry:
            try:
                count += get_executor(code, 2 * i) is not None
            except (ValueError, RuntimeError):
                pass
    return count + sum(executors(c) for c in code.co_consts if isinstance(c, types.CodeType))


def switch_off():
    sys.settrace(None)
    sys.setprofile(None)
    if MONITORING:
        for tool in range(6):
            if tool_name(tool) is not None:
                getattr(MONITORING, "clear_tool_id", lambda tool: MONITORING.set_events(tool, 0))(tool)
                MONITORING.free_tool_id(tool)
        MONITORING.restart_events()


def restore(known):
    """Puts the interpreter back to where the next program expects it."""
    sys.setrecursionlimit(RECURSION_LIMIT)
    gc.disable()
    if builtins.__dict__ != known:
        for name in [name for name in builtins.__dict__ if name not in known]:
            del builtins.__dict__[name]
        for name, item in known.items():
            if builtins.__dict__.get(name) is not item:
                builtins.__dict__[name] = item


def run(source, seconds, exact):
    module = types.ModuleType("__main__")
    names = {"__name__": "__main__"}
    output = io.StringIO()
    answer = {"status": "ok"}
    seen = answer["observations"] = {}
    old = sys.stdout, sys.stderr
    known = dict(builtins.__dict__)
    try:
        code = compile(source, "<program>", "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, OverflowError, MemoryError) as e:
        return {"status": "syntax_error", "note": "%s: %s" % (type(e).__name__, e)}
    # What CPython writes to stderr by itself is no output, but what __del__ raises is observed.
    unraisable = []
    sys.unraisablehook = lambda u: unraisable.append("%s in %s\n" % (u.exc_type.__name__, getattr(u.object, "__name__", "")))
    sys.stdout, sys.stderr = output, io.StringIO()
    sys.modules["__main__"] = module
    LIMIT_DIGITS(4300)
    if exact:
        gc.collect()
        gc.freeze()
    try:
        signal.setitimer(signal.ITIMER_PROF, seconds, 0.1)
        try:
            exec(code, names)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            restore(known)
            if not (sys.gettrace() or sys.getprofile() or any(map(tool_name, range(6)))):
                answer["traces"] = executors(code)
            switch_off()
            LIMIT_DIGITS(0)
    except TimeUp:
        answer["status"] = "timeout"
    except BaseException as e:
        answer["status"] = "exception"
        error = e
        answer["exceptions"] = describe(e)
        if exact:
            seen["frames"] = frames_of(e)
        if any(isinstance(x, MemoryError if exact else (RecursionError, MemoryError)) for x in chain(e)):
            answer["status"] = "timeout"
            answer["note"] = type(e).__name__
        del error
    sys.stdout, sys.stderr = old
    answer["output"] = text_of(output)
    dumper = Dumper(200000 if exact else 20000)
    try:
        for name, item in names.items():
            if name in ("__name__", "__builtins__", "__annotations__", "__annotate__", "__conditional_annotations__",
                        "__warningregistry__"):
                continue
            dumper.out.append(name + " = ")
            dumper.value(item)
            dumper.out.append("\n")
        answer["globals"] = without_addresses("".join(dumper.out))
    except Exception as e:
        answer["status"] = "timeout"
        answer["note"] = "dump: %r" % (e,)
    dumper = code = item = None
    last = io.StringIO()
    sys.stdout, sys.stderr = last, io.StringIO()
    try:
        if exact:
            CLEAR_CACHES()
            gc.collect()
            seen["refcounts"] = refcounts(names)
        names.clear()
        if exact:
            gc.collect()
            seen["survivors"] = survivors(names)
    finally:
        sys.stdout, sys.stderr = old
        sys.unraisablehook = sys.__unraisablehook__
    answer["teardown_output"] = text_of(last)
    seen["unraisable"] = "".join(unraisable)
    return answer


def chain(e):
    seen = []
    while e is not None and e not in seen:
        seen.append(e)
        e = e.__cause__ or e.__context__
    return seen


def offers():
    """What this build does of what the environment asked for, found by trying."""
    def hot():
        total = 0
        for i in range(300):
            total += i
        return total

    hot()
    code = hot.__code__
    operation = opcode.opmap.get("BINARY_OP")
    specialized = any(plain == operation != adaptive
                      for plain, adaptive in zip(code.co_code[::2], getattr(code, "_co_code_adaptive", code.co_code)[::2]))
    uops = []
    for offset in range(0, len(code.co_code), 2):
        try:
            uops += [row[0] for row in get_executor(code, offset) or ()]
        except (ValueError, RuntimeError):
            pass
    jit = getattr(sys, "_jit", None)
    # The optimizer leaves out most of what sets the instruction pointer.
    return {"version": VERSION, "specialized": specialized, "has_jit": bool(jit and jit.is_available()),
            "jit": bool(jit and jit.is_enabled()), "traces": len(uops) > 0, "optimized": uops.count("_SET_IP") < 4}


def main():
    inp, out = sys.stdin.buffer, sys.stdout.buffer

    def send(message):
        data = json.dumps(message).encode()
        out.write(b"%d\n" % len(data) + data)
        out.flush()

    def answer(request):
        # Ends this process where Python code is not reached any more.
        signal.alarm(int(2 * request["seconds"]) + 2)
        try:
            message = run(request["source"], request["seconds"], request["exact"])
        except TimeUp:
            message = {"status": "timeout", "note": "late alarm"}
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.alarm(0)
        send(message)

    send(offers())
    restore(dict(builtins.__dict__))
    while True:
        line = inp.readline()
        if not line:
            return
        request = json.loads(inp.read(int(line)))
        if not request["fresh"]:
            answer(request)
            continue
        child = os.fork()
        if child == 0:
            answer(request)
            os._exit(0)
        status = os.waitpid(child, 0)[1]
        if status != 0:
            send({"died": status})


main()
