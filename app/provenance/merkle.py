"""The Merkle tree of RFC 9162: roots, proofs and their verification, over hashes somebody else stores.

Pure functions. `node(level, index)` gives the hash of the perfect subtree over the leaves from
index * 2^level to (index + 1) * 2^level; whoever appends stores each such hash once.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence

Node = Callable[[int, int], bytes]
EMPTY = hashlib.sha256(b"").digest()
SIZE = 32  # bytes of a hash


def leaf(entry: bytes) -> bytes:
    """The hash of an entry (2.1.1)."""
    return hashlib.sha256(b"\x00" + entry).digest()


def parent(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees (2.1.1)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def completed(index: int, hashed: bytes, node: Node) -> Iterator[tuple[int, int, bytes]]:
    """The perfect subtrees that the leaf of that index completes, itself first: level, index and hash."""
    level = 0
    yield level, index, hashed
    while index % 2:
        hashed = parent(node(level, index - 1), hashed)
        level, index = level + 1, index // 2
        yield level, index, hashed


def root(size: int, node: Node) -> bytes:
    """The root over the first `size` leaves (2.1.1)."""
    return _subtree(0, size, node) if size else EMPTY


def _subtree(first: int, end: int, node: Node) -> bytes:
    width = end - first
    split = 1 << ((width - 1).bit_length() - 1) if width > 1 else 0
    if width == 2 * split or width == 1:
        return node(width.bit_length() - 1, first // width)
    return parent(_subtree(first, first + split, node), _subtree(first + split, end, node))


def inclusion(index: int, size: int, node: Node) -> list[bytes]:
    """The proof that a leaf is in the tree of that size (2.1.3.1); ValueError where it is not."""
    if not 0 <= index < size:
        message = f"leaf {index} is not in a tree of {size}"
        raise ValueError(message)
    found: list[bytes] = []
    first, end = 0, size
    while end - first > 1:
        middle = first + (1 << ((end - first - 1).bit_length() - 1))
        if index < middle:
            found.append(_subtree(middle, end, node))
            end = middle
        else:
            found.append(_subtree(first, middle, node))
            first = middle
    return found[::-1]


def consistency(old: int, new: int, node: Node) -> list[bytes]:
    """The proof that the tree of the new size begins with that of the old (2.1.4.1); ValueError otherwise."""
    if not 0 < old <= new:
        message = f"a tree of {new} does not continue one of {old}"
        raise ValueError(message)
    found: list[bytes] = []
    first, end, whole = 0, new, True
    while first + old < end:
        split = 1 << ((end - first - 1).bit_length() - 1)
        if old <= split:
            found.append(_subtree(first + split, end, node))
            end = first + split
        else:
            found.append(_subtree(first, first + split, node))
            first, old, whole = first + split, old - split, False
    if not whole:
        found.append(_subtree(first, end, node))
    return found[::-1]


def included(hashed: bytes, index: int, size: int, proof: Sequence[bytes], top: bytes) -> bool:
    """Whether the proof shows the leaf in the tree of that size and root (2.1.3.2)."""
    if not 0 <= index < size or any(len(each) != SIZE for each in (hashed, top, *proof)):
        return False
    place, last, found = index, size - 1, hashed
    for each in proof:
        if last == 0:
            return False
        if place % 2 or place == last:
            found = parent(each, found)
            while not place % 2 and place:
                place, last = place >> 1, last >> 1
        else:
            found = parent(found, each)
        place, last = place >> 1, last >> 1
    return last == 0 and found == top


def consistent(old: int, new: int, proof: Sequence[bytes], old_top: bytes, new_top: bytes) -> bool:
    """Whether the proof shows that the new tree begins with the old one (2.1.4.2)."""
    if any(len(each) != SIZE for each in (old_top, new_top, *proof)):
        return False
    if old == new > 0:
        return not proof and old_top == new_top
    if not 0 < old < new or not proof:
        return False
    steps = [old_top, *proof] if old & (old - 1) == 0 else list(proof)
    place, last = old - 1, new - 1
    while place % 2:
        place, last = place >> 1, last >> 1
    old_found = new_found = steps[0]
    for each in steps[1:]:
        if last == 0:
            return False
        if place % 2 or place == last:
            old_found, new_found = parent(each, old_found), parent(each, new_found)
            while not place % 2 and place:
                place, last = place >> 1, last >> 1
        else:
            new_found = parent(new_found, each)
        place, last = place >> 1, last >> 1
    return last == 0 and old_found == old_top and new_found == new_top
