"""Contradictions of a picture, found by the rules on the fly and shown like the stored ones."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import Any

from sqlalchemy import bindparam, select

from app.claims.models import Claim
from app.claims.values.predicate import Predicate
from app.contradictions import asking, detect, dispositions, holding, rows, service
from app.contradictions.asking import Question
from app.contradictions.detect import Detection
from app.contradictions.pictures import PictureWorld
from app.contradictions.weights import open_weight
from app.db import Row, table
from app.entities import service as entities
from app.entities.naming import Names
from app.provenance import log

DIGEST = 8  # bytes that tell apart contradictions with the same latest witness
_ID = select(table(Claim).c.id).where(table(Claim).c.seq == bindparam("claim"))


@dataclass(frozen=True)
class Computed:
    """A contradiction that the rules find in a picture.

    It is the stored row of the same question, code and witness where there is one, whatever became of that.
    """

    world: PictureWorld
    detection: Detection

    @cached_property
    def witness(self) -> list[str]:
        """The ids of its witnesses, in the order of its sentence."""
        session = self.world.session
        return [session.scalar(_ID, claim=seq) for seq in self.detection.finding.witness]

    @cached_property
    def row(self) -> Row | None:
        """The stored row that it is: one that stands before one that was closed, then the latest."""
        found = [
            row
            for row in rows.of_question(self.world.session, self.detection.question.key)
            if row["code"] == self.detection.finding.code
            and [each["id"] for each in json.loads(row["witness"])] == self.witness
        ]
        return max(found, key=lambda row: (row["status"] != "closed", row["seq"]), default=None)

    @property
    def place(self) -> str:
        """Where it stands in a list: by the witness recorded last, as it would have been detected."""
        finding, key = self.detection.finding, self.detection.question.key
        text = f"{finding.code} {key} {finding.members}"
        digest = blake2b(text.encode(), digest_size=DIGEST).hexdigest()
        return f"{max(finding.witness):012d} {digest}"

    @property
    def sort(self) -> tuple[str, str]:
        """What two contradictions have in common that can be one: code and question."""
        return self.detection.finding.code, self.detection.question.key

    @property
    def members(self) -> tuple[int, ...]:
        """The numbers of the claims that take part."""
        return self.detection.finding.members

    @property
    def label(self) -> str:
        """How surely: certain or possible."""
        return str(self.detection.verdict["label"])

    @property
    def severity(self) -> float:
        """From 0 to 1."""
        return self.detection.finding.severity

    @cached_property
    def open_weight(self) -> float:
        """The severity times the smaller weight of the witness."""
        return open_weight(self.world.session, self.severity, self.witness)

    @cached_property
    def subjects(self) -> list[str]:
        """The ids of the entities it is about."""
        return self.detection.subjects(self.world)

    def status(self, as_of: str) -> str:
        """What had been decided of it by then, if it was stored and stood; else open."""
        if self.row is None:
            return "open"
        told = "open"
        for entry in log.of_object(self.world.session, self.row["id"]):
            if entry.at <= as_of:
                told = _status(entry, told)
        return told

    def shown(self, as_of: str, names: Names | None = None) -> dict[str, Any]:
        """As a list of contradictions shows it; `id` is None where no row is stored for it."""
        session = self.world.session
        told: Mapping[str, Any] = {
            **self.detection.told(self.world, names=names),
            "id": self.row["id"] if self.row is not None else None,
            "code": self.detection.finding.code,
            "open_weight": self.open_weight,
            "status": self.status(as_of),
        }
        about = [entities.reference(entities.get(session, each)) for each in self.subjects]
        return service.summary(session, told, self.detection.question, about, names or Names(session))


def _status(entry: log.Entry, told: str) -> str:
    """The status after an event of a row; one that was closed and is found again stands open."""
    if entry.op in (rows.CHANGED, dispositions.DISPOSED):
        return str(entry.body["status"])
    return "open" if entry.op in (rows.OPENED, rows.CLOSED) else told


def found(world: PictureWorld, questions: Iterable[Question]) -> list[Computed]:
    """What the rules find in these questions, each conflict once, in the order of the list."""
    each = {
        (detection.finding.code, question.key, detection.finding.members): Computed(world, detection)
        for question in questions
        for detection in detect.detections(world, question)[0]
    }
    return sorted(each.values(), key=lambda computed: computed.place)


def all_of(world: PictureWorld) -> list[Computed]:
    """Every contradiction of the picture; BadParameter where that is too much to judge while one waits."""
    world.read_all()
    return found(world, asking.every(world))


def about(world: PictureWorld, entity: str) -> list[Computed]:
    """Every contradiction of the picture about an entity and those it is one with in it."""
    mine = set(world.group(entity))
    asked = asking.touched(world, world.concerning(entity))
    return [each for each in found(world, asked) if not mine.isdisjoint(each.subjects)]


def with_claim(world: PictureWorld, claim: int) -> list[Computed]:
    """Every contradiction of the picture that a claim takes part in."""
    asked = asking.touched(world, [world.fact(claim)])
    return [each for each in found(world, asked) if claim in each.members]


def entity_positions(
    world: PictureWorld, subject: Row, predicate: Predicate, valid_at: int | None = None
) -> list[dict[str, Any]]:
    """Every position of a picture on every question of one predicate about an entity.

    Of its contradictions those are named that are stored, too.
    """

    def taking_part(question: Question) -> list[tuple[str, str]]:
        return [
            (each.row["id"], world.session.scalar(_ID, claim=seq))
            for each in found(world, [question])
            if each.row is not None
            for seq in each.members
        ]

    return holding.entity_positions(
        world, subject, predicate, valid_at, picture=world.picture, taking_part=taking_part
    )
