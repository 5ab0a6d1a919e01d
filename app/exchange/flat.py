"""One row a claim, an entity or a source: every column once, with what it holds and how it is written.

A row that is written from a document, imported and written again is the same row. Rows made by hand need few
columns: subject, predicate, value, claimant and source do.
"""

from collections.abc import Callable, Sequence
from typing import Any, get_args

from app.claims import schemas
from app.entities.kinds import EntityKind
from app.exchange.cells import Column, Document, at, ref
from app.sources.kinds import SourceKind
from app.wire import Reliability

SCOPE = "scope."


def _ref(*path: str) -> Callable[[Document], Any]:
    follow = at(*path)
    return lambda document: ref(follow(document))


def _bound(name: str, place: int) -> Callable[[Document], Any]:
    """One end of a quantity's bounds; where it leaves alternatives those stand in any_of."""

    def write(document: Document) -> Any:
        value = document["value"]
        single = value["type"] == "quantity" and "alternatives" not in value
        return value[name][place] if single else None

    return write


def _single(name: str) -> Callable[[Document], Any]:
    """A field of a quantity that leaves no alternatives."""

    def write(document: Document) -> Any:
        value = document["value"]
        return value[name] if value["type"] == "quantity" and "alternatives" not in value else None

    return write


def _any_of(document: Document) -> list[Any] | None:
    """The alternatives of a value as a claim gives them."""
    value = document["value"]
    if value["type"] == "entity" and "any_of" in value:
        return [ref(each) for each in value["any_of"]]
    if value["type"] == "quantity" and "alternatives" in value:
        return [each | {"hedge": value["hedge"]} for each in value["alternatives"]]
    found: list[Any] | None = value.get("any_of")
    return found


def _chain(place: int, write: Callable[[Document], Any]) -> Callable[[Document], Any]:
    """A writer for the first link (0) or, where there are several, the last (-1)."""

    def written(document: Document) -> Any:
        links = document["attribution"]
        return write(links[place]) if place == 0 or len(links) > 1 else None

    return written


def _between(document: Document) -> list[dict[str, Any]] | None:
    """The links between the first and the last, as a claim gives them."""
    links = document["attribution"][1:-1]
    return [link | {"agent": ref(link["agent"]), "source": ref(link["source"])} for link in links] or None


def _last(name: str) -> Callable[[Document], Any]:
    return lambda document: document["attribution"][-1][name]


def _own(name: str) -> Callable[[Document], Any]:
    """The first link's stance, unless it is the last link too: then it is the row's."""
    return lambda document: document["attribution"][0][name] if len(document["attribution"]) > 1 else None


def _name(link: Document) -> Any:
    return link["agent"]["label"] if link["agent"] else link["name"]


def _agent(prefix: str, title: str, place: int, does: str) -> tuple[Column, ...]:
    """The columns of one link of the attribution; its stance has columns of its own."""
    role, mode, kind = get_args(schemas.Role), get_args(schemas.Mode), get_args(EntityKind)
    return (
        Column(
            prefix,
            title,
            f"{does}: an entity's key, id or exact name; empty for a name that is no entity here.",
            _chain(place, lambda link: ref(link["agent"])),
        ),
        Column(
            f"{prefix}_name",
            f"{title}: name",
            f"The name of the entity, or, where {prefix} is empty, the name as the source has it.",
            _chain(place, _name),
        ),
        Column(
            f"{prefix}_kind",
            f"{title}: kind",
            "The kind of entity, for one that is not known yet (other if empty).",
            _chain(place, at("agent", "kind")),
            among=kind,
        ),
        Column(
            f"{prefix}_role",
            f"{title}: role",
            f"What {prefix} did ({'claimant' if place == 0 else 'reporter'} if empty).",
            _chain(place, at("role")),
            among=role,
        ),
        Column(
            f"{prefix}_mode", f"{title}: mode", "How it was passed on.", _chain(place, at("mode")), among=mode
        ),
        Column(
            f"{prefix}_source",
            f"{title}: source",
            "The source in which this was said, by key or id.",
            _chain(place, _ref("source")),
        ),
        Column(f"{prefix}_on", f"{title}: day", "When, as EDTF.", _chain(place, at("on"))),
    )


