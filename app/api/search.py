"""Searching over HTTP."""

import hashlib
from typing import Any

from fastapi import Request, Response

from app.api import routing
from app.api.documents import HitList
from app.api.lists import paged
from app.api.shapes import Shape
from app.api.state import state_of
from app.db import ReadSession
from app.errors import BadCursor, BadParameter, Fault
from app.pagination import DEFAULT_LIMIT, MAX_LIMIT, Page, decode, encode, limit_of
from app.search import words
from app.search.fulltext import KINDS
from app.search.schemas import Hit
from app.search.service import Position, search
from app.search.words import Query

LONGEST = 200
HIT = Shape(Hit)  # not counted: that would read every hit of a common word
router = routing.router("search", "/v1/search")
_PARAMETERS: list[dict[str, Any]] = [
    {
        "name": "q",
        "in": "query",
        "required": True,
        "description": "The words to look for, all of them; no character has a meaning of its own.",
        "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST},
        "example": "لواء الباقر",
    },
    {
        "name": "kind",
        "in": "query",
        "required": False,
        "description": "Only hits of this kind.",
        "schema": {"type": "string", "enum": list(KINDS)},
    },
    {
        "name": "limit",
        "in": "query",
        "required": False,
        "description": "How many items a page holds.",
        "schema": {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT},
    },
    {
        "name": "cursor",
        "in": "query",
        "required": False,
        "description": "`next_cursor` of the page before.",
        "schema": {"type": "string"},
    },
]


@router.get("", response_model=HitList, openapi_extra={"parameters": [*_PARAMETERS, *HIT.parameters()]})
async def search_everything(request: Request) -> Response:
    """What is recorded under these words: entities, then sources, then claims.

    Looked for are the names and descriptions of entities, the titles of sources, and the values, quotes and
    stances' wordings of claims; case, marks on letters, tatweel and the seat of hamza do not count. A word of
    a name is also found as it is spelled elsewhere or in the other script: لواء الباقر finds Liwa al-Baqir.
    Within each kind hits are ranked by thousands, the newest thousand first; in each the best come first.
    Claims that were retracted or superseded are found too: their status says so.
    """
    given = request.query_params
    shaping = HIT.asked(request, *(each["name"] for each in _PARAMETERS))
    asked, kinds = _asked(given.get("q")), _kinds(given.get("kind"))
    limit = limit_of(given.get("limit"))
    order = f"search {hashlib.blake2s(repr((asked, kinds)).encode(), digest_size=6).hexdigest()}"
    after = None if given.get("cursor") is None else _position(given["cursor"], order)

    def query(session: ReadSession) -> tuple[bytes, str | None]:
        found = search(session, asked, kinds, after, limit)
        end = found.after
        cursor = None if end is None else encode(order, end.kind, end.top, end.score, end.seq)
        return Page((), cursor).json(shaping.texts(session, found.hits)), cursor

    body, cursor = await state_of(request).read_slowly(query)
    return paged(request, body, cursor, {})


def _asked(text: str | None) -> Query:
    asked = words.query(text) if text and len(text) <= LONGEST else None
    if asked is None:
        message = (
            f"Say what to look for in 1 to {LONGEST} characters with a word among them: ?q=liwa+al-baqir."
        )
        raise BadParameter(message, [Fault("q", message)])
    return asked


def _kinds(kind: str | None) -> tuple[str, ...]:
    if kind is None:
        return KINDS
    if kind not in KINDS:
        message = f"kind is one of {', '.join(KINDS)}."
        raise BadParameter(message, [Fault("kind", message)])
    return (kind,)


def _position(cursor: str, order: str) -> Position:
    kind, top, score, seq = decode(cursor, order, (int, int, float, int))
    if kind not in range(len(KINDS)):
        message = "Take next_cursor from the page before, unchanged, or leave the cursor out."
        raise BadCursor(message, [Fault("cursor", message)])
    return Position(int(kind), int(top), float(score), int(seq))
