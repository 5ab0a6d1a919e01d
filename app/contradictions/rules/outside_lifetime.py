"""Something done before the doer existed, or after."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from app.claims.values.base import INFINITY, Interval
from app.claims.values.predicate import Predicate
from app.contradictions.rules import bounds
from app.contradictions.rules.extremes import Search
from app.contradictions.rules.fact import BEGINNING, END, Fact, Finding
from app.contradictions.rules.overlap import EMPTY, Span, Timed
from app.contradictions.rules.pairs import Conflict, above, both_certain, finding
from app.contradictions.rules.words import Words, dated, further, heading


class OutsideLifetime:
    """Somebody acts before he was born or after he died, or a group before it was founded or after its end.

    Fires for a predicate that is declared an act of its subject or value, when the whole time of the
    claim lies before the earliest possible birth or founding, or after the latest possible death or
    end, of one who takes part. The end is a date (died, dissolved) or the day from which a final term
    (dead, killed) holds. Whoever speaks: one account can have a dead man lead.

    Stays silent when any day of the act can lie within the lifetime, the day of death included, for an
    act without a time and a death without one, for what dead men can be given (predicates that are no
    acts), when the claim leaves open who acts or whether the end is one, and for denials.

    Severity: 1 - 2^(-gap/365), the gap in days between the plain readings (the middle of a period).
    Certain when the hard bounds are apart and nobody hedges; else possible, and halved.
    """

    code = "outside_lifetime"
    title = "Outside a lifetime"

    def applies(self, act: Predicate, life: Predicate) -> bool:
        """An act, and the beginning or end of whoever acts."""
        acts = act.act != "none" and act.temporality != "fixed" and act.bounds_life is None
        return acts and life.bounds_life is not None

    def find(
        self,
        act: Predicate,  # noqa: ARG002 — every rule on two predicates is asked alike
        life: Predicate,
        acts: Sequence[Fact],
        lives: Sequence[Fact],
    ) -> list[Finding]:
        """The strongest conflict of all claims, which concern one entity: the subject of `lives`."""
        done, bounded = _done(acts, lives), _bounded(life, lives)
        ends = life.bounds_life == "ends"
        highs, lows = (done, bounded) if ends else (bounded, done)
        search = Search("date", _judge, highs, lows, fixed=True)
        conflict = search.certain() or search.possible(1.0, 1.0)
        if conflict is None:
            return []
        conflict = conflict if ends else _turned(conflict)
        words = f"{'the' if conflict.hard else 'only the soft'} bounds of the act lie outside the lifetime"
        if not both_certain(conflict.first.fact, conflict.second.fact):
            words += "; a claimant hedges"
        found = finding(self.code, conflict, (), words)
        window = conflict.first.span.lo, conflict.first.span.hi
        return [replace(found, members=_members(highs, lows), window=window)]

    def pairs(
        self,
        act: Predicate,  # noqa: ARG002 — every rule on two predicates is asked alike
        life: Predicate,
        acts: Sequence[Fact],
        lives: Sequence[Fact],
    ) -> Iterator[Conflict]:
        """Every act with every claim about the lifetime that it lies outside of."""
        ends = life.bounds_life == "ends"
        for done in _done(acts, lives):
            for bounded in _bounded(life, lives):
                conflict = _judge(done, bounded) if ends else _judge(bounded, done)
                if conflict is not None:
                    yield conflict if ends else _turned(conflict)

    def sentence(self, *words: Words) -> str:
        """The explanation."""
        act, life = words
        alone = act.claimant == life.claimant
        turn = "before" if life.lifetime == "ends" else "after"
        return (
            f"{heading(act, alone=alone)}: {dated(act)}; {further(life, act)}: {dated(life)}, "
            f"which was {turn} that."
        )


def _done(acts: Iterable[Fact], lives: Sequence[Fact]) -> list[Timed]:
    """The acts by their envelopes; a voice is made of each claim, since nobody is exempt."""
    actors = {fact.subject for fact in lives}
    found: list[Timed] = []
    for fact in sorted(acts, key=lambda each: each.claim):
        dateless = (fact.from_lo, fact.to_hi) == (BEGINNING, END)
        another = len(fact.choices) > 1 and fact.subject not in actors
        if not (fact.denies or dateless or another):
            found.append(_placed(fact, _period(fact.from_lo, fact.to_hi)))
    return found


def _bounded(life: Predicate, lives: Iterable[Fact]) -> list[Timed]:
    """The beginnings or ends; of alternatives the one counts that leaves most to live."""
    above = life.bounds_life == "begins"
    found: list[Timed] = []
    for fact in sorted(lives, key=lambda each: each.claim):
        intervals = fact.intervals if life.value_type == "date" else _ending(life, fact)
        if intervals and not fact.denies:
            found.append(_placed(fact, bounds.merged(intervals, above=above)))
    return found


def _ending(life: Predicate, fact: Fact) -> tuple[Interval, ...]:
    """When a final term began to hold; nothing where that is not known or not all alternatives are final."""
    dateless = (fact.from_lo, fact.from_hi) == (BEGINNING, END)
    if dateless or not fact.choices or not all(map(life.final, fact.choices)):
        return ()
    return (_period(fact.from_lo, fact.from_hi),)


def _period(first: int, last: int) -> Interval:
    """From one day to another; read as its middle, or as its end where it has one only."""
    lo = -INFINITY if first == BEGINNING else float(first)
    hi = INFINITY if last == END else float(last)
    if INFINITY in (-lo, hi):
        return Interval(lo, hi, lo, hi, hi if lo == -INFINITY else lo)
    return Interval(lo, hi, lo, hi, (lo + hi) / 2)


def _placed(fact: Fact, interval: Interval) -> Timed:
    lo = BEGINNING if interval.hard_lo == -INFINITY else int(interval.hard_lo)
    hi = END if interval.hard_hi == INFINITY else int(interval.hard_hi)
    return Timed(replace(fact, intervals=(interval,), voice=str(fact.claim)), Span(lo, hi, *EMPTY))


def _judge(high: Timed, low: Timed) -> Conflict | None:
    return above("date", high, low)


def _turned(conflict: Conflict) -> Conflict:
    """The act is named first, also where it is the earlier of the two."""
    return replace(conflict, first=conflict.second, second=conflict.first)


def _members(highs: Sequence[Timed], lows: Sequence[Timed]) -> tuple[int, ...]:
    """All claims in some conflict: hard bounds that are apart are so by the soft ones, too."""
    bottom = min(bounds.soft_top(entry.fact.intervals[0]) for entry in lows)
    top = max(entry.fact.intervals[0].soft_lo for entry in highs)
    above = [entry for entry in highs if entry.fact.intervals[0].soft_lo > bottom]
    below = [entry for entry in lows if bounds.soft_top(entry.fact.intervals[0]) < top]
    return tuple(sorted(entry.fact.claim for entry in (*above, *below)))
