"""The record that is measured: the seeds and synthetic claims, written through the ordinary importer."""

import csv
import json
import random
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from app import migrate
from app.access import keys
from app.access.keys import OPERATOR
from app.db import Database, Session
from app.exchange import files, importer
from app.provenance.log import now
from app.settings import ROOT, Settings
from app.writer import Writer

COLUMNS = (
    *("key", "subject", "predicate", "value", "entity", "valid", "source", "locator", "quote_language"),
    *("claimant", "claimant_on", "carrier", "carrier_mode", "stance"),
)
"""The columns of synthetic claims as flat rows."""
PLACES, OUTLETS, REPORTS = 40, 40, 100
TABLES = {
    "event": "seq",
    "claim": "seq",
    "claim_link": "claim",
    "contradiction": "seq",
    "contradiction_claim": "contradiction",
}
"""The tables an import of claims writes, with the column that holds an event's number."""
Body = dict[str, Any]


def background(forces: int) -> Iterator[Body]:
    """The entities and sources that synthetic claims speak of, as an import file has them."""
    named = (("armed_group", "force", forces), ("place", "town", PLACES), ("outlet", "outlet", OUTLETS))
    for kind, name, count in named:
        for number in range(count):
            key = f"{name}-{number}"
            yield {"type": "entity", "key": key, "kind": kind, "label": f"{name.title()} {number}"}
    for number in range(REPORTS):
        published = f"{2012 + number % 9}-{1 + number % 12:02}"
        yield {
            "type": "source",
            "key": f"report-{number}",
            "kind": "article",
            "title": f"Report {number} on the forces in the north",
            "publisher": f"outlet-{number % OUTLETS}",
            "published": published,
        }


def claims(count: int, forces: int, prefix: str) -> list[Body]:
    """Claims by many voices on so many forces, the same for the same prefix.

    With four claims a force, one in ten contradicts another.
    """
    dice = random.Random(prefix)
    return [_claim(dice, forces, f"{prefix}-{number}") for number in range(count)]


def _claim(dice: random.Random, forces: int, key: str) -> Body:
    month = f"{dice.randint(2012, 2020)}-{dice.randint(1, 12):02}"
    report = f"report-{dice.randrange(REPORTS)}"
    force, strong = dice.randrange(forces), dice.random() < 0.7
    return {
        "type": "claim",
        "key": key,
        "subject": f"force-{force}",
        "predicate": "strength" if strong else "operates_in",
        "value": {"text": _strength(dice, force)} if strong else {"entity": f"town-{dice.randrange(PLACES)}"},
        "valid": {"edtf": month},
        "source": report,
        "citation": {"locator": f"paragraph {dice.randint(1, 40)}", "language": "en"},
        "attribution": [
            {"agent": f"outlet-{dice.randrange(OUTLETS)}", "role": "claimant", "on": month},
            {"agent": "aymenn-al-tamimi", "role": "reporter", "mode": "paraphrase", "stance": "neutral"},
        ],
    }


def _strength(dice: random.Random, force: int) -> str:
    """Words for about what others say of the force too; one in twenty says twice as much."""
    number = 100 * (5 + force % 40) * (2 if dice.random() < 0.05 else 1)
    form = dice.choice(("about {} fighters", "at least {} fighters", "{} to {} fighters"))
    return form.format(f"{number:,}", f"{number * 6 // 5:,}")


def write_lines(path: Path, bodies: Iterable[Body]) -> Path:
    """An import file, JSON Lines."""
    path.write_text("".join(json.dumps(body) + "\n" for body in bodies))
    return path


def write_table(path: Path, bodies: Iterable[Body]) -> Path:
    """The same claims as flat rows, CSV."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(map(_row, bodies))
    return path


def _row(body: Body) -> dict[str, Any]:
    first, last = body["attribution"]
    return {
        **{name: body[name] for name in ("key", "subject", "predicate", "source")},
        "value": body["value"].get("text"),
        "entity": body["value"].get("entity"),
        "valid": body["valid"]["edtf"],
        "locator": body["citation"]["locator"],
        "quote_language": body["citation"]["language"],
        "claimant": first["agent"],
        "claimant_on": first["on"],
        "carrier": last["agent"],
        "carrier_mode": last["mode"],
        "stance": last["stance"],
    }


def make_base(path: Path, forces: int) -> None:
    """A new record with the seeds and what synthetic claims speak of."""
    migrate.upgrade(database(path))
    bring(path, ROOT / "seeds")
    bring(path, write_lines(path.with_suffix(".jsonl"), background(forces)))


def bring(record: Path, source: Path) -> None:
    """Imports a file or folder into a record; RuntimeError when anything is refused."""
    with Writer(database(record)) as writer:
        report = importer.load(writer, OPERATOR, files.read(source))
    if report.refused:
        raise RuntimeError(f"The importer refused {report.refused[:3]}.")


def copied(record: Path, name: str) -> Path:
    """A copy of a record that nobody has open, beside it."""
    execute(record, "PRAGMA wal_checkpoint(TRUNCATE)")
    return Path(shutil.copyfile(record, record.with_name(name)))


def new_key(record: Path) -> str:
    """A fresh API key that may write."""
    with Writer(database(record)) as writer:
        return writer.call(lambda session: keys.create(session, "contributor", "benchmark", now()))[1]


def insert_select(full: Path, target: Path) -> None:
    """Copies into a base every row that `full` has beyond it, in one transaction: SQLite's best."""
    copies = [
        f"INSERT INTO main.{table} SELECT * FROM full.{table} WHERE {column} > (SELECT seq FROM base)"  # noqa: S608 — names from this module
        for table, column in TABLES.items()
    ]
    execute(
        target,
        f"ATTACH '{full}' AS full",
        "CREATE TEMP TABLE base AS SELECT max(seq) AS seq FROM main.event",
        "BEGIN IMMEDIATE",
        *copies,
        "COMMIT",
    )


def execute(path: Path, *statements: str) -> list[Any]:
    """Runs statements on a connection with the program's own pragmas; the rows of the last."""
    session = database(path).writer()
    try:
        for statement in statements:
            cursor = session.connection.cursor()
            cursor.execute(statement)
        return list(cursor.fetchall())
    finally:
        session.close()


def dicts(path: Path, query: str) -> list[dict[str, Any]]:
    """The rows of a query, by column name."""
    session = database(path).reader()
    try:
        cursor = session.connection.cursor()
        cursor.execute(query)
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    finally:
        session.close()


def fetched(session: Session, query: str) -> list[Any]:
    """The rows of a query that no statement of the program is."""
    cursor = session.connection.cursor()
    cursor.execute(query)
    return list(cursor.fetchall())


def database(path: Path) -> Database:
    """The database at the path."""
    return Database(Settings(database=str(path)).url)
