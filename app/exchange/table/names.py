"""Keys for names: slugs that stay unique, and the kinds that prefixes tell."""

import hashlib
import re
import unicodedata
from collections.abc import Collection, Hashable, Iterable
from typing import Any

from app.entities.kinds import KINDS

SHORT = 300
"""The most characters that a label, a title or a wording may have."""
_LONGEST_KEY = 100
SYNONYMS = {
    "person": ("commander", "leader", "officer", "people"),
    "armed_group": ("force", "unit", "group", "militia", "army", "brigade", "formation", "faction"),
    "organization": ("organisation", "org", "company", "institution", "party", "agency"),
    "state": ("country", "government"),
    "clan": ("tribe", "family"),
    "place": ("location", "loc", "city", "town", "village", "district", "region", "province"),
    "event": ("incident", "attack", "strike", "battle"),
    "outlet": ("media", "newspaper"),
    "other": (),
}
_KIND = {word: kind for kind in KINDS for word in (kind, kind.replace("_", " "), *SYNONYMS[kind])}


def slug(text: str, sign: str = "-") -> str:
    """The text in a-z and 0-9, other signs as one `sign`; a digest where nothing of it is left."""
    latin = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(each for each in latin if not unicodedata.combining(each))
    made = re.sub("[^a-z0-9]+", sign, bare).strip(sign)[:_LONGEST_KEY].strip(sign)
    return made or "n" + hashlib.blake2b(text.encode(), digest_size=6).hexdigest()


def shortened(text: str) -> str:
    """The text, or as much of it as fits a label, with an ellipsis."""
    return text if len(text) <= SHORT else text[: SHORT - 1] + "…"


class Keys:
    """A key for each thing: two things with one slug get two keys."""

    def __init__(self, longest: int = 120) -> None:
        self._longest = longest
        self._of: dict[Hashable, str] = {}
        self._taken: set[str] = set()

    def of(self, thing: Hashable, wanted: str, sign: str = "-") -> str:
        """The key given to the thing before, or else the one wanted, numbered when it is taken."""
        if thing not in self._of:
            key, number = wanted[: self._longest], 1
            while key in self._taken:
                number += 1
                tail = f"{sign}{number}"
                key = wanted[: self._longest - len(tail)].rstrip(sign) + tail
            self._taken.add(key)
            self._of[thing] = key
        return self._of[thing]


class Names:
    """The entities that a table names: one for each kind told and exact label.

    A name without a kind is the one thing of that label that has a kind, if there is just one. `places`
    are names that must be places whatever their prefix says.
    """

    def __init__(self, texts: Iterable[str], places: Collection[str] = ()) -> None:
        self.bodies: dict[str, dict[str, Any]] = {}
        self._keys = Keys()
        self._kinds: dict[str, set[str]] = {}
        for text in texts:
            kind, label = split(text)
            if kind:
                self._kinds.setdefault(label, set()).add(kind)
        self._places = {self._identity(text) for text in places}

    def key(self, text: str) -> str:
        """The key of the entity of this name, which is added to `bodies` when it is new."""
        kind, label = identity = self._identity(text)
        key = self._keys.of(identity, slug(label))
        if key not in self.bodies:
            stored = "place" if identity in self._places else kind
            self.bodies[key] = {"key": key, "kind": stored, "label": shortened(label)}
            if len(label) > SHORT:
                self.bodies[key]["description"] = label
        return key

    def _identity(self, text: str) -> tuple[str, str]:
        kind, label = split(text)
        known = self._kinds.get(label, set())
        return kind or (next(iter(known)) if len(known) == 1 else "other"), label


def split(text: str) -> tuple[str | None, str]:
    """The kind that a prefix tells ("force:", "place:"), and the name without it."""
    prefix, _, rest = text.partition(":")
    kind = _KIND.get(" ".join(prefix.replace("_", " ").split()).casefold())
    return (kind, rest.strip()) if kind and rest.strip() else (None, text)
