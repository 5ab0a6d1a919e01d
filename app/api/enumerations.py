"""The field's closed vocabularies as schemas of their own, so that a generated client names each once."""

from typing import Any, get_args

from app.claims.models import VALUE_TYPES
from app.claims.schemas import Basis, Likelihood, Modality, Mode, Polarity, Role, Stance
from app.contradictions.schemas import Choice, Code, Status
from app.entities.kinds import EntityKind, NameKind
from app.sources.kinds import Relation, SourceKind
from app.wire import Reliability

VOCABULARIES: dict[str, tuple[str, ...]] = {
    "Basis": get_args(Basis),
    "Choice": get_args(Choice),
    "ClaimStatus": ("live", "superseded", "retracted"),
    "Code": get_args(Code),
    "Confidence": ("low", "moderate", "high"),
    "ContradictionStatus": get_args(Status),
    "EntityKind": get_args(EntityKind),
    "HoldsMode": ("throughout", "sometime"),
    "Label": ("certain", "possible"),
    "Likelihood": get_args(Likelihood),
    "Modality": get_args(Modality),
    "Mode": get_args(Mode),
    "NameKind": get_args(NameKind),
    "Polarity": get_args(Polarity),
    "Relation": get_args(Relation),
    "Reliability": get_args(Reliability),
    "RetractionReason": ("withdrawn", "entry_error"),
    "Role": get_args(Role),
    "SourceKind": get_args(SourceKind),
    "Stance": get_args(Stance),
    "ValueType": tuple(VALUE_TYPES),
}
_NAMES = {values: name for name, values in VOCABULARIES.items()}


def named(document: dict[str, Any]) -> None:
    """Puts a reference in the place of every vocabulary that is spelled out in an OpenAPI document."""
    _walk(document)
    document["components"]["schemas"] |= {
        name: {"type": "string", "enum": list(values), "title": name} for name, values in VOCABULARIES.items()
    }


def _walk(part: Any) -> None:
    for each in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        _walk(each)
    told = part.get("enum") if isinstance(part, dict) else None
    if isinstance(told, list) and (name := _NAMES.get(tuple(told))):
        for word in ("enum", "type", "title"):
            part.pop(word, None)
        part["$ref"] = f"#/components/schemas/{name}"
