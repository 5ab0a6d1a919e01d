"""Free text: kept and shown, never compared."""

from collections.abc import Mapping

from app.claims.values.base import Value
from app.claims.values.inputs import fields, words
from app.claims.values.predicate import Predicate

_EXAMPLES = 'Write the words, such as "the first auxiliary" or {"text": "the first auxiliary"}.'


def parse(raw: object, _predicate: Predicate) -> Value:
    """The words as they stand, at most 20,000 characters; raises ValueProblem."""
    if isinstance(raw, Mapping):
        text = words(fields(raw, ("text",), _EXAMPLES).get("text"), _EXAMPLES, "/text")
    else:
        text = words(raw, _EXAMPLES)
    return Value("text", text, document={"type": "text", "text": text})
