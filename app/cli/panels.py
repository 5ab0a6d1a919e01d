"""Objects as a reader wants them: a panel with the field's own words."""

from collections.abc import Callable, Iterable
from typing import Any

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from app.cli.output import plain

Document = dict[str, Any]
Lines = Iterable[tuple[str, object]]


def _panel(title: str, subtitle: str, lines: Lines) -> Panel:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for name, told in lines:
        if told not in (None, "", [], {}):
            grid.add_row(name, told if isinstance(told, Group) else Text(plain(told)))
    return Panel(
        grid,
        title=Text(plain(title), style="bold"),
        subtitle=Text(plain(subtitle)),
        title_align="left",
        subtitle_align="left",
    )


def _several(lines: Iterable[str]) -> Group:
    return Group(*(Text(plain(line)) for line in lines))


def _named(document: Document | None) -> str | None:
    """An object named inside another: its label or title, and its key."""
    if document is None:
        return None
    label = document.get("label") or document.get("title")
    return f"{label} ({document['key']})" if document["key"] else f"{label} ({document['id']})"


def claim(found: Document, parts: list[Document]) -> RenderableType:
    """A claim: value, valid time, the chain with its stances, source, status, and its contradictions."""
    retraction, live = found["retraction"], found["status"] == "live"
    valid, denied = found["valid"], "not " if found["polarity"] == "denies" else ""
    lines: Lines = [
        ("subject", _named(found["subject"])),
        ("predicate", found["predicate"]),
        ("value", denied + value(found["value"])),
        ("scope", ", ".join(f"{name} {told}" for name, told in found["scope"].items())),
        ("valid", f"{valid['edtf']} ({valid['mode']})" if valid else None),
        ("attribution", _several(link(place, each) for place, each in enumerate(found["attribution"], 1))),
        ("stance", stance(found["stance"])),
        ("modality", found["modality"] if found["modality"] != "certain" else None),
        ("source", _document(found["source"])),
        ("citation", citation(found["citation"])),
        ("stated", found["stated"]),
        ("status", "live, revised since" if live and not found["current"] else found["status"]),
        ("supersedes", _reference(found["supersedes"])),
        ("superseded by", _reference(found["superseded_by"])),
        ("retraction", f"{retraction['reason']}: {retraction['text']}" if retraction else None),
        ("recorded", f"{found['recorded_at']} by {found['recorded_by']}"),
        ("contradictions", _several(sentence(each) for each in parts) if parts else "none"),
    ]
    return _panel(found["key"] or found["id"], found["id"], lines)


def value(found: Document) -> str:
    """A value: the claimant's words, and what was read where that says more."""
    match found["type"]:
        case "entity" if "any_of" in found:
            return " or ".join(str(_named(each)) for each in found["any_of"])
        case "entity":
            return str(_named(found["entity"]))
        case "term" if found.get("term") and found["term"] != found["text"]:
            return f"{found['text']} [{found['term']}]"
        case _:
            return str(found["text"])


def link(place: int, found: Document) -> str:
    """A link of the chain, such as `2. Somebody, reporter, paraphrase, 2016-05: disputes, "…"`."""
    who = str(found["agent"]["label"] if found["agent"] else found["name"])
    through = f"in {_named(found['source'])}" if found["source"] else None
    parts = [f"{place}. {who}", found["role"], found["mode"], through, found["on"]]
    told = ", ".join(str(part) for part in parts if part)
    if not found["stance"]:
        return told
    return f"{told}: {found['stance']}" + (f", “{found['wording']}”" if found["wording"] else "")


def stance(found: Document) -> str:
    """The carrier's position, in his words where he has any."""
    wording = f", “{found['wording']}”" if found["wording"] else ""
    return str(found["position"]) + wording + (f" ({found['by']})" if found["by"] else "")


def _document(found: Document) -> str:
    return f"{_named(found)}, published {found['published'] or 'never'}"


def citation(found: Document | None) -> str | None:
    """Where it stands, and the words that stand there."""
    if found is None:
        return None
    quote = found.get("quote")
    parts = [found.get("locator"), f"“{quote['exact']}”" if quote else None]
    return ", ".join(part for part in parts if part)


def _reference(found: Document | None) -> str | None:
    return None if found is None else found["key"] or found["id"]


