"""The seed article as data: complete, quoted, and consistent in itself."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

SEEDS = Path(__file__).parent.parent / "seeds"
LISTS = ("predicates", "entities", "sources", "claims")
WORDS_OF_A_QUOTE = 12

PREDICATES = """
    strength killed_total killed_in_event founded active_since founded_by led_by part_of operates_under
    affiliated_with based_in operates_in has_camp status died manner_of_death place_of_death salary
    participated_in coordinated_with armed_by trained_by composition named_after self_description
    candidate_backed family_of ideology has_division published same_as
"""

CLAIMS = """
    ldf-strength-50000 ldf-founded-2012 ldf-founded-by-iran ldf-active-since-protests ldf-led-by-berri
    ndf-founded-2012 ldf-part-nayrab ldf-part-baqir ldf-part-safira ldf-part-nubl ldf-linked-hezbollah
    baqir-tied-bekara bekara-sunni baqir-some-shiification baqir-shiified baqir-self-first-auxiliary
    baqir-killed-kafr-saghir baqir-killed-kafr-saghir-2 baqir-with-hezbollah-eis baqir-with-nujaba
    baqir-nubl-siege baqir-killed-246 baqir-killed-300 baqir-killed-south-aleppo-50 baqir-candidate
    omar-independent baqir-leader-khalid baqir-leader-khalid-alsouria khalid-reconciliation
    baqir-base-tarkan-ministry baqir-base-tarkan-alsouria baqir-conciliation brother-martyred
    brother-assassinated brother-died-in-lebanon safira-operates safira-with-muqawama
    muqawama-based-latakia muqawama-founder kayali-disappeared kayali-killed ldf-political-division
    newsletter-badreddine baqir-founded-2015 baqir-founded-by-ldf baqir-under-nujaba
    baqir-separate-from-nujaba baqir-armed-by-nujaba baqir-strength-2000 baqir-salary
    nujaba-base-academy baqir-camp-tel-shaghib baqir-camp-issan baqir-camp-ain-issan baqir-camp-tarkan
    ldf-transcends-sect
