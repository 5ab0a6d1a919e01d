"""Working with a server instead of a database: the client of a command, and what it answers as JSON."""

import os
from argparse import Namespace
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from app.cli.command import USAGE, Failure

if TYPE_CHECKING:
    from pydantic import BaseModel

    from app.client import Client
    from app.exchange.files import Item
    from app.exchange.importer import Report

Document = dict[str, Any]
MOST = 500
"""Items a page."""


@contextmanager
def client(given: Namespace) -> Iterator["Client"]:
    """A client for the server of --server or COUNTERCLAIM_SERVER, with the key of COUNTERCLAIM_KEY."""
    from app.client import Client

    url = str(given.server)
    if not url.startswith(("http://", "https://")):
        raise Failure("--server takes a server's address, such as http://127.0.0.1:8000.", USAGE)
    with Client(url, os.environ.get("COUNTERCLAIM_KEY")) as made:
        yield made


def told(read: "BaseModel") -> Document:
    """An answer as the server gave it."""
    return read.model_dump(mode="json", by_alias=True, exclude_unset=True)


class Shelf:
    """The objects of a server, found by kind and reference as those of a database are."""

    def __init__(self, client: "Client") -> None:
        self._client = client
        self._says = ""

    def find(self, kind: str, reference: str) -> Document | None:
        """The object, or None; what the server said to that is kept."""
        from app.client import ProblemError

        read: Mapping[str, Callable[[str], BaseModel]] = {
            "claim": self._client.claim,
            "entity": self._client.entity,
            "source": self._client.source,
            "predicate": self._client.predicate,
            "contradiction": self._client.contradiction,
        }
        try:
            return told(read[kind](reference))
        except ProblemError as refused:
            if refused.status != HTTPStatus.NOT_FOUND:
                raise
            self._says = refused.detail if "Nearest" in refused.detail else self._says
            return None

    def contradictions(self, claim: str) -> list[Document]:
        """Those that a claim takes part in."""
        return [told(each) for each in self._client.claim_contradictions(claim)]

    def nearest(self, _: str, kind: str | None) -> str:
        """What to say where nothing was found."""
        of = f" of the kind {kind}" if kind else ""
        return self._says or f"Nothing{of} has this id or key there. counterclaim contradictions lists some."


def load(client: "Client", items: Sequence["Item"], progress: Callable[[int], None]) -> "Report":
    """Sends every item; one that is refused is sent again as long as others still come through.

    An item may refer to a later one, so only the last refusal of each counts.
    """
    from app.exchange.files import KINDS
    from app.exchange.importer import Report

    report = Report()
    waiting = sorted(items, key=lambda item: KINDS.index(item.kind))
    while waiting:
        refused = [(item, why) for item in waiting if (why := _sent(client, item, report)) is not None]
        progress(len(waiting) - len(refused))
        if len(refused) == len(waiting):
            report.refused += [(item.place, why) for item, why in refused]
            break
        waiting = [item for item, _ in refused]
    return report


def _sent(client: "Client", item: "Item", report: "Report") -> str | None:
    """Counts an item that came through; the reason of one that did not."""
    from app.client import ProblemError

    try:
        new, _ = client.send(item.kind, item.body)
    except ProblemError as refused:
        if refused.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            raise
        return "; ".join(f"{each.pointer}: {each.detail}" for each in refused.errors) or refused.detail
    (report.new if new else report.unchanged)[item.kind] += 1
    return None
