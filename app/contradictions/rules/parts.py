"""Which parts may be added up: events one after another, components that hold on the same day."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property, partial
from math import isfinite

from app.claims.values.base import Interval
from app.claims.values.predicate import Predicate
from app.contradictions.rules import bounds
from app.contradictions.rules.fact import BEGINNING, END, Fact
from app.contradictions.rules.heaviest import Weight, exactly, one_after_another, total, without_clashes
from app.contradictions.rules.overlap import CERTAIN, POSSIBLE, Clock, Span, span

Overlap = Callable[[str, str], bool]
Stretch = tuple[int, int]  # first and last day
Pick = Callable[[bool], Iterable["Part"]]  # the parts to add up by their hard bounds, or by their soft ones

_CLOCK = Clock()  # however long a figure is taken to hold, those of different days are never added up
_ALWAYS = Span(BEGINNING, END, BEGINNING, END)


@dataclass(frozen=True, slots=True)
class Part:
    """A figure, its alternatives merged, with the claim that joins its subject to the whole.

    `spans` are those of both claims. A whole is told likewise, without a link.
    """

    fact: Fact
    spans: tuple[Span, ...]
    link: Fact | None = None

    @property
    def figure(self) -> Interval:
        """The one interval."""
        return self.fact.intervals[0]

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The claims it rests on."""
        return (self.fact,) if self.link is None else (self.fact, self.link)

    @property
    def hedged(self) -> bool:
        """Whether one of these claimants hedges."""
        return any(fact.modality != "certain" for fact in self.facts)

    def weight(self, *, hard: bool) -> Weight:
        """What it adds."""
        return Weight(exactly(bounds.low_end(self.figure, hard=hard)), exactly(self.figure.plain))

    def roof(self, *, hard: bool) -> Decimal:
        """What its own parts may add up to."""
        return exactly(bounds.high_end(self.figure, hard=hard))


@dataclass(frozen=True)
class Excess:
    """Parts, in order of claims, that add up to more than the whole.

    `hard` tells that they do by their hard bounds, `tau` how surely all speak of the same time.
    """

    parts: tuple[Part, ...]
    whole: Part
    hard: bool
    tau: float
    window: Stretch

    @cached_property
    def sum(self) -> Weight:
        """What the parts add up to."""
        return _sum(self.parts, hard=self.hard)

    @property
    def hi(self) -> Decimal:
        """What they may add up to."""
        return self.whole.roof(hard=self.hard)

    @property
    def hedged(self) -> bool:
        """Whether anybody hedges."""
        return self.whole.hedged or any(part.hedged for part in self.parts)

    @property
    def certain(self) -> bool:
        """Whether no reading escapes."""
        return self.hard and self.tau == CERTAIN and not self.hedged

    @property
    def strength(self) -> float:
        """The severity before rounding."""
        high, low = (self.sum.lo, self.hi) if self.hard else (self.sum.plain, self.whole.figure.plain)
        share = bounds.distance("quantity", float(high), float(low)) * self.tau
        return share if self.certain else share / 2

    @property
    def rank(self) -> tuple[object, ...]:
        """The more severe first, then the one with the lowest claims."""
        claims = [entry.fact.claim for entry in (self.whole, *self.parts)]
        return self.strength, self.hard, self.sum.lo, [-claim for claim in claims], -self.window[0]


def figures(facts: Iterable[Fact], *, whole: bool) -> list[Fact]:
    """The asserted figures in order of claims, alternatives merged; a floor is no whole."""
    asserted = sorted(
        (each for each in facts if each.intervals and not each.denies), key=lambda each: each.claim
    )
    merged = [replace(fact, intervals=(bounds.merged(fact.intervals, above=not whole),)) for fact in asserted]
    return [fact for fact in merged if not whole or isfinite(fact.intervals[0].hard_hi)]


class Events:
    """Events, each named by the scope of its claims, that lie within the time which a total covers."""

    def __init__(self, parts: Iterable[Fact], wholes: Iterable[Fact]) -> None:
        self.parts = [Part(fact, ()) for fact in parts]
        self.wholes = [Part(fact, ()) for fact in wholes]
        self.most = _most(self.parts, _event)

    def excesses(self, whole: Part, *, sure: bool) -> Iterator[Excess]:
        """What adds up to more than this total: by every reading (`sure`), or by any."""
        first, last = _covered(whole.fact)
        inside = [
            part
            for part in self.parts
            if first <= part.fact.from_lo and part.fact.to_hi <= last and not (sure and part.hedged)
        ]

        def pick(hard: bool) -> Iterable[Part]:
            known = _heaviest(inside, _event, hard=hard)
            return one_after_another(known, _envelope, lambda part: part.weight(hard=hard))

        found = _exceeding(whole, pick, CERTAIN, sure=sure)
        if found is not None:
            yield replace(found, window=(min(part.fact.from_lo for part in found.parts), last))


