"""Documents as the bodies that the importer reads: references by key or id, nothing that is empty."""

from collections.abc import Iterator, Mapping
from typing import Any

from app.claims.predicate_schemas import PredicateCreate
from app.claims.schemas import Citation
from app.claims.values import parse
from app.claims.values.base import ValueProblem
from app.claims.values.predicate import Predicate
from app.exchange.cells import Document, ref
from app.exchange.export.base import Shown
from app.exchange.export.known import Known

_NUMBERS = ("amount", "hard", "soft")
_OF_TYPE = {"date": ("edtf",), "boolean": ("boolean",), "term": ("term", "any_of")}


def entity(_: Known, document: Shown) -> Shown:
    """An entity; who is one with it is told by claims of their own."""
    names = [given(name) for name in document["names"]]
    plain = ("id", "key", "kind", "label", "description", "external_ids", "alignment", "reliability")
    return given({"type": "entity", **{name: document[name] for name in plain}, "names": names})


def source(_: Known, document: Shown) -> Shown:
    """A source with its publisher, authors and origins by reference."""
    recorded = ("recorded_at", "recorded_by")
    told = {name: held for name, held in document.items() if name not in recorded}
    origins = [
        {"source": ref(made["source"]), "relation": made["relation"]} for made in document["derived_from"]
    ]
    named = {"publisher": ref(document["publisher"]), "authors": [ref(each) for each in document["authors"]]}
    return given({"type": "source", **told, **named, "derived_from": origins})


def predicate(_: Known, document: Shown) -> Shown:
    """A definition; what it says of others stands by their keys."""
    return given(
        {
            "type": "predicate",
            "id": document["id"],
            **{name: document.get(name) for name in PredicateCreate.model_fields},
            "terms": [given(term) for term in document["terms"]],
            "excludes": [given(each) for each in document["excludes"]],
            "whole": given(document["whole"] or {}),
        }
    )


def claim(known: Known, document: Shown) -> Shown:
    """A claim with its status and, where it was retracted, the retraction."""
    valid, citation = document["valid"], document["citation"]
    return given(
        {
            "type": "claim",
            "id": document["id"],
            "key": document["key"],
            "subject": ref(document["subject"]),
            "predicate": document["predicate"],
            "value": value(document["value"], known.registry.by_key[document["predicate"]]),
            "polarity": document["polarity"],
            "scope": document["scope"],
            "valid": valid and {"edtf": valid["edtf"], "mode": valid["mode"]},
            "source": ref(document["source"]),
            "citation": citation and _citation(citation),
            "attribution": [_link(link) for link in document["attribution"]],
            "modality": document["modality"],
            "basis": document["basis"],
            "stated": document["stated"],
            "supersedes": ref(document["supersedes"]),
            "status": document["status"],
            "retraction": given(document["retraction"] or {}),
        }
    )


def _citation(citation: Document) -> Shown:
    told = {name: citation[name] for name in Citation.model_fields}
    return given({**told, "quote": given(citation["quote"] or {})})


def _link(link: Document) -> Shown:
    return given({**link, "agent": ref(link["agent"]), "source": ref(link["source"])})


def assessment(_: Known, document: Shown) -> Shown:
    """An assessment with the claim it judges."""
    recorded = ("recorded_at", "recorded_by")
    told = {name: held for name, held in document.items() if name not in recorded}
    named = {name: ref(document[name]) for name in ("claim", "by", "source")}
    return given({"type": "assessment", **told, **named})


def contradiction(_: Known, document: Shown) -> Shown:
    """A contradiction with all its claims; the importer passes over it: the claims make it anew."""
    question, decided = document["question"], document["disposition"]
    witness = [{**each, "claim": ref(each)} for each in document["witness"]]
    return given(
        {
            "type": "contradiction",
            **document,
            "question": {**question, "subjects": [ref(each) for each in question["subjects"]]},
            "claims": [ref(each) for each in document["claims"]],
            "witness": [given({**each, "id": None, "key": None}) for each in witness],
            "disposition": decided and given({**decided, "position": ref(decided["position"])}),
        }
    )


def value(shown: Document, predicate: Predicate) -> Shown:
    """A stored value as an object that a claim can give, and that is read as the very same value."""
    if shown["type"] == "entity":
        named = shown.get("any_of")
        held = {"any_of": [ref(each) for each in named]} if named else {"entity": ref(shown["entity"])}
        return {"text": shown["text"], **held}
    if shown["type"] == "quantity":
        candidates = list(_quantities(shown))
        return next((each for each in candidates if _reads_as(each, shown, predicate)), candidates[0])
    held = {name: shown[name] for name in _OF_TYPE.get(shown["type"], ()) if shown.get(name) is not None}
    return {"text": shown["text"], **held}


def _quantities(shown: Document) -> Iterator[Shown]:
    """A quantity with every bound, and, for numbers past those that bounds can give, by its words alone."""
    head = given({"text": shown["text"], "unit": shown["unit"]})
    readings = shown.get("alternatives") or [shown]
    several = [{"hedge": shown["hedge"], **_numbers(each)} for each in readings]
    yield {**head, **several[0]} if len(several) == 1 else {**head, "any_of": several}
    if len(several) > 1:  # two that differ in their hedges alone
        yield {**head, "any_of": [several[0], *map(_numbers, readings[1:])]}
    yield {"text": shown["text"]}


def _numbers(reading: Document) -> Shown:
    return {name: reading[name] for name in _NUMBERS}


def _reads_as(body: Shown, shown: Document, predicate: Predicate) -> bool:
    try:
        return dict(parse(body, predicate).document) == shown
    except ValueProblem:
        return False


def given(fields: Mapping[str, Any]) -> Shown:
    """The fields that say something: nothing for null, for an empty list and for an empty object."""
    return {name: held for name, held in fields.items() if held is not None and held not in ([], {})}
