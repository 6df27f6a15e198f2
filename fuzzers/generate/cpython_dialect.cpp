// SPDX-License-Identifier: MIT
// The CPython dialect: programs that ask CPython what only it can tell, in the middle of hot loops. Text
// rather than a tree, for most of its constructs are not in ours: tools of sys.monitoring that log and
// disable events, trace and profile functions that come and go, methods that C code calls and that look at
// the frame they were called from or write to its locals, generators, context managers, patterns.
//
// A program is the prelude, whose `note` and `tick` act at counts chosen for the program, and then hot
// loops of a few statements each, or a program of the other dialect with calls of `tick` in it.
#include "fuzzers/generate/generator.hpp"

#include "vm/syntax/unparser.hpp"

#include <fmt/format.h>

#include <span>

namespace sidewinder::fuzz {

namespace {

using Lines = std::string_view;

constexpr Lines prelude = R"(import sys
M = sys.monitoring
EV = M.events
events = []
ticks = notes = 0
def seen(*what):
    if len(events) < 400:
        events.append(what)
def plain(a):
    # Large ints may be addresses or identifiers of threads.
    told = isinstance(a, str) or isinstance(a, int) and -(1 << 32) < a < 1 << 32
    return getattr(a, 'co_name', None) or (a if told else type(a).__name__)
def callback(name, every):
    def call(*a):
        seen(name, *[plain(x) for x in a])
        if every and len(events) % every == 0 and name in DISABLED:
            return M.DISABLE
    return call
DISABLED = 'PY_START PY_RESUME PY_RETURN PY_YIELD CALL LINE INSTRUCTION JUMP BRANCH_LEFT BRANCH_RIGHT STOP_ITERATION'.split()
NAMES = DISABLED + 'RAISE RERAISE EXCEPTION_HANDLED PY_UNWIND PY_THROW C_RETURN C_RAISE'.split()
def watch(mask, every, codes=()):
    if M.get_tool(3) is None:
        M.use_tool_id(3, 'tool')
        for name in NAMES:
            M.register_callback(3, getattr(EV, name), callback(name, every))
    for code in codes:
        M.set_local_events(3, code, mask)
    if not codes:
        M.set_events(3, mask)
def unwatch():
    if M.get_tool(3):
        M.clear_tool_id(3)
        M.free_tool_id(3)
def follow(frame, event, arg):
    seen(event, frame.f_code.co_name, frame.f_lineno, plain(arg))
    return follow
def follow_opcodes(frame, event, arg):
    frame.f_trace_opcodes = True
    seen(event, frame.f_code.co_name, frame.f_lineno, frame.f_lasti)
    return follow_opcodes
def follow_here(function):
    sys.settrace(function)
    sys._getframe(2).f_trace = function
def profile(frame, event, arg):
    seen('profile', frame.f_code.co_name, event, plain(arg))
def trail(e):
    lines = []
    tb = e.__traceback__
    while tb:
        lines.append((tb.tb_frame.f_code.co_name, tb.tb_lineno, tb.tb_lasti))
        tb = tb.tb_next
    return lines
class O:
    def __init__(self, v):
        self.v = v
    def __del__(self):
        note('del')
    def __eq__(self, other):
        note('eq')
        return self.v == getattr(other, 'v', None)
    def __hash__(self):
        note('hash')
        return 1
    def __lt__(self, other):
        note('lt')
        return self.v < other.v
    def __bool__(self):
        note('bool')
        return self.v % 2 == 0
    def __len__(self):
        note('len')
        return 2
    def __iter__(self):
        note('iter')
        return numbers(2)
    def __contains__(self, x):
        note('contains')
        return x == self.v
    def __getitem__(self, k):
        note('getitem')
        return self.v
    def __setitem__(self, k, v):
        note('setitem')
    def __index__(self):
        note('index')
        return 1
    def __format__(self, spec):
        note('format')
        return 'O'
    def __repr__(self):
        note('repr')
        return 'O'
    def __getattr__(self, name):
        note('getattr')
        if name == 'missing':
            raise AttributeError(name)
        return 3
    def __call__(self, *a):
        note('call')
        return 4
    def __add__(self, other):
        note('add')
        return 5
    def __radd__(self, other):
        note('radd')
        return 6
    def __enter__(self):
        note('enter')
        return self
    def __exit__(self, *a):
        note('exit')
        return self.v % 2 == 0
    @property
    def p(self):
        note('property')
        return self.v
    def m(self, k=2):
        return self.v + k
class S(O):
    __slots__ = ('w',)
    def m(self, k=1):
        return super().m(k) + 1
    def __next__(self):
        note('next')
        self.v += 1
        if self.v % 4 == 0:
            raise StopIteration
        return self.v
    def __iter__(self):
        return self
def numbers(n):
    for k in range(n):
        got = yield k
        if got:
            tick()
def delegate(n):
    return (yield from numbers(n))
def endless():
    k = 0
    while True:
        k += 1
        try:
            yield k
        except ValueError:
            tick()
def helper(n, k=1, *rest, key=None):
    return n + k
def divide(a, b):
    return helper(a) // b
def deep(n):
    return n and deep(n - 1) + 1
def key(v):
    note('key')
    return v
)";

/// What a hot loop does; `i` counts, x and y are numbers to begin with.
constexpr Lines statements[] = {
    "x = x + 1", "y += i", "x = y * 2 - i", "x = -x if x > 100 else x + 3", "y = x / 3", "x = i // (i % 7)", "x = (y\n     //\n     (i % 5))",
    "if i % 3:\n    x = 1", "if x is None:\n    x = 1\nelse:\n    x += 1", "for j in (1, 2):\n    x = j", "for j in l:\n    y += 1", "for j in numbers(2):\n    x = j",
    "while x > 3:\n    x //= 2", "x = helper(i)", "x = helper(i, y)", "x = helper(*t)", "x = helper(i, k=2)", "x = divide(i, i % 3)", "x = deep(i % 6)",
    "x = O(i).m(2)", "x = O(i)", "x = S(i).m()", "x = o.m(i)", "x = o.p", "o.q = i", "o.v += 1", "x = o < o", "x = o + i", "x = i + o", "x = o[i]", "o[i] = x",
    "x = o in l", "x = l.count(o)", "x = d.get(o)", "x = o in d", "d[o] = i", "d[i % 3] = O(i)", "x = o()", "x = len(o)", "x = [1, 2, 3][o]", "x = o.missing", "x = o.other",
    "x = not o", "x = o and i", "if o:\n    y = 1", "x = f'{o}{i}'", "x = f'{o!r:>3}'", "a, b = o", "x, y = i, 2", "a, *b = l", "x = [*o]", "x = sorted([o, O(i)])",
    "x = sorted([3, i], key=key)", "x = max(l, key=key)", "x = list(map(key, (i, 2)))", "x = next(gen)", "x = gen.send(i % 2)", "x = gen.throw(ValueError)",
    "x = sum(numbers(3))", "x = list(delegate(2))", "x = [k for k in (1, i)]", "x = [k for k in o]", "x = {k: i for k in (1, 2)}", "x = sum(k for k in (1, i))", "x = any(k == i for k in l)",
    "try:\n    raise ValueError(i)\nexcept ValueError as e:\n    x = e.args", "try:\n    x = divide(i, i % 2)\nexcept ZeroDivisionError as e:\n    x = trail(e)",
    "try:\n    x = l[i]\nexcept IndexError as e:\n    x = trail(e)", "try:\n    x = undefined\nexcept NameError as e:\n    x = trail(e)", "try:\n    if i % 4:\n        continue\nfinally:\n    y = i",
    "try:\n    x = o.missing\nexcept AttributeError as e:\n    x = trail(e)", "try:\n    x = helper()\nexcept TypeError as e:\n    x = trail(e)", "try:\n    x = i + 'a'\nexcept TypeError as e:\n    x = str(e)",
    "with o:\n    x = 1", "with o:\n    x = i // (i % 2)", "match i:\n    case 3:\n        x = 1\n    case int(k) if k % 2:\n        x = k\n    case _:\n        x = 2", "match t:\n    case (a, b):\n        x = a",
    "x = l.pop() if len(l) > 3 else l.append(i)", "l.append(O(i))", "del l[2:]", "l[0] = O(i)", "l[0:1] = [i]", "x = l[-1]", "x = t[1]", "x = 'ab'[i % 2]", "x = 'abc'[:i % 3]", "x = l[o:]", "x = str(i)", "x = len('ab')",
    "x = type(o)", "x = isinstance(o, S)", "x = (lambda: i)()", "x = lambda: o", "x = lambda k=O(i): k", "x = O", "x = {o}", "x = {o, i}", "x = (O(i), O(i))[0]", "del x\nx = i", "tick()", "assert i != 33", "x = sys._getframe().f_lineno",
    "x = sys._getframe().f_lasti", "x = sys.getrefcount(o)", "x = sys.getrefcount(x)", "x = locals()['i']", "x = sys._getframe().f_locals['y']", "seen(i, x)", "x = eval('i')", "o = O(i)", "o = S(i)", "l = [o, i]",
    "t = (i, o)", "for k in S(1):\n    x = k", "x = list(S(2))", "a = b = x", "global shared\nshared = x", "x = shared", "x = min(i, 3)", "x = abs(-i)", "x = range(i)", "x = int('3')", "x = bool(o)", "x = tuple(o)", "x = repr(o)",
    "x = 2 ** i", "x = i << (i % 70)", "x = 1.5 * i", "x = i == 3 or o", "x = i is o", "x = 1 < i < 9", "x = 'a' + 'b' * (i % 3)", "x = t + (i,)", "x = x if i else y", "import sys as x", "x = getattr(o, 'v')", "x = hasattr(o, 'missing')",
};

/// What happens to the frame `f` at a chosen count.
constexpr Lines effects[] = {
    "f.f_locals['x'] = 'text'", "f.f_locals['x'] = 2.5", "f.f_locals['i'] = 7", "f.f_locals['y'] = None", "f.f_locals['o'] = 5", "f.f_locals['l'] = (1, 2)", "f.f_locals['gen'] = numbers(9)",
    "globals()['helper'] = divide", "globals()['helper'] = lambda n, *a, **k: 'other'", "globals()['shared'] = 'text'", "globals()['O'] = S", "globals()['deep'] = helper",
    "helper.__defaults__ = (5,)", "helper.__code__ = (lambda n, k=1, *rest, key=None: k).__code__", "O.m = lambda self, k=3: k", "O.p = 9", "O.shared = 1", "S.m = O.m", "O.__lt__ = lambda *a: 1", "O.v = property(lambda self: 3)", "del O.__bool__",
    "sys.modules['builtins'].len = helper", "sys.modules['builtins'].range = numbers", "events.append(dict(f.f_locals).keys() >= {'x'})", "raise ValueError(f.f_lineno)", "raise KeyError", "seen(f.f_code.co_name, sys._getframe(3).f_lineno)",
    "seen(*[v for v in f.f_locals.values() if type(v) in (int, str, float, bool)])", "f.f_trace = follow\nf.f_trace_lines = False\nsys.settrace(follow)", "f.clear()",
};

/// Switched on at one count and off at another.
constexpr std::pair<Lines, Lines> switches[] = {
    {"watch(EV.LINE | EV.PY_START | EV.PY_RETURN | EV.JUMP | EV.BRANCH_LEFT | EV.BRANCH_RIGHT, EVERY)", "unwatch()"},
    {"watch(EV.RAISE | EV.RERAISE | EV.EXCEPTION_HANDLED | EV.PY_UNWIND | EV.STOP_ITERATION | EV.PY_THROW, EVERY)", "unwatch()"},
    {"watch(EV.INSTRUCTION, EVERY)", "M.set_events(3, 0)"},
    {"watch(EV.CALL, EVERY)", "unwatch()"},
    {"watch(EV.CALL | EV.C_RETURN | EV.C_RAISE, EVERY)", "M.restart_events()"},
    {"watch(EV.PY_START | EV.PY_RESUME | EV.PY_RETURN | EV.PY_YIELD | EV.PY_UNWIND | EV.PY_THROW, EVERY)", "M.restart_events()"},
    {"watch(EV.LINE | EV.BRANCH_LEFT | EV.BRANCH_RIGHT, EVERY, [hot0.__code__])", "watch(0, 0, [hot0.__code__])"},
    {"watch(EV.PY_RETURN | EV.PY_START, EVERY, [helper.__code__, numbers.__code__, O.m.__code__])", "unwatch()"},
    {"watch(EV.LINE | EV.PY_YIELD | EV.PY_RESUME, EVERY, [numbers.__code__, endless.__code__])", "unwatch()"},
    {"watch(EV.JUMP | EV.STOP_ITERATION, EVERY)", "watch(EV.LINE, 0)"},
    {"watch(EV.BRANCH_LEFT | EV.BRANCH_RIGHT, EVERY)", "M.restart_events()"},
    {"sys.settrace(follow)", "sys.settrace(None)"},
    {"follow_here(follow)", "sys.settrace(None)"},
    {"follow_here(follow_opcodes)", "sys.settrace(None)"},
    {"sys.setprofile(profile)", "sys.setprofile(None)"},
};

void append(std::string& out, Lines lines, int depth) {
    for (std::size_t at = 0; at < lines.size();) {
        const std::size_t end = std::min(lines.find('\n', at), lines.size());
        out.append(static_cast<std::size_t>(depth) * 4, ' ').append(lines.substr(at, end - at)).append("\n");
        at = end + 1;
    }
}

class Dialect {
public:
    explicit Dialect(ChoiceSequence& choices) : c_(choices) {}

