"""`counterclaim check`: whether the record agrees with itself."""

from argparse import Namespace
from typing import Any

from app.cli.command import FOUND, OK, Command
from app.cli.output import document, line, note, progress


def run(given: Namespace) -> int:
    """Recomputes every contradiction and verifies the log; exit code 1 when anything differs."""
    from app.cli.opening import reading
    from app.contradictions import service
    from app.provenance import log

    differences: list[dict[str, Any]] = []
    with reading(given) as session, progress("Checking") as advance:
        events = log.head(session)
        for text in log.faults(session):
            differences.append({"in": "log", "where": None, "what": text})
            advance(1)
        for question, text in service.check(session):
            differences.append({"in": "contradictions", "where": question, "what": text})
            advance(1)
    if given.json:
        document({"agrees": not differences, "events": events, "differences": differences})
    else:
        for each in differences:
            line(f"{each['in']}: {each['what']}" + (f" — {each['where']}" if each["where"] else ""))
        note(_verdict(events, len(differences)))
    return FOUND if differences else OK


def _verdict(events: int, differences: int) -> str:
    if not differences:
        return f"The log's {events} events are whole, and the contradictions are those its claims make."
    return f"{differences} differences. counterclaim rebuild --accept makes the tables anew from the log."


COMMAND = Command("check", "Recompute all contradictions and verify the log; say what differs.", run)
