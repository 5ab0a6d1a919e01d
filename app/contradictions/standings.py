"""How often the others bear a voice out: an aid for weighing support, never called truth."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from app.claims.values.predicate import Predicate
from app.contradictions.positions import positions
from app.contradictions.rules.fact import BEGINNING, END, Fact
from app.contradictions.rules.overlap import islands, timed
from app.contradictions.support import PRIOR, accuracy, belief

ROUNDS = 10
DECIMALS = 9  # sums of logarithms in another order differ behind these
Answer = tuple[str, Hashable, Hashable]


@dataclass(frozen=True, slots=True)
class Standing:
    """A voice's record: of its answers to what others answer too, how many these bear out."""

    agreements: int
    claims: int

    @property
    def accuracy(self) -> float:
        """Between 0 and 1, both excluded."""
        return accuracy(self.agreements, self.claims)


def estimate(answers: Iterable[Answer], rounds: int = ROUNDS) -> dict[str, Standing]:
    """The standing of every voice after some rounds, from (voice, question, position) answers.

    In each round a position weighs the belief in all who hold it. A voice agrees where its position without
    its own word weighs something, and no less than any other. Questions that one voice alone answers prove
    nothing and are not counted. A voice may hold several positions of a question.
    """
    held: dict[Hashable, dict[str, set[Hashable]]] = defaultdict(lambda: defaultdict(set))
    for voice, question, position in answers:
        held[question][voice].add(position)
    standings = {voice: Standing(0, 0) for voices in held.values() for voice in voices}
    compared = [voices for voices in held.values() if len(voices) > 1]
    beliefs = dict.fromkeys(standings, belief(PRIOR))
    for _ in range(rounds):
        agreed: dict[str, int] = defaultdict(int)
        asked: dict[str, int] = defaultdict(int)
        for voices in compared:
            for voice, agrees in _agreeing(voices, beliefs):
                asked[voice] += 1
                agreed[voice] += agrees
        standings |= {voice: Standing(agreed[voice], asked[voice]) for voice in asked}
        beliefs = {voice: belief(standing.accuracy) for voice, standing in standings.items()}
    return standings


def _agreeing(voices: dict[str, set[Hashable]], beliefs: dict[str, float]) -> Iterator[tuple[str, bool]]:
    """Each voice of a question, with whether the others bear it out."""
    weights: dict[Hashable, float] = defaultdict(float)
    for voice, held in voices.items():
        for position in held:
            weights[position] += beliefs[voice]
    ranked = sorted(weights.values(), reverse=True)
    for voice, held in voices.items():
        mine = max(weights[position] for position in held) - beliefs[voice]
        theirs = _highest(ranked, [weights[position] for position in held])
        yield voice, round(mine, DECIMALS) > 0 and round(mine - theirs, DECIMALS) >= 0


def _highest(ranked: Sequence[float], without: Sequence[float]) -> float:
    """The highest of the weights when these are left out once each, 0 for none."""
    left = list(without)
    for weight in ranked:
        if weight not in left:
            return weight
        left.remove(weight)
    return 0.0


def answers_of(predicate: Predicate, question: Hashable, facts: Iterable[Fact]) -> Iterator[Answer]:
    """The answers of one question's claims, compared only where they speak of one time.

    Free text compares nowhere, and where several values can be true another value is no disagreement.
    """
    if predicate.single == "no" or predicate.value_type == "text":
        return
    for stretch, together in enumerate(_stretches(predicate, facts)):
        by_claim = {fact.claim: fact.voice for fact in together}
        for place, position in enumerate(positions(predicate, together)):
            for claim in position.claims:
                yield by_claim[claim], (question, stretch), place


def _stretches(predicate: Predicate, facts: Iterable[Fact]) -> Iterator[list[Fact]]:
    """Claims that answer for one time: for ever, up to the same days of a growing count, or overlapping.

    Claims without a time are compared among themselves: they would join what lies years apart.
    """
    if predicate.temporality == "fixed":
        yield list(facts)
    elif predicate.temporality == "cumulative":
        ordered = sorted(facts, key=_until)
        yield from (list(group) for _, group in groupby(ordered, key=_until))
    else:
        given = list(facts)
        undated = [fact for fact in given if (fact.from_lo, fact.to_hi) == (BEGINNING, END)]
        dated = timed(predicate, (fact for fact in given if (fact.from_lo, fact.to_hi) != (BEGINNING, END)))
        yield from ([entry.fact for entry in island] for island in islands(dated, 0))
        yield undated


def _until(fact: Fact) -> tuple[int, int]:
    return fact.to_lo, fact.to_hi
