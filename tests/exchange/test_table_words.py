"""What the cells of a claims table say: polarity, stance, gradings, dates, values."""

from typing import Any

import pytest

from app.exchange.table import dates, values
from app.exchange.table.names import Keys, Names, slug, split
from app.exchange.table.properties import predicate_key
from app.exchange.table.values import Unreadable
from app.exchange.table.words import Judgement, judged, polarity


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        *((cell, "asserts") for cell in ("", "+", "asserts", "true", "TRUE", "yes", "1")),
        *((cell, "denies") for cell in ("-", "−", "denies", "Denied", "false", "no", "0")),
        *((cell, None) for cell in ("maybe", "±", "?")),
    ],
)
def test_a_polarity_is_one_of_the_known_words_or_none(cell: str, expected: str | None) -> None:
    assert polarity(cell) == expected


@pytest.mark.parametrize(
    ("stance", "note", "expected"),
    [
        ("", "", Judgement()),
        ("supports", "", Judgement("supports")),
        ("Disputes", "", Judgement("disputes")),
        ("disputed", "", Judgement("disputes", "disputed")),
        ("corroborates", "", Judgement("supports", "corroborates")),
        ("neutral", "", Judgement("neutral")),
        ("an odd grading", "", Judgement("neutral", "an odd grading")),
        ("not disputed", "", Judgement("neutral", "not disputed")),
        ("contested", "", Judgement("neutral", "contested", "possible")),
        ("probable", "", Judgement("neutral", "probable", "probable")),
        ("confirmed", "", Judgement("neutral", "confirmed")),
        ("disputes; alleged", "", Judgement("disputes", "disputes; alleged", "possible")),
        ("", "alleged", Judgement(modality="possible")),
        ("", "page 4; grading: weak", Judgement(modality="possible")),
        ("", "confidence=fair", Judgement(modality="probable")),
        ("", "a possible double count", Judgement()),
        ("probable", "possible", Judgement("neutral", "probable", "possible")),
        ("at least", "", Judgement(hedge="at least")),
        ("more", "", Judgement(hedge="more than")),
        ("+", "", Judgement(hedge="at least")),
        ("about; probable", "", Judgement("neutral", "about; probable", "probable", "about")),
        ("denied", "", Judgement("neutral", "denied", denies=True)),
    ],
)
def test_a_stance_is_read_word_by_word_and_unknown_words_are_no_dispute(
    stance: str, note: str, expected: Judgement
) -> None:
    assert judged(stance, note, number=True) == expected


def test_a_hedge_beside_a_name_stays_the_carriers_own_word() -> None:
    assert judged("about", "", number=False) == Judgement("neutral", "about")


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("", "", None),
        ("2016-03-21", "2016-03-21", "2016-03-21"),
        ("2016", "2017-02", "2016/2017-02"),
        ("", "2016-03", "2016-03"),
        ("", "2015/2016", "2015/2016"),
        ("2016-03-21", "", "2016-03-21/.."),
        ("2015/2016", "", "2015/2016"),
        ("[2012,2015]", "", "[2012,2015]"),
        ("2016", "..", "2016/.."),
        ("..", "2016", "../2016"),
        ("", "..", None),
    ],
)
def test_two_columns_make_one_valid_time(first: str, last: str, expected: str | None) -> None:
    assert dates.valid(first, last) == expected


@pytest.mark.parametrize(
    ("cell", "edtf", "cut"),
    [
        ("2016-03-21", "2016-03-21", ""),
        ("2016-03-21T14:05:00Z", "2016-03-21", "2016-03-21T14:05:00Z"),
        ("2016-03-21 00:00", "2016-03-21", "2016-03-21 00:00"),
        ("2016-03-00", "2016-03", ""),
        ("2016-00-00", "2016", ""),
        ("Present", "..", ""),
        ("2016-03~", "2016-03~", ""),
        ("21/03/2016", "21/03/2016", ""),
    ],
)
def test_a_time_of_day_is_cut_off_and_kept(cell: str, edtf: str, cut: str) -> None:
    assert dates.day(cell) == (edtf, cut)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Homs", ["Homs"]),
        ("Homs | Hama", ["Homs", "Hama"]),
        ("Homs|Hama", ["Homs", "Hama"]),
        ("Homs; Hama", ["Homs", "Hama"]),
        ("Homs or Hama", ["Homs", "Hama"]),
        ("Homs, Hama or Idlib", ["Homs", "Hama", "Idlib"]),
        ("the army or isis", ["the army", "isis"]),
        ("al-Nusra or Ahrar", ["al-Nusra", "Ahrar"]),
        ("person:Ali | person:Omar", ["person:Ali", "person:Omar"]),
        ("Sons or daughters of Homs", ["Sons or daughters of Homs"]),
        ("Salt or Pepper Brigade", ["Salt or Pepper Brigade"]),
        ("Gorky Park", ["Gorky Park"]),
        ("Homs, Syria", ["Homs, Syria"]),
        ("حمص | حماة", ["حمص", "حماة"]),
    ],
)
def test_alternatives_are_parted_and_names_are_not(text: str, parts: list[str]) -> None:
    assert values.alternatives(text, {"Salt or Pepper Brigade"}) == parts


BOTH, FLOOR = [10, 15], [40, None]


