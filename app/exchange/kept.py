"""What only an import takes: objects that keep the id they had, and judgements that name their claim.

An id is kept where the database has none like it; where an object has it already, the body must be the same.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from app import intake
from app.access.keys import Account
from app.claims.predicate_schemas import PredicateCreate
from app.claims.schemas import AssessmentCreate, RetractionCreate
from app.db import WriteSession
from app.entities.schemas import EntityCreate
from app.errors import Fault, Unprocessable
from app.exchange.files import Item
from app.intake import Written
from app.sources.schemas import SourceCreate
from app.wire import keeping

_NO_CLAIM = "Name the claim that this is about, by its id or key."


def predicate(session: WriteSession, account: Account, body: Mapping[str, Any]) -> Written:
    """Adds a predicate."""
    kept, rest = keeping("predicate", body)
    return intake.add_predicate(session, account, PredicateCreate.model_validate(rest), kept)


def entity(session: WriteSession, account: Account, body: Mapping[str, Any]) -> Written:
    """Adds an entity."""
    kept, rest = keeping("entity", body)
    return intake.add_entity(session, account, EntityCreate.model_validate(rest), kept)


def source(session: WriteSession, account: Account, body: Mapping[str, Any]) -> Written:
    """Adds a source."""
    kept, rest = keeping("source", body)
    return intake.add_source(session, account, SourceCreate.model_validate(rest), kept)


def assessment(session: WriteSession, account: Account, body: Mapping[str, Any]) -> Written:
    """Adds an assessment to the claim it names."""
    kept, rest = keeping("assessment", body)
    ref = _claim(rest)
    return intake.assess(session, account, ref, AssessmentCreate.model_validate(rest), kept)


def retraction(session: WriteSession, account: Account, body: Mapping[str, Any]) -> Written:
    """Retracts the claim it names."""
    rest = dict(body)
    ref = _claim(rest)
    return intake.retract(session, account, ref, RetractionCreate.model_validate(rest))


def _claim(body: dict[str, Any]) -> str:
    ref = body.pop("claim", None)
    if not isinstance(ref, str):
        raise Unprocessable(_NO_CLAIM, [Fault("/claim", _NO_CLAIM)])
    return ref


def ordered(items: Iterable[Item]) -> Iterator[Item]:
    """What an import writes of exported items: claims, and their retractions where these were made.

    A claim that was superseded must stand again before another supersedes it, and one that was retracted must
    have stood: so a retraction waits until a claim needs it, or for the end. `status` says what follows from
    these, and contradictions come of the claims, so both are passed over.
    """
    waiting = _Retractions()
    for item in items:
        if item.kind == "contradictions":
            continue
        if item.kind != "claims":
            yield item
            continue
        body = {name: told for name, told in item.body.items() if name not in ("status", "retraction")}
        yield from waiting.before(body.get("supersedes"))
        yield Item(item.kind, body, item.place)
        waiting.add(item)
    yield from waiting.rest()


class _Retractions:
    """Retractions that wait, by the claim they are of, and the retracted claims by what they supersede."""

    def __init__(self) -> None:
        self._waiting: dict[object, Item] = {}
        self._newer: dict[str, list[object]] = {}

    def add(self, item: Item) -> None:
        told = item.body.get("retraction")
        if told is None:
            return
        ref = item.body.get("key") or item.body.get("id") or id(item)
        named = {"claim": ref} if isinstance(ref, str) else {}
        body = {**named, **told} if isinstance(told, Mapping) else {**named, "reason": told}
        self._waiting[ref] = Item("retractions", body, item.place)
        older = item.body.get("supersedes")
        if isinstance(older, str):
            self._newer.setdefault(older, []).append(ref)

    def before(self, older: object) -> Iterator[Item]:
        """The retractions after which a claim stands again."""
        for ref in self._newer.pop(older, ()) if isinstance(older, str) else ():
            yield from self._of(ref)

    def _of(self, ref: object) -> Iterator[Item]:
        yield from self.before(ref)
        if ref in self._waiting:
            yield self._waiting.pop(ref)

    def rest(self) -> Iterator[Item]:
        """All that still wait, what supersedes before what it superseded."""
        for ref in list(reversed(self._waiting)):
            yield from self._of(ref)
