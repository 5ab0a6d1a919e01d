"""`counterclaim check`: whether the record agrees with itself."""

from argparse import Namespace
from typing import TYPE_CHECKING, Any

from app.cli.command import FOUND, OK, Command
from app.cli.output import document, line, note, progress

if TYPE_CHECKING:
    from app.contradictions.standings import Standing


def run(given: Namespace) -> int:
    """Recomputes every contradiction and verifies the log; exit code 1 when anything differs.

    A record that agrees with itself gets a new snapshot of its voices' standings.
    """
    from app.cli.opening import reading
    from app.contradictions import service, snapshot
    from app.provenance import log

    differences: list[dict[str, Any]] = []
    taken: dict[str, Standing] = {}
    with reading(given) as session, progress("Checking") as advance:
        events = log.head(session)
        for text in log.faults(session):
            differences.append({"in": "log", "where": None, "what": text})
            advance(1)
        for question, text in service.check(session):
            differences.append({"in": "contradictions", "where": question, "what": text})
            advance(1)
        if not differences:
            taken = snapshot.take(session)
    if not differences:
        _store(given, taken, events)
    _tell(given, events, differences)
    return FOUND if differences else OK


def _store(given: Namespace, taken: "dict[str, Standing]", events: int) -> None:
    from app.cli.opening import writing
    from app.contradictions import snapshot

    with writing(given) as writer:
        writer.call(lambda session: snapshot.store(session, taken.items(), events))


def _tell(given: Namespace, events: int, differences: list[dict[str, Any]]) -> None:
    snapshot = None if differences else events
    if given.json:
        agrees = not differences
        document({"agrees": agrees, "events": events, "snapshot": snapshot, "differences": differences})
        return
    for each in differences:
        line(f"{each['in']}: {each['what']}" + (f" — {each['where']}" if each["where"] else ""))
    note(_verdict(events, len(differences)))


def _verdict(events: int, differences: int) -> str:
    if not differences:
        return (
            f"The log's {events} events are whole, and the contradictions are those its claims make.\n"
            f"Support now rests on a snapshot of the voices' agreement as of event {events}."
        )
    return (
        f"{differences} differences. counterclaim rebuild --accept makes the tables anew from the log.\n"
        "Support rests on the snapshot it had: none is taken of a record that differs."
    )


COMMAND = Command("check", "Recompute all contradictions and verify the log; say what differs.", run)
