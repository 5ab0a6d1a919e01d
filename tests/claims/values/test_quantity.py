"""Quantities: the table of hedges in exact figures, what callers may give, and what is refused."""

import math
from typing import Any

import pytest
from hypothesis import event, example, given
from hypothesis import strategies as st

from app.claims.values import intervals_of, parse
from app.claims.values.base import ValueProblem
from app.claims.values.hedges import HEDGES, VAGUE
from app.claims.values.predicate import Predicate

STRENGTH = Predicate(
    "strength",
    "strength",
    "quantity",
    unit="people",
    unit_synonyms=("fighters", "Men", "مقاتل", "people under arms"),
)
SALARY = Predicate(
    "salary", "salary", "quantity", unit="SYP a month", unit_synonyms=("Syrian pounds a month", "%")
)
UNITLESS = Predicate("number", "number", "quantity")

# text: hedge, hard bounds, soft bounds, plain reading; None is unbounded.
Row = tuple[str, list[float | None], list[float | None], float]

TABLE: dict[str, Row] = {
    "246": ("exact", [246, 246], [246, 246], 246),
    "50,000": ("rounded", [47_500, 52_500], [47_500, 52_500], 50_000),
    "around 2000": ("about", [1_500, 2_500], [1_800, 2_200], 2_000),
    "about 2000": ("about", [1_500, 2_500], [1_800, 2_200], 2_000),
    "approximately 2000": ("about", [1_500, 2_500], [1_800, 2_200], 2_000),
    "some 2000": ("about", [1_500, 2_500], [1_800, 2_200], 2_000),
    "circa 2000": ("about", [1_500, 2_500], [1_800, 2_200], 2_000),
    "roughly 2000": ("about", [1_500, 2_500], [1_800, 2_200], 2_000),
    "~ 2000": ("about", [1_500, 2_500], [1_800, 2_200], 2_000),
    "~2000": ("about", [1_500, 2_500], [1_800, 2_200], 2_000),
    "2000 or so": ("about", [1_500, 2_500], [1_800, 2_200], 2_000),
    "at least 15": ("at_least", [15, None], [15, 30], 15),
    "no fewer than 15": ("at_least", [15, None], [15, 30], 15),
    "minimum 15": ("at_least", [15, None], [15, 30], 15),
    "15+": ("at_least", [15, None], [15, 30], 15),
    "15 or more": ("at_least", [15, None], [15, 30], 15),
    "more than 40": ("more_than", [41, None], [41, 80], 41),
    "over 40": ("more_than", [41, None], [41, 80], 41),
    "up to 300": ("up_to", [0, 315], [285, 300], 300),
    "at most 300": ("up_to", [0, 315], [285, 300], 300),
    "nearly 500": ("nearly", [0, 499], [400, 499], 499),
    "almost 500": ("nearly", [0, 499], [400, 499], 499),
    "less than 500": ("less_than", [0, 499], [400, 499], 499),
    "fewer than 500": ("less_than", [0, 499], [400, 499], 499),
    "15–20": ("range", [15, 20], [15, 20], 17.5),
    "15-20": ("range", [15, 20], [15, 20], 17.5),
    "15 to 20": ("range", [15, 20], [15, 20], 17.5),
    "from 15 to 20": ("range", [15, 20], [15, 20], 17.5),
    "between 15 and 20": ("range", [15, 20], [15, 20], 17.5),
    "dozens": ("vague", [12, 99], [12, 99], 24),
    "tens": ("vague", [10, 99], [10, 99], 20),
    "hundreds": ("vague", [100, 999], [100, 999], 200),
    "thousands": ("vague", [1_000, 9_999], [1_000, 9_999], 2_000),
    "several dozen": ("vague", [24, 99], [24, 99], 48),
    "a few dozen": ("vague", [24, 99], [24, 99], 36),
    "a dozen": ("vague", [10, 15], [10, 15], 12),
    "tens of thousands": ("vague", [10_000, 99_999], [10_000, 99_999], 20_000),
    "hundreds of thousands": ("vague", [100_000, 999_999], [100_000, 999_999], 200_000),
    "several hundred": ("vague", [200, 999], [200, 999], 400),
    "several thousand": ("vague", [2_000, 9_999], [2_000, 9_999], 4_000),
    # Hedged round numbers move outward by half their rounding unit.
    "at least 90,000": ("at_least", [85_500, None], [90_000, 180_000], 90_000),
    "up to 7": ("up_to", [0, 7], [7, 7], 7),
    "more than 90,000": ("more_than", [90_001, None], [90_001, 180_000], 90_001),
    # Rounding units: ten to the trailing zeros, at most a tenth of the number.
    "25,000": ("rounded", [24_500, 25_500], [24_500, 25_500], 25_000),
    "25,100": ("rounded", [25_050, 25_150], [25_050, 25_150], 25_100),
    "120": ("rounded", [115, 125], [115, 125], 120),
    "10": ("rounded", [9.5, 10.5], [9.5, 10.5], 10),
    "exactly 50,000": ("exact", [50_000, 50_000], [50_000, 50_000], 50_000),
    "two dozen": ("rounded", [22.8, 25.2], [22.8, 25.2], 24),
    "0": ("exact", [0, 0], [0, 0], 0),
    "more than 0": ("more_than", [1, None], [1, 1], 1),
    "nearly 1": ("nearly", [0, 0], [0, 0], 0),
    "nearly 3": ("nearly", [0, 2], [2, 2], 2),
    # Multipliers, number words, separators, decimals.
    "6 to 8 thousand": ("range", [6_000, 8_000], [6_000, 8_000], 7_000),
    "between 6 and 8 thousand": ("range", [6_000, 8_000], [6_000, 8_000], 7_000),
    "5,000–6,000": ("range", [5_000, 6_000], [5_000, 6_000], 5_500),
    "500 to 1 thousand": ("range", [500, 1_000], [500, 1_000], 750),
    "6k-8k": ("range", [6_000, 8_000], [6_000, 8_000], 7_000),
    "25 thousand": ("rounded", [24_500, 25_500], [24_500, 25_500], 25_000),
    "1.5 million": ("rounded", [1_450_000, 1_550_000], [1_450_000, 1_550_000], 1_500_000),
    "1.1 million": ("rounded", [1_050_000, 1_150_000], [1_050_000, 1_150_000], 1_100_000),
    "2m": ("rounded", [1_900_000, 2_100_000], [1_900_000, 2_100_000], 2_000_000),
    "2k": ("rounded", [1_900, 2_100], [1_900, 2_100], 2_000),
    "three hundred thousand": ("rounded", [285_000, 315_000], [285_000, 315_000], 300_000),
    "a hundred": ("rounded", [95, 105], [95, 105], 100),
    "Twelve": ("exact", [12, 12], [12, 12], 12),
    "twenty-five": ("exact", [25, 25], [25, 25], 25),
    "five to six": ("range", [5, 6], [5, 6], 5.5),
    "12 000": ("rounded", [11_500, 12_500], [11_500, 12_500], 12_000),
    "12\u00a0345": ("exact", [12_345, 12_345], [12_345, 12_345], 12_345),
    "12\u202f345": ("exact", [12_345, 12_345], [12_345, 12_345], 12_345),
    "12\u2009345": ("exact", [12_345, 12_345], [12_345, 12_345], 12_345),
    "12'345": ("exact", [12_345, 12_345], [12_345, 12_345], 12_345),
    "12’345": ("exact", [12_345, 12_345], [12_345, 12_345], 12_345),
    "1,234,567.5": ("exact", [1_234_567.5, 1_234_567.5], [1_234_567.5, 1_234_567.5], 1_234_567.5),
    "2.5": ("exact", [2.5, 2.5], [2.5, 2.5], 2.5),
    "more than 2.5": ("more_than", [2.5, None], [2.5, 5], 2.5),
    "١٢": ("exact", [12, 12], [12, 12], 12),
    "٢٬٠٠٠": ("rounded", [1_900, 2_100], [1_900, 2_100], 2_000),
    "~۲۰۰۰": ("about", [1_500, 2_500], [1_800, 2_200], 2_000),
    "١٥–٢٠": ("range", [15, 20], [15, 20], 17.5),
    "٢٫٥": ("exact", [2.5, 2.5], [2.5, 2.5], 2.5),
    # A hedge widens the ends of a range or a vague word.
    "about 6 to 8 thousand": ("about", [4_500, 10_000], [5_400, 8_800], 7_000),
    "at least 6 to 8 thousand": ("at_least", [5_700, None], [6_000, 16_000], 7_000),
    "up to 200–300": ("up_to", [0, 315], [190, 300], 250),
    "nearly 6 to 8": ("nearly", [0, 7], [4.8, 7], 6),
    "at least several hundred": ("at_least", [190, None], [200, 1_998], 400),
    "several dozen or more": ("at_least", [24, None], [24, 198], 48),
    "1,000,000,000,000,000": ("rounded", [9.5e14, 1.05e15], [9.5e14, 1.05e15], 1e15),
}


