"""An RFC 9162 Merkle tree over stored complete subtrees: pure arithmetic, no database.

A tree of n leaves is kept as the nodes of its complete subtrees, addressed by (level, index): node (0, i) is the hash of
leaf i, node (k, i) covers leaves i·2^k … (i+1)·2^k - 1. Appending writes the leaf and each subtree it completes.
"""

import hashlib
from collections.abc import Callable, Iterator

Node = tuple[int, int]
Read = Callable[[Node], bytes]


def leaf_hash(body: bytes) -> bytes:
    """RFC 9162 §2.1.1: SHA-256(0x00 ‖ body)."""
    return hashlib.sha256(b"\x00" + body).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """RFC 9162 §2.1.1: SHA-256(0x01 ‖ left ‖ right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def completed_by(index: int, leaf: bytes, read: Read) -> Iterator[tuple[Node, bytes]]:
    """The nodes to write when leaf `index` (from 0) is appended: itself and each subtree it completes."""
    level, position, value = 0, index, leaf
    yield (level, position), value
    while position & 1:
        value = node_hash(read((level, position - 1)), value)
        level, position = level + 1, position >> 1
        yield (level, position), value


def _subtree(start: int, size: int, read: Read) -> bytes:
    """The Merkle tree hash of leaves start … start+size-1, where start is a multiple of the size's power of two."""
    if size & (size - 1) == 0:
        level = size.bit_length() - 1
        return read((level, start >> level))
    half = 1 << ((size - 1).bit_length() - 1)
    return node_hash(_subtree(start, half, read), _subtree(start + half, size - half, read))


def root(size: int, read: Read) -> bytes:
    """MTH of the first `size` leaves; of an empty tree SHA-256 of nothing."""
    return hashlib.sha256(b"").digest() if size == 0 else _subtree(0, size, read)


def inclusion_path(index: int, size: int, read: Read) -> list[bytes]:
    """RFC 9162 §2.1.3.1: the hashes that lead from leaf `index` to the root of the first `size` leaves."""
    if not 0 <= index < size:
        raise IndexError(f"leaf {index} is not in a tree of {size}")
    path: list[bytes] = []
    start = 0
    while size > 1:
        half = 1 << ((size - 1).bit_length() - 1)
        if index - start < half:
            path.append(_subtree(start + half, size - half, read))
            size = half
        else:
            path.append(_subtree(start, half, read))
            start, size = start + half, size - half
    return path[::-1]


def consistency_path(first: int, second: int, read: Read) -> list[bytes]:
    """RFC 9162 §2.1.4.1: the hashes that show the tree of `second` leaves to continue that of `first`."""
    if not 0 < first <= second:
        raise IndexError(f"no consistency proof from {first} to {second}")
    path: list[bytes] = []
    start, size, whole = 0, second, True
    while first != size:
        half = 1 << ((size - 1).bit_length() - 1)
        if first <= half:
            path.append(_subtree(start + half, size - half, read))
            size = half
        else:
            path.append(_subtree(start, half, read))
            start, first, size, whole = start + half, first - half, size - half, False
    if not whole:
        path.append(_subtree(start, size, read))
    return path[::-1]


def verify_inclusion(body_hash: bytes, index: int, size: int, path: list[bytes], root_hash: bytes) -> bool:
    """RFC 9162 §2.1.3.2."""
    if not 0 <= index < size:
        return False
    position, last, value = index, size - 1, body_hash
    for sibling in path:
        if last == 0:
            return False
        if position & 1 or position == last:
            value = node_hash(sibling, value)
            while position & 1 == 0 and position:
                position, last = position >> 1, last >> 1
        else:
            value = node_hash(value, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and value == root_hash


def verify_consistency(first: int, second: int, first_root: bytes, second_root: bytes, path: list[bytes]) -> bool:
    """RFC 9162 §2.1.4.2."""
    if first == second:
        return not path and first_root == second_root
    if not 0 < first < second or not path:
        return False
    hashes = [first_root, *path] if first & (first - 1) == 0 else list(path)
    position, last = first - 1, second - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    old = new = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            return False
        if position & 1 or position == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while position & 1 == 0 and position:
                position, last = position >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and old == first_root and new == second_root
