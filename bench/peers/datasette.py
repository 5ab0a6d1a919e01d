"""Datasette over a copy of the same file, as immutable: it then counts the rows of each table only once.

One claim is a canned query with the join of our own list; a list is a page of the table alone, for which it
is told to leave out the total, the facets and the guesses at facets that it would add.
"""

from pathlib import Path
from typing import Any

from datasette.app import Datasette  # type: ignore[import-untyped]  # it publishes no types

ONE_CLAIM = """
    SELECT claim.*, subject.id AS subject_id, subject.key AS subject_key, subject.label AS subject_label,
           valued.id AS value_id, valued.key AS value_key, valued.label AS value_label,
           source.id AS source_id, source.key AS source_key, source.title AS source_title,
           source.published AS source_published, older.id AS older_id, older.key AS older_key
    FROM claim
    JOIN entity AS subject ON subject.seq = claim.subject
    JOIN source ON source.seq = claim.source
    LEFT JOIN entity AS valued ON valued.seq = claim.value_entity
    LEFT JOIN claim AS older ON older.seq = claim.supersedes
    WHERE claim.key = :key
"""


def build(record: Path) -> Any:
    """The app over the record; its database is named `record`."""
    queries = {"one_claim": {"sql": ONE_CLAIM}}
    metadata = {"databases": {record.stem: {"queries": queries}}}
    return Datasette(immutables=[str(record)], metadata=metadata).app()
