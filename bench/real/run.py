"""One data set: read, loaded into a fresh database through the ordinary importer, and looked through."""

import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from app import migrate
from app.access.keys import OPERATOR
from app.db import Database
from app.exchange import importer
from app.exchange.files import Item
from app.exchange.table import dataset, values
from app.exchange.table.dataset import CLAIMS, DataSet
from app.exchange.table.mapping import Control
from app.exchange.table.rows import Refusal, Row
from app.settings import Settings
from app.writer import Writer
from bench.real import found, labels

MAPPINGS = Path(__file__).parent / "mappings"
EVERY = 5.0  # seconds between two words on the progress
Say = Callable[[str], None]


@dataclass(slots=True)
class Outcome:
    """What came of a data set; `seconds` is the import alone, `control` what the raised count made."""

    name: str
    rows: int
    loaded: int
    seconds: float
    refused: list[Refusal]
    notes: list[str]
    contradictions: list[found.Found]
    history: list[found.Found]
    corrections: dict[str, int] = field(default_factory=dict)
    control: str | None = None

    @property
    def sound(self) -> bool:
        """Whether a control that was asked for fired."""
        return self.control is None or self.control.startswith("fired")


def examine(folder: Path, name: str, say: Say, *, control: bool) -> Outcome:
    """Loads a folder's claims into a database that is removed afterwards; FileProblem if it is unreadable."""
    shipped = MAPPINGS / f"{folder.resolve().name}.yaml"
    read = dataset.read(folder, name, shipped if shipped.exists() else None)
    say(f"{name}: {read.rows:,} rows")
    with tempfile.TemporaryDirectory(prefix="counterclaim-real-") as scratch:
        database = Database(Settings(database=str(Path(scratch) / "real.db")).url)
        migrate.upgrade(database)
        with Writer(database) as writer:
            begun = time.perf_counter()
            report = importer.load(writer, OPERATOR, read.items, _progress(read, say))
            seconds = time.perf_counter() - begun
            outcome = _outcome(database, read, seconds)
            outcome.loaded = report.new["claims"]
            outcome.refused = sorted(read.refused + report.refused, key=_place)
            _compare(outcome, read, folder)
            if control and read.renaming.control:
                outcome.control = _controlled(writer, read, read.renaming.control)
    return outcome


def _place(refusal: Refusal) -> tuple[str, int]:
    file, _, line = refusal[0].partition(", line ")
    return file, int(line) if line.isdecimal() else 0


def _progress(read: DataSet, say: Say) -> Callable[[int], None]:
    begun = told = time.monotonic()
    done = 0

    def advance(steps: int) -> None:
        nonlocal done, told
        done += steps
        now = time.monotonic()
        if now - told >= EVERY:
            told = now
            say(f"{read.name}: {done:,} of {len(read.items):,}, {done / (now - begun):,.0f} a second")

    return advance


def _outcome(database: Database, read: DataSet, seconds: float) -> Outcome:
    session = database.reader()
    try:
        with session.snapshot():
            rows, told = found.contradictions(session), list(found.history(session))
    finally:
        session.close()
    return Outcome(read.name, read.rows, 0, seconds, [], read.notes, rows, told)


def _compare(outcome: Outcome, read: DataSet, folder: Path) -> None:
    name = read.renaming.corrections
    if name is None:
        return
    try:
        outcome.corrections = labels.compared(outcome.history, labels.days(folder / name))
    except (OSError, ValueError) as failure:
        outcome.notes.append(f"no corrections to compare downward revisions with: {failure}")


def _controlled(writer: Writer, read: DataSet, control: Control) -> str:
    """Loads a count that must contradict, and says whether it does."""
    try:
        raised = _raised(read, control)
    except ValueError as failure:
        return f"silent: {failure}"
    body = read.claims.body(raised)
    report = importer.load(writer, OPERATOR, [Item("claims", body, "control")])
    if report.refused:
        return f"silent: {report.refused[0][1]}"
    session = writer.database.reader()
    try:
        made = [
            each
            for each in found.contradictions(session)
            if each["code"] == control.code and any(one["key"] == body["key"] for one in each["witness"])
        ]
    finally:
        session.close()
    if not made:
        return f"silent: {control.property} raised to {raised.get('value')} makes no {control.code}"
    best = made[0]
    return f"fired ({control.code}, {best['label']}, {best['severity']:.2f}: {best['explanation']})"


def _raised(read: DataSet, control: Control) -> Row:
    """The property's last row, dated back and one above everything counted under its predicate.

    ValueError where there is no such row.
    """
    own = [row for row in read.sound if row.get("property") == control.property and row.get("valid_to")]
    if not own:
        message = f"no row counts {control.property} as of a day"
        raise ValueError(message)
    renamed = read.renaming.properties
    counted = renamed.get(control.property, control.property)
    highest = max(
        values.bound(row.get(column), column) or 0
        for row in read.sound
        if renamed.get(row.get("property"), row.get("property")) == counted
        for column in ("lo", "hi")
    )
    value = str(int(highest) + 1)
    day = (date.fromisoformat(own[-1].get("valid_to")) - timedelta(control.days_before)).isoformat()
    changed: dict[str, Any] = {
        "claim_id": "control",
        "value": value,
        "lo": value,
        "hi": value if own[-1].get("hi") else "",
        "valid_to": day,
        "claimed_at": day,
    }
    return Row(0, {**own[-1].cells, **changed})


def folders(root: Path) -> list[tuple[str, Path]]:
    """Every folder with a claims.csv, the root itself included, under the name it is told by."""
    found_in = sorted(path.parent for path in root.rglob(CLAIMS) if path.is_file())
    return [(_name(root, each), each) for each in found_in]


def _name(root: Path, folder: Path) -> str:
    inside = folder.relative_to(root).as_posix()
    return root.resolve().name or "root" if inside == "." else inside
