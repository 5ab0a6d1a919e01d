"""The wire form of what searching finds."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from app.entities.schemas import EntityRead, EntityRef

Span = Annotated[list[int], Field(min_length=2, max_length=2)]
Share = Annotated[float, Field(ge=0, le=1)]


class Highlight(BaseModel):
    """A part of a text in which something was found: `spans` are [from, to) in `text`, in characters.

    `field` says where the object has the whole text, `start` where this part of it begins.
    """

    field: str
    start: int
    text: str
    spans: list[Span]


class ClaimFound(BaseModel):
    """What a claim that was found is about, and whether it stands."""

    subject: EntityRef
    predicate: str
    status: Literal["live", "superseded", "retracted"]


class Hit(BaseModel):
    """An object that was found; `label` is an entity's label, a source's title or a claim's wording.

    `score` is how much of the text that fits best is what was asked for, 1 for all of it.
    """

    kind: Literal["entity", "source", "claim"]
    id: str
    key: str | None
    label: str
    url: str
    score: Share
    claim: ClaimFound | None
    highlights: list[Highlight]


class Reason(BaseModel):
    """One part of a score: what it is worth by itself, and in a sentence what it rests on."""

    part: Literal["names", "spelling", "kinds"]
    value: Share
    says: str


class Candidate(BaseModel):
    """An entity that may be the one of that name; `name` is the one of its names that is most like it.

    `score` is 0.75 × names × spelling + 0.25 × kinds, or the one of the two terms that there is.
    """

    entity: EntityRead
    score: Share
    name: str
    reasons: list[Reason]
