"""`counterclaim rebuild`: make the record's tables anew from the log."""

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from app.cli.command import FOUND, OK, Command
from app.cli.output import document, note, progress, table

if TYPE_CHECKING:
    from app.db import WriteSession


def run(given: Namespace) -> int:
    """Replays the log in one transaction; where a table comes out different, only --accept keeps it."""
    from app import rebuild
    from app.cli.opening import reading, writing
    from app.provenance import log

    with reading(given) as session:
        events = log.head(session)
    differing: list[str] = []
    before: dict[str, str] = {}
    after: dict[str, str] = {}
    with writing(given) as writer, progress("Rebuilding", events) as advance:

        def command(session: "WriteSession") -> dict[str, str]:
            before.update(rebuild.digests(session))
            return rebuild.rebuild(session, lambda _: advance(1), accept=given.accept)

        try:
            after = writer.call(command)
        except rebuild.Differs as found:
            differing = found.tables
    if not differing:
        differing = [name for name in after if after[name] != before[name]]
    _tell(given, events, before, after, differing)
    return FOUND if differing and not given.accept else OK


def _tell(
    given: Namespace, events: int, before: dict[str, str], after: dict[str, str], differing: list[str]
) -> None:
    if given.json:
        changed = bool(differing and after)
        document(
            {"events": events, "before": before, "after": after, "differing": differing, "changed": changed}
        )
        return
    told = [(name, before[name], "differs" if name in differing else "the same") for name in sorted(before)]
    table(("table", "sha256 before", "after"), told, ("table", "sha256 before"))
    if not differing:
        note(f"Replayed {events} events; every table came out the same.")
    elif after:
        note(f"Replayed {events} events; {', '.join(differing)} differed and now say what the log says.")
    else:
        note("Nothing was changed. --accept takes what the log says.")


def _options(parser: ArgumentParser) -> None:
    parser.add_argument("--accept", action="store_true", help="keep the result also where tables differ")


COMMAND = Command("rebuild", "Make the record's tables anew from the log and compare them.", run, _options)
