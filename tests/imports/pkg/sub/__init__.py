from .. import other; from ..other import X as Y