@pytest.mark.parametrize("suffix", ["", " fighters", " of  FIGHTERS", " men", " people under arms", " مقاتل"])
@pytest.mark.parametrize("text", TABLE)
def test_a_text_is_read_with_the_bounds_of_its_row(text: str, suffix: str) -> None:
    hedge, hard, soft, plain = TABLE[text]
    value = parse(text + suffix, STRENGTH)
    assert value.document == {
        "type": "quantity",
        "text": text + suffix,
        "amount": plain,
        "unit": "people",
        "hedge": hedge,
        "hard": hard,
        "soft": soft,
    }
    assert value.text == text + suffix
    assert intervals_of(value.document) == value.intervals


def test_whole_numbers_are_integers_in_the_document() -> None:
    document = parse("about 2000", STRENGTH).document
    numbers = [document["amount"], *document["hard"], *document["soft"]]
    assert [type(number) for number in numbers] == [int] * 5


@pytest.mark.parametrize("hedge", HEDGES, ids=[hedge.code for hedge in HEDGES])
def test_every_way_of_writing_a_hedge_is_read_as_that_hedge(hedge: Any) -> None:
    texts = [f"{words} 237" for words in hedge.before] + [f"237 {words}" for words in hedge.after]
    assert {parse(text, STRENGTH).document["hedge"] for text in texts} <= {hedge.code}
    assert {parse(text.upper(), STRENGTH).document["hedge"] for text in texts} <= {hedge.code}


