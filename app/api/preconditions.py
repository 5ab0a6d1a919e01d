"""Preconditions of writes (RFC 9110, 13): a change is made to the state it was meant for, or not at all."""

import re
from collections.abc import Callable

from fastapi import Request

from app.api.answers import Made
from app.errors import Fault, PreconditionFailed, PreconditionRequired

_TAG = re.compile(r'(?:W/)?"[^"]*"')
_VERSION = re.compile(r'"(v[0-9]+)-[0-9a-f]+"')


def refuse_stale(request: Request, current: Made | None, *, required: bool = False) -> None:
    """Raises unless the object is in the state that the request's If-Match and If-None-Match are about.

    `current` is what a GET would answer now; None where there is nothing yet. To be called in the writer's
    transaction, where nobody changes it meanwhile.
    """
    tag = current.headers["etag"] if current else None
    shown = {"ETag": tag} if tag else {}
    wanted, unwanted = _given(request, "if-match"), _given(request, "if-none-match")
    if wanted is None and required:
        detail = (
            "Send If-Match with the ETag that a GET of this object answers (this answer has it too); with * "
            "it is changed whatever it says now."
        )
        raise PreconditionRequired(detail, [Fault("If-Match", detail)], headers=shown)
    if wanted is not None and not _named(wanted, tag, _same):
        detail = (
            "It is not in the state that If-Match names: it was changed since, or this is no strong tag of "
            "it in its quotation marks. GET it again, see what is different, and send its ETag."
            if tag
            else "There is nothing here yet that If-Match could name. Leave it out to write the first."
        )
        raise PreconditionFailed(detail, [Fault("If-Match", detail)], headers=shown)
    if unwanted is not None and _named(unwanted, tag, _alike):
        detail = "If-None-Match names what is here already. GET it, and send If-Match to change it."
        raise PreconditionFailed(detail, [Fault("If-None-Match", detail)], headers=shown)


def _given(request: Request, name: str) -> str | None:
    return ", ".join(request.headers.getlist(name)) or None


def _named(given: str, tag: str | None, equal: Callable[[str, str], bool]) -> bool:
    """Whether a list of entity tags names the one there is."""
    if tag is None:
        return False
    return given.strip() == "*" or any(equal(each, tag) for each in _TAG.findall(given))


def _same(given: str, tag: str) -> bool:
    """Strong comparison; of objects with versions by these, whatever else an answer tells of them."""
    one, other = _VERSION.fullmatch(given), _VERSION.fullmatch(tag)
    return given == tag or (one is not None and other is not None and one[1] == other[1])


def _alike(given: str, tag: str) -> bool:
    return _same(given.removeprefix("W/"), tag)
