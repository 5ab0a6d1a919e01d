"""Input that other readers would silently change: repeated names, numbers that are none, other encodings."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import strictjson
from app.access.keys import OPERATOR
from app.exchange import files, importer
from tests.conftest import Record

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@given(VALUES)
def test_what_json_writes_is_read_back(value: object) -> None:
    assert strictjson.loads(json.dumps(value).encode()) == value


@pytest.mark.parametrize(
    "text",
    [
        b'{"a": 1, "a": 2}',
        b'{"a": {"b": 1, "\\u0062": 2}}',
        b"[NaN]",
        b"[-Infinity]",
        '{"a": "é"}'.encode("utf-16"),
        b"{",
        b"",
        b"[" * 100_000,
    ],
)
def test_what_could_be_read_in_two_ways_is_refused(text: bytes) -> None:
    with pytest.raises(strictjson.NotStrict):
        strictjson.loads(text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("twice.yaml", "entities:\n  - {key: a, kind: person, label: One, label: Two}\n"),
        ("twice.json", '{"entities": [{"key": "a", "kind": "person", "label": "One", "label": "Two"}]}'),
        ("twice.jsonl", '{"type": "entity", "key": "a", "kind": "person", "label": "One", "label": "Two"}'),
    ],
)
def test_an_import_file_that_says_something_twice_is_refused(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(files.FileProblem, match="twice"):
        files.read(path)


def test_a_yaml_error_names_its_line(tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text("entities:\n  - {key: a\n", encoding="utf-8")
    with pytest.raises(files.FileProblem, match="line 3"):
        files.read(path)


def test_an_import_names_the_nearest_names_and_says_what_to_quote(empty: Record) -> None:
    items = [
        files.Item("entities", {"key": "x", "kind": "person", "label": "X"}, "here"),
        files.Item("entities", {"key": 5, "kind": "person", "label": "Y"}, "a number"),
        files.Item("sources", {"key": "s", "kind": "book", "title": "S", "publisher": "xy"}, "a slip"),
    ]
    report = importer.load(empty.writer, OPERATOR, items)
    told = dict(report.refused)
    assert report.new == {"entities": 1}
    assert "quotes" in told["a number"]
    assert told["a slip"].startswith("/publisher: No entity has this id or key. ")
