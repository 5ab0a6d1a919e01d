"""The side a claim is on: its claimant's, or else that of the first document of its chain that has one."""

from typing import Any

import pytest

from app.contradictions import service
from tests.conftest import Record

CLAIMANT: dict[str, Any] = {"agent": "sided", "role": "claimant"}
UNKNOWN: dict[str, Any] = {"name": "a witness", "role": "claimant"}
REPORTER: dict[str, Any] = {"agent": "sided", "role": "reporter"}
CASES: dict[str, tuple[list[dict[str, Any]], list[str]]] = {
    "the claimant's own side": ([CLAIMANT], ["rebels"]),
    "before that of his document": ([CLAIMANT | {"source": "state-paper"}], ["rebels"]),
    "his document's where he has none": ([UNKNOWN | {"source": "state-paper"}], ["state"]),
    "the next document's": ([UNKNOWN | {"source": "paper"}, REPORTER | {"source": "state-paper"}], ["state"]),
    "the first document's of two": (
        [UNKNOWN | {"source": "state-paper"}, REPORTER | {"source": "rebel-paper"}],
        ["state"],
    ),
    "a carrier's counts for nothing": ([UNKNOWN, REPORTER], []),
    "nor does that of the document it was read in": ([UNKNOWN], []),
}


@pytest.mark.parametrize("name", CASES)
def test_a_positions_alignments_are_the_sides_of_its_claims(record: Record, name: str) -> None:
    chain, sides = CASES[name]
    record.entity("sided", alignment="rebels")
    for key, side in (("state-paper", "state"), ("rebel-paper", "rebels")):
        record.source(key, alignment=side)
    strength = {"subject": "brigade", "predicate": "strength", "valid": {"edtf": "2016-01-10"}}
    record.claim(value="900", **strength)
    made = record.claim(value="200", attribution=chain, source="state-paper", **strength)
    row = service.get(record.reader, made.contradictions[0]["id"])
    assert [each["alignments"] for each in service.positions_of(record.reader, row)] == [sides, []]
