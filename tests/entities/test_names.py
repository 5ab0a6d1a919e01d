"""Names are found across scripts and spellings, and a score says what it is made of."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from app.entities.names import LONGEST_KEY, folded, keys, likeness, words

PAIRS = Path(__file__).with_name("pairs")
MARKS = "\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0640"
ARABIC = st.text("ابتثجحخدذرزسشصضطظعغفقكلمنهويءآأإؤئىة ", max_size=30)
NAMES = ARABIC | st.text("abcdefghijklmnopqrstuvwxyz'-ḤāūĪ 0123456789", max_size=30) | st.text(max_size=60)


def pairs(which: str) -> list[tuple[bool, str, str]]:
    """The labelled pairs of a list."""
    lines = (PAIRS / f"{which}.tsv").read_text(encoding="utf-8").splitlines()
    told = [line.split("\t") for line in lines if not line.startswith("#")]
    return [(label == "1", one, other) for label, one, other in told]


def auc(scored: list[tuple[bool, float]]) -> float:
    """The share of (same, different) pairs of pairs in which the same ones score higher; ties count half."""
    same = [score for label, score in scored if label]
    different = [score for label, score in scored if not label]
    won = sum((high > low) + 0.5 * (high == low) for high in same for low in different)
    return won / len(same) / len(different)


def test_pairs_of_the_blind_list_are_told_apart(figure: Callable[[str], None]) -> None:
    blind = pairs("blind")
    assert len(blind) >= 200
    assert {each[1:] for each in blind}.isdisjoint(each[1:] for each in pairs("development"))
    reached = auc([(label, likeness(one, other).score) for label, one, other in blind])
    plain = auc([(label, fuzz.token_sort_ratio(one, other)) for label, one, other in blind])
    figure(f"names: AUC {reached:.3f} on {len(blind)} blind pairs; token_sort_ratio alone {plain:.3f}")
    assert reached >= 0.95
    assert plain < reached - 0.1, "the list is too easy to tell anything"


def test_pairs_of_the_development_list_are_told_apart() -> None:
    assert auc([(label, likeness(one, other).score) for label, one, other in pairs("development")]) >= 0.95


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Liwa al-Baqir", {"+brigade", "bkr"}),
        ("لواء الباقر", {"+brigade", "bkr"}),
        ("لِـوَاءُ البـاقِر", {"+brigade", "bkr"}),
        ("Baqir Brigade", {"+brigade", "bkr"}),
        ("Katā'ib al-Imām ʿAlī", {"+battalion", "+imam", "l"}),
        ("اللواء ٦٥", {"+brigade", "#65"}),
        ("65th Brigade", {"+brigade", "#65"}),
        ("الفرقة الرابعة", {"+division", "#4"}),
        ("Fourth Division", {"+division", "#4"}),
        ("Jerusalem", {"kds"}),
        ("عبد القادر", {"bdkdr"}),
        ("Abdul Qader", {"bdkdr"}),
        ("Abdulqader", {"bdkdr"}),
        ("Salaheddine", {"slhdn"}),
        ("صلاح الدين", {"slhdn"}),
        ("lلحشد الشعبي", {"+mobilisation", "+popular"}),
        ("Орден", {"орден"}),
        ("the", {"t"}),
        ("…", set()),
    ],
)
def test_a_name_has_the_keys_of_its_words(name: str, expected: set[str]) -> None:
    assert keys(name) == expected


def test_what_keys_leave_out_tells_bakr_from_baqir() -> None:
    assert keys("Baqir") == keys("Bakr")
    for one, other in (("Liwa al-Baqir", "Liwa Bakr"), ("لواء الباقر", "لواء بكر"), ("حسن", "حسين")):
        found = likeness(one, other)
        assert found.names == 1
        assert found.spelling < 1
        assert found.score < likeness(one, one).score


def test_a_score_says_which_words_are_shared_and_what_each_part_gives() -> None:
    found = likeness("لواء الباقر", "al-Baqir Brigade")
    assert found.shared == (("الباقر", "Baqir"),)
    assert found.shared_kinds == ("brigade",)
    assert (found.score, found.names, found.kinds, found.spelling) == (1, 1, 1, 1)
    other = likeness("Liwa al-Quds", "Faylaq al-Quds")
    assert (other.score, other.names, other.kinds) == (0.75, 1, 0)


def test_names_of_words_of_kind_alone_are_compared_by_these() -> None:
    found = likeness("National Defence Forces", "Local Defence Forces")
    assert (found.names, found.kinds, found.score) == (None, 0.5, 0.5)


@given(NAMES, NAMES)
def test_likeness_is_the_same_both_ways_and_never_leaves_its_range(one: str, other: str) -> None:
    there, back = likeness(one, other), likeness(other, one)
    assert there.score == back.score
    assert 0 <= there.score <= 1
    assert 0 <= there.spelling <= 1
    assert all(0 < len(key) <= LONGEST_KEY + 1 for key in keys(one))


@given(NAMES)
def test_a_name_is_wholly_like_itself_if_it_has_a_word(name: str) -> None:
    assert likeness(name, name).score == bool(words(name))


@given(st.data(), ARABIC)
def test_marks_and_tatweel_change_nothing(data: st.DataObject, name: str) -> None:
    marked = "".join(each + (data.draw(st.text(MARKS, max_size=2)) if each != " " else "") for each in name)
    assert folded(marked) == folded(name)
    assert keys(marked) == keys(name)
    assert likeness(marked, name).score == bool(words(name))


@given(NAMES)
def test_case_does_not_count(name: str) -> None:
    assert keys(name.upper()) == keys(name.upper().casefold())


@given(st.permutations(["Liwa", "al-Imam", "Hasan", "Husayn", "65", "لواء"]))
def test_the_order_of_words_does_not_count(turned: list[str]) -> None:
    assert likeness(" ".join(turned), "Liwa al-Imam Hasan Husayn 65 لواء").score == 1
