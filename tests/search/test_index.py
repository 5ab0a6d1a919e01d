"""The index holds what the record holds, however that came to be there."""

from functools import partial
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import intake, migrate, rebuild
from app.access.keys import OPERATOR
from app.db import Database, Session, WriteSession
from app.entities.schemas import EntityChange, EntityCreate
from app.errors import Conflict
from app.search import index, service, words
from app.search.candidates import candidates
from app.search.fulltext import KINDS
from app.search.models import INDEX
from app.settings import ROOT, Settings
from app.sources.schemas import SourceChange, SourceCreate
from tests.conftest import Record, Where

STRENGTH = {"subject": "brigade", "predicate": "strength", "valid": {"edtf": "2016-01-10"}}


def found(record: Record, q: str, *kinds: str, most: int = 500) -> list[Any]:
    asked = words.query(q)
    assert asked is not None
    hits = service.search(record.reader, asked, kinds or KINDS, None, most).hits
    return [hit["key"] for hit in hits]


def held(session: Session) -> list[list[tuple[Any, ...]]]:
    """Every row of the index, and what its full text finds."""
    execute: Any = session.connection
    rows = [sorted(execute.execute(f"SELECT * FROM {each.name}").fetchall()) for each in INDEX]  # noqa: S608 — our own tables
    told = {word for (_, text) in [row for stored in rows[:3] for row in stored] for word in text.split()}
    asked = [(word, kind) for word in sorted(told) if word.isalnum() for kind in KINDS]
    full = "SELECT rowid FROM search_{0}_fts WHERE search_{0}_fts MATCH ?"
    rows.append([(*pair, *execute.execute(full.format(pair[1]), [f'"{pair[0]}"'])) for pair in asked])
    return rows


def test_a_rebuild_gives_the_same_index(record: Record) -> None:
    record.claim(key="low", value="about 200", citation={"quote": {"exact": "two hundred men"}}, **STRENGTH)
    before = held(record.reader)
    assert all(before)
    record.writer.call(rebuild.rebuild)
    assert held(record.reader) == before
    record.writer.call(index.forget)
    assert not any(held(record.reader))
    record.writer.call(index.catch_up)
    assert held(record.reader) == before


def test_the_migration_fills_it_from_what_is_recorded(seeded_path: Where) -> None:
    database = Database(Settings(database=str(seeded_path)).url)
    config = Config(str(ROOT / "alembic.ini"))
    config.set_main_option("sqlalchemy.url", database.url.render_as_string(hide_password=False))
    session = database.reader()
    before = held(session)
    session.close()
    assert all(before)
    command.downgrade(config, str(migrate.revisions()["5e4c81b7a2f0"]))
    assert migrate.upgrade(database)
    session = database.reader()
    assert held(session) == before
    session.close()


def test_what_was_changed_is_found_as_it_is_now(record: Record) -> None:
    told = {"label": "Liwa Zanzibar", "names": [{"text": "لواء زنجبار", "lang": "ar"}]}
    change = EntityChange.model_validate(told)
    record.writer.call(lambda session: intake.change_entity(session, OPERATOR, "analyst", change))
    retitled = SourceChange(title="Gazette of Stone Town")
    record.writer.call(lambda session: intake.change_source(session, OPERATOR, "paper", retitled))
    assert found(record, "zanzibar") == found(record, "زنجبار") == found(record, "anzib") == ["analyst"]
    assert found(record, "gazette") == ["paper"]
    assert found(record, "analyst", "entity") == []
    assert found(record, "paper", "source") == []
    before = held(record.reader)
    record.writer.call(rebuild.rebuild)
    assert held(record.reader) == before


def test_what_a_refused_command_wrote_is_not_in_it(record: Record) -> None:
    def refused(session: WriteSession) -> None:
        record_one(session)
        raise Conflict("no")

    def record_one(session: WriteSession) -> None:
        given = EntityCreate(kind="person", label="Zanzibar")
        intake.add_entity(session, OPERATOR, given)

    with pytest.raises(Conflict):
        record.writer.call(refused)
    assert found(record, "zanzibar") == []
    record.writer.call(record_one)
    assert len(found(record, "zanzibar")) == 1


