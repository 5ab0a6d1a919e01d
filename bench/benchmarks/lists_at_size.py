"""Pages of every list, filter and pair of filters, and of search, in a small record and in a large one."""

import asyncio
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations, product
from typing import Any
from urllib.parse import urlencode

from app.main import create_app
from app.search import index
from app.settings import Settings
from app.writer import Writer
from bench import records
from bench.asgi import Answered, Asked, ask, running
from bench.figures import Goal, Round, Sample
from bench.load import WrongAnswer
from bench.mass import Mass
from bench.scene import Benchmark, Scene

SMALL, LARGE, RATIO = "small CPU ms", "large CPU ms", "large / small"
WORST, TYPICAL = "worst page", "median page"
REPEATS, SHOWN = 5, 10
SHAPING = ("limit", "cursor", "lang", "select", "expand", "count", "group_by", "q", "name", "min_score")
"""What is no filter."""
PICTURES = ("known_by", "as_of", "exclude_source", "exclude_claimant", "only_alignment")
SEARCHED = ("fighters", "group 7", "about 700 fighters", "alive", "report", "people", "grou")
Page = tuple[str, tuple[tuple[str, str], ...]]
"""A path, with its references by name, and a query."""


def prepare(scene: Scene) -> Callable[[int], Round]:
    """Rounds of every page of the smallest and of the largest record, in turn."""
    masses = scene.mass(scene.size.masses[0]), scene.mass(scene.size.masses[-1])
    for mass in masses:
        scene.say("making a search index")
        with Writer(records.database(mass.path)) as writer:
            writer.call(index.catch_up)
    return lambda _: asyncio.run(_round(scene, masses))


async def _round(scene: Scene, masses: tuple[Mass, Mass]) -> Round:
    small, large = (Settings(database=str(mass.path)) for mass in masses)
    async with running(create_app(small)) as app, running(create_app(large)) as larger:
        listed = pages(json.loads((await ask(app, Asked("GET", "/openapi.json"))).body))
        found = {}
        for page in listed:
            items = len(json.loads(checked(await ask(app, request(page, masses[0]))).body)["data"])
            same = page[0], (*page[1], ("limit", str(max(items, 1))))  # a page of as many items in both
            requests = [(app, request(same, masses[0])), (larger, request(same, masses[1]))]
            times = [[checked(await ask(*each)).seconds * 1e3 for each in requests] for _ in range(REPEATS)]
            best = [min(each) for each in zip(*times, strict=True)]
            found[page] = {SMALL: best[0], LARGE: best[1], RATIO: best[1] / best[0]}
    ranked = sorted(found, key=lambda page: found[page][RATIO], reverse=True)
    for page in ranked[:SHOWN]:
        told = ", ".join(f"{name} {figure:.2f}" for name, figure in found[page].items())
        scene.say(f"{page[0]}?{urlencode(page[1])}: {told}")
    return {WORST: found[ranked[0]], TYPICAL: found[ranked[len(ranked) // 2]]}


def pages(document: Mapping[str, Any]) -> list[Page]:
    """The pages that are measured: each list, plain, under each filter, each pair and each sort."""
    found: list[Page] = []
    schemas = document["components"]["schemas"]
    for path, methods in document["paths"].items():
        parameters = {each["name"]: each for each in methods.get("get", {}).get("parameters", ())}
        if path == "/v1/search":
            found += [(path, (("q", words),)) for words in SEARCHED]
        elif "cursor" in parameters:
            left_out = (*SHAPING, *(PICTURES if path == "/v1/contradictions" else ()))
            asked = [(name, each) for name, each in parameters.items() if each["in"] == "query"]
            filters = {
                name: _values(name, each["schema"], schemas) for name, each in asked if name not in left_out
            }
            found += [(path, query) for query in _queries(filters)]
    return found


def _queries(filters: Mapping[str, Sequence[str]]) -> Iterator[tuple[tuple[str, str], ...]]:
    yield ()
    for number in (1, 2):
        for names in combinations(filters, number):
            for values in product(*(filters[name] for name in names)):
                yield tuple(zip(names, values, strict=True))


def _values(name: str, schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> Sequence[str]:
    """References in braces, which differ between records, and words."""
    known = schemas.get(schema.get("$ref", "").rpartition("/")[2], schema).get("enum")
    return [each for each in CHOSEN.get(name, known) if known is None or each in known]


CHOSEN: Mapping[str, Sequence[str]] = {
    "subject": ("{subject}",),
    "claimant": ("{voice}",),
    "value": ("{named}",),
    "predicate": ("strength", "commanded_by"),
    "source": ("report",),
    "claim": ("{claim}",),
    "alignment": ("pro-government",),
    "language": ("ar",),
    "stance": ("neutral", "disputes"),
    "code": ("value_disjoint", "order"),
    "type": ("claim.recorded", "contradiction.opened"),
    "kind": ("armed_group", "article", "person"),
    "value_type": ("entity",),
    "min_severity": ("0.2", "0.9"),
    "recorded_since": ("{middle}",),
    "since": ("{half}",),
    "valid_at": ("2015-06-10", "1980-01-01"),
    "known_by": ("2022-01-01", "2000-01-01"),
    "as_of": ("{middle}",),
    "exclude_source": ("report",),
    "exclude_claimant": ("{voice}",),
    "only_alignment": ("pro-government",),
}
_PATHS = {"/v1/entities/{ref}": "{subject}", "/v1/sources/{ref}": "report"}


def request(page: Page, mass: Mass) -> Asked:
    """The page of a record, by the references it has there."""
    path, query = page
    for begins, ref in _PATHS.items():
        path = path.replace(begins, begins.replace("{ref}", ref))
    known = _known(mass)

    def filled(text: str) -> str:
        return re.sub(r"\{(\w+)\}", lambda name: known[name[1]], text)

    return Asked("GET", filled(path), urlencode([(name, filled(text)) for name, text in query]).encode())


def _known(mass: Mass) -> Mapping[str, str]:
    if mass not in _KNOWN:
        claim = (
            "SELECT c.id FROM claim c JOIN contradiction_claim m ON m.claim = c.seq ORDER BY m.rowid LIMIT 1"
        )
        named = "SELECT e.id FROM claim c JOIN entity e ON e.seq = c.value_entity ORDER BY c.seq DESC LIMIT 1"
        ((last,),) = records.execute(mass.path, "SELECT max(seq) FROM claim")
        half = (mass.first + last) // 2
        _KNOWN[mass] = {
            "subject": mass.asked(largest=True)[0],
            "voice": mass.voice(0)[1],
            "named": records.execute(mass.path, named)[0][0],
            "claim": records.execute(mass.path, claim)[0][0],
            "half": str(half),
            "middle": mass.time(half),
        }
    return _KNOWN[mass]


_KNOWN: dict[Mass, Mapping[str, str]] = {}


def checked(answered: Answered) -> Answered:
    """The answer, which must be a page."""
    if answered.status != 200 or b'"has_more":' not in answered.body:
        raise WrongAnswer(f"Not a page: {answered.status} {answered.body[:300]!r} {answered.raised}")
    return answered


def _ratio(found: Round) -> float:
    worst: Sample = found[WORST]
    return worst[RATIO]


BENCHMARK = Benchmark(
    "lists-at-size",
    "a page of every list, filter, pair and search",
    prepare,
    (Goal("worst page ≤ 1.5 × in the small record", _ratio, at_most=1.5),),
)
