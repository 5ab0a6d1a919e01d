"""The way the tutorials of FastAPI and SQLModel teach: a session a request, relationships, response models.

Its claim carries what ours carries (subject, source, attribution), but it reads no values, checks no
question, keeps no log and asks for no key. Commits are as durable as ours: WAL with synchronous = FULL.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Optional

from fastapi import Depends, FastAPI, HTTPException
from pysqlite3 import dbapi2 as sqlite
from sqlalchemy import Engine, event
from sqlmodel import Field, Relationship, Session, SQLModel, create_engine, select


class EntityBase(SQLModel):
    key: str | None = Field(default=None, unique=True)
    label: str


class Entity(EntityBase, table=True):
    id: int | None = Field(default=None, primary_key=True)


class EntityPublic(EntityBase):
    id: int


class SourceBase(SQLModel):
    key: str | None = Field(default=None, unique=True)
    title: str
    published: str | None = None


class Source(SourceBase, table=True):
    id: int | None = Field(default=None, primary_key=True)


class SourcePublic(SourceBase):
    id: int


class LinkBase(SQLModel):
    agent_id: int | None = Field(default=None, foreign_key="entity.id")
    role: str
    mode: str | None = None
    on_edtf: str | None = None
    stance: str | None = None
    wording: str | None = None


class Link(LinkBase, table=True):
    id: int | None = Field(default=None, primary_key=True)
    claim_id: int | None = Field(default=None, foreign_key="claim.id", index=True)
    agent: Optional["Entity"] = Relationship()


class LinkPublic(LinkBase):
    agent: EntityPublic | None


class ClaimBase(SQLModel):
    key: str | None = Field(default=None, unique=True)
    subject_id: int = Field(foreign_key="entity.id", index=True)
    source_id: int = Field(foreign_key="source.id", index=True)
    predicate: str = Field(index=True)
    polarity: str = "asserts"
    scope: str = "{}"
    value: str
    valid_edtf: str | None = None
    citation: str | None = None
    modality: str = "certain"
    basis: str = "unknown"
    stated: str | None = None
    status: str = "live"
    recorded_at: str


class Claim(ClaimBase, table=True):
    id: int | None = Field(default=None, primary_key=True)
    subject: Optional["Entity"] = Relationship()
    source: Optional["Source"] = Relationship()
    attribution: list["Link"] = Relationship()


class ClaimCreate(ClaimBase):
    attribution: list[LinkBase] = []


class ClaimPublic(ClaimBase):
    id: int


class ClaimWhole(ClaimPublic):
    subject: EntityPublic
    source: SourcePublic
    attribution: list[LinkPublic]


def _engine(path: Path) -> Engine:
    engine = create_engine(
        f"sqlite:///{path}", module=sqlite, connect_args={"check_same_thread": False, "timeout": 30}
    )

    @event.listens_for(engine, "connect")
    def durable(connection: Any, _: object) -> None:
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")

    return engine


def build(path: Path) -> FastAPI:
    """The app over a file, whose tables it makes where they are missing."""
    engine = _engine(path)
    SQLModel.metadata.create_all(engine)
    app = FastAPI()

    def get_session() -> Iterator[Session]:
        with Session(engine) as session:
            yield session

    Sessions = Annotated[Session, Depends(get_session)]  # noqa: N806 — a type, named as types are

    @app.get("/claims/{key}", response_model=ClaimWhole)
    def get_claim(key: str, session: Sessions) -> Claim:
        claim = session.exec(select(Claim).where(Claim.key == key)).first()
        if claim is None:
            raise HTTPException(status_code=404, detail="Claim not found")
        return claim

    @app.get("/claims", response_model=list[ClaimWhole])
    def list_claims(session: Sessions, predicate: str, after: int = 0, limit: int = 50) -> list[Claim]:
        query = select(Claim).where(Claim.predicate == predicate, Claim.id > after)  # type: ignore[operator]  # a column by then
        return list(session.exec(query.order_by("id").limit(limit)).all())

    @app.post("/claims", response_model=ClaimPublic, status_code=201)
    def record_claim(given: ClaimCreate, session: Sessions) -> Claim:
        claim = Claim.model_validate(given, update={"attribution": []})
        claim.attribution = [Link.model_validate(link) for link in given.attribution]
        session.add(claim)
        session.commit()
        session.refresh(claim)
        return claim

    return app
