"""The list of contradictions in a picture of the record: computed, then filtered, sorted and paged."""

from collections import Counter
from collections.abc import Callable, Mapping
from itertools import islice
from typing import Any, NamedTuple

from fastapi import Request, Response

from app.api import clocks, groups, languages
from app.api.lists import Asked, Listing, paged
from app.api.state import state_of
from app.claims.pictures import LATEST
from app.contradictions import computed
from app.contradictions.computed import Computed
from app.contradictions.pictures import PictureWorld
from app.db import ReadSession, Session
from app.entities import service as entities
from app.entities.naming import Names
from app.errors import BadParameter, Fault
from app.pagination import Page, Part, decode, encode

_SORTS: Mapping[str, Callable[[Computed], float]] = {
    "severity": lambda each: float(each.severity),
    "open_weight": lambda each: float(each.open_weight),
}


class _Order(NamedTuple):
    """What the list is in the order of: its own order, or a number and then its own."""

    sort: str

    @property
    def name(self) -> str:
        return f"computed {self.sort}".rstrip()

    @property
    def descending(self) -> bool:
        return self.sort.startswith("-")

    @property
    def kinds(self) -> list[type]:
        return [float, str] if self.sort else [str]

    def position(self, each: Computed) -> tuple[Part, ...]:
        """Where a contradiction stands; the same as long as the same claims make it."""
        number = _SORTS.get(self.sort.removeprefix("-"))
        return (each.place,) if number is None else (number(each), each.place)

    def sorted(self, found: list[Computed]) -> list[Computed]:
        """In this order; a - turns it round, ties included."""
        return sorted(found, key=self.position, reverse=self.descending)

    def after(self, each: Computed, position: tuple[Part, ...]) -> bool:
        """Whether a contradiction comes after a position."""
        mine: Any = self.position(each)
        return bool(mine < position if self.descending else mine > position)


def _order(asked: Asked) -> _Order:
    sort = asked.sort or ""
    if sort and sort.removeprefix("-") not in _SORTS:
        message = (
            "Contradictions computed for a picture were detected at no time. Sort by severity or "
            "open_weight, with a - before it for descending, or leave sort out."
        )
        raise BadParameter(message, [Fault("sort", message)])
    return _Order(sort)


async def page(request: Request, listing: Listing) -> Response:
    """The page asked for of the contradictions in a picture; `listing` knows the filters."""
    asked = listing.asked(request)
    listing.order_of(asked.sort)
    if asked.group is not None:
        return await _groups(request, listing, asked)
    order = _order(asked)
    position = decode(asked.cursor, order.name, order.kinds) if asked.cursor is not None else None
    wanted = languages.asked(request)

    def query(session: ReadSession) -> tuple[bytes, str | None, Names]:
        found, as_of, stands = _found(session, listing, asked)
        found = order.sorted(found)
        rest = (each for each in found if position is None or order.after(each, position))
        shown = list(islice(filter(stands, rest), asked.limit + 1))
        cursor = None
        if len(shown) > asked.limit:
            cursor = encode(order.name, *order.position(shown[asked.limit - 1]))
        called = Names(session, wanted)
        documents = [each.shown(as_of, called) for each in shown[: asked.limit]]
        more = {"count": sum(map(stands, found))} if asked.shaped.counted else {}
        return Page([], cursor).json(asked.shaped.texts(session, documents), more), cursor, called

    body, cursor, called = await state_of(request).read_slowly(query)
    return paged(request, body, cursor, languages.headers(called))


async def _groups(request: Request, listing: Listing, asked: Asked) -> Response:
    """The page asked for of the values that the contradictions in a picture have."""
    name, after = str(asked.group), asked.group_after(str)

    def query(session: ReadSession) -> tuple[bytes, str | None]:
        found, as_of, stands = _found(session, listing, asked)
        told: dict[str, Callable[[Computed], str]] = {
            "status": lambda each: each.status(as_of),
            "code": lambda each: each.detection.finding.code,
            "label": lambda each: each.label,
        }
        counts = Counter(told[name](each) for each in found if stands(each))
        left = [value for value in sorted(counts) if after is None or value > str(after)]
        rows = [{"value": value, "count": counts[value]} for value in left]
        shown = groups.page(name, rows, asked.limit)
        more = {"count": len(counts)} if asked.shaped.counted else {}
        return shown.json(asked.shaped.texts(session, shown.rows), more), shown.next_cursor

    body, cursor = await state_of(request).read_slowly(query)
    return paged(request, body, cursor, {})


def _found(
    session: ReadSession, listing: Listing, asked: Asked
) -> tuple[list[Computed], str, Callable[[Computed], bool]]:
    """What passes every filter but that of the status, the time asked for, and that filter."""
    values = listing.values(session, asked)
    as_of, status = str(values.get("as_of", LATEST)), values.get("status")
    world = PictureWorld(session, clocks.picture(values))
    found = [each for each in _asked(session, world, asked, values) if _passes(each, values)]
    return found, as_of, lambda each: status in (None, each.status(as_of))


def _asked(session: Session, world: PictureWorld, asked: Asked, values: Mapping[str, Any]) -> list[Computed]:
    """The contradictions to choose from: those about an entity, those of a claim, or all."""
    if "subject" in asked.texts:
        (subject,) = asked.texts["subject"]
        return computed.about(world, entities.get(session, subject)["id"])
    if "claim" in values:
        return computed.with_claim(world, values["claim"])
    return computed.all_of(world)


def _passes(each: Computed, values: Mapping[str, Any]) -> bool:
    """Whether a contradiction passes the filters that its finding tells without its words."""
    finding = each.detection.finding
    sides = {each.world.sides.get(claim) for claim in each.members}
    told: dict[str, Callable[[Any], bool]] = {
        "predicate": lambda key: key in each.detection.question.predicates,
        "claim": lambda seq: seq in each.members,
        "alignment": lambda side: side in sides,
        "min_severity": lambda least: each.severity >= least,
        "code": lambda code: finding.code == code,
        "label": lambda label: each.label == label,
        "valid_at": lambda day: finding.window[0] <= day <= finding.window[1],
    }
    return all(holds(values[name]) for name, holds in told.items() if name in values)
