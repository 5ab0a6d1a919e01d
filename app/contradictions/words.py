"""The words a contradiction is explained in: the claims' own, with names and dates as one writes them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isinf
from typing import Any

from sqlalchemy import Select, bindparam, select

from app.claims import present
from app.claims.predicates import Registry
from app.claims.values import time
from app.claims.values.predicate import Predicate
from app.contradictions.rules import BY_CODE
from app.contradictions.rules.fact import BEGINNING, END
from app.contradictions.rules.words import Words
from app.db import Row, Session
from app.entities.naming import Names

LONGEST = 160
NOISE = 1e-6
_BY_ID = present.ROWS.where(present.claims.c.id == bindparam("id"))
_LABEL: Select[Any] = select(present.subjects.c.label).where(present.subjects.c.id == bindparam("id"))


def witness_row(session: Session, seq: int) -> Row:
    """The claim behind a witness, with the labels its sentence needs."""
    return session.rows(present.BY_SEQ, seq=seq)[0]


def witness_named(session: Session, claim_id: str) -> Row:
    """The same by the claim's id."""
    return session.rows(_BY_ID, id=claim_id)[0]


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells claims in words: by the labels of this registry, and with entities under these names."""

    session: Session
    registry: Registry
    names: Names

    def explanation(self, code: str, witness: Sequence[Row], lo: float | None, window: Sequence[int]) -> str:
        """The sentence of a contradiction; `lo` is its lower bound, in a sum what the parts come to."""
        first, last = window
        total, stretch = _number(lo), _stretch(first, last)
        told = (replace(self.words(row), total=total, window=stretch) for row in witness)
        return BY_CODE[code].sentence(*told)

    def witness(self, row: Row) -> dict[str, Any]:
        """A claim as one of those that carry a contradiction."""
        return {
            "id": row["id"],
            "key": row["key"],
            "claimant": self.agent(present.chain(self.session, row["seq"])[0]),
            "value": self.value(row),
            "valid": row["valid_edtf"],
        }

    def words(self, row: Row) -> Words:
        """What a sentence needs of one claim."""
        chain = present.chain(self.session, row["seq"])
        contesting = next((link for link in chain[1:] if link["stance"] == "disputes"), None)
        predicate = self.registry.by_key[row["predicate"]]
        return Words(
            claimant=self.agent(chain[0]),
            carrier=self.agent(contesting) if contesting else None,
            wording=_short(contesting["wording"] or "") if contesting else None,
            subject=self.names.of(row["subject_id"], row["subject_label"]),
            predicate=predicate.label,
            value=self.value(row),
            when=time.phrase(row["valid_edtf"]) if row["valid_edtf"] else "",
            scope=self._scope(predicate, row),
            denies=row["polarity"] == "denies",
            lifetime=predicate.bounds_life,
        )

    def _scope(self, predicate: Predicate, row: Row) -> str:
        entities = {each.key for each in predicate.separators if each.entity}
        told = (
            self.names.of(value, self.session.scalar(_LABEL, id=value)) if key in entities else value
            for key, value in json.loads(row["scope"]).items()
        )
        return ", ".join(told)

    def agent(self, link: dict[str, Any]) -> str:
        """Who a link is, as a reader knows him."""
        agent = link["agent"]
        return self.names.of(agent["id"], agent["label"]) if agent else str(link["name"])

    def value(self, row: Row) -> str:
        """The value of a claim in words."""
        return value_phrase(self.session, self.registry.by_key[row["predicate"]], row, self.names)


def value_phrase(session: Session, predicate: Predicate, row: Row, names: Names | None = None) -> str:
    """A value in the claimant's words where he has any, completed by unit or label where he has not."""
    value = json.loads(row["value"])
    text = _short(value["text"])
    if value["type"] == "quantity":
        return f"{text} {value['unit']}" if value["unit"] and text[-1:].isdecimal() else text
    if value["type"] == "entity":
        named = names or Names(session)
        if "any_of" not in value:
            return named.of(value["entity"], row["value_label"])
        return " or ".join(named.of(each, session.scalar(_LABEL, id=each)) for each in value["any_of"])
    if value["type"] == "term":
        term = predicate.term(value.get("term", ""))
        return term.label if term and text.casefold() in (term.key, term.label.casefold()) else text
    if value["type"] == "date":
        return _dated(text, value["edtf"])
    return text


def _dated(text: str, edtf: str) -> str:
    """A date as it was put, with the date itself where the words do not have it."""
    told = time.phrase(edtf)
    if text == edtf:
        return told
    return text if told.casefold() in text.casefold() else f"{text} ({told})"


def _short(text: str) -> str:
    """A text on one line, cut where a sentence would lose its thread."""
    folded = " ".join(text.split())
    return folded if len(folded) <= LONGEST else folded[:LONGEST].rsplit(" ", 1)[0] + " …"


def _number(bound: float | None) -> str:
    """A number as one writes it: 1,500 and 0.3, whatever a sum of floats leaves behind."""
    if bound is None or isinf(bound):
        return ""
    return f"{bound:,.0f}" if abs(bound - round(bound)) < NOISE else f"{bound:,.2f}".rstrip("0")


def _stretch(lo: int, hi: int) -> str:
    """A stretch of days in words; nothing where it is unbounded on either side."""
    if lo <= BEGINNING or hi >= END:
        return ""
    first, last = (time.phrase(str(present.day(each))) for each in (lo, hi))
    return f"on {first}" if lo == hi else f"from {first} to {last}"
