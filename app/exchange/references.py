"""Entities and sources as rows name them: by id, key or exact name; what is not there yet is added.

Nothing is ever matched by likeness. A name that several have is refused with their ids.
"""

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import ValidationError

from app.entities import service as entities
from app.exchange.cells import CellProblem
from app.ids import is_key, looks_like_id
from app.intake import Batch
from app.sources import service as sources

SHOWN = 5
Created = dict[str, Any]


class Known:
    """What the rows of one batch name, looked up once each; `created` is what the current row added."""

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        self.created: list[Created] = []
        self._ids: dict[tuple[str, str], str] = {}

    def begin(self) -> None:
        """A new row: what the one before added stays."""
        self.created = []

    def undo(self) -> None:
        """Something was rolled back, and what it added with it."""
        self._ids.clear()

    def entity(self, column: str, ref: str, name: str | None = None, kind: str | None = None) -> str:
        """The id of the entity, which is added where there is none of this id, key or exact name."""
        known = self._ids.get(("entity", ref))
        if known is not None:
            return known
        found = _one(column, self._entities(ref))
        if found is None:
            body = _named(column, ref, name, entities.PREFIX)
            body |= {"kind": kind or "other", "label": name or ref}
            found = self._add("entity", column, ref, lambda: self.batch.entity(body))
        self._ids["entity", ref] = found
        return found

    def _entities(self, ref: str) -> list[str]:
        session = self.batch.session
        by_ref = entities.find(session, ref)
        return [by_ref["id"]] if by_ref else entities.called(session, ref)

    def source(self, column: str, ref: str, body: Mapping[str, Any] | None = None) -> str:
        """The id of the source, which is added where there is none of this id, key, URL or exact title."""
        known = self._ids.get(("source", ref))
        if known is not None:
            return known
        found = _one(column, self._sources(ref))
        if found is None:
            given = {"title": ref, "kind": "other", **(body or {})}
            name = body.get("title") if body else None
            given |= {"url": ref} if _is_url(ref) else _named(column, ref, name, sources.PREFIX)
            found = self._add("source", column, ref, lambda: self.batch.source(given))
        self._ids["source", ref] = found
        return found

    def _sources(self, ref: str) -> list[str]:
        session = self.batch.session
        if _is_url(ref):
            return sources.located(session, ref)
        by_ref = sources.find(session, ref)
        return [by_ref["id"]] if by_ref else sources.titled(session, ref)

    def _add(self, kind: str, column: str, ref: str, add: Callable[[], tuple[str, bool]]) -> str:
        try:
            found, _ = add()
        except ValidationError as refused:
            error = refused.errors()[0]
            field = ".".join(map(str, error["loc"]))
            raise CellProblem(
                column, f"names a new {kind} that does not fit: {field}: {error['msg']}."
            ) from None
        self.created.append({"type": kind, "id": found, "name": ref})
        return found


def _one(column: str, ids: list[str]) -> str | None:
    if len(ids) > 1:
        more = f" and {len(ids) - SHOWN} more" if len(ids) > SHOWN else ""
        listed = f"{', '.join(ids[:SHOWN])}{more}"
        raise CellProblem(column, f"is the exact name of several: {listed}. Write the id of one of them.")
    return ids[0] if ids else None


def _named(column: str, ref: str, name: str | None, prefix: str) -> dict[str, Any]:
    """What a new object is called: the reference is its key or name, or the id it has in another record."""
    if looks_like_id(ref):
        if name is None or not ref.startswith(f"{prefix}_"):
            raise CellProblem(column, f"is the id of no {prefix} here. Import that first, or write its name.")
        return {"id": ref}
    return {"key": ref} if is_key(ref) else {}


def _is_url(ref: str) -> bool:
    return ref.startswith(("http://", "https://"))