"""

DISPUTED = {
    "ldf-strength-50000": "an obvious exaggeration",
    "omar-independent": "ostensibly independent",
    "kayali-disappeared": "possible cover-up",
}


def load() -> dict[str, list[dict[str, Any]]]:
    lists: dict[str, list[dict[str, Any]]] = {name: [] for name in LISTS}
    for path in sorted(SEEDS.rglob("*.yaml")):
        for name, items in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            lists[name].extend(items)
    return lists


SEED = load()
PREDICATE = {item["key"]: item for item in SEED["predicates"]}
ENTITIES = {item["key"] for item in SEED["entities"]}
SOURCES = {item["key"] for item in SEED["sources"]}
EACH_CLAIM = pytest.mark.parametrize("claim", SEED["claims"], ids=lambda claim: claim["key"])


def scalars(node: Any) -> Iterator[Any]:
    """Every key and every leaf below a node."""
    if isinstance(node, dict):
        yield from node
        node = list(node.values())
    if isinstance(node, list):
        for child in node:
            yield from scalars(child)
    else:
        yield node


def fields(node: Any, name: str) -> Iterator[Any]:
    """The values of every field of that name below a node."""
    if isinstance(node, dict):
        yield from (value for key, value in node.items() if key == name)
        node = list(node.values())
    if isinstance(node, list):
        for child in node:
            yield from fields(child, name)


def test_the_seeds_hold_exactly_the_claims_of_the_article() -> None:
    assert sorted(item["key"] for item in SEED["claims"]) == sorted(CLAIMS.split())
    assert len(SEED["claims"]) == 56


def test_the_registry_holds_exactly_the_first_set_of_predicates() -> None:
    assert sorted(item["key"] for item in SEED["predicates"]) == sorted(PREDICATES.split())


@pytest.mark.parametrize("name", LISTS)
def test_no_key_is_used_twice(name: str) -> None:
    keys = [item["key"] for item in SEED[name]]
    assert len(keys) == len(set(keys))


def test_yaml_turned_no_date_key_or_yes_into_something_else() -> None:
    kinds = {type(value) for value in scalars(SEED)}
    assert kinds == {str, bool, int}
    booleans = [value for value in scalars(SEED["claims"]) if isinstance(value, bool)]
    assert booleans == []
    assert {item["single"] for item in SEED["predicates"]} == {"yes", "usually", "no"}


def test_every_date_is_a_text_that_is_not_empty() -> None:
    dates = [
        value for name in ("edtf", "stated", "on", "published", "accessed") for value in fields(SEED, name)
    ]
    assert len(dates) > 150
    assert all(isinstance(value, str) and value.strip() for value in dates)


def test_every_source_names_entities_and_sources_that_exist() -> None:
    for source in SEED["sources"]:
        assert {source.get("publisher"), *source.get("authors", [])} - {None} <= ENTITIES, source["key"]
        assert {origin["source"] for origin in source.get("derived_from", [])} <= SOURCES, source["key"]


def test_every_predicate_names_predicates_and_terms_that_exist() -> None:
    for item in SEED["predicates"]:
        terms = {term["key"] for term in item.get("terms", [])}
        named = {term["broader"] for term in item.get("terms", []) if "broader" in term}
        named.update(key for term in item.get("terms", []) for key in term.get("compatible_with", []))
        assert named <= terms, item["key"]
        assert (item["value_type"] == "term") == bool(terms), item["key"]
        related = [*item.get("before", []), *fields(item.get("whole"), "predicate")]
        related.extend(fields(item.get("whole"), "via"))
        assert set(related) <= set(PREDICATE), item["key"]


def test_every_predicate_reads_as_a_noun_and_says_what_it_means() -> None:
    for item in SEED["predicates"]:
        assert item["label"] == item["label"].strip().lower(), item["key"]
        assert "_" not in item["label"], item["key"]
        assert item["description"].endswith("."), item["key"]


def test_only_quantities_have_units_and_all_of_them_can_be_scoped() -> None:
    for item in SEED["predicates"]:
        quantity = item["value_type"] == "quantity"
        assert quantity == ("unit" in item), item["key"]
        scope = {separator["key"] for separator in item.get("separators", [])}
        assert quantity == (scope >= {"method", "population", "place"}), item["key"]


def test_no_unit_of_a_predicate_is_listed_twice() -> None:
    for item in SEED["predicates"]:
        units = [item.get("unit"), *item.get("unit_synonyms", [])]
        assert len(units) == len(set(units)), item["key"]


@EACH_CLAIM
def test_a_claim_quotes_its_source_in_at_most_a_dozen_words(claim: dict[str, Any]) -> None:
    citation = claim["citation"]
    marker, number = citation["locator"].split()
    assert marker == "paragraph"
    assert int(number) >= 1
    quote = citation["quote"]
    words = " ".join([quote["exact"], quote.get("prefix", ""), quote.get("suffix", "")]).split()
    assert quote["exact"].strip()
    assert len(words) <= WORDS_OF_A_QUOTE


@EACH_CLAIM
def test_a_claim_refers_only_to_what_the_seeds_define(claim: dict[str, Any]) -> None:
    assert claim["subject"] in ENTITIES
    assert claim["predicate"] in PREDICATE
    assert claim["source"] == "tamimi-ldf-2016"
    assert {link["agent"] for link in claim["attribution"]} <= ENTITIES
    assert {link["source"] for link in claim["attribution"] if "source" in link} <= SOURCES


@EACH_CLAIM
def test_a_claim_has_a_value_of_its_predicates_type(claim: dict[str, Any]) -> None:
    predicate = PREDICATE[claim["predicate"]]
    value = claim["value"]
    field = {"entity": "entity", "term": "term", "date": "edtf"}.get(predicate["value_type"], "text")
    assert value[field].strip()
    assert set(value) <= {field, "text"}
    assert field != "entity" or value["entity"] in ENTITIES
    assert field != "term" or value["term"] in {term["key"] for term in predicate["terms"]}


@EACH_CLAIM
def test_a_claim_is_scoped_by_what_its_predicate_separates(claim: dict[str, Any]) -> None:
    separators = {item["key"]: item for item in PREDICATE[claim["predicate"]].get("separators", [])}
    scope = claim.get("scope", {})
    assert set(scope) <= set(separators)
    assert {key for key, item in separators.items() if item.get("required")} <= set(scope)
    assert {value for key, value in scope.items() if separators[key].get("entity")} <= ENTITIES


@EACH_CLAIM
def test_a_chain_runs_from_the_claimant_to_the_analyst_who_takes_a_stance(claim: dict[str, Any]) -> None:
    first, *carriers = claim["attribution"]
    last = claim["attribution"][-1]
    assert first["role"] == "claimant"
    assert all(link["role"] in {"reporter", "translator"} for link in carriers)
    assert last["agent"] == "aymenn-al-tamimi"
    assert last["stance"] in {"supports", "neutral", "disputes"}
    assert all("stance" not in link for link in claim["attribution"][:-1])
    assert carriers or last["stance"] == "supports"


def test_the_analyst_disputes_three_claims_in_his_own_words() -> None:
    last = {claim["key"]: claim["attribution"][-1] for claim in SEED["claims"]}
    disputed = {key: link["wording"] for key, link in last.items() if link["stance"] == "disputes"}
    assert disputed == DISPUTED


def test_what_the_claimant_only_suspects_is_marked_so() -> None:
    hedged = {claim["key"] for claim in SEED["claims"] if claim.get("modality", "certain") != "certain"}
    assert hedged == {"baqir-tied-bekara", "baqir-some-shiification", "kayali-killed"}


def test_one_claim_is_a_denial() -> None:
    denied = [claim["key"] for claim in SEED["claims"] if claim.get("polarity", "asserts") == "denies"]
    assert denied == ["baqir-separate-from-nujaba"]


def test_the_readme_names_every_file_of_the_seeds() -> None:
    readme = (SEEDS / "README.md").read_text(encoding="utf-8")
    names = [path.relative_to(SEEDS).as_posix() for path in SEEDS.rglob("*.yaml")]
    assert len(names) == 7
    assert [name for name in names if f"`{name}`" not in readme] == []
