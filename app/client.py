"""A client for the HTTP interface: what the server answers as typed objects, lists across all their pages.

    with Client("http://localhost:8000", key="ck_live_…") as client:
        for claim in client.claims(subject="liwa-al-baqir"):
            print(claim.value.text, claim.source.title)

Connections that break and answers that may pass (429, 502, 503, 504) are tried again; a write carries an
Idempotency-Key, so it is done once however often it is sent. Refusals raise ProblemError.
"""

from collections.abc import Iterable, Iterator, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any, BinaryIO, Self, TypeVar
from urllib.parse import quote

from pydantic import BaseModel

from app.claims.identity_schemas import JudgementRead
from app.claims.schemas import AssessmentRead, ClaimRead, LinkRead
from app.contradictions.impact_schemas import SourceImpact
from app.contradictions.schemas import (
    ContradictionFull,
    ContradictionListed,
    DispositionRead,
    EntityPosition,
    HistoryEntry,
    PairRead,
    PositionRead,
    RuleRead,
)
from app.contradictions.written import (
    ClaimWritten,
    JoinUndone,
    JudgementWritten,
    PredicateRead,
    PredicateWritten,
)
from app.entities.schemas import EntityRead
from app.sources.schemas import SourceRead
from app.transport import ClientError, ProblemError, Retries, Transport, Unreachable

__all__ = ["Client", "ClientError", "ProblemError", "Retries", "Unreachable"]

Given = BaseModel | Mapping[str, Any]
"""A body: one of the models named …Create, or what its JSON says."""
Read = TypeVar("Read", bound=BaseModel)
PAGE = 200


