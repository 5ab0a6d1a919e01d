"""What stands behind claims, for any number of them at once: chains, documents, assessments, standings."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Integer, Text, bindparam, cast, select

from app.claims import present
from app.claims.models import Assessment, Claim, Link
from app.claims.pictures import AS_IT_IS, Picture
from app.contradictions.origins import Account, account, carrier, claimant
from app.db import Row, Session, table
from app.entities.models import Entity
from app.jsonsql import elements
from app.sources.models import Source, SourceAuthor, SourceDerivation

claims, links, assessments, entities = table(Claim), table(Link), table(Assessment), table(Entity)
sources, authors, derivations = table(Source), table(SourceAuthor), table(SourceDerivation)
_writer, _origin = entities.alias("writer"), sources.alias("origin")


def _among(column: ColumnElement[Any], kind: type[Integer | Text] = Integer) -> ColumnElement[bool]:
    """Whether the column is one of the numbers or texts in the parameter `wanted` (see wanted_of)."""
    each = elements(bindparam("wanted", type_=Text), "of")
    return column.in_(select(cast(each.c.value, kind)))


_ROWS = present.ROWS.where(_among(claims.c.seq)).order_by(claims.c.seq)
_LINKS = (
    select(
        links.c.claim,
        links.c.name,
        links.c.role,
        links.c.stance,
        links.c.wording,
        entities.c.id.label("agent"),
        entities.c.key.label("agent_key"),
        entities.c.label.label("agent_label"),
        entities.c.alignment.label("agent_alignment"),
        entities.c.reliability.label("agent_reliability"),
        sources.c.id.label("document"),
        sources.c.title.label("document_title"),
        sources.c.alignment.label("document_alignment"),
        sources.c.reliability.label("document_reliability"),
    )
    .outerjoin(entities, entities.c.seq == links.c.agent)
    .outerjoin(sources, sources.c.seq == links.c.source)
    .where(_among(links.c.claim))
    .order_by(links.c.claim, links.c.position)
)
_SOURCES = (
    select(sources.c.id, sources.c.title, sources.c.reliability, _writer.c.id.label("publisher"))
    .outerjoin(_writer, _writer.c.seq == sources.c.publisher)
    .where(sources.c.seq.in_(select(claims.c.source).where(_among(claims.c.seq))))
)
_AUTHORS = (
    select(sources.c.id, _writer.c.id)
    .join(authors, authors.c.source == sources.c.seq)
    .join(_writer, _writer.c.seq == authors.c.entity)
    .where(sources.c.seq.in_(select(claims.c.source).where(_among(claims.c.seq))))
)
_ORIGINS = (
    select(sources.c.id, _origin.c.id, _origin.c.title)
    .join(derivations, derivations.c.source == sources.c.seq)
    .join(_origin, _origin.c.seq == derivations.c.origin)
    .where(_among(sources.c.id, Text))
)
_ASSESSMENTS = (
    select(
        assessments.c.claim,
        assessments.c.stance,
        assessments.c.wording,
        assessments.c.credibility,
        assessments.c.recorded_by,
        assessments.c.recorded_at,
        assessments.c.on_edtf,
        assessments.c.source,
        assessments.c.by_entity,
        sources.c.published_hi,
        entities.c.id.label("agent"),
        entities.c.key.label("agent_key"),
        entities.c.label.label("agent_label"),
    )
    .outerjoin(entities, entities.c.seq == assessments.c.by_entity)
    .outerjoin(sources, sources.c.seq == assessments.c.source)
    .where(_among(assessments.c.claim))
    .order_by(assessments.c.seq)
)


@dataclass(slots=True)
class Background:
    """Rows by claim number and by document id; `names` says what the steps of accounts are called."""

    rows: dict[int, Row] = field(default_factory=dict)
    chains: dict[int, list[Row]] = field(default_factory=lambda: defaultdict(list))
    sources: dict[str, Row] = field(default_factory=dict)
    writers: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    above: dict[str, frozenset[str]] = field(default_factory=dict)
    assessments: dict[int, list[Row]] = field(default_factory=lambda: defaultdict(list))
    names: dict[str, str] = field(default_factory=dict)

    def account(self, claim: int) -> Account:
        """How this claim reached the record."""
        row = self.rows[claim]
        return account(row, self.chains[claim], self.writers.get(row["source_id"], ()), self.above)


def background(session: Session, seqs: Iterable[int], picture: Picture = AS_IT_IS) -> Background:
    """What stands behind these claims in a picture, in a few queries however many they are."""
    found = Background()
    wanted = wanted_of(seqs)
    for row in session.rows(_ROWS, wanted=wanted):
        found.rows[row["seq"]] = row
    for link in session.rows(_LINKS, wanted=wanted):
        found.chains[link["claim"]].append(link)
    for source in session.rows(_SOURCES, wanted=wanted):
        found.sources[source["id"]] = source
        if source["publisher"]:
            found.writers[source["id"]].add(source["publisher"])
    for source_id, author in session.tuples(_AUTHORS, wanted=wanted):
        found.writers[source_id].add(author)
    for assessment in filter(picture.judges, session.rows(_ASSESSMENTS, wanted=wanted)):
        found.assessments[assessment["claim"]].append(assessment)
    _name(found)
    _climb(session, found)
    return found


def wanted_of(values: Iterable[object]) -> str:
    """The parameter `wanted` of statements over many."""
    return json.dumps({"of": list(values)})


def _name(found: Background) -> None:
    for source in found.sources.values():
        found.names[f"document {source['id']}"] = source["title"]
    for claim, chain in found.chains.items():
        for place, link in enumerate(chain):
            who = carrier(link) if place else claimant(link, found.rows[claim]["voice"])
            found.names[who] = speaker(link)
            if link["document"]:
                found.names[f"document {link['document']}"] = link["document_title"]


def _climb(session: Session, found: Background) -> None:
    """Reads what the documents were made out of, one query a generation."""
    origins: dict[str, set[str]] = {}
    waiting = set(found.sources) | {
        link["document"] for chain in found.chains.values() for link in chain if link["document"]
    }
    start = sorted(waiting)
    while waiting:
        origins |= {document: set() for document in waiting}
        for document, origin, title in session.tuples(_ORIGINS, wanted=wanted_of(sorted(waiting))):
            origins[document].add(origin)
            found.names[f"document {origin}"] = title
        waiting = {origin for each in waiting for origin in origins[each]} - set(origins)
    found.above = {document: _ancestors(document, origins) for document in start}


def _ancestors(document: str, origins: dict[str, set[str]]) -> frozenset[str]:
    found: set[str] = set()
    waiting = [document]
    while waiting:
        new = origins[waiting.pop()] - found
        found |= new
        waiting += new
    return frozenset(found)


def speaker(link: Row) -> str:
    """Who a link is, as a reader knows him."""
    return str(link["agent_label"] if link["agent"] else link["name"])
