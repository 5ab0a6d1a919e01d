"""What kinds of entities and of names there are; no table, so that a client can read it."""

from typing import Literal, get_args

EntityKind = Literal[
    "person", "armed_group", "organization", "state", "clan", "place", "event", "outlet", "other"
]
KINDS: tuple[str, ...] = get_args(EntityKind)
NameKind = Literal["label", "alias", "transliteration", "translation", "nom_de_guerre", "former"]
NAME_KINDS: tuple[str, ...] = get_args(NameKind)
