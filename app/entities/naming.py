"""Entities by the names that a reader's languages have for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import bindparam, select

from app.db import Row, Session, table
from app.entities.models import Entity, EntityName

entities, names = table(Entity), table(EntityName)
PREFERRED = ("label", "translation", "transliteration", "alias", "nom_de_guerre", "former")
_NAMES = (
    select(names.c.text, names.c.lang, names.c.kind)
    .join(entities, entities.c.seq == names.c.entity)
    .where(entities.c.id == bindparam("id"), names.c.lang.is_not(None))
    .order_by(names.c.position)
)


@dataclass(frozen=True, slots=True)
class Names:
    """What entities are called in the first of these languages (BCP 47) that has a name, else by their label.

    `used` collects the languages of the names that were found.
    """

    session: Session
    languages: Sequence[str] = ()
    used: dict[str, None] = field(default_factory=dict)
    _known: dict[str, Mapping[str, str] | None] = field(default_factory=dict)

    def of(self, entity_id: str, label: str) -> str:
        """The name of the entity of that id."""
        if not self.languages:
            return label
        if entity_id not in self._known:
            self._known[entity_id] = chosen(self.session.rows(_NAMES, id=entity_id), self.languages)
        found = self._known[entity_id]
        if found is None:
            return label
        self.used[found["lang"]] = None
        return found["text"]


def chosen(known: Sequence[Row], languages: Sequence[str]) -> Row | None:
    """The name for a reader of these languages, the one liked best first; None where there is none.

    A language takes names in it and in its variants (RFC 4647, 3.3.1), and failing those names in the
    language it is a variant of (3.4). Of several that is taken whose kind stands first in PREFERRED.
    """
    for language in languages:
        wanted = language.lower()
        while wanted:
            found = [each for each in known if f"{each['lang']}-".lower().startswith(f"{wanted}-")]
            if found:
                return min(found, key=lambda each: PREFERRED.index(each["kind"]))
            wanted = wanted.rpartition("-")[0]
    return None
