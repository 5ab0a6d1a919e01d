"""True or false."""

from app.claims.values.base import Value, ValueProblem
from app.claims.values.inputs import fields, json_type, words
from app.claims.values.predicate import Predicate

_EXAMPLES = 'Write true, false, "yes", "no" or {"boolean": true, "text": "confirmed"}.'
_WORDS = {"true": True, "yes": True, "false": False, "no": False}


def parse(raw: object, _predicate: Predicate) -> Value:
    """A truth value from true, false, one of four words, or an object; raises ValueProblem."""
    if isinstance(raw, bool):
        return _value(str(raw).lower(), truth=raw)
    if isinstance(raw, str):
        return _value(raw, truth=_truth(raw, ""))
    given = fields(raw, ("boolean", "text"), _EXAMPLES)
    if "boolean" not in given:
        return _value(given.get("text", ""), truth=_truth(given.get("text"), "/text"))
    truth = given["boolean"]
    if not isinstance(truth, bool):
        raise ValueProblem(f"true or false is expected, not {json_type(truth)}. {_EXAMPLES}", "/boolean")
    text = words(given.get("text", str(truth).lower()), _EXAMPLES, "/text")
    return _value(text, truth=truth)


def _truth(raw: object, pointer: str) -> bool:
    text = words(raw, _EXAMPLES, pointer)
    truth = _WORDS.get(text.strip().lower())
    if truth is None:
        raise ValueProblem(f"The text is neither true nor false. {_EXAMPLES}", pointer)
    return truth


def _value(text: str, *, truth: bool) -> Value:
    document = {"type": "boolean", "text": text, "boolean": truth}
    return Value("boolean", text, choices=(str(truth).lower(),), document=document)
