"""What to say when a reference names nothing: the nearest names, and where to look them up."""

from app.claims import predicates
from app.claims import service as claims
from app.db import Session
from app.entities import service as entities
from app.nearest import nearest, sentence
from app.sources import service as sources

CANDIDATES = {
    "entity": (entities.candidates, "/v1/entities"),
    "source": (sources.candidates, "/v1/sources"),
    "claim": (claims.candidates, "/v1/claims"),
    "predicate": (predicates.candidates, "/v1/predicates"),
}


def suggestion(session: Session, kind: str, reference: str) -> str:
    """The sentence for a reference of a kind of object that does not exist."""
    candidates, listing = CANDIDATES[kind]
    return sentence(kind, nearest(reference, candidates(session)), listing)
