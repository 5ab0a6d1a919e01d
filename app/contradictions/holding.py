"""Who holds which position, on how many accounts, who disputes it and what speaks for it."""

import math
from collections.abc import Callable, Iterable, Sequence
from statistics import median
from typing import Any

from sqlalchemy import bindparam, select

from app.claims import present
from app.claims.models import Claim
from app.claims.pictures import AS_IT_IS, Picture
from app.claims.values.predicate import Predicate
from app.contradictions import snapshot
from app.contradictions.asking import Question, placed
from app.contradictions.background import Background, background, speaker, wanted_of
from app.contradictions.grades import best_grade
from app.contradictions.models import Contradiction, Member
from app.contradictions.origins import independent_origins
from app.contradictions.positions import Position, positions
from app.contradictions.rules.fact import Fact
from app.contradictions.support import belief, nearness, overlaps, prior_only
from app.contradictions.weights import weight
from app.contradictions.words import value_phrase
from app.contradictions.world import Asked, SqlWorld
from app.db import Row, Session, table

DECIMALS = 4
rows, members, claims = table(Contradiction), table(Member), table(Claim)
_OPEN_OF_QUESTION = (
    select(rows.c.id, claims.c.id)
    .join(members, members.c.contradiction == rows.c.seq)
    .join(claims, claims.c.seq == members.c.claim)
    .where(rows.c.question == bindparam("question"), rows.c.status != "closed")
    .order_by(rows.c.seq)
)


def entity_positions(
    world: SqlWorld,
    subject: Row,
    predicate: Predicate,
    valid_at: int | None = None,
    *,
    picture: Picture = AS_IT_IS,
    taking_part: Callable[[Question], list[tuple[str, str]]] | None = None,
) -> list[dict[str, Any]]:
    """Every position on every question of one predicate about an entity, of claims that can hold on a day.

    `taking_part` pairs the contradictions on a question with their members, by ids; without it the stored
    ones that stand.
    """
    session, shown = world.session, []
    asked = {
        (fact.scope, fact.unit): Asked(subject["id"], predicate.key, fact.scope, fact.unit)
        for fact in world.about(subject["id"], predicate.key)
    }
    for (scope, unit), each in sorted(asked.items()):
        facts = [fact for fact in world.answers(each) if can_hold(fact, valid_at)]
        question = Question("answer", each.subject, (predicate.key,), scope, unit)
        found = (
            taking_part(question)
            if taking_part is not None
            else session.tuples(_OPEN_OF_QUESTION, question=question.key)
        )
        told = {
            "subjects": [{name: subject[name] for name in ("id", "key", "label")}],
            "predicates": [predicate.key],
            "scope": present.scope(session, scope),
        }
        shown += [
            {"question": told, **position, "contradictions": _shared(position["claims"], found)}
            for position in held(session, placed(world, predicate, facts), facts, picture)
        ]
    return shown


def can_hold(fact: Fact, day: int | None) -> bool:
    """Whether a claim can hold on a day; on no day in particular every one can."""
    return day is None or fact.from_lo <= day <= fact.to_hi


def _shared(claimed: list[dict[str, Any]], found: Sequence[tuple[Any, ...]]) -> list[str]:
    """The contradictions, among (id, member's id) pairs, that any of these claims takes part in."""
    ids = {claim["id"] for claim in claimed}
    return list(dict.fromkeys(row_id for row_id, member in found if member in ids))


def held(
    session: Session, predicate: Predicate, facts: Sequence[Fact], picture: Picture = AS_IT_IS
) -> list[dict[str, Any]]:
    """The positions of these claims, all of one question, as the wire shows them in a picture."""
    known = background(session, [fact.claim for fact in facts], picture)
    taken = snapshot.read(session, wanted_of(sorted({fact.voice for fact in facts})))
    by_claim = {fact.claim: fact for fact in facts}
    found = positions(predicate, facts)
    speaking = overlaps(predicate, found, facts)
    middle = _middle(facts) if predicate.value_type == "quantity" else None
    spoken = {fact.claim: _words_of(known, taken, fact.claim) for fact in facts}
    return [
        {
            **_told(session, predicate, known, position, by_claim),
            "support": {"snapshot": taken.taken_at, **_support(spoken, by_claim, overlap)},
            "median": _medians(position, by_claim, middle),
        }
        for position, overlap in zip(found, speaking, strict=True)
    ]


