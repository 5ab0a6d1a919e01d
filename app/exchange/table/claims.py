"""From a row to the body of a claim, with the entities and sources that it names."""

from collections.abc import Collection
from typing import Any

from app.exchange.files import Item
from app.exchange.table import dates, values, words
from app.exchange.table.names import SHORT, Keys, Names, shortened, slug
from app.exchange.table.properties import PART_OF, Properties, separators_of
from app.exchange.table.rows import Row
from app.exchange.table.values import Unreadable

COLUMNS = (
    *("claim_id", "entity", "property", "value", "lo", "hi", "valid_from", "valid_to"),
    *("claimant", "source", "claimed_at", "polarity", "stance", "note"),
)


class Claims:
    """Makes claims of the rows of one data set; `whole` are names that are never parted."""

    def __init__(self, name: str, properties: Properties, names: Names, whole: Collection[str]) -> None:
        self.name = name
        self._properties, self._names, self._whole = properties, names, whole
        self._sources: dict[str, dict[str, Any]] = {}
        self._source_keys, self._keys = Keys(), Keys()
        self._lines: dict[str, int] = {}

    def named(self) -> list[Item]:
        """The entities and sources that the claims made so far refer to."""
        entities = [Item("entities", body, f"entity {body['label']}") for body in self._names.bodies.values()]
        return entities + [
            Item("sources", body, f"source {body['title']}") for body in self._sources.values()
        ]

    def part(self, row: Row) -> dict[str, Any]:
        """The claim that the data set itself makes of a part and its whole."""
        narrower, broader = row.get("narrower"), row.get("broader")
        return {
            "key": self._keys.of(("part", narrower, broader), slug(f"{self.name} part {row.line}")),
            "subject": self._names.key(narrower),
            "predicate": PART_OF,
            "value": {"entity": self._names.key(broader), "text": broader},
            "source": self._source(""),
            "attribution": [{"agent": self._names.key(self.name), "role": "claimant"}],
        }

    def body(self, row: Row) -> dict[str, Any]:
        """The claim of a row; Unreadable says why there is none."""
        key = self._key(row)
        predicate = self._predicate(row)
        polarity = words.polarity(row.get("polarity"))
        if polarity is None:
            raise Unreadable(f"polarity is not one of {words.known_polarities()}")
        number = predicate["value_type"] == "quantity"
        judged = words.judged(row.get("stance"), row.get("note"), number=number)
        if judged.denies and not row.get("polarity"):
            polarity = "denies"
        stated, first, last = (dates.day(row.get(name)) for name in ("claimed_at", "valid_from", "valid_to"))
        valid = dates.valid(first.edtf, last.edtf)
        chain, wordy = self._chain(row, judged)
        long_source = f"source: {row.get('source')}" if len(row.get("source")) > SHORT else ""
        kept = [row.get("note"), long_source, wordy, *(each.cut for each in (stated, first, last))]
        body = {
            "key": key,
            "subject": self._names.key(row.get("entity")),
            "predicate": predicate["key"],
            "value": self._value(row, predicate, judged.hedge),
            "polarity": polarity,
            "scope": self._scope(row, predicate),
            "valid": {"edtf": valid} if valid else None,
            "source": self._source(row.get("source")),
            "citation": _citation("; ".join(filter(None, kept))),
            "attribution": chain,
            "modality": judged.modality,
            "stated": stated.edtf or None,
        }
        return {name: each for name, each in body.items() if each is not None and each != {}}

    def _scope(self, row: Row, predicate: dict[str, Any]) -> dict[str, str]:
        """What the columns say that are called like a separator of the predicate."""
        return {
            each["key"]: self._names.key(row.get(each["key"])) if each.get("entity") else row.get(each["key"])
            for each in separators_of(predicate)
            if row.get(each["key"])
        }

    def _key(self, row: Row) -> str:
        given = row.get("claim_id")
        if given and given in self._lines:
            raise Unreadable(f"the claim_id {given[:80]} stands in line {self._lines[given]} already")
        if given:
            self._lines[given] = row.line
        return self._keys.of(("row", row.line), slug(f"{self.name} {given or f'line {row.line}'}"))

    def _predicate(self, row: Row) -> dict[str, Any]:
        missing = [name for name in ("entity", "property") if not row.get(name)]
        if not missing and not any(row.get(name) for name in ("value", "lo", "hi")):
            missing = ["value"]
        if missing:
            raise Unreadable(f"{', '.join(missing)} is empty")
        return self._properties.of(row)

    def _value(self, row: Row, predicate: dict[str, Any], hedge: str | None) -> Any:
        text, low, high = (row.get(name) for name in ("value", "lo", "hi"))
        value_type = predicate["value_type"]
        if value_type == "quantity":
            return values.quantity(text, low, high, hedge)
        if value_type == "date":
            return values.date(text, low, high)
        if not text:
            raise Unreadable("value is empty")
        if value_type == "entity":
            return values.entity(text, self._whole, self._names.key)
        return values.term(text, predicate) if value_type == "term" else text

    def _source(self, text: str) -> str:
        """The key of the source of this text; the data set itself where a row names none."""
        key = self._source_keys.of(text, slug(text or f"{self.name} data set"))
        if key not in self._sources:
            body = {"key": key, "kind": "other" if text else "dataset", "title": shortened(text or self.name)}
            if text.startswith(("http://", "https://")) and " " not in text and len(text) <= 2000:  # noqa: PLR2004 — the longest address
                body["url"] = text
            self._sources[key] = body
        return key

    def _chain(self, row: Row, judged: words.Judgement) -> tuple[list[dict[str, Any]], str]:
        """The attribution, and a wording too long for it.

        A claimant who is not named leaves the lineage unknown: the chain begins with the source. Whoever
        judges a claim is the source, or the data set where the source is the claimant himself.
        """
        claimant, source = row.get("claimant"), row.get("source")
        first: dict[str, Any] = {"name": shortened(source or self.name), "role": "publisher"}
        if claimant:
            first = {"agent": self._names.key(claimant), "role": "claimant"}
        if judged.stance is None:
            return [first], ""
        own = not claimant or not source or claimant.casefold() == source.casefold()
        carrier: dict[str, Any] = {
            "name": shortened(f"{self.name} (data set)" if own else source),
            "role": "reporter",
            "stance": judged.stance,
        }
        if judged.wording:
            carrier["wording"] = shortened(judged.wording)
        long = judged.wording if judged.wording and len(judged.wording) > SHORT else ""
        return [first, carrier], f"stance: {long}" if long else ""


def _citation(text: str) -> dict[str, Any] | None:
    """What stands beside the claim in the table: a locator, or a quote where that is too short."""
    if not text:
        return None
    return {"locator": text} if len(text) <= SHORT else {"quote": {"exact": text}}
