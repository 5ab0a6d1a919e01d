"""Summaries of questions, kept up with every claim that comes or goes."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from app.claims.models import Claim, Summary
from app.db import Row, Session, WriteSession, table

claims, summaries = table(Claim), table(Summary)
KEY = ("subject", "predicate", "scope", "unit")
_COUNTED = (
    "claims",
    "denials",
    "several",
    "voice",
    "choices",
    "low",
    "top",
    "hard_low",
    "hard_low_claim",
    "hard_top",
    "hard_top_claim",
    "above",
    "below",
    "highest",
    "passed_high",
    "lowest",
    "passed_low",
    "core_first",
    "core_last",
    "spreads",
    "first_day",
    "last_day",
)
_HIGHEST = ("low", "hard_low", "above", "below", "core_last")
_LOWEST = ("top", "hard_top", "core_first")
_LISTS = ("highest", "lowest")
LISTED = 8
UNBOUNDED = 1e300  # times: a number that is not above zero is no multiple of anything
_FOUND = select(summaries).where(*(summaries.c[name] == bindparam(name) for name in KEY))
_ABOUT = select(summaries).where(
    summaries.c.subject == bindparam("subject"), summaries.c.predicate == bindparam("predicate")
)
_CLAIM = select(claims).where(claims.c.seq == bindparam("claim"))
_INSERT = insert(summaries)
_UPDATE = (
    update(summaries)
    .where(*(summaries.c[name] == bindparam(f"of_{name}") for name in KEY))
    .values({name: bindparam(f"new_{name}") for name in _COUNTED})
)


def summary(session: Session, asked: Mapping[str, Any]) -> Row | None:
    """The stored summary of the question that this claim answers; None where none was ever answered."""
    return session.first(_FOUND, **{name: asked[name] for name in KEY})


def about(session: Session, subject: int, predicate: str) -> list[Row]:
    """The summaries of one predicate's questions about a subject, in every scope and unit."""
    return session.rows(_ABOUT, subject=subject, predicate=predicate)


def come(session: WriteSession, claim: int, row: Mapping[str, Any] | None = None) -> None:
    """Counts a claim that has become current; `row` is what was just written of it."""
    row = row or session.rows(_CLAIM, claim=claim)[0]
    known, mine = _counted(session, row), _alone(row)
    _count(session, row, mine if known is None else _joined(known, mine), new=known is None)


def go(session: WriteSession, claim: int) -> None:
    """Counts off a claim that is current no more; the bounds stay as wide as they were."""
    row = session.rows(_CLAIM, claim=claim)[0]
    known = _counted(session, row)
    if known is not None:
        mine = _alone(row)
        left = {name: known[name] - mine[name] for name in ("claims", "denials", "several")}
        left |= {name: [each for each in known[name] if each[1] != claim] for name in _LISTS}
        _count(session, row, {**known, **left})


def _about(row: Mapping[str, Any]) -> tuple[object, ...]:
    return (summaries.name, *(row[name] for name in KEY))


def _counted(session: WriteSession, row: Mapping[str, Any]) -> dict[str, Any] | None:
    """The summary as it is reckoned with; a batch reads it once."""

    def ask() -> dict[str, Any] | None:
        found = summary(session, row)
        return found and {**found, **{name: json.loads(found[name]) for name in _LISTS}}

    return session.known(_about(row), ask)


def _count(
    session: WriteSession, row: Mapping[str, Any], counted: dict[str, Any], *, new: bool = False
) -> None:
    """Stores a summary; a batch does so once, at its end."""
    about, whole = _about(row), {**{name: row[name] for name in KEY}, **counted}
    session.now_is(about, whole)
    session.put_off(_add if new or session.waits(_add, about) else _change, {about: whole})


def _add(session: WriteSession, counted: Iterable[Mapping[str, Any]]) -> None:
    session.run_many(_INSERT, list(map(_stored, counted)))


def _change(session: WriteSession, counted: Iterable[Mapping[str, Any]]) -> None:
    given = [
        {f"new_{name}": each[name] for name in _COUNTED} | {f"of_{name}": each[name] for name in KEY}
        for each in map(_stored, counted)
    ]
    session.run_many(_UPDATE, given)


