# SPDX-License-Identifier: MIT
"""io: text in memory. Files are not there yet."""

SEEK_SET, SEEK_CUR, SEEK_END = 0, 1, 2


class UnsupportedOperation(OSError, ValueError):
    pass


class StringIO:
    """Lines end with \\n where they are read; `newline` is what is written for it, as in CPython:
    None turns every kind of line end into \\n, "" keeps them, others stand for \\n."""

    def __init__(self, initial_value="", newline="\n"):
        if newline is not None and not isinstance(newline, str):
            raise TypeError(f"newline must be str or None, not {type(newline).__name__}")
        if newline not in (None, "", "\n", "\r", "\r\n"):
            raise ValueError(f"illegal newline value: {newline!r}")
        if initial_value is not None and not isinstance(initial_value, str):
            raise TypeError(f"initial_value must be str or None, not {type(initial_value).__name__}")
        self._newline = newline
        self._closed = False
        self._parts = []  # written behind the end of _text, and not yet part of it
        self._text = ""
        self._position = 0
        if initial_value:
            self.write(initial_value)
            self._position = 0

    def _check(self):
        if self._closed:
            raise ValueError("I/O operation on closed file")

    def _whole(self):
        if self._parts:
            self._text += "".join(self._parts)
            self._parts = []
        return self._text

    def write(self, s, /):
        self._check()
        if not isinstance(s, str):
            raise TypeError(f"string argument expected, got {type(s).__name__!r}")
        given = len(s)
        newline = self._newline
        if newline is None:
            s = s.replace("\r\n", "\n").replace("\r", "\n")
        elif newline and newline != "\n":
            s = s.replace("\n", newline)
        if not s:
            return given
        if self._position < 0:
            self._parts.append(s)
            return given
        text = self._whole()
        at = self._position
        if at == len(text):
            self._parts.append(s)
            self._position = -1
            return given
        if at > len(text):
            text += "\0" * (at - len(text))
        self._text = text[:at] + s + text[at + len(s):]
        self._position = at + len(s)
        return given

    def writelines(self, lines, /):
        self._check()
        for line in lines:
            self.write(line)

    def getvalue(self):
        self._check()
        return self._whole()

    def _at(self):
        """The position; while it is -1, what is written is only gathered."""
        if self._position < 0:
            self._position = len(self._whole())
        return self._position

    def tell(self):
        self._check()
        return self._at()

    def seek(self, position, whence=SEEK_SET, /):
        self._check()
        if whence not in (SEEK_SET, SEEK_CUR, SEEK_END):
            raise ValueError(f"Invalid whence ({whence}, should be 0, 1 or 2)")
        if whence == SEEK_SET:
            if position < 0:
                raise ValueError(f"Negative seek position {position}")
        elif position:
            raise OSError("Can't do nonzero cur-relative seeks")
        else:
            position = self._at() if whence == SEEK_CUR else len(self._whole())
        self._position = position
        return position

    def truncate(self, size=None, /):
        self._check()
        at = self._at()
        size = at if size is None else size
        if size < 0:
            raise ValueError(f"Negative size value {size}")
        self._text = self._whole()[:size]
        return size

    def read(self, size=-1, /):
        self._check()
        at = self._at()
        text = self._whole()
        end = len(text) if size is None or size < 0 else at + size
        found = text[at:end]
        self._position = at + len(found)
        return found

    def _line_end(self, at):
        """Where the line ends that begins there."""
        text = self._text
        if self._newline is not None and self._newline not in ("", "\n"):
            end = text.find(self._newline, at)
            return len(text) if end < 0 else end + len(self._newline)
        end = text.find("\n", at)
        end = len(text) if end < 0 else end + 1
        if self._newline == "":
            other = text.find("\r", at, end)
            if other >= 0:
                return other + (2 if text.startswith("\n", other + 1) else 1)
        return end

    def readline(self, size=-1, /):
        self._check()
        at = self._at()
        self._whole()
        end = self._line_end(at)
        if size is not None and size >= 0:
            end = min(end, at + size)
        found = self._text[at:end]
        self._position = at + len(found)
        return found

    def readlines(self, hint=-1, /):
        lines = []
        size = 0
        for line in self:
            lines.append(line)
            size += len(line)
            if hint is not None and 0 < hint < size:
                break
        return lines

    def __iter__(self):
        self._check()
        return self

    def __next__(self):
        line = self.readline()
        if not line:
            raise StopIteration
        return line

    def __enter__(self):
        self._check()
        return self

    def __exit__(self, *details):
        self.close()

    def close(self):
        self._closed = True

    def flush(self):
        self._check()

    def isatty(self):
        self._check()
        return False

    readable = writable = seekable = lambda self: self._check() or True

    def fileno(self):
        raise UnsupportedOperation("fileno")

    @property
    def closed(self):
        return self._closed

    @property
    def line_buffering(self):
        self._check()
        return False

    encoding = errors = newlines = None
