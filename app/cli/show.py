"""`counterclaim show`: one object by id or key."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from app.cli.command import OK, USAGE, Command, Failure
from app.cli.output import document, show

KINDS = ("claim", "entity", "source", "predicate", "contradiction")
"""Also the prefixes of the ids."""


class Shelf(Protocol):
    """Where objects are found: a database, or a server."""

    def find(self, kind: str, reference: str) -> dict[str, Any] | None:
        """The object of that kind with this id or key."""

    def contradictions(self, claim: str) -> list[dict[str, Any]]:
        """Those that the claim takes part in."""

    def nearest(self, reference: str, kind: str | None) -> str:
        """What to say where nothing was found."""


def run(given: Namespace) -> int:
    """Shows a claim, entity, source, predicate or contradiction as a panel, or as the API answers it."""
    from app.cli.panels import PANELS

    with _shelf(given) as shelf:
        kind, found = _only(shelf, given.reference, given.kind)
        if given.json:
            document(found)
        else:
            show(PANELS[kind](found, shelf.contradictions(found["id"]) if kind == "claim" else []))
    return OK


@contextmanager
def _shelf(given: Namespace) -> Iterator[Shelf]:
    if given.server:
        from app.cli import remote

        with remote.client(given) as client:
            yield remote.Shelf(client)
    else:
        from app.cli.opening import reading
        from app.cli.stored import Stored

        with reading(given) as session:
            yield Stored(session)


def _only(shelf: Shelf, reference: str, kind: str | None) -> tuple[str, dict[str, Any]]:
    """The object's kind and document; a key may name a claim and, say, an entity at once."""
    prefix = reference.split("_", 1)[0]
    asked = [kind] if kind else [prefix] if prefix in KINDS else list(KINDS)
    found = [(each, it) for each in asked if (it := shelf.find(each, reference)) is not None]
    if not found and prefix in KINDS and kind is None:  # a key may begin like an id
        found = [(each, it) for each in KINDS if (it := shelf.find(each, reference)) is not None]
    if not found:
        raise Failure(shelf.nearest(reference, kind), USAGE)
    if len(found) > 1:
        kinds = " and ".join(f"a{'n' if each == 'entity' else ''} {each}" for each, _ in found)
        raise Failure(f"The key names {kinds}; say which with --kind {found[0][0]}.", USAGE)
    return found[0]


def _options(parser: ArgumentParser) -> None:
    parser.add_argument("reference", metavar="KEY", help="an id or a key")
    parser.add_argument("--kind", choices=KINDS, help="what it is, where a key names more than one thing")


COMMAND = Command(
    "show", "Show a claim, entity, source, predicate or contradiction.", run, _options, server=True
)