class Client:
    """A server's interface under the routes' names; filters are those of the lists (docs/api.md).

    `timeout` is in seconds, for each of: connecting, sending, and waiting for the next bytes.
    """

    def __init__(
        self, base_url: str, key: str | None = None, timeout: float = 30, retries: Retries | None = None
    ) -> None:
        self._transport = Transport(base_url, key, timeout, retries or Retries())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connections; a `with` block does it too."""
        self._transport.close()

    # Claims

    def claims(self, **filters: Any) -> Iterator[ClaimRead]:
        """Claims in the order they were recorded."""
        return self._all("/v1/claims", ClaimRead, filters)

    def claim(self, ref: str) -> ClaimRead:
        """One claim by id or key."""
        return self._one(_path("claims", ref), ClaimRead)

    def attribution(self, ref: str) -> Iterator[LinkRead]:
        """The chain a claim came through, the claimant first."""
        return self._all(_path("claims", ref, "attribution"), LinkRead)

    def claim_history(self, ref: str) -> Iterator[HistoryEntry]:
        """What happened to a claim."""
        return self._all(_path("claims", ref, "history"), HistoryEntry)

    def claim_contradictions(self, ref: str) -> Iterator[ContradictionListed]:
        """The contradictions a claim takes part in."""
        return self._all(_path("claims", ref, "contradictions"), ContradictionListed)

    def assessments(self, ref: str) -> Iterator[AssessmentRead]:
        """What others judged of a claim."""
        return self._all(_path("claims", ref, "assessments"), AssessmentRead)

    def record(self, claim: Given) -> ClaimWritten:
        """Records a claim."""
        return self._write("POST", "/v1/claims", claim, ClaimWritten)

    def batch(
        self, claims: Iterable[Given], *, dry_run: bool = False, atomic: bool = False
    ) -> dict[str, Any]:
        """Records up to 1,000 claims: `data` tells of each by its place, `summary` counts them."""
        asked = {name: True for name, given in (("dry_run", dry_run), ("atomic", atomic)) if given}
        bodies = [_body(each) for each in claims]
        told: dict[str, Any] = self._transport.json("POST", "/v1/claims:batch", asked, bodies)
        return told

    def retract(self, ref: str, retraction: Given) -> ClaimWritten:
        """Retracts a claim, with the reason."""
        return self._write("POST", _path("claims", ref, "retract"), retraction, ClaimWritten)

    def supersede(self, ref: str, claim: Given) -> ClaimWritten:
        """Records the claimant's own later word."""
        return self._write("POST", _path("claims", ref, "supersede"), claim, ClaimWritten)

    def assess(self, ref: str, assessment: Given) -> AssessmentRead:
        """Adds a judgement of a claim."""
        return self._write("POST", _path("claims", ref, "assessments"), assessment, AssessmentRead)

    # Entities

    def entities(self, **filters: Any) -> Iterator[EntityRead]:
        """Entities in the order they were added."""
        return self._all("/v1/entities", EntityRead, filters)

    def entity(self, ref: str) -> EntityRead:
        """One entity by id or key; of a joined one, the entity that stands for it."""
        return self._one(_path("entities", ref), EntityRead)

    def claims_about(self, ref: str, **filters: Any) -> Iterator[ClaimRead]:
        """The claims about an entity."""
        return self._all(_path("entities", ref, "claims"), ClaimRead, filters)

    def timeline(self, ref: str, **filters: Any) -> Iterator[ClaimRead]:
        """The dated live claims about an entity, by the earliest day each may hold."""
        return self._all(_path("entities", ref, "timeline"), ClaimRead, filters)

    def positions(self, ref: str, predicate: str, **clocks: Any) -> Iterator[EntityPosition]:
        """The compatible answers to the questions of one predicate about an entity."""
        asked = {"predicate": predicate, **clocks}
        return self._all(_path("entities", ref, "positions"), EntityPosition, asked)

    def judgements(self, ref: str) -> Iterator[JudgementRead]:
        """Every judgement of who an entity is."""
        return self._all(_path("entities", ref, "same-as"), JudgementRead)

    def add_entity(self, entity: Given) -> EntityRead:
        """Adds an entity."""
        return self._write("POST", "/v1/entities", entity, EntityRead)

    def same_as(self, ref: str, judgement: Given) -> JudgementWritten:
        """Joins an entity to another."""
        return self._write("POST", _path("entities", ref, "same-as"), judgement, JudgementWritten)

    def different_from(self, ref: str, judgement: Given) -> JudgementWritten:
        """Records that an entity is not another."""
        return self._write("POST", _path("entities", ref, "different-from"), judgement, JudgementWritten)

    def undo_join(self, ref: str, retraction: Given) -> JoinUndone:
        """Retracts the claims that join two entities."""
        return self._write("POST", _path("entities", ref, "same-as", "undo"), retraction, JoinUndone)

    # Sources and predicates

    def sources(self, **filters: Any) -> Iterator[SourceRead]:
        """Sources in the order they were added."""
        return self._all("/v1/sources", SourceRead, filters)

    def source(self, ref: str) -> SourceRead:
        """One source by id or key."""
        return self._one(_path("sources", ref), SourceRead)

    def claims_in(self, ref: str, **filters: Any) -> Iterator[ClaimRead]:
        """The claims read in a source."""
        return self._all(_path("sources", ref, "claims"), ClaimRead, filters)

    def impact(self, ref: str) -> SourceImpact:
        """What a retraction of a source would change."""
        return self._one(_path("sources", ref, "impact"), SourceImpact)

    def add_source(self, source: Given) -> SourceRead:
        """Adds a source."""
        return self._write("POST", "/v1/sources", source, SourceRead)

    def predicates(self, **filters: Any) -> Iterator[PredicateRead]:
        """What may be claimed."""
        return self._all("/v1/predicates", PredicateRead, filters)

    def predicate(self, ref: str) -> PredicateRead:
        """One predicate by key or id."""
        return self._one(_path("predicates", ref), PredicateRead)

    def add_predicate(self, predicate: Given) -> PredicateRead:
        """Adds a predicate."""
        return self._write("POST", "/v1/predicates", predicate, PredicateRead)

    def change_predicate(self, ref: str, predicate: Given) -> PredicateWritten:
        """Gives a predicate another definition."""
        return self._write("PUT", _path("predicates", ref), predicate, PredicateWritten)

    # Contradictions and rules

    def contradictions(self, **filters: Any) -> Iterator[ContradictionListed]:
        """Contradictions; the open ones unless `status` differs."""
        return self._all("/v1/contradictions", ContradictionListed, filters)

    def contradiction(self, ref: str) -> ContradictionFull:
        """One contradiction with its positions, arithmetic and history."""
        return self._one(_path("contradictions", ref), ContradictionFull)

    def contradiction_positions(self, ref: str) -> Iterator[PositionRead]:
        """The mutually compatible answers its claims give."""
        return self._all(_path("contradictions", ref, "positions"), PositionRead)

    def pairs(self, ref: str, limit: int = PAGE) -> list[PairRead]:
        """Up to `limit` pairs of its claims that cannot both be true."""
        found = self._transport.json("GET", _path("contradictions", ref, "pairs"), {"limit": limit})
        return [PairRead.model_validate(each) for each in found["data"]]

    def disposition(self, ref: str) -> DispositionRead:
        """What was decided last of a contradiction."""
        return self._one(_path("contradictions", ref, "disposition"), DispositionRead)

    def dispose(self, ref: str, decision: Given) -> DispositionRead:
        """Decides a contradiction, with reasons."""
        return self._write("PUT", _path("contradictions", ref, "disposition"), decision, DispositionRead)

    def rules(self) -> Iterator[RuleRead]:
        """When claims contradict each other, and when they do not."""
        return self._all("/v1/rules", RuleRead)

    def rule(self, code: str) -> RuleRead:
        """The rule of one code."""
        return self._one(_path("rules", code), RuleRead)

    # The record as a whole

    def changes(self, since: int = 0) -> Iterator[dict[str, Any]]:
        """What was written after event `since`, in order."""
        return self._items("/v1/changes", {"since": since})

    def search(self, q: str, **filters: Any) -> Iterator[dict[str, Any]]:
        """What is recorded under these words, the best first."""
        return self._items("/v1/search", {"q": q, **filters})

    def export(self, name: str, to: Path | BinaryIO, **asked: Any) -> int:
        """Writes an export, such as `ndjson`, to a file; returns its size in bytes.

        A path appears only once the whole export is there.
        """
        if not isinstance(to, Path):
            with self._transport.stream(_path("export", name), asked) as parts:
                return sum(to.write(part) for part in parts)
        part = to.with_name(f"{to.name}.part")
        try:
            with part.open("wb") as file:
                size = self.export(name, file, **asked)
            part.replace(to)
        finally:
            part.unlink(missing_ok=True)
        return size

    def send(self, kind: str, body: Given) -> tuple[bool, dict[str, Any]]:
        """Adds one of the claims, entities, sources, predicates; whether it is new, and the answer itself."""
        status, told = self._transport.answer("POST", f"/v1/{kind}", body=_body(body))
        return status == HTTPStatus.CREATED, told

    def version(self) -> dict[str, Any]:
        """Versions of the program and the schema, and how many events the log holds."""
        told: dict[str, Any] = self._transport.json("GET", "/version")
        return told

    def _one(self, path: str, model: type[Read]) -> Read:
        return model.model_validate(self._transport.json("GET", path))

    def _write(self, method: str, path: str, given: Given, model: type[Read]) -> Read:
        return model.model_validate(self._transport.json(method, path, body=_body(given)))

    def _all(self, path: str, model: type[Read], filters: Mapping[str, Any] | None = None) -> Iterator[Read]:
        return (model.model_validate(each) for each in self._items(path, filters or {}))

    def _items(self, path: str, filters: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """The items of a list, page after page; each page is asked for when the one before is used up."""
        asked: dict[str, Any] = dict(filters)
        while True:
            page = self._transport.json("GET", path, asked)
            yield from page["data"]
            if page["next_cursor"] is None:
                return
            asked["cursor"] = page["next_cursor"]


def _path(*parts: str) -> str:
    """A path below /v1; what stands between the slashes cannot lead elsewhere."""
    return "/v1/" + "/".join(quote(part, safe="") for part in parts)


def _body(given: Given) -> Any:
    if isinstance(given, BaseModel):
        return given.model_dump(mode="json", by_alias=True, exclude_unset=True)
    return dict(given)
