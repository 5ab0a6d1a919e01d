"""What validation found wrong with a body, told without repeating any of it."""

from collections.abc import Iterator, Sequence
from typing import Any, get_args

from pydantic import BaseModel

from app.claims.schemas import INLINE, REFERENCE
from app.errors import Fault
from app.nearest import nearest

MOST = 20
_SAYS = {
    "missing": "This field is required.",
    "string_type": "Text is expected.",
    "list_type": "A list is expected.",
    "dict_type": "An object is expected.",
    "model_type": "An object is expected.",
    "model_attributes_type": "An object is expected.",
    "int_type": "A whole number is expected.",
    "bool_type": "true or false is expected.",
}
"""Pydantic's words for these suit its Python API; for the others its own message says what fits."""


def faults(errors: Sequence[Any], body: type[BaseModel] | None) -> list[Fault]:
    """The first 20 errors as faults: pointers name only fields that the body's model has."""
    return [_fault(error, body) for error in errors[:MOST]]


def _fault(error: Any, body: type[BaseModel] | None) -> Fault:
    steps = error["loc"]
    if steps[:1] != ("body",):
        return Fault(str(steps[-1]), _detail(error))
    pointer, models = _place(steps[1:], body)
    if error["type"] == "extra_forbidden":
        return Fault(pointer, _unknown(str(steps[-1]), models))
    if len(steps) == 1 and error["type"] != "value_error":
        return Fault(pointer, f"A JSON object is needed as body. {_known(models)}")
    return Fault(pointer, _detail(error))


def _place(steps: Sequence[int | str], body: type[BaseModel] | None) -> tuple[str, list[type[BaseModel]]]:
    """A JSON pointer (RFC 6901) up to the first name the request made up, and the models it leads to."""
    pointer, models = "", [body] if body else []
    for step in steps:
        if step in (REFERENCE, INLINE):
            continue
        if isinstance(step, str):
            fields = [model.model_fields[step] for model in models if step in model.model_fields]
            if not fields:
                break
            models = [model for field in fields for model in _models(field.annotation)]
        pointer += f"/{step}"
    return pointer, models


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)


def _known(models: Sequence[type[BaseModel]]) -> str:
    return f"It takes the fields {', '.join(name for model in models for name in model.model_fields)}."


def _unknown(name: str, models: Sequence[type[BaseModel]]) -> str:
    known = [(field, field) for model in models for field in model.model_fields]
    near = nearest(name, known, 1)
    return f"An unknown field. {_known(models)}" + (f" Nearest: {near[0]}." if near else "")


def _detail(error: Any) -> str:
    if error["type"] == "too_short":
        return (
            f"At least {error['ctx']['min_length']} is needed here; it has {error['ctx']['actual_length']}."
        )
    text: str = _SAYS.get(error["type"]) or error["msg"].removeprefix("Value error, ")
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."
