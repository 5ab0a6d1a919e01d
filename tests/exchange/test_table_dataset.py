"""A folder with a claims table becomes bodies for the importer."""

from pathlib import Path
from typing import Any

import pytest

from app.exchange.table import dataset
from app.exchange.table.dataset import DataSet

COUNTS = "claim_id,entity,property,value,lo,hi,valid_to,claimant,source,polarity,stance,note\n"


def read(folder: Path, **texts: str) -> DataSet:
    """The data set of these files, whose names end in csv, or in yaml for predicates and mapping."""
    for name, text in texts.items():
        suffix = "csv" if name in ("claims", "parts") else "yaml"
        (folder / f"{name}.{suffix}").write_text(text, encoding="utf-8")
    return dataset.read(folder, "set")


def bodies(found: DataSet, kind: str) -> dict[str, dict[str, Any]]:
    return {item.body["key"]: item.body for item in found.items if item.kind == kind}


def test_a_row_becomes_a_claim_that_keeps_every_cell(tmp_path: Path) -> None:
    row = "7,force:red_army,losses:tank,12,12,12,2022-03-01,General Staff,bulletin,-,alleged,page 3"
    found = read(tmp_path, claims=f"{COUNTS}{row}\n")
    assert bodies(found, "claims")["set-7"] == {
        "key": "set-7",
        "subject": "red-army",
        "predicate": "losses_tank",
        "value": {"text": "12", "amount": 12, "hard": [12, 12], "soft": [12, 12]},
        "polarity": "denies",
        "valid": {"edtf": "2022-03-01"},
        "source": "bulletin",
        "citation": {"locator": "page 3"},
        "attribution": [
            {"agent": "general-staff", "role": "claimant"},
            {"name": "bulletin", "role": "reporter", "stance": "neutral", "wording": "alleged"},
        ],
        "modality": "possible",
    }
    assert bodies(found, "entities")["red-army"] == {
        "key": "red-army",
        "kind": "armed_group",
        "label": "red_army",
    }
    assert bodies(found, "sources")["bulletin"]["title"] == "bulletin"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["1,a,p,5,5,5,,x,s,,,"], ("quantity", "yes", "state")),
        (["1,a,p,5,5,,,x,s,,,", "2,a,p,6,,,,x,s,,,"], ("quantity", "yes", "state")),
        (["1,a,p,5,5,5,,x,s,,,cumulative as of valid_to"], ("quantity", "yes", "cumulative")),
        (["1,a,p,5,5,5,,x,s,,,cumulative", "2,a,p,6,6,6,,x,s,,,"], ("quantity", "yes", "state")),
        (["1,a,p,5,5,5,,x,s,,,not cumulative"], ("quantity", "yes", "state")),
        (["1,a,p,Homs,,,,x,s,,,"], ("entity", "no", None)),
    ],
)
def test_without_a_definition_the_rows_tell_what_a_property_is(
    tmp_path: Path, rows: list[str], expected: tuple[str, ...]
) -> None:
    body = bodies(read(tmp_path, claims=COUNTS + "\n".join(rows)), "predicates")["p"]
    assert (body["value_type"], body.get("single", "no"), body.get("temporality")) == expected


def test_a_property_that_is_mapped_onto_another_does_not_change_what_that_is(tmp_path: Path) -> None:
    rows = "1,a,tank,5,5,5,,x,s,,,cumulative\n2,a,seen:Tanks,4,4,4,,y,s,,at least,\n"
    found = read(tmp_path, claims=COUNTS + rows, mapping="properties: {'seen:Tanks': tank}")
    assert [each["temporality"] for each in bodies(found, "predicates").values()] == ["cumulative"]
    assert {claim["predicate"] for claim in bodies(found, "claims").values()} == {"tank"}
    assert bodies(found, "claims")["set-2"]["value"]["hard"] == [4, None]


def test_columns_of_other_names_are_read_by_a_mapping(tmp_path: Path) -> None:
    table = "who,what,value,junk\nA,p,B,1\n"
    found = read(tmp_path, claims=table, mapping="columns: {entity: who, property: what}")
    assert bodies(found, "claims")["set-line-2"]["subject"] == "a"
    assert found.notes == ["columns that are not read: junk"]


def test_a_declared_predicate_is_the_property_of_the_same_slug(tmp_path: Path) -> None:
    declared = "predicates:\n- {key: led by, value_type: entity, single: 'yes', before: [died on]}\n"
    found = read(tmp_path, claims="entity,property,value\nA,led:by,B\n", predicates=declared)
    assert bodies(found, "predicates") == {
        "led_by": {
            "key": "led_by",
            "label": "led by",
            "value_type": "entity",
            "single": "yes",
            "before": ["died_on"],
        }
    }


