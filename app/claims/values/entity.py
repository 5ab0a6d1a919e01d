"""An entity as a value: this part reads references, the caller finds what they name."""

from collections.abc import Callable, Mapping
from typing import Any

from app.claims.values.base import Value, ValueProblem
from app.claims.values.inputs import fields, members, one_of, words
from app.claims.values.predicate import Predicate

Resolve = Callable[[str], str]

_EXAMPLES = (
    'Write an entity\'s id or key, such as "hezbollah", {"entity": "hezbollah", "text": "the Party"} '
    'or {"any_of": ["hezbollah", "iran"]}.'
)
_LONGEST_REFERENCE = 200


def references(raw: object) -> tuple[str, tuple[str, ...]]:
    """The claimant's words and the ids or keys they stand for; raises ValueProblem."""
    if isinstance(raw, str):
        return raw, (_reference(raw, ""),)
    given = fields(raw, ("entity", "any_of", "text"), _EXAMPLES)
    if "text" in given and len(given) == 1:
        return given["text"], (_reference(given["text"], "/text"),)
    if one_of(given, ("entity", "any_of"), _EXAMPLES) == "entity":
        found = [_reference(given["entity"], "/entity")]
    else:
        listed = enumerate(members(given["any_of"], _EXAMPLES))
        found = [_reference(one, f"/any_of/{place}") for place, one in listed]
    return words(given.get("text", " or ".join(found)), _EXAMPLES, "/text"), tuple(found)


def value(text: str, ids: tuple[str, ...]) -> Value:
    """The value for references that were resolved to these ids, equal ones taken together."""
    distinct = tuple(dict.fromkeys(ids))
    if not distinct:
        raise ValueProblem(f"No entity is named. {_EXAMPLES}")
    document: dict[str, Any] = {"type": "entity", "text": text}
    if len(distinct) == 1:
        document["entity"] = distinct[0]
    else:
        document["any_of"] = list(distinct)
    return Value("entity", text, choices=distinct, document=document)


def parse(raw: object, _predicate: Predicate, resolve: Resolve = str) -> Value:
    """The value with each reference turned into an id by `resolve`; without it they are taken for ids."""
    text, found = references(raw)
    return value(text, tuple(resolve(reference) for reference in found))


def _reference(raw: object, pointer: str) -> str:
    if isinstance(raw, Mapping):
        raise ValueProblem(f"An object is no reference. {_EXAMPLES}", pointer)
    return words(raw, _EXAMPLES, pointer, _LONGEST_REFERENCE).strip()
