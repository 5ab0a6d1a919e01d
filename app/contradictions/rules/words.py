"""What the sentences of the rules are made of."""

from collections.abc import Sequence
from dataclasses import dataclass

MOST_NAMED = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One witness claim in words.

    `predicate` is a label that reads in "the {predicate} of {subject}"; `value` is as written, with its
    unit; `when` is a phrase such as "21 March 2016", empty without valid time; `scope` is what else sets the
    question apart, such as the event. `carrier` and `wording` belong to the link that disputes the claim.
    `lifetime` is "begins" or "ends" where the claim bounds its subject's existence, `total` what the parts of
    a whole add up to, `window` the stretch of time in which all of the claims hold ("in March 2016", "from 2
    March to 5 May 2016"), empty where it is unbounded.
    """

    claimant: str
    subject: str
    predicate: str
    value: str
    when: str = ""
    scope: str = ""
    denies: bool = False
    carrier: str | None = None
    wording: str | None = None
    lifetime: str | None = None
    total: str = ""
    window: str = ""


def dated(words: Words) -> str:
    """What is asserted or denied, followed by its time, in brackets unless it ends with some."""
    told = f"not {words.value}" if words.denies else words.value
    if not words.when:
        return told
    return f"{told}, {words.when}" if told.endswith(")") else f"{told} ({words.when})"


def named(clauses: Sequence[str]) -> str:
    """One after another; where they are many, the first of them and how many there are besides."""
    if len(clauses) <= MOST_NAMED:
        return "; ".join(clauses)
    first = clauses[: MOST_NAMED - 1]
    return "; ".join([*first, f"and {len(clauses) - len(first)} others"])


def topic(words: Words) -> str:
    """What the claim is about."""
    return f"{scoped(words)} of {words.subject}"


def scoped(words: Words, article: str = "the") -> str:
    """What the claim is about, its subject apart."""
    return f"{article} {words.predicate}{f' ({words.scope})' if words.scope else ''}"


def heading(words: Words, *, alone: bool = False) -> str:
    """Who speaks of what, without a verb: one claimant may be many; `alone` says that all is one account."""
    account = f"{words.claimant}, within one account," if alone else words.claimant
    own = words.claimant == words.subject
    return f"{account} on {scoped(words, 'their own') if own else topic(words)}"


def further(words: Words, first: Words) -> str:
    """The heading of what is said besides: without the claimant or subject that was named already."""
    what = scoped(words) if words.subject == first.subject else topic(words)
    return f"on {what}" if words.claimant == first.claimant else f"{words.claimant} on {what}"
