"""Independent origins: repeating is not corroborating, and unknown lineage is not one origin."""

from typing import Any

import pytest

from app.claims.predicates import registry
from app.contradictions import service
from app.entities import service as entities
from tests.conftest import Record

STRENGTH: dict[str, Any] = {"subject": "brigade", "predicate": "strength", "value": "101"}


def origins(record: Record) -> object:
    subject = entities.get(record.reader, "brigade")
    shown = service.entity_positions(record.reader, subject, registry(record.reader).by_key["strength"])
    (position,) = shown
    return position["independent_origins"]


@pytest.mark.parametrize(
    ("derived", "expected"),
    [
        ({}, 2),
        ({"copy": "original"}, 1),
        ({"copy": "between", "between": "original"}, 1),
        ({"original": "copy"}, 1),
        ({"copy": "elsewhere"}, 2),
    ],
)
def test_a_document_made_out_of_anothers_adds_no_origin(
    record: Record, derived: dict[str, str], expected: int
) -> None:
    for key in ("elsewhere", *reversed(list(derived.values())), *derived, "original", "copy"):
        made = [{"source": derived[key], "relation": "repeats"}] if key in derived else []
        record.source(key, derived_from=made)
    for agent, source in (("analyst", "original"), ("rebel", "copy")):
        record.claim(agent=agent, **STRENGTH, source=source)
    assert origins(record) == expected


def test_two_claims_of_one_voice_are_one_origin(record: Record) -> None:
    record.claim(valid={"edtf": "2015"}, **STRENGTH)
    record.claim(valid={"edtf": "2016"}, **STRENGTH)
    assert origins(record) == 1


def test_unknown_lineage_is_not_counted(record: Record) -> None:
    record.claim(**STRENGTH)
    record.claim(attribution=[{"agent": "outlet-a", "role": "reporter"}], **STRENGTH)
    assert origins(record) == "not established"
