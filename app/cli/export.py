"""`counterclaim export`: the record, or one kind of its rows, as a file."""

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.command import OK, USAGE, Command, Failure
from app.cli.output import document, note, progress

if TYPE_CHECKING:
    from app.db import Session
    from app.exchange.export import Resource

_NAMES = ("predicates", "entities", "sources", "claims", "assessments", "contradictions")
_FORMATS = ("ndjson", "csv", "xlsx")
_STDOUT = Path("-")


def run(given: Namespace) -> int:
    """Writes the file whole or not at all; `-` is stdout."""
    from app.cli.opening import reading
    from app.exchange import export

    format_ = _format(given)
    if given.out != _STDOUT and given.out.exists() and not given.force:
        raise Failure(f"{given.out} is there already. --force writes it anew.", USAGE)
    resources = [export.BY_NAME[given.only]] if given.only else list(export.RESOURCES)
    with reading(given) as session:
        rows = {each.name: each.count(session) for each in resources}
        with progress("Exporting", sum(rows.values())) as advance:
            chunks = _chunks(session, format_, given, resources, advance)
            _stdout(chunks) if given.out == _STDOUT else _write(given.out, chunks, given.force)
    if given.json and given.out != _STDOUT:
        document({"file": str(given.out), "format": format_, "rows": rows})
    else:
        told = ", ".join(f"{number} {name}" for name, number in rows.items())
        note(f"Exported {told}.")
    return OK


def _format(given: Namespace) -> str:
    """The format asked for, or else the one that the file's name ends with."""
    named = given.out.suffix.removeprefix(".")
    if given.format is None and named not in (*_FORMATS, "zip"):
        raise Failure(f"Say which format: --format {', '.join(_FORMATS)}.", USAGE)
    format_: str = given.format or (named if named in _FORMATS else "ndjson")
    if given.bom and format_ != "csv":
        raise Failure("Only csv takes a byte order mark: leave --bom out.", USAGE)
    if given.only is None and format_ in ("csv", "ndjson") and named == format_:
        text = f"The whole record is several files, in a zip. Name it {given.out.with_suffix('.zip')}, or "
        raise Failure(f"{text}take one kind of rows with --only.", USAGE)
    return format_


def _chunks(
    session: "Session",
    format_: str,
    given: Namespace,
    resources: "list[Resource]",
    advance: Callable[[int], None],
) -> Iterator[bytes]:
    from app.exchange import export

    if given.only is None:
        return export.record(session, format_, bom=given.bom, tell=advance, resources=resources)
    (resource,) = resources
    return export.part(session, format_, resource, export.told(session, resource, advance), bom=given.bom)


def _stdout(chunks: Iterator[bytes]) -> None:
    for chunk in chunks:
        sys.stdout.buffer.write(chunk)


def _write(out: Path, chunks: Iterator[bytes], force: bool) -> None:
    """Writes beside the file first, so that half an export never has its name."""
    beside = out.with_name(f".{out.name}.{os.getpid()}.part")
    try:
        with beside.open("xb") as file:
            for chunk in chunks:
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        if force:
            beside.replace(out)
        else:
            out.hardlink_to(beside)  # fails where a file of that name has come in the meantime
    finally:
        beside.unlink(missing_ok=True)


def _options(parser: ArgumentParser) -> None:
    says = "the file to write, or - for stdout; its ending says the format where --format does not"
    parser.add_argument("out", metavar="OUT", type=Path, help=says)
    parser.add_argument(
        "--format", choices=_FORMATS, help="ndjson if not said and the file is a .zip: it loses nothing"
    )
    parser.add_argument("--only", choices=_NAMES, metavar="KIND", help=f"one of {', '.join(_NAMES)}")
    parser.add_argument(
        "--bom", action="store_true", help="begin CSV with a byte order mark, for spreadsheets"
    )
    parser.add_argument("--force", action="store_true", help="write a file anew that is there already")


COMMAND = Command(
    "export", "Export the record as NDJSON, CSV or XLSX; what was exported can be imported.", run, _options
)
