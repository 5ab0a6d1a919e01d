"""One way for every route that writes: the answer is made, and kept for a retry, inside the write itself.

The header is that of https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/; its value
is taken as it stands, in quotation marks or not.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from fastapi import Request, Response

from app.access import idempotency
from app.access.keys import Account
from app.api.answers import Made
from app.api.state import state_of
from app.db import WriteSession
from app.errors import BadHeader, Fault, InFlight, KeyReused
from app.provenance.canonical import canonical
from app.provenance.log import TIMESTAMP

T = TypeVar("T")
HEADER = "Idempotency-Key"
LONGEST = 255
MOST_HOURS = 24 * 36_500  # a century: times before year 1 do not exist
_KEY = re.compile(rf"[\x20-\x7e]{{1,{LONGEST}}}")


@dataclass(frozen=True, slots=True)
class Once:
    """A request that is to be done once: where its key counts, and what it asks for."""

    scope: str
    fingerprint: str


async def write(
    request: Request,
    account: Account,
    command: Callable[[WriteSession], T],
    shown: Callable[[T], Made],
    *,
    kept: bool = True,
) -> Response:
    """Runs a command in the writer and answers what `shown` makes of its result, in the same transaction.

    Under an idempotency key the first answer is stored with what was written; the same request again gets
    it byte for byte. Refused requests wrote nothing, so nothing is kept of them; nor where not `kept`.
    """

    def done(session: WriteSession) -> Made:
        return shown(command(session))

    state, once = state_of(request), await _once(request, account)
    if once is None or not kept:
        return (await state.writer.run(done)).response()
    if once.scope in state.in_flight:
        raise InFlight("The first request with this Idempotency-Key is not done yet; send it again soon.")
    state.in_flight.add(once.scope)
    try:
        hours = min(state.settings.keep_answers, MOST_HOURS)
        told = await state.writer.run(lambda session: _first_answer(session, once, done, hours))
    finally:
        state.in_flight.discard(once.scope)
    return told.response()


async def _once(request: Request, account: Account) -> Once | None:
    """What the request's key says; None without one."""
    given = request.headers.getlist(HEADER)
    if not given:
        return None
    if len(given) > 1 or not _KEY.fullmatch(given[0]):
        detail = f"{HEADER} is one text of 1 to {LONGEST} printable ASCII characters, such as a UUID."
        raise BadHeader(detail, [Fault(HEADER, detail)])
    where = [request.method.encode(), request.scope["path"].encode()]
    return Once(
        idempotency.digest([account.id.encode(), *where, given[0].encode()]),
        idempotency.digest([*where, request.scope["query_string"], await request.body()]),
    )


def _first_answer(
    session: WriteSession, once: Once, done: Callable[[WriteSession], Made], hours: int
) -> Made:
    """The answer that is kept, or else that of doing it now.

    Whoever writes holds the write lock, so no other process can be between the two.
    """
    found = idempotency.find(session, once.scope)
    if found is None:
        told = done(session)
        moment = datetime.now(UTC)
        row = {
            "scope": once.scope,
            "fingerprint": once.fingerprint,
            "status": told.status,
            "headers": canonical(dict(told.headers)),
            "body": told.body.decode(),
            "kept_at": moment.strftime(TIMESTAMP),
        }
        idempotency.keep(session, row, (moment - timedelta(hours=hours)).strftime(TIMESTAMP))
        return told
    if found["fingerprint"] != once.fingerprint:
        detail = (
            f"This {HEADER} came with another body or query before. Make a new key for a new request, or "
            "send the first one unchanged."
        )
        raise KeyReused(detail, [Fault(HEADER, detail)])
    headers = {**json.loads(found["headers"]), "idempotent-replayed": "true"}
    return Made(found["body"].encode(), found["status"], headers)
