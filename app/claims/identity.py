"""Which entities are one: judgements of identity are claims, and joins are derived from those that stand."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import bindparam, func, select, union

from app.claims.models import Claim
from app.claims.predicate_schemas import PredicateCreate
from app.claims.voices import day_of
from app.db import Row, Session, table
from app.entities import service as entities
from app.entities.models import Entity
from app.errors import Fault, Unprocessable
from app.jsonsql import numbers
from app.provenance.canonical import canonical as as_json
from app.provenance.models import Event

SAME_AS = "same_as"
DEFINITION = PredicateCreate(
    key=SAME_AS,
    label="identity",
    description="The one thing that two records are of; denied, they are of two.",
    value_type="entity",
    single="no",
    temporality="fixed",
)
"""The predicate as the seeds have it too."""

claims, events = table(Claim), table(Event)
_first, _second = table(Entity).alias("first"), table(Entity).alias("second")
JUDGEMENTS = (
    select(
        claims.c.seq,
        _first.c.seq.label("first"),
        _first.c.id.label("first_id"),
        _second.c.seq.label("second"),
        _second.c.id.label("second_id"),
        claims.c.voice,
        claims.c.said,
        claims.c.recorded_at,
        claims.c.polarity,
        claims.c.modality,
    )
    .join(_first, _first.c.seq == claims.c.subject)
    .join(_second, _second.c.seq == claims.c.value_entity)
    .where(claims.c.predicate == SAME_AS)
    .order_by(claims.c.seq)
)
"""Every judgement, whatever became of it."""

_JUDGEMENTS = JUDGEMENTS.where(claims.c.current == 1)
_HEAD = select(events.c.seq, events.c.leaf).order_by(events.c.seq.desc()).limit(bindparam("most"))
_LEAF = select(events.c.leaf).where(events.c.seq == bindparam("seen"))
# A scalar subquery, so that the few new events are walked and not all judgements.
_OF_OBJECT = select(claims.c.predicate).where(claims.c.id == events.c.object).scalar_subquery()
_JUDGED_SINCE = (
    select(events.c.seq)
    .where(events.c.seq > bindparam("seen"), _OF_OBJECT == SAME_AS)
    .limit(bindparam("most"))
)
_HERE = numbers(bindparam("among"))
_JOINING = (
    select(claims.c.seq, claims.c.id, claims.c.recorded_by)
    .where(claims.c.seq.in_(_HERE))
    .order_by(claims.c.seq)
)
_OPEN = select(claims.c.seq, claims.c.choices).where(
    claims.c.value_type == "entity", claims.c.value_entity.is_(None), claims.c.current == 1
)
_INVOLVED = union(
    *(
        select(func.min(claims.c.seq))
        .where(claims.c.current == 1, column.in_(_HERE))
        .group_by(claims.c.subject, claims.c.predicate, claims.c.scope, claims.c.unit, claims.c.value_entity)
        for column in (claims.c.subject, claims.c.value_entity, claims.c.claimant)
    )
)

Named = tuple[int, str]
Pair = tuple[Named, Named]


@dataclass(frozen=True, slots=True)
class Judgement:
    """A current word of a voice on whether two entities are one.

    `pair` has the number and id of each, the entity added earlier first; `day`, then `seq`, orders words.
    """

    seq: int
    pair: Pair
    voice: str
    day: int
    denies: bool
    certain: bool


def standing(judgements: Iterable[Judgement]) -> dict[Pair, list[Judgement]]:
    """The judgements that join each pair.

    A pair is joined while the last word of one voice on it, in whichever direction, is a certain assertion
    and that of no voice a denial.
    """
    last: dict[tuple[Pair, str], Judgement] = {}
    for each in sorted(judgements, key=lambda one: (one.day, one.seq)):
        last[each.pair, each.voice] = each
    denied = {each.pair for each in last.values() if each.denies}
    found: dict[Pair, list[Judgement]] = {}
    for each in last.values():
        if each.certain and not each.denies and each.pair not in denied:
            found.setdefault(each.pair, []).append(each)
    return found


def components(pairs: Iterable[Pair]) -> dict[str, str]:
    """The id of the earliest entity by the id of each other one it is connected with, earlier ones first."""
    into: dict[Named, Named] = {}

    def root(one: Named) -> Named:
        while one in into:
            parent = into[one]
            into[one] = into.get(parent, parent)  # halves the way for the next
            one = parent
        return one

    seen: set[Named] = set()
    for pair in pairs:
        seen.update(pair)
        first, second = sorted(map(root, pair))
        if first != second:
            into[second] = first
    return {one[1]: root(one)[1] for one in sorted(seen) if one in into}


@dataclass(frozen=True, slots=True)
class Joins:
    """Who is one with whom, as of the event with that number and leaf hash.

    `canonical` is what `components` gives; `groups` has each group by its first member's id.
    """

    seq: int
    leaf: str
    canonical: dict[str, str]
    groups: dict[str, tuple[str, ...]]

    def group(self, entity_id: str) -> list[str]:
        """The ids of all entities that are one with this, the canonical one first."""
        first = self.canonical.get(entity_id, entity_id)
        return list(self.groups.get(first, (first,)))


def joins(session: Session) -> Joins:
    """The joins as this session sees them.

    Remembered until a judgement is recorded or retracted; by the leaf hash too, because after a rollback
    a number can come back with another event. Writer and readers see different states, so each have theirs.
    """
    head = session.first(_HEAD, most=1) or {"seq": 0, "leaf": ""}
    memory, place = session.database.memory, f"joins of a {type(session).__name__}"
    known = memory.get(place)
    if not isinstance(known, Joins) or known.leaf != head["leaf"]:
        if isinstance(known, Joins) and _holds(session, known):
            known = replace(known, **head)
        else:
            known = _read(session, head)
        memory[place] = known
    return known


def _holds(session: Session, known: Joins) -> bool:
    """Whether the event is still there and none since concerns a judgement."""
    return (
        session.scalar(_LEAF, seen=known.seq) == known.leaf
        and session.scalar(_JUDGED_SINCE, seen=known.seq, most=1) is None
    )


def _read(session: Session, head: Row) -> Joins:
    return replace(joins_of(map(judgement, session.rows(_JUDGEMENTS))), **head)


def joins_of(judgements: Iterable[Judgement]) -> Joins:
    """The joins that these judgements, each the current word of its voice, make."""
    found = components(standing(judgements))
    groups: dict[str, list[str]] = {}
    for each, first in found.items():
        groups.setdefault(first, [first]).append(each)
    return Joins(0, "", found, {first: tuple(each) for first, each in groups.items()})


def joined(session: Session) -> dict[str, str]:
    """The id of the canonical entity by the id of each entity that is joined to an earlier one."""
    return joins(session).canonical


def group(session: Session, entity_id: str, known: Mapping[str, str] | None = None) -> list[str]:
    """The ids of all entities that are one with this, the canonical first; `known` is what `joined` gave."""
    if known is None:
        return joins(session).group(entity_id)
    first = known.get(entity_id, entity_id)
    return [first, *(each for each, into in known.items() if into == first)]


def canonical(session: Session, row: Row) -> Row:
    """The row of the entity that this one is joined to: the earliest of its group."""
    first = joined(session).get(row["id"])
    return row if first is None else entities.get(session, first)


def group_seqs(session: Session, row: Row) -> list[int]:
    """The numbers of all entities that are one with this, the canonical one first."""
    found = group(session, row["id"])
    return [seq for each in found if (seq := entities.seq_of(session, each)) is not None]


def refuse(subject: Row, other: Row, pointer: str) -> None:
    """Raises Unprocessable unless the two can be one."""
    detail = None
    if subject["id"] == other["id"]:
        detail = "An entity is always the same as itself. Name the other record of it."
    elif subject["kind"] != other["kind"]:
        detail = (
            f"One thing is not both {_kind(subject)} and {_kind(other)}. If one of the two was entered under "
            "a wrong kind, add it again under the right one and join that."
        )
    if detail is not None:
        raise Unprocessable(detail, [Fault(pointer, detail)])


def _kind(row: Row) -> str:
    kind = str(row["kind"]).replace("_", " ")
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"


def refuse_value(session: Session, subject: Row, choices: Sequence[str]) -> None:
    """Raises Unprocessable unless a claim of identity names just one entity that the subject can be."""
    if len(choices) != 1:
        detail = (
            "A judgement of identity names one entity. Record each alternative as a claim of its own, with "
            "modality possible."
        )
        raise Unprocessable(detail, [Fault("/value/any_of", detail)])
    refuse(subject, entities.get(session, choices[0]), "/value")


def joining(session: Session, one: Row, other: Row) -> list[Row]:
    """The seq, id and recorded_by of the claims that join just these two, earliest first."""
    pair = _pair((one["seq"], one["id"]), (other["seq"], other["id"]))
    found = standing(map(judgement, session.rows(_JUDGEMENTS))).get(pair, [])
    return session.rows(_JOINING, among=as_json([each.seq for each in found])) if found else []


def concerned(session: Session, changed: Sequence[Row]) -> list[str]:
    """The ids of all entities that were or are one with the subject or value of these claims.

    A change touches only joins between those, so what was one before is one with some of them now.
    """
    known = joins(session)
    named = [each for row in changed for each in (row["subject_id"], json.loads(row["value"])["entity"])]
    return list(dict.fromkeys(one for each in named for one in known.group(each)))


def involved(session: Session, ids: Sequence[str]) -> list[int]:
    """Current claims about, with or by these entities: one of each sort, and all that leave one open."""
    among = sorted({seq for each in ids if (seq := entities.seq_of(session, each)) is not None})
    found = {seq for (seq,) in session.tuples(_INVOLVED, among=as_json(among))}
    named = set(ids)
    found |= {seq for seq, choices in session.tuples(_OPEN) if named.intersection(choices.split())}
    return sorted(found)


def judgement(row: Row) -> Judgement:
    """The judgement that a row of JUDGEMENTS holds."""
    return Judgement(
        row["seq"],
        _pair((row["first"], row["first_id"]), (row["second"], row["second_id"])),
        row["voice"],
        day_of(row["said"], row["recorded_at"]),
        row["polarity"] == "denies",
        row["modality"] == "certain",
    )


def _pair(one: Named, other: Named) -> Pair:
    return (one, other) if one < other else (other, one)
