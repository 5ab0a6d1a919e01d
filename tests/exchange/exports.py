"""Exports in the hands of a test: the files of a package, and a record that has everything in it."""

import csv
import io
import json
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from app import intake
from app.access.keys import OPERATOR
from app.claims.schemas import AssessmentCreate, RetractionCreate
from app.contradictions.schemas import DispositionCreate
from app.db import Database
from app.exchange import export, files, importer
from app.exchange.importer import Report
from app.writer import Writer
from tests.conftest import Record

HOSTILE = '=HYPERLINK("http://x")\r\n\t,;\'"\x01 _x0041_ لواء الباقر \u202eabc'
"""A text that a careless writer loses something of, or makes a formula of."""


def exported(database: Database, format_: str, **options: Any) -> bytes:
    """The whole record as a file."""
    return b"".join(export.stream(database, lambda session: export.record(session, format_, **options)))


def unpacked(package: bytes) -> dict[str, bytes]:
    """The files of a zip by name."""
    with ZipFile(io.BytesIO(package)) as read:
        assert read.testzip() is None
        return {name: read.read(name) for name in read.namelist()}


def objects(lines: bytes) -> list[dict[str, Any]]:
    """The objects of NDJSON."""
    return [json.loads(line) for line in lines.decode().split("\n") if line]


def table(text: bytes) -> list[dict[str, str]]:
    """The rows of a CSV file, its cells as they stand there."""
    return list(csv.DictReader(io.StringIO(text.decode(), newline="")))


def imported(package: bytes, database: Database, folder: Path) -> Report:
    """What an import of a package's files does."""
    folder.mkdir()
    for name, held in unpacked(package).items():
        (folder / name).write_bytes(held)
    with Writer(database) as writer:
        return importer.load(writer, OPERATOR, files.read(folder))


def enriched(record: Record) -> Record:
    """Adds to a record with the seeds what they lack: every way in which a claim can end, and odd texts."""
    record.entity("odd", label=HOSTILE, names=[{"text": HOSTILE, "lang": "ar"}], external_ids={"qid": "-5"})
    record.source("odd-paper", title=HOSTILE, published="2016-02")
    record.source(None, title="A paper without a key")  # type: ignore[arg-type]  # none is a key too
    keyless = record.entity(None, label="A voice without a key")  # type: ignore[arg-type]  # none is a key too
    voice = keyless.document["id"]
    told: dict[str, Any] = {"subject": "liwa-al-baqir", "source": "odd-paper", "agent": voice}
    quote = {"exact": HOSTILE, "prefix": "-1+1"}
    strength = {**told, "predicate": "strength", "citation": {"locator": "@p", "quote": quote}}
    first = record.claim(**strength, value={"low": 100, "high": 200, "text": HOSTILE})
    slip = record.claim(**strength, value="about 150", supersedes=first.document["id"])
    _retract(record, slip, reason="entry_error", text="a slip")
    record.claim(
        **strength, key="later-word", value={"any_of": [90, "about 120"]}, supersedes=first.document["id"]
    )
    gone = record.claim(**told, predicate="led_by", value={"entity": "odd"}, valid={"edtf": "2014~/.."})
    _retract(record, gone, reason="withdrawn", text=HOSTILE, source="odd-paper", on="2016-03", by=voice)
    record.claim(**told, predicate="led_by", value={"any_of": ["odd", voice], "text": "one of two"})
    record.claim(**told, predicate="same_as", value={"entity": "odd"}, polarity="denies")
    judged = AssessmentCreate.model_validate(
        {"stance": "disputes", "credibility": 4, "likelihood": "unlikely", "reasons": HOSTILE, "by": voice}
    )
    record.writer.call(lambda session: intake.assess(session, OPERATOR, "later-word", judged))
    return record


def _retract(record: Record, claim: intake.Written, **told: Any) -> None:
    given = RetractionCreate.model_validate(told)
    record.writer.call(lambda session: intake.retract(session, OPERATOR, claim.document["id"], given))


def decided(record: Record) -> str:
    """Decides one open contradiction; returns its id."""
    row: str = record.reader.rows(export.BY_NAME["contradictions"].query)[0]["id"]
    given = DispositionCreate(choice="irreconcilable", reasons="Neither yields.")
    record.writer.call(lambda session: intake.dispose(session, OPERATOR, row, given))
    return row
