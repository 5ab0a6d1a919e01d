"""`counterclaim rules`: when claims contradict each other."""

from argparse import ArgumentParser, Namespace
from typing import Any

from app.cli.command import OK, USAGE, Command, Failure
from app.cli.output import document, line, table


def run(given: Namespace) -> int:
    """Lists the rules with the predicates they apply to, or says of one when it fires and stays silent."""
    from inspect import getdoc

    from app.contradictions.rules import BY_CODE

    if given.code is not None and given.code not in BY_CODE:
        raise Failure(f"The rules are {', '.join(BY_CODE)}.", USAGE)
    found = _asked_for(given) if given.server else _stored(given)
    if given.json:
        chosen = [each for each in found if given.code in (None, each["code"])]
        document(chosen[0] if given.code else {"data": chosen, "next_cursor": None, "has_more": False})
    elif given.code:
        line(f"{BY_CODE[given.code].title}\n\n{getdoc(type(BY_CODE[given.code]))}")
    else:
        cells = [(each["code"], each["title"], _applied(each["applies_to"])) for each in found]
        table(("code", "title", "predicates"), cells, ("code", "title"))
    return OK


def _stored(given: Namespace) -> list[dict[str, Any]]:
    from app.claims.predicates import registry
    from app.cli.opening import reading
    from app.contradictions import manual

    with reading(given) as session:
        return manual.shown(registry(session))


def _asked_for(given: Namespace) -> list[dict[str, Any]]:
    from app.cli import remote

    with remote.client(given) as client:
        return [remote.told(each) for each in client.rules()]


def _applied(predicates: list[list[str]]) -> str:
    """The predicates, a pair joined by a sign."""
    return ", ".join(" / ".join(each) for each in predicates) or "none"


def _options(parser: ArgumentParser) -> None:
    parser.add_argument("code", nargs="?", metavar="CODE", help="one rule, such as monotone_break")


COMMAND = Command(
    "rules", "List the rules, or say when one fires and stays silent.", run, _options, server=True
)
