"""What the record would be without a source: which claims, contradictions and positions rest on it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Text, and_, bindparam, cast, not_, or_, select

from app.claims import pictures, present
from app.claims.pictures import AS_IT_IS, LATEST, Picture
from app.contradictions import asking, computed, holding
from app.contradictions.asking import Question, placed
from app.contradictions.computed import Computed
from app.contradictions.pictures import PictureWorld
from app.contradictions.positions import positions
from app.contradictions.rules.fact import Fact
from app.contradictions.words import witness_row
from app.contradictions.world import Asked, claims
from app.db import Row, Session
from app.entities import service as entities
from app.jsonsql import elements, member_text
from app.sources import service as sources

MOST = 500
_through = not_(
    and_(
        pictures.not_through(bindparam("picture_sources")), pictures.not_out_of(bindparam("picture_derived"))
    )
)
_document = member_text(claims.c.retraction, "source")
_left_out = elements(bindparam("picture_documents", type_=Text), "of")
_withdrawn_in = _document.in_(select(cast(_left_out.c.value, Text)))
_RESTING = select(claims.c.id, claims.c.key).where(claims.c.status == "live", _through).order_by(claims.c.seq)
_SPOKEN_OF = (
    select(claims.c.subject, claims.c.predicate)
    .where(or_(_through, _withdrawn_in))
    .distinct()
    .order_by(claims.c.subject, claims.c.predicate)
)


def of_source(session: Session, source: Row) -> dict[str, Any]:
    """What a retraction of this source, and of all that was made out of it, would change."""
    seen = Picture.without(session, [source])
    now, without = PictureWorld(session, AS_IT_IS), PictureWorld(session, seen)
    left, came = _moved(session, now, without)
    questions = _questions(now, without, [*left, *came])
    before, after = computed.found(now, questions), computed.found(without, questions)
    same = _matched(before, after)
    kept = {id(other) for other in same.values()}
    changing = [(one, same[place]) for place, one in enumerate(before) if place in same]
    return {
        "source": sources.reference(source),
        "documents": len(seen.derived),
        "claims": _part(session.rows(_RESTING, **seen.binds())),
        "returning": _part([_ref(session, fact.claim) for fact in came]),
        "contradictions": {
            "vanishing": _listed([one for place, one in enumerate(before) if place not in same]),
            "appearing": _listed([other for other in after if id(other) not in kept]),
            "changing": _changed(changing),
        },
        "positions": _part(list(_lost(now, without, questions))),
    }


def _moved(session: Session, now: PictureWorld, without: PictureWorld) -> tuple[list[Fact], list[Fact]]:
    """The claims that would no longer be current, and those that would be instead."""
    left: list[Fact] = []
    came: list[Fact] = []
    for subject, predicate in session.tuples(_SPOKEN_OF, **without.picture.binds()):
        here = {held.fact.claim: held.fact for held in now.said(subject, predicate)}
        there = {held.fact.claim: held.fact for held in without.said(subject, predicate)}
        left += [now.shown_as(fact) for claim, fact in here.items() if claim not in there]
        came += [without.shown_as(fact) for claim, fact in there.items() if claim not in here]
    return left, came


def _questions(now: PictureWorld, without: PictureWorld, moved: Sequence[Fact]) -> list[Question]:
    """The questions whose answer can differ; all of them where other entities would be one."""
    worlds = (now, without)
    if now.joined != without.joined:
        for world in worlds:
            world.read_all()
        asked = (question for world in worlds for question in asking.every(world))
    else:
        asked = (question for world in worlds for question in asking.touched(world, moved))
    return list({(question, question.focus): question for question in asked}.values())


def _matched(before: Sequence[Computed], after: Sequence[Computed]) -> dict[int, Computed]:
    """By its place before, what a contradiction would be after: that with most members in common."""
    shared = [
        (len(set(one.members).intersection(other.members)), -place, -at)
        for place, one in enumerate(before)
        for at, other in enumerate(after)
        if one.sort == other.sort
    ]
    found: dict[int, Computed] = {}
    taken: set[int] = set()
    for common, place, at in sorted(shared, reverse=True):
        if common and -place not in found and -at not in taken:
            found[-place] = after[-at]
            taken.add(-at)
    return found


def _changed(pairs: Iterable[tuple[Computed, Computed]]) -> dict[str, Any]:
    """The pairs of which label or severity differ; what comes after keeps the id."""
    differ = [
        (one, other) for one, other in pairs if (one.severity, one.label) != (other.severity, other.label)
    ]
    shown = []
    for one, other in differ[:MOST]:
        was = one.shown(LATEST)
        shown.append({"before": was, "after": {**other.shown(LATEST), "id": was["id"]}})
    return {"count": len(differ), "data": shown, "has_more": len(differ) > MOST}


def _lost(
    now: PictureWorld, without: PictureWorld, questions: Iterable[Question]
) -> Iterator[dict[str, Any]]:
    """The positions that would lose their last claim, by question."""
    session = now.session
    for question in questions:
        if question.kind != "answer" or question.subject in now.joined:
            continue
        (key,) = question.predicates
        asked = Asked(question.subject, key, question.scope, question.unit)
        here, there = now.answers(asked), without.answers(asked)
        standing = {fact.claim for fact in there}
        gone = {fact.claim for fact in here} - standing
        facts = sorted({fact.claim: fact for fact in (*there, *here)}.values(), key=lambda fact: fact.claim)
        predicate = placed(now, now.registry.by_key[asked.predicate], facts)
        for position in positions(predicate, facts) if gone else ():
            if standing.isdisjoint(position.claims):
                held = [witness_row(session, claim) for claim in position.claims]
                yield {
                    "question": {
                        "subjects": [entities.reference(entities.get(session, asked.subject))],
                        "predicates": [asked.predicate],
                        "scope": present.scope(session, asked.scope),
                    },
                    "value": holding.words_of(session, predicate, held),
                    "claims": [{"id": row["id"], "key": row["key"]} for row in held],
                }


def _listed(found: Sequence[Computed]) -> dict[str, Any]:
    shown = [each.shown(LATEST) for each in found[:MOST]]
    return {"count": len(found), "data": shown, "has_more": len(found) > MOST}


def _part(found: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {"count": len(found), "data": list(found[:MOST]), "has_more": len(found) > MOST}


def _ref(session: Session, claim: int) -> dict[str, Any]:
    row = witness_row(session, claim)
    return {"id": row["id"], "key": row["key"]}