def sentence(found: Document) -> str:
    """A contradiction in a line."""
    return f"{found['label']} {found['code']} {found['severity']:.2f}: {found['explanation']} ({found['id']})"


def entity(found: Document, _: list[Document]) -> RenderableType:
    """An entity with its names."""
    names = [" ".join(str(part) for part in (each["text"], f"({each['kind']})")) for each in found["names"]]
    lines: Lines = [
        ("label", found["label"]),
        ("kind", found["kind"]),
        ("names", _several(names) if names else None),
        ("description", found["description"]),
        ("external ids", ", ".join(f"{scheme} {told}" for scheme, told in found["external_ids"].items())),
        ("alignment", found["alignment"]),
        ("reliability", found["reliability"]),
        ("recorded", f"{found['recorded_at']} by {found['recorded_by']}"),
    ]
    return _panel(found["key"] or found["id"], found["id"], lines)


def source(found: Document, _: list[Document]) -> RenderableType:
    """A source with what it derives from."""
    origins = [f"{each['relation']} {_named(each['source'])}" for each in found["derived_from"]]
    plain_fields = ("title", "kind", "url", "archive_url", "language", "published", "accessed", "alignment")
    lines: Lines = [
        *((name.replace("_", " "), found[name]) for name in plain_fields),
        ("authors", "; ".join(str(_named(each)) for each in found["authors"])),
        ("publisher", _named(found["publisher"])),
        ("derived from", _several(origins) if origins else None),
        ("reliability", found["reliability"]),
        ("recorded", f"{found['recorded_at']} by {found['recorded_by']}"),
    ]
    return _panel(found["key"] or found["id"], found["id"], lines)


def predicate(found: Document, _: list[Document]) -> RenderableType:
    """A predicate: what it means, its type and vocabulary."""
    lines: Lines = [
        ("label", found["label"]),
        ("description", found["description"]),
        ("value type", found["value_type"]),
        ("unit", found["unit"]),
        ("single value", found["single"]),
        ("temporality", found["temporality"]),
        ("terms", ", ".join(term["key"] for term in found["terms"])),
        ("scope", ", ".join(separator["key"] for separator in found["separators"])),
        ("comes before", ", ".join(found["before"])),
    ]
    return _panel(found["key"], found["id"], lines)


def contradiction(found: Document, _: list[Document]) -> RenderableType:
    """A contradiction: why, between which positions, since when."""
    question = found["question"]
    subjects = ", ".join(str(_named(each)) for each in question["subjects"])
    between = " of " if len(question["subjects"]) == 1 else ", between "
    lines: Lines = [
        ("explanation", found["explanation"]),
        ("question", f"{' / '.join(question['predicates'])}{between}{subjects}"),
        ("scope", ", ".join(f"{name} {told}" for name, told in question["scope"].items())),
        ("window", window(found["window"])),
        ("label", f"{found['label']}, severity {found['severity']:.2f}"),
        ("status", found["status"] + (f": {found['closed_reason']}" if found["closed_reason"] else "")),
        ("disposition", disposition(found["disposition"])),
        ("positions", _several(position(each) for each in found["positions"])),
        ("detected", found["detected_at"]),
    ]
    return _panel(found["code"], found["id"], lines)


def window(found: Document) -> str | None:
    """The days between which the conflict holds; nothing where they are not bounded."""
    first, last = found["from"], found["to"]
    if first is None and last is None:
        return None
    return f"{first or '…'} to {last or '…'}" if first != last else str(first)


def disposition(found: Document | None) -> str | None:
    """What was decided last: the choice, by whom, when, why, and whether it still stands."""
    if found is None:
        return None
    chosen = f" {_reference(found['position'])}" if found["position"] else ""
    fallen = "" if found["standing"] else " (no longer stands: claims joined since)"
    return f"{found['choice']}{chosen}{fallen}, {found['at']} by {found['by']}: {found['reasons']}"


def position(found: Document) -> str:
    """A position: the value, who claims it, through which claims."""
    held = ", ".join(each["key"] or each["id"] for each in found["claims"])
    return f"{found['value']} — {', '.join(found['claimants'])} [{held}]"


PANELS: dict[str, Callable[[Document, list[Document]], RenderableType]] = {
    "claim": claim,
    "entity": entity,
    "source": source,
    "predicate": predicate,
    "contradiction": contradiction,
}
