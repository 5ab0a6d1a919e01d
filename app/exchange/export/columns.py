"""The flat columns of what exports have besides claims, entities and sources."""

from collections.abc import Callable, Sequence
from typing import Any, get_args

from app.claims import predicate_schemas, schemas
from app.claims.predicates import registry
from app.contradictions.models import STATUSES
from app.contradictions.rules import BY_CODE
from app.db import Session
from app.exchange import flat
from app.exchange.cells import Column, Document, at, ref
from app.provenance.canonical import canonical

_RECORDED = ("recorded_at", "recorded_by")  # these belong to the database that recorded, not to the row


def _own(columns: Sequence[Column]) -> tuple[Column, ...]:
    """Columns of flat rows that an export writes."""
    return tuple(each for each in columns if each.write is not None and each.name not in _RECORDED)


ENTITIES, SOURCES = _own(flat.ENTITY_COLUMNS), _own(flat.SOURCE_COLUMNS)


def claims(session: Session) -> tuple[Column, ...]:
    """The columns of claims: one for each separator that a predicate of the registry has."""
    known = registry(session).by_key.values()
    separators = {separator.key for predicate in known for separator in predicate.separators}
    return _own(flat.claim_columns(sorted(separators)))


def _listed(name: str) -> Callable[[Document], Any]:
    """A writer for a list or an object that is left out when it is empty."""
    return lambda document: document[name] or None


def _refs(*path: str) -> Callable[[Document], Any]:
    follow = at(*path)
    return lambda document: [ref(each) for each in follow(document)] or None


def _named(*path: str) -> Callable[[Document], Any]:
    follow = at(*path)
    return lambda document: ref(follow(document))


def _plain(name: str, says: str, type_: str = "string", among: tuple[str, ...] = ()) -> Column:
    """A column that holds the field of its own name."""
    write = _listed(name) if type_ in ("array", "object") else at(name)
    return Column(name, name.replace("_", " ").capitalize(), says, write, type_, among)


def _choices(name: str) -> tuple[str, ...]:
    return get_args(predicate_schemas.PredicateCreate.model_fields[name].annotation)


PREDICATES = (
    _plain("id", "The id; an import keeps it."),
    _plain("key", "What claims name it by."),
    _plain("label", "What it is called."),
    _plain("description", "What it means."),
    _plain("value_type", "The type of its values.", among=_choices("value_type")),
    _plain("unit", "The unit of its quantities."),
    _plain("unit_synonyms", "Other names of the unit, as a JSON list.", "array"),
    _plain("single", "Whether a subject has one value at a time.", among=_choices("single")),
    _plain("inverse_single", "Whether a value belongs to one subject at a time.", "boolean"),
    _plain("temporality", "How values relate to time.", among=_choices("temporality")),
    _plain("persist_days", "For how many days a quantity is taken to last.", "number"),
    _plain("act", "Whose act it is, who then has to be alive.", among=_choices("act")),
    _plain("asymmetric", "Whether it cannot hold both ways.", "boolean"),
    _plain("lifetime", "Whether its date begins or ends the subject.", among=("begins", "ends")),
    _plain("whole", "What its quantities add up to, as a JSON object.", "object"),
    _plain("excludes", "What cannot hold together with it, as a JSON list.", "array"),
    _plain("before", "The predicates whose dates come after its own, as a JSON list.", "array"),
    _plain("terms", "The terms of its vocabulary, as a JSON list.", "array"),
    _plain("separators", "Its scope keys, as a JSON list.", "array"),
)
ASSESSMENTS = (
    _plain("id", "The id; an import keeps it."),
    _plain("key", "A key of your own choosing."),
    Column("claim", "Claim", "The claim that is judged, by key or id.", _named("claim")),
    Column("by", "By", "Who judges: an entity's key or id; empty for the account itself.", _named("by")),
    Column("by_name", "By: name", "The name of that entity.", at("by", "label"), given=False),
    _plain("stance", "What is made of the claim.", among=get_args(schemas.Stance)),
    _plain("wording", "How that was expressed."),
    _plain("credibility", "Of the information, 1 (confirmed) to 6 (cannot be judged).", "number"),
    _plain("likelihood", "How likely it is.", among=get_args(schemas.Likelihood)),
    _plain("confidence", "How sure the judgement is.", among=("low", "moderate", "high")),
    _plain("reasons", "Why."),
    _plain("on", "When it was judged, as EDTF."),
    Column("source", "Source", "Where it was judged: a source's key or id.", _named("source")),
)


def _scope(document: Document) -> str | None:
    return canonical(document["question"]["scope"]) if document["question"]["scope"] else None


def _first(name: str) -> Callable[[Document], Any]:
    return lambda document: document["question"]["subjects"][0][name]


def _decided(name: str, says: str, type_: str = "string") -> Column:
    title = f"Disposition: {name}"
    return Column(f"disposition_{name}", title, says, at("disposition", name), type_)


def _witness(document: Document) -> list[str | None]:
    return [ref(each) for each in document["witness"]]


CONTRADICTIONS = (
    _plain("id", "The id in the database it comes from."),
    _plain("code", "The rule that found it.", among=tuple(BY_CODE)),
    _plain("label", "Whether every reading of the claims conflicts.", among=("certain", "possible")),
    _plain("severity", "From 0 to 1.", "number"),
    _plain("open_weight", "The severity times the smaller weight of the claims, 0 to 1.", "number"),
    _plain("status", "Whether it is open, and if not, why.", among=STATUSES),
    _plain("closed_reason", "Why it was closed."),
    Column(
        "subject",
        "Subject",
        "The entity it is about, by key or id.",
        lambda document: ref(document["question"]["subjects"][0]),
    ),
    Column("subject_name", "Subject: name", "The name of that entity.", _first("label")),
    Column("subjects", "Subjects", "All, as a JSON list.", _refs("question", "subjects"), "array"),
    Column("predicates", "Predicates", "As a JSON list.", at("question", "predicates"), "array"),
    Column("scope", "Scope", "What it is limited to, as a JSON object.", _scope, "object"),
    Column("window_from", "From", "The first day of the conflict; empty for open.", at("window", "from")),
    Column("window_to", "To", "Its last day; empty for open.", at("window", "to")),
    _plain("explanation", "The contradiction in a sentence, in the claims' own words."),
    Column("claims", "Claims", "All that take part, by key or id, as a JSON list.", _refs("claims"), "array"),
    Column("witness", "Witness", "Those the sentence is of, as a JSON list.", _witness, "array"),
    _decided("choice", "What was decided last."),
    _decided("reasons", "Why."),
    Column(
        "disposition_position",
        "Disposition: position",
        "A claim of the position chosen, by key or id.",
        _named("disposition", "position"),
    ),
    _decided("standing", "Whether the decision still stands.", "boolean"),
    _decided("by", "The account that decided."),
    _decided("at", "When it was decided (UTC)."),
    _plain("detected_at", "When it was found (UTC)."),
    _plain("changed_at", "When it changed last (UTC)."),
)
