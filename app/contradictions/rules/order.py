"""Something dated after what cannot come before it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from app.claims.values.predicate import Predicate
from app.contradictions.rules import bounds
from app.contradictions.rules.extremes import Search
from app.contradictions.rules.fact import Fact, Finding
from app.contradictions.rules.overlap import Timed, clock, span
from app.contradictions.rules.pairs import Conflict, above, both_certain, finding
from app.contradictions.rules.words import Words, further, heading


class Order:
    """What must come first is dated after what must follow it.

    Fires for two date predicates of one subject of which the first is declared to come before the
    second (founded, active since), in the same scope, when the earliest first date lies after the
    latest second one. Whoever speaks: one account can put its own dates in an impossible order.

    Stays silent when the precision of the dates lets them meet ("2012" and "March 2012"), when one of
    the alternatives within a claim fits, and for denials.

    Severity: 1 - 2^(-gap/365), the gap in days between the plain readings. Certain when the hard
    bounds are apart and nobody hedges; else possible, and halved.
    """

    code = "order"
    title = "Dates in an impossible order"

    def applies(self, first: Predicate, second: Predicate) -> bool:
        """Two dates of which the first is declared before the second."""
        return second.key in first.before and first.value_type == second.value_type == "date"

    def find(
        self, first: Predicate, second: Predicate, firsts: Sequence[Fact], seconds: Sequence[Fact]
    ) -> list[Finding]:
        """The strongest conflict of each scope."""
        found: list[Finding] = []
        for highs, lows in _scopes(first, second, firsts, seconds):
            search = Search("date", _judge, highs, lows, fixed=True)
            conflict = search.certain() or search.possible(1.0, 1.0)
            if conflict is not None:
                found.append(self._finding(first, second, conflict, highs, lows))
        return found

    def pairs(
        self, first: Predicate, second: Predicate, firsts: Sequence[Fact], seconds: Sequence[Fact]
    ) -> Iterator[Conflict]:
        """Every two claims in conflict."""
        for highs, lows in _scopes(first, second, firsts, seconds):
            for high in highs:
                for low in lows:
                    conflict = _judge(high, low)
                    if conflict is not None:
                        yield conflict

    def sentence(self, *words: Words) -> str:
        """The explanation."""
        late, early = words
        alone = late.claimant == early.claimant
        return (
            f"{heading(late, alone=alone)}: {late.value}; {further(early, late)}: {early.value}; "
            f"{late.predicate} cannot come after {early.predicate}."
        )

    def _finding(
        self,
        first: Predicate,
        second: Predicate,
        conflict: Conflict,
        highs: Sequence[Timed],
        lows: Sequence[Timed],
    ) -> Finding:
        words = f"{'the' if conflict.hard else 'only the soft'} bounds are out of order"
        if not both_certain(conflict.first.fact, conflict.second.fact):
            words += "; a claimant hedges"
        found = finding(self.code, conflict, (), words)
        members = set(conflict.witness)
        for predicate, entries, witness in ((first, highs, conflict.first), (second, lows, conflict.second)):
            shared = clock(predicate)
            members.update(e.fact.claim for e in entries if shared.tau(e.span, witness.span) > 0)
        return replace(found, members=tuple(sorted(members)))


def _scopes(
    first: Predicate, second: Predicate, firsts: Iterable[Fact], seconds: Iterable[Fact]
) -> Iterator[tuple[list[Timed], list[Timed]]]:
    """Both predicates' dates, scope by scope."""
    later, earlier = _by_scope(first, firsts, above=True), _by_scope(second, seconds, above=False)
    for scope in sorted(later.keys() & earlier.keys()):
        yield later[scope], earlier[scope]


def _by_scope(predicate: Predicate, facts: Iterable[Fact], *, above: bool) -> dict[str, list[Timed]]:
    """Alternatives are merged into the closest; a voice is made of each claim, since nobody is exempt."""
    found: dict[str, list[Timed]] = defaultdict(list)
    for fact in sorted(facts, key=lambda each: each.claim):
        if fact.intervals and not fact.denies:
            merged = bounds.merged(fact.intervals, above=above)
            alone = replace(fact, intervals=(merged,), voice=str(fact.claim))
            found[fact.scope].append(Timed(alone, span(predicate, fact)))
    return found


def _judge(high: Timed, low: Timed) -> Conflict | None:
    return above("date", high, low)
