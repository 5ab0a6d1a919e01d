"""The claims of a picture as the rules see them: the same questions, asked of the claims that count in it.

What has been said is read as it is asked for, or all at once; the latest word of each voice is settled anew,
so that an earlier one stands again where a later does not count.
"""

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, select

from app.claims import identity, pictures
from app.claims.pictures import LIVE, WORDS, Picture
from app.claims.voices import latest
from app.contradictions.rules.fact import Fact
from app.contradictions.world import FACT, LIES_IN, Asked, SqlWorld, claims, fact_of, renamed
from app.db import Session
from app.entities import service as entities
from app.errors import BadParameter, Fault

MOST = 20_000
_WIDTH = len(FACT.selected_columns)
_BESIDE = (claims.c.subject.label("about"), claims.c.value_entity, claims.c.alignment, claims.c.recorded_at)
_READ = FACT.add_columns(*_BESIDE, *WORDS).where(LIVE)
_ABOUT = _READ.where(
    claims.c.subject == bindparam("subject"), claims.c.predicate == bindparam("predicate")
).limit(bindparam("most"))
_ALL = _READ.order_by(claims.c.seq).limit(bindparam("most"))
_NAMING = (
    select(claims.c.subject)
    .where(claims.c.value_entity == bindparam("value"), claims.c.predicate == bindparam("predicate"))
    .distinct()
)
_OPEN = (
    select(claims.c.subject, claims.c.predicate)
    .where(claims.c.value_type == "entity", claims.c.value_entity.is_(None))
    .distinct()
)
_RELATED = select(claims.c.subject).where(claims.c.predicate == bindparam("predicate")).distinct()
_PREDICATES_ABOUT = select(claims.c.predicate).where(claims.c.subject == bindparam("entity")).distinct()
_PREDICATES_NAMING = select(claims.c.predicate).where(claims.c.value_entity == bindparam("entity")).distinct()


class Held(NamedTuple):
    """A current claim of the picture, entities as recorded; `value` is the number of its only entity."""

    fact: Fact
    value: int | None
    side: str | None


