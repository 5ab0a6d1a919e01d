"""A relation of which neither side can be the other's, that returns to its start."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from app.claims.values.predicate import Predicate
from app.contradictions.rules.cycles import Edge, cyclic, shortest_cycle
from app.contradictions.rules.fact import BEGINNING, END, Fact, Finding
from app.contradictions.rules.overlap import Span, span
from app.contradictions.rules.pairs import Conflict
from app.contradictions.rules.words import Words, named, topic

_ALWAYS = Span(BEGINNING, END, BEGINNING, END)


class RelationCycle:
    """A one-way relation leads through several claims back to where it started, at one time.

    Fires for relations between entities that are declared to go one way (part of, under the command of),
    when claims lead from an entity through others back to itself and there is a day on which surely all
    of them hold. A relation that never changes holds on every day. A claim that puts an entity under
    itself is a cycle of its own. Whoever speaks: one account can go in a circle.

    Stays silent for relations that go both ways (allied with), for claims of which each holds at another
    time or that only hand over to each other on a day, for claims that need not hold on any one day ("in
    2016", no date), for a claim that leaves open which entity is meant, and for denials.

    Severity: 1. Certain when nobody along the shortest cycle hedges; else possible, and halved.
    """

    code = "relation_cycle"
    title = "A relation that returns to its start"

    def applies(self, predicate: Predicate) -> bool:
        """Relations between entities that go one way."""
        return predicate.asymmetric and predicate.value_type == "entity"

    def find(self, predicate: Predicate, edges: Sequence[Fact]) -> list[Finding]:
        """One finding for all cycles that share claims, of whatever subjects."""
        held = {fact.claim: _Held(fact, _span(predicate, fact)) for fact in edges if _leads(fact)}
        held = {claim: entry for claim, entry in held.items() if entry.span.has_core}
        found = [self._finding(group, held) for group in _sharing_claims(_knots(held))]
        return sorted(found, key=lambda finding: finding.members)

    def pairs(self, *_facts: object) -> Iterator[Conflict]:
        """None: claims lead in a circle together."""
        return iter(())

    def sentence(self, *words: Words) -> str:
        """The explanation."""
        first = words[0]
        rule = f"no {first.predicate} can lead back to its start"
        if first.window:
            rule += f", as it does {first.window}"
        if len({each.claimant for each in words}) > 1:
            return f"{named([f'{each.claimant}: {_told(each)}' for each in words])}; {rule}."
        account = f"{first.claimant}, within one account" if len(words) > 1 else first.claimant
        return f"{account}: {named([_told(each) for each in words])}; {rule}."

    def _finding(self, knots: Sequence[Sequence[Edge]], held: Mapping[int, "_Held"]) -> Finding:
        unhedged = [
            shortest_cycle(edge for edge in knot if held[edge.claim].fact.modality == "certain")
            for knot in knots
        ]
        certain = any(unhedged)
        known = unhedged if certain else [shortest_cycle(knot) for knot in knots]
        cycle = min(filter(None, known), key=lambda each: (len(each), each))
        spans = [held[edge.claim].span for edge in cycle]
        first, last = max(each.core_lo for each in spans), min(each.core_hi for each in spans)
        return Finding(
            code=self.code,
            certain=certain,
            severity=1.0 if certain else 0.5,
            witness=tuple(edge.claim for edge in cycle),
            members=tuple(sorted({edge.claim for knot in knots for edge in knot})),
            days={"from": first if first > BEGINNING else None, "to": last if last < END else None},
            clause="all claims surely hold on one day" + ("" if certain else "; a claimant hedges"),
            window=(first, last),
            subjects=tuple(edge.start for edge in cycle),
        )


class _Held(NamedTuple):
    fact: Fact
    span: Span

    @property
    def edge(self) -> Edge:
        return Edge(self.fact.claim, self.fact.subject, self.fact.choices[0])

    @property
    def noons(self) -> tuple[int, int]:
        """The sure days in halves, so that two that hand over to each other on a day share nothing.

        What holds for longer than a day begins after the noon of its first and ends before that of its last.
        """
        lasting = self.span.core_lo < self.span.core_hi
        return 2 * self.span.core_lo + lasting, 2 * self.span.core_hi - lasting


def _leads(fact: Fact) -> bool:
    return not fact.denies and len(fact.choices) == 1


def _span(predicate: Predicate, fact: Fact) -> Span:
    return _ALWAYS if predicate.temporality == "fixed" else span(predicate, fact)


def _knots(held: Mapping[int, _Held]) -> Iterator[list[Edge]]:
    """What leads to each other at one time, whenever that changes.

    What leads to each other at no time at all is left aside first, so that most claims are looked at once.
    """
    for group in cyclic(entry.edge for entry in held.values()):
        lasting = [(edge, held[edge.claim].noons) for edge in group]
        for noon in sorted({first for _, (first, _) in lasting}):
            yield from cyclic(edge for edge, (first, last) in lasting if first <= noon <= last)


def _sharing_claims(knots: Iterable[Sequence[Edge]]) -> list[list[Sequence[Edge]]]:
    """Each knot once, together with those that it shares claims with, directly or through others."""
    distinct = list(dict.fromkeys(map(tuple, knots)))
    joined: dict[int, int] = {}
    for knot in distinct:
        for edge in knot:
            joined[_root(joined, edge.claim)] = _root(joined, knot[0].claim)
    groups: dict[int, list[Sequence[Edge]]] = defaultdict(list)
    for knot in distinct:
        groups[_root(joined, knot[0].claim)].append(knot)
    return list(groups.values())


def _root(joined: dict[int, int], claim: int) -> int:
    """What stands for the claim's group; the way there is shortened for the next search."""
    while joined.setdefault(claim, claim) != claim:
        joined[claim] = joined[joined[claim]]
        claim = joined[claim]
    return claim


def _told(words: Words) -> str:
    return f"{topic(words)} is {words.value}"
