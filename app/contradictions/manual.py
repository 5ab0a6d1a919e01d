"""What users are told of the rules: their docstrings, and the predicates that each applies to."""

from inspect import getdoc
from itertools import product
from typing import Any, NamedTuple, Protocol

from app.claims.predicates import Registry
from app.claims.values.predicate import Predicate
from app.contradictions.rules import BY_CODE, CYCLE, EXCLUSION, LIFETIME, ORDER, RULES, SLOT, WHOLE
from app.contradictions.rules.protocol import Described


class _OfOne(Described, Protocol):
    def applies(self, predicate: Predicate) -> bool: ...


class _OfTwo(Described, Protocol):
    def applies(self, first: Predicate, second: Predicate) -> bool: ...


OF_ONE: tuple[_OfOne, ...] = (*RULES, SLOT, CYCLE)
OF_TWO: tuple[_OfTwo, ...] = (ORDER, EXCLUSION, LIFETIME, WHOLE)


class Told(NamedTuple):
    """A rule's docstring by its paragraphs, which begin with Fires, Stays silent and Severity."""

    description: str
    fires: str
    silent: str
    severity: str


def told(rule: Described) -> Told:
    """What the rule's docstring says."""
    return Told(*str(getdoc(type(rule))).split("\n\n"))


def shown(registry: Registry) -> list[dict[str, Any]]:
    """Every rule as the wire shows it, with the predicates of this registry that it applies to."""
    applied = _applied(registry)
    return [
        {"code": code, "title": rule.title, **told(rule)._asdict(), "applies_to": applied[code]}
        for code, rule in BY_CODE.items()
    ]


def _applied(registry: Registry) -> dict[str, list[list[str]]]:
    known = list(registry.by_key.values())
    ones = {rule.code: [[one.key] for one in known if rule.applies(one)] for rule in OF_ONE}
    twos = {
        rule.code: [[one.key, two.key] for one, two in product(known, known) if rule.applies(one, two)]
        for rule in OF_TWO
    }
    return {**ones, **twos}


def chapter() -> str:
    """The rules as a chapter of a Markdown document: each with its code, title and docstring."""
    return "\n".join(
        f"### `{code}`: {rule.title[0].lower()}{rule.title[1:]}\n\n{getdoc(type(rule))}\n"
        for code, rule in BY_CODE.items()
    )
