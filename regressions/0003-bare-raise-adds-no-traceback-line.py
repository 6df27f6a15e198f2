# runtime: a bare `raise` added its own line to the traceback; CPython's re-raise goes on unwinding
# and leaves the traceback as it is. Found by a campaign against CPython.
def f():
    try:
        1 // 0
    except Exception:
        raise
f()
