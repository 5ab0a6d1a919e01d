"""Every value type at once: nothing but ValueProblem is raised, whatever is given."""

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.claims.values import VALUE_TYPES, intervals_of, parse
from app.claims.values.base import ValueProblem
from app.claims.values.predicate import Predicate, Term

PREDICATES = [
    Predicate("example", "example", value_type.code, unit="people", terms=(Term("dead", "dead"),))
    for value_type in VALUE_TYPES
]
FIELDS = (
    *("type", "text", "amount", "unit", "hedge", "hard", "soft", "low", "best", "high", "any_of"),
    *("edtf", "term", "entity", "boolean"),
)
ANY_TEXT = st.one_of(st.text(st.characters()), st.text("0123456789-–~,. '/[]X?%aorkm"))
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), ANY_TEXT),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.one_of(st.sampled_from(FIELDS), ANY_TEXT), inner, max_size=4),
    ),
    max_leaves=8,
)


def test_the_registry_lists_each_type_once() -> None:
    codes = [value_type.code for value_type in VALUE_TYPES]
    assert codes == ["quantity", "entity", "term", "date", "text", "boolean"]


@given(JSON, st.sampled_from(PREDICATES))
@example({"any_of": [{"any_of": [1]}]}, PREDICATES[0])
@example({"hard": [10**400, None]}, PREDICATES[0])
@example({"amount": 5e-324}, PREDICATES[0])
def test_any_json_is_a_value_or_a_problem(raw: Any, predicate: Predicate) -> None:
    try:
        value = parse(raw, predicate)
    except ValueProblem as problem:
        assert problem.detail.encode()  # noqa: PT017 - a refusal is one of two good ends
        assert problem.pointer == "" or problem.pointer.startswith("/")  # noqa: PT017 — only where it is refused is there a problem
        return
    assert value.type == value.document["type"] == predicate.value_type
    assert intervals_of(value.document) == value.intervals


@given(ANY_TEXT, st.sampled_from(PREDICATES))
@example("٣", PREDICATES[0])
@example("²", PREDICATES[0])
def test_any_text_comes_back_as_it_was_or_is_refused(text: str, predicate: Predicate) -> None:
    try:
        value = parse(text, predicate)
    except ValueProblem as problem:
        assert problem.pointer == ""  # noqa: PT017 - a refusal is one of two good ends
        return
    assert value.text.encode() == value.document["text"].encode() == text.encode()


@pytest.mark.parametrize("predicate", PREDICATES, ids=[predicate.value_type for predicate in PREDICATES])
def test_an_object_may_name_the_type_that_is_expected(predicate: Predicate) -> None:
    texts = {"quantity": "5", "term": "dead", "date": "2016", "boolean": "yes"}
    text = texts.get(predicate.value_type, "words")
    assert parse({"type": predicate.value_type, "text": text}, predicate) == parse({"text": text}, predicate)
    for wrong in ("else", None, 5, ["quantity"]):
        with pytest.raises(ValueProblem, match=f'"{predicate.value_type}"') as caught:
            parse({"type": wrong, "text": text}, predicate)
        assert caught.value.pointer == "/type"


def test_an_unknown_type_of_value_is_refused() -> None:
    with pytest.raises(ValueProblem, match="known are quantity, entity"):
        parse("5", Predicate("example", "example", "colour"))


def test_a_document_without_bounds_has_no_intervals() -> None:
    assert intervals_of({"type": "text", "text": "5"}) == ()
    assert intervals_of({"type": "colour"}) == ()
