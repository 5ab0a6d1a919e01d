"""The words a contradiction is explained in: the claims' own, with names and dates as one writes them."""

import json
from typing import Any

from sqlalchemy import Select, bindparam, select

from app.claims import present
from app.claims.predicates import Registry
from app.claims.values import time
from app.claims.values.predicate import Predicate
from app.contradictions.rules.words import Words
from app.db import Row, Session

LONGEST = 160


def witness_row(session: Session, seq: int) -> Row:
    """The claim behind a witness, with the labels its sentence needs."""
    return session.rows(present.BY_SEQ, seq=seq)[0]


def words(session: Session, registry: Registry, row: Row, *, total: str = "", window: str = "") -> Words:
    """What a sentence needs of one claim; `total` and `window` are those of the whole conflict."""
    chain = present.chain(session, row["seq"])
    contesting = next((link for link in chain[1:] if link["stance"] == "disputes"), None)
    predicate = registry.by_key[row["predicate"]]
    return Words(
        claimant=agent(chain[0]),
        carrier=agent(contesting) if contesting else None,
        wording=contesting["wording"] if contesting else None,
        subject=row["subject_label"],
        predicate=predicate.label,
        value=value_phrase(session, predicate, row),
        when=time.phrase(row["valid_edtf"]) if row["valid_edtf"] else "",
        denies=row["polarity"] == "denies",
        lifetime=predicate.bounds_life,
        total=total,
        window=window,
    )


def agent(link: dict[str, Any]) -> str:
    """Who a link is, as a reader knows him."""
    return str(link["agent"]["label"]) if link["agent"] else str(link["name"])


def value_phrase(session: Session, predicate: Predicate, row: Row) -> str:
    """A value in the claimant's words where he has any, completed by unit or label where he has not."""
    value = json.loads(row["value"])
    text = _short(value["text"])
    if value["type"] == "quantity":
        return f"{text} {value['unit']}" if value["unit"] and text[-1:].isdecimal() else text
    if value["type"] == "entity":
        if "any_of" in value:
            return " or ".join(str(_label(session, each)) for each in value["any_of"])
        return str(row["value_label"])
    if value["type"] == "term":
        term = predicate.term(value.get("term", ""))
        return term.label if term and text.casefold() in (term.key, term.label.casefold()) else text
    if value["type"] == "date":
        return time.phrase(value["edtf"]) if text == value["edtf"] else text
    return text


def _short(text: str) -> str:
    """A text on one line, cut where a sentence would lose its thread."""
    folded = " ".join(text.split())
    return folded if len(folded) <= LONGEST else folded[:LONGEST].rsplit(" ", 1)[0] + " …"


_LABEL: Select[Any] = select(present.subjects.c.label).where(present.subjects.c.id == bindparam("id"))


def _label(session: Session, entity_id: str) -> object:
    return session.scalar(_LABEL, id=entity_id)