@pytest.mark.parametrize("row", VAGUE, ids=[row.words[0] for row in VAGUE])
def test_every_vague_word_has_its_bounds(row: Any) -> None:
    for words in row.words:
        document = parse(words, UNITLESS).document
        assert document["hard"] == document["soft"] == [row.low, row.high]
        assert document["amount"] == row.plain


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("12 or 15", [12, 15]),
        ("12, 13 or 15 fighters", [12, 13, 15]),
        ("12, or 15", [12, 15]),
        ("5 or 6 thousand", [5_000, 6_000]),
        ("500 or 1 thousand", [500, 1_000]),
        ("one or two", [1, 2]),
        ("dozens or hundreds", [24, 200]),
        ("15–20 or 30", [17.5, 30]),
    ],
)
def test_alternatives_are_kept_apart(text: str, amounts: list[float]) -> None:
    value = parse(text, STRENGTH)
    assert [one.plain for one in value.intervals] == amounts
    assert [one["amount"] for one in value.document["alternatives"]] == amounts
    assert value.document["hard"][0] == min(one["hard"][0] for one in value.document["alternatives"])
    assert value.document["hard"][1] == max(one["hard"][1] for one in value.document["alternatives"])
    assert intervals_of(value.document) == value.intervals


def test_a_hedge_before_alternatives_counts_for_all_of_them() -> None:
    both = parse("about 12 or 16", STRENGTH).intervals
    assert [(one.hard_lo, one.hard_hi) for one in both] == [(9, 15), (12, 20)]


