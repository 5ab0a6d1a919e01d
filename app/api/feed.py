"""New contradictions as an Atom feed (RFC 4287), for feed readers."""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from fastapi import Request, Response

from app import __version__
from app.api import clocks, languages, routing
from app.api.answers import answer
from app.api.contradictions import CONTRADICTIONS
from app.api.state import state_of
from app.contradictions.rules import BY_CODE
from app.db import ReadSession, Row
from app.entities.naming import Names
from app.pagination import known_only

router = routing.router("contradictions", "/v1/contradictions.atom")
MOST = 50
ATOM = "application/atom+xml"
TAG = "tag:counterclaim,2026:"  # RFC 4151: an id that stays the same wherever the record is served
_NEVER = "1970-01-01T00:00:00Z"  # a feed without entries still has to say when it changed
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, 2.2
_FILTERS = [each for each in CONTRADICTIONS.filters if each.name not in clocks.NAMES]


class Feed(Response):
    """An answer in Atom, for the description."""

    media_type = ATOM


@router.get(
    "",
    response_class=Feed,
    response_model=str,
    openapi_extra={"parameters": [*(each.parameter() for each in _FILTERS), languages.PARAMETER]},
)
async def contradictions_feed(request: Request) -> Response:
    """The 50 contradictions found last, newest first, as an Atom feed; the filters are those of the list."""
    given = request.query_params
    known_only([name for name, _ in given.multi_items()], [*(each.name for each in _FILTERS), "lang"])
    texts = {name: [text] for name, text in given.items() if name != "lang"}
    wanted = languages.asked(request)

    def query(session: ReadSession) -> tuple[bytes, Names]:
        called = Names(session, wanted)
        rows = CONTRADICTIONS.first(session, texts, "-detected_at", MOST)
        shown = (CONTRADICTIONS.spoken or _untold)(session, rows, called)
        return written(str(request.base_url), str(request.url), rows, shown), called

    body, called = await state_of(request).read_slowly(query)
    return answer(request, body, headers={**languages.headers(called), "content-type": ATOM})


def _untold(*_: object) -> list[dict[str, Any]]:
    return []


def written(base: str, url: str, rows: Sequence[Row], shown: Sequence[Mapping[str, Any]]) -> bytes:
    """The feed of these rows and what is shown of them; `base` ends in a slash, `url` is the feed's own."""
    feed = Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": languages.OWN})
    _add(feed, "id", url)
    _add(feed, "title", "Contradictions")
    _add(feed, "subtitle", "Claims that cannot all be true, the newest first.")
    _add(feed, "updated", max((row["changed_at"] for row in rows), default=_NEVER))
    _add(SubElement(feed, "author"), "name", "Counterclaim")
    _add(feed, "generator", "Counterclaim", version=__version__)
    SubElement(feed, "link", {"rel": "self", "type": ATOM, "href": _xml(url)})
    SubElement(feed, "link", {"rel": "alternate", "href": f"{base}v1/contradictions"})
    for row, each in zip(rows, shown, strict=True):
        _entry(SubElement(feed, "entry"), base, row, each)
    made: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return made


def _entry(entry: Element, base: str, row: Row, shown: Mapping[str, Any]) -> None:
    subjects = ", ".join(each["label"] for each in shown["question"]["subjects"])
    _add(entry, "id", TAG + shown["id"])
    _add(entry, "title", f"{BY_CODE[shown['code']].title}: {subjects}")
    _add(entry, "published", row["detected_at"])
    _add(entry, "updated", row["changed_at"])
    _add(entry, "summary", shown["explanation"], type="text")
    href = f"{base}v1/contradictions/{shown['id']}"
    SubElement(entry, "link", {"rel": "alternate", "href": href})  # readers ignore a link of another type
    for name in ("code", "label", "severity", "status"):
        SubElement(entry, "category", {"term": str(shown[name]), "scheme": f"{TAG}{name}"})


def _add(parent: Element, name: str, text: str, **attributes: str) -> None:
    SubElement(parent, name, attributes).text = _xml(text)


def _xml(text: str) -> str:
    """The text with the characters that XML cannot hold replaced."""
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
