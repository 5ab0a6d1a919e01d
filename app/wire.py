"""What the bodies of all requests share: strict models, and texts that come back byte for byte."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, WithJsonSchema

from app.ids import KEY_PATTERN, is_key, looks_like_id

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
