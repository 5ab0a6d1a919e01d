"""What the bodies of all requests share: strict models, and texts that come back byte for byte."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from app.errors import Fault, Unprocessable
from app.ids import is_id, is_key, looks_like_id

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


Short = Annotated[str, StringConstraints(max_length=300), AfterValidator(_storable)]
Long = Annotated[str, StringConstraints(max_length=20_000), AfterValidator(_storable)]
Key = Annotated[str, AfterValidator(_key)]
Reference = Annotated[str, StringConstraints(max_length=200), AfterValidator(_storable)]


def keeping(kind: str, body: Mapping[str, Any]) -> tuple[str | None, dict[str, Any]]:
    """The id that a body of an import asks to keep, and the body without it; Unprocessable for none."""
    rest = dict(body)
    kept = rest.pop("id", None)
    if kept is not None and not is_id(kept, kind):
        detail = f"An id of this kind is {kind}_ and 26 characters; leave it out for a new one."
        raise Unprocessable(detail, [Fault("/id", detail)])
    return kept, rest
