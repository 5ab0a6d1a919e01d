"""From a table's properties to predicates: declared in predicates.yaml, or told by the rows themselves."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.exchange.table.names import Keys, shortened, slug
from app.exchange.table.rows import Row

PART_OF = "part_of"
_LONGEST_KEY = 60
_CUMULATIVE = re.compile(r"(?<!not )(?<!non-)(?<!non )\bcumulative\b", re.IGNORECASE)
_PART_OF: dict[str, Any] = {
    "key": PART_OF,
    "label": "larger whole",
    "description": "What the subject is a part of, as parts.csv has it.",
    "value_type": "entity",
    "single": "no",
    "temporality": "fixed",
    "asymmetric": True,
}
Parts = Sequence[tuple[str, str]]
"""Pairs of a narrower and a broader name."""


class Properties:
    """The predicates of a data set: `bodies` by key, and which of them a row's property is.

    A declared predicate is the property of the same slug. Of the others, one with a bound anywhere is a
    state with one quantity at a time (a cumulative one where each of its own rows notes so), any other an
    entity that is not the only one.
    """

    def __init__(
        self,
        rows: Sequence[Row],
        renamed: Mapping[str, str],
        declared: Iterable[dict[str, Any]],
        parts: Parts,
    ) -> None:
        self._renamed, self._keys = renamed, Keys(_LONGEST_KEY)
        self.bodies: dict[str, dict[str, Any]] = {}
        for body in [*declared, *([_PART_OF] if parts else [])]:
            key = predicate_key(str(body.get("key")))
            if key != PART_OF or key not in self.bodies:
                self.bodies[key] = _complete(_broadened(body, parts), key)
        self._declared = {key: self._keys.of(key, key, "_") for key in self.bodies}
        told: dict[str, list[Row]] = {}
        for row in rows:
            told.setdefault(self.name(row), []).append(row)
        for name, mine in told.items():
            self._tell(name, mine)

    def name(self, row: Row) -> str:
        """The row's property, by the name of the one that counts the same thing."""
        return self._renamed.get(row.get("property"), row.get("property"))

    def of(self, row: Row) -> dict[str, Any]:
        """The definition of the row's predicate."""
        return self.bodies[self._key(self.name(row))]

    @property
    def separators(self) -> set[str]:
        """The scope keys of all predicates."""
        return {each["key"] for body in self.bodies.values() for each in separators_of(body)}

    def _key(self, name: str) -> str:
        wanted = predicate_key(name)
        return self._declared.get(wanted) or self._keys.of(("property", name), wanted, "_")

    def _tell(self, name: str, rows: Sequence[Row]) -> None:
        body = self.bodies.setdefault(self._key(name), {"key": self._key(name), "label": _label(name)})
        if "value_type" in body:
            return
        if not any(row.get("lo") or row.get("hi") for row in rows):
            body.update({"value_type": "entity"} | body)
            return
        # Rows that a mapping has brought in from elsewhere do not say what the property itself is.
        own = [row for row in rows if row.get("property") == name] or rows
        grows = all(_CUMULATIVE.search(row.get("note")) for row in own)
        temporality = "cumulative" if grows else "state"
        body.update({"value_type": "quantity", "single": "yes", "temporality": temporality} | body)


def predicate_key(name: str) -> str:
    """The name as a predicate's key: a letter, then letters, digits and _, at most 60."""
    made = slug(name, "_")
    return (made if made[0].isalpha() else f"p_{made}")[:_LONGEST_KEY].rstrip("_")


def terms_named(body: Mapping[str, Any]) -> dict[str, str]:
    """The keys of a predicate's terms by each folded name they have."""
    terms = [term for term in body.get("terms") or [] if isinstance(term, dict) and "key" in term]
    return {
        folded(str(name)): term["key"] for term in terms for name in (term.get("label"), term["key"]) if name
    }


def separators_of(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The scope keys of a predicate, as it declares them."""
    return [each for each in body.get("separators") or [] if isinstance(each, dict) and "key" in each]


def folded(name: str) -> str:
    """A term's name for comparison."""
    return " ".join(name.replace("_", " ").split()).casefold()


def _label(name: str) -> str:
    return shortened(" ".join(re.split(r"[\s:_]+", name)).strip() or name)


def _complete(body: Mapping[str, Any], key: str) -> dict[str, Any]:
    """The definition under its key, with a label, and with the keys of the predicates that it names."""
    made = {"label": _label(str(body.get("key")))} | dict(body) | {"key": key}
    if isinstance(made.get("whole"), dict):
        made["whole"] = {part: predicate_key(str(name)) for part, name in made["whole"].items() if name}
    if isinstance(made.get("before"), list):
        made["before"] = [predicate_key(str(name)) for name in made["before"]]
    if isinstance(made.get("excludes"), list):
        made["excludes"] = [
            {**each, "predicate": predicate_key(str(each.get("predicate")))}
            if isinstance(each, dict)
            else each
            for each in made["excludes"]
        ]
    return made


def _broadened(body: dict[str, Any], parts: Parts) -> dict[str, Any]:
    """The definition with parts among its own terms: the first whole is `broader`, others are compatible."""
    known = terms_named(body)
    found = [
        (known[folded(narrower)], known[folded(broader)])
        for narrower, broader in parts
        if folded(narrower) in known and folded(broader) in known
    ]
    if not found:
        return body
    terms = [dict(term) for term in body["terms"]]
    for term in terms:
        for broader in [broader for narrower, broader in found if narrower == term["key"]]:
            if term.setdefault("broader", broader) != broader:
                term["compatible_with"] = [*(term.get("compatible_with") or []), broader]
    return {**body, "terms": terms}
