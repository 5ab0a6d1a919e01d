"""What names a renamed entity is told anew: a recomputation finds nothing to say differently."""

from typing import Any

import pytest

from app import rebuild
from app.contradictions import renaming, service
from app.entities import service as entities
from tests.conftest import Record

STRENGTH = {"subject": "brigade", "predicate": "strength", "valid": {"edtf": "2016-01-10"}}


def named_everywhere(record: Record) -> None:
    """Contradictions that name entities as subject, claimant, carrier, value, alternative and scope."""
    record.claim(value="about 200", agent="rebel", **STRENGTH)
    chain = [
        {"agent": "outlet-b", "role": "claimant"},
        {"agent": "outlet-a", "role": "reporter", "stance": "disputes", "wording": "hardly"},
    ]
    record.claim(value="at least 500", attribution=chain, **STRENGTH)
    record.entity("first", kind="person")
    record.entity("second", kind="person")
    record.claim(subject="brigade", predicate="led_by", value={"entity": "first"})
    record.claim(
        subject="brigade", predicate="led_by", value={"any_of": ["second", "analyst"]}, agent="rebel"
    )
    record.predicate(
        "attacked", "boolean", single="yes", separators=[{"key": "where", "entity": True, "required": True}]
    )
    for value, agent in ((True, "rebel"), (False, "analyst")):
        record.claim(
            subject="network", predicate="attacked", value=value, agent=agent, scope={"where": "brigade"}
        )


def sentences(record: Record) -> str:
    return " ".join(row["explanation"] for row in record.reader.rows(service.LISTING))


NAMED = ("brigade", "network", "rebel", "outlet-a", "outlet-b", "first", "second", "analyst")


def test_after_every_renaming_a_check_finds_no_difference(record: Record) -> None:
    named_everywhere(record)
    for key in NAMED:
        assert key in sentences(record), "not named"
        record.change(key, label=f"The new {key.upper()}")
        assert list(service.check(record.reader)) == []
        assert f"The new {key.upper()}" in sentences(record)
    before = rebuild.digests(record.reader)
    assert record.writer.call(rebuild.rebuild) == before


@pytest.mark.parametrize("key", NAMED)
def test_sentences_that_are_not_told_anew_would_be_noticed(
    record: Record, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    named_everywhere(record)
    monkeypatch.setattr(renaming, "retell", lambda *_: [])
    record.change(key, label=f"The new {key.upper()}")
    assert list(service.check(record.reader))


def test_every_entity_of_the_seeds_can_be_renamed(seeded: Record) -> None:
    for row in seeded.reader.rows(entities.listing()):
        seeded.change(row["id"], label=f"{row['label']} (once)")
    assert list(service.check(seeded.reader)) == []
    assert "(once)" in sentences(seeded)


def test_a_change_of_anything_but_the_label_tells_nothing_anew(record: Record, monkeypatch: Any) -> None:
    named_everywhere(record)
    monkeypatch.setattr(renaming, "retell", None)
    record.change("brigade", description="A brigade.", alignment="x", names=[{"text": "B"}])
    assert list(service.check(record.reader)) == []