def test_claims_of_a_batch_and_what_they_create_are_found(record: Record) -> None:
    source = {"kind": "post", "title": "A tangerine bulletin"}
    chain = [{"agent": {"kind": "person", "label": "Vermilion", "key": "v"}, "role": "claimant"}]
    good = {**STRENGTH, "key": "good", "value": "about 300", "source": source, "attribution": chain}
    bad = {**good, "key": "bad", "value": "no number"}
    outcomes = record.writer.call(partial(intake.record_all, account=OPERATOR, bodies=[bad, good]))
    assert outcomes[1] is True
    assert found(record, "300") == ["good"]
    assert found(record, "vermilion") == ["v"]
    assert found(record, "tangerine", "source") == [None]
    assert found(record, "number", "claim") == []


def test_hits_are_ranked_a_block_at_a_time_and_none_is_left_out(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "BLOCK", 4)
    labels = [f"Vermilion {'long ' * (place % 3)}".strip() for place in range(11)]
    for place, label in enumerate(labels):
        record.entity(f"v{place}", label=label)
        record.source(f"s{place}", title=label)
    asked = words.query("vermilion")
    assert asked is not None
    whole = found(record, "vermilion")
    blocks = [range(10, 6, -1), range(6, 2, -1), range(2, -1, -1)]
    ranked = [
        place
        for block in blocks
        for place in sorted(block, key=lambda place: (len(set(labels[place].split())), -place))
    ]
    assert whole == [f"v{place}" for place in ranked] + [f"s{place}" for place in ranked]
    for limit in range(1, 6):
        whole, walked, after = found(record, "vermilion"), [], None
        while True:
            page = service.search(record.reader, asked, KINDS, after, limit)
            walked += [hit["key"] for hit in page.hits]
            after = page.after
            if after is None:
                break
            record.entity(f"later-{limit}-{len(walked)}", label="Vermilion")
        assert walked == whole


NAMES = st.text("abcdeklmnqr -'’ابتقكلمنوي", min_size=1, max_size=30).filter(str.strip)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(label=NAMES, title=NAMES, quote=NAMES)
def test_what_is_recorded_is_found_by_each_of_its_words(
    record: Record, label: str, title: str, quote: str
) -> None:
    entity = record.writer.call(
        lambda session: intake.add_entity(session, OPERATOR, EntityCreate(kind="other", label=label))
    ).document
    source = record.writer.call(
        lambda session: intake.add_source(session, OPERATOR, SourceCreate(kind="post", title=title))
    ).document
    claim = record.claim(value="about 7", citation={"quote": {"exact": quote}}, **STRENGTH).document
    for kind, text, made in (("entity", label, entity), ("source", title, source), ("claim", quote, claim)):
        for word in text.split():
            asked = words.query(word)
            if asked is not None:
                hits = service.search(record.reader, asked, (kind,), None, 500).hits
                assert made["id"] in [hit["id"] for hit in hits], (kind, word)
    if words.query(label) is not None:
        told, _ = candidates(record.reader, label, None, 1.0, 500)
        assert entity["id"] in [each["entity"]["id"] for each in told]


def test_a_word_that_is_taken_out_of_the_full_text_leaves_no_trace_in_the_file(record: Record) -> None:
    """SQLite overwrites what is deleted (secure_delete), and FTS5 what it keeps of words (secure-delete)."""
    written = record.entity("secret", label="Zanzibarvermilion").document
    assert found(record, "zanzibarvermilion") == ["secret"]

    def take_out(session: WriteSession) -> None:
        execute: Any = session.connection
        (seq,) = execute.execute("SELECT seq FROM entity WHERE id = ?", [written["id"]]).fetchone()
        for fts in ("search_entity_fts", "search_entity_parts"):
            told = f"INSERT INTO {fts} ({fts}, rowid, words)"
            execute.execute(f"{told} SELECT 'delete', seq, words FROM search_entity WHERE seq = ?", [seq])  # noqa: S608 — two tables named above
        execute.execute("DELETE FROM search_entity WHERE seq = ?", [seq])
        execute.execute("DELETE FROM search_name_key WHERE entity = ?", [seq])
        execute.execute("UPDATE entity SET label = 'x' WHERE seq = ?", [seq])
        execute.execute("UPDATE event SET body = '{}' WHERE seq = ?", [seq])

    record.writer.call(take_out)
    connection: Any = record.reader.connection
    record.writer.stop()
    connection.execute("PRAGMA query_only = OFF")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    path = Path(record.path)
    left = b"".join(each.read_bytes() for each in path.parent.glob(f"{path.name}*"))
    assert b"brigade" in left
    assert b"zanzibarverm" not in left.lower()
