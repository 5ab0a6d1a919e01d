"""Two statements under different predicates that cannot both hold."""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations, product, starmap
from typing import NamedTuple

from app.claims.values.predicate import Predicate
from app.contradictions.rules.exclusive_value import said_first
from app.contradictions.rules.fact import Fact, Finding
from app.contradictions.rules.overlap import ALWAYS, Timed, clock, span
from app.contradictions.rules.pairs import Conflict, both_certain, clause, finding
from app.contradictions.rules.stretches import Stretch, meet, strongest
from app.contradictions.rules.words import Words, dated, further, heading


class IncompatiblePair:
    """Two statements about one subject that are declared to exclude each other, at the same time.

    Fires when a predicate is declared to exclude another, or some of its values some of the other's,
    and both claims surely hold on a common day. A narrower term counts as the broader one (killed,
    where dead is excluded), a final term holds for ever from its date, and what never changes holds
    always. Whoever speaks: one account can say both.

    Stays silent when one claim ends on the day on which the other begins (alive until the 3rd, dead
    from the 3rd), for claims without a sure day in common, when one of the alternatives within a claim
    is not excluded, for another scope, and for denials.

    Severity: 1, and certain when nobody hedges; else possible, and halved. One contradiction for each
    stretch of days without a gap in the conflict.
    """

    code = "incompatible_pair"
    title = "Statements that exclude each other"

    def applies(self, first: Predicate, second: Predicate) -> bool:
        """What the first predicate is declared to exclude; that can be itself."""
        return any(exclusion.predicate == second.key for exclusion in first.excludes)

    def find(
        self, first: Predicate, second: Predicate, firsts: Sequence[Fact], seconds: Sequence[Fact]
    ) -> list[Finding]:
        """The strongest conflict of each stretch of time, scope by scope."""
        board = _Board(first, second, firsts, seconds)
        return [
            self._finding(conflict, stretch)
            for entries in board.comparable()
            for conflict, stretch in strongest(entries, board.group, board.excluded, board.judge)
        ]

    def pairs(
        self, first: Predicate, second: Predicate, firsts: Sequence[Fact], seconds: Sequence[Fact]
    ) -> Iterator[Conflict]:
        """Every two claims in conflict."""
        board = _Board(first, second, firsts, seconds)
        for entries in board.comparable():
            for one, other in combinations(entries, 2):
                conflict = board.judge(one, other)
                if conflict is not None:
                    yield conflict

    def sentence(self, *words: Words) -> str:
        """The explanation."""
        one, other = words
        alone = one.claimant == other.claimant
        return (
            f"{heading(one, alone=alone)}: {dated(one)}; {further(other, one)}: {dated(other)}; "
            "these exclude each other."
        )

    def _finding(self, conflict: Conflict, stretch: Stretch) -> Finding:
        words = clause(conflict, "the statements are declared to exclude each other")
        found = finding(self.code, conflict, (), words)
        members = tuple(sorted(stretch.members))
        return replace(found, members=members, window=(stretch.lo, stretch.hi))


class _Option(NamedTuple):
    """A value that a claim leaves open: which exclusions name it as the first predicate's, or the second's.

    `value` is kept only for a predicate that excludes itself: what can be true together stays silent.
    """

    first: frozenset[int]
    second: frozenset[int]
    value: str | None


_Group = frozenset[_Option]


class _Side(NamedTuple):
    """A claim with its predicate and the sides of an exclusion on which it can stand."""

    fact: Fact
    predicate: Predicate
    first: bool
    second: bool


