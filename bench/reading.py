"""What the benchmarks of detection read from a record: the columns of a rule, and its predicates."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import product

from app.claims.values.predicate import Predicate
from app.contradictions.rules import CYCLE, EXCLUSION, LIFETIME, ORDER, RULES, SLOT, WHOLE

_QUESTION = ("seq", "subject", "predicate", "scope", "unit")
_DAYS = ("from_lo", "from_hi", "to_lo", "to_hi")
_WHO = (*_QUESTION, "voice", "polarity", "modality", *_DAYS, "said")
_AMOUNT = ("hard_lo", "hard_hi", "soft_lo", "soft_hi", "plain", "intervals")
COLUMNS = (*_WHO, *_AMOUNT, "choices", "contested")
"""All that any rule is told of a claim."""

OF_RULE: Mapping[str, Sequence[str]] = {
    "value_disjoint": (*_WHO, *_AMOUNT),
    "exclusive_value": (*_WHO, "choices"),
    "monotone_break": (*_WHO, *_AMOUNT),
    "denial": (*_WHO, *_AMOUNT, "choices"),
    "contested_by_carrier": (*_QUESTION, "from_lo", "to_hi", "contested"),
    "order": (*_WHO, *_AMOUNT),
    "incompatible_pair": (*_WHO, "choices"),
    "outside_lifetime": (*_WHO, *_AMOUNT, "choices"),
    "exclusive_slot": (*_WHO, "choices"),
    "part_exceeds_whole": (*_WHO, *_AMOUNT),
    "relation_cycle": (*_WHO, "choices"),
}
TOP = "(CASE WHEN hard_hi IS NULL THEN 9e999 ELSE soft_hi END)"
"""The upper end of a claim; a floor has none."""


def predicates(code: str, known: Iterable[Predicate]) -> set[str]:
    """The predicates whose claims a rule judges."""
    registry = list(known)
    simple = {rule.code: rule for rule in RULES} | {rule.code: rule for rule in (SLOT, CYCLE)}
    if code in simple:
        return {each.key for each in registry if simple[code].applies(each)}
    paired = {rule.code: rule for rule in (ORDER, EXCLUSION, LIFETIME, WHOLE)}[code]
    ruled = [pair for pair in product(registry, registry) if paired.applies(*pair)]
    return {each.key for pair in ruled for each in pair}


def reading(columns: Iterable[str], keys: Iterable[str]) -> str:
    """A query for these columns of the current claims of these predicates."""
    listed = ", ".join(f"'{key}'" for key in sorted(keys))
    return f"SELECT {', '.join(columns)} FROM claim WHERE current = 1 AND predicate IN ({listed})"  # noqa: S608 — names from the program
