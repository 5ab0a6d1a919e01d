"""The languages a reader asks for, and what an answer says of its own."""

import re

from fastapi import Request

from app.entities.naming import Names
from app.errors import BadParameter, Fault

PARAMETER = {
    "name": "lang",
    "in": "query",
    "required": False,
    "description": (
        "A language (BCP 47, such as ar), instead of those of Accept-Language: entities that have a name in "
        "it are called by that. The sentence around the names is English."
    ),
    "schema": {"type": "string", "pattern": "^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$", "maxLength": 35},
}
_TAG = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
_RANGE = re.compile(rf"({_TAG.pattern})\s*(?:;\s*q\s*=\s*([01](?:\.\d{{0,3}})?))?")
_MOST, _LONGEST = 10, 35
OWN = "en"
"""The language of the sentences and of the predicates' labels."""


def asked(request: Request) -> tuple[str, ...]:
    """The languages asked for, the one liked best first; BadParameter where `lang` is none.

    A header that cannot be read asks for nothing (RFC 9110, 12.5.4): a reader seldom wrote it himself.
    """
    told = request.query_params.get("lang")
    if told is None:
        return accepted(request.headers.get("accept-language", ""))
    if not _TAG.fullmatch(told) or len(told) > _LONGEST:
        message = "lang takes one language tag (BCP 47), such as ar or ku-Latn."
        raise BadParameter(message, [Fault("lang", message)])
    return (told,)


def accepted(header: str) -> tuple[str, ...]:
    """The languages of an Accept-Language header, the one liked best first."""
    found: dict[str, float] = {}
    for part in header[:1000].split(","):
        read = _RANGE.fullmatch(part.strip())
        if read and len(read[1]) <= _LONGEST:
            found.setdefault(read[1], float(read[3] or 1))
    wanted = [language for language, quality in found.items() if quality > 0]
    return tuple(sorted(wanted, key=lambda language: -found[language])[:_MOST])


def headers(names: Names) -> dict[str, str]:
    """What an answer with these names says of its languages: its own, then those of the names."""
    told = dict.fromkeys([OWN, *names.used])
    return {"content-language": ", ".join(told), "vary": "Accept-Language"}