    std::string text(Lines other) {
        out_ = prelude;
        note();
        tick();
        out_ += "shared = 1\n";
        const int loops = other.empty() ? c_.between(1, 3) : 0;
        for (int i = 0; i < loops; ++i) hot(i);
        if (loops == 0) out_ += "def hot0():\n    pass\n";
        // Before its loops, for some switches.
        if (c_.chance(40)) out_ += "tick()\n";
        out_ += other;
        for (int i = 0; i < loops; ++i) call(i);
        out_ += "sys.settrace(None)\nsys.setprofile(None)\nunwatch()\n";
        return std::move(out_);
    }

private:
    Lines pick(std::span<const Lines> list) { return list[c_.below(static_cast<std::uint32_t>(list.size()))]; }

    void note() {
        out_ += "def note(kind):\n    global notes\n    notes += 1\n    f = sys._getframe(2)\n    seen(kind, f.f_lineno, f.f_lasti)\n";
        if (c_.chance(50)) act("notes");
    }
    void act(Lines counter) {
        out_ += fmt::format("    if {} == {}:\n", counter, c_.between(12, 60));
        append(out_, pick(effects), 2);
    }
    void tick() {
        out_ += "def tick():\n    global ticks\n    ticks += 1\n    f = sys._getframe(1)\n";
        for (int i = c_.between(0, 2); i > 0; --i) {
            const auto& [on, off] = switches[c_.below(std::size(switches))];
            std::string begin(on);
            if (auto at = begin.find("EVERY"); at != std::string::npos) begin.replace(at, 5, std::to_string(c_.pick({0, 0, 1, 1, 2, 3, 7})));
            const int from = c_.chance(40) ? 1 : c_.between(10, 40);
            out_ += fmt::format("    if ticks == {}:\n", from);
            append(out_, begin, 2);
            if (c_.chance(60)) {
                out_ += fmt::format("    if ticks == {}:\n", from + c_.between(1, 25));
                append(out_, off, 2);
            }
        }
        if (c_.chance(40)) act("ticks");
    }
    void hot(int number) {
        out_ += fmt::format("def hot{}(n):\n    x = 0\n    y = 1\n    o = O(2)\n    l = [O(1), 2]\n    d = {{1: o}}\n    t = (1, 2)\n    gen = {}\n", number,
                            c_.pick({"endless()", "numbers(50)", "iter(range(50))"}));
        bool loops = c_.chance(25);
        out_ += loops ? "    i = 0\n    while i < n:\n        i += 1\n" : c_.pick({"    for i in range(n):\n", "    for i in range(n):\n", "    for i in numbers(n):\n", "    for i in list(range(n)):\n"});
        for (int i = c_.between(1, 4); i > 0; --i) {
            Lines statement = pick(statements);
            if (c_.chance(15)) {
                out_ += fmt::format("        if i % {} == {}:\n", c_.between(2, 9), c_.between(0, 1));
                append(out_, statement, 3);
            } else {
                append(out_, statement, 2);
            }
        }
        if (c_.chance(15)) lengthen();
        if (c_.chance(50)) out_ += "        tick()\n";
        out_ += "    return x\n";
    }
    /// Never runs, but makes jumps over it too long for one byte.
    void lengthen() {
        out_ += "        if i < -9:\n            x = [";
        for (int i = 0; i < 300; ++i) out_ += "i, ";
        out_ += "i]\n";
    }
    void call(int number) {
        std::string run = fmt::format("print(hot{}({}))\n", number, c_.between(20, 70));
        if (c_.chance(20)) {
            out_ += run;
        } else {
            out_ += "try:\n    " + run + "except Exception as e:\n    print(type(e).__name__, e, trail(e))\n";
        }
    }

    ChoiceSequence& c_;
    std::string out_;
};

}  // namespace

std::string generate_dialect_text(std::uint64_t seed, std::uint64_t index, const GeneratorOptions& options) {
    ChoiceSequence choices(seed ^ 0x6469'616C'6563'74, index);
    const std::string other = choices.chance(25) ? syntax::unparse(generate_program(seed, index, options)) : "";
    return Dialect(choices).text(other);
}

}  // namespace sidewinder::fuzz
