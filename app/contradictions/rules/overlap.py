"""Whether two claims speak of the same time, and how surely: envelopes, cores and handovers."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from app.claims.values.predicate import Predicate
from app.contradictions.rules.fact import BEGINNING, END, Fact

CERTAIN = 1.0
POSSIBLE = 0.5
FAINTEST = 0.01  # a figure that has lost more than this to time contradicts nothing


class Span(NamedTuple):
    """The days that may belong to a claim [lo, hi] and those that surely do [core_lo, core_hi].

    Without a sure day the core is EMPTY, so that spans that overlap alike are equal.
    """

    lo: int
    hi: int
    core_lo: int
    core_hi: int

    @property
    def has_core(self) -> bool:
        """Whether any day surely belongs to the claim."""
        return self.core_lo <= self.core_hi


EMPTY = (END, BEGINNING)
ALWAYS = Span(BEGINNING, END, BEGINNING, END)


class Timed(NamedTuple):
    """A claim with its span."""

    fact: Fact
    span: Span


def span(predicate: Predicate, fact: Fact, *, lasting: bool = True) -> Span:
    """The claim's envelope and core.

    An asserted final term holds for ever from its date, unless not taken as `lasting`. Any other open
    end is sure until the day on which it was said, since nobody vouches for what comes after.
    """
    hi, core_hi = fact.to_hi, fact.to_lo
    if lasting and not fact.denies and fact.choices and all(map(predicate.final, fact.choices)):
        hi = core_hi = END
    elif core_hi == END:
        core_hi = BEGINNING - 1 if fact.said is None else fact.said
    if fact.from_hi == END or fact.from_hi > core_hi:
        return Span(fact.from_lo, hi, *EMPTY)
    return Span(fact.from_lo, hi, fact.from_hi, core_hi)


def day_span(day: int) -> Span:
    """A single sure day."""
    return Span(day, day, day, day)


@dataclass(frozen=True, slots=True)
class Clock:
    """How the claims of one predicate share time: for ever (`fixed`), or fading over `persist` days."""

    fixed: bool = False
    persist: int | None = None

    def tau(self, one: Span, other: Span) -> float:
        """1.0 for a certain overlap, 0.5 for a possible one, less for figures days apart, 0.0 for none."""
        if self.fixed:
            return CERTAIN
        gap = max(one.lo, other.lo) - min(one.hi, other.hi)
        if one.has_core and other.has_core:
            between = max(one.core_lo, other.core_lo) - min(one.core_hi, other.core_hi)
            lasting = one.core_lo < one.core_hi or other.core_lo < other.core_hi
            if between > 0:
                # Two figures as of single days succeed nothing: how long they hold is the predicate's to say.
                return 0.0 if lasting or gap <= 0 else self.faded(gap)
            handover = one.core_hi == other.core_lo or other.core_hi == one.core_lo
            return 0.0 if lasting and handover else CERTAIN
        if _inside(one, other) or _inside(other, one):
            return CERTAIN
        return POSSIBLE if gap <= 0 else self.faded(gap)

    def faded(self, gap: int) -> float:
        """How surely two figures share time that lie so many days, at least one, apart."""
        if not self.persist:
            return 0.0
        left = POSSIBLE * math.exp2(-gap / self.persist)
        return left if left >= FAINTEST else 0.0

    @property
    def reach(self) -> int:
        """The longest gap in days across which two claims can still share time."""
        if self.fixed:
            return END
        return math.ceil((self.persist or 0) * math.log2(POSSIBLE / FAINTEST))


def clock(predicate: Predicate, *, fading: bool = True) -> Clock:
    """The predicate's clock; only asserted quantities fade, everything else ends with its envelope."""
    persist = predicate.persist_days if fading and predicate.value_type == "quantity" else None
    return Clock(predicate.temporality == "fixed", persist)


def tau(predicate: Predicate, one: Fact, other: Fact) -> float:
    """How surely both claims speak of the same time, from 0.0 (not at all) to 1.0 (certainly)."""
    fading = not (one.denies or other.denies)
    return clock(predicate, fading=fading).tau(span(predicate, one), span(predicate, other))


def timed(predicate: Predicate, facts: Iterable[Fact]) -> list[Timed]:
    """The claims with their spans."""
    return [Timed(fact, span(predicate, fact)) for fact in facts]


def islands(entries: Iterable[Timed], reach: int) -> list[list[Timed]]:
    """The claims split into stretches of time further apart than `reach` days, earliest first."""
    found: list[list[Timed]] = []
    last = BEGINNING
    for entry in sorted(entries, key=lambda each: (each.span.lo, each.fact.claim)):
        if not found or entry.span.lo - last > reach:
            found.append([])
            last = entry.span.hi
        found[-1].append(entry)
        last = max(last, entry.span.hi)
    return found


def _inside(one: Span, other: Span) -> bool:
    return other.core_lo <= one.lo and one.hi <= other.core_hi
