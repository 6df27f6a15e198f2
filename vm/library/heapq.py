# SPDX-License-Identifier: MIT
"""heapq: heaps in lists, the least item first (Williams 1964; Floyd's way of sifting). Items are only
compared with <, in CPython's order."""

__all__ = ["heappush", "heappop", "heapify", "heapreplace", "heappushpop", "merge", "nlargest", "nsmallest"]


def _checked(heap, function, least=0):
    if not isinstance(heap, list):
        where = "argument" if function == "heapify" else "argument 1"
        raise TypeError(f"{function}() {where} must be list, not {type(heap).__name__}")
    if len(heap) < least:
        raise IndexError("index out of range")
    return heap


def _rise(heap, top, at):
    """Moves the item there up to its place below `top`."""
    item = heap[at]
    while at > top:
        parent = (at - 1) // 2
        if not item < heap[parent]:
            break
        heap[at] = heap[parent]
        at = parent
    heap[at] = item


def _sink(heap, top):
    """Moves the item there down to a leaf, always below the lesser child, and up to its place."""
    item = heap[top]
    at = top
    end = len(heap)
    child = 2 * at + 1
    while child < end:
        if child + 1 < end and not heap[child] < heap[child + 1]:
            child += 1
        heap[at] = heap[child]
        at = child
        child = 2 * at + 1
    heap[at] = item
    _rise(heap, top, at)


def heappush(heap, item, /):
    _checked(heap, "heappush").append(item)
    _rise(heap, 0, len(heap) - 1)


def heappop(heap, /):
    last = _checked(heap, "heappop", 1).pop()
    if not heap:
        return last
    least = heap[0]
    heap[0] = last
    _sink(heap, 0)
    return least


def heapreplace(heap, item, /):
    least = _checked(heap, "heapreplace", 1)[0]
    heap[0] = item
    _sink(heap, 0)
    return least


def heappushpop(heap, item, /):
    if _checked(heap, "heappushpop") and heap[0] < item:
        item, heap[0] = heap[0], item
        _sink(heap, 0)
    return item


def heapify(heap, /):
    for at in range(len(_checked(heap, "heapify")) // 2 - 1, -1, -1):
        _sink(heap, at)


class _Reversed:
    """A key whose order is the other way round."""

    __slots__ = ("key",)

    def __init__(self, key):
        self.key = key

    def __lt__(self, other):
        return other.key < self.key


def merge(*iterables, key=None, reverse=False):
    """The items of sorted iterables in order; equal ones in the order of the iterables."""
    heap = []
    for number, iterable in enumerate(iterables):
        iterator = iter(iterable)
        for item in iterator:
            order = item if key is None else key(item)
            heap.append([_Reversed(order) if reverse else order, number, item, iterator])
            break
    heapify(heap)
    while heap:
        entry = heap[0]
        yield entry[2]
        for item in entry[3]:
            order = item if key is None else key(item)
            entry[0] = _Reversed(order) if reverse else order
            entry[2] = item
            _sink(heap, 0)
            break
        else:
            heappop(heap)


def nsmallest(n, iterable, key=None):
    return sorted(iterable, key=key)[:max(n, 0)]


def nlargest(n, iterable, key=None):
    return sorted(iterable, key=key, reverse=True)[:max(n, 0)]