class Components:
    """Figures of several subjects, each together with a claim that joins the subject to the whole.

    With None for `links` the figures are of the whole's own subject, and one of them counts alone.
    """

    def __init__(
        self,
        predicates: tuple[Predicate, Predicate],
        parts: Iterable[Fact],
        wholes: Iterable[Fact],
        links: Iterable[Fact] | None,
        overlap: Overlap,
    ) -> None:
        figures, self.wholes = (list(_dated(*each)) for each in zip(predicates, (parts, wholes), strict=True))
        self.parts = figures if links is None else list(_joined(predicates[0], figures, links))
        self.overlap = overlap
        self.most = _most(self.parts, _subject)

    def excesses(self, whole: Part, *, sure: bool) -> Iterator[Excess]:
        """What adds up to more than this figure on some day: by every reading (`sure`), or by any."""
        meeting = [
            part
            for part in self.parts
            if not (sure and part.hedged) and not _succeed(part.spans, whole.spans)
        ]
        for tau in (CERTAIN,) if sure else (CERTAIN, POSSIBLE):
            stretches = [(part, _shared((*part.spans, *whole.spans), tau)) for part in meeting]
            found = _exceeding(whole, partial(self._pick, whole, stretches), tau, sure=sure)
            if found is not None:
                spans = [each for entry in (whole, *found.parts) for each in entry.spans]
                yield replace(found, window=_shared(spans, tau))

    def _pick(self, whole: Part, stretches: Iterable[tuple[Part, Stretch]], hard: bool) -> Iterable[Part]:
        """The heaviest choice of any day; whatever holds together does so when the last of it begins."""
        kept = [(part, first, last) for part, (first, last) in stretches if first <= last]
        best: list[Part] = []
        for day in sorted({first for _, first, _ in kept}):
            holding = [part for part, first, last in kept if first <= day <= last]
            if _sum(_heaviest(holding, _subject, hard=hard), hard=hard).lo > whole.roof(hard=hard):
                known = _heaviest(holding, _subject_and_time, hard=hard)
                chosen = without_clashes(known, self._clash, lambda part: part.weight(hard=hard))
                best = max(best, chosen, key=lambda parts: _sum(parts, hard=hard))
        return best

    def _clash(self, one: Part, other: Part) -> bool:
        low, high = sorted((one.fact.subject, other.fact.subject))
        return low == high or self.overlap(low, high) or _succeed(one.spans, other.spans)


def _event(part: Part) -> Hashable:
    return part.fact.scope


def _subject(part: Part) -> Hashable:
    return part.fact.subject


def _subject_and_time(part: Part) -> Hashable:
    return part.fact.subject, part.spans


def _envelope(part: Part) -> Stretch:
    return part.fact.from_lo, part.fact.to_hi


def _heaviest(parts: Iterable[Part], group: Callable[[Part], Hashable], *, hard: bool) -> list[Part]:
    """Of each group the claim that adds most, among equals the one that leaves less time open."""
    best: dict[Hashable, tuple[tuple[Decimal, int, Decimal], Part]] = {}
    for part in parts:
        lo, plain = part.weight(hard=hard)
        rank = lo, part.fact.from_lo - part.fact.to_hi, plain
        known = best.get(group(part))
        if lo > 0 and (known is None or rank > known[0]):
            best[group(part)] = rank, part
    return [part for _, part in best.values()]


def _most(parts: Iterable[Part], group: Callable[[Part], Hashable]) -> Decimal:
    """More than this no choice of parts adds up to: soft lower bounds lie above the hard ones."""
    return _sum(_heaviest(parts, group, hard=False), hard=False).lo


def _sum(parts: Iterable[Part], *, hard: bool) -> Weight:
    return total(part.weight(hard=hard) for part in parts)


def _exceeding(whole: Part, pick: Pick, tau: float, *, sure: bool) -> Excess | None:
    for hard in (True,) if sure else (True, False):
        chosen = sorted(pick(hard), key=lambda part: part.fact.claim)
        found = Excess(tuple(chosen), whole, hard, tau, (BEGINNING, END))
        if found.sum.lo > found.hi:
            return found
    return None


def _covered(total_by: Fact) -> Stretch:
    """The days that a cumulative figure surely covers: to the end of its valid time, unless that is open.

    From the beginning, unless its valid time itself says since when was counted.
    """
    last = total_by.to_lo
    if last == END:
        return END, BEGINNING
    return (total_by.from_hi if total_by.from_hi < last else BEGINNING), last


def _dated(predicate: Predicate, figures: Iterable[Fact]) -> Iterator[Part]:
    """The figures with their spans; one without a date says too little, unless it can never change."""
    for fact in figures:
        if predicate.temporality == "fixed":
            yield Part(fact, (_ALWAYS,))
        elif fact.from_lo > BEGINNING or fact.to_hi < END:
            yield Part(fact, (span(predicate, fact),))


def _joined(predicate: Predicate, figures: Iterable[Part], links: Iterable[Fact]) -> Iterator[Part]:
    """Each figure with each claim that its subject is a part; "of this or of that force" says too little."""
    ties: dict[str, list[Fact]] = defaultdict(list)
    for link in sorted(links, key=lambda fact: fact.claim):
        if not link.denies and len(link.choices) == 1 and link.choices[0] != link.subject:
            ties[link.subject].append(link)
    for part in figures:
        for link in ties[part.fact.subject]:
            held = span(predicate, link)
            if not _succeed(part.spans, (held,)):
                yield Part(part.fact, (*part.spans, held), link)


def _succeed(ones: Iterable[Span], others: Sequence[Span]) -> bool:
    """Whether some of these hold only before or after some of those."""
    return any(_CLOCK.tau(one, other) == 0 for one in ones for other in others)


def _shared(spans: Iterable[Span], tau: float) -> Stretch:
    """The days that surely belong to all, or that may belong to all; reversed where there are none."""
    held = list(spans)
    if tau == CERTAIN:
        return max(each.core_lo for each in held), min(each.core_hi for each in held)
    return max(each.lo for each in held), min(each.hi for each in held)
