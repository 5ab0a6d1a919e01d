"""The tree against RFC 9162's own definitions, and its verifiers against whatever was not proved."""

import hashlib
import random
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.provenance import merkle

MOST = 130
LEAVES = [merkle.leaf(b"entry %d" % number) for number in range(MOST)]


def defined(leaves: Sequence[bytes]) -> bytes:
    """The root as the RFC defines it, by recursion."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\x01" + defined(leaves[:split]) + defined(leaves[split:])).digest()


def grown(leaves: Sequence[bytes]) -> dict[tuple[int, int], bytes]:
    """The perfect subtrees, each stored when it is complete."""
    stored: dict[tuple[int, int], bytes] = {}
    for index, each in enumerate(leaves):
        for level, place, hashed in merkle.completed(index, each, lambda *at: stored[at]):
            assert (level, place) not in stored
            stored[level, place] = hashed
    return stored


STORED = grown(LEAVES)
ROOTS = [defined(LEAVES[:size]) for size in range(MOST + 1)]


def node(level: int, index: int) -> bytes:
    return STORED[level, index]


def test_the_roots_are_those_of_the_rfc_at_every_size() -> None:
    assert [merkle.root(size, node) for size in range(MOST + 1)] == ROOTS


def test_the_test_vectors_of_certificate_transparency_come_out() -> None:
    # RFC 6962's reference implementation: eight entries, roots after one, two and all of them.
    entries = [
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ]
    stored = grown([merkle.leaf(bytes.fromhex(each)) for each in entries])
    assert [merkle.root(size, lambda *at: stored[at]).hex() for size in (1, 2, 8)] == [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]


def test_every_leaf_of_every_size_is_proved() -> None:
    for size in range(1, MOST + 1):
        for index in range(size):
            proof = merkle.inclusion(index, size, node)
            assert merkle.included(LEAVES[index], index, size, proof, ROOTS[size])


def test_every_size_is_proved_to_begin_with_every_smaller_one() -> None:
    for new in range(1, MOST + 1):
        for old in range(1, new + 1):
            proof = merkle.consistency(old, new, node)
            assert merkle.consistent(old, new, proof, ROOTS[old], ROOTS[new])


@pytest.mark.parametrize(("index", "size"), [(0, 0), (3, 3), (-1, 3), (7, 3)])
def test_no_proof_is_made_for_a_leaf_that_is_not_there(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="not in a tree"):
        merkle.inclusion(index, size, node)
    assert not merkle.included(LEAVES[0], index, size, [], ROOTS[1])


@pytest.mark.parametrize(("old", "new"), [(0, 3), (4, 3), (-1, 3), (0, 0)])
def test_no_proof_is_made_for_a_tree_that_does_not_continue_another(old: int, new: int) -> None:
    with pytest.raises(ValueError, match="does not continue"):
        merkle.consistency(old, new, node)
    assert not merkle.consistent(old, new, [], ROOTS[0], ROOTS[3])


def _changed(random_: random.Random, proof: Sequence[bytes]) -> list[bytes]:
    """The proof with one thing wrong, or as it was."""
    found = list(proof)
    turn = random_.randrange(6)
    place = random_.randrange(len(found)) if found else 0
    if turn == 0 and found:
        found[place] = bytes([found[place][0] ^ (1 << random_.randrange(8))]) + found[place][1:]
    elif turn == 1 and found:
        del found[place]
    elif turn == 2:
        found.insert(place, random_.choice([*LEAVES, *ROOTS, bytes(32)]))
    elif turn == 3 and len(found) > 1:
        random_.shuffle(found)
    elif turn == 4 and found:
        found[place] = found[place][:-1]
    return found


def forged(
    times: int, seed: int, check: Callable[..., bool], trusting: Callable[..., bool]
) -> tuple[int, int, int]:
    """How many false proofs of inclusion were tried, and how many each verifier took for true."""
    random_ = random.Random(seed)  # noqa: S311 — forgeries to repeat
    tried = accepted = fooled = 0
    while tried < times:
        size = random_.randint(1, MOST)
        index = random_.randrange(size)
        proof = merkle.inclusion(index, size, node)
        told = index, size, _changed(random_, proof), random_.choice([LEAVES[index], random_.choice(LEAVES)])
        if random_.random() < 0.3:
            told = random_.choice([index + size, random_.randrange(2 * MOST), -1 - index]), *told[1:]
        place, claimed, hashes, hashed = told
        if (place, hashed, hashes) == (index, LEAVES[index], proof):
            continue
        tried += 1
        accepted += check(hashed, place, claimed, hashes, ROOTS[size])
        fooled += trusting(hashed, place, claimed, hashes, ROOTS[size])
    return tried, accepted, fooled


def without_the_size(hashed: bytes, index: int, _size: int, proof: Sequence[bytes], top: bytes) -> bool:
    """A verifier that asks for no size, as some were: the path alone decides."""
    found = hashed
    for level, each in enumerate(proof):
        found = merkle.parent(each, found) if index >> level & 1 else merkle.parent(found, each)
    return found == top


def test_no_forged_proof_of_inclusion_is_accepted_but_by_a_verifier_that_asks_for_no_size() -> None:
    tried, accepted, fooled = forged(20_000, 1, merkle.included, without_the_size)
    assert (tried, accepted) == (20_000, 0)
    assert fooled > 0


@given(st.integers(1, MOST), st.integers(1, MOST), st.randoms())
def test_no_changed_proof_of_consistency_is_accepted(one: int, other: int, random_: random.Random) -> None:
    old, new = sorted((one, other))
    proof = merkle.consistency(old, new, node)
    changed = _changed(random_, proof)
    if changed != proof:
        assert not merkle.consistent(old, new, changed, ROOTS[old], ROOTS[new])
