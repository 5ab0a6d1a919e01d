"""Recording rows: one command for a batch, a savepoint for each row, the questions rechecked once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from pydantic import ValidationError

from app import intake
from app.access.keys import Account
from app.claims import predicates
from app.claims.predicate_schemas import PredicateCreate
from app.claims.schemas import INLINE, REFERENCE
from app.claims.suggestions import suggestion
from app.db import WriteSession
from app.errors import NotFound, Problem, UnknownReference
from app.exchange import bodies, kept
from app.exchange.cells import CellProblem
from app.exchange.references import Created, Known
from app.exchange.sheets import Line
from app.intake import Batch

Fault = tuple[str, str]
"""A column, or nothing for the whole row, and what is wrong with it."""
_SAYS = {"missing": "is needed", "string_type": "takes text"}


@dataclass(frozen=True, slots=True)
class Draft:
    """One claim, entity or source that a row tells of: its kind and the values of its cells."""

    kind: str
    cells: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """A row and what it tells of; `faults` say why that cannot even be tried."""

    line: Line
    drafts: tuple[Draft, ...] = ()
    faults: tuple[Fault, ...] = ()


@dataclass(slots=True)
class Outcome:
    """What became of a row: new or there already, what it added besides, or why it was refused.

    `waiting` says that it refers to a claim which a later row may bring.
    """

    new: bool = False
    created: list[Created] = field(default_factory=list)
    faults: tuple[Fault, ...] = ()
    waiting: bool = False

    @property
    def state(self) -> str:
        """new, unchanged or refused."""
        return "refused" if self.faults else "new" if self.new else "unchanged"


class Undone(ValueError):
    """Ends a trial: the writer rolls back what was done, and the outcomes are taken from here."""

    def __init__(self, outcomes: list[Outcome]) -> None:
        super().__init__("a trial was rolled back")
        self.outcomes = outcomes


def record(
    session: WriteSession,
    account: Account,
    rows: Sequence[Row],
    *,
    brought: Sequence[PredicateCreate] = (),
    trial: bool = False,
) -> list[Outcome]:
    """Records the rows of a batch, each whole or not at all; in a trial raises Undone with the outcomes.

    Predicates that a mapping brought are added first, but for those whose key is taken.
    """
    registry = predicates.registry(session).by_key
    for each in brought:
        if each.key not in registry:
            intake.add_predicate(session, account, each)
    with Batch(session, account) as batch:
        known = Known(batch)
        batch.expect(_keys(rows))
        found = batch.each(rows, partial(_written, batch, known), known.undo)
        outcomes = [_outcome(session, row, each) for row, each in zip(rows, found, strict=True)]
        if trial:
            raise Undone(outcomes)
        batch.finish()
    return outcomes


def _keys(rows: Sequence[Row]) -> list[str]:
    """The keys that the rows give their claims."""
    drafts = (draft for row in rows for draft in row.drafts if draft.kind == bodies.CLAIM)
    return [draft.cells["key"] for draft in drafts if isinstance(draft.cells.get("key"), str)]


def _written(batch: Batch, known: Known, row: Row) -> Outcome:
    known.begin()
    new = [_write(batch, known, draft) for draft in row.drafts]
    return Outcome(any(new), known.created, row.faults)


def _outcome(session: WriteSession, row: Row, found: Outcome | Problem | ValidationError) -> Outcome:
    if isinstance(found, Outcome):
        return found
    waiting = isinstance(found, UnknownReference | NotFound) and found.kind == "claim"
    return Outcome(faults=tuple(_faults(session, row, found)), waiting=waiting)


def _write(batch: Batch, known: Known, draft: Draft) -> bool:
    cells = draft.cells
    if draft.kind == bodies.ENTITY:
        return batch.entity(bodies.plain(cells))[1]
    if draft.kind == bodies.SOURCE:
        return batch.source(bodies.source(cells, known))[1]
    if draft.kind in (bodies.PREDICATE, bodies.ASSESSMENT):
        door = kept.predicate if draft.kind == bodies.PREDICATE else kept.assessment
        return door(batch.session, batch.account, cells).new
    registry = predicates.registry(batch.session).by_key
    predicate = registry.get(cells.get("predicate", "").strip())
    new = batch.record(bodies.claim(cells, predicate, known))
    retraction = bodies.retraction(cells)
    if retraction is not None:
        new |= batch.retract(cells.get("key") or cells["id"], retraction)
    return new


def _faults(session: WriteSession, row: Row, found: Problem | ValidationError) -> list[Fault]:
    kind = row.drafts[0].kind
    if isinstance(found, ValidationError):
        return [
            (column(kind, _pointer(error["loc"])), _SAYS.get(error["type"], error["msg"]))
            for error in found.errors(include_url=False, include_context=False)[:5]
        ]
    if isinstance(found, CellProblem):
        return [(fault.pointer, fault.detail) for fault in found.faults]
    if isinstance(found, UnknownReference):
        return [(column(kind, found.pointer), suggestion(session, found.kind, found.reference))]
    return [(column(kind, fault.pointer), fault.detail) for fault in found.faults] or [("", found.detail)]


def _pointer(steps: Sequence[object]) -> str:
    return "/" + "/".join(str(step) for step in steps if step not in (REFERENCE, INLINE))


_COLUMNS: Mapping[str, str] = {
    "/value/edtf": "date",
    "/value/low": "low",
    "/value/high": "high",
    "/value/best": "best",
    "/value/amount": "best",
    "/value/soft": "low",
    "/value/hard": "hard_low",
    "/value/any_of": "any_of",
    "/valid/mode": "valid_mode",
    "/citation/quote/exact": "quote",
    "/citation/quote/prefix": "quote_prefix",
    "/citation/quote/suffix": "quote_suffix",
    "/citation/language": "quote_language",
    "/citation/locator": "locator",
    "/citation/translated_from": "translated_from",
    "/stance": "stance",
}


def column(kind: str, pointer: str) -> str:
    """The column that a place of a body comes from."""
    if kind != bodies.CLAIM:
        return pointer.split("/")[1] if pointer.count("/") else ""
    for start, name in _COLUMNS.items():
        if pointer == start or pointer.startswith(f"{start}/"):
            return name
    steps = pointer.strip("/").split("/")
    if steps[0] == "attribution" and len(steps) > 1:
        return _link_column(steps)
    if steps[0] in ("value", "scope") and len(steps) > 1:
        return steps[1] if steps[0] == "value" else ".".join(steps[:2])
    return steps[0]


def _link_column(steps: Sequence[str]) -> str:
    """Only the first link can be told by its number; those after it are taken for the carrier."""
    prefix = "claimant" if steps[1] == "0" else "carrier"
    name = steps[2] if len(steps) > 2 else "agent"  # noqa: PLR2004 — attribution, number, field
    if name == "stance" and prefix == "carrier":
        return "stance"
    return prefix if name == "agent" else f"{prefix}_{name}"
