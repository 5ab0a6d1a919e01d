"""`counterclaim add`: record one claim."""

import sys
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, Any

from app.cli.boundary import faulty
from app.cli.command import OK, USAGE, Command, Failure
from app.cli.output import document, line

if TYPE_CHECKING:
    from pydantic import ValidationError

    from app.claims.schemas import ClaimCreate


def run(given: Namespace) -> int:
    """Records the claim and says which contradictions it is part of now."""
    claim = _claim(given.body if given.body != "-" else sys.stdin.read())
    if given.server:
        from app.cli import remote

        with remote.client(given) as client:
            new, written = client.send("claims", claim)
    else:
        new, written = _recorded(given, claim)
    if given.json:
        document(written)
    else:
        _tell(written, new=new)
    return OK


def _recorded(given: Namespace, claim: "ClaimCreate") -> tuple[bool, dict[str, Any]]:
    """Whether the claim is new, and what POST /v1/claims answers."""
    from app import intake
    from app.access.keys import OPERATOR
    from app.cli.opening import writing

    with writing(given) as writer:
        written = writer.call(lambda session: intake.record(session, OPERATOR, claim))
    found = [{**each, "url": f"/v1/contradictions/{each['id']}"} for each in written.contradictions]
    return written.new, {"claim": written.document, "contradictions": found, "created": written.created}


def _claim(text: str) -> "ClaimCreate":
    from pydantic import ValidationError

    from app import strictjson
    from app.claims.schemas import ClaimCreate

    try:
        body = strictjson.loads(text)
    except ValueError as failure:
        raise Failure(f"The claim is not JSON: {failure}.", USAGE) from failure
    try:
        return ClaimCreate.model_validate(body)
    except ValidationError as failure:
        raise Failure(_faults(failure), USAGE) from failure


def _faults(failure: "ValidationError") -> str:
    from app.api.faults import faults
    from app.claims.schemas import ClaimCreate

    errors = [{**error, "loc": ("body", *error["loc"])} for error in failure.errors()]
    found = [(each.pointer, each.detail) for each in faults(errors, ClaimCreate)]
    return faulty(f"{len(found)} places of the claim do not fit:", found)


def _tell(written: dict[str, Any], *, new: bool) -> None:
    claim = written["claim"]
    name = f"{claim['key']} ({claim['id']})" if claim["key"] else claim["id"]
    line(f"{name} {'recorded' if new else 'was recorded before'}.")
    for each in written["created"]:
        line(f"created {each.get('key') or each.get('id')}")
    for each in written["contradictions"]:
        line(f"{each['label']} {each['code']} {each['severity']:.2f}: {each['explanation']} ({each['id']})")
    if not written["contradictions"]:
        line("It contradicts nothing here.")


def _options(parser: ArgumentParser) -> None:
    says = "the claim as JSON, as POST /v1/claims takes it; - reads it from stdin"
    parser.add_argument("body", metavar="JSON", help=says)


COMMAND = Command("add", "Record a claim; say what it contradicts.", run, _options, server=True)
