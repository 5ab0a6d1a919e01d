"""`python -m bench.real`: tables of claims in, contradictions and histories out."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from bench.real.__main__ import main

COUNTS = (
    "claim_id,entity,property,value,lo,hi,valid_from,valid_to,"
    "claimant,source,claimed_at,polarity,stance,note\n"
)
GROWS = "cumulative as of valid_to"


def count(
    number: int, day: str, value: int, more: str = f"Staff,bulletin,{{day}},+,,{GROWS}", name: str = "tank"
) -> str:
    return f"{number},force:red,losses:{name},{value},{value},{value},,{day},{more.format(day=day)}\n"


SERIES = [
    (1, "2022-10-10", 100),
    (2, "2022-10-11", 110),
    (3, "2022-10-12", 105),
    (4, "2022-10-13", 106),
    (5, "2022-10-14", 120),
]
SEEN = "Oryx,pictures,{day},+,at least,"


@pytest.fixture
def losses(tmp_path: Path) -> Path:
    """Two series of counts, the second of floors under another name, as the mapping for it knows them."""
    folder = tmp_path / "losses"
    folder.mkdir()
    rows = [count(*each) for each in SERIES] + [count(6, "2022-10-14", 60, SEEN, "oryx:Tanks")]
    (folder / "claims.csv").write_text(COUNTS + "".join(rows))
    (folder / "corrections.json").write_text('[{"date": "2022-10-12", "tank": -5}, {"date": "2023-01-01"}]')
    (folder / "mapping.yaml").write_text(
        "properties: {'losses:oryx:Tanks': 'losses:tank'}\n"
        "corrections: corrections.json\n"
        "control: {property: 'losses:oryx:Tanks', days_before: 3, code: monotone_break}\n"
    )
    return tmp_path


def write(folder: Path, **texts: str) -> Path:
    folder.mkdir()
    for name, text in texts.items():
        (folder / f"{name}.{'yaml' if name == 'predicates' else 'csv'}").write_text(text)
    return folder


def documents(folder: Path, capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    assert main([str(folder), "--json"]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def told(folder: Path, capsys: pytest.CaptureFixture[str]) -> list[tuple[str, str, list[str]]]:
    found = [each for each in documents(folder, capsys) if each["record"] == "contradiction"]
    return sorted((each["code"], each["label"], each["members"]) for each in found)


def test_a_fall_in_a_series_is_one_revision_and_a_floor_below_it_no_contradiction(
    losses: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (found,) = documents(losses, capsys)
    assert (found["dataset"], found["record"], found["type"]) == ("losses", "history", "revision_down")
    assert found["claimant"] == "Staff"
    assert found["earlier"] == {
        "key": "losses-2",
        "valid": "2022-10-11",
        "stated": "2022-10-11",
        "value": "110",
    }
    assert found["later"]["key"] == "losses-3"


def test_the_report_compares_with_corrections_and_says_that_the_control_fired(
    losses: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(losses)]) == 0
    report = capsys.readouterr().out
    assert "losses: 6 claims loaded of 6 rows, 0 refused; " in report
    assert re.search(r"; \d+\.\d s, [\d,]+ claims/s$", report, re.MULTILINE)
    assert "history: revision 0, revision_down 1, self_contradiction 0" in report
    assert "onsets 1, on the day of one 1, within a day of one 1" in report
    assert "control: fired (monotone_break, certain, 0.13: Oryx on the losses" in report


def test_a_control_that_stays_silent_fails_the_run(losses: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mapping = losses / "losses" / "mapping.yaml"
    mapping.write_text(mapping.read_text().replace("days_before: 3", "days_before: 0"))
    assert main([str(losses)]) == 1
    assert "control: silent" in capsys.readouterr().out
    assert main([str(losses), "--no-control"]) == 0
    assert "control" not in capsys.readouterr().out


def test_a_floor_above_a_later_count_contradicts_it(losses: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (losses / "losses" / "claims.csv").open("a") as table:
        table.write(count(7, "2022-10-09", 119, SEEN, "oryx:Tanks"))
    assert told(losses, capsys) == [
        ("monotone_break", "certain", [f"losses-{each}" for each in (1, 2, 3, 4, 7)])
    ]


def test_counts_with_denials_and_gradings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = (
        "1,event:Strike,killed,10-15,10,15,2017-03-17,2017-03-17,Local media,Airwars,2017-03-18,+,fair,\n"
        "2,event:Strike,killed,0,0,0,2017-03-17,2017-03-17,Coalition,statement,2017-05,+,,\n"
        "3,event:Other,killed,4,4,4,2017-04-01,2017-04-01,Local media,Airwars,2017-04-02,+,contested,\n"
        "4,event:Other,killed,4,4,4,2017-04-01,2017-04-01,Coalition,statement,2017-05,-,,\n"
        "5,event:Third,killed,9,9,9,2017-05-01,2017-05-01,Witness,Airwars,2017-05-02,+,disputes,\n"
    )
    assert told(write(tmp_path / "counts", claims=COUNTS + rows), capsys) == [
        ("contested_by_carrier", "certain", ["counts-5"]),
        ("denial", "possible", ["counts-3", "counts-4"]),
        ("value_disjoint", "possible", ["counts-1", "counts-2"]),
    ]


COMMANDERS = "claim_id,entity,property,value,valid_from,valid_to,claimant,source\n"
ONE_AT_A_TIME = (
    "predicates:\n- {key: commander, label: commander, value_type: entity, single: 'yes', act: both}\n"
)


def test_commanders_with_first_and_last_cited_dates(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = (
        "1,unit:5th,commander,person:Ali,2010-01-01,2012-03-01,Ministry,a\n"
        "2,unit:5th,commander,person:Omar,2012-03-01,2013-01-01,Star,b\n"
        "3,unit:5th,commander,person:Said,2012-06-01,2012-09-01,Post,c\n"
        "4,unit:5th,commander,Omar | person:Said,2012-07-01,2012-08-01,Times,d\n"
    )
    folder = write(tmp_path / "command", claims=COMMANDERS + rows, predicates=ONE_AT_A_TIME)
    ((code, label, members),) = told(folder, capsys)
    assert (code, label) == ("exclusive_value", "certain")
    assert {"command-2", "command-3"} <= set(members)
    assert "command-1" not in members


def test_without_a_definition_several_commanders_are_no_contradiction(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = "1,unit:5th,commander,person:Ali,2010,2012,M,a\n2,unit:5th,commander,person:Omar,2010,2012,S,b\n"
    assert told(write(tmp_path / "command", claims=COMMANDERS + rows), capsys) == []


def test_alternatives_inside_one_claim_agree_with_either(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = (
        "1,unit:5th,commander,Ali or Omar,2010,2012,M,a\n"
        "2,unit:5th,commander,Ali,2010,2012,S,b\n"
        "3,unit:6th,commander,Ali; Omar,2010,2012,M,a\n"
        "4,unit:6th,commander,Said,2010,2012,S,b\n"
    )
    folder = write(tmp_path / "command", claims=COMMANDERS + rows, predicates=ONE_AT_A_TIME)
    assert told(folder, capsys) == [("exclusive_value", "certain", ["command-3", "command-4"])]


FATES = """
predicates:
- key: fate
  label: fate
  value_type: term
  single: "yes"
  terms: [{key: dead, label: dead}, {key: killed, label: killed}, {key: alive, label: alive}]
