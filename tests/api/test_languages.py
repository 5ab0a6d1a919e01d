"""Names in the reader's language: in sentences, subjects and witnesses, wherever one is known."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.api.languages import accepted
from app.entities.kinds import NAME_KINDS
from app.entities.naming import PREFERRED, chosen
from tests.api.conftest import Site

DIVISION = {
    "key": "fourth-division",
    "kind": "armed_group",
    "label": "Fourth Division",
    "names": [
        {"text": "Al-Firqa al-Rabi'a", "lang": "ar", "script": "Latn", "kind": "transliteration"},
        {"text": "الفرقة الرابعة", "lang": "ar", "script": "Arab", "kind": "label"},
        {"text": "Quatrième division", "lang": "fr", "kind": "translation"},
    ],
}
COMMANDERS = (
    {"key": "khalid", "kind": "person", "label": "Khalid", "names": [{"text": "خالد", "lang": "ar-SY"}]},
    {"key": "omar", "kind": "person", "label": "Omar", "names": [{"text": "عمر", "lang": "ar"}]},
    {"key": "deserter", "kind": "person", "label": "a deserter"},
)
PLAIN = (
    "a deserter on the namesake of Fourth Division: Khalid; Omar, of the same time: Omar.",
    "en",
)
IN_ARABIC = (
    "a deserter on the namesake of الفرقة الرابعة: خالد; عمر, of the same time: عمر.",
    "en, ar, ar-SY",
)
IN_FRENCH = (
    "a deserter on the namesake of Quatrième division: Khalid; Omar, of the same time: Omar.",
    "en, fr",
)


@pytest.fixture(scope="module")
def row(site: Site) -> str:
    """The id of a contradiction between two claims on a group with names in Arabic and French."""
    for each in (DIVISION, *COMMANDERS):
        assert site.post("/v1/entities", each).status_code == 201
    for value, agent in (("khalid", "deserter"), ("omar", "omar")):
        body = {
            "subject": "fourth-division",
            "predicate": "named_after",
            "value": value,
            "source": "alsouria-2016-01",
            "attribution": [{"agent": agent, "role": "claimant"}],
        }
        made = site.post("/v1/claims", body).json()["contradictions"]
    return str(made[0]["id"])


@pytest.mark.parametrize(
    ("header", "lang", "expected"),
    [
        (None, None, PLAIN),
        ("en-US,en;q=0.9", None, PLAIN),
        ("ar", None, IN_ARABIC),
        ("de, ar-LB;q=0.8, fr;q=0.4", None, IN_ARABIC),
        ("fr;q=0.4, ar;q=0.3", "ar", IN_ARABIC),
        ("fr, ar;q=0", None, IN_FRENCH),
        ("ar", "fr", IN_FRENCH),
        ("*, ;;q=, ar;q=nonsense, 12345678901", None, PLAIN),
    ],
)
def test_entities_are_called_by_their_names_in_the_language_asked_for(
    site: Site, row: str, header: str | None, lang: str | None, expected: tuple[str, str]
) -> None:
    sent = {"accept-language": header or ""}
    query = {"lang": lang} if lang else {}
    explanation = expected[0]
    paths = {
        f"/v1/contradictions/{row}": query,
        "/v1/contradictions": {"subject": "fourth-division", **query},
    }
    for path, asked in paths.items():
        answer = site.client.get(path, params=asked, headers=sent)
        told = answer.json()
        told = told["data"][0] if "data" in told else told
        assert (told["explanation"], answer.headers["content-language"]) == expected
        assert answer.headers["vary"].startswith("Accept-Language")
        (subject,) = told["question"]["subjects"]
        assert subject["label"] in explanation
        assert all(
            each["value"] in explanation and each["claimant"] in explanation for each in told["witness"]
        )


def test_each_language_has_a_validator_of_its_own(site: Site, row: str) -> None:
    path = f"/v1/contradictions/{row}"
    arabic = site.client.get(path, headers={"accept-language": "ar"})
    sent = {"if-none-match": arabic.headers["etag"]}
    assert site.client.get(path, headers={**sent, "accept-language": "ar"}).status_code == 304
    assert site.client.get(path, headers={**sent, "accept-language": "fr"}).status_code == 200


def test_sentences_made_for_a_reader_are_those_that_are_stored_where_no_name_is_known(site: Site) -> None:
    stored = site.get("/v1/contradictions", status="any", limit=500)
    assert len(stored["data"]) >= 7
    assert site.get("/v1/contradictions", status="any", limit=500, lang="tlh") == stored
    for each in stored["data"]:
        path = f"/v1/contradictions/{each['id']}"
        assert site.get(path, lang="tlh") == site.get(path)


@pytest.mark.parametrize("lang", ["", "averylongtag", "ar,fr", "*", "ar_SY", "ع", "a" * 40])
def test_a_language_that_is_none_is_refused(site: Site, lang: str) -> None:
    answer = site.client.get("/v1/contradictions", params={"lang": lang})
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/bad-parameter")
    assert answer.json()["errors"][0]["pointer"] == "lang"
    assert site.client.get("/v1/claims", params={"lang": "ar"}).status_code == 400


@given(
    st.text(max_size=60) | st.from_regex(r"[a-z]{2}(-[A-Z]{2})?(;q=0\.[0-9])?(, [a-z]{2})*", fullmatch=True)
)
def test_any_header_can_be_read(header: str) -> None:
    found = accepted(header)
    assert len(found) == len(set(found)) <= 10


def test_the_languages_liked_best_stand_first() -> None:
    assert accepted("fr;q=0.2, ar , de;q=0.9, en;q=0, *") == ("ar", "de", "fr")


NAMED = [
    {"text": "former", "lang": "ar", "kind": "former"},
    {"text": "alias", "lang": "ar", "kind": "alias"},
    {"text": "label", "lang": "ar-SY", "kind": "label"},
    {"text": "translation", "lang": "en-GB", "kind": "translation"},
    {"text": "second", "lang": "en-GB", "kind": "translation"},
]


@pytest.mark.parametrize(
    ("languages", "expected"),
    [
        (("ar",), "label"),
        (("AR-sy",), "label"),
        (("ar-LB",), "label"),
        (("en-GB-oed",), "translation"),
        (("e",), None),
        (("fr", "en"), "translation"),
        (("en", "ar"), "translation"),
        ((), None),
    ],
)
def test_a_name_is_chosen_by_language_first_and_then_by_its_kind(
    languages: Sequence[str], expected: str | None
) -> None:
    found: Any = chosen(NAMED, languages)
    assert (found["text"] if found else None) == expected


def test_every_kind_of_name_has_its_place() -> None:
    assert sorted(PREFERRED) == sorted(NAME_KINDS)
