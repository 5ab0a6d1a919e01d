"""Recording, retracting and assessing claims: what is logged, and the rows it stands for."""

import json
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from app.claims import knowing, predicates, present, summaries
from app.claims.models import Assessment, Claim, Link
from app.claims.reading import Reading, valid_time
from app.claims.schemas import AssessmentCreate, ClaimCreate, RetractionCreate
from app.claims.values import intervals_of, time
from app.claims.voices import latest, series, voice
from app.db import Row, Session, WriteSession, table
from app.entities import service as entities
from app.errors import Conflict, Fault, NotFound, NotLive, UnknownReference, Unprocessable, WeakRole
from app.ids import new_id
from app.lookup import Lookup
from app.provenance import log
from app.provenance.canonical import NotCanonical, canonical
from app.sources import service as sources

RECORDED, RETRACTED, ASSESSED = "claim.recorded", "claim.retracted", "assessment.added"
PREFIX = "claim"
claims, links, assessments = table(Claim), table(Link), table(Assessment)
_lookup = Lookup(PREFIX, claims, "key")
_assessments = Lookup("assessment", assessments, "key")
find, get, candidates, expect = _lookup.find, _lookup.get, _lookup.candidates, _lookup.expect
_INSERT, _INSERT_LINK, _INSERT_ASSESSMENT = insert(claims), insert(links), insert(assessments)
# The order of a voice's words: the day said, or else the day recorded, which no day said comes after.
_SERIES = select(
    claims.c.seq,
    claims.c.series,
    claims.c.said,
    claims.c.polarity,
    claims.c.value,
    claims.c.choices,
    claims.c.current,
    claims.c.recorded_at,
).where(claims.c.series == bindparam("series"), claims.c.status == "live")
_IN_SERIES = (
    select(claims.c.seq).where(claims.c.series == bindparam("series"), claims.c.status == "live").limit(1)
)
_SET_CURRENT = update(claims).where(claims.c.seq == bindparam("claim")).values(current=bindparam("flag"))
_SET_STATUS = (
    update(claims)
    .where(claims.c.seq == bindparam("claim"))
    .values(
        status=bindparam("to"),
        retraction=bindparam("told"),
        retraction_known=bindparam("known_on"),
        current=0,
    )
)
_IS_CURRENT = select(claims.c.current).where(claims.c.seq == bindparam("claim"))
_ASSESSMENTS = (
    select(assessments).where(assessments.c.claim == bindparam("claim")).order_by(assessments.c.seq)
)
_ASSESSMENT_BY_SEQ = select(assessments).where(assessments.c.seq == bindparam("seq"))
_CLAIMANT = select(entities.entities.c.id).where(entities.entities.c.seq == bindparam("seq"))
NO_TIME = (time.BEGINNING, time.END, time.BEGINNING, time.END)


def document(session: Session, ref: str) -> str:
    """The claim with this id or key as JSON text; NotFound otherwise."""
    by_ref = present.BY_ID if ref.startswith(_lookup.prefix) else present.BY_KEY
    found: str | None = session.scalar(by_ref, ref=ref)
    if found is None:
        raise NotFound("No claim has this id or key.", PREFIX, ref)
    return found


def by_seq(session: Session, seq: int) -> Row:
    """The row of that sequence number, which must exist, as present.BY_SEQ gives it."""
    return session.rows(present.BY_SEQ, seq=seq)[0]


def add(
    session: WriteSession, actor: str, given: ClaimCreate, kept: str | None = None
) -> tuple[Row, list[dict[str, Any]], list[int]]:
    """Records a claim; returns its row, what was created inline, and the claims that came or went.

    None came or went when the same claim is there already. An import gives the id that is `kept`.
    """
    seq, created, moved = put(session, actor, given, kept)
    return by_seq(session, seq), created, moved


