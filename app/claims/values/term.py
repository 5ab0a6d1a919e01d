"""A term of the predicate's own vocabulary, found by its key or its label."""

import difflib
from typing import Any

from app.claims.values.base import Value, ValueProblem
from app.claims.values.inputs import fields, members, one_of, words
from app.claims.values.predicate import Predicate, Term

_FEW = 12


def parse(raw: object, predicate: Predicate) -> Value:
    """The term or the alternatives a claim leaves open, with the claimant's words; raises ValueProblem."""
    if not predicate.terms:
        detail = (
            f'The predicate {predicate.key} has no terms. Add one, such as {{"key": "dead"}}, to it first.'
        )
        raise ValueProblem(detail)
    if isinstance(raw, str):
        return _value(raw, (_term(raw, predicate, ""),))
    examples = _examples(predicate)
    given = fields(raw, ("term", "any_of", "text"), examples)
    if "text" in given and len(given) == 1:
        return _value(given["text"], (_term(given["text"], predicate, "/text"),))
    if one_of(given, ("term", "any_of"), examples) == "term":
        names = [given["term"]]
        found = [_term(given["term"], predicate, "/term")]
    else:
        names = members(given["any_of"], examples)
        found = [_term(name, predicate, f"/any_of/{place}") for place, name in enumerate(names)]
    text = words(given.get("text", " or ".join(names)), examples, "/text")
    return _value(text, tuple(dict.fromkeys(found)))


def _term(raw: object, predicate: Predicate, pointer: str) -> Term:
    text = words(raw, _examples(predicate), pointer)
    wanted = _folded(text)
    for field in ("key", "label"):
        for term in predicate.terms:
            if _folded(getattr(term, field)) == wanted:
                return term
    detail = f"This is no term of {predicate.key}. {_nearest(wanted, predicate)}"
    raise ValueProblem(detail, pointer)


def _value(text: str, terms: tuple[Term, ...]) -> Value:
    document: dict[str, Any] = {"type": "term", "text": text}
    if len(terms) == 1:
        document |= {"term": terms[0].key, "label": terms[0].label}
    else:
        document["any_of"] = [term.key for term in terms]
    return Value("term", text, choices=tuple(term.key for term in terms), document=document)


def _folded(text: str) -> str:
    return " ".join(text.replace("_", " ").split()).casefold()


def _nearest(wanted: str, predicate: Predicate) -> str:
    if len(predicate.terms) <= _FEW:
        return "Its terms are " + ", ".join(term.key for term in predicate.terms) + "."
    spellings = {_folded(name): term.key for term in predicate.terms for name in (term.label, term.key)}
    near = difflib.get_close_matches(wanted[:100], spellings, n=5, cutoff=0.5)
    keys = dict.fromkeys(spellings[name] for name in near)
    if not keys:
        return (
            f"It has {len(predicate.terms)}, such as {predicate.terms[0].key} and {predicate.terms[1].key}."
        )
    return "The nearest are " + ", ".join(keys) + "."


def _examples(predicate: Predicate) -> str:
    key = predicate.terms[0].key
    return (
        f'Write a term of {predicate.key}, such as "{key}" or {{"term": "{key}", "text": "as they put it"}}.'
    )
