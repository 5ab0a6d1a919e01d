"""Nothing exists that is not in the log: the tables come out of it again, byte for byte."""

from functools import partial
from typing import Any

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.sql.expression import Executable
from sqlmodel import SQLModel

from app import intake, rebuild
from app.access.keys import OPERATOR
from app.claims import service as claims_service
from app.claims.models import Claim
from app.claims.schemas import AssessmentCreate, RetractionCreate
from app.contradictions import dispositions, service
from app.contradictions import rows as contradiction_rows
from app.contradictions.models import Contradiction
from app.contradictions.schemas import DispositionCreate
from app.db import WriteSession, table
from app.entities.models import Entity
from app.errors import Problem
from app.exchange import files, importer
from app.provenance import log
from app.search.models import INDEX
from tests.conftest import SEEDS, Record

COUNT = "SELECT count(*) FROM "
STRENGTH = {"subject": "brigade", "predicate": "strength", "valid": {"edtf": "2016-01-10"}}


def mixed(record: Record) -> None:
    """Every kind of write, and some that are refused."""
    record.claim(key="low", value="about 200", **STRENGTH)
    high = record.claim(key="high", agent="rebel", value="at least 500", **STRENGTH)
    higher = record.claim(key="higher", agent="rebel", value="600", supersedes="high", **STRENGTH)
    decision = DispositionCreate(choice="one_accepted", reasons="it was counted", position="low")
    for row in higher.contradictions:
        record.writer.call(partial(intake.dispose, account=OPERATOR, ref=row["id"], given=decision))
    dispute = [
        {"name": "A Witness", "role": "claimant", "mode": "hearsay"},
        {"agent": "outlet-a", "role": "reporter", "stance": "disputes", "wording": "hardly", "on": "2016-02"},
    ]
    record.claim(key="third", value="1,000", attribution=dispute, **STRENGTH)
    for key, predicate, year in (("f", "founded", "2013"), ("a", "active_since", "2011")):
        record.claim(key=key, subject="brigade", predicate=predicate, value=year)
    with pytest.raises(Problem):
        record.claim(key="low", value="about 300", **STRENGTH)
    withdrawn = RetractionCreate(
        reason="withdrawn", text="he said so", source="paper", on="2016-06", by="analyst"
    )
    record.writer.call(lambda session: intake.retract(session, OPERATOR, "low", withdrawn))
    slip = RetractionCreate(reason="entry_error", text="a slip")
    record.writer.call(lambda session: intake.retract(session, OPERATOR, "a", slip))
    judged = AssessmentCreate(stance="disputes", reasons="no sources", credibility=5, by="analyst", on="2017")
    record.writer.call(lambda session: intake.assess(session, OPERATOR, high.document["id"], judged))
    new = {"label": "A new one", "kind": "person", "names": [{"text": "Yeni", "kind": "alias"}]}
    record.claim(
        key="inline",
        subject="brigade",
        predicate="led_by",
        value={"any_of": ["analyst", "rebel"]},
        source={
            "kind": "post",
            "title": "Inline",
            "published": "2016~",
            "derived_from": [{"source": "paper", "relation": "quotes"}],
            "authors": ["outlet-b"],
        },
        attribution=[{"agent": new, "role": "claimant"}],
        citation={"quote": {"exact": "two leaders"}, "locator": "p. 3"},
        scope={},
    )
    record.redefine("strength", persist_days=30)
    record.change("rebel", label="The Rebel", alignment="opposition", names=[{"text": "Asi"}])
    record.change("rebel", names=None, reason="a slip")
    record.change_source("paper", alignment="opposition", authors=["outlet-a"], title="The Paper")
    record.claim(key="low-again", value="about 200", **STRENGTH)


def rebuilt(record: Record, *, accept: bool = False) -> dict[str, str]:
    return record.writer.call(lambda session: rebuild.rebuild(session, accept=accept))


def counted(record: Record, each: str) -> int:
    connection: Any = record.reader.connection
    return int(connection.execute(COUNT + each).fetchone()[0])


def test_the_log_gives_every_table_of_a_mixed_history_again(record: Record) -> None:
    mixed(record)
    before = rebuild.digests(record.reader)
    assert all(counted(record, each.name) for each in rebuild.record_tables()), "a table is not tried"
    kinds = {entry.op for entry in log.replay(record.reader)}
    assert kinds == {op for op, _ in rebuild.PROJECTORS}, "an operation is not tried"
    head = log.head(record.reader)
    assert rebuilt(record) == before == rebuild.digests(record.reader)
    assert log.head(record.reader) == head
    assert list(service.check(record.reader)) == []


