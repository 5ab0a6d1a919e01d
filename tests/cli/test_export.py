"""`counterclaim export` writes a file whole or not at all, and overwrites none."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook

from app.cli.command import ENVIRONMENT, OK, USAGE
from app.exchange import export
from tests.cli.conftest import Run
from tests.conftest import Record
from tests.exchange.exports import exported, objects, table, unpacked


@pytest.mark.parametrize(
    ("argv", "format_"),
    [
        (["record.zip"], "ndjson"),
        (["record.zip", "--format", "csv"], "csv"),
        (["record.zip", "--format", "csv", "--bom"], "csv"),
        (["record", "--format", "ndjson"], "ndjson"),
    ],
)
def test_the_whole_record_is_what_the_api_gives(
    run: Run,
    seeded: Record,
    tmp_path: Path,
    argv: list[str],
    format_: str,
) -> None:
    name, *options = argv
    out = tmp_path / name
    ended = run("export", str(out), *options, database=seeded.path)
    assert (ended.code, ended.out) == (OK, "")
    assert ended.err.startswith("Exported 31 predicates, 56 entities, 7 sources, 56 claims, ")
    assert out.read_bytes() == exported(seeded.database, format_, bom="--bom" in options)


def test_a_workbook_has_a_sheet_for_each_kind(run: Run, seeded: Record, tmp_path: Path) -> None:
    out = tmp_path / "record.xlsx"
    told = run("export", str(out), "--json", database=seeded.path).document
    assert (told["file"], told["format"], told["rows"]["claims"]) == (str(out), "xlsx", 56)
    assert load_workbook(io.BytesIO(out.read_bytes())).sheetnames == list(export.BY_NAME)


@pytest.mark.parametrize("kind", export.BY_NAME)
def test_one_kind_of_rows_is_one_file(run: Run, seeded: Record, tmp_path: Path, kind: str) -> None:
    whole = unpacked(exported(seeded.database, "ndjson"))
    tables = unpacked(exported(seeded.database, "csv"))
    for suffix, expected in (("ndjson", whole), ("csv", tables)):
        out = tmp_path / f"{kind}.{suffix}"
        assert run("export", "--only", kind, str(out), database=seeded.path).code == OK
        assert out.read_bytes() == expected[f"{kind}.{suffix}"]


def test_a_file_that_is_there_is_kept_unless_forced(run: Run, seeded: Record, tmp_path: Path) -> None:
    out = tmp_path / "claims.csv"
    out.write_text("mine")
    ended = run("export", "--only", "claims", str(out), database=seeded.path)
    assert (ended.code, out.read_text()) == (USAGE, "mine")
    assert f"{out} is there already. --force writes it anew." in ended.err
    assert run("export", "--only", "claims", "--force", str(out), database=seeded.path).code == OK
    assert len(table(out.read_bytes())) == 56


def test_a_file_that_comes_in_the_meantime_is_kept(
    run: Run,
    seeded: Record,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    out = tmp_path / "claims.csv"
    monkeypatch.setattr(Path, "exists", lambda path: path != out)
    out.write_text("mine")
    ended = run("export", "--only", "claims", str(out), database=seeded.path)
    assert (ended.code, out.read_text()) == (ENVIRONMENT, "mine")
    assert [path.name for path in tmp_path.glob(".*.part")] == []


def test_what_fails_midway_leaves_no_file(run: Run, seeded: Record, tmp_path: Path) -> None:
    spoil = "UPDATE claim SET citation = '{' WHERE key = 'baqir-salary'"
    seeded.writer.call(lambda session: session._execute(spoil))
    ended = run("export", str(tmp_path / "record.zip"), database=seeded.path)
    assert ended.code != OK
    assert [path.name for path in tmp_path.iterdir() if not path.name.startswith("counterclaim.db")] == []


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (["record"], "Say which format: --format ndjson, csv, xlsx."),
        (["record.csv"], "The whole record is several files, in a zip."),
        (["record.xlsx", "--bom"], "Only csv takes a byte order mark"),
        (["record.zip", "--only", "nothing"], "invalid choice: 'nothing'"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    run: Run,
    seeded: Record,
    tmp_path: Path,
    argv: list[str],
    says: str,
) -> None:
    name, *options = argv
    ended = run("export", str(tmp_path / name), *options, database=seeded.path)
    assert ended.code == USAGE
    assert says in ended.err
    assert not (tmp_path / name).exists()


def test_a_hyphen_is_stdout(seeded: Record, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "app.cli", "export", "--only", "claims", "--format", "ndjson", "-"]
    done = subprocess.run([*command, "--database", str(seeded.path)], capture_output=True, check=True)
    assert done.stdout == unpacked(exported(seeded.database, "ndjson"))["claims.ndjson"]
    assert len(objects(done.stdout)) == 56
    assert json.loads(done.stdout.split(b"\n")[0])["type"] == "claim"
