"""What only an import takes: objects that keep the id they had, and judgements that name their claim.

An id is kept where the database has none like it; where an object has it already, the body must be the same.
"""

from collections.abc import Iterator, Mapping
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


def expanded(item: Item) -> Iterator[Item]:
    """A claim as exported, as what an import writes of it: the claim, and then its retraction.

    `status` says what follows from these, so it is passed over; so are contradictions, which the claims make.
    """
    if item.kind == "contradictions":
        return
    if item.kind != "claims":
        yield item
        return
    body = {name: told for name, told in item.body.items() if name not in ("status", "retraction")}
    yield Item(item.kind, body, item.place)
    told = item.body.get("retraction")
    if told is not None:
        ref = body.get("key") or body.get("id")
        retracted = {"claim": ref, **told} if isinstance(told, Mapping) else {"claim": ref, "reason": told}
        yield Item("retractions", retracted, item.place)