def put(
    session: WriteSession, actor: str, given: ClaimCreate, kept: str | None = None
) -> tuple[int, list[dict[str, Any]], list[int]]:
    """Records a claim as `add` does; returns its number instead of its row."""
    reading = Reading(session, actor)
    body = reading.body(given)
    body["supersedes"] = _superseded(session, given, body, kept)
    if existing := _lookup.taken(session, given.key, kept):
        if log.same_body(session, existing["id"], body):
            return existing["seq"], [], []
        raise Conflict(
            "Key or id is taken by a claim with another body. A correction is a new claim with `supersedes`."
        )
    claim_id = kept or new_id(PREFIX)
    try:
        entry = log.append(session, RECORDED, claim_id, actor, {"id": claim_id, **body}, first=True)
    except NotCanonical as problem:
        detail = f"The value's {problem}."
        raise Unprocessable(detail, [Fault("/value", detail)]) from None
    moved = project_recorded(session, entry)
    return entry.seq, reading.created, moved


def _superseded(session: Session, given: ClaimCreate, body: dict[str, Any], kept: str | None) -> str | None:
    if given.supersedes is None:
        return None
    old = find(session, given.supersedes)
    if old is None:
        raise UnknownReference("claim", given.supersedes, "/supersedes")
    if old["voice"] != voice(body["attribution"], body["source"]):
        detail = "Only the claimant supersedes his own claim; another's differing word is a claim of its own."
        raise Unprocessable(detail, [Fault("/supersedes", detail)])
    subject = entities.seq_of(session, body["subject"])
    if (old["subject"], old["predicate"]) != (subject, body["predicate"]):
        detail = "A claim supersedes one on the same subject and predicate; others are claims of their own."
        raise Unprocessable(detail, [Fault("/supersedes", detail)])
    repeated = _lookup.taken(session, given.key, kept)
    if old["status"] != "live" and not (repeated and repeated["supersedes"] == old["seq"]):
        raise NotLive(f"That claim is {old['status']} already; supersede the one that stands.")
    return str(old["id"])


def project_recorded(session: WriteSession, entry: log.Entry) -> list[int]:
    """Writes the rows a `claim.recorded` event stands for; returns the claims that came or went with it."""
    row = _row(session, entry)
    alone = session.scalar(_IN_SERIES, series=row["series"]) is None
    row["current"] = int(alone)
    session.run(_INSERT, **row)
    _lookup.came(session, row["key"])
    if alone:
        summaries.come(session, entry.seq, row)
    chain = enumerate(entry.body["attribution"])
    told = {(entry.seq, place): _link(session, entry.seq, place, link) for place, link in chain}
    session.put_off(_add_links, told)
    moved = [entry.seq]
    if row["supersedes"] is not None:
        old = by_seq(session, row["supersedes"])
        _set_status(session, old["seq"], "superseded")
        moved += [old["seq"], *_settle(session, old["series"])]
    if not alone:
        moved += _settle(session, row["series"])
    return list(dict.fromkeys(moved))


def _add_links(session: WriteSession, told: list[Row]) -> None:
    session.run_many(_INSERT_LINK, told)


def _row(session: Session, entry: log.Entry) -> dict[str, Any]:
    body = entry.body
    chain = body["attribution"]
    predicate = predicates.registry(session).by_key[body["predicate"]]
    days = tuple(body["valid"]["days"]) if body["valid"] else NO_TIME
    speaker = voice(chain, body["source"])
    subject, scope = entities.seq_of(session, body["subject"]), canonical(body["scope"])
    unit = body["value"].get("unit") or ""
    claimant = chain[0]["agent"]
    stances = [link["stance"] for link in chain if link["stance"]]
    value = canonical(body["value"])
    what = () if predicate.single == "yes" else (value,)
    return {
        "seq": entry.seq,
        "subject": subject,
        "scope": scope,
        "value_type": body["value"]["type"],
        "value": value,
        "unit": unit,
        "choices": " ".join(body["choices"]),
        **_bounds(body["value"]),
        "value_entity": entities.seq_of(session, body["value"].get("entity")),
        "valid_edtf": body["valid"]["edtf"] if body["valid"] else None,
        "valid_mode": body["valid"]["mode"] if body["valid"] else None,
        **dict(zip(("from_lo", "from_hi", "to_lo", "to_hi"), days, strict=True)),
        "spread": (days[3] - days[0]).bit_length(),
        "source": sources.seq_of(session, body["source"]),
        "citation": canonical(body["citation"]) if body["citation"] else None,
        "voice": speaker,
        "claimant": entities.seq_of(session, claimant),
        "alignment": _alignment(session, chain),
        "known": knowing.of_claim(session, entry),
        "lineage_known": int(chain[0]["role"] == "claimant"),
        "stance": stances[-1] if stances else "neutral",
        "contested": int(any(link["stance"] == "disputes" for link in chain[1:])),
        "series": series(speaker, subject, predicate.key, scope, unit, days, *what),
        "status": "live",
        "current": 0,
        "supersedes": get(session, body["supersedes"])["seq"] if body["supersedes"] else None,
        "retraction": None,
        "retraction_known": None,
        "recorded_at": entry.at,
        "recorded_by": entry.actor,
        **{
            name: body[name]
            for name in ("id", "key", "predicate", "polarity", "modality", "basis", "stated", "said")
        },
    }


