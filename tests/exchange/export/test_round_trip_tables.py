"""Tables that are exported, imported into an empty database and exported again are the very same tables."""

import shutil
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings

from app.cli.rows import import_files, parted
from app.db import Database
from app.exchange import export
from app.writer import Writer
from tests.conftest import Record, new_database
from tests.exchange.exports import enriched, exported, unpacked
from tests.random_histories import Step, World, histories, play

TABLES = [f"{name}.csv" for name in export.BY_NAME if name != "contradictions"]


def imported(database: Database, paths: Sequence[Path], sheet: str | None = None) -> int:
    """Imports tables as the command line does; returns how many rows were refused."""
    given = Namespace(mapping=None, profile=None, sheet=sheet, dry_run=False, rejects=None, json=True)
    with Writer(database) as writer:
        return import_files(writer, paths, given).refused


def same(package: bytes, target: Database, at: Path) -> None:
    """Imports a package's tables and asserts that they are exported again as they were."""
    at.mkdir()
    held = unpacked(package)
    for name, text in held.items():
        (at / name).write_bytes(text)
    flat, nested = parted([at])
    assert (sorted(path.name for path in flat), nested) == (sorted(TABLES), [])
    assert imported(target, flat) == 0
    again = unpacked(exported(target, "csv"))
    for name in TABLES:
        assert again[name] == held[name], name


@pytest.mark.parametrize("bom", [False, True])
def test_tables_come_back_as_they_went(seeded: Record, tmp_path: Path, bom: bool) -> None:
    target = new_database(tmp_path / "target.db")
    package = exported(enriched(seeded).database, "csv", bom=bom)
    if bom:
        plain = exported(seeded.database, "csv")
        (tmp_path / "marked").mkdir()
        for name, text in unpacked(package).items():
            (tmp_path / "marked" / name).write_bytes(text)
        flat, _ = parted([tmp_path / "marked"])
        assert imported(target, flat) == 0
        assert [unpacked(exported(target, "csv"))[name] for name in TABLES] == [
            unpacked(plain)[name] for name in TABLES
        ]
    else:
        same(package, target, tmp_path / "package")


def test_sheets_come_back_as_they_went(seeded: Record, tmp_path: Path) -> None:
    book, target = tmp_path / "record.xlsx", new_database(tmp_path / "target.db")
    book.write_bytes(exported(enriched(seeded).database, "xlsx"))
    for name in ("entities", "predicates", "sources", "claims", "assessments"):
        assert imported(target, [book], name) == 0
    one, other = unpacked(exported(seeded.database, "csv")), unpacked(exported(target, "csv"))
    for name in TABLES:
        assert one[name] == other[name], name


def ended_once(steps: list[Step]) -> bool:
    """Whether no claim was retracted that a slip had superseded before: its row is retracted at once."""
    retracted = {step.earlier for step in steps if step.claim is None}
    return not retracted & {step.earlier for step in steps if step.claim is not None}


@settings(max_examples=8)
@given(histories().filter(ended_once))
def test_random_histories_come_back_as_tables(
    world: World,
    folder: Path,
    blank: World,
    steps: list[Step],
) -> None:
    session = world.fresh()
    play(session, steps, watched=False)
    session.close()
    shutil.rmtree(folder / "tables", ignore_errors=True)
    same(exported(world.database, "csv"), blank.renewed(), folder / "tables")
