"""Canonical JSON, held against the package rfc8785: the same text, or a refusal, never another text."""

import json
import math
import string
from collections.abc import Callable
from typing import Any

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from app.provenance.canonical import NotCanonical, canonical

_LARGEST = 2**53
texts = st.text(st.characters(exclude_categories=["Cs"]))
keys = st.text(string.printable)
wholes = st.integers(-_LARGEST + 1, _LARGEST - 1)
fractions = st.floats(1e-4, _LARGEST - 1).flatmap(lambda size: st.sampled_from((size, -size)))
scalars = st.none() | st.booleans() | texts | wholes | fractions
documents = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4)
)
anything = st.recursive(
    st.none() | st.booleans() | st.text() | st.integers() | st.floats(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


def written(write: Callable[[Any], object], value: object) -> str | None:
    """What a writer makes of a value; None when it refuses."""
    try:
        text = write(value)
    except (NotCanonical, UnicodeEncodeError, rfc8785.CanonicalizationError):
        return None
    return text.decode() if isinstance(text, bytes) else str(text)


@given(documents)
@example({"b": 1.0, "a": [0.1, -0.0001, 123456789.125, 9007199254740991]})
@example({"text": 'é€😀\u2028\x7f\x1f\\"/'})
def test_the_text_is_that_of_the_reference_package(document: Any) -> None:
    assert canonical(document) == rfc8785.dumps(document).decode()


@given(anything)
@example(1e16)
@example(1e21)
@example(5e-324)
@example(1.5e-5)
@example(-0.0)
@example(0.0)
@example(2**53)
@example(2**53 + 1)
@example(float(2**53))
@example({"é": 1})
@example({"\ud800": 1})
@example("\ud800")
def test_whatever_is_not_refused_is_written_as_the_reference_package_writes_it(value: object) -> None:
    text = written(canonical, value)
    if text is not None and (reference := written(rfc8785.dumps, value)) is not None:
        assert text == reference


@given(documents)
def test_reading_the_text_gives_the_value_again(document: object) -> None:
    text = canonical(document)
    assert json.loads(text) == document
    assert canonical(json.loads(text)) == text


@pytest.mark.parametrize(
    "value",
    [
        math.inf,
        -math.inf,
        math.nan,
        2**53 + 1,
        -(2**53) - 1,
        10**400,
        1e16,
        1e300,
        0.00009,
        1e-7,
        {"schlüssel": 1},
        {1: "one"},
        {"deep": [{"er": [math.nan]}]},
        b"bytes",
        {1, 2},
        Ellipsis,
    ],
    ids=repr,
)
def test_what_the_two_would_write_differently_or_not_at_all_is_refused(value: object) -> None:
    with pytest.raises(NotCanonical):
        canonical(value)


def test_a_refusal_says_what_is_stored() -> None:
    with pytest.raises(NotCanonical, match=r"2\^53"):
        canonical({"value": 10**30})
    with pytest.raises(NotCanonical, match="ASCII"):
        canonical({"größe": 1})


def test_the_order_of_keys_does_not_matter_and_whole_floats_are_whole() -> None:
    assert (
        canonical({"b": 2.0, "a": (1, None)}) == canonical({"a": [1, None], "b": 2}) == '{"a":[1,null],"b":2}'
    )