def _alignment(session: Session, chain: list[dict[str, Any]]) -> str | None:
    """The claimant's side, or else that of the first document of the chain that has one."""
    asked = [(entities.get, chain[0]["agent"])] + [(sources.get, link["source"]) for link in chain]
    found = (get_one(session, each)["alignment"] for get_one, each in asked if each is not None)
    return next((side for side in found if side), None)


def _bounds(value: dict[str, Any]) -> dict[str, Any]:
    """The hull of a quantity's or date's readings, and the readings themselves where there are several."""
    readings = intervals_of(value)
    if not readings:
        return {
            "hard_lo": None,
            "hard_hi": None,
            "soft_lo": None,
            "soft_hi": None,
            "plain": None,
            "intervals": None,
        }
    hull = {
        "hard_lo": min(reading.hard_lo for reading in readings),
        "hard_hi": max(reading.hard_hi for reading in readings),
        "soft_lo": min(reading.soft_lo for reading in readings),
        "soft_hi": max(reading.soft_hi for reading in readings),
    }
    members = [
        [reading.hard_lo, reading.hard_hi, reading.soft_lo, reading.soft_hi, reading.plain]
        for reading in readings
    ]
    return {
        **{name: None if abs(bound) == float("inf") else bound for name, bound in hull.items()},
        "plain": readings[0].plain,
        "intervals": json.dumps(members) if len(members) > 1 else None,
    }


def _link(session: Session, claim: int, place: int, link: dict[str, Any]) -> dict[str, Any]:
    return {
        "claim": claim,
        "position": place,
        "agent": entities.seq_of(session, link["agent"]),
        "name": link["name"],
        "role": link["role"],
        "mode": link["mode"],
        "source": sources.seq_of(session, link["source"]),
        "on_edtf": link["on"],
        "stance": link["stance"],
        "wording": link["wording"],
    }


def _settle(session: WriteSession, digest: str) -> list[int]:
    """Marks the latest words of a series as current and the earlier ones as not; returns those it changed."""
    rows = session.rows(_SERIES, series=digest)
    standing = latest(rows)
    moved = [row["seq"] for row in rows if row["current"] != (row["seq"] in standing)]
    for seq in moved:
        session.run(_SET_CURRENT, claim=seq, flag=int(seq in standing))
        (summaries.come if seq in standing else summaries.go)(session, seq)
    return moved


def _set_status(
    session: WriteSession, seq: int, to: str, told: str | None = None, known_on: int | None = None
) -> None:
    """Gives a claim another status; it is not current before its series is settled again."""
    if session.scalar(_IS_CURRENT, claim=seq):
        summaries.go(session, seq)
    session.run(_SET_STATUS, claim=seq, to=to, told=told, known_on=known_on)


