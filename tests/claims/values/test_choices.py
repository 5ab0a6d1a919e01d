"""Terms, entities, booleans and free text: what is accepted, kept and refused."""

from typing import Any

import pytest

from app.claims.values import entity, parse
from app.claims.values.base import ValueProblem
from app.claims.values.predicate import Predicate, Term

STATUS = Predicate(
    "status",
    "status",
    "term",
    terms=(
        Term("alive", "alive"),
        Term("dead", "dead", final=True),
        Term("killed_in_action", "killed in battle", broader="dead"),
        Term("battle", "killed_in_action"),
    ),
)
MANY = Predicate("many", "many", "term", terms=tuple(Term(f"kind_{n}", f"sort {n}") for n in range(20)))
LED_BY = Predicate("led_by", "led by", "entity")
DESCRIPTION = Predicate("self_description", "calls itself", "text")
ACTIVE = Predicate("active", "active", "boolean")


@pytest.mark.parametrize(
    ("raw", "text", "terms"),
    [
        ("alive", "alive", ["alive"]),
        (" ALIVE ", " ALIVE ", ["alive"]),
        ("killed_in_action", "killed_in_action", ["killed_in_action"]),
        ("Killed In  Action", "Killed In  Action", ["killed_in_action"]),
        ("killed in battle", "killed in battle", ["killed_in_action"]),
        ({"term": "dead"}, "dead", ["dead"]),
        ({"term": "killed_in_action", "text": "martyred"}, "martyred", ["killed_in_action"]),
        ({"text": "dead"}, "dead", ["dead"]),
        ({"any_of": ["dead", "alive"]}, "dead or alive", ["dead", "alive"]),
        ({"any_of": ["dead", "Dead"], "text": "gone"}, "gone", ["dead"]),
    ],
)
def test_a_term_is_found_by_key_or_label(raw: Any, text: str, terms: list[str]) -> None:
    value = parse(raw, STATUS)
    assert value.choices == tuple(terms)
    labels = {term.key: term.label for term in STATUS.terms}
    meant: dict[str, Any] = {"term": terms[0], "label": labels[terms[0]]}
    if len(terms) > 1:
        meant = {"any_of": terms}
    assert value.document == {"type": "term", "text": text} | meant
    assert value.text == text


@pytest.mark.parametrize(
    ("raw", "pointer"),
    [
        ("gone", ""),
        ("", ""),
        ("dead\0", ""),
        ("\ud800", ""),
        (5, ""),
        (None, ""),
        (["dead"], ""),
        ({}, ""),
        ({"term": "gone"}, "/term"),
        ({"term": 5}, "/term"),
        ({"term": {"term": "dead"}}, "/term"),
        ({"text": "gone"}, "/text"),
        ({"term": "dead", "text": 5}, "/text"),
        ({"term": "dead", "any_of": ["alive"]}, ""),
        ({"key": "dead"}, ""),
        ({"any_of": []}, "/any_of"),
        ({"any_of": "dead"}, "/any_of"),
        ({"any_of": ["dead", "gone"]}, "/any_of/1"),
        ({"any_of": ["dead", None]}, "/any_of/1"),
        ({"any_of": ["dead"] * 51}, "/any_of"),
    ],
)
def test_what_is_no_term_is_refused_with_known_ones(raw: Any, pointer: str) -> None:
    with pytest.raises(ValueProblem, match="alive") as caught:
        parse(raw, STATUS)
    assert caught.value.pointer == pointer


def test_of_many_terms_the_nearest_are_named() -> None:
    with pytest.raises(ValueProblem, match="nearest are kind_1"):
        parse("kind-1", MANY)
    with pytest.raises(ValueProblem, match="It has 20, such as kind_0 and kind_1"):
        parse("something else", MANY)


def test_a_predicate_without_terms_says_so() -> None:
    with pytest.raises(ValueProblem, match="has no terms"):
        parse("dead", Predicate("status", "status", "term"))


@pytest.mark.parametrize(
    ("raw", "text", "references"),
    [
        ("hezbollah", "hezbollah", ["hezbollah"]),
        (" hezbollah", " hezbollah", ["hezbollah"]),
        ({"entity": "hezbollah"}, "hezbollah", ["hezbollah"]),
        ({"entity": "hezbollah", "text": "the Party"}, "the Party", ["hezbollah"]),
        ({"text": "hezbollah"}, "hezbollah", ["hezbollah"]),
        ({"any_of": ["hezbollah", "iran"]}, "hezbollah or iran", ["hezbollah", "iran"]),
        ({"any_of": ["hezbollah"], "text": "them"}, "them", ["hezbollah"]),
    ],
)
def test_references_to_entities_are_read_and_resolved(raw: Any, text: str, references: list[str]) -> None:
    assert entity.references(raw) == (text, tuple(references))
    value = parse(raw, LED_BY, lambda reference: f"entity_{reference}")
    ids = [f"entity_{reference}" for reference in references]
    assert value.choices == tuple(ids)
    meant = {"any_of": ids} if len(ids) > 1 else {"entity": ids[0]}
    assert value.document == {"type": "entity", "text": text} | meant
    assert parse(raw, LED_BY).choices == tuple(references)


