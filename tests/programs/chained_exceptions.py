def inner():
    return {}["missing"]

def outer(explicit):
    try:
        inner()
    except KeyError as e:
        if explicit:
            raise RuntimeError("explicit") from e
        raise RuntimeError("implicit")

for explicit in [True, False] * 20:
    try:
        outer(explicit)
    except RuntimeError as e:
        cause, context, hidden = e.__cause__, e.__context__, e.__suppress_context__
        args = e.args
print(repr(cause), repr(context), hidden, args)
try:
    outer(True)
except RuntimeError as e:
    print(repr(e.__cause__), repr(e.__context__), e.__suppress_context__)
# expect: None KeyError('missing') False ('implicit',)
# expect: KeyError('missing') KeyError('missing') True