_REF = Column("ref", "Reference", "How other tables name it: its key, or else its id.", ref, given=False)
_ID = Column(
    "id",
    "Id",
    "The id; an import keeps it, and knows by it what is there already. Leave it empty for new rows.",
    at("id"),
)
_KEY = Column(
    "key",
    "Key",
    "A key of your own choosing; an import makes one out of a row's content where key and id are empty.",
    at("key"),
)
_RECORDED = (
    Column(
        "recorded_at",
        "Recorded at",
        "When it was recorded (UTC); not imported.",
        at("recorded_at"),
        given=False,
    ),
    Column(
        "recorded_by",
        "Recorded by",
        "The account that recorded it; not imported.",
        at("recorded_by"),
        given=False,
    ),
)
_RELIABILITY = get_args(Reliability)

_SUBJECT = (
    Column(
        "subject", "Subject", "What the claim is about: an entity's key, id or exact name.", _ref("subject")
    ),
    Column("subject_name", "Subject: name", "The subject's name.", at("subject", "label")),
    Column(
        "subject_kind",
        "Subject: kind",
        "The kind of entity, for one that is not known yet (other if empty).",
        at("subject", "kind"),
        among=get_args(EntityKind),
    ),
    Column(
        "predicate",
        "Predicate",
        "What is said of the subject: a key of the predicate registry.",
        at("predicate"),
    ),
)
_VALUE = (
    Column("value", "Value", "The value in the claimant's words.", at("value", "text")),
    Column(
        "value_type",
        "Value: type",
        "The predicate's type of value; not imported.",
        at("value", "type"),
        given=False,
    ),
    Column("best", "Best number", "A quantity's number itself.", _single("amount"), "number"),
    Column("low", "Low", "The least a reader takes the quantity to mean.", _bound("soft", 0), "number"),
    Column(
        "high", "High", "The most a reader takes it to mean; empty for open.", _bound("soft", 1), "number"
    ),
    Column("hard_low", "Hard low", "Below this the claim is false.", _bound("hard", 0), "number"),
    Column(
        "hard_high",
        "Hard high",
        "Above this the claim is false; empty for open.",
        _bound("hard", 1),
        "number",
    ),
    Column("unit", "Unit", "The quantity's unit (the predicate's own if empty).", at("value", "unit")),
    Column(
        "hedge",
        "Hedge",
        "How the wording widens the number, such as about or at_least.",
        _single("hedge"),
    ),
    Column(
        "entity", "Entity", "The entity that is the value: key, id or exact name.", _ref("value", "entity")
    ),
    Column("entity_name", "Entity: name", "The name of that entity.", at("value", "entity", "label")),
    Column(
        "entity_kind",
        "Entity: kind",
        "The kind of entity, for one that is not known yet (other if empty).",
        at("value", "entity", "kind"),
        among=get_args(EntityKind),
    ),
    Column("term", "Term", "The term of the predicate's vocabulary.", at("value", "term")),
    Column("date", "Date", "The date that is the value, as EDTF.", at("value", "edtf")),
    Column("boolean", "True or false", "The truth value.", at("value", "boolean"), "boolean"),
    Column(
        "any_of", "Alternatives", "The alternatives a claim leaves open, as a JSON list.", _any_of, "array"
    ),
)
_CONTENT = (
    Column(
        "polarity",
        "Polarity",
        "Whether it is asserted or denied.",
        at("polarity"),
        among=get_args(schemas.Polarity),
    ),
    Column("valid", "Valid", "When it holds in the world, as EDTF.", at("valid", "edtf")),
    Column(
        "valid_mode",
        "Valid: mode",
        "Whether it holds throughout the valid time or sometime in it.",
        at("valid", "mode"),
        among=("throughout", "sometime"),
    ),
    Column("valid_from", "Valid from", "The beginning of the valid time, where valid is empty."),
    Column("valid_to", "Valid to", "The end of the valid time, where valid is empty."),
    Column("stated", "Stated", "When the claimant said it, as EDTF.", at("stated")),
    Column(
        "modality",
        "Modality",
        "How certain the claimant is (certain if empty).",
        at("modality"),
        among=get_args(schemas.Modality),
    ),
    Column(
        "basis",
        "Basis",
        "What the claimant rests on (unknown if empty).",
        at("basis"),
        among=get_args(schemas.Basis),
    ),
)
_SOURCE = (
    Column("source", "Source", "The document: key, id, URL or exact title.", _ref("source")),
    Column("source_title", "Source: title", "The document's title.", at("source", "title")),
    Column(
        "source_kind",
        "Source: kind",
        "The kind of document, for one that is not known yet (other if empty).",
        at("source", "kind"),
        among=get_args(SourceKind),
    ),
    Column("source_url", "Source: URL", "Where it can be read.", at("source", "url")),
    Column(
        "source_archive_url", "Source: archived URL", "Where a copy is kept.", at("source", "archive_url")
    ),
    Column(
        "source_publisher",
        "Source: publisher",
        "Who published it: an entity's key, id or exact name.",
        _ref("source", "publisher"),
    ),
    Column(
        "source_published",
        "Source: published",
        "The day it was published, as EDTF.",
        at("source", "published"),
    ),
    Column("source_language", "Source: language", "Its language (BCP 47).", at("source", "language")),
    Column(
        "source_reliability",
        "Source: reliability",
        "Its reliability, A (best) to F (cannot be judged).",
        at("source", "reliability"),
        among=_RELIABILITY,
    ),
    Column("locator", "Locator", "Where in the document the claim stands.", at("citation", "locator")),
    Column("quote", "Quote", "The words of the document.", at("citation", "quote", "exact")),
    Column("quote_prefix", "Quote: before", "The words before the quote.", at("citation", "quote", "prefix")),
    Column("quote_suffix", "Quote: after", "The words after it.", at("citation", "quote", "suffix")),
    Column("quote_language", "Quote: language", "The language of the quote.", at("citation", "language")),
    Column(
        "translated_from",
        "Translated from",
        "The language it was translated from.",
        at("citation", "translated_from"),
    ),
)
_ATTRIBUTION = (
    *_agent("claimant", "Claimant", 0, "Who makes the claim"),
    Column(
        "claimant_stance",
        "Claimant: stance",
        "The first link's stance, where others passed the claim on.",
        _own("stance"),
        among=get_args(schemas.Stance),
    ),
    Column("claimant_stance_wording", "Claimant: stance in words", "How it was expressed.", _own("wording")),
    Column(
        "between",
        "Links between",
        "The links between claimant and carrier, as a JSON list.",
        _between,
        "array",
    ),
    *_agent("carrier", "Carrier", -1, "Who passed the claim on last"),
    Column(
        "stance",
        "Stance",
        "What the last one in the chain makes of the claim.",
        _last("stance"),
        among=get_args(schemas.Stance),
    ),
    Column("stance_wording", "Stance in words", "How that is expressed.", _last("wording")),
)
_STATE = (
    Column("supersedes", "Supersedes", "The earlier claim this one replaces: key or id.", _ref("supersedes")),
    Column("status", "Status", "live, superseded or retracted; not imported.", at("status"), given=False),
    Column(
        "retraction_reason",
        "Retraction: reason",
        "Why it was retracted.",
        at("retraction", "reason"),
        among=("withdrawn", "entry_error"),
    ),
    Column("retraction_text", "Retraction: text", "The retraction in words.", at("retraction", "text")),
    Column("retraction_source", "Retraction: source", "Where it was withdrawn.", at("retraction", "source")),
    Column("retraction_on", "Retraction: day", "When, as EDTF.", at("retraction", "on")),
    Column("retraction_by", "Retraction: by", "Who withdrew it.", at("retraction", "by")),
)
_BEFORE_SCOPE = (_REF, _ID, _KEY, *_SUBJECT, *_VALUE)
_AFTER_SCOPE = (*_CONTENT, *_SOURCE, *_ATTRIBUTION, *_STATE, *_RECORDED)


