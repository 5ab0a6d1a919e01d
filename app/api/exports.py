"""Exports over HTTP: every list as a file, and the whole record in one request."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import Annotated, Any

from fastapi import Path, Request, Response

from app.api import clocks, routing
from app.api.claims import CLAIMS, CLAIMS_IN_PICTURES
from app.api.contradictions import CONTRADICTIONS
from app.api.entities import ENTITIES
from app.api.lists import Asked, Listing
from app.api.predicates import PREDICATES
from app.api.sources import SOURCES
from app.api.streams import Stream, streamed
from app.db import Session
from app.entities import service as entities
from app.errors import BadParameter, Fault, NotFound
from app.exchange import export
from app.exchange.export.base import BATCH
from app.pagination import known_only

router = routing.router("exports", "/v1")
_FORMAT = "What the file is: ndjson, csv or xlsx."
FormatName = Annotated[
    str, Path(alias="format", description=_FORMAT, json_schema_extra={"enum": list(export.FORMATS)})
]
BOM = {
    "name": "bom",
    "in": "query",
    "required": False,
    "description": "1 begins a CSV with a byte order mark: a spreadsheet that does not ask then reads UTF-8.",
    "schema": {"type": "string", "enum": ["0", "1"], "default": "0"},
}
_ENTITIES = replace(ENTITIES, present=entities.present)  # who is one with whom, claims of their own tell
_CONTRADICTIONS = replace(
    CONTRADICTIONS,
    spoken=None,
    sorts={},
    present=export.BY_NAME["contradictions"].shows,
    filters=tuple(each for each in CONTRADICTIONS.filters if each.name not in clocks.NAMES),
)


def _described(listing: Listing) -> dict[str, Any]:
    paging = ("sort", "limit", "cursor", "lang")
    whole = replace(listing, shape=None)  # a file has every field of every item
    filters = [each for each in whole.parameters() if each["name"] not in paging]
    return {"parameters": [*filters, BOM]}


def _answers(whole: bool = False) -> dict[int | str, dict[str, Any]]:
    types = {each.whole_media_type if whole else each.media_type for each in export.FORMATS.values()}
    binary = {"schema": {"type": "string", "format": "binary"}}
    return {200: {"description": "The file.", "content": dict.fromkeys(sorted(types), binary)}}


def _format(name: str) -> export.Format:
    found = export.FORMATS.get(name)
    if found is None:
        raise NotFound(f"There is no such format. Exports are made as {', '.join(export.FORMATS)}.")
    return found


def _bom(request: Request, of: export.Format) -> bool:
    given = request.query_params.get("bom")
    message = None
    if given not in (None, "0", "1"):
        message = "bom takes 1 or 0."
    elif given == "1" and of is not export.CSV:
        message = "Only csv takes a byte order mark: leave bom out."
    if message:
        raise BadParameter(message, [Fault("bom", message)])
    return given == "1"


async def _list(request: Request, name: str, of: export.Format, listing: Listing) -> Stream:
    """Everything that the filters of a list leave, as one file."""
    given = request.query_params
    names = [each.name for each in listing.filters]
    several = [each.name for each in listing.filters if each.gather is not None]
    known_only([each for each, _ in given.multi_items()], [*names, "bom"], several)
    texts = {each: [text] for each, text in listing.always.items()}
    asked = Asked(texts | {each: given.getlist(each) for each in given if each in names}, BATCH, None, None)
    resource, bom = export.BY_NAME[name], _bom(request, of)

    def make(session: Session) -> Iterator[bytes]:
        batches = listing.batches(session, asked, BATCH)
        read = chain(
            [next(batches, ())], batches
        )  # what is wrong with a filter shows before any byte is sent
        return export.part(session, of.name, resource, read, bom=bom)

    return await streamed(request, make, of.media_type, f"{name}.{of.name}")


def _route(name: str, listing: Listing) -> Callable[..., Any]:
    return router.get(
        f"/{name}.{{format}}",
        response_class=Response,
        responses=_answers(),
        openapi_extra=_described(listing),
    )


@_route("claims", CLAIMS)
async def export_claims(request: Request, named: FormatName) -> Response:
    """Claims of every status as a file: all that the list's filters leave, in one request."""
    listing = CLAIMS_IN_PICTURES if clocks.asks(request) else CLAIMS
    return await _list(request, "claims", _format(named), listing)


@_route("entities", _ENTITIES)
async def export_entities(request: Request, named: FormatName) -> Response:
    """Entities as a file: all that the list's filters leave, in one request."""
    return await _list(request, "entities", _format(named), _ENTITIES)


@_route("sources", SOURCES)
async def export_sources(request: Request, named: FormatName) -> Response:
    """Sources as a file: all that the list's filters leave, in one request."""
    return await _list(request, "sources", _format(named), SOURCES)


@_route("predicates", PREDICATES)
async def export_predicates(request: Request, named: FormatName) -> Response:
    """Predicates as a file: all that the list's filters leave, in one request."""
    return await _list(request, "predicates", _format(named), PREDICATES)


@_route("contradictions", _CONTRADICTIONS)
async def export_contradictions(request: Request, named: FormatName) -> Response:
    """Contradictions as they are stored, as a file; the open ones unless `status` differs."""
    return await _list(request, "contradictions", _format(named), _CONTRADICTIONS)


@router.get(
    "/export/{format}",
    response_class=Response,
    responses=_answers(whole=True),
    openapi_extra={"parameters": [BOM]},
)
async def export_record(request: Request, named: FormatName) -> Response:
    """The whole record in one state: a zip with datapackage.json and a file a resource, or one workbook.

    What is in it can be imported into an empty database; contradictions come of the claims.
    """
    of = _format(named)
    known_only([name for name, _ in request.query_params.multi_items()], ["bom"])
    make = partial(export.record, format_=of.name, bom=_bom(request, of))
    name = f"counterclaim-{of.name}.zip" if of.whole_suffix == "zip" else f"counterclaim.{of.whole_suffix}"
    return await streamed(request, make, of.whole_media_type, name)
