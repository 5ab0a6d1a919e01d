"""Nomenklatura's SQL store of FollowTheMoney statements: what others use that comes nearest to ours."""

import csv
import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# Properties of FollowTheMoney's Event, for the cells that say the same of a claim.
EVENT = {
    "recordId": "key",
    "involved": "subject",
    "keywords": "predicate",
    "name": "value",
    "location": "entity",
    "date": "valid",
    "publisher": "source",
    "summary": "locator",
    "organizer": "claimant",
    "startDate": "claimant_on",
    "description": "carrier",
    "notes": "stance",
}
Row = dict[str, str]


def load(table: Path, database: Path, *, cells: bool) -> None:
    """Writes every row of a table of claims: as one statement of its subject, or each cell as a statement.

    It reads no values, looks for no contradictions and keeps no log.
    """
    store = _store(database)
    statement = importlib.import_module("followthemoney").Statement
    with table.open(newline="") as file, store.writer() as writer:
        for row in csv.DictReader(file):
            for given in _cells(row) if cells else _whole(row):
                writer.add_statement(
                    statement(dataset="benchmark", lang="eng", origin=row["source"], **given)
                )


def _store(database: Path) -> Any:
    model, resolver = (
        importlib.import_module("followthemoney"),
        importlib.import_module("nomenklatura.resolver"),
    )
    engine = importlib.import_module("sqlalchemy").create_engine(f"sqlite:///{database}")
    dataset = model.Dataset.make({"name": "benchmark", "title": "Benchmark"})
    made = importlib.import_module("nomenklatura.store.sql").SQLStore
    return made(dataset, resolver.Linker({}), engine)


def _whole(row: Row) -> Iterator[Row]:
    said = row["value"] or row["entity"]
    told = f"{row['predicate']}: {said} ({row['claimant']}, {row['valid']}, {row['locator']})"
    yield {"entity_id": row["subject"], "schema": "Organization", "prop": "notes", "value": told}


def _cells(row: Row) -> Iterator[Row]:
    for prop, name in EVENT.items():
        if row[name]:
            yield {"entity_id": row["key"], "schema": "Event", "prop": prop, "value": row[name]}
