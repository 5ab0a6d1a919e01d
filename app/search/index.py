"""Keeping the index: what was written since it was last looked at is taken in before the commit.

Numbers only rise, so everything above the highest number that the index holds is new, whoever wrote it: one
claim, a batch of an import, or a whole record replayed from the log. What is changed is taken in again.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, Table, bindparam, delete, func, insert, select

from app.claims.models import Claim, Link
from app.db import Row, WriteSession, table
from app.entities import names
from app.entities.models import Entity, EntityName
from app.search import fulltext, words
from app.search.models import INDEX, NameKey, SearchClaim, SearchEntity, SearchSource
from app.sources.models import Source

PAGE = 1000
entities, entity_names, sources = table(Entity), table(EntityName), table(Source)
claims, links, keys = table(Claim), table(Link), table(NameKey)
_DOCUMENTS: dict[str, Table] = {
    "entity": table(SearchEntity),
    "source": table(SearchSource),
    "claim": table(SearchClaim),
}
_HIGHEST = {kind: select(func.max(stored.c.seq)) for kind, stored in _DOCUMENTS.items()}
_INSERT = {kind: insert(stored) for kind, stored in _DOCUMENTS.items()}
_INSERT_KEY = insert(keys)
_CLEAR = [delete(each) for each in INDEX]


def _after(query: Select[Any], number: Any) -> Select[Any]:
    return query.where(number > bindparam("after")).order_by(number).limit(bindparam("most"))


_NEW: dict[str, Select[Any]] = {
    "entity": _after(select(entities.c.seq, entities.c.label, entities.c.description), entities.c.seq),
    "source": _after(select(sources.c.seq, sources.c.title), sources.c.seq),
    "claim": _after(select(claims.c.seq, claims.c.value, claims.c.citation), claims.c.seq),
}
_ONE: dict[str, Select[Any]] = {
    "entity": select(entities.c.seq, entities.c.label, entities.c.description).where(
        entities.c.seq == bindparam("seq")
    ),
    "source": select(sources.c.seq, sources.c.title).where(sources.c.seq == bindparam("seq")),
}
_OUT = {
    "entity": (
        delete(_DOCUMENTS["entity"]).where(_DOCUMENTS["entity"].c.seq == bindparam("seq")),
        delete(keys).where(keys.c.entity == bindparam("seq")),
    ),
    "source": (delete(_DOCUMENTS["source"]).where(_DOCUMENTS["source"].c.seq == bindparam("seq")),),
}
_NAMES = select(entity_names.c.entity, entity_names.c.text).where(
    entity_names.c.entity.between(bindparam("first"), bindparam("last"))
)
_WORDINGS = select(links.c.claim, links.c.wording).where(
    links.c.claim.between(bindparam("first"), bindparam("last")), links.c.wording.is_not(None)
)


def catch_up(session: WriteSession) -> None:
    """Takes into the index what is in the record and not yet in it."""
    for kind in fulltext.KINDS:
        before = after = session.scalar(_HIGHEST[kind]) or 0
        while rows := session.rows(_NEW[kind], after=after, most=PAGE):
            _take(session, kind, rows)
            after = rows[-1]["seq"]
        if after > before:
            fulltext.put(session, kind, before)


def take_again(session: WriteSession, kind: str, seq: int) -> None:
    """Takes in anew what an object says by now."""
    fulltext.take_out(session, kind, seq)
    for statement in _OUT[kind]:
        session.run(statement, seq=seq)
    _take(session, kind, session.rows(_ONE[kind], seq=seq))
    fulltext.put_one(session, kind, seq)


def forget(session: WriteSession) -> None:
    """Empties the index."""
    for kind in fulltext.KINDS:
        fulltext.clear(session, kind)
    for statement in _CLEAR:
        session.run(statement)


def _take(session: WriteSession, kind: str, rows: Sequence[Row]) -> None:
    between = {"first": rows[0]["seq"], "last": rows[-1]["seq"]}
    if kind == "entity":
        named = _grouped(session.tuples(_NAMES, **between))
        called = {row["seq"]: [row["label"], *named.get(row["seq"], [])] for row in rows}
        known = {seq: frozenset().union(*map(names.keys, texts)) for seq, texts in called.items()}
        session.run_many(
            _INSERT_KEY, [{"key": key, "entity": seq} for seq, each in known.items() for key in sorted(each)]
        )
        documents = [entity_words(called[row["seq"]], row["description"]) for row in rows]
    elif kind == "source":
        documents = [words.field(row["title"]) for row in rows]
    else:
        told = _grouped(session.tuples(_WORDINGS, **between))
        documents = [claim_words(row["value"], row["citation"], told.get(row["seq"], [])) for row in rows]
    session.run_many(
        _INSERT[kind],
        [{"seq": row["seq"], "words": each} for row, each in zip(rows, documents, strict=True)],
    )


def _grouped(rows: Iterable[tuple[int, str]]) -> dict[int, list[str]]:
    grouped: dict[int, list[str]] = {}
    for seq, text in rows:
        grouped.setdefault(seq, []).append(text)
    return grouped


def entity_words(called: Iterable[str], description: str | None) -> str:
    """The document of an entity of these names."""
    return words.document([*(words.field(name, name=True) for name in called), words.field(description)])


def claim_words(value: str, citation: str | None, wordings: Iterable[str]) -> str:
    """The document of a claim with this value and citation (JSON) and the wordings of its stances."""
    return words.document(words.field(text) for text in (*claim_texts(value, citation).values(), *wordings))


def claim_texts(value: str, citation: str | None) -> dict[str, str]:
    """The texts of a claim's value and citation (JSON) that are searched, by the place where they stand."""
    told = {"value.text": json.loads(value)["text"]}
    quote = json.loads(citation)["quote"] if citation else None
    return told | ({"citation.quote.exact": quote["exact"]} if quote else {})
