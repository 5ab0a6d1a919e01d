"""Texts become words and queries in the same way, so that what is recorded is found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.search import words
from app.search.words import Excerpt

TEXTS = st.text(max_size=80) | st.text("abcلواءالبقر'’-_ ـًِ.|;\"*", max_size=80)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Liwa al-Baqir", "liwa al baqir"),
        ("LIWĀ  al-Bāqir!", "liwa al baqir"),
        ("الباقر", "باقر ; الباقر"),
        ("والباقر", "باقر ; والباقر"),
        ("أيمن / ايمن", "ايمن"),
        ("لِـوَاءُ", "لوا"),
        ("l'armée", "larmee ; l armee"),
        ("the brigade’s", "the brigades ; brigade s"),
        ("Kaʿbi", "kabi"),
        ("a|b;c", "a b c"),
        ("1,000 ٤٦", "1 000 46"),
        ("…", ""),
    ],
)
def test_a_text_becomes_its_folded_words(text: str, expected: str) -> None:
    assert words.field(text) == expected


def test_a_name_brings_the_keys_that_its_spellings_share() -> None:
    assert words.field("لواء الباقر", name=True) == "لوا باقر ; الباقر k0bkr k1brigade"
    assert words.field("65th Brigade", name=True) == "65th brigade ; k1brigade k265"


@given(TEXTS)
def test_every_word_of_a_text_is_found_in_it(text: str) -> None:
    for name in (False, True):
        document = words.document([words.field("before"), words.field(text, name=name)])
        for word in (*text.split(), text):
            asked = words.query(word)
            if asked is not None:
                assert words.score(document, asked.wanted(name=name)) > 0
                assert words.spans(text, asked.wanted(name=name))


@given(TEXTS)
def test_words_hold_no_sign_that_a_database_could_take_for_an_operator(text: str) -> None:
    asked = words.query(text)
    for wanted in (asked.in_names, asked.in_texts) if asked else ():
        told = {word for alternatives in wanted for each in alternatives for word in each}
        assert told
        assert all(word.isalnum() for word in told)
    assert set(words.field(text)) <= {*" ;", *(each for each in words.field(text) if each.isalnum())}


@given(TEXTS, TEXTS)
def test_a_score_stays_in_its_range(text: str, q: str) -> None:
    asked = words.query(q)
    if asked is not None:
        assert 0 <= words.score(words.field(text), asked.in_texts) <= 1
        assert words.score(words.field(q), asked.in_texts) == 1


def test_a_field_that_is_just_what_was_asked_for_scores_higher_than_one_with_more() -> None:
    asked = words.query("baqir brigade")
    assert asked is not None
    whole, more, part = (
        words.score(words.field(text, name=True), asked.in_names)
        for text in ("Liwa al-Baqir", "Liwa al-Imam al-Baqir", "Liwa al-Quds")
    )
    assert whole == 1 > more > part > 0


def test_parts_of_words_count_for_as_much_of_the_word_as_they_are() -> None:
    asked = words.query("aqi")
    assert asked is not None
    assert words.score("baqir", asked.in_names, asked.parts) == 0.6
    assert words.score("baq ir", asked.in_names, asked.parts) == 0
    assert words.score("baqir x", asked.in_names, asked.parts) == 0.3
    assert words.score("aqi", asked.in_names, asked.parts) == 1
    short = words.query("aq baqir")
    assert short is not None
    assert short.parts == ()


def test_an_excerpt_begins_before_the_first_hit_and_says_where() -> None:
    text = "x " * 300 + "two thousand fighters" + " y" * 300
    asked = words.query("fighters")
    assert asked is not None
    shown = words.excerpt(text, asked.in_texts)
    assert shown is not None
    assert text[shown.start :].startswith(shown.text)
    assert [shown.text[start:end] for start, end in shown.spans] == ["fighters"]
    assert len(shown.text) == words.EXCERPT
    assert words.excerpt("nothing", asked.in_texts) is None
    assert words.excerpt("Fighters.", asked.in_texts) == Excerpt(0, "Fighters.", [(0, 8)])


def test_a_name_of_several_words_with_one_key_is_marked_whole() -> None:
    asked = words.query("عبد القادر")
    assert asked is not None
    assert words.spans("Shaykh Abd al-Qadir of Homs", asked.in_names) == [(7, 10), (11, 13), (14, 19)]