class _Board:
    """The claims under both predicates; those that are excluded alike form one group."""

    def __init__(
        self, first: Predicate, second: Predicate, firsts: Sequence[Fact], seconds: Sequence[Fact]
    ) -> None:
        self.first, self.second = first, second
        self.itself = first.key == second.key
        self.exclusions = [each for each in first.excludes if each.predicate == second.key]
        self.groups: dict[int, _Group] = {}
        self.scopes: dict[str, list[Timed]] = defaultdict(list)
        self.known: dict[tuple[_Group, _Group], bool] = {}
        shared = {each.key for each in first.separators} & {each.key for each in second.separators}
        for side in sorted(self._sides(firsts, seconds), key=lambda each: each.fact.claim):
            options = frozenset(self._option(side, value) for value in side.fact.choices or (None,))
            if not side.fact.denies and all(option.first or option.second for option in options):
                self.groups[side.fact.claim] = options
                self.scopes[_projected(side.fact.scope, shared)].append(self._timed(side))

    def comparable(self) -> list[list[Timed]]:
        """The claims scope by scope, each in order of claims."""
        return [self.scopes[scope] for scope in sorted(self.scopes)]

    def group(self, entry: Timed) -> _Group:
        """What decides which claims this one is excluded by."""
        return self.groups[entry.fact.claim]

    def judge(self, one: Timed, other: Timed) -> Conflict | None:
        """The first predicate's claim is named first; under one predicate the one said first."""
        if not self.excluded(self.group(one), self.group(other)) or not meet(one.span, other.span):
            return None
        first, second = sorted((one, other), key=said_first if self.itself else self._place)
        certain = both_certain(one.fact, other.fact)
        return Conflict(
            first=first,
            second=second,
            certain=certain,
            hard=True,
            strength=1.0 if certain else 0.5,
            tau=1.0,
            tie=tuple(sorted((-one.fact.claim, -other.fact.claim), reverse=True)),
        )

    def excluded(self, one: _Group, other: _Group) -> bool:
        """Whether each value that one claim leaves open is excluded by each of the other's."""
        known = self.known.get((one, other))
        if known is None:
            known = all(starmap(self._exclude, product(one, other)))
            self.known[one, other] = self.known[other, one] = known
        return known

    def _exclude(self, one: _Option, other: _Option) -> bool:
        if not (one.first & other.second or other.first & one.second):
            return False
        if one.value is None or other.value is None:
            return not self.itself  # amounts and dates of one predicate are compared by other rules
        return not self.first.compatible(one.value, other.value)

    def _place(self, entry: Timed) -> bool:
        return not any(option.first for option in self.groups[entry.fact.claim])

    def _sides(self, firsts: Sequence[Fact], seconds: Sequence[Fact]) -> list[_Side]:
        if self.itself:
            every = {fact.claim: fact for fact in (*firsts, *seconds)}
            return [_Side(fact, self.first, first=True, second=True) for fact in every.values()]
        return [
            *(_Side(fact, self.first, first=True, second=False) for fact in firsts),
            *(_Side(fact, self.second, first=False, second=True) for fact in seconds),
        ]

    def _option(self, side: _Side, value: str | None) -> _Option:
        named = list(enumerate(self.exclusions))
        return _Option(
            frozenset(i for i, each in named if side.first and _names(self.first, each.value, value)),
            frozenset(i for i, each in named if side.second and _names(self.second, each.other_value, value)),
            value if self.itself else None,
        )

    def _timed(self, side: _Side) -> Timed:
        if not clock(side.predicate).fixed:
            return Timed(side.fact, span(side.predicate, side.fact))
        final = bool(side.fact.choices) and all(map(side.predicate.final, side.fact.choices))
        if final and not (clock(self.first).fixed and clock(self.second).fixed):
            # How somebody was killed never changes, yet he was alive before.
            return Timed(side.fact, span(side.predicate, side.fact))
        return Timed(side.fact, ALWAYS)


def _names(predicate: Predicate, excluded: str | None, value: str | None) -> bool:
    """Whether being `value` is being what is excluded, None being any value."""
    if excluded is None or value is None:
        return excluded is None
    if predicate.value_type == "term":
        return predicate.narrower_or_equal(value, excluded)
    return value == excluded


def _projected(scope: str, keys: set[str]) -> str:
    """The part of a scope that decides whether claims under both predicates can be compared."""
    given = json.loads(scope)
    return json.dumps({key: given[key] for key in sorted(keys & given.keys())})
