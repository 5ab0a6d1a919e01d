"""The wire form of predicates: what a definition can say of itself, and what no definition can."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from app.wire import Body, Long, Short

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
NAMED_VALUES = ("term", "entity", "boolean")
"""The types of which single values can be named."""


class TermCreate(Body):
    """A value of the predicate's own vocabulary."""

    key: Name
    label: Short
    broader: Name | None = None
    final: bool = False
    compatible_with: list[Name] = Field(default_factory=list)


class SeparatorCreate(Body):
    """A scope key that makes two claims incomparable when it differs."""

    key: Name
    required: bool = False
    entity: bool = False


class Whole(Body):
    """The predicate whose value this one's values add up to, and the relation that joins part to whole."""

    predicate: Name
    via: Name | None = None


class Exclusion(Body):
    """What cannot hold together with this predicate (or with one value of it)."""

    predicate: Name
    value: Short | None = None
    other_value: Short | None = None


class PredicateCreate(Body):
    """A predicate to add to the registry."""

    key: Name
    label: Short
    description: Long | None = None
    value_type: Literal["quantity", "entity", "term", "date", "text", "boolean"]
    unit: Short | None = None
    unit_synonyms: list[Short] = Field(default_factory=list)
    single: Literal["yes", "usually", "no"] = "no"
    inverse_single: bool = False
    temporality: Literal["fixed", "state", "cumulative", "event"] = "state"
    persist_days: Annotated[int, Field(ge=1, le=100_000)] | None = None
    act: Literal["subject", "value", "both", "none"] = "none"
    asymmetric: bool = False
    lifetime: Literal["begins", "ends"] | None = None
    whole: Whole | None = None
    excludes: list[Exclusion] = Field(default_factory=list)
    before: list[Name] = Field(default_factory=list)
    terms: list[TermCreate] = Field(default_factory=list)
    separators: list[SeparatorCreate] = Field(default_factory=list)

    @model_validator(mode="after")
    def _sound(self) -> "PredicateCreate":
        found = (*_of_terms(self.terms, self.value_type), *self._of_type(), *self._of_relations())
        for message in found:
            raise ValueError(message)
        return self

    def _of_type(self) -> Iterator[str]:
        """What a predicate of this type has no use for."""
        if self.unit is not None and self.value_type != "quantity":
            yield "only a quantity has a unit"
        if self.persist_days is not None and self.value_type != "quantity":
            yield "persist_days is for quantities"
        if self.lifetime is not None and self.value_type != "date":
            yield "lifetime is for dates: they begin or end their subject's existence"
        if self.before and self.value_type != "date":
            yield "before is for dates: those of this predicate cannot come after those of another"
        if (self.inverse_single or self.asymmetric) and self.value_type != "entity":
            yield "inverse_single and asymmetric are for predicates whose values are entities"
        if self.whole is not None and self.value_type != "quantity":
            yield "only a quantity is a part of a whole"
        if len({each.key for each in self.separators}) < len(self.separators):
            yield "each separator's key stands once"

    def _of_relations(self) -> Iterator[str]:
        """What makes no sense whatever the other predicates are."""
        if self.key in self.before:
            yield "a predicate cannot come before itself"
        if self.whole is not None and self.whole.predicate == self.key and self.whole.via is None:
            yield "a figure is no part of itself: say by which relation (via) part and whole are joined"
        for each in self.excludes:
            if each.predicate == self.key and (each.value is None or each.other_value is None):
                yield "a predicate that excludes itself needs both value and other_value"
            if each.value is not None and self.value_type not in NAMED_VALUES:
                yield f"excludes names values of {_LISTED} alone: leave value out, and any value is excluded"
            if each.value is not None and not self._has(each.value):
                yield "excludes names a value that is none of this predicate"
        told = {self._exclusion(each) for each in self.excludes}
        if len(told) < len(self.excludes):
            yield "each exclusion stands once"

    def _has(self, value: str) -> bool:
        """Whether the value is one of the terms or a truth; any text may be an entity's key."""
        if self.value_type == "term":
            return value in {term.key for term in self.terms}
        return self.value_type != "boolean" or value in ("true", "false")

    def _exclusion(self, each: Exclusion) -> frozenset[tuple[str, str | None]]:
        """What excludes what, from whichever side it is said."""
        return frozenset({(self.key, each.value), (each.predicate, each.other_value)})


_LISTED = "terms, entities and booleans"


def _of_terms(terms: Sequence[TermCreate], value_type: str) -> Iterator[str]:
    known = {term.key: term for term in terms}
    if bool(terms) != (value_type == "term"):
        yield "a predicate has terms if and only if its value_type is term"
    if len(known) < len(terms):
        yield "each term's key stands once"
    named = (other for term in terms for other in (term.broader, *term.compatible_with))
    if any(other is not None and other not in known for other in named):
        yield "broader and compatible_with name terms of this predicate"
        return
    if any(_in_circle(term, known) for term in terms):
        yield "no term is broader than itself, nor broader in a circle"


def _in_circle(term: TermCreate, known: Mapping[str, TermCreate]) -> bool:
    seen = {term.key}
    while term.broader is not None:
        term = known[term.broader]
        if term.key in seen:
            return True
        seen.add(term.key)
    return False
