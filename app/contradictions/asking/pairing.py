"""Which predicates a rule holds against each other; made once for a registry."""

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from itertools import product

from app.claims.predicates import Registry
from app.claims.values.predicate import Exclusion, Predicate

Applies = Callable[[Predicate, Predicate], bool]


@lru_cache(maxsize=64)
def paired(registry: Registry, applies: Applies) -> tuple[tuple[str, str], ...]:
    """The predicates that a rule holds against each other, the first before the second."""
    known = registry.by_key.values()
    found = dict.fromkeys((one.key, other.key) for one, other in product(known, known) if applies(one, other))
    for pair in list(found):
        if pair in found and pair[0] != pair[1]:
            found.pop(pair[::-1], None)  # what two say of each other is one question
    return tuple(found)


@lru_cache(maxsize=4096)
def pairs_with(registry: Registry, applies: Applies, predicate: str) -> tuple[tuple[str, str], ...]:
    """Those of them that a predicate is part of."""
    return tuple(pair for pair in paired(registry, applies) if predicate in pair)


def with_mirrored(first: Predicate, second: Predicate) -> Predicate:
    """The first predicate with what the second says that it excludes of it."""
    back = [
        Exclusion(second.key, each.other_value, each.value)
        for each in second.excludes
        if each.predicate == first.key != second.key
    ]
    return replace(first, excludes=(*first.excludes, *back)) if back else first
