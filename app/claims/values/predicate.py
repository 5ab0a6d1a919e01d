"""A predicate as the rules and value types see it: the registry's row without a database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

BEGINS = ("founded", "born")  # dates that begin a lifetime where the registry does not say so
ENDS = ("died", "dissolved")  # dates that end one


@dataclass(frozen=True, slots=True)
class Term:
    """A value of a predicate's own vocabulary; `final` terms hold for ever from their date."""

    key: str
    label: str
    broader: str | None = None
    final: bool = False
    compatible_with: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Separator:
    """A scope key that makes two claims incomparable when it differs; absence counts as a value."""

    key: str
    required: bool = False
    entity: bool = False


@dataclass(frozen=True, slots=True)
class Whole:
    """The predicate that this one's values add up to.

    Of the same subject, or with `via` of what the subject is joined to by that relation (a brigade's strength
    is part of the strength of the force that it is `part_of`).
    """

    predicate: str
    via: str | None = None


@dataclass(frozen=True, slots=True)
class Exclusion:
    """What cannot hold together with this predicate: any value of another, or one value of either."""

    predicate: str
    value: str | None = None
    other_value: str | None = None

    @property
    def values(self) -> tuple[str | None, str | None]:
        """The value of the predicate that declares it, and that of the other; None for any."""
        return self.value, self.other_value


@dataclass(frozen=True)
class Predicate:
    """What may be claimed of a subject and when two such claims can contradict each other.

    `single` is "yes", "usually" or "no"; `temporality` is "fixed", "state", "cumulative" or "event";
    `act` is "subject", "value", "both" or "none". `before` names predicates whose dates cannot
    precede this one's. `lifetime` is "begins" or "ends" for a date that bounds its subject's existence.
    `within` says of entities as values what each lies in: places by the places around them.
    """

    key: str
    label: str
    value_type: str
    unit: str | None = None
    unit_synonyms: tuple[str, ...] = ()
    single: str = "no"
    inverse_single: bool = False
    temporality: str = "state"
    persist_days: int | None = None
    act: str = "none"
    asymmetric: bool = False
    before: tuple[str, ...] = ()
    terms: tuple[Term, ...] = ()
    separators: tuple[Separator, ...] = ()
    whole: Whole | None = None
    excludes: tuple[Exclusion, ...] = ()
    lifetime: str | None = None
    within: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def bounds_life(self) -> str | None:
        """Whether a value of this predicate "begins" or "ends" its subject's lifetime; None for neither.

        Dates do as declared, or by their usual keys; terms end it where some of them are final.
        """
        if self.value_type == "date":
            usual = "begins" if self.key in BEGINS else "ends" if self.key in ENDS else None
            return self.lifetime or usual
        return "ends" if any(term.final for term in self.terms) else None

    @cached_property
    def _terms(self) -> dict[str, Term]:
        return {term.key: term for term in self.terms}

    def term(self, key: str) -> Term | None:
        """The term of that key in this predicate's vocabulary."""
        return self._terms.get(key)

    def lineage(self, key: str) -> tuple[str, ...]:
        """The term and everything broader than it, narrowest first."""
        chain: list[str] = []
        current: str | None = key
        while current is not None and current not in chain:
            chain.append(current)
            found = self._terms.get(current)
            current = found.broader if found else None
        return tuple(chain)

    def narrower_or_equal(self, key: str, than: str) -> bool:
        """Whether being `key` implies being `than`."""
        return than in self.lineage(key) or than in self.within.get(key, ())

    def compatible(self, one: str, other: str) -> bool:
        """Whether both values can be true of one subject at one time."""
        if self.narrower_or_equal(one, other) or self.narrower_or_equal(other, one):
            return True
        first, second = self._terms.get(one), self._terms.get(other)
        return bool((first and other in first.compatible_with) or (second and one in second.compatible_with))

    def final(self, key: str) -> bool:
        """Whether the term, or one broader than it, holds for ever from its date."""
        return any((term := self._terms.get(step)) and term.final for step in self.lineage(key))


def sums_events(part: Predicate, whole: Predicate) -> bool:
    """Whether figures of single events add up to a total of the same subject that only grows."""
    same = part.whole is not None and part.whole.via is None
    return same and part.temporality == "event" and whole.temporality == "cumulative"


def adds_up(part: Predicate, whole: Predicate) -> bool:
    """Whether figures of the one can add up to a figure of the other.

    Cumulative counts of components begin on different days, so that only events add up to one.
    """
    return sums_events(part, whole) or "cumulative" not in (part.temporality, whole.temporality)
