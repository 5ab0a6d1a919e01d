"""How two claims in conflict could both be right, or be one: candidates for whoever decides."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from app.claims.values import time
from app.claims.values.predicate import Predicate
from app.claims.voices import normal_name
from app.contradictions.origins import Account, shared
from app.contradictions.rules.fact import Fact
from app.contradictions.rules.overlap import CERTAIN, tau

NEAR = 0.05  # the relative distance that rounding explains
SHORTEST = 4  # letters of a word that says more than "al" or "abu"
TIMED = (
    "value_disjoint",
    "exclusive_value",
    "exclusive_slot",
    "denial",
    "incompatible_pair",
    "part_exceeds_whole",
)
"""The codes that presuppose a common time; the others compare dates themselves."""
MEASURED = ("value_disjoint", "monotone_break")
SCOPED = (*MEASURED, "exclusive_value", "denial")


@dataclass(frozen=True, slots=True)
class Witness:
    """One of the two claims, with its words.

    `when` is its valid time as a phrase, empty for none, and `stated` likewise when it was said; `entity` is
    the label of its value where that is an entity; `links` are all steps of its chain, whoever wrote its
    own source included.
    """

    fact: Fact
    predicate: Predicate
    claimant: str
    account: Account
    source: str
    links: frozenset[str]
    when: str = ""
    stated: str = ""
    entity: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A contradiction of two claims; `names` says what steps are called, `aliases` what the subject is."""

    code: str
    one: Witness
    other: Witness
    subject: str
    aliases: Sequence[str]
    names: Mapping[str, str]


def reconciliations(case: Case) -> list[dict[str, str]]:
    """The candidates that the claims themselves give reason for, each with a sentence that says it."""
    return [{"kind": kind, "detail": detail} for kind, offer in KINDS.items() for detail in offer(case)]


def _different_time(case: Case) -> Iterator[str]:
    one, other = case.one, case.other
    if case.code not in TIMED or one.predicate.temporality == "fixed":
        return
    surely = one.predicate.key != other.predicate.key or tau(one.predicate, one.fact, other.fact) == CERTAIN
    if one.when != other.when:
        times = [f"{each.claimant}: {each.when or 'none stated'}" for each in (one, other)]
        yield f"The times differ ({'; '.join(times)}): each may be right for its own."
    elif not surely:
        spoken = f"Both speak of {one.when}" if one.when else "Neither states a time"
        yield f"{spoken}, which leaves room for two different times."


def _different_scope(case: Case) -> Iterator[str]:
    if case.code not in SCOPED or case.one.predicate.key != case.other.predicate.key:
        return
    stated = json.loads(case.one.fact.scope).keys() | json.loads(case.other.fact.scope).keys()
    open_ones = [each.key for each in case.one.predicate.separators if each.key not in stated]
    if open_ones:
        yield f"Neither claim names its {_either(open_ones)}: the two may not speak of the same."


def _either(words: Sequence[str]) -> str:
    return " or ".join([*([", ".join(words[:-1])] if words[1:] else []), words[-1]])


def _rounding(case: Case) -> Iterator[str]:
    one, other = case.one.fact, case.other.fact
    if case.code not in MEASURED or case.one.predicate.value_type != "quantity":
        return
    if len(one.intervals) != 1 or len(other.intervals) != 1:
        return
    first, second = (Decimal(str(fact.intervals[0].plain)) for fact in (one, other))
    unit = max(_unit(first), _unit(second))
    rounded = {(each / unit).quantize(Decimal(1), ROUND_HALF_UP) * unit for each in (first, second)}
    apart = abs(first - second) / (max(abs(first), abs(second)) or 1)
    if len(rounded) == 1:
        yield f"Rounded to the nearest {_figure(unit)}, {_figure(first)} and {_figure(second)} are the same."
    elif apart <= Decimal(str(NEAR)):
        yield f"{_figure(first)} and {_figure(second)} are only {apart * 100:.1f} % apart."


def _unit(number: Decimal) -> Decimal:
    """The power of ten that a number is given in: 100 for 2,400; 1 for nought."""
    return Decimal(1).scaleb(int(number.normalize().as_tuple().exponent)) if number else Decimal(1)


def _figure(number: Decimal) -> str:
    return f"{number:,f}".rstrip("0").rstrip(".") if number % 1 else f"{int(number):,}"


def _supersession(case: Case) -> Iterator[str]:
    if case.one.fact.said is None or case.other.fact.said is None:
        return
    first, last = sorted((case.one, case.other), key=lambda each: each.fact.said or 0)
    if first.fact.said == last.fact.said:
        return
    through = _through(first, last)
    if through is None:
        return
    common = (
        f"Both are the word of {last.claimant}"
        if first.fact.voice == last.fact.voice
        else _met(case, through)
    )
    dates = f"said {_said(last)}, the other {_said(first)}"
    yield f"{common}; the later, by {last.claimant} ({dates}), may replace the earlier."


def _said(witness: Witness) -> str:
    day = witness.fact.said or 0
    return witness.stated or f"not before {time.phrase(date.fromordinal(day).isoformat())}"


def _through(first: Witness, last: Witness) -> str | None:
    """What the later word has of the earlier: its voice, a carrier or the document it was made out of."""
    if first.fact.voice == last.fact.voice:
        return next(iter(first.links & last.links), "")
    met = [step for step in shared(first.account, last.account) if step.startswith("link ")]
    if met and first.account.document != last.account.document:
        return met[0]
    repeated = f"document {first.account.document}"
    if repeated in shared(first.account, last.account):
        return repeated
    carried = sorted(first.links & last.links)
    return carried[0] if carried and first.source != last.source else None


def _met(case: Case, step: str) -> str:
    """How two accounts hang together at a step."""
    name = case.names[step]
    return f"Both came through {name}" if step.startswith("link ") else f'Both go back to "{name}"'


def _entity_sense(case: Case) -> Iterator[str]:
    one, other = case.one.entity, case.other.entity
    if one and other and one != other and (common := _words(one).keys() & _words(other).keys()):
        name = _words(one)[min(common)]
        yield f"{one} and {other} share the name {name}: they may be one under two names."
    if len(case.aliases) > 1:
        yield f"{case.subject} is also called {' and '.join(case.aliases)}: the claims may mean two bearers."


def _words(label: str) -> dict[str, str]:
    """The words of a name that are long enough to say something, by their folded form."""
    words = ["".join(filter(str.isalnum, word)) for word in label.replace("-", " ").split()]
    return {normal_name(word): word for word in words if len(word) >= SHORTEST}


def _same_origin(case: Case) -> Iterator[str]:
    met = shared(case.one.account, case.other.account)
    if case.one.fact.voice == case.other.fact.voice:
        yield f"Both are the word of {case.one.claimant}: one account, not two."
    elif met:
        yield f"{_met(case, met[0])}: they may be one account told twice."


KINDS: dict[str, Callable[[Case], Iterator[str]]] = {
    "different_time": _different_time,
    "different_scope": _different_scope,
    "rounding": _rounding,
    "supersession": _supersession,
    "entity_sense": _entity_sense,
    "same_origin": _same_origin,
}
