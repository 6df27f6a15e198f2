# SPDX-License-Identifier: MIT
"""What programs of the pyperformance suite ask of the module pyperf, so that their own files run
unmodified: PYTHONPATH=bench sidewinder bm_nbody/run_benchmark.py [--loops N] [options of the program]

Calls what is measured N times (default 1) and prints its name and the seconds of one call."""
import sys
import time

perf_counter = time.perf_counter


class _Options:
    pass


class _Arguments:
    """As much of argparse.ArgumentParser as the programs use: options with a value, one positional."""

    def __init__(self):
        self.known = {}
        self.positional = None

    def add_argument(self, *names, default=None, type=str, nargs=None, choices=None, help=None, dest=None, metavar=None, action=None):
        name = dest or names[-1].lstrip("-").replace("-", "_")
        if not names[0].startswith("-"):
            self.positional = name
        for each in names:
            self.known[each] = (name, type, default, action)

    def set_defaults(self, **defaults):
        for option, (name, convert, default, action) in list(self.known.items()):
            self.known[option] = (name, convert, defaults.get(name, default), action)

    def parse(self, words):
        options = _Options()
        for name, convert, default, action in self.known.values():
            setattr(options, name, False if action == "store_true" else default)
        rest = list(words)
        while rest:
            word = rest.pop(0)
            option, equals, value = word.partition("=")
            if option not in self.known:
                if self.positional is None or word.startswith("-"):
                    sys.exit(f"{sys.argv[0]}: unknown argument {word!r}; known are {', '.join(self.known)}")
                option, equals, value = self.positional, "=", word
            name, convert, default, action = self.known[option]
            if action == "store_true":
                setattr(options, name, True)
                continue
            if not equals:
                if not rest:
                    sys.exit(f"{sys.argv[0]}: {option} wants a value")
                value = rest.pop(0)
            setattr(options, name, convert(value))
        return options


class Runner:
    def __init__(self, add_cmdline_args=None, values=None, processes=None, **more):
        self.metadata = {}
        self.argparser = _Arguments()
        self.argparser.add_argument("--loops", type=int, default=1)
        self.args = None

    def parse_args(self, args=None):
        if self.args is None:
            self.args = self.argparser.parse(sys.argv[1:] if args is None else args)
        return self.args

    def bench_time_func(self, name, function, *args, inner_loops=1, **more):
        loops = self.parse_args().loops
        print(f"{name} {function(loops, *args) / loops / inner_loops:.6f}")

    def bench_func(self, name, function, *args, inner_loops=1, **more):
        loops = self.parse_args().loops
        start = perf_counter()
        for _ in range(loops):
            function(*args)
        print(f"{name} {(perf_counter() - start) / loops / inner_loops:.6f}")
