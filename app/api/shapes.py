"""Which fields of its objects an answer shows (`select`), and which references in full (`expand`).

Both are derived from the answer's model: its fields, and those that hold a reference to an object.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, get_args, get_origin

from fastapi import Request
from pydantic import BaseModel
from pydantic_core import to_json

from app.claims import judgements, present
from app.claims.schemas import CitedSource, ClaimRead, ClaimRef
from app.db import Session
from app.entities import service as entities
from app.entities.schemas import EntityRead, EntityRef
from app.errors import BadParameter, Fault
from app.nearest import nearest
from app.pagination import Page, known_only
from app.sources import service as sources
from app.sources.schemas import SourceRead, SourceRef

Document = dict[str, Any] | str
"""An object as the wire shows it, or its JSON text."""
Whole = Callable[[Session, Sequence[str]], Mapping[str, Mapping[str, Any]]]
Tree = dict[str, "Tree | None"]
"""The fields to keep; None keeps all there is below."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of object that others refer to: the model of it, and how those of some ids are read."""

    model: type[BaseModel]
    whole: Whole


def _entities(session: Session, ids: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
    rows = list(entities.by_ids(session, ids).values())
    return {shown["id"]: shown for shown in judgements.shown(session, rows)}


def _sources(session: Session, ids: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
    rows = list(sources.by_ids(session, ids).values())
    return {shown["id"]: shown for shown in sources.present(session, rows)}


KINDS: Mapping[type[BaseModel], Kind] = {
    EntityRef: Kind(EntityRead, _entities),
    SourceRef: Kind(SourceRead, _sources),
    CitedSource: Kind(SourceRead, _sources),
    ClaimRef: Kind(ClaimRead, present.by_ids),
}
"""What the models of references, and those made out of them, refer to."""


@dataclass(frozen=True, slots=True)
class Node:
    """A field: those below it, whether their names are the record's own, and what it refers to."""

    below: Mapping[str, "Node"]
    open: bool = False
    kind: Kind | None = None

    def paths(self, before: str = "") -> Iterator[tuple[str, "Node"]]:
        """Every field below with its path."""
        for name, node in self.below.items():
            yield before + name, node
            yield from node.paths(f"{before}{name}.")


def node_of(*annotations: Any) -> Node:
    """The field that has values of any of these types."""
    models = [model for each in annotations for model in _models(each)]
    kinds = [kind for model in models for base, kind in KINDS.items() if issubclass(model, base)]
    told: dict[str, list[Any]] = {}
    for model in models:
        for name, info in model.model_fields.items():
            told.setdefault(info.alias or name, []).append(info.annotation)
    below = {name: node_of(*given) for name, given in told.items()}
    return Node(below, any(map(_has_names_of_its_own, annotations)), kinds[0] if kinds else None)


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)


def _has_names_of_its_own(annotation: Any) -> bool:
    return get_origin(annotation) is dict or any(map(_has_names_of_its_own, get_args(annotation)))


@dataclass(frozen=True, slots=True)
class Shaping:
    """What a request asks of the objects of an answer; nothing asks for them as they are."""

    keep: Tree | None = None
    expand: Mapping[str, Kind] = field(default_factory=dict)
    counted: bool = False

    def __bool__(self) -> bool:
        return self.keep is not None or bool(self.expand)

    def texts(self, session: Session, documents: Iterable[Document]) -> list[str]:
        """The JSON texts of the objects, one query for each relation that is expanded."""
        if not self:
            return [each if isinstance(each, str) else to_json(each).decode() for each in documents]
        read = [json.loads(each) if isinstance(each, str) else each for each in documents]
        for path, kind in self.expand.items():
            references = list(_at(read, path.split(".")))
            wholes = kind.whole(session, [each["id"] for each in references]) if references else {}
            for each in references:
                each.update(wholes[each["id"]])
        return [to_json(each if self.keep is None else kept(each, self.keep)).decode() for each in read]

    def one(self, session: Session, document: Document) -> bytes:
        """The JSON of a single object."""
        (text,) = self.texts(session, [document])
        return text.encode()

    def whole(self, session: Session, documents: Sequence[Document]) -> bytes:
        """The JSON of a list that is never paged."""
        more = {"count": len(documents)} if self.counted else {}
        return Page((), None).json(self.texts(session, documents), more)


def _at(found: Any, path: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The objects at a path, through every list on the way."""
    if isinstance(found, list):
        for each in found:
            yield from _at(each, path)
    elif isinstance(found, dict):
        if not path:
            yield found
        else:
            yield from _at(found.get(path[0]), path[1:])


def kept(found: Any, tree: Tree | None) -> Any:
    """The value with only the fields of the tree, in lists too; a field that it does not have stays out."""
    if tree is None:
        return found
    if isinstance(found, list):
        return [kept(each, tree) for each in found]
    if isinstance(found, dict):
        return {name: kept(value, tree[name]) for name, value in found.items() if name in tree}
    return found


AS_IT_IS = Shaping()


@dataclass(frozen=True)
class Shape:
    """What can be asked of the objects of one model; of a list of them also how many they are."""

    model: type[BaseModel]
    listed: bool = False

    @cached_property
    def node(self) -> Node:
        """The object as a field: what it has below it."""
        return node_of(self.model)

    @cached_property
    def relations(self) -> dict[str, Kind]:
        """What can be expanded, by path."""
        return {path: node.kind for path, node in self.node.paths() if node.kind is not None}

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The query parameters that this shape knows."""
        expand = ("expand",) if self.relations else ()
        return ("select", *expand, *(("count",) if self.listed else ()))

    def parameters(self) -> list[dict[str, Any]]:
        """The query parameters as OpenAPI describes them."""
        found = [_several("select", _SELECTS, [path for path, _ in self.node.paths()])]
        if self.relations:
            found.append(_several("expand", _EXPANDS, list(self.relations)))
        return [*found, COUNT] if self.listed else found

    def asked(self, request: Request, *also: str, repeatable: Sequence[str] = ()) -> Shaping:
        """What a request asks for; BadParameter for anything but that and the parameters `also` known."""
        if not request.scope["query_string"]:
            return AS_IT_IS
        names = [name for name, _ in request.query_params.multi_items()]
        known_only(names, [*also, *self.names], [*repeatable, "select", "expand"])
        return self.of({name: request.query_params.getlist(name) for name in self.names if name in names})

    def of(self, texts: Mapping[str, Sequence[str]]) -> Shaping:
        """What the texts of this shape's parameters ask for."""
        counted = count_asked(texts.get("count", ()))
        expand = {path: self._relation(path) for path in _listed(texts.get("expand", ()))}
        if "select" not in texts:
            return Shaping(None, expand, counted)
        keep: Tree = {}
        for path in _listed(texts["select"]):
            _add(keep, self._steps(path, expand))
        return Shaping(keep, expand, counted)

    def _relation(self, path: str) -> Kind:
        if path not in self.relations:
            message = f"expand takes, separated by commas: {', '.join(self.relations)}."
            raise BadParameter(message, [Fault("expand", message)])
        return self.relations[path]

    def _steps(self, path: str, expand: Mapping[str, Kind]) -> list[str]:
        """The names on the way to a field that exists."""
        node, before = self.node, ""
        steps = path.split(".")
        for step in steps:
            known = _below(node, expand.get(before))
            if step not in known and not node.open:
                raise self._unknown(path, expand)
            node, before = known.get(step, _OPEN), f"{before}.{step}".lstrip(".")
        return steps

    def _unknown(self, path: str, expand: Mapping[str, Kind]) -> BadParameter:
        known = [name for name, _ in self.node.paths()]
        for before, kind in expand.items():
            known += [f"{before}.{name}" for name, _ in node_of(kind.model).paths()]
        near = nearest(path, [(name, name.replace(".", " ")) for name in known], 5)
        told = f"Nearest: {', '.join(near)}. " if near else ""
        detail = f"{told}select takes, separated by commas: {', '.join(self.node.below)}."
        below = next((name for name in self.node.below if self.node.below[name].below), None)
        if below is not None:
            first = next(iter(self.node.below[below].below))
            detail += f" A dot leads to what is below, as in {below}.{first}."
        return BadParameter(f"An unknown field. {detail}", [Fault("select", detail)])


_OPEN = Node({}, open=True)


def _below(node: Node, expanded: Kind | None) -> Mapping[str, Node]:
    return node.below if expanded is None else {**node.below, **node_of(expanded.model).below}


def _listed(texts: Sequence[str]) -> list[str]:
    """The parts of texts that commas separate, each once."""
    return list(dict.fromkeys(part.strip() for text in texts for part in text.split(",")))


def _add(tree: Tree, steps: Sequence[str]) -> None:
    """Puts a field in; what is kept whole stays whole."""
    for step in steps[:-1]:
        below = tree.setdefault(step, {})
        if below is None:
            return
        tree = below
    tree[steps[-1]] = None


def count_asked(texts: Sequence[str]) -> bool:
    """Whether the number of all items is asked for; BadParameter for another word than exact."""
    if texts and list(texts) != ["exact"]:
        message = "count takes exact, or is left out: counting costs more than the page."
        raise BadParameter(message, [Fault("count", message)])
    return bool(texts)


_SELECTS = (
    "Only these fields, separated by commas; a dot leads to what is below, in lists to that of each item. "
    "Nothing else is put in. Where something is expanded its fields can be named too."
)
_EXPANDS = "The whole object in the place of these references, separated by commas."
COUNT: dict[str, Any] = {
    "name": "count",
    "in": "query",
    "required": False,
    "description": "`exact` adds to the answer how many items the whole list has.",
    "schema": {"type": "string", "enum": ["exact"]},
}


def _several(name: str, says: str, names: Sequence[str]) -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": says,
        "style": "form",
        "explode": False,
        "schema": {"type": "array", "items": {"type": "string", "enum": list(names)}, "minItems": 1},
    }
