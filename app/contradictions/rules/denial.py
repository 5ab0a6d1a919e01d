"""One claimant denies what another asserts."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.claims.values.base import Interval
from app.claims.values.predicate import Predicate
from app.contradictions.rules.bounds import soft_top
from app.contradictions.rules.fact import Fact, Finding
from app.contradictions.rules.overlap import Clock, Timed, clock, islands, span, timed
from app.contradictions.rules.pairs import (
    Conflict,
    both_certain,
    ceiling,
    clause,
    finding,
    foremost,
    representatives,
)
from app.contradictions.rules.words import Words, saying


class Denial:
    """One claimant denies what another asserts, of the same time.

    Fires for every predicate whose values can be compared, when being what is asserted implies being
    what is denied: an equal or narrower value, or a quantity or date within the denied bounds.

    Stays silent for free text, for a denial of another time, when the denied value is the narrower one
    (killed; not assassinated), when one of the alternatives within a claim escapes the denial, and
    between claims of one claimant (those are revisions).

    Severity: 1, times how surely both speak of the same time (1, or 0.5). Certain when the times
    certainly overlap, nobody hedges and the asserted value lies within the denied one by its hard
    bounds; else possible, and halved. Where only the plain reading lies within the soft bounds of
    what is denied, it is possible.
    """

    code = "denial"
    title = "Asserted and denied"

    def applies(self, predicate: Predicate) -> bool:
        """Everything but free text."""
        return predicate.value_type != "text"

    def find(self, predicate: Predicate, facts: Sequence[Fact]) -> list[Finding]:
        """The strongest conflict of each stretch of time."""
        found: list[Finding] = []
        if not any(fact.denies for fact in facts):
            return found
        judge = _Judge(predicate, clock(predicate, fading=False))
        for island in islands(timed(predicate, facts), judge.clock.reach):
            asserted, denied = _sides(representatives(island, stated=True))
            highest = ceiling([*asserted, *denied], judge.clock, certain=True)
            conflict = foremost(asserted, denied, judge, highest)
            if conflict is not None:
                reading = (
                    "what is asserted" if conflict.hard else "only the plain reading of what is asserted"
                )
                words = clause(conflict, f"{reading} lies within what is denied")
                found.append(finding(self.code, conflict, island, judge.clock, words, judge=judge))
        return found

    def pairs(self, predicate: Predicate, facts: Sequence[Fact]) -> Iterator[Conflict]:
        """Every assertion with every denial that it conflicts with."""
        judge = _Judge(predicate, clock(predicate, fading=False))
        asserted, denied = _sides(timed(predicate, facts))
        for one in asserted:
            for other in denied:
                conflict = judge(one, other)
                if conflict is not None:
                    yield conflict

    def sentence(self, *words: Words) -> str:
        """The explanation."""
        asserted, denied = words
        return f"{saying(asserted)}; {denied.claimant} denies it."


@dataclass(frozen=True, slots=True)
class _Judge:
    """Of two claims the assertion is named first."""

    predicate: Predicate
    clock: Clock

    def __call__(self, one: Timed, other: Timed) -> Conflict | None:
        if one.fact.denies or not other.fact.denies or one.fact.voice == other.fact.voice:
            return None
        tau = self._tau(one, other)
        if tau == 0:
            return None
        hard = implies(self.predicate, one.fact, other.fact)
        if not hard and not _reads_as(one.fact, other.fact):
            return None
        certain = hard and tau == 1 and both_certain(one.fact, other.fact)
        return Conflict(
            first=one,
            second=other,
            certain=certain,
            hard=hard,
            strength=tau if certain else tau / 2,
            tau=tau,
            tie=(-one.fact.claim, -other.fact.claim),
        )

    def _tau(self, one: Timed, other: Timed) -> float:
        # "Died on the 20th" holds from then on, yet does not only hand over to its denial of the 20th.
        stated = span(self.predicate, one.fact, lasting=False)
        return max(self.clock.tau(each, other.span) for each in {one.span, stated})


def implies(predicate: Predicate, one: Fact, other: Fact) -> bool:
    """Whether the value of one, whatever it leaves open, is a value of the other."""
    if one.choices and other.choices:
        return all(
            any(predicate.narrower_or_equal(choice, than) for than in other.choices) for choice in one.choices
        )
    return bool(one.intervals) and all(
        any(_within(member, whole) for whole in other.intervals) for member in one.intervals
    )


def _within(member: Interval, whole: Interval) -> bool:
    return whole.hard_lo <= member.hard_lo and member.hard_hi <= whole.hard_hi


def _reads_as(one: Fact, other: Fact) -> bool:
    return bool(one.intervals) and all(
        any(_within(member, whole) or _reads_within(member, whole) for whole in other.intervals)
        for member in one.intervals
    )


def _reads_within(member: Interval, whole: Interval) -> bool:
    return whole.soft_lo <= member.plain <= soft_top(whole)


def _sides(entries: Iterable[Timed]) -> tuple[list[Timed], list[Timed]]:
    sides: tuple[list[Timed], list[Timed]] = ([], [])
    for entry in entries:
        sides[entry.fact.denies].append(entry)
    return sides