def test_equal_alternatives_are_one() -> None:
    assert "alternatives" not in parse("12 or 12", STRENGTH).document


@pytest.mark.parametrize(
    ("predicate", "text", "unit"),
    [
        (STRENGTH, "200", "people"),
        (STRENGTH, "200 Fighters", "people"),
        (STRENGTH, "200 MEN", "people"),
        (STRENGTH, "200 Tanks", "tanks"),
        (STRENGTH, "200 killed and wounded", "killed and wounded"),
        (STRENGTH, "200 T-tanks of the army's", "t-tanks of the army's"),
        (STRENGTH, "200 مدنيًا", "مدنيًا"),
        (STRENGTH, "hundreds of civilians", "civilians"),
        (SALARY, "25,000 Syrian pounds a month", "SYP a month"),
        (SALARY, "25,000 syp a month", "SYP a month"),
        (SALARY, "25,000 US dollars", "us dollars"),
        (SALARY, "5%", "SYP a month"),
        (UNITLESS, "5", None),
        (UNITLESS, "5 brigades", "brigades"),
    ],
)
def test_a_unit_is_the_predicates_own_or_kept_as_written(
    predicate: Predicate, text: str, unit: str | None
) -> None:
    assert parse(text, predicate).document["unit"] == unit


@pytest.mark.parametrize(
    ("raw", "text", "row"),
    [
        (246, "246", TABLE["246"]),
        (50_000, "50000", TABLE["50,000"]),
        (50_000.0, "50000", TABLE["50,000"]),
        (2.5, "2.5", TABLE["2.5"]),
        (-0.0, "0", TABLE["0"]),
        ({"amount": 246}, "246", TABLE["246"]),
        ({"amount": 40, "hedge": "more_than"}, "40", TABLE["more than 40"]),
        ({"amount": 50_000, "hedge": "exact"}, "50000", TABLE["exactly 50,000"]),
        ({"text": "2000", "hedge": "about"}, "2000", TABLE["about 2000"]),
        ({"text": "about 2000 fighters"}, "about 2000 fighters", TABLE["about 2000"]),
        ({"text": "about 2000 men", "amount": 2000}, "about 2000 men", TABLE["about 2000"]),
        ({"text": "more than 40", "amount": 41}, "more than 40", TABLE["more than 40"]),
        ({"text": "a great many", "amount": 246}, "a great many", TABLE["246"]),
        ({"text": "about 2000", "amount": 246}, "about 2000", TABLE["246"]),
        ({"low": 15, "high": 20}, "15–20", TABLE["15–20"]),
        ({"low": 15, "best": 16, "high": 20}, "15–20", ("range", [15, 20], [15, 20], 16)),
        ({"low": 6_000, "high": 8_000, "hedge": "about"}, "6000–8000", TABLE["about 6 to 8 thousand"]),
        ({"text": "a handful", "hard": [3, 7]}, "a handful", ("given", [3, 7], [3, 7], 5)),
        ({"hard": [41, None]}, "41 or more", ("given", [41, None], [41, None], 41)),
        ({"hard": [3, 9], "soft": [4, 6]}, "3–9", ("given", [3, 9], [4, 6], 5)),
        ({"soft": [4, 6]}, "4–6", ("given", [4, 6], [4, 6], 5)),
        ({"text": "2000", "hard": [1000, 3000]}, "2000", ("given", [1000, 3000], [1900, 2100], 2000)),
        ({"text": "2000", "hard": [2050, None]}, "2000", ("given", [2050, None], [2050, 2100], 2050)),
        ({"text": "2000", "hard": [50, 60]}, "2000", ("given", [50, 60], [50, 60], 60)),
        ({"text": "2000", "soft": [1950, 2500]}, "2000", ("given", [1900, 2500], [1950, 2500], 2000)),
        (
            {"amount": 2000, "hedge": "about", "hard": [1000, None]},
            "2000",
            ("about", [1000, None], [1800, 2200], 2000),
        ),
    ],
)
def test_numbers_and_bounds_may_be_given_and_win_over_the_wording(raw: Any, text: str, row: Row) -> None:
    hedge, hard, soft, plain = row
    document = parse(raw, STRENGTH).document
    assert document["text"] == text
    assert (document["hedge"], document["hard"], document["soft"], document["amount"]) == (
        hedge,
        hard,
        soft,
        plain,
    )


