"""Pages that look at few rows of a list: walked to the end they give every item once, in order."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.api import reach
from app.api.changes import CHANGES
from app.api.claims import CLAIMS, CLAIMS_IN_PICTURES
from app.api.contradictions import CONTRADICTIONS
from app.api.entities import ENTITIES, TIMELINE, TIMELINE_IN_PICTURES
from app.api.lists import Asked, Listing, _binds, _conditions, _page, _several
from app.api.sources import SOURCES
from app.contradictions.models import STATUSES
from app.db import Row, Session
from app.provenance import log
from tests.api.conftest import CLAIM, Site

OF_CLAIMS = {
    "subject": ("liwa-al-baqir", "iran", "local-defence-forces"),
    "predicate": ("part_of", "strength", "led_by"),
    "source": ("tamimi-ldf-2016",),
    "claimant": ("alsouria", "katibat-al-nayrab"),
    "value": ("hezbollah", "iran"),
    "status": ("live", "retracted"),
    "stance": ("supports", "neutral", "disputes"),
    "polarity": ("asserts", "denies"),
    "modality": ("certain", "probable"),
    "recorded_since": ("2020-01-01", "2999-01-01", "{middle}"),
    "valid_at": ("2015-06-01", "1990-01-01"),
}
OF_PICTURES = OF_CLAIMS | {
    "known_by": ("2016-06-01", "2030-01-01"),
    "as_of": ("{middle}", "2999-01-01"),
    "exclude_source": ("alsouria-2016-01",),
    "exclude_claimant": ("alsouria",),
    "only_alignment": ("pro-government", "analyst"),
}
LISTS: Mapping[str, tuple[Listing, Mapping[str, Sequence[str]]]] = {
    "claims": (CLAIMS, OF_CLAIMS),
    "claims in a picture": (CLAIMS_IN_PICTURES, OF_PICTURES),
    "timeline": (TIMELINE, OF_CLAIMS),
    "timeline in a picture": (TIMELINE_IN_PICTURES, OF_PICTURES),
    "entities": (ENTITIES, {"kind": ("person", "place"), "alignment": ("pro-opposition",)}),
    "sources": (SOURCES, {"kind": ("article",), "alignment": ("analyst",), "language": ("ar", "en")}),
    "changes": (
        CHANGES,
        {"since": ("0", "40", "100000"), "type": ("claim.recorded", "contradiction.opened")},
    ),
    "contradictions": (
        CONTRADICTIONS,
        {
            "status": (*STATUSES, "any"),
            "subject": ("liwa-al-baqir", "iran"),
            "predicate": ("strength", "founded"),
            "claim": ("kayali-killed",),
            "code": ("value_disjoint", "order", "denial"),
            "label": ("certain", "possible"),
            "alignment": ("pro-government", "pro-opposition"),
            "min_severity": ("0.1", "0.5"),
            "valid_at": ("2016-01-01",),
        },
    ),
}


@pytest.fixture(scope="module")
def joined(site: Site) -> Site:
    """The seeds with two entities that are one, and one claim retracted."""
    body = {
        "other": "local-defence-forces",
        "reasons": "a test",
        "source": "tamimi-ldf-2016",
        "attribution": [{"agent": "alsouria", "role": "claimant"}],
    }
    answer = site.post("/v1/entities/liwa-al-baqir/same-as", body, "editor")
    assert answer.status_code == 201, answer.text
    claim = site.post("/v1/claims", {**CLAIM, "value": {"text": "about 900 fighters"}}).json()["claim"]["id"]
    slip = {"reason": "entry_error", "text": "mistyped"}
    assert site.post(f"/v1/claims/{claim}/retract", slip).status_code == 200
    return site


def read(session: Session, listing: Listing, query: Mapping[str, str]) -> dict[str, Any]:
    """The values asked for, as a page has them."""
    middle = log.head(session) // 2
    row = session.first(log._AT, seq=middle)
    assert row is not None
    texts = {name: [text.replace("{middle}", row["at"])] for name, text in query.items()}
    values = listing.values(session, Asked(texts, 50, None, None))
    return values if listing.beside is None else listing.beside(session, values)[0]


def walked(
    session: Session, listing: Listing, values: Mapping[str, Any], sort: str | None, sizes: Sequence[int]
) -> list[Row]:
    """Every page, from cursor to cursor."""
    order, found = listing.order_of(sort), list[Row]()
    after = order.start
    for number in range(100_000):
        limit = sizes[number % len(sizes)]
        shown = _page(listing._read(session, values, order, after, limit + 1), order, limit)
        assert len(shown.rows) <= limit
        found += shown.rows
        if shown.next_cursor is None:
            return found
        assert (
            order.first(after, order.position(shown.next_cursor))
            == after
            != order.position(shown.next_cursor)
        )
        after = order.position(shown.next_cursor)
    raise AssertionError("the pages do not end")


@settings(max_examples=400)
@given(data=st.data(), name=st.sampled_from(list(LISTS)), few=st.integers(1, 12))
def test_pages_that_look_at_few_rows_give_every_item_once_in_order(
    joined: Site, data: st.DataObject, name: str, few: int
) -> None:
    listing, known = LISTS[name]
    sure = {"subject": known["subject"]} if name.startswith("timeline") else {}
    optional = {each: texts for each, texts in known.items() if each not in sure}
    query = data.draw(
        st.fixed_dictionaries(
            {each: st.sampled_from(texts) for each, texts in sure.items()},
            optional={each: st.sampled_from(texts) for each, texts in optional.items()},
        )
    )
    sort = data.draw(st.sampled_from([None, *listing.sorted_by()]))
    sizes = data.draw(st.lists(st.integers(1, 9), min_size=1, max_size=4))
    with joined.record.reader.snapshot() as session, pytest.MonkeyPatch.context() as patch:
        values = read(session, listing, query)
        conditions = _conditions(listing, tuple(sorted(values)), _several(values))
        unbounded = listing.query.where(*conditions).order_by(*listing.order_of(sort).by())
        expected = session.rows(unbounded, **_binds(values))
        patch.setattr(reach, "REACH", few)
        assert walked(session, listing, values, sort, sizes) == expected


def test_a_page_looks_at_no_more_rows_than_it_may(joined: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    session = joined.record.reader
    values = read(session, CLAIMS, {"valid_at": "1990-01-01", "polarity": "asserts"})
    order = CLAIMS.order_of(None)
    monkeypatch.setattr(reach, "REACH", 10)
    first = CLAIMS._read(session, values, order, order.start, 51)
    numbers = [
        row["seq"]
        for row in session.rows(CLAIMS.query.where(CLAIMS.filters[7].where("asserts")).order_by("seq"))
    ]
    assert first.end == (numbers[9],)
    assert len(first.rows) < 10
    assert {row["seq"] for row in first.rows} <= set(numbers[:10])


def test_the_way_through_the_rarer_condition_is_taken(joined: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    session = joined.record.reader
    order = CLAIMS.order_of(None)
    monkeypatch.setattr(reach, "REACH", 12)
    for query in ({"status": "live", "predicate": "led_by"}, {"predicate": "strength", "stance": "disputes"}):
        values = read(session, CLAIMS, query)
        assert CLAIMS._read(session, values, order, order.start, 51).end is None


def test_the_first_event_at_a_time_is_found_by_its_number(joined: Site) -> None:
    session = joined.record.reader
    times = [entry.at for entry in log.replay(session)]
    assert times == sorted(times)
    for number in range(0, len(times), 7):
        at = times[number]
        assert log.first_since(session, at) == 1 + next(i for i, each in enumerate(times) if each >= at)
        assert log.last_until(session, at) == sum(each <= at for each in times)
    assert (log.first_since(session, ""), log.last_until(session, "")) == (1, 0)
    assert (log.first_since(session, "9"), log.last_until(session, "9")) == (len(times) + 1, len(times))
