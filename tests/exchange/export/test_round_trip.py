"""What is exported and imported into an empty database is exported again as the very same bytes."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import rebuild
from app.access.keys import OPERATOR
from app.claims.values import parse
from app.claims.values.base import ValueProblem
from app.claims.values.predicate import Predicate
from app.contradictions import service as contradictions
from app.exchange import files, importer
from app.exchange.export import bodies
from app.exchange.importer import Report
from tests.conftest import Databases, Record, new_database, record_at
from tests.exchange.exports import enriched, exported, imported, objects, unpacked
from tests.random_histories import Step, World, histories, play

OWN = ("id", "detected_at", "changed_at")
KEPT = ("predicates", "entities", "sources", "claims", "assessments")


def same(package: bytes, again: bytes) -> None:
    """Asserts that two packages differ at most in the contradictions' own ids and dates."""
    one, other = unpacked(package), unpacked(again)
    assert one.keys() == other.keys()
    for name in KEPT:
        assert objects(one[f"{name}.ndjson"]) == objects(other[f"{name}.ndjson"])
        assert one[f"{name}.ndjson"] == other[f"{name}.ndjson"], name
    assert standing(one["contradictions.ndjson"]) == standing(other["contradictions.ndjson"])


def loaded(record: Record, line: dict[str, Any], path: Path) -> Report:
    """What an import of one line does."""
    path.write_text(json.dumps(line) + "\n")
    return importer.load(record.writer, OPERATOR, files.read(path))


def standing(lines: bytes) -> list[dict[str, Any]]:
    """Contradictions without what belongs to their database; those that were closed are its history."""
    found = [line for line in objects(lines) if line["status"] != "closed"]
    bare = [{name: told for name, told in line.items() if name not in OWN} for line in found]
    return sorted(bare, key=lambda line: (line["code"], line["claims"], line["explanation"]))


def test_the_seeds_come_back_as_they_went(seeded: Record, tmp_path: Path) -> None:
    package = exported(seeded.database, "ndjson")
    target = new_database(tmp_path / "target.db")
    report = imported(package, target, tmp_path / "package")
    assert report.refused == []
    assert report.new == {"predicates": 31, "entities": 56, "sources": 7, "claims": 56}
    same(package, exported(target, "ndjson"))
    csv, again = unpacked(exported(seeded.database, "csv")), unpacked(exported(target, "csv"))
    assert [csv[f"{name}.csv"] for name in KEPT] == [again[f"{name}.csv"] for name in KEPT]
    assert len(standing(unpacked(package)["contradictions.ndjson"])) == 7


def test_what_was_retracted_superseded_and_judged_comes_back_too(seeded: Record, tmp_path: Path) -> None:
    package = exported(enriched(seeded).database, "ndjson")
    target = new_database(tmp_path / "target.db")
    report = imported(package, target, tmp_path / "package")
    assert report.refused == []
    assert (report.new["retractions"], report.new["assessments"]) == (2, 1)
    again = exported(target, "ndjson")
    same(package, again)
    claims = objects(unpacked(again)["claims.ndjson"])
    ended = sorted(line["status"] for line in claims if line["status"] != "live")
    assert ended == ["retracted", "retracted", "superseded"]
    session = target.reader()
    assert list(contradictions.check(session)) == []
    session.close()


def test_an_import_of_what_is_there_changes_nothing(seeded: Record, tmp_path: Path) -> None:
    package = exported(enriched(seeded).database, "ndjson")
    before = rebuild.digests(seeded.reader)
    report = imported(package, seeded.database, tmp_path / "package")
    assert (report.refused, report.new) == ([], {})
    assert rebuild.digests(seeded.reader) == before
    assert report.unchanged["retractions"] == 2


@pytest.mark.parametrize("kind", ["entities", "sources", "claims", "assessments"])
def test_an_id_that_another_body_has_is_refused(seeded: Record, tmp_path: Path, kind: str) -> None:
    package = unpacked(exported(enriched(seeded).database, "ndjson"))
    line = next(each for each in objects(package[f"{kind}.ndjson"]) if each.get("key") is None)
    changed = {"entities": "label", "sources": "title", "claims": "stated", "assessments": "reasons"}[kind]
    before = rebuild.digests(seeded.reader)
    ((_, reason),) = loaded(seeded, {**line, changed: "2016-03"}, tmp_path / "one.ndjson").refused
    assert "id is taken" in reason
    assert rebuild.digests(seeded.reader) == before


