"""What an object said from one change to the next: its events, each with the whole body it left behind."""

from typing import Any

from app.db import Row, Session
from app.errors import Conflict, Fault, Unprocessable
from app.provenance import log
from app.provenance.canonical import canonical

_BESIDE = ("id", "reason")  # in an event's body, but not of what the object says


def version(row: Row) -> int:
    """The number of the event that wrote a row's object last: no two states of any objects share one."""
    return int(row["changed"] or row["seq"])


def body(session: Session, object_id: str) -> dict[str, Any]:
    """What the object says now, as it would be recorded."""
    return _said(log.of_object(session, object_id)[-1])


def known(session: Session, object_id: str, given: dict[str, Any]) -> bool:
    """Whether the object was recorded with this body, or says just this now."""
    return log.same_body(session, object_id, given) or canonical(body(session, object_id)) == canonical(given)


def refuse_key(stored: str | None, given: str | None, taken: Row | None) -> None:
    """Raises unless the key stays, or is a free one for an object that has none."""
    if given == stored:
        return
    if stored is not None:
        detail = "A key never changes once it is set: others refer by it. Leave it out to keep it."
        raise Unprocessable(detail, [Fault("/key", detail)])
    if taken is not None:
        raise Conflict("The key is taken. Choose another one; nothing was changed.")


def told(session: Session, object_id: str) -> list[dict[str, Any]]:
    """Every event of an object, oldest first: what it changed and why, and the body from then on."""
    found, before = [], dict[str, Any]()
    for entry in log.of_object(session, object_id):
        now = _said(entry)
        changed = {
            name: {"from": before[name], "to": now[name]} for name in before if before[name] != now[name]
        }
        found.append(
            {
                "version": entry.seq,
                "type": entry.op,
                "at": entry.at,
                "by": entry.actor,
                "reason": entry.body.get("reason"),
                "changed": changed,
                "body": now,
            }
        )
        before = now
    return found


def _said(entry: log.Entry) -> dict[str, Any]:
    return {name: value for name, value in entry.body.items() if name not in _BESIDE}
