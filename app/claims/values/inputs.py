"""Checks on raw JSON that every value type makes before it reads the content."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.claims.values.base import ValueProblem

LONGEST_TEXT = 20_000
MOST_ALTERNATIVES = 50


def words(raw: object, examples: str, pointer: str = "", limit: int = LONGEST_TEXT) -> str:
    """The text itself, unchanged, once it is known to be storable and not blank.

    `examples` is the sentence that tells what would parse; raises ValueProblem.
    """
    if not isinstance(raw, str):
        raise ValueProblem(f"Text is expected, not {json_type(raw)}. {examples}", pointer)
    if not raw.strip():
        raise ValueProblem(f"The text is empty. {examples}", pointer)
    if len(raw) > limit:
        raise ValueProblem(
            f"The text has {len(raw)} characters, at most {limit} are kept. {examples}", pointer
        )
    if "\0" in raw or any("\ud800" <= char <= "\udfff" for char in raw):
        raise ValueProblem(f"The text holds a NUL or half a surrogate pair. {examples}", pointer)
    return raw


def fields(raw: object, known: Sequence[str], examples: str) -> dict[str, Any]:
    """The given fields that are not null; raises ValueProblem for any that is not in `known`."""
    if not isinstance(raw, Mapping):
        raise ValueProblem(f"{json_type(raw).capitalize()} is no value here. {examples}")
    if any(key not in known for key in raw):
        raise ValueProblem(f"There is an unknown field. Known here: {', '.join(known)}. {examples}")
    return {key: content for key, content in raw.items() if content is not None}


def members(raw: object, examples: str) -> list[Any]:
    """The alternatives of an `any_of`; raises ValueProblem unless it is a list of 1 to 50."""
    if not isinstance(raw, list | tuple):
        raise ValueProblem(f"A list is expected, not {json_type(raw)}. {examples}", "/any_of")
    if not 1 <= len(raw) <= MOST_ALTERNATIVES:
        raise ValueProblem(
            f"1 to {MOST_ALTERNATIVES} alternatives are expected, not {len(raw)}. {examples}", "/any_of"
        )
    return list(raw)


def one_of(given: Mapping[str, Any], names: Sequence[str], examples: str) -> str:
    """Which of the fields is given; raises ValueProblem unless it is exactly one."""
    present = [name for name in names if name in given]
    if len(present) == 1:
        return present[0]
    found = "none is given" if not present else "not both of " + " and ".join(present)
    raise ValueProblem(f"Exactly one of {', '.join(names)} is expected, {found}. {examples}")


def json_type(raw: object) -> str:
    """What JSON calls it, with its article."""
    if raw is None:
        return "null"
    if isinstance(raw, bool):
        return "true or false"
    names = {int: "a number", float: "a number", str: "text", list: "a list", dict: "an object"}
    return names.get(type(raw), f"a {type(raw).__name__}")