def test_a_given_unit_wins_and_knows_synonyms() -> None:
    assert parse({"amount": 5, "unit": " FIGHTERS "}, STRENGTH).document["unit"] == "people"
    assert parse({"text": "5 tanks", "unit": "Vehicles"}, STRENGTH).document["unit"] == "vehicles"
    assert parse({"text": "5 tanks", "unit": None}, STRENGTH).document["unit"] == "tanks"


def test_any_of_takes_what_may_stand_alone() -> None:
    raw = {"any_of": [12, "15 fighters", {"low": 20, "high": 30}], "text": "12, 15, or 20 to 30"}
    value = parse(raw, STRENGTH)
    assert [one.plain for one in value.intervals] == [12, 15, 25]
    assert value.text == "12, 15, or 20 to 30"
    assert parse({"any_of": [12, "15 men"]}, STRENGTH).text == "12 or 15 men"
    assert (
        parse({"any_of": ["5 tanks", "6 cars"], "unit": "vehicles"}, STRENGTH).document["unit"] == "vehicles"
    )


@pytest.mark.parametrize(
    "text",
    [
        *("", "  ", "many", "none", "-5", "−5", "15 to -20", "- 5", "NaN", "inf", "infinity", "1e5", "0x10"),
        *(
            "1_000",
            "1,00,000",
            "1,0000",
            "1.000.000",
            "1.2.3",
            "12,",
            "12 .",
            "12 fighters.",
            "12;",
            "#12",
            "$12",
        ),
        *("1/2", "5%", "3rd", "2kg", "200 m", "a", "an fighter", "dozen", "20–15", "2016-03-21"),
        *(
            "15–",
            "15 to",
            "between 15",
            "between 15 to 20",
            "15 and 20",
            "12, 15",
            "12 or",
            "or 12",
            "12 or 15, 16",
        ),
        *("15 killed and 20 wounded", "fifteen killed and twenty wounded", "two thousand five hundred"),
        *(
            "15 at least",
            "15 fighters at least",
            "200 approximately",
            "about about 5",
            "about 15 or so",
            "nearly 0",
        ),
        *(
            "less than 0",
            "about",
            "hundreds hundreds",
            "5 of",
            "5 and fighters",
            "5 fighters to",
            "15 fighters or 20",
        ),
        *(
            "2 one two three four five six",
            "5 men in the east of the city",
            "1,000,000,000,000,001",
            "2 billion million",
        ),
        *("9" * 400, "1." + "1" * 10, "12\u200b000", "five\u2028six seven", "x" * 20_001, "1 or " * 51 + "1"),
        *("5\0", "5 \ud800", "\udfff"),
    ],
)
def test_what_cannot_be_read_is_refused_with_examples(text: str) -> None:
    with pytest.raises(ValueProblem, match="at least 15") as caught:
        parse(text, STRENGTH)
    assert caught.value.pointer == ""
    assert caught.value.detail.encode()
    with pytest.raises(ValueProblem) as caught:
        parse({"text": text}, STRENGTH)
    assert caught.value.pointer == "/text"


