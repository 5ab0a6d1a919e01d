"""What the bodies of all requests share: strict models, and texts that come back byte for byte."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    StringConstraints,
    ValidationError,
    WithJsonSchema,
)

from app.errors import Fault, Unprocessable
from app.ids import KEY_PATTERN, is_id, is_key, looks_like_id

Reliability = Literal["A", "B", "C", "D", "E", "F"]


class Body(BaseModel):
    """A request body: unknown fields are refused, numbers are not taken for texts."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def _storable(text: str) -> str:
    if "\x00" in text:
        message = "text cannot hold the character U+0000"
        raise ValueError(message)
    if not text.strip():
        message = "text cannot be empty; leave the field out instead"
        raise ValueError(message)
    return text


def _key(text: str) -> str:
    if not is_key(text):
        message = "a key is 1 to 120 of a-z 0-9 . _ - and starts and ends with a letter or digit"
        raise ValueError(message)
    if looks_like_id(text):
        message = "a key does not look like an id; choose words"
        raise ValueError(message)
    return text


def _described(longest: int, **more: object) -> WithJsonSchema:
    """What _storable takes, in the words of JSON Schema."""
    told = {"type": "string", "minLength": 1, "maxLength": longest, "pattern": r"^\s*[^\s\x00][^\x00]*$"}
    return WithJsonSchema(told | more)


def _text(longest: int) -> tuple[object, ...]:
    return StringConstraints(max_length=longest), AfterValidator(_storable), _described(longest)


Short = Annotated[str, *_text(300)]
Long = Annotated[str, *_text(20_000)]
Reference = Annotated[str, *_text(200)]
Key = Annotated[str, AfterValidator(_key), WithJsonSchema({"type": "string", "pattern": f"^{KEY_PATTERN}$"})]
Edtf = Annotated[
    Short, _described(200, description="A date or an interval, EDTF level 2.", examples=["2016-05~"])
]


B = TypeVar("B", bound=Body)


def patched(whole: type[B], stored: Mapping[str, Any], patch: Mapping[str, Any]) -> B:
    """The body with a merge patch applied (RFC 7396); Unprocessable where it would be none any more."""
    try:
        return whole.model_validate(_merged(stored, patch))
    except ValidationError as failure:
        faults = [_unfit(error["loc"], error["type"], error["msg"]) for error in failure.errors()]
        raise Unprocessable(faults[0].detail, faults) from None


def _merged(stored: Mapping[str, Any], patch: Mapping[str, Any]) -> dict[str, Any]:
    made = dict(stored)
    for name, value in patch.items():
        if value is None:
            made.pop(name, None)
        elif isinstance(value, dict):
            whole = made.get(name)
            made[name] = _merged(whole if isinstance(whole, dict) else {}, value)
        else:
            made[name] = value
    return made


def _unfit(steps: tuple[int | str, ...], kind: str, message: str) -> Fault:
    missing = "This field always has a value: send another one, or leave it out to keep what is there."
    return Fault("".join(f"/{step}" for step in steps), missing if kind == "missing" else f"{message}.")


def keeping(kind: str, body: Mapping[str, Any]) -> tuple[str | None, dict[str, Any]]:
    """The id that a body of an import asks to keep, and the body without it; Unprocessable for none."""
    rest = dict(body)
    kept = rest.pop("id", None)
    if kept is not None and not is_id(kept, kind):
        detail = f"An id of this kind is {kind}_ and 26 characters; leave it out for a new one."
        raise Unprocessable(detail, [Fault("/id", detail)])
    return kept, rest