def test_two_properties_of_one_slug_are_two_predicates(tmp_path: Path) -> None:
    found = read(tmp_path, claims="entity,property,value\nA,led:by,B\nA,led-by,B\n")
    assert [claim["predicate"] for claim in bodies(found, "claims").values()] == ["led_by", "led_by_2"]
    assert {"led_by", "led_by_2"} <= set(bodies(found, "predicates"))


def test_rows_that_are_no_claim_are_refused_with_line_and_reason(tmp_path: Path) -> None:
    rows = [
        "1,a,p,5,5,5,,x,s,,,",
        "1,a,p,6,6,6,,x,s,,,",
        ",,p,5,5,5,,x,s,,,",
        "3,a,p,,,,,x,s,,,",
        "4,a,p,5,5,5,,x,s,eh,,",
    ]
    found = read(tmp_path, claims=COUNTS + "\n".join(rows))
    assert [place for place, _ in found.refused] == [f"claims.csv, line {line}" for line in (3, 4, 5, 6)]
    reasons = [reason for _, reason in found.refused]
    assert reasons[:3] == ["the claim_id 1 stands in line 2 already", "entity is empty", "value is empty"]
    assert reasons[3].startswith("polarity is not one of asserts")
    assert list(bodies(found, "claims")) == ["set-1"]


def test_parts_are_claims_of_the_data_set_between_places_and_come_first(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        claims="entity,property,value\nforce:A,seat,Bab\nunit:B,seat,Homs\n",
        parts="narrower,broader\nBab,Aleppo\nunit:B,force:A\nBab,Aleppo\nX,X\n",
    )
    kinds = {key: body["kind"] for key, body in bodies(found, "entities").items()}
    assert kinds == {
        "bab": "place",
        "aleppo": "place",
        "a": "armed_group",
        "b": "armed_group",
        "homs": "other",
        "set": "other",
    }
    claims = bodies(found, "claims")
    assert [(each["subject"], each["predicate"]) for each in claims.values()] == [
        ("bab", "part_of"),
        ("b", "part_of"),
        ("a", "seat"),
        ("b", "seat"),
    ]
    assert claims["set-part-2"]["value"] == {"entity": "aleppo", "text": "Aleppo"}
    assert [place for place, _ in found.refused] == ["parts.csv, line 4", "parts.csv, line 5"]


def test_parts_among_the_terms_of_a_vocabulary_are_broader_terms(tmp_path: Path) -> None:
    declared = (
        "predicates:\n- key: fate\n  value_type: term\n  terms:\n"
        "  - {key: dead, label: dead}\n  - {key: killed, label: was killed}\n"
    )
    found = read(
        tmp_path,
        claims="entity,property,value\nA,fate,was killed\n",
        parts="narrower,broader\nWas killed,dead\n",
        predicates=declared,
    )
    terms = {term["key"]: term.get("broader") for term in bodies(found, "predicates")["fate"]["terms"]}
    assert terms == {"dead": None, "killed": "dead"}
    assert list(bodies(found, "claims")) == ["set-line-2"]


def test_a_claimant_who_is_not_named_leaves_the_lineage_open(tmp_path: Path) -> None:
    found = read(tmp_path, claims="entity,property,value,source,stance\nA,p,B,blog,disputes\n")
    (claim,) = bodies(found, "claims").values()
    assert claim["attribution"] == [
        {"name": "blog", "role": "publisher"},
        {"name": "set (data set)", "role": "reporter", "stance": "disputes"},
    ]


def test_what_is_too_long_for_its_field_is_kept_in_the_citation(tmp_path: Path) -> None:
    note, source = "n" * 400, "s" * 400
    found = read(tmp_path, claims=f"entity,property,value,source,note\nA,p,B,{source},{note}\n")
    (claim,) = bodies(found, "claims").values()
    assert claim["citation"] == {"quote": {"exact": f"{note}; source: {source}"}}
    (body,) = bodies(found, "sources").values()
    assert len(body["title"]) == 300


def test_a_column_called_like_a_separator_is_the_scope(tmp_path: Path) -> None:
    declared = (
        "predicates:\n- key: killed\n  value_type: quantity\n"
        "  separators: [{key: event, entity: true}, {key: method}]\n"
        "- {key: died, value_type: date}\n- {label: nameless}\n"
    )
    table = "entity,property,value,event,method\nA,killed,5,Battle of B,\nA,died,2016,Battle of B,list\n"
    found = read(tmp_path, claims=table, predicates=declared)
    assert [claim.get("scope") for claim in bodies(found, "claims").values()] == [
        {"event": "battle-of-b"},
        None,
    ]
    assert bodies(found, "entities")["battle-of-b"]["label"] == "Battle of B"
    assert found.notes == []
    assert [reason for _, reason in found.refused] == ["a predicate needs a key"]
