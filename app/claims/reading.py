"""From a request to the body that is logged: references found, value and dates read, the chain checked."""

from dataclasses import dataclass, field
from typing import Any

from app.claims import identity, predicates, values
from app.claims.schemas import ClaimCreate, LinkCreate
from app.claims.values import time
from app.claims.values.base import Value, ValueProblem
from app.claims.values.predicate import Predicate
from app.db import Row, WriteSession
from app.entities import service as entities
from app.entities.schemas import EntityCreate
from app.errors import Fault, UnknownReference, Unprocessable
from app.sources import service as sources
from app.sources.schemas import SourceCreate


@dataclass(slots=True)
class Reading:
    """A claim's body in the making, with what was created on the way and the documents it names."""

    session: WriteSession
    actor: str
    created: list[dict[str, Any]] = field(default_factory=list)
    documents: list[Row] = field(default_factory=list)

    def body(self, given: ClaimCreate) -> dict[str, Any]:
        """The claim as logged, its id apart; raises Unprocessable with pointers into the request."""
        known = predicates.registry(self.session).by_key
        predicate = known.get(given.predicate)
        if predicate is None:
            raise UnknownReference("predicate", given.predicate, "/predicate")
        subject = entities.resolve(self.session, given.subject, "/subject")
        scope = self._scope(predicate, given.scope)
        value = self._value(predicate, given.value)
        if predicate.key == identity.SAME_AS:
            identity.refuse_value(self.session, subject, value.choices)
        valid = None
        if given.valid is not None:
            valid = valid_time(given.valid.edtf, given.valid.mode)
        source = self._source(given.source, "/source")
        links = [self._link(link, place) for place, link in enumerate(given.attribution)]
        _set_stance(given, links)
        _check_chain(links)
        stated = None
        if given.stated is not None:
            stated = valid_time(given.stated, "sometime", "/stated")
        return {
            "key": given.key,
            "subject": subject["id"],
            "predicate": predicate.key,
            "value": dict(value.document),
            "choices": list(value.choices),
            "polarity": given.polarity,
            "scope": scope,
            "valid": valid,
            "source": source["id"],
            "citation": given.citation.model_dump(mode="json") if given.citation else None,
            "attribution": links,
            "modality": given.modality,
            "basis": given.basis,
            "stated": given.stated,
            "said": self._said(stated),
        }

    def _scope(self, predicate: Predicate, given: dict[str, str]) -> dict[str, str]:
        separators = {separator.key: separator for separator in predicate.separators}
        for key in given:
            if key not in separators:
                known = ", ".join(separators) or "none"
                raise _fault("/scope", f"This predicate has these scope keys: {known}.")
        for key, separator in separators.items():
            if separator.required and key not in given:
                raise _fault(
                    f"/scope/{key}", f"This predicate needs scope.{key}: without it no two claims compare."
                )
        return {
            key: entities.resolve(self.session, text, f"/scope/{key}")["id"]
            if separators[key].entity
            else text
            for key, text in given.items()
        }

    def _value(self, predicate: Predicate, raw: object) -> Value:
        def find(ref: str) -> str:
            return str(entities.resolve(self.session, ref, "/value/entity")["id"])

        try:
            return values.parse(raw, predicate, find)
        except ValueProblem as problem:
            raise _fault(f"/value{problem.pointer}", problem.detail) from None

    def _source(self, given: str | SourceCreate, pointer: str) -> Row:
        if isinstance(given, str):
            found = sources.resolve(self.session, given, pointer)
        else:
            found, new = sources.add(self.session, self.actor, given, pointer)
            self._tell("source", found, new)
        self.documents.append(found)
        return found

    def _tell(self, kind: str, row: Row, new: bool) -> None:
        if new:
            self.created.append({"type": kind, "id": row["id"], "key": row["key"]})

    def _link(self, given: LinkCreate, place: int) -> dict[str, Any]:
        pointer = f"/attribution/{place}"
        agent: Row | None = None
        if isinstance(given.agent, EntityCreate):
            agent, new = entities.add(self.session, self.actor, given.agent)
            self._tell("entity", agent, new)
        elif given.agent is not None:
            agent = entities.resolve(self.session, given.agent, f"{pointer}/agent")
        source = self._source(given.source, f"{pointer}/source") if given.source else None
        if given.on is not None:
            valid_time(given.on, "sometime", f"{pointer}/on")
        return {
            "agent": agent["id"] if agent else None,
            "name": given.name,
            "role": given.role,
            "mode": given.mode,
            "source": source["id"] if source else None,
            "on": given.on,
            "stance": given.stance,
            "wording": given.wording,
        }

    def _said(self, stated: dict[str, Any] | None) -> int | None:
        """The earliest day on which the claimant can have said it: stated, else the first publication."""
        if stated is not None:
            days: list[int] = stated["days"]
            return days[0] if days[0] != time.BEGINNING else None
        published = [row["published_lo"] for row in self.documents if row["published_lo"]]
        return min(published, default=None)


def valid_time(edtf: str, mode: str | None, pointer: str = "/valid/edtf") -> dict[str, Any]:
    """An EDTF date with its mode and four day numbers; Unprocessable at the pointer otherwise."""
    try:
        days = time.valid_days(time.parse(edtf), mode)
    except ValueProblem as problem:
        raise _fault(pointer, problem.detail) from None
    return {"edtf": edtf, "mode": days.mode, "days": [days.from_lo, days.from_hi, days.to_lo, days.to_hi]}


def _set_stance(given: ClaimCreate, links: list[dict[str, Any]]) -> None:
    last = links[-1]
    if given.stance is not None:
        told = (given.stance.position, given.stance.wording)
        if last["stance"] is not None and (last["stance"], last["wording"]) != told:
            raise _fault(
                "/stance", "The last link of the attribution already has another stance; give one of them."
            )
        last["stance"], last["wording"] = told


def _check_chain(links: list[dict[str, Any]]) -> None:
    """Refuses a claimant after the first link, and one who disputes his own claim."""
    first = links[0]
    for place, link in enumerate(links):
        if place and link["role"] == "claimant":
            raise _fault(
                f"/attribution/{place}/role",
                "The claimant is the first link; the others passed his claim on.",
            )
        same = (link["agent"], link["name"]) == (first["agent"], first["name"])
        if same and link["stance"] == "disputes":
            raise _fault(
                f"/attribution/{place}/stance",
                "The claimant cannot dispute his own claim. Record a denial (polarity denies), or "
                "put whoever disputes it as a later link.",
            )


def _fault(pointer: str, detail: str) -> Unprocessable:
    return Unprocessable(detail, [Fault(pointer, detail)])
