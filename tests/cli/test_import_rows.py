"""`counterclaim import` of flat rows, as a process: exit codes, reports, and what kill -9 leaves."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.cli.command import FOUND, OK, USAGE
from app.contradictions import service
from app.db import Database
from app.provenance import log
from app.settings import ROOT, Settings

ROW = ("liwa-al-baqir", "strength", "about 300 fighters", "katibat-al-nayrab", "alsouria-2016-01")
HEADER = ("subject", "predicate", "value", "claimant", "source")


def command(*argv: str) -> list[str]:
    return [sys.executable, "-m", "app.cli", "import", *argv]


def run(path: Path, *argv: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "COUNTERCLAIM_DATABASE": str(path)}
    return subprocess.run(
        command(*argv), cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


def table(path: Path, *rows: tuple[str, ...], header: tuple[str, ...] = HEADER) -> str:
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return str(path)


def test_the_exit_code_says_whether_all_some_or_none_could_be_used(seeded_path: Path, tmp_path: Path) -> None:
    good = run(seeded_path, table(tmp_path / "good.csv", ROW))
    assert (good.returncode, good.stderr) == (OK, "")
    assert good.stdout.startswith("good.csv: 1 new; 1 rows in ")
    assert "rows/s" in good.stdout
    some = run(seeded_path, table(tmp_path / "some.csv", ROW, ("x", "nothing", "1", "y", "z")))
    assert some.returncode == FOUND
    assert "refused row 3: predicate: No predicate" in some.stderr
    assert (tmp_path / "some.csv.rejects.csv").exists()
    none = run(seeded_path, table(tmp_path / "none.csv", ROW, header=("a", "b", "c", "d", "e")))
    assert none.returncode == USAGE
    assert "none.csv: no column is called predicate" in none.stderr


def test_a_trial_prints_a_line_a_row_and_as_json_an_object_a_row(seeded_path: Path, tmp_path: Path) -> None:
    path = table(tmp_path / "rows.csv", ROW, ("New Group", *ROW[1:]))
    told = run(seeded_path, "--dry-run", path)
    assert told.stdout.splitlines()[:2] == ["row 2: new", "row 3: new; would add entity New Group"]
    assert "Nothing was written" in told.stdout
    lines = [json.loads(line) for line in run(seeded_path, "--dry-run", "--json", path).stdout.splitlines()]
    assert [line.get("state") for line in lines] == ["new", "new", None]
    assert lines[2]["new"] == 2
    assert run(seeded_path, path).stdout.startswith("rows.csv: 2 new")


def test_a_folder_brings_entities_before_the_claims_that_name_them(seeded_path: Path, tmp_path: Path) -> None:
    table(tmp_path / "a-claims.csv", ("lions", *ROW[1:]))
    table(tmp_path / "z-entities.csv", ("lions", "clan", "The Lions"), header=("key", "kind", "label"))
    table(tmp_path / "other.csv", ("1", "2"), header=("x", "y"))
    done = run(seeded_path, str(tmp_path))
    assert done.returncode == OK, done.stderr
    assert "passed over" in done.stderr
    assert done.stdout.splitlines()[0].startswith("z-entities.csv: 1 new")
    assert "entities added" not in done.stdout


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (["--profile", "gdelt"], "acled, ucdp-ged"),
        (["--profile", "acled", "--mapping", "x.yaml"], "exclude each other"),
        (["--mapping", "absent.yaml"], "absent.yaml is not YAML"),
        (["--profile", "acled"], "rows.csv lacks columns that the mapping reads"),
    ],
)
def test_options_that_cannot_be_used_are_explained(
    seeded_path: Path, tmp_path: Path, argv: list[str], says: str
) -> None:
    done = run(seeded_path, *argv, table(tmp_path / "rows.csv", ROW))
    assert done.returncode == USAGE
    assert says in done.stderr


def test_an_import_cut_off_by_kill_nine_is_finished_by_the_next_and_nothing_is_there_twice(
    seeded_path: Path, tmp_path: Path
) -> None:
    count = 6000
    rows = [(f"Group {number % 50}", ROW[1], f"about {number + 10}", *ROW[3:]) for number in range(count)]
    path = table(tmp_path / "rows.csv", *rows)
    environment = {**os.environ, "COUNTERCLAIM_DATABASE": str(seeded_path)}
    database = Database(Settings(database=str(seeded_path)).url)
    session = database.reader()
    for _ in range(2):
        before = log.head(session)
        process = subprocess.Popen(command(path), cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 60
        while log.head(session) == before and time.monotonic() < deadline:
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert before > 157
    assert log.head(session) < 157 + count + 50
    done = run(seeded_path, path)
    assert done.returncode == OK, done.stderr
    recorded = [entry.body for entry in log.replay(session) if entry.op == "claim.recorded"]
    assert len({body["key"] for body in recorded}) == len(recorded) == 56 + count
    assert list(service.check(session)) == []
