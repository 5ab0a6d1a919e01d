"""Reading JSON without losing anything: a name given twice, or a number that is none, is refused."""

import json
from collections.abc import Iterator
from typing import Any


class NotStrict(ValueError):
    """What makes a text no JSON for this program; the message says the fix and repeats nothing."""


def loads(text: str | bytes) -> Any:
    """The value of a JSON text in UTF-8; NotStrict otherwise.

    RFC 8259 leaves open what a repeated name means; most readers silently keep the last.
    """
    try:
        decoded = text.decode("utf-8") if isinstance(text, bytes) else text
        return json.loads(decoded, object_pairs_hook=_object, parse_constant=_constant)
    except UnicodeDecodeError as failure:
        raise NotStrict("it is not UTF-8") from failure
    except json.JSONDecodeError as failure:
        raise NotStrict(f"{failure.msg} in line {failure.lineno}, column {failure.colno}") from failure
    except RecursionError as failure:
        raise NotStrict("it is nested too deeply") from failure


def lines(text: bytes) -> Iterator[Any]:
    """The value of each line of NDJSON, blank lines apart; NotStrict with the line's number otherwise."""
    for number, line in enumerate(text.split(b"\n"), 1):
        if line.strip():
            try:
                yield loads(line)
            except ValueError as failure:
                reason = failure if isinstance(failure, NotStrict) else "a number is too long"
                raise NotStrict(f"line {number} of the body: {reason}") from failure


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise NotStrict("an object has the same name twice")
    return found


def _constant(_: str) -> float:
    raise NotStrict("NaN and Infinity are no JSON numbers")
