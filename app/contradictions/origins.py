"""How many accounts a position really rests on: repeating is not corroborating."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, select

from app.db import Session, table
from app.sources.models import Source, SourceDerivation

NOT_ESTABLISHED = "not established"
sources, derivations = table(Source), table(SourceDerivation)
_made, _origin = sources.alias("made"), sources.alias("origin")
_ORIGINS = (
    select(_origin.c.id)
    .join(derivations, derivations.c.origin == _origin.c.seq)
    .join(_made, _made.c.seq == derivations.c.source)
    .where(_made.c.id == bindparam("id"))
)


def independent_origins(
    session: Session, claims: Sequence[Mapping[str, Any]], chains: Mapping[int, list[dict[str, Any]]]
) -> int | str:
    """The number of voices, those counted once whose document was made out of another's.

    A voice's document is the first that its chain names, or else the claim's own source. One claim of
    unknown lineage makes the number "not established".
    """
    if not all(claim["lineage_known"] for claim in claims):
        return NOT_ESTABLISHED
    documents: dict[str, set[str]] = {}
    for claim in claims:
        named = [link["source"]["id"] for link in chains[claim["seq"]] if link["source"]]
        documents.setdefault(claim["voice"], set()).add(named[0] if named else claim["source_id"])
    above = {document: _ancestors(session, document) for each in documents.values() for document in each}
    accounts: list[set[str]] = []
    for mine in documents.values():
        repeats = [
            other for other in accounts if _descends(mine, other, above) or _descends(other, mine, above)
        ]
        accounts = [other for other in accounts if other not in repeats]
        accounts.append(mine.union(*repeats))
    return len(accounts)


def _descends(ones: set[str], others: set[str], above: Mapping[str, set[str]]) -> bool:
    return any(above[document] & others for document in ones)


def _ancestors(session: Session, document: str) -> set[str]:
    """Every document this one was made out of, however far back."""
    found: set[str] = set()
    waiting = [document]
    while waiting:
        origins = {origin for (origin,) in session.tuples(_ORIGINS, id=waiting.pop())} - found
        found |= origins
        waiting += origins
    return found
