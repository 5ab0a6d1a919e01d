"""Two values that exclude each other for what can have one only."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from app.claims.values.predicate import Predicate
from app.contradictions.rules.fact import END, Fact, Finding
from app.contradictions.rules.overlap import Clock, Timed, clock, span, timed
from app.contradictions.rules.pairs import (
    Conflict,
    Judge,
    both_certain,
    ceiling,
    clause,
    finding,
    foremost,
    representatives,
)
from app.contradictions.rules.windows import Values, by_window
from app.contradictions.rules.words import Words, dated, heading


class ExclusiveValue:
    """Two claimants give the same thing values that exclude each other, at the same time.

    Fires for terms, entities and yes-or-no values of a predicate that holds one value at a time,
    when no value that one claim leaves open is compatible with any that the other does.

    Stays silent when the values are equal, when one is broader than the other (killed, assassinated),
    when the predicate lists them as compatible, when the entities were joined as one, when one claim
    succeeds the other in time ("detained until March, released from March"), and between claims of
    one claimant (those are revisions). A final term, such as dead, holds for ever from its date.

    Severity: 1, times how surely both speak of the same time (1, or 0.5). Certain when the times
    certainly overlap, nobody hedges and the predicate never holds two values; else possible, and halved.
    """

    code = "exclusive_value"
    title = "Values that exclude each other"

    def applies(self, predicate: Predicate) -> bool:
        """Terms, entities and booleans of which a subject has one, or usually one."""
        return predicate.single != "no" and predicate.value_type in ("term", "entity", "boolean")

    def find(self, predicate: Predicate, facts: Sequence[Fact]) -> list[Finding]:
        """The strongest conflict of each window of unbroken conflict."""
        asserted = _asserted(predicate, facts)
        if len({entry.fact.choices for entry in asserted}) < 2:  # noqa: PLR2004 (one value agrees with itself)
            return []
        judge = _Judge(predicate, clock(predicate))
        found: list[Finding] = []
        for window, entries, local in by_window(asserted, judge, judge.clock, lambda: Values(judge.opposed)):
            conflict = _strongest(judge, local, entries)
            if conflict is not None:
                words = clause(conflict, "the values exclude each other", usually=predicate.single != "yes")
                found.append(finding(self.code, conflict, entries, words, window))
        return found

    def pairs(self, predicate: Predicate, facts: Sequence[Fact]) -> Iterator[Conflict]:
        """Every two claims in conflict."""
        judge = _Judge(predicate, clock(predicate))
        ordered = sorted(_asserted(predicate, facts), key=lambda entry: entry.fact.claim)
        for one, other in combinations(ordered, 2):
            conflict = judge(one, other)
            if conflict is not None:
                yield conflict

    def judge(self, predicate: Predicate) -> Callable[[Fact, Fact], Conflict | None]:
        """What decides on two claims alone."""
        decide = _Judge(predicate, clock(predicate))
        return lambda one, other: decide(
            Timed(one, span(predicate, one)), Timed(other, span(predicate, other))
        )

    def sentence(self, *words: Words) -> str:
        """The explanation."""
        one, other = words
        return f"{heading(one)}: {dated(one)}; {other.claimant}, of the same time: {dated(other)}."


@dataclass(frozen=True, slots=True)
class _Judge:
    """Of two claims the one said first is named first, whatever the order in which they were recorded."""

    predicate: Predicate
    clock: Clock
    excluded: dict[tuple[tuple[str, ...], tuple[str, ...]], bool] = field(default_factory=dict)

    def __call__(self, one: Timed, other: Timed) -> Conflict | None:
        if one.fact.claim >= other.fact.claim or one.fact.voice == other.fact.voice:
            return None
        if not self._exclude(one.fact.choices, other.fact.choices):
            return None
        tau = self.clock.tau(one.span, other.span)
        if tau == 0:
            return None
        certain = tau == 1 and self.predicate.single == "yes" and both_certain(one.fact, other.fact)
        first, second = sorted((one, other), key=said_first)
        return Conflict(
            first=first,
            second=second,
            certain=certain,
            hard=True,
            strength=tau if certain else tau / 2,
            tau=tau,
            tie=(-one.fact.claim, -other.fact.claim),
        )

    def opposed(self, one: Timed, other: Timed) -> bool:
        """Whether the values exclude each other, at whatever time."""
        return self._exclude(one.fact.choices, other.fact.choices)

    def _exclude(self, ones: tuple[str, ...], others: tuple[str, ...]) -> bool:
        if ones == others:
            return False
        known = self.excluded.get((ones, others))
        if known is None:
            known = not any(self.predicate.compatible(one, other) for one in ones for other in others)
            self.excluded[ones, others] = known
        return known


def said_first(entry: Timed) -> tuple[int, int, int]:
    """Sorts two claims into the order in which a sentence names them, whichever was recorded first."""
    fact = entry.fact
    return END if fact.said is None else fact.said, entry.span.lo, fact.claim


def _asserted(predicate: Predicate, facts: Iterable[Fact]) -> list[Timed]:
    return timed(predicate, (fact for fact in facts if fact.choices and not fact.denies))


def _strongest(judge: _Judge, local: Judge, window: Iterable[Timed]) -> Conflict | None:
    entries = representatives(window)
    highest = ceiling(entries, judge.clock, certain=judge.predicate.single == "yes")
    return foremost(entries, entries, local, highest)