def test_two_references_to_one_entity_are_one_value() -> None:
    value = parse({"any_of": ["hezbollah", "hizballah"]}, LED_BY, lambda _: "entity_1")
    assert value.document == {"type": "entity", "text": "hezbollah or hizballah", "entity": "entity_1"}


def test_what_resolving_raises_comes_through() -> None:
    def unknown(reference: str) -> str:
        raise LookupError(reference)

    with pytest.raises(LookupError, match="hezbollah"):
        parse("hezbollah", LED_BY, unknown)


def test_a_value_needs_an_entity() -> None:
    with pytest.raises(ValueProblem, match="hezbollah"):
        entity.value("nobody", ())


@pytest.mark.parametrize(
    ("raw", "pointer"),
    [
        ("", ""),
        (" ", ""),
        ("x" * 201, ""),
        ("\ud800", ""),
        (5, ""),
        (None, ""),
        (["hezbollah"], ""),
        ({}, ""),
        ({"id": "hezbollah"}, ""),
        ({"entity": "hezbollah", "any_of": ["iran"]}, ""),
        ({"entity": 5}, "/entity"),
        ({"entity": {"label": "Hezbollah"}}, "/entity"),
        ({"entity": "hezbollah", "text": " "}, "/text"),
        ({"text": 5}, "/text"),
        ({"any_of": ["hezbollah", ""]}, "/any_of/1"),
        ({"any_of": {}}, "/any_of"),
    ],
)
def test_what_is_no_reference_is_refused(raw: Any, pointer: str) -> None:
    with pytest.raises(ValueProblem, match="hezbollah") as caught:
        parse(raw, LED_BY)
    assert caught.value.pointer == pointer


@pytest.mark.parametrize(
    ("raw", "text", "truth"),
    [
        (True, "true", True),
        (False, "false", False),
        ("Yes", "Yes", True),
        (" no ", " no ", False),
        ({"boolean": True}, "true", True),
        ({"boolean": False, "text": "denied"}, "denied", False),
        ({"text": "true"}, "true", True),
    ],
)
def test_true_and_false_are_read(raw: Any, text: str, truth: bool) -> None:
    value = parse(raw, ACTIVE)
    assert value.document == {"type": "boolean", "text": text, "boolean": truth}
    assert value.choices == (("true",) if truth else ("false",))


@pytest.mark.parametrize(
    ("raw", "pointer"),
    [
        ("maybe", ""),
        ("", ""),
        (1, ""),
        (0, ""),
        (None, ""),
        ([True], ""),
        ({}, "/text"),
        ({"truth": True}, ""),
        ({"boolean": 1}, "/boolean"),
        ({"boolean": "true"}, "/boolean"),
        ({"text": "maybe"}, "/text"),
        ({"text": True}, "/text"),
        ({"boolean": True, "text": 5}, "/text"),
    ],
)
def test_what_is_neither_true_nor_false_is_refused(raw: Any, pointer: str) -> None:
    with pytest.raises(ValueProblem, match='Write true, false, "yes"') as caught:
        parse(raw, ACTIVE)
    assert caught.value.pointer == pointer


@pytest.mark.parametrize("text", ["the first auxiliary", "  kept\nas it is ", "قوات الدفاع", "x" * 20_000])
def test_free_text_is_kept_as_it_stands(text: str) -> None:
    for raw in (text, {"text": text}):
        value = parse(raw, DESCRIPTION)
        assert value.document == {"type": "text", "text": text}
        assert (value.text, value.intervals, value.choices) == (text, (), ())


@pytest.mark.parametrize(
    ("raw", "pointer"),
    [
        ("", ""),
        (" \n", ""),
        ("x" * 20_001, ""),
        ("nul \0", ""),
        ("half \udc00", ""),
        (5, ""),
        (None, ""),
        (["text"], ""),
        ({}, "/text"),
        ({"text": ""}, "/text"),
        ({"text": 5}, "/text"),
        ({"words": "x"}, ""),
    ],
)
def test_what_is_no_text_is_refused(raw: Any, pointer: str) -> None:
    with pytest.raises(ValueProblem, match="first auxiliary") as caught:
        parse(raw, DESCRIPTION)
    assert caught.value.pointer == pointer
    assert caught.value.detail.encode()
