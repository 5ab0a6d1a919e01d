"""What the sentences of the rules are made of."""

from collections.abc import Sequence
from dataclasses import dataclass

MOST_NAMED = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One witness claim in words.

    `predicate` is a label that reads in "the {predicate} of {subject}"; `value` is as written, with its
    unit; `when` is a phrase such as "21 March 2016", empty without valid time. `carrier` and `wording`
    belong to the link that disputes the claim. `lifetime` is "begins" or "ends" where the claim bounds its
    subject's existence, `total` what the parts of a whole add up to, `window` the stretch of time in which
    all of the claims hold ("in March 2016", "from 2 March to 5 May 2016"), empty where it is unbounded.
    """

    claimant: str
    subject: str
    predicate: str
    value: str
    when: str = ""
    denies: bool = False
    carrier: str | None = None
    wording: str | None = None
    lifetime: str | None = None
    total: str = ""
    window: str = ""


def dated(words: Words) -> str:
    """The value, followed by its time in brackets where it has one."""
    return f"{words.value} ({words.when})" if words.when else words.value


def named(clauses: Sequence[str]) -> str:
    """One after another; where they are many, the first of them and how many there are besides."""
    if len(clauses) <= MOST_NAMED:
        return "; ".join(clauses)
    first = clauses[: MOST_NAMED - 1]
    return "; ".join([*first, f"and {len(clauses) - len(first)} others"])


def topic(words: Words) -> str:
    """What the claim is about."""
    return f"the {words.predicate} of {words.subject}"


def saying(words: Words) -> str:
    """Who says what."""
    verb = "denies that" if words.denies else "says"
    return f"{words.claimant} {verb} {topic(words)} is {words.value}"
