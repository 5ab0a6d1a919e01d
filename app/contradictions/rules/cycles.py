"""Directed graphs of claims: what lies on a cycle, and the shortest cycle."""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple


class Edge(NamedTuple):
    """A claim that leads from its subject to its value."""

    claim: int
    start: str
    end: str


def cyclic(edges: Iterable[Edge]) -> list[list[Edge]]:
    """The edges on some cycle, grouped by what leads to each other: Tarjan's algorithm, linear.

    In order of claims, whatever the order given.
    """
    ordered = sorted(edges)
    component = _components(ordered)
    found: dict[int, list[Edge]] = defaultdict(list)
    for edge in ordered:
        if component[edge.start] == component[edge.end]:
            found[component[edge.start]].append(edge)
    return list(found.values())


def shortest_cycle(edges: Iterable[Edge]) -> tuple[Edge, ...]:
    """The shortest cycle, of equals the one with the lowest claims, from its lowest claim on; () for none."""
    found = [_shortest(group) for group in cyclic(edges)]
    return min(found, key=lambda cycle: (len(cycle), cycle), default=())


def _shortest(group: Sequence[Edge]) -> tuple[Edge, ...]:
    """Each edge in turn is asked for the shortest way back by later ones, then dropped.

    With it goes all that lies on no cycle any more, and a search ends where its way would be no shorter
    than the one known: a single large ring is searched once.
    """
    graph = _Graph(group)
    best: tuple[Edge, ...] = ()
    for edge in group:
        if graph.has(edge):
            best = graph.cycle(edge, len(best) - 1 if best else len(group)) or best
            graph.drop(edge)
        if len(best) == 1:
            break
    return best


def _components(edges: Sequence[Edge]) -> dict[str, int]:
    """For each node the number of its strongly connected component."""
    onward: dict[str, list[str]] = {}
    for edge in edges:
        onward.setdefault(edge.start, []).append(edge.end)
        onward.setdefault(edge.end, [])
    search = _Tarjan(onward)
    for node in onward:
        if node not in search.order:
            search.visit(node)
    return search.component


class _Tarjan:
    """https://en.wikipedia.org/wiki/Tarjan's_strongly_connected_components_algorithm without recursion."""

    def __init__(self, onward: dict[str, list[str]]) -> None:
        self.onward = onward
        self.order: dict[str, int] = {}
        self.low: dict[str, int] = {}
        self.component: dict[str, int] = {}
        self.open: list[str] = []

    def visit(self, root: str) -> None:
        """Number the components of all that the root leads to."""
        path: list[tuple[str, Iterator[str]]] = [self._enter(root)]
        while path:
            node, following = path[-1]
            step = next((each for each in following if each not in self.component), None)
            if step is None:
                path.pop()
                self._leave(node)
                if path:
                    above = path[-1][0]
                    self.low[above] = min(self.low[above], self.low[node])
            elif step in self.order:
                self.low[node] = min(self.low[node], self.order[step])
            else:
                path.append(self._enter(step))

    def _enter(self, node: str) -> tuple[str, Iterator[str]]:
        self.order[node] = self.low[node] = len(self.order)
        self.open.append(node)
        return node, iter(self.onward[node])

    def _leave(self, node: str) -> None:
        if self.low[node] < self.order[node]:
            return
        while node not in self.component:
            self.component[self.open.pop()] = self.order[node]


class _Graph:
    """Edges that can be dropped; of those between the same two nodes only the lowest claim is kept."""

    def __init__(self, edges: Iterable[Edge]) -> None:
        self.out: dict[str, dict[str, Edge]] = defaultdict(dict)
        self.into: dict[str, dict[str, Edge]] = defaultdict(dict)
        for edge in edges:
            kept = self.out[edge.start].setdefault(edge.end, edge)
            self.into[edge.end][edge.start] = kept

    def has(self, edge: Edge) -> bool:
        """Whether the edge is still there."""
        return self.out[edge.start].get(edge.end) == edge

    def cycle(self, first: Edge, most: int) -> tuple[Edge, ...]:
        """The shortest cycle through an edge, with at most so many edges; () for none."""
        left = self._steps_left(first.start, first.end, most - 1)
        if first.end not in left:
            return ()
        found, node = [first], first.end
        while left[node]:
            ahead = (edge for edge in self.out[node].values() if left.get(edge.end) == left[node] - 1)
            found.append(min(ahead))
            node = found[-1].end
        return tuple(found)

    def _steps_left(self, goal: str, start: str, most: int) -> dict[str, int]:
        """How many edges lead to the goal, breadth first until the start is met."""
        left = {goal: 0}
        waiting = deque([goal])
        while waiting and start not in left:
            node = waiting.popleft()
            if left[node] == most:
                break
            for before in self.into[node]:
                if before not in left:
                    left[before] = left[node] + 1
                    waiting.append(before)
        return left

    def drop(self, edge: Edge) -> None:
        """Without the edge, and without what then leads nowhere or is led to from nowhere."""
        waiting = [edge]
        while waiting:
            gone = waiting.pop()
            if self.out[gone.start].pop(gone.end, None) is None:
                continue
            del self.into[gone.end][gone.start]
            if not self.out[gone.start]:
                waiting += self.into[gone.start].values()
            if not self.into[gone.end]:
                waiting += self.out[gone.end].values()
