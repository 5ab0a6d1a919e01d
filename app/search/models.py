"""What searching reads: an index of the record, made from its tables and made anew whenever wanted."""

from sqlmodel import Field, SQLModel

from app.db import table


class SearchEntity(SQLModel, table=True):
    """The folded words of an entity's names and description; `seq` is the entity's."""

    __tablename__ = "search_entity"
    seq: int = Field(primary_key=True)
    words: str


class SearchSource(SQLModel, table=True):
    """The folded words of a source's title; `seq` is the source's."""

    __tablename__ = "search_source"
    seq: int = Field(primary_key=True)
    words: str


class SearchClaim(SQLModel, table=True):
    """The folded words of a claim's value, quote and stances; `seq` is the claim's."""

    __tablename__ = "search_claim"
    seq: int = Field(primary_key=True)
    words: str


class NameKey(SQLModel, table=True):
    """A key (app/entities/names.py) of a word in one of an entity's names."""

    __tablename__ = "search_name_key"
    key: str = Field(primary_key=True)
    entity: int = Field(primary_key=True)


INDEX = tuple(table(each) for each in (SearchEntity, SearchSource, SearchClaim, NameKey))
"""Every table of the index."""