@pytest.mark.parametrize(
    ("text", "low", "high", "hedge", "expected"),
    [
        ("10–15", "10", "15", None, {"text": "10–15", "amount": 12.5, "hard": BOTH, "soft": BOTH}),
        ("12", "10", "15", None, {"text": "12", "amount": 12, "hard": BOTH, "soft": BOTH}),
        ("12", "10", "15", "about", {"text": "about 12", "amount": 12, "hard": BOTH, "soft": BOTH}),
        ("99", "10", "15", None, {"text": "99", "amount": 12.5, "hard": BOTH, "soft": BOTH}),
        ("40", "40", "", None, {"text": "40", "amount": 40, "hard": FLOOR, "soft": FLOOR}),
        ("40", "40", "inf", None, {"text": "40", "amount": 40, "hard": FLOOR, "soft": FLOOR}),
        ("40", "40", "40", "at least", {"text": "at least 40", "amount": 40, "hard": FLOOR, "soft": FLOOR}),
        ("40+", "40", "40", None, {"text": "40+", "amount": 40, "hard": FLOOR, "soft": FLOOR}),
        ("40", "40", "40", "up to", {"text": "up to 40", "amount": 40, "hard": [0, 40], "soft": [0, 40]}),
        ("", "", "40", None, {"amount": 40, "hard": [0, 40], "soft": [0, 40]}),
        (
            "1,200",
            "1,200",
            "1,200",
            None,
            {"text": "1,200", "amount": 1200, "hard": [1200] * 2, "soft": [1200] * 2},
        ),
        ("40", "40", "40", "about", "about 40"),
        ("about 40", "40", "40", "about", "about 40"),
        ("40", "", "", "at least", "at least 40"),
        ("20 | 30", "", "", None, {"text": "20 | 30", "any_of": ["20", "30"]}),
        ("20 or 30", "", "", None, "20 or 30"),
        (
            "20 or 30",
            "20",
            "30",
            None,
            {"text": "20 or 30", "amount": 25.0, "hard": [20, 30], "soft": [20, 30]},
        ),
    ],
)
def test_bounds_win_over_the_words_unless_they_only_repeat_a_hedged_number(
    text: str, low: str, high: str, hedge: str | None, expected: Any
) -> None:
    assert values.quantity(text, low, high, hedge) == expected


@pytest.mark.parametrize(
    ("low", "high", "says"), [("20", "10", "above hi"), ("-3", "", "lo is not"), ("1", "x", "hi is")]
)
def test_bounds_that_are_none_are_refused_with_their_column(low: str, high: str, says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        values.quantity("15", low, high, None)


@pytest.mark.parametrize(
    ("text", "low", "high", "expected"),
    [
        ("2012 or 2015", "", "", "2012 or 2015"),
        ("2012 | 2015", "", "", "2012 or 2015"),
        ("spring", "2012-03", "2012-05", {"edtf": "[2012-03..2012-05]", "text": "spring"}),
        ("", "2012", "", {"edtf": "[2012..]"}),
    ],
)
def test_a_date_has_alternatives_and_bounds_too(text: str, low: str, high: str, expected: Any) -> None:
    assert values.date(text, low, high) == expected


VOCABULARY = {
    "terms": [{"key": "dead", "label": "Dead"}, {"key": "killed_in_action", "label": "killed in action"}]
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Killed in action", {"text": "Killed in action", "term": "Killed in action"}),
        (
            "dead or killed in action",
            {"text": "dead or killed in action", "any_of": ["dead", "killed in action"]},
        ),
        ("dead | missing", {"text": "dead | missing", "any_of": ["dead", "missing"]}),
        ("dead or dying", {"text": "dead or dying", "term": "dead or dying"}),
    ],
)
def test_or_parts_terms_only_where_each_part_is_one(text: str, expected: Any) -> None:
    assert values.term(text, VOCABULARY) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("force:russian_army", ("armed_group", "russian_army")),
        ("Person: Ali Hassan", ("person", "Ali Hassan")),
        ("armed group:X", ("armed_group", "X")),
        ("city:Homs", ("place", "Homs")),
        ("Operation: Anvil", (None, "Operation: Anvil")),
        ("place:", (None, "place:")),
    ],
)
def test_a_known_prefix_tells_the_kind(text: str, expected: tuple[str | None, str]) -> None:
    assert split(text) == expected


def test_a_name_without_kind_is_the_only_thing_of_that_name() -> None:
    names = Names(["person:Ali", "Ali", "place:Homs", "clan:Homs", "Homs"])
    assert names.key("Ali") == names.key("person:Ali")
    assert len({names.key(text) for text in ("place:Homs", "clan:Homs", "Homs")}) == 3
    assert [body["kind"] for body in names.bodies.values()] == ["person", "place", "clan", "other"]


def test_a_label_too_long_for_an_entity_is_kept_in_its_description() -> None:
    names = Names([])
    body = names.bodies[names.key("x" * 400)]
    assert len(body["label"]) == 300
    assert body["description"] == "x" * 400


def test_two_names_of_one_slug_have_two_keys() -> None:
    keys = Keys()
    assert [keys.of(name, slug(name)) for name in ("Al-Bab", "al bab", "Al-Bab")] == [
        "al-bab",
        "al-bab-2",
        "al-bab",
    ]


@pytest.mark.parametrize("text", ["حمص", "!!!", "日本"])
def test_a_name_without_latin_letters_has_a_key_of_its_own(text: str) -> None:
    assert slug(text).isalnum()
    assert slug(text) != slug(text + "x")


@pytest.mark.parametrize(
    ("name", "key"),
    [("losses:oryx:Tanks", "losses_oryx_tanks"), ("5th column", "p_5th_column"), ("x" * 80, "x" * 60)],
)
def test_a_property_has_a_key_that_a_predicate_may_have(name: str, key: str) -> None:
    assert predicate_key(name) == key
