"""`counterclaim seed` and `counterclaim import`: files in, through the ordinary importer."""

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.command import FOUND, OK, USAGE, Command, Failure
from app.cli.output import document, line, note, progress
from app.settings import ROOT

if TYPE_CHECKING:
    from app.exchange.files import Item
    from app.exchange.importer import Report
    from app.writer import Writer

SEEDS = ROOT / "seeds"
SHOWN = 20
"""How many refusals are printed for people; --json has them all."""


def seed(given: Namespace) -> int:
    """Loads the seeds, or with --if-empty only into a database that holds no event."""
    from app.cli.opening import reading
    from app.provenance import log

    if given.if_empty:
        with reading(given) as session:
            held = log.head(session)
        if held:
            note(f"The database holds {held} events already; nothing was loaded.")
            return OK
    return _run([SEEDS], given)


def import_(given: Namespace) -> int:
    """Imports files and folders: bodies as one, so that they may refer to each other, then flat rows."""
    from app.cli import rows
    from app.cli.opening import writing

    if given.mapping is not None and given.profile is not None:
        raise Failure("--mapping and --profile exclude each other.", USAGE)
    flat, nested = rows.parted(given.files)
    if not flat:
        if given.dry_run or given.mapping or given.profile:
            raise Failure(
                "--dry-run, --mapping and --profile are for flat rows: CSV, XLSX, JSON Lines.", USAGE
            )
        return _run(nested, given)
    if nested and given.dry_run:
        raise Failure("--dry-run is for flat rows alone; leave the other files out.", USAGE)
    code = _run(nested, given) if nested else OK
    with writing(given) as writer:
        total = rows.import_files(writer, flat, given)
    if given.json:
        rows.documented(total, given)
    return FOUND if total.refused else code


def _run(paths: Sequence[Path], given: Namespace) -> int:
    from app.exchange import files

    items = [item for path in paths for item in files.read(path)]
    report = _sent(given, items) if given.server else _loaded(given, items)
    if given.json:
        refused = [{"place": place, "reason": reason} for place, reason in report.refused]
        document({"new": dict(report.new), "unchanged": dict(report.unchanged), "refused": refused})
    else:
        line(summary(report))
        _refusals(report)
    return FOUND if report.refused else OK


def _loaded(given: Namespace, items: "Sequence[Item]") -> "Report":
    from app.cli.opening import writing

    with writing(given) as writer:
        return load(writer, items)


def _sent(given: Namespace, items: "Sequence[Item]") -> "Report":
    from app.cli import remote

    with remote.client(given) as client, progress("Sending", len(items)) as advance:
        return remote.load(client, items, advance)


def load(writer: "Writer", items: "Sequence[Item]") -> "Report":
    """Imports items as the operator, with a bar for whoever watches."""
    from app.access.keys import OPERATOR
    from app.exchange import importer

    with progress("Loading", len(items)) as advance:
        return importer.load(writer, OPERATOR, items, advance)


def summary(report: "Report") -> str:
    """What an import did, in a line: `56 claims, 7 sources new; 2 entities unchanged; 1 refused`."""
    from app.exchange.files import SINGULAR

    parts = [
        ", ".join(
            f"{counted[kind]} {one if counted[kind] == 1 else kind}"
            for one, kind in SINGULAR.items()
            if counted[kind]
        )
        + f" {what}"
        for counted, what in ((report.new, "new"), (report.unchanged, "unchanged"))
        if counted.total()
    ]
    if report.refused:
        parts.append(f"{len(report.refused)} refused")
    return "; ".join(parts) + "." if parts else "Nothing to import."


def _refusals(report: "Report") -> None:
    for place, reason in report.refused[:SHOWN]:
        note(f"refused {place}: {reason}")
    if len(report.refused) > SHOWN:
        note(f"and {len(report.refused) - SHOWN} more; --json lists them all.")


def _seed_options(parser: ArgumentParser) -> None:
    parser.add_argument("--if-empty", action="store_true", help="only when the database holds no event")


def _import_options(parser: ArgumentParser) -> None:
    says = "flat rows (.csv, .xlsx, .ndjson), bodies (.yaml, .json, .jsonl with types), or a folder of them"
    parser.add_argument("files", metavar="FILE", nargs="+", type=Path, help=says)
    says = "a YAML file that says how other columns become ours"
    parser.add_argument("--mapping", metavar="FILE", type=Path, help=says)
    parser.add_argument("--profile", metavar="NAME", help="a shipped mapping: acled or ucdp-ged")
    parser.add_argument("--sheet", metavar="NAME", help="the sheet of an .xlsx file (the first if not said)")
    parser.add_argument("--dry-run", action="store_true", help="say of each row what would become of it")
    says = "where refused rows go (beside the file if not said)"
    parser.add_argument("--rejects", metavar="FILE", type=Path, help=says)


SEED = Command("seed", "Load the seed data; what is there already stays as it is.", seed, _seed_options)
IMPORT = Command(
    "import",
    "Import claims, entities, sources and predicates; what is refused leaves the others standing.",
    import_,
    _import_options,
    server=True,
)
