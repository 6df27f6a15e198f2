from . import __name__ as parent
from .. import other
NAME = __name__
def up():
    from ..other import X
    return X, parent, other.X
