"""Merge patches: the examples of RFC 7396, and what holds for every object and patch."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.wire import _merged

# Appendix A, but for those whose target or patch is no object: a body always is one.
RFC: tuple[tuple[dict[str, Any], dict[str, Any], dict[str, Any]], ...] = (
    ({"a": "b"}, {"a": "c"}, {"a": "c"}),
    ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
    ({"a": "b"}, {"a": None}, {}),
    ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
    ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
    ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
    ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
    ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
    ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
    ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
)
NAMES = st.sampled_from("abcd")
OBJECTS = st.dictionaries(
    NAMES,
    st.recursive(
        st.none() | st.integers() | st.lists(st.integers(), max_size=2),
        lambda inner: st.dictionaries(NAMES, inner, max_size=3),
        max_leaves=8,
    ),
    max_size=4,
)


@pytest.mark.parametrize(("stored", "patch", "expected"), RFC)
def test_a_patch_does_what_the_rfc_shows(
    stored: dict[str, Any], patch: dict[str, Any], expected: dict[str, Any]
) -> None:
    assert _merged(stored, patch) == expected


@given(OBJECTS, OBJECTS)
def test_a_patch_applied_twice_is_applied_once_and_leaves_its_target_alone(
    stored: dict[str, Any], patch: dict[str, Any]
) -> None:
    before = repr(stored)
    once = _merged(stored, patch)
    assert _merged(once, patch) == once
    assert repr(stored) == before
    assert all(once[name] == stored[name] for name in stored if name not in patch)
    assert not any(name in once for name in patch if patch[name] is None)