def retract(
    session: WriteSession, actor: str, ref: str, given: RetractionCreate, *, own_only: bool
) -> tuple[Row, list[int]]:
    """Retracts a claim; returns its row and the claims that came or went (none for the same again)."""
    row = get(session, ref)
    body = given.model_dump(mode="json")
    if given.source is not None:
        body["source"] = sources.resolve(session, given.source, "/source")["id"]
    if given.by is not None:
        body["by"] = entities.resolve(session, given.by, "/by")["id"]
    if given.on is not None:
        valid_time(given.on, "sometime", "/on")
    if given.reason == "withdrawn" and body["by"] not in (None, _claimant(session, row)):
        detail = "Only the claimant withdraws his claim; another's word is a claim or an assessment."
        raise Unprocessable(detail, [Fault("/by", detail)])
    if own_only and row["recorded_by"] != actor:
        raise WeakRole("A contributor retracts only what he recorded himself; this needs the role editor.")
    if row["status"] == "retracted":
        stored = json.loads(row["retraction"])
        if {name: stored[name] for name in body} == body:
            return by_seq(session, row["seq"]), []
    if row["status"] != "live":
        raise NotLive(f"The claim is {row['status']} already. Nothing was changed.")
    moved = project_retracted(session, log.append(session, RETRACTED, row["id"], actor, body))
    return by_seq(session, row["seq"]), moved


def _claimant(session: Session, row: Row) -> str | None:
    found: str | None = session.scalar(_CLAIMANT, seq=row["claimant"])
    return found


def project_retracted(session: WriteSession, entry: log.Entry) -> list[int]:
    """Writes what a `claim.retracted` event stands for; returns the claims that came or went with it.

    A slip of entry never superseded anything: what it had replaced stands again.
    """
    row = get(session, entry.object)
    told = canonical({**entry.body, "recorded_at": entry.at, "recorded_by": entry.actor})
    _set_status(session, row["seq"], "retracted", told, knowing.of_retraction(session, entry))
    moved = [int(row["seq"])]
    if row["supersedes"] is not None and entry.body["reason"] == "entry_error":
        older = by_seq(session, row["supersedes"])
        _set_status(session, older["seq"], "live")
        moved += [older["seq"], *_settle(session, older["series"])]
    return list(dict.fromkeys([*moved, *_settle(session, row["series"])]))


def assess(
    session: WriteSession, actor: str, ref: str, given: AssessmentCreate, kept: str | None = None
) -> tuple[Row, bool]:
    """Adds an assessment to a claim; returns its row and whether it is new. An import gives the id `kept`."""
    body = given.model_dump(mode="json")
    body["claim"] = get(session, ref)["id"]
    if given.by is not None:
        body["by"] = entities.resolve(session, given.by, "/by")["id"]
    if given.source is not None:
        body["source"] = sources.resolve(session, given.source, "/source")["id"]
    if given.on is not None:
        valid_time(given.on, "sometime", "/on")
    if existing := _assessments.taken(session, given.key, kept):
        if log.same_body(session, existing["id"], body):
            return existing, False
        raise Conflict("Key or id is taken by an assessment with another body. Nothing was changed.")
    assessment_id = kept or new_id(_assessments.kind)
    entry = log.append(session, ASSESSED, assessment_id, actor, {"id": assessment_id, **body}, first=True)
    project_assessed(session, entry)
    return session.rows(_ASSESSMENT_BY_SEQ, seq=entry.seq)[0], True


def project_assessed(session: WriteSession, entry: log.Entry) -> None:
    """Writes the row an `assessment.added` event stands for."""
    body = entry.body
    same = ("id", "key", "stance", "wording", "credibility", "likelihood", "confidence", "reasons")
    session.run(
        _INSERT_ASSESSMENT,
        seq=entry.seq,
        claim=get(session, body["claim"])["seq"],
        by_entity=entities.seq_of(session, body["by"]),
        on_edtf=body["on"],
        source=sources.seq_of(session, body["source"]),
        recorded_at=entry.at,
        recorded_by=entry.actor,
        **{name: body[name] for name in same},
    )


def assessments_of(session: Session, claim: int) -> list[Row]:
    """All assessments of a claim, oldest first."""
    return session.rows(_ASSESSMENTS, claim=claim)