class PictureWorld(SqlWorld):
    """The claims that are current in a picture, as one session sees them."""

    def __init__(self, session: Session, picture: Picture, most: int = MOST) -> None:
        self.picture = picture  # asked for by what the world is made of
        super().__init__(session)
        self._binds = picture.binds()
        self._left = most
        self._whole = False
        self._held: dict[tuple[int, str], list[Held]] = {}
        self._answers: dict[tuple[str, str], dict[tuple[str, str], list[Fact]]] = {}
        self.sides: dict[int, str | None] = {}

    @cached_property
    def _joins(self) -> identity.Joins:
        return pictures.joins(self.session, self.picture)

    def group(self, entity: str) -> list[str]:
        """The ids of all entities that are one with this in the picture, the canonical one first."""
        return self._joins.group(entity)

    def read_all(self) -> None:
        """Reads everything at once: what is judged whole is not asked for piece by piece."""
        if not self._whole:
            self._held.clear()
            for each in self._settled(_ALL):
                self._held.setdefault((self._seq(each.fact.subject), each.fact.predicate), []).append(each)
            self._whole = True

    def asked(self) -> Iterator[Asked]:
        """Every subject, predicate, scope and unit that has a current claim."""
        self.read_all()
        found = {
            (subject, *asked): asked
            for (subject, predicate), held in self._held.items()
            for fact in (each.fact for each in held)
            for asked in [Asked(fact.subject, predicate, fact.scope, fact.unit)]
        }
        order = sorted(found, key=lambda each: (each[0], each[2:]))
        yield from dict.fromkeys(self._renamed(found[each]) for each in order)

    def answers(self, asked: Asked) -> list[Fact]:
        """The claims that answer it."""
        key = (asked.subject, asked.predicate)
        if key not in self._answers:
            found = self._answers[key] = {}
            for fact in self.about(*key):
                found.setdefault((fact.scope, fact.unit), []).append(fact)
        return list(self._answers[key].get((asked.scope, asked.unit), ()))

    def about(self, subject: str, predicate: str) -> list[Fact]:
        """The claims of one predicate about a subject, in every scope and unit."""
        return self._shown(
            each for seq in self.seqs(subject, predicate) for each in self.said(seq, predicate)
        )

    def naming(self, value: str, predicate: str) -> list[Fact]:
        """The claims of one predicate whose only value is this entity."""
        return self._shown(
            each
            for seq in self.seqs(value, predicate)
            for subject in self._subjects(_NAMING, value=seq, predicate=predicate)
            for each in self.said(subject, predicate)
            if each.value == seq
        )

    def open(self) -> list[Fact]:
        """The claims that leave several entities open as their value."""
        return self._shown(
            each
            for subject, predicate in self.session.tuples(_OPEN)
            for each in self.said(subject, predicate)
            if each.value is None
        )

    def relation(self, predicate: str) -> list[Fact]:
        """The assertions of one predicate, whatever their subject."""
        subjects = self._subjects(_RELATED, predicate=predicate)
        return self._shown(
            each for subject in subjects for each in self.said(subject, predicate) if not each.fact.denies
        )

    def says_about(self, subject: str, predicate: str) -> bool:
        """Whether there is any claim of that predicate about the subject."""
        return bool(self.about(subject, predicate))

    def says_naming(self, value: str, predicate: str) -> bool:
        """Whether there is any claim of that predicate with this value."""
        return bool(self.naming(value, predicate))

    def around(self, place: str) -> list[str]:
        """The places that somebody says this place is part of."""
        if place not in self._around:
            outer = (
                self.canonical(each.fact.choices[0])
                for seq in self.seqs(place, LIES_IN)
                for each in self.said(seq, LIES_IN)
                if each.value is not None and not each.fact.denies
            )
            inside = self.is_place(place)
            self._around[place] = [each for each in dict.fromkeys(outer) if inside and self.is_place(each)]
        return self._around[place]

    def concerning(self, entity: str) -> list[Fact]:
        """Every claim about an entity or with it as its value, and about or with those it is one with."""
        found: dict[int, Fact] = {}
        for each in self.group(entity):
            seq = self._seq(each)
            for (predicate,) in self.session.tuples(_PREDICATES_ABOUT, entity=seq):
                found |= {fact.claim: fact for fact in self.about(each, predicate)}
            for (predicate,) in self.session.tuples(_PREDICATES_NAMING, entity=seq):
                found |= {fact.claim: fact for fact in self.naming(each, predicate)}
        return [found[claim] for claim in sorted(found)]

    def shown_as(self, fact: Fact) -> Fact:
        """The claim with entities under the ids they have in the picture."""
        return renamed(fact, self.joined) if self.joined else fact

    def _seq(self, entity: str) -> int:
        seq = entities.seq_of(self.session, entity)
        assert seq is not None  # noqa: S101 — a claim names only what is there
        return seq

    def _subjects(self, statement: Select[Any], **given: object) -> list[int]:
        return [subject for (subject,) in self.session.tuples(statement, **given)]

    def said(self, subject: int, predicate: str) -> list[Held]:
        """The claims of one predicate about the subject of that number alone."""
        key = (subject, predicate)
        if key not in self._held:
            if self._whole:
                return []
            self._held[key] = self._settled(_ABOUT, subject=subject, predicate=predicate)
        return self._held[key]

    def _settled(self, statement: Select[Any], **given: object) -> list[Held]:
        """The current ones of the claims that live in the picture, every series of them read whole."""
        rows = self.session.tuples(statement, most=self._left + 1, **given, **self._binds)
        self._left -= len(rows)
        if self._left < 0:
            raise _too_many()
        standing = latest(map(_word, rows))
        found = []
        for row in rows:
            if row[0] in standing:
                _, value, side, *_ = row[_WIDTH:]
                found.append(Held(fact_of(row[:_WIDTH]), value, side))
                self.sides[row[0]] = side
        return found

    def _shown(self, held: Iterable[Held]) -> list[Fact]:
        return sorted((self.shown_as(each.fact) for each in held), key=lambda fact: fact.claim)


def _word(row: tuple[Any, ...]) -> dict[str, Any]:
    names = ("recorded_at", *(column.name for column in WORDS))
    return {"seq": row[0], **dict(zip(names, row[_WIDTH + 3 :], strict=True))}


def _too_many() -> BadParameter:
    message = (
        f"This looks at more than {MOST:,} claims, which is not done while you wait. Narrow a list with "
        "subject= (an entity), or ask about an entity or a source of fewer claims."
    )
    return BadParameter(message, [Fault("subject", message)])