def _told(
    session: Session,
    predicate: Predicate,
    known: Background,
    position: Position,
    by_claim: dict[int, Fact],
) -> dict[str, Any]:
    claimed = [known.rows[claim] for claim in position.claims]
    chains = [known.chains[claim] for claim in position.claims]
    return {
        "value": words_of(session, predicate, claimed),
        "claims": [{**_ref(row), "bridge": row["seq"] in position.bridges} for row in claimed],
        "claimants": list(dict.fromkeys(speaker(chain[0]) for chain in chains)),
        "independent_origins": independent_origins(map(known.account, position.claims)),
        "alignments": sorted({found for chain in chains if (found := _alignment(chain))}),
        "best_grade": best_grade(known, position.claims),
        "first_stated": _first_stated(known, [by_claim[claim] for claim in position.claims]),
        "disputed_by": [each for claim in position.claims for each in _disputes(known, claim)],
    }


def words_of(session: Session, predicate: Predicate, claimed: Iterable[Row]) -> str:
    """A position in the words of the claims that hold it, rows as `present.BY_SEQ` gives them."""
    values = dict.fromkeys(
        ("not " if row["polarity"] == "denies" else "") + value_phrase(session, predicate, row)
        for row in claimed
    )
    return " / ".join(values)


def _ref(row: Row) -> dict[str, Any]:
    return {"id": row["id"], "key": row["key"]}


def _alignment(chain: Sequence[Row]) -> str | None:
    """The claimant's side, or else that of the first document his claim came through."""
    sides = [chain[0]["agent_alignment"], *(link["document_alignment"] for link in chain)]
    return next((side for side in sides if side), None)


def _first_stated(known: Background, held_by: Iterable[Fact]) -> str | None:
    dated = sorted((fact.said, fact.claim) for fact in held_by if fact.said is not None)
    stated = (known.rows[claim]["stated"] for _, claim in dated)
    return next((each for each in stated if each), None)


def _disputes(known: Background, claim: int) -> Iterable[dict[str, Any]]:
    """Who passed the claim on and disputed it, then who judged so later."""
    through = {"attribution": known.chains[claim][1:], "assessment": known.assessments.get(claim, ())}
    for way, judges in through.items():
        for each in judges:
            if each["stance"] == "disputes":
                yield {
                    "agent": _agent(each),
                    "name": None if each["agent"] else each.get("name") or each.get("recorded_by"),
                    "through": way,
                    "claim": _ref(known.rows[claim]),
                    "wording": each["wording"],
                }


def _agent(each: Row) -> dict[str, Any] | None:
    if not each["agent"]:
        return None
    return {"id": each["agent"], "key": each["agent_key"], "label": each["agent_label"]}


def _words_of(known: Background, taken: snapshot.Snapshot, claim: int) -> dict[str, Any]:
    """All of a support's term that is the same for every position."""
    chain, row = known.chains[claim], known.rows[claim]
    standing = taken.of(row["voice"])
    return {
        "claimant": speaker(chain[0]),
        "claim": _ref(row),
        "agreements": standing.agreements,
        "answers": standing.claims,
        "accuracy": standing.accuracy,
        "prior_only": prior_only(standing.claims),
        "weight": weight(link["stance"] for link in chain[1:]),
    }


def _support(
    spoken: dict[int, dict[str, Any]], by_claim: dict[int, Fact], overlap: dict[int, float]
) -> dict[str, Any]:
    """The score of a position and every term of it, the largest first; one term a claimant.

    Of a claimant's several claims the one counts that speaks loudest.
    """
    terms: dict[str, tuple[float, dict[str, Any]]] = {}
    for claim, share in overlap.items():
        term, voice = spoken[claim], by_claim[claim].voice
        value = belief(term["accuracy"]) * share * term["weight"]
        if voice not in terms or terms[voice][0] < value:
            rounded = {"accuracy": round(term["accuracy"], DECIMALS), "overlap": round(share, DECIMALS)}
            terms[voice] = value, {**term, **rounded, "value": round(value, DECIMALS)}
    told = sorted(terms.values(), key=lambda each: -each[0])
    score = math.fsum(value for value, _ in told)
    return {"score": round(score, DECIMALS), "terms": [term for _, term in told]}


def _medians(
    position: Position, by_claim: dict[int, Fact], middle: float | None
) -> dict[str, float | None] | None:
    """The medians of plain readings: of the position's claims, and `middle` of all; None but for numbers."""
    if middle is None or position.denied:
        return None
    return {"position": _middle((by_claim[claim] for claim in position.claims), position), "question": middle}


def _middle(facts: Iterable[Fact], position: Position | None = None) -> float | None:
    """The median of the plain readings of the claims that assert a number; None where none does."""
    readings = [_reading(fact, position) for fact in facts if fact.intervals and not fact.denies]
    if not readings:
        return None
    middle = median(readings)
    return int(middle) if middle.is_integer() else middle


def _reading(fact: Fact, position: Position | None = None) -> float:
    """The plain reading of a claim: the middle of its alternatives, or of those that hold the position."""
    lo = -math.inf if position is None or position.lo is None else position.lo
    hi = math.inf if position is None or position.hi is None else position.hi
    return median(member.plain for member in fact.intervals if nearness(member, lo, hi) == 1)
