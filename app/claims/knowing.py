"""The day by which a reader of published sources could know of a claim, or of its retraction."""

from app.claims.values import time
from app.claims.voices import recorded_day
from app.db import Session
from app.provenance import log
from app.sources import service as sources


def of_claim(session: Session, entry: log.Entry) -> int:
    """The day by which a reader could know of the claim: the earliest by which a document was published.

    Where no document has a last possible day, the day of recording.
    """
    named = [entry.body["source"], *(link["source"] for link in entry.body["attribution"])]
    days = (_published(session, each) for each in dict.fromkeys(named) if each is not None)
    return min((day for day in days if day is not None), default=recorded_day(entry.at))


def of_retraction(session: Session, entry: log.Entry) -> int:
    """The day by which a reader could know of a withdrawal: published, or else made, or else recorded.

    A slip of entry was in no source at any time, so nobody could ever know what it says.
    """
    if entry.body["reason"] == "entry_error":
        return time.BEGINNING
    return of_judgement(entry.at, _published(session, entry.body["source"]), entry.body["on"])


def of_judgement(recorded_at: str, published: int | None, on: str | None) -> int:
    """The day by which a reader could know what was said of a claim: published, or else said, or recorded."""
    if published in (None, time.END) and on is not None:
        published = time.valid_days(time.parse(on), "sometime").to_hi
    return recorded_day(recorded_at) if published in (None, time.END) else published


def _published(session: Session, source: str) -> int | None:
    """The last day on which a source can have been published; None where that is open."""
    day: int | None = sources.get(session, source)["published_hi"]
    return None if day == time.END else day
