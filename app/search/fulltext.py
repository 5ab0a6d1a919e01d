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
from app.search.words import Alternatives

FULL_TEXT = re.compile(r"search_\w+_fts(_\w+)?|ix_search_\w+_words")
"""The names of FTS5's tables and PostgreSQL's indexes on expressions, which migrations make in plain SQL."""

KINDS = ("entity", "source", "claim")
"""What can be found, in the order in which hits are shown."""


@dataclass(frozen=True, slots=True)
class _Statements:
    """The statements of one kind on one database; `hits` are the newest first."""

    hits: Executable
    put: TextClause | None
    clear: TextClause | None


def _sqlite(kind: str) -> _Statements:
    fts, stored = f"search_{kind}_fts", f"search_{kind}"
    hits = (
        f"SELECT d.seq, d.words FROM (SELECT rowid AS seq FROM {fts} WHERE {fts} MATCH :asked"  # noqa: S608 — names of tables from here
        f" AND rowid <= :top ORDER BY rowid DESC LIMIT (:most + 0)) AS h JOIN {stored} AS d ON d.seq = h.seq"
        " ORDER BY d.seq DESC"
    )
    put = f"INSERT INTO {fts} (rowid, words) SELECT seq, words FROM {stored} WHERE seq > :after"  # noqa: S608
    clear = f"INSERT INTO {fts} ({fts}) VALUES ('delete-all')"  # noqa: S608
    return _Statements(_shaped(hits), text(put), text(clear))


def _postgresql(kind: str) -> _Statements:
    stored = f"search_{kind}"
    hits = (
        f"SELECT seq, words FROM {stored} WHERE array_to_tsvector(string_to_array(words, ' '))"  # noqa: S608
        " @@ CAST(:asked AS tsquery) AND seq <= :top ORDER BY seq DESC LIMIT :most"
    )
    return _Statements(_shaped(hits), None, None)


def _shaped(sql: str) -> Executable:
    return text(sql).columns(column("seq", Integer), column("words", String))


_STATEMENTS = {
    True: {kind: _sqlite(kind) for kind in KINDS},
    False: {kind: _postgresql(kind) for kind in KINDS},
}


def hits(
    session: Session, kind: str, wanted: Sequence[Alternatives], top: int, most: int
) -> list[tuple[int, str]]:
    """The numbers and words of the newest documents that have all that is wanted, none newer than `top`."""
    asked = _fts5(wanted) if session.database.sqlite else _tsquery(wanted)
    statement = _STATEMENTS[session.database.sqlite][kind].hits
    found: list[Any] = session.tuples(statement, asked=asked, top=top, most=most)
    return found


def put(session: WriteSession, kind: str, after: int) -> None:
    """Takes the documents of higher numbers into the full text."""
    statement = _STATEMENTS[session.database.sqlite][kind].put
    if statement is not None:
        session.run(statement, after=after)


def clear(session: WriteSession, kind: str) -> None:
    """Empties the full text."""
    statement = _STATEMENTS[session.database.sqlite][kind].clear
    if statement is not None:
        session.run(statement)


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
