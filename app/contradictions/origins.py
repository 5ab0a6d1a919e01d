"""How many accounts a position really rests on: repeating is not corroborating."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.claims.voices import normal_name

NOT_ESTABLISHED = "not established"


@dataclass(frozen=True, slots=True)
class Account:
    """How one claim reached the record.

    `steps` pairs all it came through (claimant, carriers, the document it was first written in and those
    that one was made out of) with how it was reached: two accounts are one where they reach the same
    by different ways. `known` tells whether the first link is the claimant.
    """

    claim: int
    voice: str
    known: bool
    document: str
    steps: frozenset[tuple[str, str]]


def account(
    claim: Mapping[str, Any],
    chain: Sequence[Mapping[str, Any]],
    writers: Collection[str],
    above: Mapping[str, frozenset[str]],
) -> Account:
    """The account that a claim gives: its chain, who wrote its own source, what documents were made out of.

    `claim` has seq, voice, lineage_known and source_id; a link has agent, name and document (ids).
    """
    voice, own = claim["voice"], claim["source_id"]
    document = next((link["document"] for link in chain if link["document"]), own)
    links = [claimant(chain[0], voice), *map(carrier, carriers(chain, own, writers))]
    steps = {(link, voice) for link in links}
    steps |= {(f"document {each}", document) for each in {document, *above.get(document, ())}}
    return Account(claim["seq"], voice, bool(claim["lineage_known"]), document, frozenset(steps))


def carriers(
    chain: Sequence[Mapping[str, Any]], own: str, writers: Collection[str]
) -> Sequence[Mapping[str, Any]]:
    """The links after the claimant, without those who wrote the document in which the claim was read.

    Whoever hears two informants himself does not make one account of them. Of a document without author
    and publisher the last link is taken to be the author.
    """
    end = len(chain)
    while end > 1 and chain[end - 1]["document"] in (None, own):
        if writers and chain[end - 1]["agent"] not in writers:
            break
        end -= 1
        if not writers:
            break
    return chain[1:end]


def claimant(link: Mapping[str, Any], voice: str) -> str:
    """The step that a first link is: one by name only is nobody but its own voice."""
    return f"link {link['agent'] or voice}"


def carrier(link: Mapping[str, Any]) -> str:
    """The step that any other link is: the agent, or the folded name."""
    return f"link {link['agent'] or normal_name(link['name'])}"


def shared(one: Account, other: Account) -> list[str]:
    """The steps that make one account of two, each "link …" or "document …"."""
    ways: dict[str, set[str]] = {}
    for step, way in one.steps:
        ways.setdefault(step, set()).add(way)
    met = {step for step, way in other.steps if ways.get(step, set()) - {way}}
    return sorted(met)


def independent_origins(accounts: Iterable[Account]) -> int | str:
    """The number of voices that came by ways of their own; "not established" with any lineage unknown.

    Accounts with the fewest steps are counted first, each unless it shares a step with one that is counted:
    so an agency's reports count once, and an article's repetition adds nothing to its two informants.
    """
    given = list(accounts)
    if not all(each.known for each in given):
        return NOT_ESTABLISHED
    counted: set[str] = set()
    ways: dict[str, set[str]] = {}
    for each in sorted(given, key=lambda each: (len(each.steps), each.claim)):
        if each.voice in counted or any(ways.get(step, set()) - {way} for step, way in each.steps):
            continue
        counted.add(each.voice)
        for step, way in each.steps:
            ways.setdefault(step, set()).add(way)
    return len(counted)