def _stored(counted: Mapping[str, Any]) -> dict[str, Any]:
    return {**counted, **{name: json.dumps(counted[name]) for name in _LISTS}}


def over(rows: Iterable[Row]) -> Iterator[Row]:
    """The summaries of current claims that were all there at once, for who fills the tables himself."""
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows:
        key, mine = tuple(row[name] for name in KEY), _alone(row)
        known = found.get(key)
        found[key] = mine if known is None else _joined(known, mine)
    for key, counted in found.items():
        yield dict(zip(KEY, key, strict=True)) | _stored(counted)


def _alone(row: Mapping[str, Any]) -> dict[str, Any]:
    """The summary of one claim."""
    denies = row["polarity"] == "denies"
    asserted = not denies and row["plain"] is not None
    readings = json.loads(row["intervals"]) if row["intervals"] else None
    return {
        "claims": 1,
        "denials": int(denies),
        "several": int(readings is not None or " " in row["choices"]),
        "voice": row["voice"],
        "choices": row["choices"],
        "low": row["soft_lo"] if asserted else None,
        # A floor has no upper end that contradicts: "at least 15" admits 1,000.
        "top": row["soft_hi"] if asserted and row["hard_hi"] is not None else None,
        "hard_low": row["hard_lo"] if asserted else None,
        "hard_low_claim": row["seq"] if asserted else None,
        "hard_top": row["hard_hi"] if asserted else None,
        "hard_top_claim": row["seq"] if asserted else None,
        "above": _times(row["hard_hi"], row["plain"]) if asserted and row["hard_hi"] is not None else None,
        "below": _times(row["plain"], row["hard_lo"]) if asserted else None,
        "highest": [[row["soft_lo"], row["seq"]]] if asserted and row["soft_lo"] is not None else [],
        "passed_high": None,
        "lowest": [[row["soft_hi"], row["seq"]]] if asserted and row["hard_hi"] is not None else [],
        "passed_low": None,
        "core_first": row["from_hi"] if row["from_hi"] <= row["to_lo"] else None,
        "core_last": row["to_lo"] if row["from_hi"] <= row["to_lo"] else None,
        "spreads": 1 << row["spread"],
        "first_day": row["from_lo"],
        "last_day": row["to_hi"],
    }


def _joined(known: Mapping[str, Any], mine: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: known[name] + mine[name] for name in ("claims", "denials", "several")}
    found |= {name: known[name] if known[name] == mine[name] else "" for name in ("voice", "choices")}
    found |= {name: _most(known[name], mine[name], max) for name in _HIGHEST}
    found |= {name: _most(known[name], mine[name], min) for name in _LOWEST}
    return {
        **found,
        "hard_low_claim": _reached("hard_low", found["hard_low"], known, mine),
        "hard_top_claim": _reached("hard_top", found["hard_top"], known, mine),
        **_listed("highest", "passed_high", known, mine, max),
        **_listed("lowest", "passed_low", known, mine, min),
        "spreads": known["spreads"] | mine["spreads"],
        "first_day": min(known["first_day"], mine["first_day"]),
        "last_day": max(known["last_day"], mine["last_day"]),
    }


def _listed(
    name: str, passed: str, known: Mapping[str, Any], mine: Mapping[str, Any], which: Any
) -> dict[str, Any]:
    """The claims farthest out of both, and how far the farthest lies that was left out."""
    outward = sorted([*known[name], *mine[name]], key=_bound)
    if which is max:
        outward.reverse()
    left_out = known[passed]
    for bound, _ in outward[LISTED:]:
        left_out = _most(left_out, bound, which)
    return {name: outward[:LISTED], passed: left_out}


def _bound(listed: list[Any]) -> Any:
    return listed[0]


def _reached(name: str, extreme: float | None, *summed: Mapping[str, Any]) -> int | None:
    """The lowest number of a claim that reaches an extreme."""
    claimed = (each[f"{name}_claim"] for each in summed if each[name] is not None and each[name] == extreme)
    return min(claimed, default=None)


def _times(larger: float, smaller: float | None) -> float:
    return larger / smaller if smaller is not None and smaller > 0 else UNBOUNDED


def _most(one: float | None, other: float | None, which: Any) -> float | None:
    if one is None or other is None:
        return other if one is None else one
    found: float = which(one, other)
    return found
