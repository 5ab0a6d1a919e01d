"""Independent origins: repeating is not corroborating, and unknown lineage is not one origin."""

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.claims.predicates import registry
from app.contradictions import service
from app.contradictions.origins import NOT_ESTABLISHED, Account, account, independent_origins, shared
from app.entities import service as entities
from tests.conftest import Record

STRENGTH: dict[str, Any] = {"subject": "brigade", "predicate": "strength", "value": "101"}


def origins(record: Record) -> object:
    subject = entities.get(record.reader, "brigade")
    shown = service.entity_positions(record.reader, subject, registry(record.reader).by_key["strength"])
    (position,) = shown
    return position["independent_origins"]


@pytest.mark.parametrize(
    ("derived", "expected"),
    [
        ({}, 2),
        ({"copy": "original"}, 1),
        ({"copy": "between", "between": "original"}, 1),
        ({"original": "copy"}, 1),
        ({"copy": "elsewhere"}, 2),
        ({"copy": "elsewhere", "original": "elsewhere"}, 1),
        ({"copy": "between", "between": "elsewhere", "original": "elsewhere"}, 1),
    ],
)
def test_a_document_made_out_of_anothers_adds_no_origin(
    record: Record, derived: dict[str, str], expected: int
) -> None:
    for key in ("elsewhere", *reversed(list(derived.values())), *derived, "original", "copy"):
        made = [{"source": derived[key], "relation": "repeats"}] if key in derived else []
        record.source(key, derived_from=made)
    for agent, source in (("analyst", "original"), ("rebel", "copy")):
        record.claim(agent=agent, **STRENGTH, source=source)
    assert origins(record) == expected


def chain(*agents: str, **documents: str) -> list[dict[str, Any]]:
    """A chain of known entities, or of names where they are written with a capital."""
    roles = ["claimant", *["reporter"] * (len(agents) - 1)]
    return [
        {
            "name" if agent[0].isupper() else "agent": agent,
            "role": role,
            **({"source": documents[agent]} if agent in documents else {}),
        }
        for agent, role in zip(agents, roles, strict=True)
    ]


TWO_SITES = ({"key": "site-a", "publisher": "outlet-a"}, {"key": "site-b", "publisher": "outlet-b"})
CHAINS: dict[str, tuple[list[list[dict[str, Any]]], int]] = {
    "two spokesmen through one agency": (
        [chain("rebel", "network", "outlet-a"), chain("analyst", "network", "outlet-b")],
        1,
    ),
    "two spokesmen through an agency known by name": (
        [chain("rebel", "The Agency", "outlet-a"), chain("analyst", "THE  agency", "outlet-b")],
        1,
    ),
    "each site heard its own man": ([chain("rebel", "outlet-a"), chain("analyst", "outlet-b")], 2),
    "two agencies": ([chain("rebel", "network", "outlet-a"), chain("analyst", "brigade", "outlet-b")], 2),
    "the agency is the end of a chain but wrote neither document": (
        [chain("rebel", "network"), chain("analyst", "network")],
        1,
    ),
    "the agency speaks for itself as well": ([chain("network"), chain("analyst", "network", "outlet-b")], 1),
    "one site passes on what the other published": (
        [chain("rebel", "outlet-a"), chain("analyst", "outlet-a", "outlet-b")],
        2,
    ),
    "the same man twice": ([chain("rebel", "network", "outlet-a"), chain("rebel", "outlet-b")], 1),
}


@pytest.mark.parametrize("name", CHAINS)
def test_accounts_that_came_through_one_carrier_are_one_origin(record: Record, name: str) -> None:
    chains, expected = CHAINS[name]
    for each, source in zip(chains, TWO_SITES, strict=True):
        record.source(**source)
        record.claim(attribution=each, source=source["key"], **STRENGTH)
    assert origins(record) == expected


@pytest.mark.parametrize(
    "written",
    [{"authors": ["outlet-a"]}, {"publisher": "outlet-a"}, {}],
    ids=["author", "publisher", "nobody"],
)
def test_two_informants_of_the_author_himself_are_two_origins(
    record: Record, written: dict[str, Any]
) -> None:
    record.source("article", **written)
    for informant in ("rebel", "analyst"):
        record.claim(attribution=chain(informant, "outlet-a"), source="article", **STRENGTH)
    assert origins(record) == 2


