"""One value that two subjects have at once, where only one can have it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

from app.claims.values.predicate import Predicate
from app.contradictions.rules.exclusive_value import said_first
from app.contradictions.rules.fact import Fact, Finding
from app.contradictions.rules.overlap import ALWAYS, Timed, clock, span
from app.contradictions.rules.pairs import Conflict, both_certain, clause, finding
from app.contradictions.rules.stretches import Stretch, meet, strongest
from app.contradictions.rules.words import Words, scoped

Akin = Callable[[str, str], bool]
DELTA = 0.5  # one man can hold two posts, and two names can mean one unit


def _nobody(_one: str, _other: str) -> bool:
    return False


class ExclusiveSlot:
    """Two different subjects are given the same holder, at the same time.

    Fires for a predicate whose value belongs to one subject at a time (the leader of one unit), when
    both claims surely hold on more than one day in common. Whoever speaks: one account can give the
    same man two units to lead. Where the predicate never changes, any two such claims share all time.

    Stays silent when one claim ends on the day on which the other begins, for claims without sure days
    in common, between a unit and its own headquarters, parts or divisions, for denials, and for claims
    that leave open who holds it.

    Severity: 0.5, and certain when nobody hedges; else possible, and halved. One contradiction for each
    stretch of days without a gap in the conflict.
    """

    code = "exclusive_slot"
    title = "Held by two at once"

    def applies(self, predicate: Predicate) -> bool:
        """Entities that are the value of one subject at a time."""
        return predicate.inverse_single and predicate.value_type == "entity"

    def find(self, predicate: Predicate, facts: Sequence[Fact], akin: Akin = _nobody) -> list[Finding]:
        """The strongest conflict of each stretch of time, among claims that give any subject the same value.

        `akin` tells that one subject is part, headquarters or division of the other.
        """
        judge = _Judge(akin)
        found = strongest(_held(predicate, facts), _subject, judge.apart, judge)
        return [self._finding(conflict, stretch) for conflict, stretch in found]

    def pairs(self, predicate: Predicate, facts: Sequence[Fact], akin: Akin = _nobody) -> Iterator[Conflict]:
        """Every two claims in conflict."""
        judge = _Judge(akin)
        for one, other in combinations(_held(predicate, facts), 2):
            conflict = judge(one, other)
            if conflict is not None:
                yield conflict

    def sentence(self, *words: Words) -> str:
        """The explanation."""
        one, other = words
        time = f", {one.window}" if one.window else ""
        held = f"{one.value} is {scoped(one)} of both {one.subject} and {other.subject}{time}"
        if one.claimant == other.claimant:
            return f"{held}: according to {one.claimant}, within one account."
        return f"{held}: of the one according to {one.claimant}, of the other according to {other.claimant}."

    def _finding(self, conflict: Conflict, stretch: Stretch) -> Finding:
        words = clause(conflict, "two subjects have the same holder")
        found = finding(self.code, conflict, (), words)
        members = tuple(sorted(stretch.members))
        named = (conflict.first, conflict.second, *(stretch.members[claim] for claim in members))
        return replace(
            found,
            members=members,
            window=(stretch.lo, stretch.hi),
            subjects=tuple(dict.fromkeys(entry.fact.subject for entry in named)),
        )


@dataclass(frozen=True, slots=True)
class _Judge:
    """Of two claims the one said first is named first."""

    akin: Akin
    known: dict[tuple[str, str], bool] = field(default_factory=dict)

    def __call__(self, one: Timed, other: Timed) -> Conflict | None:
        if not self.apart(one.fact.subject, other.fact.subject) or not meet(one.span, other.span):
            return None
        first, second = sorted((one, other), key=said_first)
        certain = both_certain(one.fact, other.fact)
        claims = sorted((one.fact.claim, other.fact.claim))
        return Conflict(
            first=first,
            second=second,
            certain=certain,
            hard=True,
            strength=DELTA if certain else DELTA / 2,
            tau=1.0,
            tie=tuple(-claim for claim in claims),
        )

    def apart(self, one: str, other: str) -> bool:
        """Whether the subjects are two that have nothing to do with each other."""
        if one == other:
            return False
        known = self.known.get((one, other))
        if known is None:
            known = not (self.akin(one, other) or self.akin(other, one))
            self.known[one, other] = self.known[other, one] = known
        return known


def _subject(entry: Timed) -> str:
    return entry.fact.subject


def _held(predicate: Predicate, facts: Iterable[Fact]) -> list[Timed]:
    """The claims that can share more than a day, with the days for which they are sure."""
    asserted = (fact for fact in facts if len(fact.choices) == 1 and not fact.denies)
    fixed = clock(predicate).fixed
    entries = (Timed(fact, ALWAYS if fixed else span(predicate, fact)) for fact in asserted)
    return [entry for entry in entries if entry.span.core_lo < entry.span.core_hi]
