"""JSON put together by the database: Core expressions over functions that SQLite and PostgreSQL name apart.

A page of fifty costs a third of what it does row by row in Python. SQLite's functions are those of
https://sqlite.org/json1.html (ORDER BY in an aggregate since 3.44), PostgreSQL's those of
https://www.postgresql.org/docs/current/functions-json.html. Keys keep the order they are given in; only
PostgreSQL puts blanks between them, so the texts of the two are equal once parsed.
"""

from typing import Any, ClassVar

from sqlalchemy import ColumnElement, FromClause, Select, Text, cast, literal_column, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class _Spelled(FunctionElement[Any]):
    """A function with its spelling in each dialect: {0} is its first argument, {all} are all of them."""

    inherit_cache = True
    sqlite: ClassVar[str]
    postgresql: ClassVar[str]


@compiles(_Spelled)
def _spell(element: _Spelled, compiler: SQLCompiler, **_: Any) -> str:
    spelling: str = getattr(element, compiler.dialect.name)
    arguments = [compiler.process(each) for each in element.clauses]
    return spelling.format(*arguments, all=", ".join(arguments))


class _Object(_Spelled):
    sqlite = "json_object({all})"
    postgresql = "json_build_object({all})"


def json_object(fields: dict[str, ColumnElement[Any]]) -> ColumnElement[Any]:
    """An object; its keys are names from the code, never a caller's text."""
    return _Object(*(part for key, value in fields.items() for part in (literal_column(f"'{key}'"), value)))


class Pair(_Spelled):
    """An array of two."""

    sqlite = "json_array({all})"
    postgresql = "json_build_array({all})"


class Stored(_Spelled):
    """The JSON that a text column holds, its numbers with the digits they have there; null for NULL."""

    sqlite = "json({0})"
    postgresql = "CAST({0} AS json)"


class Flag(_Spelled):
    """0 as false, 1 as true."""

    sqlite = "json(iif({0}, 'true', 'false'))"
    postgresql = "({0} <> 0)"


class Day(_Spelled):
    """The ISO date of a proleptic Gregorian ordinal (`date.toordinal`); null for NULL."""

    sqlite = "date({0} + 1721424.5)"  # the Julian day before 0001-01-01
    postgresql = "to_char(date '0001-01-01' + ({0} - 1), 'YYYY-MM-DD')"


class Collected(_Spelled):
    """The first argument of every row as an array, in the order of the second; empty for no rows."""

    sqlite = "json_group_array({0} ORDER BY {1})"
    postgresql = "coalesce(json_agg({0} ORDER BY {1}), '[]'::json)"


class CollectedObject(_Spelled):
    """The first argument of every row as a key, the second as its value; of one row at least."""

    sqlite = "json_group_object({0}, {1})"
    postgresql = "json_object_agg({0}, {1})"


class _Members(_Spelled):
    sqlite = "json_each({0})"
    postgresql = "json_each_text(CAST({0} AS json))"


class _MemberText(_Spelled):
    sqlite = "({0} ->> {1})"
    postgresql = "(CAST({0} AS json) ->> {1})"


class _Elements(_Spelled):
    sqlite = "json_each({0} -> {1})"
    postgresql = (
        "(SELECT value, ordinality AS key"
        " FROM json_array_elements_text(CAST({0} AS json) -> {1}) WITH ORDINALITY)"
    )


class _Numbers(_Spelled):
    sqlite = "json_each({0})"
    postgresql = "(SELECT CAST(value AS bigint) AS value FROM json_array_elements_text(CAST({0} AS json)))"


class _Texts(_Spelled):
    sqlite = "json_each({0})"
    postgresql = "(SELECT value FROM json_array_elements_text(CAST({0} AS json)))"


def member_text(stored: ColumnElement[Any], name: str) -> ColumnElement[Any]:
    """The text that a stored object has under a name."""
    return _MemberText(stored, literal_column(f"'{name}'"))


def members(stored: ColumnElement[Any]) -> FromClause:
    """The `key` and `value` of each member of a stored object of texts."""
    return _Members(stored).table_valued("key", "value")


def elements(stored: ColumnElement[Any], name: str) -> FromClause:
    """The `value` of each text in the array that a stored object has under a name, with a rising `key`."""
    return _Elements(stored, literal_column(f"'{name}'")).table_valued("key", "value")


def numbers(listed: ColumnElement[Any]) -> Select[Any]:
    """The whole numbers of an array; for a bind, so that one statement serves any number of them."""
    return select(_Numbers(cast(listed, Text)).table_valued("value").c.value)


def texts(listed: ColumnElement[Any]) -> Select[Any]:
    """The texts of an array; for a bind, as `numbers`."""
    return select(cast(_Texts(cast(listed, Text)).table_valued("value").c.value, Text))


def text_of(document: ColumnElement[Any]) -> ColumnElement[str]:
    """A document as text: PostgreSQL's driver would parse it otherwise."""
    return cast(document, Text)