def scope_column(key: str) -> Column:
    """The column of one separator of a predicate's scope."""
    return Column(
        f"{SCOPE}{key}",
        f"Scope: {key}",
        "What the claim is limited to; an entity by key or id.",
        at("scope", key),
    )


def claim_columns(separators: Sequence[str] = ()) -> tuple[Column, ...]:
    """The columns of claims, with one for each separator of a scope."""
    return (*_BEFORE_SCOPE, *map(scope_column, separators), *_AFTER_SCOPE)


def _refs(name: str) -> Callable[[Document], Any]:
    return lambda document: [ref(each) for each in document[name]] or None


def _origins(document: Document) -> Any:
    return [
        {"source": ref(each["source"]), "relation": each["relation"]} for each in document["derived_from"]
    ] or None


ENTITY_COLUMNS = (
    _REF,
    _ID,
    _KEY,
    Column("kind", "Kind", "What kind of thing it is.", at("kind"), among=get_args(EntityKind)),
    Column("label", "Label", "The name it is shown by.", at("label")),
    Column("names", "Names", "Its names as a JSON list.", lambda entity: entity["names"] or None, "array"),
    Column("description", "Description", "What it is.", at("description")),
    Column(
        "external_ids",
        "External ids",
        "Its ids elsewhere as a JSON object.",
        lambda entity: entity["external_ids"] or None,
        "object",
    ),
    Column("alignment", "Alignment", "The side it is on.", at("alignment")),
    Column("reliability", "Reliability", "A (best) to F.", at("reliability"), among=_RELIABILITY),
    *_RECORDED,
)
SOURCE_COLUMNS = (
    _REF,
    _ID,
    _KEY,
    Column("kind", "Kind", "What kind of document it is.", at("kind"), among=get_args(SourceKind)),
    Column("title", "Title", "Its title.", at("title")),
    Column("url", "URL", "Where it can be read.", at("url")),
    Column("archive_url", "Archived URL", "Where a copy is kept.", at("archive_url")),
    Column("publisher", "Publisher", "Who published it: an entity's key or id.", _ref("publisher")),
    Column("authors", "Authors", "Its authors as a JSON list of keys or ids.", _refs("authors"), "array"),
    Column("language", "Language", "Its language (BCP 47).", at("language")),
    Column("published", "Published", "When it was published, as EDTF.", at("published")),
    Column("accessed", "Accessed", "When it was read, as EDTF.", at("accessed")),
    Column("archived_at", "Archived at", "When the copy was made, as EDTF.", at("archived_at")),
    Column("alignment", "Alignment", "The side it is on.", at("alignment")),
    Column("reliability", "Reliability", "A (best) to F.", at("reliability"), among=_RELIABILITY),
    Column("sha256", "SHA-256", "The digest of the copy.", at("sha256")),
    Column("derived_from", "Derived from", "What it was made of, as a JSON list.", _origins, "array"),
    *_RECORDED,
)
COLUMNS = {column.name: column for column in claim_columns()}
"""The columns of claims by name, those of scopes apart."""


def written(document: Document, columns: Sequence[Column]) -> list[Any]:
    """The cells of a document, in the order of the columns; null for an empty one."""
    return [column.write(document) for column in columns if column.write is not None]
