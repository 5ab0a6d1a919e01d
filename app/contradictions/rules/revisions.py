"""What a claimant changes in his own word: kept in history, never listed as a contradiction."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.claims.values.predicate import Predicate
from app.contradictions.rules import bounds
from app.contradictions.rules.denial import implies
from app.contradictions.rules.fact import BEGINNING, END, Fact


@dataclass(frozen=True, slots=True)
class Revision:
    """One change: `type` is revision, self_contradiction or revision_down; two claim numbers."""

    type: str
    earlier: int
    later: int


def revisions(predicate: Predicate, facts: Iterable[Fact]) -> list[Revision]:
    """The changes in all claims of one voice in one question, outdated ones included, retracted ones not.

    `revision`: a later word on the same time that does not agree; `self_contradiction`: the same on
    one day and beyond any hedge; `revision_down`: a cumulative count falls below the voice's own
    maximum, once until that is regained. In order of the later claims.
    """
    times: dict[tuple[int, int, int, int], list[Fact]] = defaultdict(list)
    for fact in _as_said(facts):
        times[fact.from_lo, fact.from_hi, fact.to_lo, fact.to_hi].append(fact)
    found = [revision for said in times.values() for revision in _changes(predicate, said)]
    if predicate.temporality == "cumulative" and predicate.value_type == "quantity":
        last = [fact for said in times.values() for fact in _last_counts(said)]
        found.extend(_falls(last))
    return sorted(found, key=lambda each: (each.later, each.earlier, each.type))


def _as_said(facts: Iterable[Fact]) -> list[Fact]:
    """In order of saying; a claim without a day counts as said right after those recorded before it."""
    dated: list[tuple[int, Fact]] = []
    latest = BEGINNING
    for fact in sorted(facts, key=lambda each: each.claim):
        day = latest if fact.said is None else fact.said
        latest = max(latest, day)
        dated.append((day, fact))
    return [fact for _, fact in sorted(dated, key=lambda each: (each[0], each[1].claim))]


def _changes(predicate: Predicate, said: Sequence[Fact]) -> Iterator[Revision]:
    if predicate.single == "no":
        same: dict[object, list[Fact]] = defaultdict(list)
        for fact in said:
            if fact.choices or fact.intervals:
                same[fact.choices, fact.intervals].append(fact)
        for facts in same.values():
            yield from (_typed(one, other) for one, other in pairwise(facts) if one.denies != other.denies)
        return
    last: dict[bool, Fact] = {}
    for fact in said:
        for earlier in last.values():
            if _opposed(predicate, earlier, fact, hard=_same_day(earlier, fact)):
                yield _typed(earlier, fact)
        last[fact.denies] = fact


def _opposed(predicate: Predicate, one: Fact, other: Fact, *, hard: bool) -> bool:
    if one.denies and other.denies:
        return False
    if one.denies != other.denies:
        asserted, denied = (other, one) if one.denies else (one, other)
        return implies(predicate, asserted, denied)
    if one.choices and other.choices:
        return not any(predicate.compatible(left, right) for left in one.choices for right in other.choices)
    clash = bounds.clash(predicate.value_type, one.intervals, other.intervals)
    return clash is not None and (clash.hard or not hard)


def _same_day(one: Fact, other: Fact) -> bool:
    return one.said is not None and one.said == other.said


def _typed(earlier: Fact, later: Fact) -> Revision:
    kind = "self_contradiction" if _same_day(earlier, later) else "revision"
    return Revision(kind, earlier.claim, later.claim)


def _last_counts(said: Iterable[Fact]) -> list[Fact]:
    counts = [fact for fact in said if fact.intervals and not fact.denies]
    return counts[-1:]


def _falls(counts: Iterable[Fact]) -> Iterator[Revision]:
    """Each count against the largest that was complete before it began."""
    found = list(counts)
    complete = sorted((fact for fact in found if fact.to_hi < END), key=lambda each: (each.to_hi, each.claim))
    place = 0
    highest: Fact | None = None
    fallen = False
    begun = sorted((fact for fact in found if fact.to_lo < END), key=lambda each: (each.to_lo, each.claim))
    for count in begun:
        while place < len(complete) and complete[place].to_hi < count.to_lo:
            if highest is None or _floor(complete[place]) > _floor(highest):
                highest = complete[place]
            place += 1
        below = highest is not None and _top(count) < _floor(highest)
        if highest is not None and below and not fallen:
            yield Revision("revision_down", highest.claim, count.claim)
        fallen = below


def _floor(fact: Fact) -> float:
    return min(member.soft_lo for member in fact.intervals)


def _top(fact: Fact) -> float:
    return max(bounds.soft_top(member) for member in fact.intervals)
