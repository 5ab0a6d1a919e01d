"""`counterclaim dispose`: decide a contradiction."""

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, Any

from app.cli.boundary import faulty
from app.cli.command import OK, USAGE, Command, Failure
from app.cli.output import document, line

if TYPE_CHECKING:
    from app.contradictions.schemas import DispositionCreate


def run(given: Namespace) -> int:
    """Decides a contradiction and prints what stands now."""
    decision = _decision(given)
    if given.server:
        from app.cli import remote

        with remote.client(given) as client:
            standing = remote.told(client.dispose(given.id, decision))
    else:
        standing = _disposed(given, decision)
    if given.json:
        document(standing)
    else:
        line(f"{given.id} is {standing['status']}: {standing['choice']}.")
    return OK


def _disposed(given: Namespace, decision: "DispositionCreate") -> dict[str, Any]:
    from app import intake
    from app.access.keys import OPERATOR
    from app.cli.opening import writing

    with writing(given) as writer:
        return writer.call(lambda session: intake.dispose(session, OPERATOR, given.id, decision)).document


def _decision(given: Namespace) -> "DispositionCreate":
    from pydantic import ValidationError

    from app.api.faults import faults
    from app.contradictions.schemas import DispositionCreate

    body = {"choice": given.choice, "reasons": given.reasons, "position": given.position}
    try:
        return DispositionCreate.model_validate(body)
    except ValidationError as failure:
        errors = [{**error, "loc": ("body", *error["loc"])} for error in failure.errors()]
        found = [(each.pointer, each.detail) for each in faults(errors, DispositionCreate)]
        raise Failure(faulty("The decision does not fit:", found), USAGE) from failure


def _options(parser: ArgumentParser) -> None:
    parser.add_argument(
        "id", metavar="ID", help="the contradiction's id, as counterclaim contradictions shows it"
    )
    parser.add_argument("--choice", required=True, help="what is decided, such as one_accepted or superseded")
    parser.add_argument("--reasons", required=True, metavar="TEXT", help="why")
    says = "a claim (id or key) that holds the position chosen; one_accepted needs it"
    parser.add_argument("--position", metavar="CLAIM", help=says)


COMMAND = Command("dispose", "Decide a contradiction, with reasons.", run, _options, server=True)
