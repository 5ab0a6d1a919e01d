"""Reading a claims table: a bad row is told with its line, and the others are there."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.exchange.files import FileProblem
from app.exchange.table import mapping, rows

HEADER = "entity,property,value\n"


def read(folder: Path, text: str | bytes) -> rows.Table:
    path = folder / "claims.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return rows.read(path, ("entity", "property", "value"))


def lines(table: rows.Table) -> list[int]:
    return [row.line for row in table.rows]


@pytest.mark.parametrize(
    ("text", "sound", "refused"),
    [
        ("a,b,c\nd,e,f\n", [2, 3], []),
        ("a,b\nd,e,f\n", [3], ["line 2"]),
        ("a,b,c,d\nd,e,f", [3], ["line 2"]),
        ('a,b,"c\nd,e,f\ng,h,i\n', [3, 4], ["line 2"]),
        ('a,b,"c\nd,e,f\ng,h,"i"\n', [3, 4], ["line 2"]),
        ('a,"b"x,c\nd,e,f\n', [3], ["line 2"]),
        ('a,b,"two\nlines"\nd,e,f\n', [2, 4], []),
        ("a,b,c\n\nd,e,f\n", [2, 4], []),
        ("a,b,c\r\nd,e,f\r\n", [2, 3], []),
        ("a,b,c\u2028c\nd,e,f\n", [2, 3], []),
        (b"a,b,\xff\nd,e,f\n", [3], ["line 2"]),
        ("a,b,\0\nd,e,f\n", [3], ["line 2"]),
    ],
)
def test_a_bad_row_is_told_with_its_line_and_takes_no_other_with_it(
    tmp_path: Path, text: str | bytes, sound: list[int], refused: list[str]
) -> None:
    table = read(tmp_path, HEADER.encode() + (text.encode() if isinstance(text, str) else text))
    assert lines(table) == sound
    assert [place.partition(", ")[2] for place, _ in table.refused] == refused


@given(spoiled=st.lists(st.sampled_from(['a,b,"c', "a,b", "a,b,c,d", 'a"b"c,"d"e,f']), max_size=5))
def test_whatever_stands_between_them_every_sound_row_is_read(
    tmp_path_factory: pytest.TempPathFactory, spoiled: list[str]
) -> None:
    between = [line for each in spoiled for line in (each, "x,y,z")]
    table = read(tmp_path_factory.mktemp("table"), HEADER + "\n".join(["x,y,z", *between]))
    assert sum(list(row.cells.values()) == ["x", "y", "z"] for row in table.rows) == len(spoiled) + 1


@pytest.mark.parametrize(
    ("text", "says"),
    [("", "no header"), ("entity,value\n", "lacks property"), ("entity,property,value,value\n", "twice")],
)
def test_a_header_that_will_not_do_is_refused_with_the_reason(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(FileProblem, match=says):
        read(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("properties: [a]", "properties takes names"),
        ("colums: {a: b}", "takes columns, properties"),
        ("control: {property: a}", "control takes"),
        ("names: a", "list of texts"),
        ("corrections: 3", "JSON file"),
        ("a: [", "not YAML"),
    ],
)
def test_a_mapping_that_is_none_is_refused_with_the_reason(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "mapping.yaml"
    path.write_text(text)
    with pytest.raises(FileProblem, match=says):
        mapping.read(path)
