"""The objects of a database, found by kind and reference."""

from typing import Any

from app.claims import judgements, predicates, present
from app.claims import service as claims
from app.claims.suggestions import CANDIDATES
from app.contradictions import service as contradictions
from app.db import ReadSession
from app.entities import service as entities
from app.errors import NotFound
from app.nearest import nearest
from app.sources import service as sources


class Stored:
    """What one view of a database holds."""

    def __init__(self, session: ReadSession) -> None:
        self._session = session

    def find(self, kind: str, reference: str) -> dict[str, Any] | None:
        """The object as the API shows it, or None."""
        session = self._session
        try:
            match kind:
                case "claim":
                    return present.claim(session, claims.get(session, reference)["seq"])
                case "entity":
                    return judgements.shown(session, [entities.get(session, reference)])[0]
                case "source":
                    return sources.present(session, [sources.get(session, reference)])[0]
                case "predicate":
                    return predicates.present(session, [predicates.get(session, reference)])[0]
                case _:
                    return contradictions.full(session, contradictions.get(session, reference))
        except NotFound:
            return None

    def contradictions(self, claim: str) -> list[dict[str, Any]]:
        """Those that a claim takes part in, but for the closed ones."""
        return self._session.rows(contradictions.OF_CLAIM, claim=claims.get(self._session, claim)["seq"])

    def nearest(self, reference: str, kind: str | None) -> str:
        """What to say where nothing was found: the names that are like it."""
        among = [CANDIDATES[each][0] for each in ([kind] if kind else CANDIDATES) if each in CANDIDATES]
        names = nearest(reference, [pair for candidates in among for pair in candidates(self._session)])
        advice = f"Nearest: {', '.join(names)}." if names else "counterclaim contradictions lists some."
        return f"Nothing{f' of the kind {kind}' if kind else ''} has this id or key. {advice}"
