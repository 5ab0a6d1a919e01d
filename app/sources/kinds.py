"""What kinds of sources there are, and what one makes of another; no table, so that a client can read it."""

from typing import Literal, get_args

SourceKind = Literal[
    "article",
    "post",
    "interview",
    "official_document",
    "newsletter",
    "statement",
    "social_media",
    "report",
    "book",
    "dataset",
    "image",
    "video",
    "audio",
    "other",
]
KINDS: tuple[str, ...] = get_args(SourceKind)
Relation = Literal["quotes", "translates", "repeats", "summarises", "archives"]
RELATIONS: tuple[str, ...] = get_args(Relation)
