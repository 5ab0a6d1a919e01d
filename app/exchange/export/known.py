"""What an export knows of the entities and sources that its rows name: asked once for each."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, bindparam, select

from app.claims.predicates import Registry, registry
from app.db import MOST_REMEMBERED, Session, table
from app.entities.models import Entity
from app.exchange.cells import ref
from app.sources.models import Source

entities, sources = table(Entity), table(Source)
_ENTITY = select(*(entities.c[name] for name in ("id", "key", "label", "kind"))).where(
    entities.c.id == bindparam("ref")
)
_SOURCE = (
    select(
        *(sources.c[name] for name in ("id", "key", "kind", "title", "url", "archive_url", "published")),
        *(sources.c[name] for name in ("language", "reliability")),
        entities.c.id.label("publisher_id"),
        entities.c.key.label("publisher_key"),
    )
    .outerjoin(entities, entities.c.seq == sources.c.publisher)
    .where(sources.c.id == bindparam("ref"))
)
Named = Mapping[str, Any]


class Known:
    """Entities and sources by id, and the predicates, as one session sees them."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._found: dict[str, Named] = {}

    @property
    def registry(self) -> Registry:
        """The predicates."""
        return registry(self.session)

    def entity(self, named: Named | None) -> Named | None:
        """An entity that a document names, with its kind."""
        return None if named is None else self._row(_ENTITY, named["id"])

    def source(self, named: Named | None) -> Named | None:
        """A source that a document names, with where to find it and what it is worth."""
        if named is None:
            return None
        row = self._row(_SOURCE, named["id"])
        publisher = {"id": row["publisher_id"], "key": row["publisher_key"]}
        return {**row, "publisher": publisher if publisher["id"] else None}

    def entity_ref(self, entity_id: str | None) -> str | None:
        """How a row names the entity of that id."""
        return None if entity_id is None else ref(self._row(_ENTITY, entity_id))

    def source_ref(self, source_id: str | None) -> str | None:
        """How a row names the source of that id."""
        return None if source_id is None else ref(self._row(_SOURCE, source_id))

    def _row(self, statement: Select[Any], object_id: str) -> Named:
        found = self._found.get(object_id)
        if found is None:
            if len(self._found) >= MOST_REMEMBERED:
                self._found.clear()
            (found,) = self.session.rows(statement, ref=object_id)
            self._found[object_id] = found
        return found