@pytest.mark.parametrize(
    ("raw", "pointer"),
    [
        (None, ""),
        (True, ""),
        ([5], ""),
        (-1, ""),
        (math.nan, ""),
        (math.inf, ""),
        (10**400, ""),
        (1e15 + 1, ""),
        ({}, ""),
        ({"unit": "men"}, ""),
        ({"hedge": "about"}, ""),
        ({"number": 5}, ""),
        ({5: 5}, ""),
        ({"text": 5}, "/text"),
        ({"text": ["5"]}, "/text"),
        ({"text": "", "amount": 5}, "/text"),
        ({"text": "many"}, "/text"),
        ({"amount": "5"}, "/amount"),
        ({"amount": True}, "/amount"),
        ({"amount": -5}, "/amount"),
        ({"amount": 5, "low": 4, "high": 6}, "/amount"),
        ({"amount": 5, "unit": 5}, "/unit"),
        ({"amount": 5, "unit": " "}, "/unit"),
        ({"amount": 5, "unit": "x" * 101}, "/unit"),
        ({"amount": 5, "hedge": "perhaps"}, "/hedge"),
        ({"amount": 5, "hedge": ["about"]}, "/hedge"),
        ({"amount": 5, "hedge": "range"}, "/hedge"),
        ({"amount": 5, "hedge": "given"}, "/hedge"),
        ({"amount": 0, "hedge": "nearly"}, "/hedge"),
        ({"low": 5}, "/low"),
        ({"high": 5}, "/high"),
        ({"best": 5}, "/best"),
        ({"low": 6, "high": 5}, "/low"),
        ({"low": 4, "best": 7, "high": 6}, "/low"),
        ({"low": "4", "high": 6}, "/low"),
        ({"hard": 5}, "/hard"),
        ({"hard": [5]}, "/hard"),
        ({"hard": [5, 6, 7]}, "/hard"),
        ({"hard": "56"}, "/hard"),
        ({"hard": [None, 5]}, "/hard/0"),
        ({"hard": [-1, 5]}, "/hard/0"),
        ({"hard": [1, math.nan]}, "/hard/1"),
        ({"hard": [6, 5]}, "/hard"),
        ({"soft": [6, 5]}, "/soft"),
        ({"hard": [4, 6], "soft": [3, 5]}, "/hard"),
        ({"hard": [4, 6], "soft": [5, None]}, "/hard"),
        ({"amount": 7, "hard": [4, 6]}, "/hard"),
        ({"text": "5 or 6", "hard": [4, 6]}, "/hard"),
        ({"any_of": []}, "/any_of"),
        ({"any_of": "5"}, "/any_of"),
        ({"any_of": [5] * 51}, "/any_of"),
        ({"any_of": [5, "many"]}, "/any_of/1"),
        ({"any_of": [{"any_of": [5]}]}, "/any_of/0"),
        ({"any_of": [{"low": 6, "high": 5}]}, "/any_of/0/low"),
        ({"any_of": [[5]]}, "/any_of/0"),
        ({"any_of": ["5 men", "5 tanks"]}, "/any_of"),
        ({"any_of": [5], "amount": 5}, "/amount"),
        ({"any_of": [5], "text": 5}, "/text"),
    ],
)
def test_objects_that_say_nothing_clear_are_refused_at_their_place(raw: Any, pointer: str) -> None:
    with pytest.raises(ValueProblem, match="Write a number such as 246") as caught:
        parse(raw, STRENGTH)
    assert caught.value.pointer == pointer


def test_an_unknown_field_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValueProblem, match=r"text, amount, unit, hedge, hard, soft, low, best, high"):
        parse({"number": 5}, STRENGTH)


