"""Full text on both databases: the one place that knows FTS5 from tsvector.

Words are folded before they come here, so neither database's own reading of texts is used: FTS5 splits at
blanks and signs (tokenizer ascii), PostgreSQL gets arrays. What is asked for are words in quotes joined by
AND and OR: no word of a caller is ever read as an operator.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Executable, Integer, String, TextClause, column, text

from app.db import Session, WriteSession
from app.search.words import SHORTEST_PART, Alternatives, Query

FULL_TEXT = re.compile(r"search_\w+_(fts|parts)(_\w+)?|ix_search_\w+_(words|parts)")
"""The names of FTS5's tables and PostgreSQL's indexes on expressions, which migrations make in plain SQL."""

KINDS = ("entity", "source", "claim")
"""What can be found, in the order in which hits are shown."""


IN_PARTS = ("entity", "source")
"""What is also found by parts of its words: names and titles, not the many words of claims."""


@dataclass(frozen=True, slots=True)
class _Statements:
    """The statements of one kind on one database; both kinds of hits come the newest first."""

    hits: Executable
    hits_in_parts: Executable | None
    put: tuple[TextClause, ...] = ()
    clear: tuple[TextClause, ...] = ()
    put_one: tuple[TextClause, ...] = ()
    take_out: tuple[TextClause, ...] = ()


def _sqlite(kind: str) -> _Statements:
    stored, fts, parts = f"search_{kind}", f"search_{kind}_fts", f"search_{kind}_parts"
    whole, inside = _newest_sqlite(fts, ":asked"), _newest_sqlite(parts, ":parts")
    kept = (fts, parts) if kind in IN_PARTS else (fts,)
    return _Statements(
        _shaped(f"SELECT d.seq, d.words FROM ({whole}) AS h JOIN {stored} AS d {_JOINED}"),  # noqa: S608 — made of the names above, never of a caller's text
        _shaped(f"SELECT d.seq, d.words FROM ({whole} UNION {inside}) AS h JOIN {stored} AS d {_JOINED}")  # noqa: S608 — made of the names above, never of a caller's text
        if kind in IN_PARTS
        else None,
        tuple(
            text(f"INSERT INTO {each} (rowid, words) SELECT seq, words FROM {stored} WHERE seq > :after")  # noqa: S608 — made of the names above, never of a caller's text
            for each in kept
        ),
        tuple(text(f"INSERT INTO {each} ({each}) VALUES ('delete-all')") for each in kept),  # noqa: S608 — made of the names above, never of a caller's text
        tuple(
            text(f"INSERT INTO {each} (rowid, words) SELECT seq, words FROM {stored} WHERE seq = :seq")  # noqa: S608 — made of the names above, never of a caller's text
            for each in kept
        ),
        tuple(
            text(
                f"INSERT INTO {each} ({each}, rowid, words)"  # noqa: S608 — made of the names above, never of a caller's text
                f" SELECT 'delete', seq, words FROM {stored} WHERE seq = :seq"
            )
            for each in kept
        ),
    )


_JOINED = "ON d.seq = h.seq ORDER BY d.seq DESC LIMIT (:most + 0)"


def _newest_sqlite(fts: str, asked: str) -> str:
    """The newest hits of an FTS5 table; nested, because only a whole SELECT may have an order in a union."""
    return (
        f"SELECT seq FROM (SELECT rowid AS seq FROM {fts} WHERE {fts} MATCH {asked}"  # noqa: S608 — made of the names above, never of a caller's text
        " AND rowid <= :top ORDER BY rowid DESC LIMIT (:most + 0))"
    )


def _postgresql(kind: str) -> _Statements:
    whole = "array_to_tsvector(string_to_array(words, ' ')) @@ CAST(:asked AS tsquery)"
    inside = f"({whole} OR words LIKE :parts)"
    found = f"SELECT seq, words FROM search_{kind} WHERE {{}} AND seq <= :top ORDER BY seq DESC LIMIT :most"  # noqa: S608 — made of the names above, never of a caller's text
    return _Statements(
        _shaped(found.format(whole)), _shaped(found.format(inside)) if kind in IN_PARTS else None
    )


def _shaped(sql: str) -> Executable:
    return text(sql).columns(column("seq", Integer), column("words", String))


_STATEMENTS = {
    True: {kind: _sqlite(kind) for kind in KINDS},
    False: {kind: _postgresql(kind) for kind in KINDS},
}


# A plan made once for every word reads a whole table for a rare one: 0.7 s at 400,000 rows against 1 ms. And
# making an array of words out of a text costs some twenty times what PostgreSQL reckons with.
_PLANNED_FOR_THE_WORDS = text(
    "SELECT set_config('plan_cache_mode', 'force_custom_plan', true),"
    " set_config('cpu_operator_cost', '0.05', true)"
)


def hits(session: Session, kind: str, asked: Query, top: int, most: int) -> list[tuple[int, str]]:
    """The numbers and words of the newest documents that may have all that is asked, none newer than `top`.

    A document that is here for parts of its words may lack them: it is asked for by the letters in threes, or
    by the longest part alone. Its score tells.
    """
    sqlite = session.database.sqlite
    statements = _STATEMENTS[sqlite][kind]
    wanted = asked.wanted(name=kind == "entity")
    given: dict[str, object] = {
        "asked": _fts5(wanted) if sqlite else _tsquery(wanted),
        "top": top,
        "most": most,
    }
    statement = statements.hits
    if asked.parts and statements.hits_in_parts is not None:
        statement = statements.hits_in_parts
        given["parts"] = _trigrams(asked.parts) if sqlite else f"%{max(asked.parts, key=len)}%"
    if not sqlite:
        session.scalar(_PLANNED_FOR_THE_WORDS)  # until the reader's transaction ends
    found: list[Any] = session.tuples(statement, **given)
    return found


def put(session: WriteSession, kind: str, after: int) -> None:
    """Takes the documents of higher numbers into the full text."""
    for statement in _STATEMENTS[session.database.sqlite][kind].put:
        session.run(statement, after=after)


def put_one(session: WriteSession, kind: str, seq: int) -> None:
    """Takes one document into the full text."""
    for statement in _STATEMENTS[session.database.sqlite][kind].put_one:
        session.run(statement, seq=seq)


def take_out(session: WriteSession, kind: str, seq: int) -> None:
    """Takes one document out of the full text, while its words are still those that were put in."""
    for statement in _STATEMENTS[session.database.sqlite][kind].take_out:
        session.run(statement, seq=seq)


def clear(session: WriteSession, kind: str) -> None:
    """Empties the full text."""
    for statement in _STATEMENTS[session.database.sqlite][kind].clear:
        session.run(statement)


def _trigrams(parts: Sequence[str]) -> str:
    threes = {part[place : place + SHORTEST_PART] for part in parts for place in range(len(part) - 2)}
    return " AND ".join(f'"{three}"' for three in sorted(threes))


def _fts5(wanted: Sequence[Alternatives]) -> str:
    return _expression(wanted, '"{}"', " AND ", " OR ")


def _tsquery(wanted: Sequence[Alternatives]) -> str:
    return _expression(wanted, "'{}'", " & ", " | ")


def _expression(wanted: Sequence[Alternatives], word: str, both: str, either: str) -> str:
    """The words with the operators between them; words have letters and digits alone."""
    return both.join(
        "("
        + either.join(
            "(" + both.join(word.format(each) for each in sorted(all_of)) + ")" for all_of in any_of
        )
        + ")"
        for any_of in wanted
    )
