"""Pictures of the record: which claims count at a time, for a reader of some day, or without some accounts.

What became of a claim is derived from the claims and retractions that count: a retraction or a later word
that does not count in a picture has not happened in it. The day a claim is to hold on narrows what is
shown and decides nothing here.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, bindparam, case, cast, exists, func, not_, or_, select

from app.claims import identity, knowing, present
from app.claims.models import Claim, Link
from app.claims.values.time import END
from app.claims.voices import latest
from app.db import Row, Session, table
from app.jsonsql import Stored, elements, member_text, numbers
from app.provenance.canonical import canonical
from app.sources import service as sources

LATEST = "9999"  # after every time of the log
claims, links = table(Claim), table(Link)
_newer = claims.alias("newer")
Condition = ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Picture:
    """Which claims count; what is not said leaves all of them in.

    `as_of` is a time as the log writes it, `known_by` a day number; `sources` are the numbers of the
    documents left out and `derived` the ids by number of these and all that was made out of them,
    `claimants` the numbers of the claimants left out, and `side` the only side that counts.
    """

    as_of: str = LATEST
    known_by: int = END
    sources: tuple[int, ...] = ()
    derived: Mapping[int, str] = field(default_factory=dict)
    claimants: tuple[int, ...] = ()
    side: str | None = None

    @classmethod
    def without(cls, session: Session, rows: Sequence[Row]) -> "Picture":
        """The picture without these sources."""
        return cls(sources=tuple(row["seq"] for row in rows), derived=sources.with_derived(session, rows))

    def judges(self, assessment: Row) -> bool:
        """Whether an assessment counts: recorded and known by then, and not of what is left out.

        The row has recorded_at, on_edtf, source and by_entity, and its source's published_hi.
        """
        known = knowing.of_judgement(
            assessment["recorded_at"], assessment["published_hi"], assessment["on_edtf"]
        )
        return (
            assessment["recorded_at"] <= self.as_of
            and known <= self.known_by
            and assessment["source"] not in self.derived
            and assessment["by_entity"] not in self.claimants
        )

    def binds(self) -> dict[str, object]:
        """The parameters of the conditions of this module."""
        return {
            "picture_as_of": self.as_of,
            "picture_known_by": self.known_by,
            "picture_sources": canonical(list(self.sources)),
            "picture_derived": canonical(sorted(self.derived)),
            "picture_documents": canonical({"of": sorted(self.derived.values())}),
            "picture_claimants": canonical(list(self.claimants)),
            "picture_side": self.side,
        }


AS_IT_IS = Picture()
"""The record as it is, with nothing left out."""


def valid_at(bound: Any) -> Condition:
    """Whether a claim can hold on a day: one without valid time can on every day."""
    return and_(claims.c.from_lo <= bound, claims.c.to_hi >= bound)


def recorded_by(bound: Any, row: Any = claims) -> Condition:
    """Whether a claim was recorded by a time."""
    return and_(row.c.recorded_at <= bound)


def known_by(bound: Any, row: Any = claims) -> Condition:
    """Whether a reader could know of a claim by the end of a day."""
    return and_(row.c.known <= bound)


def not_through(bound: Any, row: Any = claims) -> Condition:
    """Whether neither the document a claim was read in nor one of its chain is among these."""
    through = exists().where(links.c.claim == row.c.seq, links.c.source.in_(numbers(bound)))
    return and_(row.c.source.not_in(numbers(bound)), not_(through))


def not_out_of(bound: Any, row: Any = claims) -> Condition:
    """Whether the document a claim was first written in is none of these.

    That is the first of its chain, or else the one it was read in: an article made out of many documents
    gives each of its claims only what their chain comes from.
    """
    first = (
        select(links.c.source)
        .where(links.c.claim == row.c.seq, links.c.source.is_not(None))
        .order_by(links.c.position)
        .limit(1)
        .correlate(row)
        .scalar_subquery()
    )
    return func.coalesce(first, row.c.source).not_in(numbers(bound))


def not_said_by(bound: Any, row: Any = claims) -> Condition:
    """Whether a claim's claimant is none of these."""
    return or_(row.c.claimant.is_(None), row.c.claimant.not_in(numbers(bound)))