NUMBERS = st.one_of(
    st.integers(0, 10**13).map(str),
    st.integers(0, 10**13).map("{:,}".format),
    st.builds("{}.{}".format, st.integers(0, 999), st.integers(0, 999)),
    st.builds(
        "{} {}".format, st.integers(1, 99), st.sampled_from(["dozen", "hundred", "thousand", "million"])
    ),
    st.integers(1, 10**6).map(
        lambda number: str(number).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    ),
)
AMOUNTS = st.one_of(
    NUMBERS,
    st.builds("{}{}{}".format, NUMBERS, st.sampled_from(["-", "–", " to "]), NUMBERS),
    st.sampled_from([words for row in VAGUE for words in row.words]),
)
HEDGED = st.one_of(
    AMOUNTS,
    st.builds(
        "{} {}".format, st.sampled_from([words for hedge in HEDGES for words in hedge.before]), AMOUNTS
    ),
    st.builds("{} {}".format, AMOUNTS, st.sampled_from([words for hedge in HEDGES for words in hedge.after])),
)
TEXTS = st.builds(
    "{}{}".format,
    st.lists(HEDGED, min_size=1, max_size=3).map(" or ".join),
    st.sampled_from(["", " fighters", " Syrian pounds a month"]),
)


@given(TEXTS)
@example("more than 0")
@example("nearly 1 to 2")
@example("more than 1000000 million")
def test_bounds_contain_the_plain_reading_and_hard_ones_contain_soft_ones(text: str) -> None:
    try:
        value = parse(text, STRENGTH)
    except ValueProblem:
        event("refused")
        return
    event(value.document["hedge"])
    assert value.text == value.document["text"] == text
    assert intervals_of(value.document) == value.intervals
    for one in value.intervals:
        assert 0 <= one.hard_lo <= one.soft_lo <= one.plain <= one.soft_hi <= one.hard_hi
        assert one.plain < math.inf


@given(st.one_of(st.integers(0, 10**13), st.floats(0, 1e13)))
def test_a_number_and_its_text_are_read_alike(number: float) -> None:
    value = parse(number, STRENGTH)
    assert value.intervals[0].plain == number
    if number == int(number):
        assert parse(value.text, STRENGTH) == value


@given(TEXTS)
@example("about 1,000,000,000,000,000")
@example("nearly 0-1")
def test_a_document_without_alternatives_can_be_given_again(text: str) -> None:
    try:
        value = parse(text, STRENGTH)
    except ValueProblem:
        return
    if "alternatives" not in value.document and value.document["amount"] <= 10**15:
        assert parse(value.document, STRENGTH) == value


BOUND = st.one_of(st.none(), st.floats(0, 1e6), st.integers(-1, 100))
GIVEN = st.fixed_dictionaries(
    {},
    optional={
        "text": st.one_of(TEXTS, st.text()),
        "amount": BOUND,
        "hedge": st.sampled_from([*(hedge.code for hedge in HEDGES), "range", "vague", "given"]),
        "hard": st.lists(BOUND, min_size=2, max_size=2),
        "soft": st.lists(BOUND, min_size=2, max_size=2),
        "low": BOUND,
        "best": BOUND,
        "high": BOUND,
    },
)


@given(st.one_of(GIVEN, st.fixed_dictionaries({"any_of": st.lists(GIVEN, max_size=3)})))
@example({"hard": [0.1, 0.3], "amount": 0.1})
@example({"low": 1, "high": 2, "hedge": "more_than", "soft": [0, 5]})
def test_given_bounds_keep_the_same_order_and_come_back_from_the_document(raw: dict[str, Any]) -> None:
    try:
        value = parse(raw, STRENGTH)
    except ValueProblem:
        event("refused")
        return
    assert value.text == raw.get("text", value.text)
    assert intervals_of(value.document) == value.intervals
    for one in value.intervals:
        assert 0 <= one.hard_lo <= one.soft_lo <= one.plain <= one.soft_hi <= one.hard_hi
        assert one.plain < math.inf
    if raw.get("hard") is not None:
        low, high = raw["hard"]
        assert (value.intervals[0].hard_lo, value.intervals[0].hard_hi) == (
            low,
            math.inf if high is None else high,
        )