def test_an_author_and_his_publisher_end_the_chain_together(record: Record) -> None:
    record.source("article", authors=["outlet-a"], publisher="outlet-b")
    for informant in ("rebel", "analyst"):
        record.claim(attribution=chain(informant, "outlet-a", "outlet-b"), source="article", **STRENGTH)
    assert origins(record) == 2


def test_an_earlier_text_of_the_author_is_a_carrier(record: Record) -> None:
    record.source("earlier")
    record.source("article", authors=["outlet-a"])
    for informant in ("rebel", "analyst"):
        told = chain(informant, "outlet-a", **{"outlet-a": "earlier"})
        record.claim(attribution=told, source="article", **STRENGTH)
    assert origins(record) == 1


def test_a_repetition_takes_no_origin_away(record: Record) -> None:
    record.source("article", authors=["outlet-a"])
    record.source("copy", derived_from=[{"source": "article", "relation": "repeats"}])
    for informant in ("rebel", "analyst"):
        record.claim(attribution=chain(informant, "outlet-a"), source="article", **STRENGTH)
    record.claim(agent="network", source="copy", **STRENGTH)
    assert origins(record) == 2


def test_two_claims_of_one_voice_are_one_origin(record: Record) -> None:
    record.claim(valid={"edtf": "2015"}, **STRENGTH)
    record.claim(valid={"edtf": "2016"}, **STRENGTH)
    assert origins(record) == 1


def test_unknown_lineage_is_not_counted(record: Record) -> None:
    record.claim(**STRENGTH)
    record.claim(attribution=[{"agent": "outlet-a", "role": "reporter"}], **STRENGTH)
    assert origins(record) == "not established"


def test_equal_names_are_one_claimant_only_by_one_carrier(record: Record) -> None:
    record.claim(attribution=chain("A resident", "outlet-a"), **STRENGTH)
    record.claim(attribution=chain("A Resident", "outlet-b"), **STRENGTH)
    assert origins(record) == 2


def told(claim: int, *links: str, known: bool = True) -> Account:
    row = {"seq": claim, "voice": links[0], "lineage_known": known, "source_id": f"paper {claim}"}
    steps = [{"agent": link, "name": None, "document": None} for link in (*links, "author")]
    return account(row, steps, {"author"}, {})


LINKS = st.lists(st.sampled_from("abcdef"), min_size=1, max_size=3, unique=True)
CROWDS = st.lists(LINKS, min_size=1, max_size=6)


def crowd(chains: Sequence[Sequence[str]]) -> list[Account]:
    return [told(claim, *links) for claim, links in enumerate(chains, 1)]


@given(chains=CROWDS)
def test_no_more_are_counted_than_can_be_found_that_share_nothing(chains: list[list[str]]) -> None:
    accounts = crowd(chains)
    counted = independent_origins(accounts)
    assert isinstance(counted, int)
    assert 1 <= counted <= len({each.voice for each in accounts})
    apart = [
        size
        for size in range(1, len(accounts) + 1)
        for some in combinations(accounts, size)
        if len({each.voice for each in some}) == size
        and all(not shared(one, other) for one in some for other in some if one is not other)
    ]
    assert counted <= max(apart)


@given(chains=CROWDS)
def test_who_shares_nothing_with_anybody_is_always_counted(chains: list[list[str]]) -> None:
    accounts = crowd(chains)
    counted = independent_origins(accounts)
    stranger = told(99, "stranger")
    assert isinstance(counted, int)
    assert independent_origins([*accounts, stranger]) == counted + 1
    assert independent_origins([*accounts, told(99, "stranger", known=False)]) == NOT_ESTABLISHED
    assert independent_origins([*accounts, *accounts]) == counted


@given(first=LINKS, second=LINKS)
def test_sharing_is_mutual(first: list[str], second: list[str]) -> None:
    one, other = told(1, *first), told(2, *second)
    assert shared(one, other) == shared(other, one)