@pytest.mark.parametrize("wrong", ["entity_1", "claim_0000000000000000000000000a", "entity_8" + "0" * 25, 5])
def test_an_id_of_another_form_is_refused(seeded: Record, tmp_path: Path, wrong: object) -> None:
    line = {"type": "entity", "id": wrong, "kind": "person", "label": "Somebody"}
    ((_, reason),) = loaded(seeded, line, tmp_path / "one.ndjson").refused
    assert "/id: An id of this kind is entity_ and 26 characters" in reason


@settings(max_examples=15)
@given(histories())
def test_random_histories_come_back_as_they_went(
    world: World,
    folder: Path,
    blank: World,
    steps: list[Step],
) -> None:
    session = world.fresh()
    play(session, steps, watched=False)
    session.close()
    package = exported(world.database, "ndjson")
    shutil.rmtree(folder / "package", ignore_errors=True)
    target = blank.renewed()
    assert imported(package, target, folder / "package").refused == []
    same(package, exported(target, "ndjson"))


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=30)
TEXT = TEXTS.filter(str.strip)
OPTIONAL = st.none() | TEXT


@pytest.fixture(scope="module")
def shared(databases: Databases, folder: Path) -> Iterator[Record]:
    with databases.copied("predicates", folder) as where, record_at(where) as record:
        record.entity("somebody")
        yield record


@settings(max_examples=20)
@given(TEXT, st.lists(TEXT, max_size=3), OPTIONAL)
def test_texts_of_any_kind_come_back_as_they_went(
    shared: Record, folder: Path, words: str, named: list[str], other: str | None
) -> None:
    entity = shared.entity(None, label=words, names=[{"text": each} for each in named], description=other)  # type: ignore[arg-type]  # none is a key too
    source = shared.source(None, title=words, alignment=other)  # type: ignore[arg-type]  # without a key
    citation = {"locator": other, "quote": {"exact": words, "suffix": other}}
    shared.claim(
        subject=entity.document["id"],
        predicate="self_description",
        value={"text": words},
        source=source.document["id"],
        citation=citation,
        attribution=[{"name": words, "role": "claimant"}],
    )
    package = exported(shared.database, "ndjson")
    last = objects(unpacked(package)["claims.ndjson"])[-1]
    assert (last["value"]["text"], last["citation"]["quote"]["exact"]) == (words, words)
    for path in folder.glob("again*"):
        path.unlink()
    shutil.rmtree(folder / "package", ignore_errors=True)
    target = new_database(folder / "again.db")
    assert imported(package, target, folder / "package").refused == []
    again = unpacked(exported(target, "ndjson"))
    one = unpacked(package)
    assert [one[f"{name}.ndjson"] for name in KEPT] == [again[f"{name}.ndjson"] for name in KEPT]
    csv = unpacked(exported(shared.database, "csv"))["claims.csv"]
    assert csv == unpacked(exported(target, "csv"))["claims.csv"]


COUNT = Predicate(key="strength", label="strength", value_type="quantity", unit="fighters")
NUMBER = st.integers(0, 10**15) | st.floats(0.001, 1e9)
HEDGED = st.sampled_from(("", "about ", "at least ", "up to ", "more than ", "nearly ", "less than "))
SPOKEN = st.builds(
    lambda hedge, number, unit: f"{hedge}{number}{unit}",
    HEDGED,
    st.integers(0, 10**9),
    st.sampled_from(("", " fighters", " rifles", "+")),
)
WORDS = st.sampled_from(
    ("dozens", "several hundred", "15–20", "6 to 8 thousand", "20 or 60", "50 or about 70")
)
BOUNDED = st.builds(
    lambda ends, best: {"low": ends[0], "high": ends[2], **({"best": ends[1]} if best else {})},
    st.tuples(NUMBER, NUMBER, NUMBER).map(sorted),
    st.booleans(),
)
ONE = NUMBER | SPOKEN | WORDS | BOUNDED
QUANTITY = ONE | st.builds(
    lambda listed: {"any_of": listed, "text": "or so"}, st.lists(ONE, min_size=1, max_size=4)
)


@settings(max_examples=600)
@given(QUANTITY)
def test_a_quantity_is_read_back_from_what_is_exported_of_it(raw: Any) -> None:
    try:
        stored = dict(parse(raw, COUNT).document)
    except ValueProblem:
        return
    assert dict(parse(bodies.value(stored, COUNT), COUNT).document) == stored


def test_most_quantities_are_exported_with_their_bounds() -> None:
    stored = dict(parse("about 200 fighters", COUNT).document)
    assert bodies.value(stored, COUNT) == {
        "text": "about 200 fighters",
        "unit": "fighters",
        "hedge": "about",
        "amount": 200,
        "hard": [150, 250],
        "soft": [180, 220],
    }