"""


def test_a_part_and_its_whole_are_compatible_and_others_are_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = "1,person:A,fate,dead,,2016,M,a\n2,person:A,fate,killed,,2016,S,b\n"
    apart = write(tmp_path / "apart", claims=COMMANDERS + rows, predicates=FATES)
    assert [code for code, *_ in told(apart, capsys)] == ["exclusive_value"]
    parts = "narrower,broader\nkilled,dead\n"
    assert (
        told(write(tmp_path / "joined", claims=COMMANDERS + rows, predicates=FATES, parts=parts), capsys)
        == []
    )


def test_parts_are_loaded_as_claims_of_the_data_set(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write(
        tmp_path / "seats",
        claims=COMMANDERS + "1,force:A,seat,Bab,,2016,M,a\n",
        parts="narrower,broader\nBab,Aleppo\n",
    )
    assert main([str(folder)]) == 0
    assert "seats: 2 claims loaded of 2 rows, 0 refused" in capsys.readouterr().out


def test_every_data_set_has_a_database_of_its_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, other = (
        "1,force:A,seat,Bab,,2016,M,a\n",
        "1,force:A,seat,Bab,,2016,N,a\n2,force:A,seat,Homs,,2016,M,a\n",
    )
    declared = "predicates:\n- {key: seat, label: seat, value_type: entity, single: 'yes'}\n"
    write(tmp_path / "one", claims=COMMANDERS + one, predicates=declared)
    write(tmp_path / "two", claims=COMMANDERS + other, predicates=declared)
    found = documents(tmp_path, capsys)
    assert [(each["dataset"], each["members"]) for each in found] == [("two", ["two-1", "two-2"])]


def test_bad_rows_are_told_with_their_line_and_the_others_are_loaded(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = (
        "1,force:A,seat,Bab,,2016,M,a\n"
        "2,force:A,seat,Bab,,2016-13,M,a\n"
        "3,force:A,seat\n"
        "1,force:A,seat,Bab,,2017,M,a\n"
        "4,force:A,seat,Homs,2017,2016,M,a\n"
        '5,force:A,seat,"Homs,,2016,M,a\n'
        "6,force:A,seat,Homs,,2016,M,a\n"
    )
    assert main([str(write(tmp_path / "bad", claims=COMMANDERS + rows))]) == 0
    report = capsys.readouterr().out
    assert "bad: 2 claims loaded of 7 rows, 5 refused" in report
    places = re.findall(r"refused claims\.csv, line (\d): (.+)", report)
    assert [int(line) for line, _ in places] == [3, 4, 5, 6, 7]
    for (_, reason), part in zip(
        places, ("month 13", "3 cells", "already", "reversed", "not CSV"), strict=True
    ):
        assert part in reason


def test_json_alone_is_on_stdout_and_the_rest_on_stderr(
    losses: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (losses / "losses" / "claims.csv").open("a") as table:
        table.write("too,few\n")
    assert main([str(losses), "--json"]) == 0
    out, err = capsys.readouterr()
    assert all(isinstance(json.loads(line), dict) for line in out.splitlines())
    assert "refused claims.csv, line 8: 2 cells" in err
    assert "control: fired" in err


def test_a_folder_may_be_named_relative_and_hold_the_table_itself(
    losses: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(losses / "losses")
    assert main(["."]) == 0
    assert capsys.readouterr().out.startswith("losses: 6 claims")
    monkeypatch.chdir(losses.parent)
    assert main([losses.name]) == 0
    assert capsys.readouterr().out.startswith("losses: 6 claims")


@pytest.mark.parametrize(("name", "says"), [("", "There is no claims.csv"), ("nowhere", "is no folder")])
def test_a_folder_without_claims_is_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, says: str
) -> None:
    assert main([str(tmp_path / name)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert says in err


def test_a_data_set_that_cannot_be_read_stops_no_other(
    losses: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(losses / "broken", claims="entity,value\n")
    assert main([str(losses)]) == 1
    out, err = capsys.readouterr()
    assert "losses: 6 claims loaded" in out
    assert re.search(r"broken: The header of .* lacks property\.", err)


@pytest.mark.parametrize(
    ("corrections", "says"),
    [
        (None, "No such file"),
        ("[]", 'names no day under "date"'),
        ('[{"date": "soon"}]', "Invalid isoformat"),
    ],
)
def test_corrections_that_cannot_be_read_are_a_note(
    losses: Path, capsys: pytest.CaptureFixture[str], corrections: str | None, says: str
) -> None:
    path = losses / "losses" / "corrections.json"
    path.unlink()
    if corrections:
        path.write_text(corrections)
    assert main([str(losses)]) == 0
    assert re.search(f"note: no corrections to compare .*{says}", capsys.readouterr().out)


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ("losses:oryx:Tanks', days", "losses:oryx:Ships', days", "no row counts losses:oryx:Ships"),
        ("code: monotone_break", "code: order", "makes no order"),
    ],
)
def test_a_control_says_why_it_is_silent(
    losses: Path, capsys: pytest.CaptureFixture[str], was: str, becomes: str, says: str
) -> None:
    mapping = losses / "losses" / "mapping.yaml"
    mapping.write_text(mapping.read_text().replace(was, becomes))
    assert main([str(losses)]) == 1
    assert f"control: silent: {says}" in capsys.readouterr().out.replace(
        "losses:oryx:Tanks raised to 121 ", ""
    )


def test_the_shipped_mapping_is_sound_and_found_by_the_folders_name(
    losses: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (losses / "losses" / "mapping.yaml").unlink()
    (losses / "losses").rename(losses / "ukraine_losses")
    rows = (
        (losses / "ukraine_losses" / "claims.csv")
        .read_text()
        .replace("losses:oryx:Tanks", "losses:oryx:Aircrafts")
    )
    (losses / "ukraine_losses" / "claims.csv").write_text(rows.replace("losses:tank", "losses:aircraft"))
    assert main([str(losses), "--no-control"]) == 0
    report = capsys.readouterr().out
    assert "ukraine_losses: 6 claims loaded of 6 rows" in report
    assert "contradictions: 0" in report
    assert "the mapping names a property that no row has: losses:oryx:Tanks" in report