def on_side(bound: Any, row: Any = claims) -> Condition:
    """Whether a claim is of that side; of any where none is given."""
    given = cast(bound, Text)
    return or_(given.is_(None), row.c.alignment == given)


_CONDITIONS: Mapping[str, Callable[[Any, Any], Condition]] = {
    "picture_as_of": recorded_by,
    "picture_known_by": known_by,
    "picture_sources": not_through,
    "picture_derived": not_out_of,
    "picture_claimants": not_said_by,
    "picture_side": on_side,
}


def _counts(row: Any) -> Condition:
    return and_(*(holds(bindparam(name, type_=_KINDS.get(name)), row) for name, holds in _CONDITIONS.items()))


_KINDS: Mapping[str, Any] = {name: Text() for name in ("picture_as_of", "picture_side")}


def _retracted(row: Any) -> Condition:
    """Whether a retraction counts: recorded by then, known by then, and read in a document that counts.

    A slip of entry needs no document: what was never said is not said without one either.
    """
    left_out = elements(bindparam("picture_documents", type_=Text), "of")
    document = member_text(row.c.retraction, "source")
    told = member_text(row.c.retraction, "recorded_at") <= bindparam("picture_as_of", type_=Text)
    known = row.c.retraction_known <= bindparam("picture_known_by")
    read = or_(_slip(row), document.is_(None), document.not_in(select(cast(left_out.c.value, Text))))
    return and_(row.c.retraction.is_not(None), told, known, read)


def _slip(row: Any) -> Condition:
    return member_text(row.c.retraction, "reason") == "entry_error"


def _supersedes(row: Any) -> Condition:
    """Whether the newer claim replaced this one; a slip of entry never replaced anything."""
    return and_(
        _newer.c.supersedes == row.c.seq, _counts(_newer), not_(and_(_retracted(_newer), _slip(_newer)))
    )


COUNTS = _counts(claims)
RETRACTED = _retracted(claims)
SUPERSEDED = exists().where(_supersedes(claims)).correlate(claims)
LIVE = and_(COUNTS, not_(RETRACTED), not_(SUPERSEDED))
STATUS = case((RETRACTED, "retracted"), (SUPERSEDED, "superseded"), else_="live")
_LAST = select(func.max(_newer.c.seq)).where(_supersedes(claims)).correlate(claims).scalar_subquery()
DOCUMENTS = present.documents(
    STATUS,
    case((and_(not_(RETRACTED), SUPERSEDED), present.successor(_LAST))),
    case((RETRACTED, Stored(claims.c.retraction))),
).add_columns(claims.c.series)
"""The claims as a picture has them; whether a claim is current is told by `current`."""

WORDS = (claims.c.series, claims.c.said, claims.c.polarity, claims.c.value, claims.c.choices)
_series = elements(bindparam("series", type_=Text), "of")
_OF_SERIES = select(claims.c.seq, claims.c.recorded_at, *WORDS).where(
    claims.c.series.in_(select(cast(_series.c.value, Text))), LIVE
)
_JUDGEMENTS = identity.JUDGEMENTS.add_columns(claims.c.series, claims.c.value, claims.c.choices).where(LIVE)


def current(session: Session, picture: Picture, series: Iterable[str]) -> set[int]:
    """The claims of these series that are their voice's latest word in the picture."""
    wanted = canonical({"of": sorted(set(series))})
    return latest(session.rows(_OF_SERIES, series=wanted, **picture.binds()))


def joins(session: Session, picture: Picture) -> identity.Joins:
    """Who is one with whom by the judgements that count in the picture."""
    rows = session.rows(_JUDGEMENTS, **picture.binds())
    standing = latest(rows)
    return identity.joins_of(identity.judgement(row) for row in rows if row["seq"] in standing)
