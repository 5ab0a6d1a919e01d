"""The predicate registry over HTTP."""

from fastapi import Request, Response

from app import intake
from app.api import routing
from app.api.answers import Made, answer, made
from app.api.documents import PredicateList, PredicateRead, PredicateWritten
from app.api.lists import Listing
from app.api.preconditions import refuse_stale
from app.api.references import plain
from app.api.shapes import Shape
from app.api.state import Editor, state_of
from app.api.writing import write
from app.claims import predicates as service
from app.claims.models import VALUE_TYPES
from app.claims.predicate_schemas import PredicateCreate
from app.db import ReadSession, Session, WriteSession
from app.intake import Redefined, Written

router = routing.router("predicates", "/v1/predicates")
PREDICATES = Listing(
    service.listing(),
    (service.predicates.c.seq,),
    (plain("value_type", service.predicates.c.value_type, "Only predicates of this type.", VALUE_TYPES),),
    present=service.present,
    shape=Shape(PredicateRead, listed=True),
)
PREDICATE = Shape(PredicateRead)


@router.get("", response_model=PredicateList, openapi_extra={"parameters": PREDICATES.parameters()})
async def list_predicates(request: Request) -> Response:
    """What may be claimed, in the order in which it was last defined."""
    return await PREDICATES.page(request)


@router.post("", status_code=201, response_model=PredicateRead)
async def add_predicate(request: Request, given: PredicateCreate, account: Editor) -> Response:
    """Adds a predicate to the registry; the same definition again answers 200 and changes nothing."""
    return await write(
        request, account, lambda session: intake.add_predicate(session, account, given), _written
    )


def _written(written: Written) -> Made:
    where = {"location": f"/v1/predicates/{written.document['key']}"}
    return made(written.document, 201 if written.new else 200, where, written.version)


@router.put("/{ref}", response_model=PredicateWritten)
async def change_predicate(request: Request, ref: str, given: PredicateCreate, account: Editor) -> Response:
    """Gives a predicate another definition; answers the contradictions that open, change or close with it.

    Send the whole definition: a field left out takes its default. Key, value_type and unit never change; what
    would make stored claims unreadable is refused. The same definition again changes nothing. With If-Match
    the definition is replaced only while it is the one you read.
    """

    def command(session: WriteSession) -> Redefined:
        refuse_stale(request, _current(session, ref))
        return intake.change_predicate(session, account, ref, given)

    return await write(request, account, command, _redefined)


def _redefined(written: Redefined) -> Made:
    changed = [{**each, "url": f"/v1/contradictions/{each['id']}"} for each in written.changed]
    return made({"predicate": written.predicate, "changed": changed}, version=written.version)


@router.get("/{ref}", response_model=PredicateRead, openapi_extra={"parameters": PREDICATE.parameters()})
async def get_predicate(request: Request, ref: str) -> Response:
    """One predicate by key or id."""
    asked = PREDICATE.asked(request)

    def query(session: ReadSession) -> Response:
        row = service.get(session, ref)
        return answer(request, asked.one(session, service.present(session, [row])[0]), version=row["seq"])

    return await state_of(request).read(query)


def _current(session: Session, ref: str) -> Made:
    row = service.get(session, ref)
    return made(service.present(session, [row])[0], version=row["seq"])