def test_the_log_gives_every_table_of_the_seeds_again(seeded: Record) -> None:
    before = rebuild.digests(seeded.reader)
    assert rebuilt(seeded) == before


def test_writing_goes_on_after_a_rebuild_as_if_nothing_had_been(record: Record) -> None:
    mixed(record)
    rebuilt(record)
    assert not record.claim(
        key="third",
        value="1,000",
        attribution=[
            {"name": "A Witness", "role": "claimant", "mode": "hearsay"},
            {
                "agent": "outlet-a",
                "role": "reporter",
                "stance": "disputes",
                "wording": "hardly",
                "on": "2016-02",
            },
        ],
        **STRENGTH,
    ).new
    assert record.claim(key="after", agent="outlet-b", value="3", **STRENGTH).contradictions
    assert list(service.check(record.reader)) == []
    assert rebuilt(record) == rebuild.digests(record.reader)


claims, rows, entities = table(Claim), table(Contradiction), table(Entity)
TAMPERED: dict[str, tuple[str, Executable]] = {
    "a value": ("claim", update(claims).where(claims.c.key == "third").values(plain=999.0)),
    "a status": ("claim", update(claims).where(claims.c.key == "higher").values(current=0)),
    "a severity": ("contradiction", update(rows).values(severity=0.001)),
    "a label": ("entity", update(entities).where(entities.c.key == "rebel").values(label="Rebel")),
    "a new row": (
        "entity",
        insert(entities).from_select(
            ["seq", "id", "kind", "label", "external_ids", "recorded_at", "recorded_by"],
            select(
                claims.c.seq,
                claims.c.id,
                entities.c.kind,
                entities.c.label,
                entities.c.external_ids,
                entities.c.recorded_at,
                entities.c.recorded_by,
            ).where(claims.c.key == "low", entities.c.key == "rebel"),
        ),
    ),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_what_was_changed_beside_the_log_is_reported_and_nothing_is_touched(
    record: Record, what: str
) -> None:
    mixed(record)
    name, change = TAMPERED[what]
    assert record.writer.call(lambda session: session.run(change)) >= 1
    tampered = rebuild.digests(record.reader)
    with pytest.raises(rebuild.Differs) as told:
        rebuilt(record)
    assert told.value.tables == [name]
    assert rebuild.digests(record.reader) == tampered
    accepted = rebuilt(record, accept=True)
    assert accepted[name] != tampered[name]
    assert {**accepted, name: ""} == {**tampered, name: ""}
    assert rebuilt(record) == accepted


def test_every_table_is_written_by_the_projectors_or_is_operational() -> None:
    every = {each.name for each in SQLModel.metadata.sorted_tables}
    told = {each.name for each in rebuild.record_tables()}
    beside = {"event", "api_key", "kept_answer", "standing"}
    assert every - told == beside | {each.name for each in INDEX}


def test_keys_are_kept_by_a_rebuild(record: Record) -> None:
    record.key()
    rebuilt(record)
    assert counted(record, "api_key") == 1


@pytest.mark.parametrize(
    "op",
    [
        claims_service.RETRACTED,
        claims_service.ASSESSED,
        contradiction_rows.CHANGED,
        contradiction_rows.CLOSED,
        dispositions.DISPOSED,
    ],
)
def test_an_event_that_is_not_replayed_is_noticed(
    record: Record, monkeypatch: pytest.MonkeyPatch, op: str
) -> None:
    mixed(record)

    def nothing(_: WriteSession, __: log.Entry) -> None:
        return None

    without = tuple((each, nothing if each == op else projector) for each, projector in rebuild.PROJECTORS)
    monkeypatch.setattr(rebuild, "PROJECTORS", without)
    with pytest.raises(rebuild.Differs):
        rebuilt(record)


def test_loading_the_seeds_again_changes_nothing(seeded: Record) -> None:
    before, head = rebuild.digests(seeded.reader), log.head(seeded.reader)
    report = importer.load(seeded.writer, OPERATOR, files.read(SEEDS))
    assert not report.new
    assert not report.refused
    assert rebuild.digests(seeded.reader) == before
    assert log.head(seeded.reader) == head
