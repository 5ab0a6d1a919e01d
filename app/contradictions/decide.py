"""Deciding: an analyst's disposition of a contradiction, checked against what stands now."""

from typing import Any

from app.claims import service as claims
from app.contradictions import dispositions, service
from app.contradictions.dispositions import OUTCOMES
from app.contradictions.schemas import DispositionCreate
from app.db import Row, Session, WriteSession
from app.errors import Conflict, Fault, NotFound, UnknownReference, Unprocessable
from app.provenance import log

MOST_TOLD = 5
_LONGEST = 160


def current(session: Session, ref: str) -> dict[str, Any]:
    """The last disposition of a contradiction; NotFound when nobody has decided."""
    found = dispositions.shown(session, service.get(session, ref))
    if found is None:
        raise NotFound("Nobody has disposed of this contradiction. PUT a choice with reasons here to do so.")
    return found


def dispose(
    session: WriteSession, actor: str, ref: str, given: DispositionCreate
) -> tuple[dict[str, Any], bool]:
    """Decides a contradiction; returns the disposition and whether it is the row's first.

    What is decided so already, and still stands, is not written again.
    """
    row = service.get(session, ref)
    _refuse_misplaced(given)
    if row["status"] == "closed":
        raise Conflict("The contradiction is closed: nothing is left to decide. Its history says why.")
    body = {
        "choice": given.choice,
        "reasons": given.reasons,
        "position": _claim(session, given.position),
        "status": OUTCOMES[given.choice].status,
    }
    before = dispositions.standing(row)
    if before is None or {name: before[name] for name in body} != body:
        if body["position"] is not None:
            _require_held(session, row, body["position"])
        dispositions.project(session, log.append(session, dispositions.DISPOSED, row["id"], actor, body))
    return current(session, ref), row["disposition"] is None


def _refuse_misplaced(given: DispositionCreate) -> None:
    """A position is named by the choices that take one, and by no other."""
    rule = OUTCOMES[given.choice].position
    if rule == "needed" and given.position is None:
        detail = "This choice needs position: a claim that holds the position accepted, by id or key."
    elif rule == "refused" and given.position is not None:
        taking = ", ".join(choice for choice, outcome in OUTCOMES.items() if outcome.position != "refused")
        detail = f"This choice takes no position; leave the field out. Those that do: {taking}."
    else:
        return
    raise Unprocessable(detail, [Fault("/position", detail)])


def _claim(session: Session, ref: str | None) -> str | None:
    if ref is None:
        return None
    found = claims.find(session, ref)
    if found is None:
        raise UnknownReference("claim", ref, "/position")
    return str(found["id"])


def _require_held(session: Session, row: Row, claim_id: str) -> None:
    """The claim must hold a position now; Conflict with those that stand otherwise."""
    found = service.positions_of(session, row)
    if any(claim["id"] == claim_id for position in found for claim in position["claims"]):
        return
    told = [_told(position) for position in found[:MOST_TOLD]]
    if len(found) > MOST_TOLD:
        told.append(f"{len(found) - MOST_TOLD} more")
    raise Conflict(
        "The claim named as position holds none of this contradiction's: the positions may have changed. "
        f"Read it again; what stands: {'; '.join(told)}."
    )


def _told(position: dict[str, Any]) -> str:
    first = position["claims"][0]
    return f"{position['value'][:_LONGEST]} ({first['key'] or first['id']})"
