"""One claimant denies what another asserts."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.claims.values.base import Interval
from app.claims.values.predicate import Predicate
from app.contradictions.rules.bounds import soft_top
from app.contradictions.rules.fact import Fact, Finding
from app.contradictions.rules.overlap import Clock, Timed, clock, span, timed
from app.contradictions.rules.pairs import (
    Conflict,
    both_certain,
    ceiling,
    clause,
    finding,
    foremost,
    representatives,
)
from app.contradictions.rules.windows import Values, by_window
from app.contradictions.rules.words import Words, dated, heading


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
        """The strongest conflict of each window; where many values can hold, value by value."""
        found: list[Finding] = []
        judge = _Judge(predicate, clock(predicate, fading=False))
        for group in _disputed(predicate, facts):
            for window, entries, local in by_window(
                timed(predicate, group), judge, judge.clock, lambda: Values(judge.opposed)
            ):
                asserted, denied = _sides(representatives(entries, stated=True))
                highest = ceiling([*asserted, *denied], judge.clock, certain=True)
                conflict = foremost(asserted, denied, local, highest)
                if conflict is not None:
                    words = clause(conflict, _reading(conflict))
                    found.append(finding(self.code, conflict, entries, words, window))
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
        return (
            f"{heading(asserted)}: {dated(asserted)}; {denied.claimant}, of the same time: {dated(denied)}."
        )


def _reading(conflict: Conflict) -> str:
    told = "what is asserted" if conflict.hard else "only the plain reading of what is asserted"
    return f"{told} lies within what is denied"


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

    def opposed(self, one: Timed, other: Timed) -> bool:
        """Whether one claim asserts what the other denies, at whatever time."""
        if one.fact.denies == other.fact.denies:
            return False
        asserted, denied = (other.fact, one.fact) if one.fact.denies else (one.fact, other.fact)
        return implies(self.predicate, asserted, denied) or _reads_as(asserted, denied)

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


def _disputed(predicate: Predicate, facts: Iterable[Fact]) -> list[list[Fact]]:
    """The claims whose value somebody denies, with the denials; apart where several values can hold at once.

    There a denial of one value has nothing to do with that of another, unless an assertion implies both.
    """
    denials: dict[object, list[Fact]] = {}
    asserted: list[Fact] = []
    for fact in sorted(facts, key=lambda each: each.claim):
        if fact.denies:
            denials.setdefault((fact.choices, fact.intervals), []).append(fact)
        else:
            asserted.append(fact)
    homes = {each: [each] for each in denials}  # each saying's group of sayings, shared by the group
    held: dict[object, list[Fact]] = {each: [] for each in denials}
    meant: dict[object, list[object]] = {}
    for fact in asserted if denials else ():
        told = (fact.choices, fact.intervals)
        if told not in meant:
            meant[told] = [
                other
                for other, (first, *_) in denials.items()
                if implies(predicate, fact, first) or _reads_as(fact, first)
            ]
        if meant[told]:
            _join(homes, meant[told] if predicate.single == "no" else list(denials))
            held[meant[told][0]].append(fact)
    groups = {id(home): home for home in homes.values()}.values()
    return [
        [fact for each in home for fact in (*denials[each], *held[each])]
        for home in groups
        if any(held[each] for each in home)
    ]


def _join(homes: dict[object, list[object]], sayings: list[object]) -> None:
    first = homes[sayings[0]]
    for further in sayings[1:]:
        other = homes[further]
        if other is not first:
            first += other
            for each in other:
                homes[each] = first


def _sides(entries: Iterable[Timed]) -> tuple[list[Timed], list[Timed]]:
    sides: tuple[list[Timed], list[Timed]] = ([], [])
    for entry in entries:
        sides[entry.fact.denies].append(entry)
    return sides
